"""A figure of policy as data: dated values, each with unit, clause, source and whether it was verified."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhishu.rules.loading import load_yaml, refuse
from zhishu.rules.schema import Fields, iso_date


@dataclass(frozen=True)
class Value:
    """One value of a parameter, in force from `since` until the next."""

    value: Decimal
    unit: str
    since: date
    clause: str
    source: str
    verified: bool
    synthetic: bool = False


@dataclass(frozen=True)
class Parameter:
    """A named figure; `by` names the key that tells its series apart (region), empty for one series.

    `dated_by` says which date of a case chooses the value, for people (施行日期, 申请日, 年末).
    """

    name: str
    title: str
    unit: str
    by: str
    dated_by: str
    series: Mapping[str, tuple[Value, ...]]
    file: str

    def at(self, day: date, key: str = "") -> Value | None:
        """The value in force on a day; None before the first one or for an unknown key: unknown stays unknown."""
        values = self.series.get(key, ())
        index = bisect_right([value.since for value in values], day)
        return values[index - 1] if index else None

    def keys(self) -> tuple[str, ...]:
        """The keys that have a series, sorted."""
        return tuple(sorted(self.series))


def read_parameter(text: str, *, where: str) -> Parameter:
    """A parameter from its YAML; raises RulebookError by line.

    Shape: parameter, title, unit, [source], [by, dated_by], values: {date: {value, clause, [source],
    verified, [synthetic]}}, or with `by` values: {key: {date: {…}}}. Dates ascend.
    """
    fields = Fields(load_yaml(text, where=where), where)
    name = fields.text("parameter")
    title, unit = fields.text("title"), fields.text("unit")
    source = fields.text("source", required=False)
    by = fields.choice("by", {"region"}, required=False)
    dated_by = fields.text("dated_by", required=False)
    values = fields.inner("values")
    fields.done()
    if not values.mapping:
        raise fields.error("values", "没有一个值", "至少写一个“日期: {value: …}”")
    series: dict[str, tuple[Value, ...]] = {}
    if by:
        for key in values.mapping:
            series[key] = _read_series(values.inner(key), unit, source)
    else:
        series[""] = _read_series(values, unit, source)
    return Parameter(name, title, unit, by, dated_by, series, where)


def _read_series(fields: Fields, unit: str, source: str) -> tuple[Value, ...]:
    found: list[Value] = []
    for key in fields.mapping:
        since = iso_date(key, fields.where, fields.line(key))
        if found and since <= found[-1].since:
            raise refuse(
                "日期须从早到晚", fields.where, fields.line(key), next_step="按日期重新排列"
            )
        entry = fields.inner(key)
        found.append(
            Value(
                value=entry.number("value"),
                unit=unit,
                since=since,
                clause=entry.text("clause", required=False),
                source=entry.text("source", required=not source, default=source),
                verified=entry.truth("verified"),
                synthetic=entry.truth("synthetic"),
            )
        )
        entry.done()
    if not found:
        raise refuse("没有一个值", fields.where, fields.mapping.line)
    return tuple(found)
