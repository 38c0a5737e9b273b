"""Many parties at once: the answers of the walk, over random rules and parties; every bug planted is found."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from random_rules import DAY, REGION, MadeRulebook, RuleMaker, declared
from rule_agreement import Trial, make_trial
from zhishu.base.errors import InvalidValueError
from zhishu.rules import columns
from zhishu.rules.columns.facts import read_column
from zhishu.rules.columns.population import Population
from zhishu.rules.condition import AllOf, AnyOf, Comparison, Reached
from zhishu.rules.entitling import InForce
from zhishu.rules.fact import Known

ROOT = Path(columns.__file__).parent


# The last are some that many cases found: near to a measure that must not meet one no longer in force; an open
# nothing beside somebody else's award received.
SEEDS = (*range(94), 5_127, 1_000_337)


@cache
def trial_of(seed: int) -> Trial:
    return make_trial(seed, measures=8, parties=30)


def test_columns_and_walk_agree() -> None:
    trials = [trial_of(seed) for seed in SEEDS]
    assert sum(trial.cases for trial in trials) > 20_000
    differences = itertools.chain.from_iterable(trial.differences() for trial in trials)
    assert not list(itertools.islice(differences, 5))


def test_the_simulation_and_the_walk_agree() -> None:
    differences = (trial_of(seed).differences_in_simulation() for seed in SEEDS)
    assert not list(itertools.islice(itertools.chain.from_iterable(differences), 5))


# Each bug as the text of one module, which stands there once, and what would stand there instead.
BUGS = {
    "at_least leaves its border out": ("truths", "np.greater_equal", "np.greater"),
    "at_most leaves its border out": ("truths", "np.less_equal", "np.less"),
    "before takes its border in": ("truths", "(None, day - 1)", "(None, day)"),
    "a year more is looked back": ("truths", "int(count), ago.unit", "int(count) + 1, ago.unit"),
    "within has no end": ("truths", "figures), day_number(self._day)", "figures), None"),
    "the calendar year is always this one": ("truths", "year + operand.offset", "year"),
    "unknown is not met": ("truths", "is_met & known, is_met | ~known", "is_met & known, is_met & known"),
    "unknown is met": ("truths", "is_met & known, is_met | ~known", "is_met | ~known, is_met | ~known"),
    "unknown falls away in all": ("truths", "one.may & other.may", "yes"),
    "unknown falls away in any": ("truths", "one.may | other.may", "yes"),
    "not swaps the ends": ("truths", "Kleene(~may, ~yes)", "Kleene(~yes, ~may)"),
    "the newest figure holds": ("figures", "parameter.at(day, key)", "parameter.series[key][-1]"),
    "a word without a figure has zero": ("figures", "one is not None for one in (*found, None)]", "True for one in (*found, None)]"),
    "an end is rounded the other way": ("truths", "ROUND_CEILING, np", "ROUND_FLOOR, np"),
    "a measure not in force is unknown": ("compiling", "place(Nobody())", "place(Unknown())"),
    "a loan is paid out": ("compiling", " and self.measure.form in PAID", ""),
    "a cap is forgotten": ("sums", "low = np.minimum(money.low, most)", "low = money.low"),
    "a cap without a figure is closed": ("sums", "np.where(known, held.is_open, 1)", "np.where(known, held.is_open, 0)"),
    "fen are rounded down": ("sums", "(numbers + divisor // 2) // divisor", "numbers // divisor"),
    "an option that may count does not": ("sums", "np.where(sure | maybe, own_high, 0)", "np.where(sure, own_high, 0)"),
    "first goes on behind what is met": ("sums", "waiting & (sure ^ 1)", "waiting"),
    "a sum without an end has one": ("sums", "high[endless] = ENDLESS", "high[endless] = 0"),
    "up_to is a sum": ("amounts", "if self.up_to else money", "if False else money"),
    "parts of one count": ("amounts", "whole //= 10**count.places", "whole = (whole + 9999) // 10**count.places"),
    "a band begins behind its number": ("amounts", 'side="right"', 'side="left"'),
    "a band ends before its last number": ("amounts", "numbers <= self.bands.up_to", "numbers < self.bands.up_to"),
    "a group pays all its members": ("groups", "highest=not self._has_cap", "highest=False"),
    "what was received uses no limit": ("groups", "had = [used] if len(used[0]) else []", "had = []"),
    "a limit is counted anew for those by review": ("groups", "had = [*had, (rows, left)]", "pass"),
    "one of them only is paid again": ("groups", 'self.group.rule == "exclusive" and had', "False"),
    "a measure by review is an entitlement": ("population", "purses[self._measures[at].measure.competitive]", "purses[0]"),
    "given once is given again": ("population", "cleared = clear(yes, barred)", "cleared = yes"),
    "what was received is not deducted": ("population", "less_of(money[at], its)", "money[at]"),
    "a region unknown stays so": ("population", "elif column.known is not None:", "elif False:"),
    "an award of any year counts": ("received", "(self._year == year) if", "(self._year <= year) if"),
    "an award of next year counts": ("received", "else (self._year <= year)", "else (self._year <= year + 1)"),
    "who cannot change a fact is near": ("near", "found &= done[place].yes", "found &= done[place].may | ~done[place].may"),
    "two conditions missing are near": ("near", "(one_missing & met) | lost", "one_missing | lost"),
    "a value beside the border is not tried": ("near", "(number - step, number, number + step)", "(number,)"),
    "the first condition not met is always told": ("population", "other ^ ((other ^ one) & may)", "other"),
}  # fmt: skip


@contextmanager
def with_bug(bug: str, folder: Path) -> Iterator[type[Population]]:
    """The compiled rules with one bug, as a package of their own in a folder that can be imported from."""
    module, right, wrong = BUGS[bug]
    package = f"buggy_columns_{list(BUGS).index(bug)}"
    (folder / package).mkdir()
    for path in ROOT.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.stem == module:
            assert text.count(right) == 1, (right, text.count(right))
            text = text.replace(right, wrong)
        text = text.replace("zhishu.rules.columns", package)
        (folder / package / path.name).write_text(text, encoding="utf-8")
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(f"{package}.population").Population
    finally:
        for name in [one for one in sys.modules if one.startswith(package)]:
            del sys.modules[name]


def test_every_bug_planted_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    unseen = []
    for bug in BUGS:
        with with_bug(bug, tmp_path) as buggy:
            if not any(next(trial_of(seed).differences(buggy), None) for seed in SEEDS):
                unseen.append(bug)
    assert not unseen


def test_no_party_and_no_measure() -> None:
    maker = RuleMaker(1)
    rules = InForce(maker.rulebook(3), REGION, DAY)
    nobody = Population(rules).judge(pa.record_batch({"count.one": pa.array([], pa.int64())}))
    assert nobody.states.num_rows == nobody.totals.num_rows == nobody.amounts(0).num_rows == 0
    nothing = Population(InForce(MadeRulebook([], []), REGION, DAY))
    judged = nothing.judge(pa.record_batch({"count.one": pa.array([1, None])}))
    assert judged.totals.to_pylist()[1]["total_high"] == 0


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("yes.one", pa.array([1, 0])),
        ("count.one", pa.array([0.5])),
        ("money.one", pa.array([Decimal("0.00001")])),
        ("day.one", pa.array(["2026-03-31"])),
        ("day.one", pa.array([date(2026, 3, 31)]).cast(pa.date64())),
        ("party.kind", pa.array([1])),
    ],
)
def test_a_column_of_another_kind_is_refused(name: str, array: pa.Array) -> None:
    with pytest.raises(InvalidValueError) as refused:
        read_column(declared()[name], array)
    assert name in str(refused.value)


def test_many_words_are_looked_up() -> None:
    """A region of many counties: more words pass than are worth comparing one by one."""
    codes = [f"3610{number:02}" for number in range(1, 60)] + ["360100", None]
    rules = InForce(RuleMaker(3).rulebook(8), REGION, DAY)
    trial = make_trial(3, measures=8, parties=61)
    for facts, code in zip(trial.parties, codes, strict=True):
        facts["party.region"] = Known(code)  # type: ignore[index]
    walked = [rules.entitle(*one) for one in zip(trial.parties, trial.received, strict=True)]
    again = Trial(rules, trial.parties, trial.received, walked, 3)
    assert not list(again.differences())


def test_references_upon_references_are_compiled_once() -> None:
    """Each of forty measures names the one before twice: walked anew each time there would be 2**40 of them."""
    measures = [RuleMaker(5).rulebook(1).measures["361000/made/0"]]
    for number in range(1, 41):
        before = Reached(measures[-1].name)
        both = AnyOf((before, AllOf((before, Comparison("yes.one", "is", True)))))
        measures.append(replace(measures[0], name=f"361000/made/{number}", conditions=both))
    rules = InForce(MadeRulebook(measures, []), REGION, DAY)
    judged = Population(rules).judge(pa.record_batch({"yes.one": pa.array([True, False])}))
    assert judged.states.num_columns == 41
