"""What a home holds, as figures that a restored one must give again: rows, digests, indicators."""

# ruff: noqa: S608 - names of published tables
from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zhishu.base.errors import ZhishuError
from zhishu.flows.measure_indicator import list_indicators, measure_indicator
from zhishu.rules.loading import load_file
from zhishu.warehouse.home_version import home_version
from zhishu.warehouse.kinds import quote
from zhishu.warehouse.version import FORMAT
from zhishu.warehouse.warehouse import Warehouse

COUNT_SECONDS = 600


def count_tables(warehouse: Warehouse, snapshot: int) -> dict[str, dict[str, int | str]]:
    """Rows of each published table at a snapshot, and a sum over the digests of their contents."""
    found: dict[str, dict[str, int | str]] = {}
    for name in warehouse.tables():
        if not warehouse.describe(name, snapshot=snapshot).snapshot:
            continue
        sql = (
            "SELECT count(*) AS rows, coalesce(sum(('0x' || _digest[1:15])::HUGEINT), 0)::VARCHAR AS digest"
            f" FROM {quote(name)}"
        )
        [row] = warehouse.query(sql, snapshot=snapshot, seconds=COUNT_SECONDS)
        found[name] = row
    return found


def measure_figures(home: Path, snapshot: int, as_of: date | None = None) -> dict[str, Any] | None:
    """Every indicator of the home's region at a snapshot; None for a home of an older version.

    as_of: the day the figures speak of; by default the demo's own, else today in China.
    """
    if home_version(home) != FORMAT:
        return None
    instance = home / "instance.yaml"
    told = load_file(instance) if instance.is_file() else {}
    region = str(told.get("region") or "") or None
    if as_of is None:
        as_of = (
            date.fromisoformat(str(told["as_of"]))
            if told.get("as_of")
            else datetime.now(ZoneInfo("Asia/Shanghai")).date()
        )
    values = {}
    for indicator in list_indicators(home):
        try:
            figure = measure_indicator(
                home, indicator.name, as_of=as_of, region=region, snapshot=snapshot
            )
        except ZhishuError as error:
            values[indicator.name] = error.what
        else:
            values[indicator.name] = f"{figure.value}（另有{figure.unknown}未知）{figure.reason}"
    return {"as_of": as_of.isoformat(), "values": values}
