"""The few figures that stand for a region on its front page, each with the way to its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from zhishu.flows.measure_indicator import measure_indicator
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.insight.figure import Figure


@dataclass(frozen=True)
class Shown:
    """A figure with the label it bears here and the filters its source page needs."""

    label: str
    figure: Figure
    filters: Mapping[str, str]
    note: str = ""


def look_at_city(home: Path, *, region: str | None, as_of: date) -> tuple[Shown, ...]:
    """Valid inventions, the same per 10,000 people, this year's filings and grants."""
    return _look(home, region, as_of, open_warehouse(home).snapshot())


@lru_cache(maxsize=64)
def _look(home: Path, region: str | None, as_of: date, snapshot: int) -> tuple[Shown, ...]:
    def measure(name: str, filters: Mapping[str, str]) -> Figure:
        return measure_indicator(
            home, name, as_of=as_of, region=region, snapshot=snapshot, filters=filters
        )

    stock = measure("valid_inventions", {})
    rate = measure("valid_inventions_per_10k", {})
    year = str(as_of.year)
    span = f"{year}年1月1日至截止日"
    shown = [
        Shown(
            "有效发明专利", stock, {}, f"另有{stock.unknown:,}件状态未知" if stock.unknown else ""
        ),
        Shown(
            "每万人口有效发明专利", rate, {}, next((p.note for p in rate.parameters if p.note), "")
        ),
    ]
    for label, matter in (("今年专利申请", "filing"), ("今年专利授权", "grant")):
        filters = {"matter": matter, "year": year}
        shown.append(Shown(label, measure("filings_and_grants", filters), filters, span))
    return tuple(shown)
