"""Measure an indicator for a region and a day, and list the very rows that were counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from zhishu.base.errors import InvalidFileError, InvalidValueError, NotFoundError
from zhishu.base.region import RegionCode
from zhishu.flows.open_warehouse import ALL_TABLES, open_rulebook, open_warehouse
from zhishu.insight.figure import UNKNOWN, Figure, FigureRow, IndicatorRows, ParameterUsed
from zhishu.insight.indicator import Binding, Indicator
from zhishu.insight.queries import (
    Measured,
    Scope,
    check_dimensions,
    list_rows,
    measure,
    read_checked,
)
from zhishu.rules.rulebook import Rulebook
from zhishu.warehouse.warehouse import Warehouse

LARGEST_PAGE = 500

_read: dict[tuple[Path, ...], dict[str, Indicator]] = {}


def _indicators(rulebook: Rulebook) -> dict[str, Indicator]:
    """The checked indicators of a rulebook; kept with it for the life of the process."""
    if rulebook.roots not in _read:
        texts = {
            name: path.read_text("utf-8-sig") for name, path in rulebook.files("*/indicators/*.sql")
        }
        _read[rulebook.roots] = read_checked(texts, [table.name for table in ALL_TABLES])
    return _read[rulebook.roots]


def list_indicators(home: Path) -> list[Indicator]:
    """The indicators of the rulebook, by title."""
    return sorted(_indicators(open_rulebook(home)).values(), key=lambda indicator: indicator.title)


def find_indicator(home: Path, name: str) -> Indicator:
    """An indicator by its name or its title; NotFoundError says which there are."""
    every = _indicators(open_rulebook(home))
    for indicator in every.values():
        if name in (indicator.name, indicator.title):
            return indicator
    raise NotFoundError(f"没有指标{name}", next_step=f"可用的有{'、'.join(sorted(every))}")


class _Measuring:
    """One request: an indicator, a region, a day, a snapshot, narrowed to values of dimensions."""

    def __init__(
        self,
        home: Path,
        name: str,
        as_of: date,
        region: str | None,
        snapshot: int | None,
        filters: Mapping[str, str],
    ) -> None:
        self.rulebook = open_rulebook(home)
        self.indicator = find_indicator(home, name)
        self.warehouse: Warehouse = open_warehouse(home)
        self.snapshot = self.warehouse.snapshot() if snapshot is None else snapshot
        self.as_of = as_of
        check_dimensions(self.indicator, (), filters)
        self.region, self.filters = self._within(region, dict(filters))

    def _within(
        self, region: str | None, filters: dict[str, str]
    ) -> tuple[RegionCode | None, dict[str, str]]:
        """The region; for a quotient a region asked for as a dimension is the region itself."""
        code = RegionCode.parse(region) if region else None
        for dimension in self.indicator.dimensions:
            if self.indicator.is_ratio and dimension.regions_below and dimension.name in filters:
                inner = RegionCode.parse(filters.pop(dimension.name))
                if code is not None and not code.contains(inner):
                    raise InvalidValueError(f"{inner}不在{code}之内", where=dimension.title)
                code = inner
        return code, filters

    def scope(self, region: RegionCode | None) -> Scope:
        """What the statements are told of the day and the region."""
        code = str(region) if region else None
        return Scope(self.as_of, code, region.stem if region else "")

    def parameters(self, region: RegionCode | None) -> tuple[ParameterUsed, ...]:
        """The values of the rulebook for a region and the day."""
        return tuple(self._parameter(one, region) for one in self.indicator.parameters)

    def _parameter(self, binding: Binding, region: RegionCode | None) -> ParameterUsed:
        parameter = self.rulebook.parameter(binding.parameter)
        if parameter.unit != binding.unit:
            raise InvalidFileError(
                f"参数{parameter.name}的单位是{parameter.unit}，指标{self.indicator.name}要的是{binding.unit}",
                where=parameter.file,
                next_step="把参数换成指标所用的单位",
                code="invalid_rulebook",
            )
        key = (str(region) if region else "") if parameter.by == "region" else ""
        path = f"{parameter.file}:{key}" if key else parameter.file
        value = parameter.at(self.as_of, key)
        if value is None:
            where = self.rulebook.regions().full_name(key) if key else "不分地区"
            note = f"规则库没有{where}在{self.as_of}或以前的{parameter.title}"
            return ParameterUsed(
                binding.name, parameter.title, path, None, parameter.unit, None, "", "", False, note
            )
        late = value.since != self.as_of and parameter.dated_by
        note = f"用最近一次公布的{value.since}的数值" if late else ""
        return ParameterUsed(
            binding.name,
            parameter.title,
            path,
            value.value,
            value.unit,
            value.since,
            value.clause,
            value.source,
            value.verified,
            note,
        )

    def measured(
        self, region: RegionCode | None, by: Sequence[str]
    ) -> tuple[list[Measured], tuple[ParameterUsed, ...]]:
        """The lines for a region, and the values of the rulebook that went into them."""
        used = self.parameters(region)
        values: dict[str, Decimal | None] = {one.name: one.value for one in used}
        lines = measure(
            self.warehouse,
            self.indicator,
            self.scope(region),
            by=by,
            filters=self.filters,
            parameters=values,
            snapshot=self.snapshot,
        )
        return lines, used

    def below(self) -> list[RegionCode]:
        """The regions directly below the one asked, as they stood on the day."""
        children = self.rulebook.regions().children(str(self.region) if self.region else "")
        return [child.code for child in children if child.holds(self.as_of)]

    def row(self, by: Sequence[str], line: Measured) -> FigureRow:
        """A line with the words for its values."""
        labels = {
            name: self._label(name, value) for name, value in zip(by, line.dimensions, strict=True)
        }
        values = dict(zip(by, line.dimensions, strict=True))
        return FigureRow(values, labels, line.value, line.unknown)

    def _label(self, name: str, value: str) -> str:
        known = self.indicator.dimension(name).labels.get(value)
        return known or self.rulebook.regions().name(value)


def _ratio_lines(asked: _Measuring, by: Sequence[str]) -> list[Measured]:
    """A quotient for each region below: measured anew, with that region's own parameters."""
    lines = []
    for code in asked.below() if by else []:
        (line,), _ = asked.measured(code, ())
        lines.append(replace(line, dimensions=(str(code),)))
    return lines


