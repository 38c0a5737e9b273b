"""The cases of one measure, run as they stand: each with the party's facts in words and what came otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zhishu.base.errors import NotFoundError
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rules.assessment import STATES, State
from zhishu.rules.casefile import LISTED, Case, Expectation, Outcome, read_cases, run_case
from zhishu.rules.loading import load_file
from zhishu.rules.measure import Measure
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.settling import sum_words
from zhishu.rules.words import value_words, yuan_words


@dataclass(frozen=True)
class RunCase:
    """A case as run. facts: title and value in words, in the order written; expected: what it says of each measure."""

    outcome: Outcome
    facts: tuple[tuple[str, str], ...]
    expected: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.outcome.differences


@dataclass(frozen=True)
class RunCases:
    """The cases that name a measure."""

    measure: Measure
    cases: tuple[RunCase, ...]

    @property
    def failed(self) -> int:
        return sum(not one.holds for one in self.cases)


def run_measure_cases(home: Path, name: str) -> RunCases:
    """Run the cases of a measure; NotFoundError for one that the rulebook does not have."""
    rulebook = open_rulebook(home)
    measure = rulebook.measures.get(name)
    if measure is None:
        raise NotFoundError(f"规则库里没有措施{name[:60]}", next_step="从扶持措施的列表里找")
    # Cases lie beside the measures of their document: 361000/measures/fund, 361000/cases/fund.
    folder = measure.file.rpartition("/")[0].replace("/measures/", "/cases/")
    cases = (one for one in _cases_of(rulebook, folder) if name in one.measures)
    return RunCases(measure, tuple(_run(rulebook, run_case(one, rulebook)) for one in cases))


@lru_cache(maxsize=32)
def _cases_of(rulebook: Rulebook, folder: str) -> tuple[Case, ...]:
    """The cases of a document, read once for a rulebook's edition."""
    return tuple(
        case
        for file, path in rulebook.files(f"{folder}/*.yaml")
        for case in read_cases(load_file(path, name=file), rulebook, where=file)
    )


def _run(rulebook: Rulebook, outcome: Outcome) -> RunCase:
    declared = rulebook.facts
    facts = (
        (declared[name].title, value_words(declared[name], known.value))
        for name, known in outcome.case.facts.items()
        if known.value is not None
    )
    case = outcome.case
    expected = [_expected(rulebook, one) for one in case.expectations]
    for title, money in (("合计", case.total), ("择优的合计", case.competitive)):
        if money is not None:
            expected.append(f"{title}{sum_words(money)}")
    return RunCase(outcome, (*facts, *_received(rulebook, case)), tuple(expected))


def _received(rulebook: Rulebook, case: Case) -> Iterator[tuple[str, str]]:
    """已领取（专利产品备案奖励）, 2025年1,000元."""
    for one in case.received:
        measure = rulebook.measures.get(one.measure)
        money = "金额未写" if one.amount is None else yuan_words(one.amount)
        yield f"已领取（{measure.title if measure else one.measure}）", f"{one.year}年{money}"


def _expected(rulebook: Rulebook, one: Expectation) -> str:
    """知识产权管理规范认证补贴，符合，20,000元，封顶."""
    parts = [rulebook.measures[one.measure].title]
    if one.state:
        parts.append(LISTED.get(one.state) or STATES[State(one.state)])
    if one.amount is not None:
        parts.append(sum_words(one.amount))
    if one.paid is not None and one.paid != one.amount:
        parts.append(f"扣减后{sum_words(one.paid)}")
    if one.cap_applied:
        parts.append("封顶")
    return "，".join(parts)
