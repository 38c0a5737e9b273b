"""Random rulebooks and random parties, made so that borders are met often: for tests and benchmarks of the engine.

Every operator, every amount, groups of every rule, references, figures of several dates, by words or missing;
facts unknown, at a border, one beside it, or at the ends of what is admitted.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from zhishu.base.region import RegionCode
from zhishu.rules.amount import (
    Amount,
    Choice,
    Fixed,
    Option,
    Range,
    Rate,
    Reimburse,
    Tiers,
)
from zhishu.rules.condition import (
    Ago,
    AllOf,
    AnyOf,
    Between,
    CalendarYear,
    Comparison,
    Condition,
    Inside,
    Named,
    Not,
    Reached,
)
from zhishu.rules.fact import MOST_NUMBER, MOST_YUAN, Fact, Facts, Kind, Known, admit
from zhishu.rules.measure import FORMS, GROUP_RULES, ONCE, Group, Measure, Source
from zhishu.rules.parameter import Parameter, Value
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.scale import Bands, Scale
from zhishu.rules.settling import Received

DAY = date(2026, 3, 31)
REGION = RegionCode("361000")
REGIONS = ("360000", "360100", "361000", "361002", "361002Z1", "361021", "110000")
KINDS = ("enterprise", "university", "natural_person")
SIZES = ("large", "small", "micro")
NUMBERS = [
    *map(Decimal, ("0", "1", "2", "2.5", "3", "4", "9.9999", "10", "11")),
    MOST_NUMBER,
]
SUMS = [
    *map(Decimal, ("0", "0.01", "0.05", "1", "3.35", "99.99", "100", "333.33", "10000")),
    *map(Decimal, ("10000.01", "50000")),
    MOST_YUAN,
]
RATES = tuple(map(Decimal, ("0", "0.1", "0.3", "0.3333", "0.5", "0.6", "0.0001", "1")))
FIGURES = tuple(map(Decimal, ("0", "0.01", "0.05", "100", "3000.5", "10000", "1000000")))
DAYS = (
    date(1970, 1, 1),
    date(1969, 12, 31),
    date(2025, 3, 31),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 2, 28),
    DAY,
    date(2026, 12, 31),
)
LAST_DAYS = (date(9999, 12, 31), date(1, 1, 1))
# Facts without decimals, though figures they are held against have some.
WHOLE = ("count.one", "count.three")
SOURCE = Source("办法", "第一条")
_FACTS: dict[str, Kind] = {
    "yes.one": "truth",
    "yes.two": "truth",
    "count.one": "number",
    "count.two": "number",
    "count.three": "number",
    "money.one": "money",
    "money.two": "money",
    "day.one": "date",
    "day.two": "date",
    "party.kind": "word",
    "party.size": "word",
    "party.region": "region",
}
_WORDS = {"party.kind": KINDS, "party.size": SIZES}


def declared() -> dict[str, Fact]:
    """The facts that random rules ask about."""
    return {
        name: Fact(
            name, name, kind, "件", "", "", "", "?",
            {word: word for word in _WORDS.get(name, ())},
            name not in ("party.kind", "party.region"), "public", "", 1,
        )
        for name, kind in _FACTS.items()
    }  # fmt: skip


class MadeRulebook(Rulebook):
    """A rulebook out of memory instead of files."""

    def __init__(self, measures: Sequence[Measure], groups: Sequence[Group]) -> None:
        super().__init__(())
        self.__dict__.update(
            _figures={},
            _fault=None,
            facts=declared(),
            measures={one.name: one for one in measures},
            measure_groups={one.name: one for one in groups},
        )


class RuleMaker:
    """Makes rulebooks and parties, always the same for one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._figures: dict[str, Parameter | Scale] = {}

    def rulebook(self, size: int) -> Rulebook:
        """So many measures with their groups."""
        names = [f"361000/made/{at}" for at in range(size)]
        groups = [self._group(rule) for rule in GROUP_RULES]
        measures = [self._measure(name, names[:at], groups) for at, name in enumerate(names)]
        return MadeRulebook(measures, groups)

    def facts(self) -> Facts:
        """One party."""
        facts = declared()
        return {
            name: Known() if value is None else Known(admit(facts[name], value))
            for name, kind in _FACTS.items()
            if (value := self._value(name, kind)) is not None or self.chance.random() < 0.5
        }

    def received(self, rulebook: Rulebook) -> tuple[Received, ...]:
        """Awards that a party has had; most have had none."""
        if self.chance.random() < 0.6:
            return ()
        return tuple(
            Received(
                self.chance.choice(list(rulebook.measures)),
                self.chance.choice((DAY.year, DAY.year, DAY.year - 1, DAY.year + 1)),
                self.chance.choice((None, 0, 5, 10_000, 1_000_000)),
            )
            for _ in range(self.chance.randint(1, 3))
        )

    def _value(self, name: str, kind: Kind) -> object:
        if self.chance.random() < 0.2:
            return None
        if kind == "truth":
            return self.chance.random() < 0.7
        if kind == "number":
            number = self._beside(self.chance.choice(NUMBERS), Decimal("0.0001"), MOST_NUMBER)
            return number // 1 if name in WHOLE else number
        if kind == "money":
            return self._beside(self.chance.choice(SUMS), Decimal("0.01"), MOST_YUAN)
        if kind == "date":
            if self.chance.random() < 0.1:
                return self.chance.choice(LAST_DAYS)
            return self.chance.choice(DAYS) + timedelta(self.chance.choice((-1, 0, 0, 1)))
        return self.chance.choice(_WORDS.get(name, REGIONS))

    def _beside(self, number: Decimal, least: Decimal, most: Decimal) -> Decimal:
        if self.chance.random() < 0.3:
            number += self.chance.choice((-1, 1)) * least
        return min(max(number, Decimal(0)), most)

    # Figures

    def _figure(self, values: Sequence[Decimal], unit: str) -> str:
        """The name of a new parameter: mostly with a value on the day, sometimes by a word, sometimes with none."""
        name = f"figure_{len(self._figures)}"
        if self.chance.random() < 0.2:
            by = self.chance.choice(tuple(_WORDS))
            series = {
                word: self._series(values, unit)
                for word in _WORDS[by]
                if self.chance.random() < 0.8
            }
        else:
            by, series = "", {"": self._series(values, unit)}
        self._figures[name] = Parameter(name, name, unit, by, "", series, "")
        return name

    def _series(self, values: Sequence[Decimal], unit: str) -> tuple[Value, ...]:
        since = [date(2020, 1, 1), DAY, DAY + timedelta(1)]
        if self.chance.random() < 0.1:
            since = since[2:]
        chosen = sorted(self.chance.sample(since, self.chance.randint(1, len(since))))
        if chosen[0] > DAY and self.chance.random() < 0.8:
            chosen.insert(0, DAY)
        return tuple(
            Value(self.chance.choice(values), unit, day, "第一条", "办法", True) for day in chosen
        )

    def _scale(self) -> str:
        name = f"figure_{len(self._figures)}"
        unit = self.chance.choice(("元", "比例"))
        starts = tuple(sorted(self.chance.sample((0, 1, 2, 3, 10, 100), self.chance.randint(1, 4))))
        bands = Bands(
            starts,
            tuple(self.chance.choice(FIGURES if unit == "元" else RATES) for _ in starts),
            self.chance.choice((starts[-1], 10_000, int(MOST_YUAN))) or 1,
            unit,
            self.chance.choice((DAY, DAY, DAY, DAY + timedelta(1))),
            "第一条",
            "办法",
            True,
        )
        self._figures[name] = Scale(name, name, unit, "", "", (bands,), "")
        return name

    # Conditions

    def _condition(self, depth: int, others: Sequence[str]) -> Condition:
        roll = self.chance.random()
        if depth and roll < 0.6:
            parts = tuple(
                self._condition(depth - 1, others) for _ in range(self.chance.randint(1, 4))
            )
            if roll < 0.25:
                return AllOf(parts)
            return AnyOf(parts) if roll < 0.5 else Not(parts[0])
        if others and roll > 0.95:
            return Reached(self.chance.choice(others))
        return self._comparison()

    def _comparison(self) -> Comparison:
        name, kind = self.chance.choice(list(_FACTS.items()))
        if kind == "truth":
            return Comparison(name, "is", self.chance.random() < 0.7)
        if kind == "word":
            words = _WORDS[name]
            if self.chance.random() < 0.5:
                return Comparison(name, "is", self.chance.choice(words))
            return Comparison(name, "in", tuple(self.chance.sample(words, 2)))
        if kind == "region":
            code = self.chance.choice(REGIONS)
            if self.chance.random() < 0.3:
                return Comparison(name, "is", code)
            return Comparison(name, "within", Inside(code))
        if kind == "date":
            return self._day_comparison(name)
        values, unit = (NUMBERS, "件") if kind == "number" else (SUMS, "元")
        operator = self.chance.choice(("is", "at_least", "at_most"))
        if operator != "is" and self.chance.random() < 0.5:
            return Comparison(name, operator, Named(self._figure(values, unit)))  # type: ignore[arg-type]
        return Comparison(name, operator, self.chance.choice(values))  # type: ignore[arg-type]

    def _day_comparison(self, name: str) -> Comparison:
        roll = self.chance.random()
        if roll < 0.2:
            return Comparison(name, "before", self.chance.choice(DAYS))
        if roll < 0.4:
            return Comparison(name, "after", self.chance.choice(DAYS))
        if roll < 0.5:
            return Comparison(name, "within", CalendarYear(self.chance.choice((0, -1))))
        if roll < 0.7:
            ends: list[Any] = sorted(self.chance.sample(DAYS, 2))
            if self.chance.random() < 0.4:
                ends[self.chance.randrange(2)] = None
            return Comparison(name, "within", Between(*ends))
        counts = tuple(map(Decimal, (1, 2, 3, 12)))
        unit = self.chance.choice(("years", "months", "days"))
        if self.chance.random() < 0.4:
            return Comparison(name, "within", Ago(Named(self._figure(counts, "年")), unit))  # type: ignore[arg-type]
        return Comparison(name, "within", Ago(self.chance.choice((1, 2, 12)), unit))  # type: ignore[arg-type]

    # Amounts

    def _amount(self, depth: int, others: Sequence[str]) -> Amount:
        money = self.chance.choice(("money.one", "money.two"))
        count = self.chance.choice(("count.one", "count.two"))
        kind = self.chance.randrange(8 if depth else 6)
        base: Any
        if kind == 0:
            base = Fixed(self._figure(FIGURES, "元"))
        elif kind == 1:
            base = Fixed(self._figure(FIGURES, "元"), count)
        elif kind == 2:
            base = Rate(self._figure(RATES, "比例"), money)
        elif kind == 3:
            base = Reimburse(money)
        elif kind == 4:
            base = Range(self._figure(FIGURES[:4], "元"), self._figure(FIGURES[4:], "元"))
        elif kind == 5:
            base = Tiers(self.chance.choice((money, count)), self._scale())
        else:
            options = tuple(
                Option(
                    self._condition(1, others) if self.chance.random() < 0.9 else None,
                    self._amount(depth - 1, others),
                )
                for _ in range(self.chance.randint(1, 3))
            )
            base = Choice(self.chance.choice(("highest", "sum", "first")), options)  # type: ignore[arg-type]
        cap = self._figure(FIGURES, "元") if self.chance.random() < 0.4 else ""
        return Amount(base, cap, self.chance.random() < 0.2)

    # Measures

    def _group(self, rule: Any) -> Group:
        self._figures = {}
        cap = self._figure(FIGURES, "元") if rule.startswith("cap_") else ""
        return Group(f"group_{rule}", rule, rule, cap, SOURCE, self._figures, "", 1)

    def _measure(self, name: str, others: Sequence[str], groups: Sequence[Group]) -> Measure:
        self._figures = {}
        fixed_only = self.chance.random() < 0.4
        amount = (
            Amount(Fixed(self._figure(FIGURES, "元")), "", self.chance.random() < 0.2)
            if fixed_only
            else self._amount(1, others)
        )
        group = self.chance.choice((*groups, None, None, None))
        source = SOURCE
        if self.chance.random() < 0.1:
            source = Source("办法", "第一条", date(2020, 1, 1), effective_to=DAY - timedelta(1))
        return Measure(
            name=name,
            title=name,
            source=source,
            region=self.chance.choice((None, REGION, REGION, RegionCode("360000"))),
            form=self.chance.choice((*FORMS, "award", "award", "award")),
            once=self.chance.choice(tuple(ONCE)),
            applies_to=self.chance.choice(((), (), KINDS[:1], KINDS[:2])),
            conditions=self._condition(3, others) if self.chance.random() < 0.9 else None,
            amount=amount if self.chance.random() < 0.95 else None,
            figures=self._figures,
            group="" if group is None else group.name,
            competitive=self.chance.random() < 0.2,
            quota="",
            pro_rata="",
            lost=(),
            note="",
            synthetic=True,
            file="",
            line=1,
        )


