"""A passage with its numbers and years, and what holds at a place in it: the words before, the year."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhishu.policy.targets.figures import Figure, read_figures
from zhishu.policy.targets.passages import Passage
from zhishu.policy.targets.years import YearMark, find_years

_INNER_BRACKET = re.compile(r"（[^（）。；\d]{1,12}）|（[^（）。；]{1,40}）(?=[\u4e00-\u9fff])")
# 建成3000公里。分年度为：2023年500公里…: the parts belong to the whole.
_ENDS = re.compile(r"[。！？\n](?!分年度?)")
_BOUNDS = frozenset("，；：。\n！？（）")
# Words farther away say nothing of a number.
_REACH = 240
_NEXT_ITEM = re.compile(r"；(?:[①-⑳]|[一二三四五六七八九]是)")
# 今年要抓三件事：一是…；二是…: what stands before the list holds for all of it.
_LIST = re.compile(r"：(?:①|一是)")
_READY = re.compile("(?:全部|全面|基本|正式)?(?:完成|建成|投入使用|投用|投产|竣工|上线|开工|到位)")
_NEXT_BOUND = re.compile(r"[，；。\n]")


@dataclass
class Section:
    """What a clause is about, by its headings and those above it; frame: the year last named for all below.

    article: it is one of articles without a chapter of goals; ruled: the text is called a rule, or nothing.
    """

    goal: bool = False
    past: bool = False
    rules: bool = False
    article: bool = False
    ruled: bool = True
    frame: YearMark | None = None


class Scene:
    """One passage, and the answers to what stands where."""

    def __init__(
        self, passage: Passage, section: Section, now: int | None, term: str | None = None
    ) -> None:
        self.passage, self.section = passage, section
        self.text = passage.text
        self.years = find_years(self.text, now, term)
        self.figures = read_figures(self.text)
        self._starts = [one.start for one in self.figures]
        # Commas inside a bracket that a phrase goes on behind, 县（市、区）, 贷款（单笔…）占比, part nothing.
        self.inner = [match.span() for match in _INNER_BRACKET.finditer(self.text)]
        self.bounds = _INNER_BRACKET.sub(lambda match: "x" * len(match.group()), self.text)

    def sentences(self) -> list[tuple[int, int]]:
        """The places of the sentences in order."""
        stops = [*(match.end() for match in _ENDS.finditer(self.text)), len(self.text)]
        return [(a, b) for a, b in zip([0, *stops], stops, strict=False) if b > a]

    def figures_of(self, start: int, end: int) -> list[Figure]:
        """The numbers that begin in text[start:end]."""
        return self.figures[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def bound(self, at: int, left: int) -> int:
        """Where the words before a place begin: behind the last comma, at the earliest at left."""
        left = max(left, at - _REACH)
        for index in range(at - 1, left - 1, -1):
            if self.bounds[index] in _BOUNDS:
                return index + 1
        return left

    def clause(self, at: int, start: int, end: int) -> tuple[int, int]:
        """The part of text[start:end] between two semicolons that holds a place."""
        stop = self.bounds.find("；", at, end)
        return max(self.bounds.rfind("；", start, at) + 1, start), stop if stop >= 0 else end

    def frame(self, at: int, start: int) -> YearMark | None:
        """The year that holds at a place of the sentence that begins at start."""
        frame = self.section.frame
        line = self.text.rfind("\n", 0, at) + 1
        for mark in self.years:
            if mark.start >= at:
                break
            if mark.kind == "reference":
                continue
            if mark.direct and mark.end != at and mark.kind == "deadline":
                # 2024年培育300家、2025年500家: neither year holds beyond its number.
                if frame is not None and frame.start >= start and not (frame.wide or frame.said):
                    frame = self.section.frame
                continue
            if mark.before and self.bound(at, mark.end) != mark.end and not self._has_own(mark):
                # 2022年10月底前完成普查，…: done by then, the rest whenever.
                continue
            if mark.direct and mark.kind == "deadline":
                return mark
            if mark.kind == "past":
                frame = mark if mark.start >= start else frame
            elif self.section.goal:
                frame = mark
            elif mark.wide:
                # At the head of a paragraph it holds for all of it.
                leads = mark.start >= line and not self.text[line : mark.start].strip(" 力争到至")
                on = mark.start >= line and self._goes_on(mark)
                frame = mark if mark.start >= start or leads or on else frame
            elif mark.start >= start and (
                not _NEXT_ITEM.search(self.text, mark.end, at)
                or _LIST.search(self.text, mark.end, at)
            ):
                frame = mark
        return frame

    def due_behind(self, at: int, end: int) -> YearMark | None:
        """The day behind a comma or in a bracket by which a number is to be there: …2座，2010年10月前投入使用."""
        for mark in self.years:
            if (
                mark.start == at + 1
                and self.text.startswith("（", at)
                and self.text.startswith("）", mark.end)
            ):
                return mark if mark.kind == "deadline" else None
            if mark.start > at and mark.before and mark.start <= end:
                between = self.bounds[at : mark.start]
                near = between in ("，", "，于", "，在") and _READY.match(self.text, mark.end)
                return mark if near else None
        return None

    def _goes_on(self, mark: YearMark) -> bool:
        """Whether a year, 到2025年，…, may hold for the paragraphs that follow: not one of several, nor 2025年底前."""
        return mark.said and not mark.before and len(mark.deadlines) == 1

    def _has_own(self, mark: YearMark) -> bool:
        """Whether a number stands in the same words as the year."""
        stop = _NEXT_BOUND.search(self.bounds, mark.end + 1)
        return bool(self.figures_of(mark.end, stop.start() if stop else len(self.text)))

    def hand_on(self) -> None:
        """Leave the last year named to what follows, where it holds on: among goals, before a list, 到2025年，…."""
        listed = self.text.rstrip().endswith("：")
        for mark in self.years:
            if (
                mark.kind == "deadline"
                and not mark.direct
                and (self.section.goal or (mark.wide and (listed or self._goes_on(mark))))
            ):
                self.section.frame = mark
        if listed and re.search(r"目标[^。；]{0,12}：\s?$", self.text):
            self.section.goal = True


def group_figures(text: str, figures: Sequence[Figure]) -> list[list[Figure]]:
    """Numbers that follow each other as a list, 8家、10家、12家, as one group."""
    groups: list[list[Figure]] = []
    for figure in figures:
        if (
            groups
            and (
                groups[-1][-1].unit == figure.unit
                or "分别" in text[max(0, groups[-1][0].start - 10) : groups[-1][0].start]
            )
            and re.fullmatch(r"[、和及与]|以及", text[groups[-1][-1].stop : figure.start])
        ):
            if groups[-1][-1].unit == "个" and figure.unit == "个百分点":
                groups[-1] = [replace(one, unit=figure.unit) for one in groups[-1]]
            if figure.comparator == "=":
                figure = replace(figure, comparator=groups[-1][0].comparator)
            elif figure.after and groups[-1][0].comparator == "=":
                # 40日、20日内: what is said behind the last holds for all.
                groups[-1] = [replace(one, comparator=figure.comparator) for one in groups[-1]]
            groups[-1].append(figure)
        else:
            groups.append([figure])
    return groups
