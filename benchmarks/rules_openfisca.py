"""The measures of a rulebook as OpenFisca variables: run by rules_speed in an environment of its own.

OpenFisca-core is AGPL: it is in no lock of the product, and nothing of it is imported by the product. Variables
and parameters are made from the very Measure objects: an input variable a fact, with a second one where a fact
is unknown of some; a variable for each measure's state and reason, for the ends of its sum, for the groups and
for the totals. Its numbers are float32 by default, in which sums in fen lose their last digits: they are made 64
bits wide here, so that totals can be equal. Formulas are written for speed: conditions are counted in bytes.

It speaks by lines: after setting up it prints `ready`; on `go` it works everything out anew and prints the
seconds; on `keep FOLDER` it writes what it last worked out.
"""

from __future__ import annotations

import datetime
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core import entities, periods, taxbenefitsystems, variables
from openfisca_core.parameters import ParameterNode
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.variables import Variable
from rules_listed import list_conditions

from zhishu.base.region import RegionCode
from zhishu.rules.amount import Amount, Choice, Fixed, Rate, Reimburse
from zhishu.rules.condition import (
    Ago,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Inside,
    Named,
    Not,
)
from zhishu.rules.entitling import InForce
from zhishu.rules.measure import PAID, Measure
from zhishu.rules.rulebook import Rulebook

variables.VALUE_TYPES[float]["dtype"] = np.float64

NOT_MET, UNKNOWN, MET, COMPETITIVE, NEAR = range(5)
REASONS = 64  # a verdict is state * REASONS + reason
Truths = tuple[Any, Any]


