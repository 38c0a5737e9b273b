"""A rulebook of measures like those of a city's fund, and a population of made firms: for the benchmarks of rules.

Written as the YAML that an office writes, so that every side reads the same files.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

DAY = date(2026, 10, 31)
CITY = "361000"
REGIONS = ("361000", "361002", "361003", "361021", "361022", "361002Z1")
KINDS = ("enterprise", "individual_business", "university", "research_institute", "natural_person")
INDUSTRIES = ("vehicles", "metals", "materials", "electronics", "medicine", "farming", "other")
# The share of firms of which a fact is true, by name; each is unknown of a few.
TRUTHS = {
    "credit.dishonest": 0.03,
    "filing.abnormal": 0.02,
    "certification.first_time": 0.1,
    "advantage.national": 0.01,
    "advantage.province": 0.03,
    "advantage.city": 0.08,
    "award.gold": 0.002,
    "award.silver": 0.004,
    "award.province": 0.01,
    "centre.public": 0.01,
    "department.own": 0.3,
    "hightech.recognised": 0.12,
}
# Counts by their mean.
COUNTS = {
    "patents.valid_own": 4.0,
    "patents.valid_inventions": 1.2,
    "trademarks.registered": 2.0,
    "products.recorded": 0.4,
    "products.recognised": 0.2,
    "staff.count": 30.0,
}
# The share of firms that have spent anything, and the median of those in 元.
SUMS = {
    "certification.cost_paid": (0.1, 18_000.0),
    "insurance.premium_paid": (0.03, 9_000.0),
    "agency.fee_paid": (0.05, 15_000.0),
    "pledge.interest_paid": (0.05, 40_000.0),
    "turnover.last_year": (0.9, 3_000_000.0),
    "research.spent": (0.3, 200_000.0),
}
# Days, in years back.
DAYS = {"party.founded_on": 15.0, "certification.passed_on": 3.0, "recognition.given_on": 3.0}
UNKNOWN_SHARE = 0.05


def write_rulebook(folder: Path, *, measures: int, seed: int) -> Path:
    """The rulebook's folder with its facts, groups and measures."""
    chance = random.Random(seed)
    place = folder / CITY / "measures" / "made"
    place.mkdir(parents=True)
    (folder / "national" / "facts").mkdir(parents=True)
    (folder / "national" / "facts" / "made.yaml").write_text(_facts(), encoding="utf-8")
    (place / "groups.yaml").write_text(_GROUPS, encoding="utf-8")
    for number in range(measures):
        make = _KINDS_OF_MEASURES[number % len(_KINDS_OF_MEASURES)]
        text = _measure(number, chance, make(chance))
        (place / f"{number}.yaml").write_text(text, encoding="utf-8")
    return folder


def make_firms(size: int, *, seed: int) -> pa.RecordBatch:
    """So many firms, a column a fact, some facts unknown."""
    chance = np.random.default_rng(seed)

    def some_unknown() -> np.ndarray:
        return chance.random(size) < UNKNOWN_SHARE

    def words(values: tuple[str, ...], shares: list[float]) -> pa.Array:
        at = pa.array(chance.choice(len(values), size, p=shares).astype(np.int8))
        return pa.DictionaryArray.from_arrays(at, pa.array(values))

    columns: dict[str, pa.Array] = {
        "party.kind": words(KINDS, [0.6, 0.25, 0.02, 0.03, 0.1]),
        "party.region": words(REGIONS, [0.05, 0.25, 0.2, 0.2, 0.2, 0.1]),
        "party.industry": words(INDUSTRIES, [0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.3]),
    }
    for name, share in TRUTHS.items():
        columns[name] = pa.array(chance.random(size) < share, mask=some_unknown())
    for name, mean in COUNTS.items():
        counts = chance.poisson(chance.exponential(mean, size)).astype(np.int32)
        columns[name] = pa.array(counts, mask=some_unknown())
    for name, (share, middle) in SUMS.items():
        spent = chance.lognormal(np.log(middle), 1.2, size) * (chance.random(size) < share)
        fen = (spent * 100).astype(np.int64)
        columns[name] = pa.array(fen, mask=some_unknown())
    today = (DAY - date(1970, 1, 1)).days
    for name, years in DAYS.items():
        back = (chance.random(size) * years * 365).astype(np.int32)
        days = pa.array(np.int32(today) - back, mask=some_unknown())
        columns[name] = days.cast(pa.date32())
    return pa.record_batch(columns)


