"""Faults of amounts: unknown facts and figures, wrong units and kinds, ends in the wrong order, caps that cannot bite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from zhishu.rules.amount import Amount, Choice, Fixed, Range, Rate, Reimburse, Tiers
from zhishu.rules.checking.conditions import check_condition
from zhishu.rules.checking.figures import MOST_EACH, RATE, YUAN, FigureUses
from zhishu.rules.checking.finding import Book, Finding
from zhishu.rules.fact import KINDS
from zhishu.rules.scale import Scale


def check_amount(amount: Amount, uses: FigureUses, book: Book) -> Iterator[Finding]:
    """Every fault of an amount and its parts."""
    base, line = amount.base, amount.line
    if isinstance(base, Fixed):
        yield from uses.money(base.figure, line, "金额")
        if base.each:
            yield from _check_fact(base.each, ("number",), line, uses, book)
            for _, value, at in uses.values(base.figure):
                if value > MOST_EACH:
                    yield uses.fault(f"每件{value}元过大", at, f"不超过{MOST_EACH}元")
    elif isinstance(base, Rate):
        yield from uses.figure(base.rate, line, (RATE,), "比例")
        yield from _check_fact(base.of, ("money",), line, uses, book)
    elif isinstance(base, Reimburse):
        yield from _check_fact(base.fact, ("money",), line, uses, book)
    elif isinstance(base, Range):
        yield from _check_range(base, line, uses)
    elif isinstance(base, Tiers):
        yield from _check_tiers(base, line, uses, book)
    else:
        yield from _check_options(base, uses, book)
    if amount.cap:
        yield from uses.money(amount.cap, line, "上限")
        yield from _check_cap(amount, uses)


def _check_fact(
    name: str, kinds: tuple[str, ...], line: int, uses: FigureUses, book: Book
) -> Iterator[Finding]:
    fact = book.facts.get(name)
    if fact is None:
        yield uses.unknown_fact(name, line)
    elif fact.kind not in kinds:
        wanted = "或".join(KINDS[kind] for kind in kinds)
        yield uses.fault(
            f"“{fact.title}”是{KINDS[fact.kind]}，这里要{wanted}的事实", line, "换一个事实"
        )


def _check_range(base: Range, line: int, uses: FigureUses) -> Iterator[Finding]:
    yield from uses.money(base.low, line, "金额")
    yield from uses.money(base.high, line, "金额")
    high = {day: value for day, value, _ in uses.values(base.high)}
    for day, value, at in uses.values(base.low):
        if day in high and value > high[day]:
            yield uses.fault(f"参数{base.low}大于{base.high}", at, "对调between的两个参数")


def _check_tiers(base: Tiers, line: int, uses: FigureUses, book: Book) -> Iterator[Finding]:
    yield from _check_fact(base.fact, ("number", "money"), line, uses, book)
    uses.used.add(base.bands)
    scale = uses.figures.get(base.bands)
    if not isinstance(scale, Scale):
        what = "没有分档的参数" if scale is None else "这个参数不是分档的："
        yield uses.fault(f"{what}{base.bands}", line, "写进parameters，带banded_by和bands")
        return
    if scale.unit not in (YUAN, RATE):
        yield uses.fault(f"分档参数{base.bands}的单位是{scale.unit}", scale.line, "用元或比例")
    fact = book.facts.get(base.fact)
    if scale.unit == RATE and fact is not None and fact.kind != "money":
        yield uses.fault(f"按比例分档，“{fact.title}”须是金额", line, "换一个事实，或用元分档")
    for bands in scale.values:
        for figure in bands.figures:
            if figure < 0 or (scale.unit == RATE and figure > 1):
                yield uses.fault(
                    f"分档参数{base.bands}的{figure}超出范围", bands.line, "60%写成0.6"
                )


def _check_options(base: Choice, uses: FigureUses, book: Book) -> Iterator[Finding]:
    for at, option in enumerate(base.options):
        if option.when is not None:
            yield from check_condition(option.when, uses, book)
        elif base.how == "first" and at + 1 < len(base.options):
            yield uses.doubt(
                "first里没有when的一项总是先取到，后面的用不上",
                base.options[at + 1].amount.line,
                "把没有when的一项放到最后",
            )
        yield from check_amount(option.amount, uses, book)


def _check_cap(amount: Amount, uses: FigureUses) -> Iterator[Finding]:
    """A cap below a fixed sum that it always cuts: one of both figures is wrong."""
    if not isinstance(amount.base, Fixed) or amount.base.each:
        return
    fixed = uses.values(amount.base.figure)
    for since, cap, line in uses.values(amount.cap):
        value = _on(fixed, since)
        if value is not None and cap < value:
            yield uses.doubt(
                f"上限{amount.cap}（{cap}）低于定额{amount.base.figure}（{value}），总被削减",
                line,
                "核对两个数字",
            )


def _on(values: list[tuple[date, Decimal, int]], day: date) -> Decimal | None:
    held = [value for since, value, _ in values if since <= day]
    return held[-1] if held else None