class Translator:
    """Makes the variables and parameters of a rulebook."""

    def __init__(self, rules: InForce, words: dict[str, list[str]], partial: set[str]) -> None:
        self.rules, self.words, self.partial = rules, words, partial
        self.person = entities.Entity("person", "persons", "A firm", "")
        self.system = taxbenefitsystems.TaxBenefitSystem([self.person])
        self.facts = rules.rulebook.facts
        self.day = rules.day
        tree: dict[str, Any] = {}
        for measure in rules.judged:
            for name, figure in measure.figures.items():
                tree.setdefault(_name(measure), {})[name] = _parameter(figure)
        for group in rules.groups.values():
            for name, figure in group.figures.items():
                tree.setdefault(f"group_{group.name}", {})[name] = _parameter(figure)
        self.system.parameters = ParameterNode("", data=tree)
        self._inputs()
        for measure in rules.judged:
            self._add(_name(measure) + "_verdict", int, self._verdict(measure))
            self._add(_name(measure) + "_low", float, self._money(measure, 0))
            self._add(_name(measure) + "_high", float, self._money(measure, 1))
        self._totals()

    def _inputs(self) -> None:
        kinds = {"truth": bool, "number": int, "money": float, "date": datetime.date}
        for name, fact in self.facts.items():
            self._add(_fact(name), kinds.get(fact.kind, int), None)
            if name in self.partial:
                self._add(_fact(name) + "_known", bool, None)

    def _add(self, name: str, kind: Any, formula: Callable[..., Any] | None) -> None:
        own: dict[str, Any] = {
            "value_type": kind,
            "entity": self.person,
            "definition_period": periods.DateUnit.YEAR,
            "label": name,
        }
        if formula is not None:
            own["formula"] = formula
        self.system.add_variable(type(name, (Variable,), own))

    # Conditions

    def _verdict(self, measure: Measure) -> Callable[..., Any]:
        listed = list_conditions(self.rules, measure)
        met = COMPETITIVE if measure.competitive else MET

        def formula(person: Any, period: Any, parameters: Any) -> Any:
            own = getattr(parameters(period), _name(measure))
            yes = may = in_hand = True
            sure = possible = holding = np.int8(0)
            for one in listed:
                its_yes, its_may = self._truth(one.condition, person, period, own)
                yes, may = yes & its_yes, may & its_may
                sure, possible = sure + yes, possible + may
                holding = holding + its_yes
                if not one.turnable:
                    in_hand = in_hand & its_yes
            near = in_hand & (holding == len(listed) - 1)
            codes = [np.int16(code * REASONS) for code in (NOT_MET, UNKNOWN, met, NEAR)]
            failing = np.where(near, codes[3], codes[0])
            state = np.where(yes, codes[2], np.where(may, codes[1], failing))
            return state + np.where(may, sure, possible)

        return formula

    def _truth(self, one: Condition, person: Any, period: Any, own: Any) -> Truths:
        if isinstance(one, AllOf | AnyOf):
            parts = [self._truth(part, person, period, own) for part in one.parts]
            yes, may = parts[0]
            for its_yes, its_may in parts[1:]:
                if isinstance(one, AllOf):
                    yes, may = yes & its_yes, may & its_may
                else:
                    yes, may = yes | its_yes, may | its_may
            return yes, may
        if isinstance(one, Not):
            yes, may = self._truth(one.part, person, period, own)
            return ~may, ~yes
        assert isinstance(one, Comparison)
        met = self._compare(one, person, period, own)
        if one.fact not in self.partial:
            return met, met
        known = person(_fact(one.fact) + "_known", period)
        return met & known, met | ~known

    def _compare(self, one: Comparison, person: Any, period: Any, own: Any) -> Any:
        values = person(_fact(one.fact), period)
        operand = one.operand
        if one.fact in self.words:
            wanted = operand if isinstance(operand, tuple) else (operand,)
            found = False
            for place, word in enumerate(self.words[one.fact]):
                if _is_among(word, wanted):
                    found = found | (values == place)
            return found
        if isinstance(operand, bool):
            return values if operand else ~values
        if isinstance(operand, Ago):
            count = own[operand.count.name] if isinstance(operand.count, Named) else operand.count
            day = np.datetime64(self.day)
            unit = {"years": 12, "months": 1}[operand.unit]
            # The last day of the month stays the last (31 October less a month is 30 September).
            month = day.astype("datetime64[M]") - int(count) * unit
            last = (month + 1).astype("datetime64[D]") - 1
            offset = (day - day.astype("datetime64[M]")).astype(int)
            first = min(month.astype("datetime64[D]") + offset, last)
            return (values >= first) & (values <= day)
        if one.operator == "before":
            return values < np.datetime64(operand)
        border = own[operand.name] if isinstance(operand, Named) else float(operand)
        if self.facts[one.fact].kind == "money":
            border = border * 100
        return values >= border if one.operator == "at_least" else values <= border

    # Money

    def _money(self, measure: Measure, end: int) -> Callable[..., Any]:
        met = COMPETITIVE if measure.competitive else MET

        def formula(person: Any, period: Any, parameters: Any) -> Any:
            own = getattr(parameters(period), _name(measure))
            verdict = person(_name(measure) + "_verdict", period)
            assert measure.amount is not None
            money = self._amount(measure.amount, person, period, own, end)
            gets = (verdict >= met * REASONS) & (verdict < (met + 1) * REASONS)
            return np.where(gets, money, 0)

        return formula

    def _amount(self, amount: Amount, person: Any, period: Any, own: Any, end: int) -> Any:
        base = amount.base
        if amount.up_to and end == 0:
            return 0.0
        if isinstance(base, Fixed):
            money = own[base.figure] * 100
            if base.each:
                money = self._known(
                    base.each, money * person(_fact(base.each), period), end, person, period
                )
        elif isinstance(base, Reimburse):
            money = self._known(base.fact, person(_fact(base.fact), period), end, person, period)
        elif isinstance(base, Rate):
            rate = round(own[base.rate] * 10_000)
            part = np.floor((person(_fact(base.of), period) * rate + 5_000) / 10_000)
            money = self._known(base.of, part, end, person, period)
        else:
            assert isinstance(base, Choice) and base.how == "highest"
            money = 0.0
            for option in base.options:
                own_money = self._amount(option.amount, person, period, own, end)
                if option.when is not None:
                    counts = self._truth(option.when, person, period, own)[end]
                    own_money = np.where(counts, own_money, 0)
                money = np.maximum(money, own_money)
        if amount.cap:
            cap = own[amount.cap]
            if not isinstance(cap, int | float):
                words = np.array(self.words["party.kind"])
                cap = cap[words[person(_fact("party.kind"), period)]]
            money = np.minimum(money, cap * 100)
        return money

    def _known(self, fact: str, money: Any, end: int, person: Any, period: Any) -> Any:
        if fact not in self.partial:
            return money
        known = person(_fact(fact) + "_known", period)
        return np.where(known, money, np.inf if end else 0)

    def _totals(self) -> None:
        for word in ("low", "high"):
            for competitive, total in ((False, "total"), (True, "competitive")):
                alone = []
                grouped: dict[str, list[str]] = {}
                for one in self.rules.judged:
                    if one.competitive is competitive and one.form in PAID:
                        name = f"{_name(one)}_{word}"
                        if one.group:
                            grouped.setdefault(one.group, []).append(name)
                        else:
                            alone.append(name)
                for group, members in grouped.items():
                    self._add(f"group_{group}_{word}", float, self._group(group, members))
                parts = [*alone, *(f"group_{group}_{word}" for group in grouped)]
                self._add(f"{total}_{word}", float, _sum(parts))

    def _group(self, group: str, members: list[str]) -> Callable[..., Any]:
        rule, cap = self.rules.groups[group].rule, self.rules.groups[group].cap

        def formula(person: Any, period: Any, parameters: Any) -> Any:
            if rule == "highest":
                money = person(members[0], period)
                for name in members[1:]:
                    money = np.maximum(money, person(name, period))
                return money
            own = getattr(parameters(period), f"group_{group}")
            return np.minimum(sum(person(name, period) for name in members), own[cap] * 100)

        return formula


