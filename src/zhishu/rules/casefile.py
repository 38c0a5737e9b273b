"""Cases of measures: a party's facts and what they come to, written by an officer beside the rules and run by `rules test`.

A case runs over the measures it names alone, so that a new measure does not change its total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.base.region import RegionCode
from zhishu.rules.assessment import STATES, Assessment, Entitlements, State, Sum
from zhishu.rules.entitling import InForce
from zhishu.rules.fact import REGION, Fact, Facts, Known, Value, admit
from zhishu.rules.loading import Located, load_file
from zhishu.rules.measure import Measure
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.schema import Fields, iso_date
from zhishu.rules.settling import Received, sum_words
from zhishu.rules.sums import fen
from zhishu.rules.words import value_words

CASE_FILES = "*/cases/*/*.yaml"
# Beside the states of a judged measure: those that are listed and never judged.
LISTED = {"lost": "文件缺损", "not_in_force": "不在有效期"}
# A measure of the whole country needs no region; its cases are asked for no place in particular.
NOWHERE = RegionCode("100000")


@dataclass(frozen=True)
class Expectation:
    """What one measure should come to; `told` names the fields that the case tells, the others are not looked at."""

    measure: str
    told: frozenset[str]
    state: str = ""
    amount: Sum | None = None
    paid: Sum | None = None
    cap_applied: str = ""
    nearest: Mapping[str, Value] | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One party on one day, and what is expected of the measures named."""

    name: str
    measures: tuple[str, ...]
    region: RegionCode
    as_of: date
    facts: Facts
    received: tuple[Received, ...]
    expectations: tuple[Expectation, ...]
    total: Sum | None
    competitive: Sum | None
    file: str
    line: int


@dataclass(frozen=True)
class Difference:
    """One thing that came out otherwise than expected, in words."""

    measure: str
    what: str
    expected: str
    got: str


@dataclass(frozen=True)
class Outcome:
    """A case as run; without differences it holds."""

    case: Case
    differences: tuple[Difference, ...]


def read_cases(content: Located, rulebook: Rulebook, *, where: str) -> list[Case]:
    """Cases from their YAML; raises RulebookError by line.

    Shape: cases (a measure or a list of them), each: [{name, as_of, [region], facts: {name: value}, [received:
    [{measure, year, [amount]}]], expect: {state, amount, paid, cap_applied, nearest: {fact: value}, missing: [fact],
    total, competitive}}]; with several measures expect: {MEASURE: {…}, total, competitive}. An amount is a number,
    [low, high] or {up_to: number}, in 元; null: no sum. A fact that is not written, or null, is unknown.
    """
    fields = Fields(content, where)
    names = fields.take("cases")
    measures = (names,) if isinstance(names, str) else fields.texts("cases", required=True)
    for name in measures:
        if name not in rulebook.measures:
            raise fields.error(
                "cases", f"没有措施{name}", "核对编号：地区/文件/条款，如361000/fund/9-1"
            )
    entries = fields.take("each")
    if not isinstance(entries, list) or not entries:
        raise fields.error("each", "“each”须是用例的列表", "每个用例前写“- ”")
    fields.done()
    line = fields.line("each")
    return [_Reading(rulebook, measures, where).case(entry, line) for entry in entries]


class _Reading:
    """Reads the cases of one file."""

    def __init__(self, rulebook: Rulebook, measures: tuple[str, ...], where: str) -> None:
        self.rulebook = rulebook
        self.measures = measures
        self.where = where

    def case(self, value: Any, line: int) -> Case:
        fields = Fields(value, self.where, line)
        facts = self.facts(fields.inner("facts"))
        expect = fields.inner("expect")
        case = Case(
            name=fields.text("name"),
            measures=self.measures,
            region=self.region(fields, facts),
            as_of=iso_date(fields.text("as_of"), self.where, fields.line("as_of")),
            facts=facts,
            received=tuple(self.received(fields)),
            expectations=tuple(self.expectations(expect)),
            total=_sum(expect, "total"),
            competitive=_sum(expect, "competitive"),
            file=self.where,
            line=fields.mapping.line,
        )
        expect.done()
        fields.done()
        return case

    def region(self, fields: Fields, facts: Facts) -> RegionCode:
        """The region asked for: written, else the party's, else the measure's own."""
        text = fields.text("region", required=False)
        if text:
            try:
                return RegionCode.parse(text)
            except InvalidValueError as error:
                raise fields.error("region", error.what, error.next_step) from None
        if REGION in facts:
            return RegionCode(str(facts[REGION].value))
        return self.rulebook.measures[self.measures[0]].region or NOWHERE

    def facts(self, fields: Fields) -> Facts:
        found = {}
        for name in fields.mapping:
            value = fields.take(name, required=False)
            if value is not None:
                found[name] = Known(self.admit(fields, name, value), "用例")
        return found

    def admit(self, fields: Fields, name: str, value: object) -> Value:
        """A fact's value, or the refusal of its line."""
        fact = self.rulebook.facts.get(name)
        if fact is None:
            raise fields.error(name, f"没有事实{name}", "用zhishu rules facts查事实名")
        try:
            return admit(fact, value)
        except InvalidValueError as error:
            raise fields.error(name, error.what, error.next_step) from None

    def received(self, fields: Fields) -> Iterator[Received]:
        entries = fields.take("received", required=False)
        if entries is None:
            return
        if not isinstance(entries, list):
            raise fields.error("received", "“received”须是列表", "每笔前写“- ”")
        for value in entries:
            entry = Fields(value, self.where, fields.line("received"))
            measure = entry.text("measure")
            if measure not in self.rulebook.measures:
                raise entry.error("measure", f"没有措施{measure}", "核对编号")
            year = int(entry.number("year"))
            amount = fen(entry.number("amount")) if "amount" in entry.mapping else None
            entry.done()
            yield Received(measure, year, amount)

    def expectations(self, expect: Fields) -> Iterator[Expectation]:
        if len(self.measures) == 1:
            yield self.expectation(self.measures[0], expect)
            return
        for name in expect.mapping:
            if name in ("total", "competitive"):
                continue
            if name not in self.measures:
                raise expect.error(name, f"“cases”里没有措施{name}", "写进cases，或改正编号")
            inner = expect.inner(name)
            yield self.expectation(name, inner)
            inner.done()

    def expectation(self, measure: str, fields: Fields) -> Expectation:
        told = frozenset(fields.mapping) - {"total", "competitive"}
        nearest: Mapping[str, Value] | None = None
        if fields.take("nearest", required=False) is not None:
            inner = fields.inner("nearest")
            nearest = {name: self.admit(inner, name, inner.take(name)) for name in inner.mapping}
        cap = fields.take("cap_applied", required=False)
        return Expectation(
            measure,
            told,
            fields.choice("state", {*STATES, *LISTED}, required=False),
            _sum(fields, "amount"),
            _sum(fields, "paid"),
            "" if cap is None else fields.text("cap_applied"),
            nearest,
            fields.texts("missing"),
        )


