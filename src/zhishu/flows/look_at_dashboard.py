"""The first dashboard: stock by county, filings and grants by year, by county and by IPC section."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhishu.base.errors import NotFoundError
from zhishu.flows.measure_indicator import measure_indicator
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.insight.figure import UNKNOWN, Figure, FigureRow

YEARS_SHOWN = 10


@dataclass(frozen=True)
class Cell:
    """A number of a table and the rows behind it: the indicator and the filters that give them."""

    value: Decimal | None
    unit: str
    indicator: str
    filters: Mapping[str, str]
    region: str | None = None
    unknown: int = 0


@dataclass(frozen=True)
class Line:
    """A row of a table: its label and its numbers; part: it is counted in the line above it too."""

    label: str
    cells: tuple[Cell, ...]
    part: bool = False


@dataclass(frozen=True)
class BoardTable:
    """A table beside its chart: bars by the line, one series for each number column charted."""

    name: str
    title: str
    caption: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]
    charted: tuple[int, ...]
    horizontal: bool = False

    @property
    def chart_id(self) -> str:
        """The id of the chart's data on a page."""
        return f"chart-{self.name}"

    def plain_rows(self) -> list[list[Any]]:
        """Label and values, for export."""
        return [[line.label, *(cell.value for cell in line.cells)] for line in self.lines]

    def chart(self) -> dict[str, Any]:
        """Categories and series for the page's script; a part line is not charted."""
        lines = [line for line in self.lines if not line.part]
        return {
            "title": self.title,
            "horizontal": self.horizontal,
            "categories": [line.label for line in lines],
            "series": [
                {
                    "name": self.headings[index + 1],
                    "unit": lines[0].cells[index].unit if lines else "",
                    "data": [
                        None if (value := line.cells[index].value) is None else float(value)
                        for line in lines
                    ],
                }
                for index in self.charted
            ],
        }


@dataclass(frozen=True)
class Board:
    """Everything on the dashboard, of one day and one snapshot."""

    as_of: date
    snapshot: int
    region: str | None
    region_name: str
    stock: Figure
    rate: Figure
    tables: tuple[BoardTable, ...]

    def table(self, name: str) -> BoardTable:
        """A table by name (NotFoundError when there is none)."""
        for table in self.tables:
            if table.name == name:
                return table
        raise NotFoundError(f"没有数据表{name}", next_step="从指标监测页进入")


def look_at_dashboard(home: Path, *, region: str | None, as_of: date) -> Board:
    """The dashboard of a region on a day, from the newest snapshot."""
    return _look(home, region, as_of, open_warehouse(home).snapshot())


@lru_cache(maxsize=32)
def _look(home: Path, region: str | None, as_of: date, snapshot: int) -> Board:
    def measure(name: str, by: tuple[str, ...] = (), **filters: str) -> Figure:
        return measure_indicator(
            home, name, as_of=as_of, region=region, snapshot=snapshot, by=by, filters=filters
        )

    stock = measure("valid_inventions")
    rate = measure("valid_inventions_per_10k")
    regions = open_rulebook(home).regions()
    return Board(
        as_of,
        snapshot,
        region,
        regions.name(region) if region else "全部数据",
        stock,
        rate,
        (
            _counties(
                measure("valid_inventions", ("county",)),
                measure("valid_inventions_per_10k", ("county",)),
                measure("valid_inventions", ("zone",)),
                lambda zone: measure_indicator(
                    home, "valid_inventions_per_10k", as_of=as_of, region=zone, snapshot=snapshot
                ),
            ),
            _years(measure("filings_and_grants", ("year",))),
            _this_year(
                measure("filings_and_grants", ("county",), year=str(as_of.year)), as_of.year
            ),
            _sections(measure("valid_inventions", ("ipc_section",))),
        ),
    )


def _cell(figure: Figure, row: FigureRow | None, filters: Mapping[str, str]) -> Cell:
    value = row.value if row else Decimal(0)
    unknown = row.unknown if row else 0
    return Cell(
        value, figure.unit, figure.indicator, {**figure.filters, **filters}, unknown=unknown
    )