def _is_among(word: str, wanted: tuple[Any, ...]) -> bool:
    return any(
        RegionCode(one.code).contains(RegionCode(word)) if isinstance(one, Inside) else word == one
        for one in wanted
    )


def _sum(parts: list[str]) -> Callable[..., Any]:
    def formula(person: Any, period: Any) -> Any:
        return sum(person(name, period) for name in parts)

    return formula


def _name(measure: Measure) -> str:
    return "measure_" + measure.name.rpartition("/")[2]


def _fact(name: str) -> str:
    return name.replace(".", "_")


def _parameter(figure: Any) -> dict[str, Any]:
    def values(series: Any) -> dict[str, Any]:
        return {"values": {str(one.since): {"value": float(one.value)} for one in series}}

    if figure.by:
        return {key: values(series) for key, series in figure.series.items()}
    return values(figure.series[""])


def main() -> None:
    """Set up, then do as the lines say."""
    rulebook, data = Path(sys.argv[1]), Path(sys.argv[2])
    told = json.loads((data / "told.json").read_text("utf-8"))
    day = datetime.date.fromisoformat(told["day"])
    rules = InForce(Rulebook((rulebook,)), RegionCode(told["region"]), day)
    translator = Translator(rules, told["words"], set(told["partial"]))
    inputs = {
        _fact(path.stem.replace("-known", "_known")): np.load(path) for path in data.glob("*.npy")
    }
    period = periods.period(str(day.year))
    measures = [_name(one) for one in rules.judged]
    wanted = [f"{one}_verdict" for one in measures]
    totals = [f"{side}_{end}" for side in ("total", "competitive") for end in ("low", "high")]
    print("ready", flush=True)
    found: dict[str, Any] = {}
    for line in sys.stdin:
        word, _, folder = line.strip().partition(" ")
        if word == "go":
            found.clear()
            simulation = SimulationBuilder().build_default_simulation(
                translator.system, told["size"]
            )
            for name, array in inputs.items():
                simulation.set_input(name, period, array)
            begun, worked = time.perf_counter(), time.process_time()
            for name in (*wanted, *totals):
                found[name] = simulation.calculate(name, period)
            passed, processor = time.perf_counter() - begun, time.process_time() - worked
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
            told_back = {"processor": processor, "passed": passed, "memory_mb": memory}
            print(json.dumps(told_back), flush=True)
            del simulation
        elif word == "keep":
            for name, array in found.items():
                np.save(Path(folder) / f"{name}.npy", array)
            print("kept", flush=True)


if __name__ == "__main__":
    main()