def _facts() -> str:
    lines = ["facts: 测速用的事实", "each:"]

    def add(name: str, kind: str, *more: str) -> None:
        own = (f"title: {name}", f"kind: {kind}", "meaning: 测速用", "question: 是多少？", *more)
        lines.append(f"  {name}:")
        lines.extend(f"    {line}" for line in own)

    for name, values in (("party.kind", KINDS), ("party.industry", INDUSTRIES)):
        words = ", ".join(f"{value}: {value}" for value in values)
        add(name, "word", f"values: {{{words}}}", "changeable: false")
    add("party.region", "region", "changeable: false")
    for name in TRUTHS:
        add(name, "truth")
    for name in COUNTS:
        add(name, "number", "unit: 件")
    for name in SUMS:
        add(name, "money", "unit: 元")
    for name in DAYS:
        add(name, "date", *(["changeable: false"] if name == "party.founded_on" else []))
    return "\n".join(lines) + "\n"


_GROUPS = """\
groups: 测速用的组
source: {title: 测速用的办法, clause: 第九条, issued_on: 2023-11-10}
each:
  advantage: {title: 优势示范, rule: highest}
  awards: {title: 专利奖, rule: highest}
  products: {title: 密集型产品, rule: cap_year, cap: products_cap}
parameters:
  products_cap: {unit: 元, values: {2023-11-10: {value: 30000, clause: 第八条, verified: true}}}
"""
# What a measure of one kind says: its lines, and its parameters with unit and value.
_Said = tuple[list[str], dict[str, tuple[str, object]]]


def _certification(chance: random.Random) -> _Said:
    lines = [
        "form: reimbursement", "once: ever", "applies_to: [enterprise, university, research_institute]",
        "conditions:", "  all:",
        "    - {fact: certification.first_time, is: true}",
        "    - any:",
        "        - {fact: party.kind, in: [university, research_institute]}",
        "        - {fact: patents.valid_own, at_least: own}",
        "        - {fact: patents.valid_inventions, at_least: inventions}",
        "    - {fact: certification.passed_on, within: {years: years}}",
        "amount: {reimburse: certification.cost_paid, cap: most}",
    ]  # fmt: skip
    return lines, {
        "own": ("件", chance.randint(2, 9)),
        "inventions": ("件", chance.randint(1, 5)),
        "years": ("年", chance.randint(1, 3)),
        "most": ("元", chance.randint(10, 40) * 1000),
    }


def _advantage(chance: random.Random) -> _Said:
    level = chance.choice(("national", "province", "city"))
    lines = [
        "form: award", "once: ever", "applies_to: [enterprise]", "group: advantage",
        "conditions:", "  all:",
        f"    - {{fact: advantage.{level}, is: true}}",
        "    - {fact: recognition.given_on, within: {months: months}}",
        "    - not: {fact: credit.dishonest, is: true}",
        "amount: {fixed: sum}",
    ]  # fmt: skip
    return lines, {
        "sum": ("元", chance.randint(5, 30) * 1000),
        "months": ("个月", chance.randint(6, 36)),
    }


def _award(chance: random.Random) -> _Said:
    metal = chance.choice(("gold", "silver", "province"))
    lines = [
        "form: award", "once: ever", "group: awards",
        "conditions:", "  all:",
        f"    - {{fact: award.{metal}, is: true}}",
        "    - {fact: patents.valid_inventions, at_least: inventions}",
        "amount: {fixed: sum}",
    ]  # fmt: skip
    return lines, {
        "sum": ("元", chance.randint(5, 30) * 10_000),
        "inventions": ("件", chance.randint(0, 6)),
    }


def _products(chance: random.Random) -> _Said:
    count = chance.choice(("products.recorded", "products.recognised"))
    lines = [
        "form: award", "once: item", "applies_to: [enterprise]", "group: products",
        "conditions:", "  all:",
        f"    - {{fact: {count}, at_least: count}}",
        "    - {fact: patents.valid_own, at_least: own}",
        "    - {fact: filing.abnormal, is: false}",
        f"amount: {{each: {count}, fixed: sum, up_to: true}}",
    ]  # fmt: skip
    return lines, {
        "sum": ("元", chance.randint(1, 10) * 1000),
        "count": ("件", chance.randint(1, 3)),
        "own": ("件", chance.randint(1, 12)),
    }


def _premium(chance: random.Random) -> _Said:
    lines = [
        "form: subsidy", "once: year", "applies_to: [enterprise]",
        "conditions:", "  all:",
        "    - {fact: insurance.premium_paid, at_least: least}",
        "    - {fact: filing.abnormal, is: false}",
        "    - {fact: credit.dishonest, is: false}",
        "amount: {rate: share, of: insurance.premium_paid, cap: most}",
    ]  # fmt: skip
    return lines, {
        "least": ("元", chance.randint(10, 200) * 100),
        "share": ("比例", chance.choice(("0.5", "0.6", "0.345"))),
        "most": ("元", chance.choice((8_000, 10_000))),
    }


