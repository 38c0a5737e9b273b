"""Targets: indicators with what they are to become by when (DESIGN, Faces).

A number is a target where its words say so (达到, 不低于, 新增 …) or its clause is one of goals. What was
reached before, who may apply, what is paid and how long an office may take are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from zhishu.policy.document import Stage, Target, TargetKind
from zhishu.policy.structure.clauses import Node
from zhishu.policy.targets.allotments import read_allotment
from zhishu.policy.targets.cells import cells_with_goals
from zhishu.policy.targets.figures import Figure
from zhishu.policy.targets.judgement import (
    Place,
    is_baseline,
    is_condition,
    is_past,
    is_target,
    states_rule,
)
from zhishu.policy.targets.names import REPEATED, TOGETHER, before_comma, kind_of, name_figures
from zhishu.policy.targets.passages import Row, split_node
from zhishu.policy.targets.phrases import (
    GENERIC,
    METRIC_END,
    RelativeMark,
    find_relative,
    read_phrase,
    shared_indicators,
)
from zhishu.policy.targets.scenes import Scene, Section, group_figures
from zhishu.policy.targets.tables import read_table
from zhishu.policy.targets.terms import Terms, end_of_term, heading_stages, term_said, year_of_plan
from zhishu.policy.targets.years import YearMark, last_year_named

_GOAL_HEADING = re.compile(r"目标|指标|愿景|展望|预期成效|预期成果")
_PAST_HEADING = re.compile(
    r"(?:发展|工作|现有|现实)基础|^基础|现状|背景|(?:主要|工作|取得|建设|发展)成效|^成效|回顾|成绩$|成就|(?:存在|主要|问题|差距|不足).{0,4}短板|短板.{0,2}(?:不足|问题)|"
    r"(?:面临|发展).{0,4}形势|形势$|意义|必要性|主要问题|存在问题|工作情况|发展环境"
)
_RULES_HEADING = re.compile(
    r"申报(?!质量)|条件$|对象$|材料$|程序$|流程$|^受理|^评审|评定|验收|考核分|评分|计分|打分|附则|联系方式|联系人|奖补|补助|资助|奖励|支持标准|支持政策|支持范围|支持方式|资金支持|扶持|报送|"
    r"执行时间|解释|咨询|违规|处罚"
)
_GOAL_WORDS = re.compile(r"目标[^，。；]{0,10}：|目标(?:是|为)|力争到?(?:19|20)\d{2}年")
_GROWTH_WORD = re.compile(r"其?(?:年均)?(?:增长)?(?:增幅|增速|幅度|率)?")
_BRACKETED_NUMBER = re.compile(r"（[^（）]{0,40}\d[^（）]{0,40}）")
_PLACE = re.compile(
    r"(?!全)[\u4e00-\u9fff]{1,7}(?:[县市区州旗镇乡]|街道|开发区|新区)|[省市县区州旗][\u4e00-\u9fff]{2,10}[局委办厅]"
)
_COUNTED_BY = re.compile(
    r"(?P<counted>[\u4e00-\u9fff]{0,8}[数量额率])(?P<place>[省市县区州旗][\u4e00-\u9fff]{2,10}[局委办厅])"
)
_NEAR = 40
_ALLOTTED = re.compile(
    r"(?:的?(?:任务|目标|指标|数量?))?(?:分解|分配)?(?:情况)?(?:分别)?(?:[为是])?$"
)
_AIMED = re.compile(r"(?:力争|争取|确保|努力|冲刺)(?:达到|突破|超过)?")
_LIST_LEAD = re.compile(r"[、和及]?.{0,30}")
# 三、2024年重点工作
_OF_A_YEAR = re.compile(r"(?<![—－\-~至])((?:19|20)\d{2})年(?![—－\-~至]|以来)[^\d]{0,16}$")
_BY_YEAR = re.compile(r"(?:力争|争取)?到(?:19|20)\d{2}年(?:年?底|末)?[，,]")
_RULES_TITLE = re.compile("办法|规定|细则|条例|规则|章程|制度|指南|规程|守则|标准|措施|政策|意见")
# A longer heading is a rule or a task in one sentence.
_HEADING = 16


@dataclass
class _State:
    """What is carried from number to number inside a sentence."""

    indicator: str = ""
    making: bool = False
    baseline: Decimal | None = None
    unit: str = ""
    kind: TargetKind = "level"
    totals: list[int] = field(default_factory=list)
    # What is counted in each place of a list.
    counted: str = ""


def find_targets(
    text: str, nodes: Sequence[Node], *, now: int | None = None, titles: str | None = None,
    stages: Sequence[Stage] = (),
) -> list[Target]:  # fmt: skip
    """The targets of a document's clauses, in order; spans are places in the clean text.

    now: the year in which it was made, titles: what it is called, where these are known; else what the
    text around the clauses says. stages: those of the plan; what one of them reaches is due when it ends.
    """
    if not nodes:
        return []
    head = max(0, nodes[0].start - 400)
    now = now or last_year_named(text, head, nodes[-1].end + 60)
    title = text[head : nodes[0].start] if titles is None else titles
    said = term_said(text, nodes)
    # What runs from April to December is the work of a year.
    year = said[0][:4] if said and said[0][:4] == said[1][:4] else None
    whole = year_of_plan(title) or year
    term = end_of_term(title) or (said[1] if said else None)
    found: list[Target] = []
    for node, section in _sections(nodes, stages, title):
        if section.past:
            continue
        for piece in split_node(text, node):
            if isinstance(piece, list):
                if section.rules:
                    continue
                rows = _table(node.path, piece, section, now, found)
                if not rows and (section.goal or whole is not None):
                    rows = read_allotment(node.path, piece)
                found.extend(rows)
                continue
            scene = Scene(piece, section, now, term)
            for start, end in scene.sentences():
                # Among rules only what is said to be by a year: 到2024年底，保有量达到4.5万个.
                if not section.rules or _BY_YEAR.match(scene.text, start, end):
                    found.extend(_Sentence(scene, node.path, start, end).read())
            scene.hand_on()
    return Terms(text, nodes, stages, whole, now).date(found)


def _table(
    path: str, rows: list[Row], section: Section, now: int | None, before: list[Target]
) -> list[Target]:
    """The targets of a table: by its columns of numbers, else those said in its cells."""
    frame = section.frame.deadlines[-1:] if section.frame else ()
    carried = before[-1].indicator if before and before[-1].clause == path else ""
    found = read_table(path, rows, frame[0] if frame else None, now, carried)
    if found:
        return found
    for cell in cells_with_goals(rows, now):
        inside = replace(section, goal=section.goal or cell.goal)
        if cell.due is not None:
            inside.frame = YearMark(0, 0, "deadline", (cell.due,), True, True)
        scene = Scene(cell.words, inside, now)
        for start, end in scene.sentences():
            sentence = _Sentence(scene, path, start, end)
            sentence.state.indicator = cell.name
            found.extend(
                replace(one, indicator=cell.name + one.indicator)
                if len(one.indicator) <= 2
                else one
                for one in sentence.read()
            )
    return found


def _sections(
    nodes: Sequence[Node], stages: Sequence[Stage], title: str
) -> Iterator[tuple[Node, Section]]:
    """Each clause with what it is about; a clause takes over from those it stands under."""
    # A plan in articles has a chapter of goals; rules have none.
    articles = any(node.path.startswith("第") and "条" in node.path for node in nodes) and not any(
        _GOAL_HEADING.search(node.heading or "") for node in nodes
    )
    # （二）全面铺开（2024年1月—2024年12月）: what the stage reaches is due when it ends.
    heads = heading_stages(nodes, stages)
    ruled = not title.strip() or _RULES_TITLE.search(title) is not None
    plain = Section(article=articles, ruled=ruled)
    chapter, before = plain, plain
    above: list[tuple[str, Section]] = []
    for node in nodes:
        while above and not node.path.startswith(above[-1][0]):
            above.pop()
        if node.path.endswith("章"):
            chapter, above = plain, []
        parent = above[-1][1] if above else chapter if node.path.startswith("第") else plain
        section = _section(node.heading or "", parent)
        if parent is chapter and before.goal and section.goal and section.frame is None:
            # The articles of a chapter of goals go on with its year.
            section.frame = before.frame
        before = section
        if node.path.endswith("章"):
            chapter = before = replace(section, article=articles)
        elif node.path:
            above.append((node.path, section))
        year = _OF_A_YEAR.search(node.heading or "")
        if year and not section.past:
            section.frame = YearMark(0, 0, "deadline", (year[1],), True, True)
        stage = heads.get(node.path)
        if stage is not None and stage.ends:
            section.frame = YearMark(*stage.span, "deadline", (stage.ends,), True, True)
        yield node, section


def _section(heading: str, parent: Section) -> Section:
    if _GOAL_HEADING.search(heading):
        return replace(parent, goal=True, past=False, rules=False)
    made = replace(parent)
    if heading and len(heading) <= _HEADING:
        made.past = made.past or _PAST_HEADING.search(heading) is not None
        made.rules = made.rules or _RULES_HEADING.search(heading) is not None
    return made


class _Sentence:
    """One sentence, number by number."""

    def __init__(self, scene: Scene, path: str, start: int, end: int) -> None:
        self.scene, self.path, self.start, self.end = scene, path, start, end
        goal = _GOAL_WORDS.search(scene.text, start, end)
        self.goal = scene.section.goal or goal is not None
        self.state = _State()
        self.found: list[Target] = []
        # What the number at hand is the part of a year of.
        self.whole: Target | None = None
        # Where the years stand that a list of numbers has been dealt.
        self.dealt: set[int] = set()

    def read(self) -> list[Target]:
        """Its targets, those with numbers and the relative ones, in order."""
        text = self.scene.text
        figures = self.scene.figures_of(self.start, self.end)
        groups = group_figures(text, figures)
        marks = find_relative(text, self.start, self.end)
        items: list[tuple[int, list[Figure] | RelativeMark]] = [
            *((mark.start, mark) for mark in marks),
            *(
                (group[0].start, group)
                for group in groups
                if not any(mark.start <= group[0].start < mark.end for mark in marks)
            ),
        ]
        left = self.start
        for _, item in sorted(items, key=lambda one: one[0]):
            left = (
                self._figures(item, left) if isinstance(item, list) else self._relative(item, left)
            )
        return self.found

    def _figures(self, group: list[Figure], left: int) -> int:
        """Read a group of numbers; where the words of the next begin at the earliest."""
        scene, state, first = self.scene, self.state, group[0]
        begin = scene.bound(first.start, left)
        words = scene.text[begin : first.start]
        phrase = read_phrase(_BRACKETED_NUMBER.sub("", words))
        frame = scene.frame(first.start, self.start)
        if is_baseline(scene, first, words, phrase):
            state.baseline = first.value
            own = phrase.indicator
            # …达到50亿千瓦时，占比由12%提升到18%
            own = state.indicator + own if own in GENERIC else own
            state.indicator = own or state.indicator
            state.making = False
            return first.stop
        if is_condition(scene, group, phrase):
            return begin
        listed = begin == left and _LIST_LEAD.fullmatch(words) is not None
        part = words.startswith("其中") and state.unit == first.unit
        inherits = state.making and (listed or part)
        goes_on = listed and words[:1] in ("、", "和", "及") and state.unit == first.unit
        place = Place(
            tuple(group), words, begin, self.start, self.end, phrase, frame, self.goal, inherits, goes_on
        )  # fmt: skip
        past = is_past(scene, first.start, self.start, frame)
        carried, self.whole = state.indicator, None
        if frame is not None and frame.direct and frame.end == first.start:
            # 建成步道3000公里，服务5000万人次（2023年500公里…）: the parts of what has that unit.
            self.whole = next((o for o in reversed(self.found) if o.unit == first.unit), None)
            carried = self.whole.indicator if self.whole else carried
        if past or not is_target(scene, place, carried):
            if len(phrase.indicator) > 2:
                state.indicator = phrase.indicator
            state.baseline = first.value if past else None
            return group[-1].stop
        state.indicator = carried
        return group[-1].stop + self._keep(place)

    def _keep(self, place: Place) -> int:
        """Keep the targets of a place; how many characters behind it belong to them."""
        scene, state, phrase = self.scene, self.state, place.phrase
        pairs, taken = name_figures(scene, place, state.indicator)
        pairs = [(figure, self._of_place(place, name)) for figure, name in pairs]
        count = len(place.group)
        if (
            count > 1
            and not phrase.indicator
            and "分别" in place.words
            and len(self.found) >= count
        ):
            # …达到3.3件、…突破1000亿元；到2020年，分别提高到14件、3000亿元: the same indicators again.
            earlier = [one.indicator for one in self.found[-count:]]
            pairs = list(zip(place.group, earlier, strict=True))
        frame = place.frame
        own = phrase.period in REPEATED or (phrase.period or "")[:2].endswith("年")
        if frame is not None and own and not self.goal and self._apart(place):
            frame = None
        frame = frame or scene.due_behind(place.group[-1].stop, self.end)
        listed_before = frame is not None and frame.start in self.dealt
        deadlines = _deadlines(frame, len(pairs), len(place.group), dealt=listed_before)
        if frame is not None and len(frame.deadlines) == count > 1:
            self.dealt.add(frame.start)
        # 其中…: of the same kind as the whole.
        part = place.words.startswith("其中") and state.unit == place.group[0].unit != "%"
        sure = place.frame is not None or scene.section.goal
        if part and not any(deadlines) and self.found:
            deadlines = [self.found[state.totals[0] if state.totals else -1].deadline] * len(pairs)
        for (figure, name), deadline in zip(pairs, deadlines, strict=True):
            kind = state.kind if part else kind_of(scene, place, figure, name, behind=taken > 0)
            kind = self.whole.kind if self.whole else kind
            goes_on = place.goes_on and not (phrase.making or phrase.growth)
            goes_on = goes_on or (bool(state.counted) and name.endswith(state.counted))
            if figure.unit == state.unit and (goes_on or _AIMED.fullmatch(place.words)):
                # 拥有A五件、B三十件; 增长6%左右，力争6.5%
                kind = state.kind
            end = figure.stop + taken
            self.found.append(
                Target(
                    self.path, scene.passage.as_printed(name, place.begin, figure.stop), figure.value,
                    figure.unit or None, figure.comparator, kind, scene.passage.printed[place.begin : end],
                    scene.passage.span(figure.start, figure.stop), value_max=figure.value_max,
                    baseline=state.baseline, period=phrase.period, deadline=deadline,
                    confidence=0.9 if sure else 0.7, words=scene.passage.span(place.begin, end) if end > place.begin else None,
                )
            )  # fmt: skip
        if pairs:
            state.indicator, state.kind = pairs[-1][1], kind
        state.making = phrase.making or place.inherits
        state.unit = place.group[-1].unit
        self._date_total(place)
        state.baseline = None
        return taken

    def _of_place(self, place: Place, name: str) -> str:
        """An indicator that is only a place with what is counted there: 新增企业数：东县20家，西县15家."""
        if inverted := _COUNTED_BY.fullmatch(name):
            self.state.counted = inverted["counted"]
            return inverted["place"] + self.state.counted
        if not _PLACE.fullmatch(name):
            return name
        colon = self.scene.text.rfind("：", self.start, place.begin)
        if colon >= 0 and not self.state.counted:
            begin = self.scene.bound(colon, max(self.start, colon - _NEAR))
            said = read_phrase(self.scene.text[begin:colon]).indicator
            self.state.counted = _ALLOTTED.sub("", said)
        return name + self.state.counted

    def _apart(self, place: Place) -> bool:
        """Whether a semicolon parts the number from its year: 到2025年…; 每年…."""
        frame = place.frame
        return frame is not None and self.scene.bounds.rfind("；", frame.end, place.begin) >= 0

    def _date_total(self, place: Place) -> None:
        """三年新建30个（2024年8个，…，2026年12个）: the whole is due with the last part."""
        frame, state = place.frame, self.state
        if frame is None or not frame.direct or frame.end != place.group[0].start:
            return
        due = frame.deadlines[-1]
        for index, one in enumerate(self.found):
            if one.deadline is None and one.value is not None:
                state.totals.append(index)
            if index in state.totals:
                self.found[index] = replace(
                    one, deadline=max(due, self.found[index].deadline or due)
                )

    def _relative(self, mark: RelativeMark, left: int) -> int:
        scene, state = self.scene, self.state
        begin = scene.bound(mark.start, left)
        words = scene.text[begin : mark.start]
        frame = scene.frame(mark.start, self.start)
        clause = scene.clause(mark.start, self.start, self.end)
        phrase = read_phrase(words)
        indicator = phrase.indicator
        if mark.ratio and words.endswith("比"):
            indicator = indicator.removesuffix("比") + "比"
        if _GROWTH_WORD.fullmatch(indicator):
            indicator = state.indicator or before_comma(scene, begin, self.start)
        dated = frame is not None and frame.kind == "deadline"
        if (
            not indicator
            or is_past(scene, mark.start, self.start, frame)
            or scene.text[mark.end : mark.end + 1] == "的"
            or states_rule(scene, *clause)
            or not (
                self.goal or dated or mark.plain or phrase.period or METRIC_END.search(indicator)
            )
        ):
            return mark.end
        together = TOGETHER.search(words[-6:]) is not None
        [deadline] = _deadlines(frame, 1, 1)
        for name in shared_indicators(indicator, together):
            self.found.append(
                Target(
                    self.path, scene.passage.as_printed(name, begin, mark.end), None, None,
                    mark.comparator, "relative", scene.passage.printed[begin : mark.end],
                    scene.passage.span(begin, mark.end), deadline=deadline, reference=mark.reference,
                    baseline=state.baseline, period=phrase.period, confidence=0.7,
                )
            )  # fmt: skip
        state.indicator, state.baseline = indicator, None
        return mark.end


def _deadlines(
    frame: YearMark | None, count: int, listed: int, *, dealt: bool = False
) -> list[str | None]:
    """By when, for count targets from a list of so many numbers: its own year each where there are as many.

    dealt: a list of numbers before has had each its year; what follows is due in the last.
    """
    years = frame.deadlines if frame is not None and frame.kind == "deadline" else ()
    if not years:
        return [None] * count
    if len(years) == count == listed:
        return list(years)
    # Where the list of values breaks off, what is left belongs to the first year.
    return [years[0] if listed == 1 and len(years) > 1 and not dealt else years[-1]] * count
