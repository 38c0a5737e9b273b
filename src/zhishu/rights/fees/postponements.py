"""Announced postponements of the day that annual fees are due, read from the rulebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhishu.rules.loading import Located
from zhishu.rules.schema import Fields, iso_date


@dataclass(frozen=True)
class Postponement:
    """Fees due from `due_from` to `due_to` may be paid until `until`, without surcharge or further grace.

    only_reduced: only the fees of patents whose fees are reduced (费用减缴).
    """

    name: str
    due_from: date
    due_to: date
    until: date
    only_reduced: bool
    clause: str
    source: str
    verified: bool


def read_postponements(content: Located, *, where: str) -> tuple[Postponement, ...]:
    """Postponements from their YAML as loaded; raises RulebookError by line.

    Shape: postponements (title), list: {name: {from, to, until, only_reduced, [clause], source, verified}}.
    """
    fields = Fields(content, where)
    fields.text("postponements")
    entries = fields.inner("list")
    fields.done()
    found = []
    for name in entries.mapping:
        entry = entries.inner(name)

        def day(key: str, entry: Fields = entry) -> date:
            return iso_date(entry.text(key), where, entry.line(key))

        one = Postponement(
            name,
            due_from=day("from"),
            due_to=day("to"),
            until=day("until"),
            only_reduced=entry.truth("only_reduced"),
            clause=entry.text("clause", required=False),
            source=entry.text("source"),
            verified=entry.truth("verified"),
        )
        entry.done()
        if not one.due_from <= one.due_to <= one.until:
            raise entry.error("from", "日期须是from不晚于to、to不晚于until")
        found.append(one)
    return tuple(found)


def postponed(
    postponements: Iterable[Postponement], due: date, *, is_reduced: bool
) -> Postponement | None:
    """The postponement that a fee due on a day falls under, None when there is none."""
    for one in postponements:
        if one.due_from <= due <= one.due_to and (is_reduced or not one.only_reduced):
            return one
    return None
