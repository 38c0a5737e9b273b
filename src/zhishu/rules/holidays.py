"""Holidays and 调休 working days of the rulebook, year by year."""

from __future__ import annotations

from datetime import date

from zhishu.base.dates import Calendar
from zhishu.rules.loading import load_yaml, refuse
from zhishu.rules.schema import Fields


def read_holidays(text: str, *, where: str) -> Calendar:
    """A calendar from its YAML: years: {2026: {holidays: 01-01 …, working: 01-04 …}}.

    A year that is not listed is unknown: only its weekends roll.
    """
    fields = Fields(load_yaml(text, where=where), where)
    fields.text("holidays")
    fields.text("source")
    years = fields.inner("years")
    fields.done()
    found: dict[int, tuple[list[date], list[date]]] = {}
    for key in years.mapping:
        if not (len(key) == 4 and key.isdecimal()):
            raise refuse(f"年份“{key}”读不出", where, years.line(key), next_step="应如2026")
        entry = years.inner(key)
        found[int(key)] = (_days(entry, "holidays", key), _days(entry, "working", key))
        entry.done()
    return Calendar.of(found)


def _days(entry: Fields, name: str, year: str) -> list[date]:
    days: list[date] = []
    for word in entry.text(name, required=False).split():
        try:
            days.append(date.fromisoformat(f"{year}-{word}"))
        except ValueError:
            raise entry.error(name, f"日子“{word}”读不出", "应如10-01，以空格分开") from None
    return days
