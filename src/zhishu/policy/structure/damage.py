"""Step 7, damage: places where words are missing, told from the grammar around them; nothing is filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishu.policy.document import LossKind
from zhishu.policy.structure.clauses import Node, Tree


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
    r"[(（](?:[^（）()]{0,60}(?:有删减|有删节|有删改|有省略|节选|摘录|摘要|摘编)[^（）()]{0,4}|略|未完[^（）()]{0,20}|下略|中略)[)）]|(?:内容|正文|以下)(?:略|省略)|"
    r"(?:^|\s)…{1,4}(?=\s|$)"
)
_NUMERAL = "0-9０-９一二三四五六七八九十百千两几多余数半万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_RULES: tuple[tuple[LossKind, str, re.Pattern[str], float], ...] = (
    # An empty pair of brackets where a number stood: ()推进制度建设
    ("lost", "empty_brackets", re.compile(r"[(（]\s*[)）](?=[\u4e00-\u9fff])"), 0.9),
    # A sum whose figure is gone: 金额为已支万元
    (
        "lost",
        "sum",
        re.compile(
            rf"(?<![{_NUMERAL}.，,、:：;；(（\s以按/每单位计上近逾])(?:万元|(?<![超过破])亿元)(?!户|村|镇)"
        ),
        0.9,
    ),
    # A blank where the figure stood: 最高不超过　万元, 年均增长 %以上
    ("lost", "sum", re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]{1,8}(?:[万亿]元|[%％](?!\s))"), 0.9),
    # A title that closes without having opened, or the other way round, inside one clause.
    ("lost", "title_opening", re.compile(r"(?:^|(?<=[。；;!?]))[^《〈<。；;]{0,80}》"), 0.8),
    ("unsure", "doubled", re.compile(r"([\u4e00-\u9fff]{2})\1(?=[\u4e00-\u9fff])"), 0.5),
    ("lost", "replacement", re.compile("\ufffd+|□{2,}|■{2,}"), 1.0),
)
# 知识产权强 + 市/省…: a set phrase of this page whose last character is gone elsewhere on it.
_SET_PHRASE = re.compile(r"(?P<stem>知识产权强|商标品牌强|质量强|制造强)(?P<tail>[市省国县区企])")
_CUT_END = re.compile(r"[\u4e00-\u9fff]$")


# Words that want something behind them: at the very end of a text the rest is gone.
_WANTING = re.compile(
    r"(?:以及|[和及与或按将对为并予至在由向从把使]|或者|达到|达|超过|不超过?|最高|最多|给予|按照|根据|至少|不少于|不低于|不高于|突破|力争|分别|新增|完成|其中|包括|[、，,（(])$"
)
_STOPPED = re.compile(r"[。！？；;!?…”’\"》）)】」：:|]$")
_CONTACT = re.compile(r"电话|联系|邮箱|地址|网址|邮编|传真|http|www")
_LONG_SENTENCE = 8


def is_abridged(text: str) -> bool:
    """Whether the page says itself that text was left out."""
    return _ABRIDGED.search(text) is not None


def find_damage(text: str, tree: Tree, titles: str = "", *, signed: bool = True) -> list[Damage]:
    """Damaged places in the clauses of a document, in order; `titles` tells its set phrases.

    signed: whether a signature closes it; where none does, a last sentence without its stop is cut.
    """
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
    if tree.nodes and (cut := _cut_end(text, tree.nodes[-1], signed)):
        found.append(cut)
    return sorted(found, key=lambda one: (one.start, one.end))


def _cut_end(text: str, node: Node, signed: bool) -> Damage | None:
    """Whether the text breaks off in its last sentence: behind a word that wants more, or without a stop."""
    start, end = node.parts[-1] if node.parts else (node.start, node.end)
    words = text[start:end].rstrip()
    last = re.split("[。！？；;\n|]", words)[-1].strip()
    wanting = _WANTING.search(words) is not None and len(words) > 3
    open_end = (
        not signed
        and len(last) > _LONG_SENTENCE
        and not _STOPPED.search(words)
        and not _CONTACT.search(last)
    )
    if not (wanting or open_end):
        return None
    at = start + len(words)
    return Damage("lost", "cut_end", max(start, at - 6), at, node.path or None, 0.8)


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