def _sum(fields: Fields, key: str) -> Sum | None:
    """Money as a case writes it: a number, [low, high] (high may be null), {up_to: number}, null."""
    value = fields.take(key, required=False)
    if value is None:
        return None
    if isinstance(value, Located):
        inner = fields.inner(key)
        most = fen(inner.number("up_to"))
        inner.done()
        return Sum(0, most)
    if isinstance(value, list):
        if len(value) == 2 and _is_number(value[0]) and (value[1] is None or _is_number(value[1])):
            return Sum(fen(Decimal(value[0])), None if value[1] is None else fen(Decimal(value[1])))
        raise fields.error(key, f"“{key}”读不出", "写两个数，如[0, 20000]")
    amount = fen(fields.number(key))
    return Sum(amount, amount)


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def run_case(case: Case, rulebook: Rulebook) -> Outcome:
    """What a case comes to, held against what it expects."""
    rules = InForce(rulebook, case.region, case.as_of, only=case.measures)
    found = rules.entitle(case.facts, case.received)
    differences: list[Difference] = []
    for expectation in case.expectations:
        differences += _compare(expectation, found, rulebook)
    for what, expected, got in (
        ("合计", case.total, found.total),
        ("择优的合计", case.competitive, found.competitive),
    ):
        if expected is not None and not _same(expected, got):
            differences.append(Difference("", what, sum_words(expected), sum_words(got)))
    return Outcome(case, tuple(differences))


def _compare(
    expectation: Expectation, found: Entitlements, rulebook: Rulebook
) -> Iterator[Difference]:
    name = expectation.measure
    one = next((one for one in found.assessments if one.measure.name == name), None)
    state = _state(name, one, found)
    if "state" in expectation.told and state != expectation.state:
        yield Difference(name, "结果", _state_words(expectation.state), _state_words(state))
    if one is None:
        return
    for key, title, expected, got in (
        ("amount", "金额", expectation.amount, one.amount),
        ("paid", "实付", expectation.paid, one.paid),
    ):
        if key in expectation.told and not _same(expected, got):
            yield Difference(name, title, _money_words(expected), _money_words(got))
    if "cap_applied" in expectation.told and one.cap != expectation.cap_applied:
        yield Difference(name, "上限", expectation.cap_applied or "没有", one.cap or "没有")
    if "nearest" in expectation.told:
        changes = (
            {}
            if one.nearest is None
            else {change.fact: change.needed for change in one.nearest.changes}
        )
        if changes != (expectation.nearest or {}):
            expected_words = _changes_words(expectation.nearest or {}, rulebook.facts)
            yield Difference(
                name, "差什么", expected_words, _changes_words(changes, rulebook.facts)
            )
    if "missing" in expectation.told and set(one.missing) != set(expectation.missing):
        yield Difference(
            name,
            "缺什么",
            "、".join(expectation.missing) or "没有",
            "、".join(one.missing) or "没有",
        )


def _state(name: str, one: Assessment | None, found: Entitlements) -> str:
    if one is not None:
        return str(one.state)
    listed: Sequence[tuple[str, Sequence[Measure]]] = (
        ("lost", found.lost),
        ("not_in_force", found.not_in_force),
    )
    return next(
        (word for word, measures in listed if any(each.name == name for each in measures)), ""
    )


def _state_words(state: str) -> str:
    return LISTED.get(state) or (STATES[State(state)] if state else "这个地区没有这项措施")


def _same(expected: Sum | None, got: Sum | None) -> bool:
    if expected is None or got is None:
        return expected is got
    return (expected.low, expected.high) == (got.low, got.high)


def _money_words(money: Sum | None) -> str:
    return "没有" if money is None else sum_words(money)


def _changes_words(changes: Mapping[str, Value], facts: Mapping[str, Fact]) -> str:
    said = (f"{facts[name].title}为{value_words(facts[name], to)}" for name, to in changes.items())
    return "、".join(said) or "没有"


def all_cases(rulebook: Rulebook) -> Iterator[Case]:
    """Every case of a rulebook, the shipped ones and the office's own; raises RulebookError by line."""
    for name, path in rulebook.files(CASE_FILES):
        yield from read_cases(load_file(path, name=name), rulebook, where=name)
