"""A law as it was printed beside what was read of it: its articles in order, its chapters, why not.

The laws come as Markdown: an article begins a line with its number and a blank, a chapter is a line of
its own. Where the print ran lines together, an article stands behind a full stop and counts on by one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from zhishu.base.money import parse_numeral

_NUMERAL = "[零〇一二三四五六七八九十百千]+"
_ARTICLE = re.compile(
    rf"(?P<begins>(?:^|(?<=\n))[ \u3000]*)?(?P<article>第{_NUMERAL}条(?:之[一二三四五六七八九十]+)?)(?P<blank>[ \u3000]?)"
)
_CHAPTER_NAME = re.compile(rf"第{_NUMERAL}章 ")
_CHAPTER = re.compile(
    rf"(?:^|(?<=\n))(?:#{{1,6}} +)?(?P<first>第{_NUMERAL}章)|(?<=。)[ \u3000]*(?P<later>第{_NUMERAL}章)"
)
_PATH = re.compile(rf"(第{_NUMERAL}条(?:之[一二三四五六七八九十]+)?)(?:~\d+)?")
_CHAPTER_PATH = re.compile(rf"(第{_NUMERAL}章)(?:~\d+)?")
# What a decision of change or a reply to a court is told by; neither is a law of articles.
_DECISION = re.compile(
    r"^# [^\n]*(?:决定|决议|批复|通知|修正案|公告|意见|答复|函)(?:[（(][^\n]{0,20})?\s*$", re.M
)


def printed_articles(text: str) -> list[str]:
    """The articles in the order in which they are printed."""
    found: list[str] = []
    for match in _ARTICLE.finditer(text):
        behind = text[max(0, match.start() - 4) : match.start()].rstrip(" \u3000").endswith("。")
        goes_on = found and _number(match["article"]) == _number(found[-1]) + 1
        if (match["begins"] is not None and match["blank"]) or (behind and goes_on):
            found.append(match["article"])
    return found


def _number(article: str) -> int:
    return parse_numeral(re.sub("[第条]", "", article.partition("之")[0]))


def printed_chapters(text: str) -> list[str]:
    """The chapters in their order; those of another part begin anew. A line that names several is no chapter."""
    return [
        match["first"] or match["later"]
        for match in _CHAPTER.finditer(text)
        if not _CHAPTER_NAME.search(text[match.end() :].partition("\n")[0])
    ]


def read_articles(documents: Sequence[Mapping[str, Any]]) -> list[str]:
    """The articles that were read, those met again under their own number."""
    return _paths(documents, _PATH)


def read_chapters(documents: Sequence[Mapping[str, Any]]) -> list[str]:
    """The chapters that were read."""
    return _paths(documents, _CHAPTER_PATH)


def _paths(documents: Sequence[Mapping[str, Any]], pattern: re.Pattern[str]) -> list[str]:
    return [
        match[1]
        for document in documents
        for clause in document["clauses"]
        if (match := pattern.fullmatch(clause["path"]))
    ]


def misses(text: str, documents: Sequence[Mapping[str, Any]]) -> list[str]:
    """The kinds of what went wrong with a law; none where it was read to its articles and chapters."""
    printed, read = printed_articles(text), read_articles(documents)
    found = []
    if len(documents) != 1:
        found.append("read as several documents")
    if printed != read:
        lost, more = Counter(printed) - Counter(read), Counter(read) - Counter(printed)
        if lost:
            found.append("articles not read")
        if more:
            found.append("articles of other texts taken for its own")
        if not lost and not more:
            found.append("articles in another order")
    if printed_chapters(text) != read_chapters(documents):
        found.append("chapters")
    return found


def is_law(text: str) -> bool:
    """Whether a text is a law of articles, not a decision, a reply or a notice."""
    return len(printed_articles(text)) > 1 and _DECISION.search(text) is None
