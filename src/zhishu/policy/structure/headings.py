"""Headings of clauses: a short line of its own, a short first phrase, a question; a rule in a sentence is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhishu.policy.identity.found import tidy

_LONGEST_LINE = 45
_LONGEST_PHRASE = 30
_STOP = re.compile(r"[。！？?；;]")
# A stage with its months in brackets may bear figures; other headings do not.
_MONTHS = re.compile(r"[（(][^（）()]{0,30}\d[^（）()]{0,30}[)）]$")
# Words of a rule: what shall be done, from when, by whom, how much.
_RULE = re.compile(
    r"\d|[:：，,]|给予|不得|应当|应该|必须|可以|不予|不再|不收|施行|实施日|生效|废止|有效期|以上|以下|以内|之日起|负责解释|每(?:年|季|月|个|家|件|次|半)|按规定"
)
_RULE_BEGINNING = re.compile(
    r"本(?!地|土|级)[\u4e00-\u9fff]{1,8}?(?:自|由|所称|适用|不|经|从)|(?:由|对于|凡|自(?!主|律|查|贸|评)|经(?!费|营|济|验)|同一|上述|以上|下列|除|如)|各(?:级|地|部门|单位|县|市|区|乡)|双方|我[局省市县区]|请"
)
_BODY_SUBJECT = re.compile(
    r"[\u4e00-\u9fff]{2,16}?(?:局|厅|委|部门|机构|政府|单位|企业|申请人|专利权人)(?:自|应|对|在|为|须|不|可|按|每|实行|负责|主管|设立|主持)"
)
_ONLY_BRACKET = re.compile(r"[（(][^（）()]{0,200}[)）]?[。；;]?")
# 组织领导 发挥市…作用: a phrase that a blank parts from its sentence.
_PARTED = re.compile(r"(?P<phrase>[\u4e00-\u9fff、]{2,14})[ \u3000]{1,4}(?=[\u4e00-\u9fff\d“《])")
# 第三条（适用范围）…, 第三条【适用范围】…
_BRACKETED = re.compile(
    r"[（(【\[](?P<phrase>[\u4e00-\u9fff、]{2,14})[)）】\]]\s{0,4}(?=[\u4e00-\u9fff])"
)
# 第三条　引才奖励　企业引进…, 第三条 引才奖励。企业引进…: so where the articles of a text do it one as the other.
_TITLED = re.compile(
    r"\s{0,4}(?P<phrase>[\u4e00-\u9fffA-Za-z\d、“”《》（）()+—]{2,16})(?:[ \u3000]{1,4}|[。.])(?=[\u4e00-\u9fffA-Za-z\d“《])"
)
_MOST = 0.6
_IN_A_ROW = 3
_CHAPTER = re.compile(r"[\u4e00-\u9fff、，和与 \t\u3000\u00a0“”《》]{2,40}")


@dataclass(frozen=True)
class Heading:
    """A heading, where the clause's own words begin, and whether it is one only when words follow."""

    words: str | None
    at: int
    needs_more: bool = False


def are_titled(text: str, starts: Sequence[int]) -> bool:
    """Whether articles of a text, whose numbers end at `starts`, begin with a heading: most do, or some in a row.

    The first and the last articles of such a text often have none.
    """
    titled = [_title(text, start, len(text)) is not None for start in starts]
    longest = max((len(run) for run in "".join(" #"[one] for one in titled).split()), default=0)
    return longest >= _IN_A_ROW or (sum(titled) > 1 and sum(titled) >= _MOST * len(titled))


def _title(text: str, start: int, end: int) -> re.Match[str] | None:
    found = _TITLED.match(text, start, end)
    return None if found is None or _is_rule(found["phrase"]) else found


def read_heading(
    text: str, start: int, end: int, *, article: bool, articles: bool, titled: bool
) -> Heading:
    """The heading of the clause whose number ends at `start`; `end`: where its paragraph or the next number is.

    article: the clause is one; articles: the text is made of them, so that a short sentence is a rule;
    titled: they begin with headings (see are_titled).
    """
    words = text[start:end]
    lead = len(words) - len(words.lstrip())
    body = words.strip()
    if not body:
        return Heading(None, start)
    at = start + lead
    if article:
        if titled and (title := _title(text, start, end)) is not None:
            return Heading(title["phrase"], title.end())
        return _of_article(body, at, start, end)
    stop = _STOP.search(body)
    if stop is None:
        return _of_line(body, at, start, end)
    sentence, rest = body[: stop.start()], body[stop.end() :].strip()
    behind = at + stop.end()
    if stop.group() in "？?":
        if len(sentence) <= _LONGEST_LINE and not re.search("[。；;]", sentence):
            return Heading(tidy(body[: stop.end()]), behind, needs_more=not rest)
        return Heading(None, start)
    if match := _PARTED.match(body):
        phrase = match["phrase"]
        if body.endswith(("。", "）", ")")) and not _is_rule(phrase) and match.end() < stop.start():
            return Heading(phrase, at + match.end())
    if stop.group() != "。" or len(sentence) > _LONGEST_PHRASE or _is_rule(sentence):
        return Heading(None, start)
    if rest and not _ONLY_BRACKET.fullmatch(rest):
        return Heading(tidy(sentence), behind)
    if rest or articles:
        return Heading(None, start)
    return Heading(tidy(sentence), behind, needs_more=True)


def _of_article(body: str, at: int, start: int, end: int) -> Heading:
    """An article's heading stands in brackets or on a line of its own; a first sentence alone is none."""
    if match := _BRACKETED.match(body):
        return Heading(match["phrase"], at + match.end())
    if len(body) <= 20 and not re.search("[，。：；,:;！？?、…]$|[。：；:;]", body):
        return Heading(tidy(body), end, needs_more=True)
    return Heading(None, start)


def _of_line(body: str, at: int, start: int, end: int) -> Heading:
    if len(body) > _LONGEST_LINE or body.endswith((":", "：", ",", "，")):
        return Heading(None, start)
    return Heading(tidy(body), end, needs_more=True)


def _is_rule(sentence: str) -> bool:
    """Whether a short sentence says what is done rather than what its clause is about."""
    bare = _MONTHS.sub("", sentence)
    return (
        _RULE.search(bare) is not None
        or _RULE_BEGINNING.match(bare) is not None
        or _BODY_SUBJECT.match(bare) is not None
    )


def chapter_heading(words: str) -> tuple[str | None, int]:
    """A chapter's title and how far it goes; 总　则 is 总则."""
    line = words.partition("\n")[0]
    if _CHAPTER.fullmatch(line.strip()) and len(tidy(line)) <= 26:
        return tidy(line) or None, len(line)
    title = re.match(r"[\s\u3000]*([\u4e00-\u9fff、，和与]{2,24})(?=[\s\u3000]|$)", words)
    return (title.group(1), title.end()) if title else (None, 0)