def batch_of(parties: Sequence[Facts], chance: random.Random) -> pa.RecordBatch:
    """Parties as a batch, in any of the types that columns may have."""
    columns = {}
    for name, kind in _FACTS.items():
        values: list[Any] = [facts[name].value if name in facts else None for facts in parties]
        if chance.random() < 0.05 and not any(value is not None for value in values):
            continue
        columns[name] = _array(kind, values, chance)
    return pa.record_batch(columns)


def _array(kind: Kind, values: list[Any], chance: random.Random) -> pa.Array:
    known = [value for value in values if value is not None]
    if kind == "truth":
        return pa.array(values, pa.bool_())
    if kind == "date":
        return pa.array(values, pa.date32())
    if kind == "money":
        if chance.random() < 0.5:
            return pa.array(values, pa.decimal128(16, 2))
        return pa.array([None if one is None else int(one * 100) for one in values], pa.int64())
    if kind == "number":
        if any(value != int(value) for value in known):
            return pa.array(values, pa.decimal128(18, 4))
        kinds = (pa.int64(), pa.int32(), pa.uint32())
        return pa.array([None if one is None else int(one) for one in values], chance.choice(kinds))
    text = pa.array(values, pa.string())
    return chance.choice((text, text.dictionary_encode()))


def received_batch(received: Sequence[Sequence[Received]]) -> pa.RecordBatch:
    """The awards received by parties as a batch."""
    rows = [(party, one) for party, awards in enumerate(received) for one in awards]
    return pa.record_batch(
        {
            "party": pa.array([party for party, _ in rows], pa.int32()),
            "measure": pa.array([one.measure for _, one in rows], pa.string()),
            "year": pa.array([one.year for _, one in rows], pa.int32()),
            "amount": pa.array([one.amount for _, one in rows], pa.int64()),
        }
    )
