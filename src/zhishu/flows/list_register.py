"""Look through a register: rows by filter with an exact total, counts by kind and year, one row with its origin."""

# ruff: noqa: S608 - the SQL is put together from the names that rights.registers declares
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import ApplicationNumber
from zhishu.base.region import RegionCode
from zhishu.rights.registers import DEALINGS, REGISTERS, Register
from zhishu.warehouse.warehouse import Warehouse

MAX_SIZE = 50_000
LONGEST_WORDS = 100


@dataclass(frozen=True)
class RegisterFilter:
    """What narrows a register; empty leaves a side open. words: part of a name, number or holder."""

    words: str = ""
    kind: str = ""
    region: str = ""
    year: int | None = None


@dataclass(frozen=True)
class RegisterPage:
    """One page of rows; `total` counts all that match."""

    total: int
    page: int
    size: int
    snapshot: int
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class RegisterEntry:
    """One row, where it came from, and what was done with the right: register and row of each dealing.

    format: of the file that told the row last; None where it is not known.
    """

    row: dict[str, Any]
    raw_sha256: str
    row_number: int | None
    format: str | None
    dealings: list[tuple[Register, dict[str, Any]]]
    snapshot: int


@dataclass(frozen=True)
class RegisterTotal:
    """How many rows a register holds, and its latest day."""

    register: Register
    count: int
    latest: date | None


def list_register(
    warehouse: Warehouse, register: Register, wanted: RegisterFilter, *, page: int, size: int
) -> RegisterPage:
    """Rows by filter, the latest first."""
    at = warehouse.snapshot()
    size, page = max(1, min(size, MAX_SIZE)), max(1, page)
    source, parameters = _source(register), _parameters(wanted)
    total = warehouse.query(f"SELECT count(*) {source}", parameters, snapshot=at).value()
    rows = warehouse.query(
        f"SELECT t.* {source} ORDER BY t.{register.day} DESC NULLS LAST, t.{register.key}"
        " LIMIT $size OFFSET $offset",
        {**parameters, "size": size, "offset": (page - 1) * size},
        snapshot=at,
    ).dicts()
    return RegisterPage(total, page, size, at, rows)


def count_register(
    warehouse: Warehouse, register: Register, wanted: RegisterFilter
) -> dict[str, list[tuple[str, int]]]:
    """How many rows of a list bear each value, by filter: newest years, else most first.

    A row counts for its county or district; one whose value is unknown counts nowhere.
    """
    values = {"year": f"year(t.{register.day})::VARCHAR"}
    if register.kind:
        values = {"kind": f"t.{register.kind}::VARCHAR", **values}
    if register.has_region:
        # What is known of a city only is of no district.
        values["region"] = (
            "CASE WHEN t.region_code NOT LIKE '%00' THEN substr(t.region_code, 1, 6) END"
        )
    columns = ", ".join(f"{sql} AS {name}" for name, sql in values.items())
    sets = ", ".join(f"({name})" for name in values)
    rows = warehouse.query(
        f"SELECT {', '.join(values)}, count(*) FROM (SELECT {columns} {_source(register)})"
        f" GROUP BY GROUPING SETS ({sets})",
        _parameters(wanted),
    ).rows
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in values}
    for *row, count in rows:
        for name, value in zip(values, row, strict=True):
            if value is not None:
                found[name].append((str(value), int(count)))
    for name, counts in found.items():
        counts.sort(key=lambda one: (-int(one[0]),) if name == "year" else (-one[1], one[0]))
    return found


def count_years(
    warehouse: Warehouse, register: Register, wanted: RegisterFilter
) -> list[tuple[int | None, dict[str, int]]]:
    """(year, how many of each kind in it), newest first; None gathers what has no day."""
    rows = warehouse.query(
        f"SELECT year(t.{register.day}), coalesce(t.{register.kind}::VARCHAR, ''), count(*)"
        f" {_source(register)} GROUP BY ALL",
        _parameters(wanted),
    ).rows
    years: dict[int | None, dict[str, int]] = {}
    for year, kind, count in rows:
        years.setdefault(year, {})[str(kind)] = int(count)
    return sorted(years.items(), key=lambda one: -(one[0] or 0))


