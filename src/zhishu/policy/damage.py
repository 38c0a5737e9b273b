"""Step 7, damage: places where words are missing, told from the grammar around them; nothing is filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishu.policy.clauses import Tree
from zhishu.policy.document import LossKind


@dataclass(frozen=True)
class Damage:
    """A damaged place of the clean text; `kind` groups mass damage."""

    what: LossKind
    kind: str
    start: int
    end: int
    clause: str | None
    confidence: float


_ABRIDGED = re.compile(
    r"[(（](?:本文)?(?:有删减|有删节|节选|摘录|摘要|略)[)）]|(?:内容|正文|以下)(?:略|省略)"
)
_NUMERAL = "0-9０-９一二三四五六七八九十百千两几多余数半万亿"
_RULES: tuple[tuple[LossKind, str, re.Pattern[str], float], ...] = (
    # An empty pair of brackets where a number stood: ()推进制度建设
    ("lost", "empty_brackets", re.compile(r"[(（]\s*[)）](?=[\u4e00-\u9fff])"), 0.9),
    # A sum whose figure is gone: 金额为已支万元
    (
        "lost",
        "sum",
        re.compile(rf"(?<![{_NUMERAL}.，,、:：;；(（\s以按/每单位计])[万亿]元(?!户|村|镇)"),
        0.9,
    ),
    # A title that closes without having opened, or the other way round, inside one clause.
    ("lost", "title_opening", re.compile(r"(?:^|(?<=[。；;!?]))[^《〈<。；;]{0,80}》"), 0.8),
    ("unsure", "doubled", re.compile(r"([\u4e00-\u9fff]{2})\1(?=[\u4e00-\u9fff])"), 0.5),
    ("lost", "replacement", re.compile("\ufffd+|□{2,}|■{2,}"), 1.0),
)
# 知识产权强 + 市/省…: a set phrase of this page whose last character is gone elsewhere on it.
_SET_PHRASE = re.compile(r"(?P<stem>知识产权强|商标品牌强|质量强|制造强)(?P<tail>[市省国县区企])")
_CUT_END = re.compile(r"[\u4e00-\u9fff]$")


def is_abridged(text: str) -> bool:
    """Whether the page says itself that text was left out."""
    return _ABRIDGED.search(text) is not None


def find_damage(text: str, tree: Tree, titles: str = "") -> list[Damage]:
    """Damaged places in the clauses of a document, in order; `titles` tells its set phrases."""
    found: list[Damage] = []
    for gap in tree.gaps:
        found.append(Damage("lost", "number_gap", gap.start, gap.end, gap.path or None, 0.8))
    phrases = _phrases(titles)
    for node in tree.nodes:
        for start, end in node.parts:
            found.extend(_in_passage(text, start, end, node.path))
            found.extend(_cut_phrases(text, start, end, node.path, phrases))
    for node, following in zip(tree.nodes, tree.nodes[1:], strict=False):
        if node.parts and _cut_before(text, node.parts[-1], following.start):
            place = node.parts[-1][1]
            found.append(Damage("lost", "cut_sentence", place - 1, place, node.path or None, 0.8))
    return sorted(found, key=lambda one: (one.start, one.end))


def _in_passage(text: str, start: int, end: int, path: str) -> list[Damage]:
    found = []
    for what, kind, pattern, confidence in _RULES:
        for match in pattern.finditer(text[start:end]):
            a, b = start + match.start(), start + match.end()
            if kind == "title_opening" and text[start:b].count("《") >= text[start:b].count("》"):
                continue
            found.append(Damage(what, kind, a, b, path or None, confidence))
    opened = text[start:end].count("《") - text[start:end].count("》")
    if opened > 0:
        at = text.rfind("《", start, end)
        found.append(Damage("lost", "title_closing", at, end, path or None, 0.8))
    return found


def _phrases(titles: str) -> set[str]:
    """Set phrases that the document's titles write whole, without their last character."""
    return {match["stem"] for match in _SET_PHRASE.finditer(titles)}


def _cut_phrases(text: str, start: int, end: int, path: str, phrases: set[str]) -> list[Damage]:
    found = []
    for stem in sorted(phrases):
        for match in re.finditer(f"{stem}(?![市省国县区企化势大度])", text[start:end]):
            at = start + match.start()
            found.append(Damage("lost", f"phrase {stem}", at, at + len(stem), path or None, 0.9))
    return found


def _cut_before(text: str, part: tuple[int, int], following: int) -> bool:
    """Whether a passage ends in the middle of a sentence right where the next number begins."""
    start, end = part
    glued = end == following
    words = text[start:end]
    return glued and len(words) > 12 and _CUT_END.search(words) is not None
