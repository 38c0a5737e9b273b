"""A figure of policy as data: dated values, each with unit, clause, source and whether it was verified."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from zhishu.base.errors import InvalidValueError
from zhishu.rules.loading import Located, refuse
from zhishu.rules.schema import Fields, iso_date


class Dated(Protocol):
    """What is in force from a day until the next of its kind."""

    @property
    def since(self) -> date: ...


D = TypeVar("D", bound=Dated)


def in_force(values: Sequence[D], day: date) -> D | None:
    """Of values in the order of their days the one in force on a day; None before the first."""
    index = bisect_right([value.since for value in values], day)
    return values[index - 1] if index else None


def read_dated(fields: Fields, read: Callable[[Fields, date], D]) -> tuple[D, ...]:
    """Entries {date: {…}}, each read by `read`; dates must ascend, one entry there must be."""
    found: list[D] = []
    for key in fields.mapping:
        since = iso_date(key, fields.where, fields.line(key))
        if found and since <= found[-1].since:
            raise refuse(
                "日期须从早到晚", fields.where, fields.line(key), next_step="按日期重新排列"
            )
        entry = fields.inner(key)
        found.append(read(entry, since))
        entry.done()
    if not found:
        raise refuse("没有一个值", fields.where, fields.mapping.line)
    return tuple(found)


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
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Parameter:
    """A named figure; `by` names the key that tells its series apart (region, kind of right, channel), empty for one series.

    `dated_by` says which date of a case chooses the value, for people (施行日期, 申请日, 年末).
    """

    name: str
    title: str
    unit: str
    by: str
    dated_by: str
    series: Mapping[str, tuple[Value, ...]]
    file: str
    line: int = field(default=1, compare=False)

    def at(self, day: date, key: str = "") -> Value | None:
        """The value in force on a day; None before the first one or for an unknown key: unknown stays unknown."""
        return in_force(self.series.get(key, ()), day)

    def required(self, day: date, key: str = "") -> Value:
        """The value in force on a day; InvalidValueError says which rule is not carried and from when one is."""
        value = self.at(day, key)
        if value is None:
            since = [series[0].since for at, series in self.series.items() if at == key]
            raise InvalidValueError(
                f"{day}的规则没有收录：{self.title}",
                where=self.file,
                next_step=f"规则库从{since[0]}起才有，补上更早的值" if since else "补上这一项",
            )
        return value

    def keys(self) -> tuple[str, ...]:
        """The keys that have a series, sorted."""
        return tuple(sorted(self.series))


def read_parameter(content: Located, *, where: str) -> Parameter:
    """A parameter from its YAML as loaded; raises RulebookError by line.

    Shape: parameter, title, unit, [source], [by, dated_by], values: {date: {value, clause, [source],
    verified, [synthetic]}}, or with `by` values: {key: {date: {…}}}. Dates ascend.
    """
    fields = Fields(content, where)
    name = fields.text("parameter")
    title, unit = fields.text("title"), fields.text("unit")
    source = fields.text("source", required=False)
    by = fields.choice("by", {"region", "kind", "channel"}, required=False)
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


def read_inline_parameter(fields: Fields, *, name: str, source: str) -> Parameter:
    """A parameter written inside another file; its source is that file's unless it names one.

    Shape: unit, [title], [by: a fact whose value chooses the series], values as in a file of its own.
    """
    unit, title = fields.text("unit"), fields.text("title", required=False, default=name)
    by = fields.text("by", required=False)
    values = fields.inner("values")
    fields.done()
    if by:
        series = {key: _read_series(values.inner(key), unit, source) for key in values.mapping}
    else:
        series = {"": _read_series(values, unit, source)}
    if not series:
        raise fields.error("values", "没有一个值", "至少写一个“日期: {value: …}”")
    return Parameter(name, title, unit, by, "", series, fields.where, fields.mapping.line)


def _read_series(fields: Fields, unit: str, source: str) -> tuple[Value, ...]:
    def read(entry: Fields, since: date) -> Value:
        return Value(
            value=entry.number("value"),
            unit=unit,
            since=since,
            clause=entry.text("clause", required=False),
            source=entry.text("source", required=not source, default=source),
            verified=entry.truth("verified"),
            synthetic=entry.truth("synthetic"),
            line=entry.mapping.line,
        )

    return read_dated(fields, read)
