"""The measures of a region as pages list them: whether each holds on a day, what it pays, to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhishu.base.region import RegionCode
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rules.amount_words import amount_words
from zhishu.rules.measure import Measure
from zhishu.rules.rulebook import Rulebook

MEASURE_STATES: dict[str, str] = {
    "in_force": "有效",
    "not_yet": "未施行",
    "lapsed": "失效",
    "lost": "原文缺损",
}
KIND_FACT = "party.kind"
NATIONAL = "national"


@dataclass(frozen=True)
class MeasureLine:
    """One measure; amount: in one phrase, empty where nothing is paid; to: the kinds of parties in words."""

    measure: Measure
    state: str
    amount: str
    to: tuple[str, ...]
    region: str

    @property
    def state_words(self) -> str:
        return MEASURE_STATES[self.state]


@dataclass(frozen=True)
class MeasureFilter:
    """What narrows the list; empty leaves a side open. region: a code; the country's own are always in."""

    words: str = ""
    state: str = ""
    form: str = ""
    document: str = ""
    region: str = ""


@dataclass(frozen=True)
class MeasureList:
    """The lines of a filter; counts: by state before that is filtered; what the filters offer."""

    lines: list[MeasureLine]
    counts: dict[str, int]
    documents: list[str]
    regions: list[tuple[str, str]]


def list_measures(home: Path, wanted: MeasureFilter, *, as_of: date) -> MeasureList:
    """The measures of a filter in the rulebook's order: a region's own, then those around it."""
    rulebook = open_rulebook(home)
    every = list(rulebook.measures.values())
    region = RegionCode.parse(wanted.region) if wanted.region else None
    near = [one for one in every if region is None or _holds_in(one, region)]
    lines = [
        line
        for line in (measure_line(rulebook, one, as_of) for one in near)
        if _matches(line, wanted)
    ]
    counts = {state: sum(line.state == state for line in lines) for state in MEASURE_STATES}
    codes = sorted({str(one.region) for one in every if one.region is not None})
    return MeasureList(
        [line for line in lines if not wanted.state or line.state == wanted.state],
        counts,
        list(dict.fromkeys(one.source.title for one in near)),
        [(code, rulebook.regions().full_name(code)) for code in codes],
    )


def measure_line(rulebook: Rulebook, measure: Measure, day: date) -> MeasureLine:
    """One measure with its state on a day."""
    kinds = rulebook.facts[KIND_FACT].values
    return MeasureLine(
        measure,
        state_of(measure, day),
        amount_words(measure, rulebook.facts, rulebook.figures, day),
        tuple(kinds.get(one, one) for one in measure.applies_to),
        rulebook.regions().full_name(str(measure.region)) if measure.region else "全国",
    )


def state_of(measure: Measure, day: date) -> str:
    """Whether a measure holds on a day; one whose text lost its substance does not, whatever the day."""
    if measure.is_lost:
        return "lost"
    if measure.holds(day):
        return "in_force"
    until = measure.source.effective_to
    return "lapsed" if until is not None and until < day else "not_yet"


def _holds_in(measure: Measure, region: RegionCode) -> bool:
    return measure.region is None or measure.region.contains(region)


def _matches(line: MeasureLine, wanted: MeasureFilter) -> bool:
    measure = line.measure
    text = f"{measure.title} {measure.source.title} {measure.source.clause} {measure.name}"
    return (
        all(word in text for word in wanted.words.split())
        and (not wanted.form or measure.form == wanted.form)
        and (not wanted.document or measure.source.title == wanted.document)
    )
