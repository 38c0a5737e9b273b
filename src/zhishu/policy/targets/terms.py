"""By when targets are due that do not say so themselves: a plan, a stage or a clause says it for them.

From near to far: the stage that a target stands in, the time of completion of its clause, the year whose
work the text sets out. Days are ISO as far as they are printed. A plan of several years says nothing of
what has no year of its own; only 期满, 到期末 mean its last one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from zhishu.policy.document import Stage, Target
from zhishu.policy.structure.clauses import Node
from zhishu.policy.targets.years import PLAN_END
from zhishu.policy.text.printed_days import DATE, Words, read_date, read_stretch

_TERM = re.compile(r"(?:19|20)\d{2}年?(?:-|—|－|–|~|至|到|─)+((?:19|20)\d{2})年")
_FIVE_YEARS = re.compile(r"(?P<which>十[一二三四五六七])[”\"]?五[”\"]?")
_PLAN_OF_YEAR = re.compile(
    r"(?<![—－\-~至])((?:19|20)\d{2})年度?[^\n\d。—－-]{0,30}(?:要点|任务|目标|指标|计划|攻坚|方案|重点工作|工作安排|责任清单|项目清单|民生实事|实事项目|政府工作报告)"
)
# 建设周期三年（2023年7月—2026年6月）, 规划期为2021—2025年, 定于…自2012年4月起至年底
_TERM_SAID = re.compile(
    r"(?:(?:建设|创建|试点|实施|规划|行动|执行|培育|示范|活动)(?:周期|期限|期|时间)(?:[为是]|为期)?(?:[一二三四五两\d]年)?[,，(（:：为是自从]{0,3}|(?:决定|定于|计划)(?:自|从))"
)
_TERM_WITHIN = 4000
# The number of a clause is no longer than this.
_NUMBER = 6
_DUE = re.compile(
    r"(?:完成|办结|整改|达标|推进)?(?:时限|期限|时间节点|完成时间|时间要求)(?:要求)?[为是:：]{1,2}"
    r"|(?:上述|以上|各项)[^，,。；;\d]{0,10}(?:指标|目标|任务)[^，,。；;\d]{0,8}"
)
# （责任单位：…；2025年底前完成）
_DUE_IN_BRACKET = re.compile(r"[,，;；（(](?:于|在)?(?=[\d一二三四五六七八九十〇○]{1,4}[年月])")
_BEFORE = re.compile("(?:(?:以|之)?前|底|末)?(?:以?前)?(?:全部|全面|基本)?(?:完成|办结|建成)?[)）]")


def year_of_plan(title: str) -> str | None:
    """The year whose work a text sets out, 2026年…工作要点: what it asks for is due in it."""
    found = list(_PLAN_OF_YEAR.finditer(title))
    return found[-1][1] if found else None


def end_of_term(title: str) -> str | None:
    """When the term of a plan ends, by its title: (2024—2026年), “十四五”规划."""
    found = list(_TERM.finditer(title))
    if found:
        return found[-1][1]
    five = _FIVE_YEARS.search(title)
    return str(PLAN_END[five["which"]]) if five and "规划" in title else None


def term_said(text: str, nodes: Sequence[Node]) -> tuple[str, str] | None:
    """From when to when a plan runs by its own words: 建设周期三年（2023年7月—2026年6月）."""
    if not nodes:
        return None
    first = nodes[0].start
    words = Words(text, first, min(nodes[-1].end, first + _TERM_WITHIN))
    for said in _TERM_SAID.finditer(words.words):
        stretch = read_stretch(words.words, said.end(), len(words.words), None)
        if stretch is not None and stretch[0] is not None and stretch[0] != stretch[1]:
            return stretch[0].printed(), stretch[1].printed_end()
    return None


class Terms:
    """When the targets of a document are due; whole: the year whose work it sets out."""

    def __init__(
        self, text: str, nodes: Sequence[Node], stages: Sequence[Stage], whole: str | None,
        now: int | None,
    ) -> None:  # fmt: skip
        self._text, self._whole = text, whole
        self._stages = sorted(stages, key=lambda one: one.span)
        self._starts = [one.span[0] for one in self._stages]
        self._heads = heading_stages(nodes, stages)
        self._clauses = {node.path: _due_of(text, node, now) for node in nodes}

    def date(self, targets: Sequence[Target]) -> list[Target]:
        """The targets with their deadlines."""
        return [one if one.deadline else self._dated(one) for one in targets]

    def _dated(self, target: Target) -> Target:
        stage = self._stage_of(target)
        due = (stage and stage.ends) or self._clauses.get(target.clause) or self._whole
        return replace(target, deadline=due)

    def _stage_of(self, target: Target) -> Stage | None:
        """The stage that a target stands behind in its paragraph, else one that heads its clause or one above."""
        at = target.span[0]
        place = bisect_right(self._starts, at) - 1
        if place >= 0:
            near = self._stages[place]
            line = self._text.rfind("\n", 0, at) + 1
            if near.clause == target.clause and near.span[0] >= line:
                return near
        above = (target.clause[:size] for size in range(len(target.clause), 0, -1))
        return next((self._heads[path] for path in above if path in self._heads), None)


def heading_stages(nodes: Sequence[Node], stages: Sequence[Stage]) -> dict[str, Stage]:
    """The stages that head a clause, by its path: what stands under it belongs to them."""
    begins = {node.path: node.start for node in nodes if node.path}
    return {
        one.clause: one
        for one in stages
        if one.clause in begins and one.span[0] - begins[one.clause] <= _NUMBER
    }


def _due_of(text: str, node: Node, now: int | None) -> str | None:
    """When what a clause asks for is to be done, where it says so once: 完成时限：2025年6月."""
    words = Words(text, node.start, node.end)
    for said in _DUE.finditer(words.words):
        date = DATE.search(words.words, said.end(), said.end() + 12)
        read = read_date(words.words, date.start(), len(words.words), now) if date else None
        if read is not None:
            return read[0].printed_end()
    for said in _DUE_IN_BRACKET.finditer(words.words):
        read = read_date(words.words, said.end(), len(words.words), now)
        if read is not None and _BEFORE.match(words.words, read[1]):
            return read[0].printed_end()
    return None