def _with_regions_below(
    asked: _Measuring, by: Sequence[str], lines: list[Measured]
) -> list[Measured]:
    """The lines with a nought for each region below where nothing was counted; 未知 last."""
    if len(by) == 1 and asked.indicator.dimension(by[0]).regions_below:
        seen = {line.dimensions[0] for line in lines}
        codes = [str(code) for code in asked.below() if code.level == "county"]
        if by[0] not in asked.filters:
            lines = lines + [Measured((code,), Decimal(0), 0) for code in codes if code not in seen]
    return sorted(lines, key=lambda line: [(value == UNKNOWN, value) for value in line.dimensions])


def _reason(asked: _Measuring, apart: bool, used: Sequence[ParameterUsed]) -> str:
    if apart:
        titles = [d.title for d in asked.indicator.dimensions if d.apart]
        return f"不同{'、'.join(titles)}的数不相加，见各行"
    missing = [one.note for one in used if one.value is None]
    return "；".join(missing) or "除数为零"


def measure_indicator(
    home: Path,
    name: str,
    *,
    as_of: date,
    region: str | None = None,
    snapshot: int | None = None,
    by: Sequence[str] = (),
    filters: Mapping[str, str] | None = None,
) -> Figure:
    """The figure of an indicator: for a region on a day, from what a snapshot knew.

    region: a code; None for all that is known. snapshot: a number; None for the newest. by:
    dimensions to show in rows. filters: dimensions fixed to one value. The same arguments with the
    same snapshot give the same figure, whatever was imported since.
    """
    asked = _Measuring(home, name, as_of, region, snapshot, filters or {})
    by = check_dimensions(asked.indicator, by, asked.filters)
    apart = any(asked.indicator.dimension(one).apart for one in by)
    if asked.indicator.is_ratio:
        (whole,), used = asked.measured(asked.region, ())
        lines = _ratio_lines(asked, by)
        value, unknown = whole.value, whole.unknown
    else:
        lines, used = asked.measured(asked.region, by)
        total = sum((line.value or Decimal(0) for line in lines), Decimal(0))
        value, unknown = (None if apart else total), sum(line.unknown for line in lines)
        lines = _with_regions_below(asked, by, lines)
    code = str(asked.region) if asked.region else None
    return Figure(
        indicator=asked.indicator.name,
        name=asked.indicator.title,
        unit=asked.indicator.unit,
        value=value,
        unknown=unknown,
        as_of=as_of,
        snapshot=asked.snapshot,
        region=code,
        region_name=asked.rulebook.regions().full_name(code) if code else None,
        by=tuple(by),
        filters=dict(filters or {}),
        rows=tuple(asked.row(by, line) for line in lines) if by else (),
        definition=asked.indicator.formula,
        source=asked.indicator.source,
        sql=asked.indicator.file,
        parameters=used,
        reason=_reason(asked, apart, used) if value is None else "",
    )


def list_indicator_rows(
    home: Path,
    name: str,
    *,
    as_of: date,
    region: str | None = None,
    snapshot: int | None = None,
    filters: Mapping[str, str] | None = None,
    standing: str = "counted",
    page: int = 1,
    size: int = 50,
) -> IndicatorRows:
    """One page of the rows that the figure of the same arguments counted.

    standing: "counted", or "unknown" for what could not be. filters: the dimensions of a row of
    the figure give the rows behind it; `total` is then its value (of a quotient: the numerator).
    """
    asked = _Measuring(home, name, as_of, region, snapshot, filters or {})
    page, size = max(1, page), min(max(1, size), LARGEST_PAGE)
    total, rows = list_rows(
        asked.warehouse,
        asked.indicator,
        asked.scope(asked.region),
        filters=asked.filters,
        standing=standing,
        page=page,
        size=size,
        snapshot=asked.snapshot,
    )
    columns = asked.indicator.columns
    return IndicatorRows(
        asked.indicator.name,
        as_of,
        asked.snapshot,
        standing,
        tuple(columns),
        tuple(columns.values()),
        total,
        page,
        size,
        tuple(rows),
    )