def _counties(
    stock: Figure, rate: Figure, zones: Figure, rate_of: Callable[[str], Figure]
) -> BoardTable:
    rates = {row.dimensions["county"]: row for row in rate.rows}
    lines = []
    for row in sorted(stock.rows, key=lambda row: row.value or 0, reverse=True):
        county = row.dimensions["county"]
        filters = {"county": county}
        cells = (_cell(stock, row, filters), _cell(rate, rates.get(county), filters))
        if county not in rates:
            cells = (cells[0], Cell(None, rate.unit, rate.indicator, filters))
        if row.value or row.unknown or county != UNKNOWN:
            lines.append(Line(row.labels["county"], cells))
        lines.extend(_zones_of(county, zones, rate_of))
    return BoardTable(
        "counties",
        "各县区有效发明专利",
        f"件，截至{stock.as_of.isoformat()}。功能区已计入所在县区。",
        ("县区", "有效发明（件）", "每万人口（件）"),
        tuple(lines),
        (stock, rate),
        (0,),
        horizontal=True,
    )


def _zones_of(county: str, zones: Figure, rate_of: Callable[[str], Figure]) -> list[Line]:
    """The functional zones inside a county: parts of it, with a rate by their own population."""
    lines = []
    for row in zones.rows:
        zone = row.dimensions["zone"]
        if zone.startswith(county) and len(zone) > len(county):
            rate = rate_of(zone)
            cells = (
                _cell(zones, row, {"zone": zone}),
                Cell(rate.value, rate.unit, rate.indicator, {}, region=zone),
            )
            lines.append(Line(f"其中：{row.labels['zone']}", cells, part=True))
    return lines


def _years(figure: Figure) -> BoardTable:
    by_year: dict[str, dict[str, FigureRow]] = {}
    for row in figure.rows:
        if row.dimensions["year"].isdecimal():
            by_year.setdefault(row.dimensions["year"], {})[row.dimensions["matter"]] = row
    lines = []
    for year in sorted(by_year)[-YEARS_SHOWN:]:
        cells = tuple(
            _cell(figure, by_year[year].get(matter), {"year": year, "matter": matter})
            for matter in ("filing", "grant")
        )
        unfinished = int(year) == figure.as_of.year
        lines.append(Line(f"{year}年{'（未满）' if unfinished else ''}", cells))
    return BoardTable(
        "years",
        "历年专利申请量与授权量",
        f"件。申请按申请日，只含已公开的；授权按授权公告日。截至{figure.as_of.isoformat()}。",
        ("年份", "申请量（件）", "授权量（件）"),
        tuple(lines),
        (figure,),
        (0, 1),
    )


def _this_year(figure: Figure, year: int) -> BoardTable:
    by_county: dict[str, dict[str, FigureRow]] = {}
    for row in figure.rows:
        by_county.setdefault(row.dimensions["county"], {})[row.dimensions["matter"]] = row
    lines = []
    for county, found in by_county.items():
        label = next(iter(found.values())).labels["county"]
        cells = tuple(
            _cell(figure, found.get(matter), {"county": county, "matter": matter})
            for matter in ("filing", "grant")
        )
        lines.append(Line(label, cells))
    lines.sort(key=lambda line: line.cells[0].value or 0, reverse=True)
    return BoardTable(
        "this-year",
        f"{year}年各县区申请量与授权量",
        f"件，{year}年1月1日至{figure.as_of.isoformat()}。",
        ("县区", "申请量（件）", "授权量（件）"),
        tuple(lines),
        (figure,),
        (0, 1),
    )


def _sections(figure: Figure) -> BoardTable:
    lines = [
        Line(
            row.labels["ipc_section"],
            (_cell(figure, row, {"ipc_section": row.dimensions["ipc_section"]}),),
        )
        for row in sorted(figure.rows, key=lambda row: row.value or 0, reverse=True)
    ]
    return BoardTable(
        "sections",
        "有效发明专利的技术分布",
        f"件，按主分类号所在的IPC部，截至{figure.as_of.isoformat()}。",
        ("IPC部", "有效发明（件）"),
        tuple(lines),
        (figure,),
        (0,),
        horizontal=True,
    )