def find_entry(warehouse: Warehouse, register: Register, key: str) -> RegisterEntry | None:
    """The row of a key; None when there is none."""
    at = warehouse.snapshot()
    row = warehouse.query(
        f"SELECT * FROM {register.table.name} WHERE {register.key} = $key",
        {"key": key},
        snapshot=at,
    ).first()
    if row is None:
        return None
    origin = warehouse.query(
        f"SELECT _source AS sha, _row AS number FROM {register.table.name}"
        f" WHERE {register.key} = $key",
        {"key": key},
        snapshot=at,
    ).first()
    sha, number = (origin["sha"], origin["number"]) if origin else ("", None)
    known = warehouse.query(
        "SELECT min(format) FROM imports WHERE raw_sha256 = $sha", {"sha": sha}, snapshot=at
    ).value()
    dealings: list[tuple[Register, dict[str, Any]]] = []
    if register.right_type is not None:
        dealings = list_dealings(warehouse, register.right_type, row[register.number], at)
    return RegisterEntry(row, sha, number, known, dealings, at)


def list_dealings(
    warehouse: Warehouse, right_type: str, number: str | None, snapshot: int
) -> list[tuple[Register, dict[str, Any]]]:
    """What was done with a right, the latest first in each register."""
    if number is None:
        return []
    return [
        (dealing, row)
        for dealing in DEALINGS
        for row in warehouse.query(
            f"SELECT * FROM {dealing.table.name} WHERE right_type = $kind AND right_number = $number"
            f" ORDER BY {dealing.day} DESC NULLS LAST, {dealing.key}",
            {"kind": right_type, "number": number},
            snapshot=snapshot,
        ).dicts()
    ]


def count_registers(warehouse: Warehouse, words: str = "") -> list[RegisterTotal]:
    """How many rows of each register match some words (all of them for none), in one query."""
    parts = (
        f"SELECT {place} AS place, count(*) AS rows, max(t.{one.day}) AS latest {_source(one)}"
        for place, one in enumerate(REGISTERS.values())
    )
    found = warehouse.query(
        f"{' UNION ALL '.join(parts)} ORDER BY place", _parameters(RegisterFilter(words=words))
    )
    registers = tuple(REGISTERS.values())
    return [RegisterTotal(registers[place], count, latest) for place, count, latest in found.rows]


def _source(register: Register) -> str:
    """Each condition holds when its parameter is left open."""
    columns = dict.fromkeys((register.heading, register.number))
    texts = (f"contains(lower(t.{name}), $words)" for name in columns)
    lists = (
        f"len(list_filter(t.{name}, lambda h: contains(lower(h), $words))) > 0"
        for name in register.holders
    )
    matches = " OR ".join([*texts, *lists, f"t.{register.number} = $number"])
    kind = f"t.{register.kind}::VARCHAR = $kind" if register.kind else "false"
    region = "starts_with(t.region_code, $region)" if register.has_region else "false"
    return f"""
        FROM {register.table.name} t
        WHERE ($words = '' OR {matches})
          AND ($kind = '' OR {kind})
          AND ($region = '' OR {region})
          AND ($year = 0 OR year(t.{register.day}) = $year)
    """


def _parameters(wanted: RegisterFilter) -> Mapping[str, Any]:
    words = wanted.words.strip().lower()
    return {
        "words": words,
        "number": _number(words),
        "kind": wanted.kind,
        "region": RegionCode.parse(wanted.region).stem if wanted.region else "",
        "year": wanted.year or 0,
    }


def _number(words: str) -> str:
    """An application number however it is printed, as dealings keep it; other words as they are."""
    try:
        return str(ApplicationNumber.parse(words))
    except InvalidValueError:
        return words.upper()
