"""The measures of a rulebook as plain Python, one party after another: a peer of rules_speed.

Made from the Measure objects as the program one would write by hand: a function with an `if` for each condition,
left as soon as one fails, facts in local names, figures as literals; no library, no tree to walk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from rules_listed import list_conditions

from zhishu.rules.amount import Amount, Choice, Fixed, Rate, Reimburse
from zhishu.rules.columns.figures import figure_on
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
from zhishu.rules.sums import fen
from zhishu.rules.walking import days_ago

NOT_MET, UNKNOWN, MET, COMPETITIVE, NEAR = range(5)
# A party's values in the order of the facts; returns states, reasons and (low, high) of both totals.
Judge = Callable[[Sequence[Any]], tuple[list[int], list[int], tuple[Any, ...]]]


def write_judge(rules: InForce, facts: Sequence[str]) -> Judge:
    """The function that judges one party."""
    writer = _Writer(rules)
    lines = ["def judge(row):", f"    {', '.join(map(_fact, facts))} = row"]
    lines += ["    states, reasons, money = [], [], {}"]
    for place, measure in enumerate(rules.judged):
        lines += writer.measure(place, measure)
    lines += writer.totals()
    scope: dict[str, Any] = {"any3": _any, "all3": _all, "not3": _not, "INF": float("inf")}
    exec("\n".join(lines), scope)
    judge: Judge = scope["judge"]
    return judge


def _any(*values: Any) -> Any:
    found = False
    for value in values:
        if value:
            return True
        if value is None:
            found = None
    return found


def _all(*values: Any) -> Any:
    found = True
    for value in values:
        if value is None:
            found = None
        elif not value:
            return False
    return found


def _not(value: Any) -> Any:
    return None if value is None else not value


class _Writer:
    def __init__(self, rules: InForce) -> None:
        self.rules, self.day = rules, rules.day

    def measure(self, place: int, measure: Measure) -> list[str]:
        """The lines of one measure: conditions one by one, then its sum."""
        own = self.rules.figures[measure.name]
        listed = list_conditions(self.rules, measure)
        lines = ["    while True:", "        unknown = failed = -1"]
        for at, one in enumerate(listed):
            # Who misses one condition only is near, so the first that fails does not settle it.
            told = f"            states.append({NOT_MET}); reasons.append(failed); break"
            lines += [
                f"        met = {self.truth(one.condition, own)}",
                "        if met is None:",
                f"            unknown = unknown if unknown >= 0 else {at}",
                "            if failed >= 0:",
                f"    {told}",
                "        elif not met:",
                f"            failed = failed if failed >= 0 else {at}",
                *(
                    [f"            if unknown >= 0 or failed != {at}:", f"    {told}"]
                    if one.turnable
                    else [told]
                ),
            ]
        assert measure.amount is not None
        met = COMPETITIVE if measure.competitive else MET
        low, high = (self.amount(measure.amount, own, end) for end in (0, 1))
        return [
            *lines,
            "        if failed >= 0:",
            f"            states.append({NEAR}); reasons.append(failed)",
            "            break",
            "        if unknown >= 0:",
            f"            states.append({UNKNOWN}); reasons.append(unknown)",
            "            break",
            f"        states.append({met}); reasons.append({len(listed)})",
            f"        money[{place}] = ({low}, {high})",
            "        break",
        ]

    def truth(self, one: Condition, own: Any) -> str:
        """A condition as an expression: True, False or None."""
        if isinstance(one, AllOf | AnyOf):
            parts = ", ".join(self.truth(part, own) for part in one.parts)
            return f"{'all3' if isinstance(one, AllOf) else 'any3'}({parts})"
        if isinstance(one, Not):
            return f"not3({self.truth(one.part, own)})"
        assert isinstance(one, Comparison)
        fact = _fact(one.fact)
        return f"(None if {fact} is None else {self.compare(one, fact, own)})"

    def compare(self, one: Comparison, fact: str, own: Any) -> str:
        """A comparison of a known fact."""
        operand = one.operand
        if isinstance(operand, Inside):
            stem = operand.code[:4] if operand.code.endswith("00") else operand.code
            return f"{fact}.startswith({stem!r})"
        if isinstance(operand, tuple):
            return f"{fact} in {set(operand)!r}"
        if isinstance(operand, bool):
            return f"{fact} is {operand}"
        if isinstance(operand, Ago):
            count = operand.count
            if isinstance(count, Named):
                figure = figure_on(own, count.name, self.day).alone
                assert figure is not None
                count = int(figure)
            first = _days(days_ago(self.day, count, operand.unit))
            return f"{first} <= {fact} <= {_days(self.day)}"
        if isinstance(operand, date):
            return f"{fact} < {_days(operand)}"
        figure = (
            figure_on(own, operand.name, self.day).alone if isinstance(operand, Named) else operand
        )
        border = fen(figure) if self.rules.rulebook.facts[one.fact].kind == "money" else figure  # type: ignore[arg-type]
        return f"{fact} {'>=' if one.operator == 'at_least' else '<='} {border}"

    def amount(self, amount: Amount, own: Any, end: int) -> str:
        """An end of an amount as an expression in fen."""
        base = amount.base
        unknown = "INF" if end else "0"
        if amount.up_to and not end:
            return "0"
        if isinstance(base, Fixed):
            figure = figure_on(own, base.figure, self.day).alone
            assert figure is not None
            money = str(fen(figure))
            if base.each:
                money = (
                    f"({unknown} if {_fact(base.each)} is None else {money} * {_fact(base.each)})"
                )
        elif isinstance(base, Reimburse):
            money = f"({unknown} if {_fact(base.fact)} is None else {_fact(base.fact)})"
        elif isinstance(base, Rate):
            rate = figure_on(own, base.rate, self.day).alone
            assert rate is not None
            part = f"({_fact(base.of)} * {int(rate * 10_000)} + 5000) // 10000"
            money = f"({unknown} if {_fact(base.of)} is None else {part})"
        else:
            assert isinstance(base, Choice)
            options = []
            for option in base.options:
                its = self.amount(option.amount, own, end)
                if option.when is not None:
                    wrong = "is False" if end else "is not True"
                    its = f"(0 if {self.truth(option.when, own)} {wrong} else {its})"
                options.append(its)
            money = f"max({', '.join(options)})"
        if amount.cap:
            cap = figure_on(own, amount.cap, self.day)
            if cap.by:
                table = {key: fen(value) for key, value in cap.values}
                money = f"min({money}, {table!r}[{_fact(cap.by)}])"
            else:
                assert cap.alone is not None
                money = f"min({money}, {fen(cap.alone)})"
        return money

    def totals(self) -> list[str]:
        """The lines that add everything up, group by group."""
        lines, names = [], []
        for side, competitive in (("total", False), ("competitive", True)):
            for end, word in enumerate(("low", "high")):
                name = f"{side}_{word}"
                names.append(name)
                alone, grouped = [], {}  # type: ignore[var-annotated]
                for place, one in enumerate(self.rules.judged):
                    if one.competitive is competitive and one.form in PAID:
                        if one.group:
                            grouped.setdefault(one.group, []).append(place)
                        else:
                            alone.append(place)
                lines += [
                    f"    {name} = 0",
                    f"    for place in {alone!r}:",
                    "        if place in money:",
                    f"            {name} += money[place][{end}]",
                ]
                for group, members in grouped.items():
                    its = f"[money[place][{end}] for place in {members!r} if place in money]"
                    rule = self.rules.groups[group]
                    if rule.rule == "highest":
                        lines.append(f"    {name} += max({its}, default=0)")
                    else:
                        cap = figure_on(rule.figures, rule.cap, self.day).alone
                        assert cap is not None
                        lines.append(f"    {name} += min(sum({its}), {fen(cap)})")
        return [*lines, f"    return states, reasons, ({', '.join(names)})"]


def _fact(name: str) -> str:
    return name.replace(".", "_")


def _days(day: date) -> int:
    return (day - date(1970, 1, 1)).days