def _project(chance: random.Random) -> _Said:
    lines = [
        "form: project", "once: round", "applies_to: [enterprise]", "competitive: true",
        "conditions:", "  all:",
        "    - {fact: party.industry, in: [vehicles, metals, materials, electronics, medicine, farming]}",
        "    - {fact: patents.valid_inventions, at_least: inventions}",
        "    - {fact: trademarks.registered, at_least: marks}",
        "    - {fact: department.own, is: true}",
        "    - {fact: filing.abnormal, is: false}",
        "    - {fact: credit.dishonest, is: false}",
        "amount: {fixed: sum, up_to: true}",
    ]  # fmt: skip
    return lines, {
        "inventions": ("件", chance.randint(1, 9)),
        "marks": ("件", chance.randint(1, 6)),
        "sum": ("元", chance.randint(3, 30) * 10_000),
    }


def _enforcement(chance: random.Random) -> _Said:
    lines = [
        "form: subsidy", "once: year",
        "conditions:", "  all:",
        "    - {fact: agency.fee_paid, at_least: least}",
        "    - {fact: credit.dishonest, is: false}",
        "amount: {rate: share, of: agency.fee_paid, cap: most}",
        "parameters:",
        "  most:",
        "    unit: 元",
        "    by: party.kind",
        "    values:",
        *(
            f"      {kind}: {{2023-11-10: {{value: {10_000 if kind == 'natural_person' else 20_000}, clause: 第十条, verified: true}}}}"
            for kind in KINDS
        ),
    ]  # fmt: skip
    return lines, {
        "least": ("元", chance.randint(20, 200) * 100),
        "share": ("比例", "0.3"),
    }


def _interest(chance: random.Random) -> _Said:
    lines = [
        "form: subsidy", "once: year", "applies_to: [enterprise, individual_business]",
        "conditions:", "  all:",
        "    - {fact: pledge.interest_paid, at_least: least}",
        "    - any:",
        "        - {fact: hightech.recognised, is: true}",
        "        - {fact: turnover.last_year, at_most: turnover}",
        "    - {fact: credit.dishonest, is: false}",
        "amount: {rate: share, of: pledge.interest_paid, cap: most}",
    ]  # fmt: skip
    return lines, {
        "least": ("元", chance.randint(1, 20) * 1000),
        "turnover": ("元", chance.randint(4, 40) * 1_000_000),
        "share": ("比例", chance.choice(("0.3", "0.5"))),
        "most": ("元", chance.randint(5, 20) * 10_000),
    }


def _research(chance: random.Random) -> _Said:
    lines = [
        "form: award", "once: year", "applies_to: [enterprise]",
        "conditions:", "  all:",
        "    - {fact: hightech.recognised, is: true}",
        "    - {fact: research.spent, at_least: least}",
        "    - {fact: staff.count, at_least: staff}",
        "    - {fact: party.founded_on, before: 2025-01-01}",
        "amount:",
        "  highest:",
        "    - {when: {fact: patents.valid_inventions, at_least: many}, fixed: large}",
        "    - {when: {fact: patents.valid_own, at_least: many}, fixed: small}",
        "    - {fixed: least_sum}",
    ]  # fmt: skip
    return lines, {
        "least": ("元", chance.randint(5, 50) * 10_000),
        "staff": ("件", chance.randint(5, 60)),
        "many": ("件", chance.randint(2, 9)),
        "large": ("元", 50_000),
        "small": ("元", 20_000),
        "least_sum": ("元", 5_000),
    }


def _centre(chance: random.Random) -> _Said:
    county = chance.choice(REGIONS[1:5])
    lines = [
        "form: award", "once: ever",
        "conditions:", "  all:",
        f"    - {{fact: party.region, within: {county}}}",
        "    - {fact: centre.public, is: true}",
        "    - {fact: staff.count, at_least: staff}",
        "amount: {fixed: sum}",
    ]  # fmt: skip
    return lines, {
        "sum": ("元", chance.randint(5, 10) * 10_000),
        "staff": ("件", chance.randint(2, 20)),
    }


_KINDS_OF_MEASURES: tuple[Callable[[random.Random], _Said], ...] = (
    _certification,
    _advantage,
    _award,
    _products,
    _premium,
    _project,
    _enforcement,
    _interest,
    _research,
    _centre,
)


def _measure(number: int, chance: random.Random, said: _Said) -> str:
    lines, parameters = said
    own = [
        f"  {name}: {{unit: {unit}, values: {{2023-11-10: {{value: {value}, clause: 第九条, verified: true}}}}}}"
        for name, (unit, value) in parameters.items()
    ]
    if "parameters:" not in lines:
        own.insert(0, "parameters:")
    head = [
        f"measure: {CITY}/made/{number}",
        f"title: 措施{number}",
        "source: {title: 测速用的办法, clause: 第九条, issued_on: 2023-11-10}",
    ]
    return "\n".join([*head, *lines, *own]) + "\n"
