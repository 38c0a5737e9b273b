"""From an HTML page to its text, every character with the way back to the page.

Tags go, blocks become lines, table cells are parted by ` | `, entities become characters; scripts,
styles, navigation, headers, footers and forms go whole, and so do lines that are mostly links.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from zhishu.base.text import OffsetText

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<[!?][^<>]*>|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*+)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>|"
    r"(?P<entity>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?)|(?P<space>[\r\n\t]+)",
    re.S,
)
_BLOCKS = {
    "p", "div", "br", "li", "ul", "ol", "tr", "table", "tbody", "thead", "h1", "h2", "h3", "h4", "h5",
    "h6", "section", "article", "main", "header", "footer", "nav", "aside", "dl", "dt", "dd", "hr",
    "center", "form", "fieldset", "blockquote", "pre", "title", "body", "caption", "ucapcontent",
}  # fmt: skip
_CELLS = {"td", "th"}
_DROPPED = {
    "script", "style", "noscript", "template", "nav", "footer", "form", "select", "option", "button",
    "svg", "iframe", "object", "title", "head", "textarea",
}  # fmt: skip
_VOID = {
    "br",
    "hr",
    "img",
    "input",
    "meta",
    "link",
    "area",
    "base",
    "col",
    "embed",
    "source",
    "wbr",
}
_CHROME = re.compile(
    r"(?:class|id)\s{0,20}=\s{0,20}[\"']?[^\"'>]{0,300}\b(?:nav|menu|foot(?:er)?|crumbs?|breadcrumb|share|sidebar|search(?:box|bar)?|topbar|toolbar|copyright|qrcode|related|pagination|pager)\b",
    re.I,
)


def looks_like_html(text: str) -> bool:
    """Whether a text is an HTML page: a doctype or a few tags near its beginning."""
    head = text[:4000]
    return bool(re.search(r"<!doctype html|<html|<body|<meta ", head, re.I)) or (
        len(re.findall(r"</?(?:div|p|table|td|span|br|a|ul|li)\b", head, re.I)) >= 4
    )


@dataclass
class _State:
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    stack: list[tuple[str, bool]] = field(default_factory=list)  # open dropped elements
    dropped_from: int = -1
    links: list[tuple[int, int]] = field(default_factory=list)
    link_from: int = -1


def html_to_text(page: str) -> OffsetText:
    """The text of a page; places lead back to the page's characters."""
    state = _State()
    for match in _TOKEN.finditer(page):
        if match["entity"]:
            if state.dropped_from < 0:
                made = html.unescape(match["entity"]).replace("\u00a0", " ")
                if made != match["entity"]:
                    state.edits.append((match.start(), match.end(), made))
        elif match["space"]:
            if state.dropped_from < 0:
                # Line ends in the markup are blanks; between Chinese characters they are nothing.
                state.edits.append((match.start(), match.end(), _blank(page, match)))
        else:
            _take_tag(state, match)
    if state.dropped_from >= 0:
        state.edits.append((state.dropped_from, len(page), ""))
    text = OffsetText.of(page).edit(_without_overlaps(state.edits))
    return _without_link_lines(text, state.links, page)


def _blank(page: str, match: re.Match[str]) -> str:
    before, after = page[match.start() - 1 : match.start()], page[match.end() : match.end() + 1]
    return "" if before > "\u2e80" or after > "\u2e80" or before in ">" or after in "<" else " "


def _take_tag(state: _State, match: re.Match[str]) -> None:
    name = (match["name"] or "").lower()
    closing = bool(match["close"])
    void = name in _VOID or (match["attributes"] or "").endswith("/")
    if state.dropped_from >= 0:
        if void or not name:
            return
        if not closing:
            state.stack.append((name, False))
        elif any(open_name == name for open_name, _ in state.stack):
            while state.stack and state.stack.pop()[0] != name:
                pass
            if not state.stack:
                state.edits.append((state.dropped_from, match.end(), "\n"))
                state.dropped_from = -1
        return
    if (
        not closing
        and not void
        and (
            name in _DROPPED
            or (name in {"div", "ul", "td"} and _CHROME.search(match["attributes"]))
        )
    ):
        state.dropped_from = match.start()
        state.stack = [(name, True)]
        return
    if name == "a":
        if closing and state.link_from >= 0:
            state.links.append((state.link_from, match.start()))
            state.link_from = -1
        elif not closing:
            state.link_from = match.end()
    new = "\n" if name in _BLOCKS else ""
    if name in _CELLS and closing:
        new = " | "
    state.edits.append((match.start(), match.end(), new))


def _without_overlaps(edits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Edits inside a dropped element give way to it."""
    kept: list[tuple[int, int, str]] = []
    for edit in sorted(edits, key=lambda one: (one[0], -one[1])):
        if kept and edit[0] < kept[-1][1]:
            continue
        kept.append(edit)
    return kept


def _without_link_lines(text: OffsetText, links: list[tuple[int, int]], page: str) -> OffsetText:
    """Lines that are mostly links are menus, unless they are long enough to be sentences."""
    linked = bytearray(len(page) + 1)
    for start, end in links:
        linked[start:end] = b"\x01" * (end - start)
    edits: list[tuple[int, int, str]] = []
    for match in re.finditer(r"[^\n]+", text.text):
        line = match.group()
        characters = [
            index for index, character in enumerate(line, match.start()) if not character.isspace()
        ]
        if not characters or len(characters) > 400:
            continue
        inside = sum(linked[text.source_span(index, index + 1)[0]] for index in characters)
        if inside > 0.7 * len(characters) and len(characters) < 120:
            edits.append((match.start(), match.end(), ""))
    return text.edit(edits) if edits else text
