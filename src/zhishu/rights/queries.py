"""Patents in the warehouse: one whole, and lists of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import ApplicationNumber, PublicationNumber
from zhishu.base.region import RegionCode
from zhishu.parties.queries import Party, find_parties_by_name
from zhishu.rights.legal_event import LegalEvent
from zhishu.rights.legal_status import Period, state_at
from zhishu.warehouse.warehouse import Warehouse

MAX_PAGE_SIZE = 200


@dataclass(frozen=True)
class PatentView:
    """One patent with all that is known of it at a snapshot (rows by the columns of rights.tables)."""

    patent: dict[str, Any]
    publications: list[dict[str, Any]]
    events: list[LegalEvent]
    periods: list[Period]
    holders: dict[str, Party]
    snapshot: int

    def state_at(self, day: date) -> Period | None:
        """The period that holds on a day."""
        return state_at(self.periods, day)


@dataclass(frozen=True)
class PatentFilter:
    """What narrows a list of patents; empty leaves a side open.

    holder: part of a name; ipc: prefix; region: code prefix rules; state: at as_of; year: of filing.
    """

    words: str = ""
    holder: str = ""
    ipc: str = ""
    region: str = ""
    right_kind: str = ""
    state: str = ""
    year: int | None = None


@dataclass(frozen=True)
class PatentPage:
    """One page of patents with their state at the day asked; `total` counts all that match."""

    total: int
    page: int
    size: int
    as_of: date
    snapshot: int
    rows: list[dict[str, Any]]


def find_patent(
    warehouse: Warehouse, patent_id: str, *, snapshot: int | None = None
) -> PatentView | None:
    """The patent of an identifier; an application or publication number in any print is taken too.

    None when it is not known at that snapshot.
    """
    at = snapshot if snapshot is not None else warehouse.snapshot()
    patent = _patent(warehouse, patent_id, at)
    if patent is None:
        return None
    return PatentView(
        patent=patent,
        publications=_publications(warehouse, patent, at),
        events=_events(warehouse, patent, at),
        periods=_periods(warehouse, patent["patent_id"], at),
        holders=find_parties_by_name(warehouse, patent["holders"] or [], snapshot=at),
        snapshot=at,
    )


def _patent(warehouse: Warehouse, number: str, snapshot: int) -> dict[str, Any] | None:
    """By identifier, else by any number that a person may print."""
    forms = _number_forms(number)
    rows = warehouse.query(
        "SELECT * FROM patents"
        " WHERE list_contains($forms, patent_id) OR list_has_any(record_keys, $forms)"
        " ORDER BY patent_id <> $number, patent_id LIMIT 1",
        {"forms": forms, "number": number},
        snapshot=snapshot,
    )
    return rows.first()


def _number_forms(number: str) -> list[str]:
    """A number as it stands, and as application and publication numbers are kept."""
    forms = [number]
    for parse in (ApplicationNumber.parse, PublicationNumber.parse):
        try:
            forms.append(str(parse(number)))
        except InvalidValueError:
            continue
    return list(dict.fromkeys(forms))


def _publications(
    warehouse: Warehouse, patent: dict[str, Any], snapshot: int
) -> list[dict[str, Any]]:
    return warehouse.query(
        "SELECT * FROM patent_publications WHERE list_contains($keys, record_key)"
        " ORDER BY published_on, record_key",
        {"keys": patent["record_keys"] or []},
        snapshot=snapshot,
    ).dicts()


def _events(warehouse: Warehouse, patent: dict[str, Any], snapshot: int) -> list[LegalEvent]:
    if not patent["application_number"]:
        return []
    rows = warehouse.query(
        "SELECT code, announced_on, value FROM legal_events WHERE application_number = $id"
        " ORDER BY announced_on, code, event_key",
        {"id": patent["application_number"]},
        snapshot=snapshot,
    ).dicts()
    return [LegalEvent(row["code"], row["announced_on"], row["value"] or "") for row in rows]


def _periods(warehouse: Warehouse, patent_id: str, snapshot: int) -> list[Period]:
    rows = warehouse.query(
        "SELECT state, from_on, until_on, reason, stage, cause_code, cause_on, clause"
        " FROM legal_periods WHERE patent_id = $id ORDER BY from_on",
        {"id": patent_id},
        snapshot=snapshot,
    ).dicts()
    return [Period(**row) for row in rows]


# Each condition holds when its parameter is left open: one prepared text for every combination.
_LIST = """
FROM patents p
LEFT JOIN legal_periods s
  ON s.patent_id = p.patent_id AND s.from_on <= $as_of AND (s.until_on IS NULL OR $as_of < s.until_on)
WHERE ($words = '' OR contains(p.title, $words))
  AND ($holder = '' OR len(list_filter(p.holders, lambda h: contains(h, $holder))) > 0)
  AND ($ipc = '' OR len(list_filter(p.ipc, lambda i: starts_with(i, $ipc))) > 0)
  AND ($region = '' OR starts_with(p.region_code, $region))
  AND ($right_kind = '' OR p.right_kind = $right_kind)
  AND ($state = '' OR coalesce(s.state, 'unknown') = $state)
  AND ($year = 0 OR year(p.filed_on) = $year)
"""


# What a list is counted by: the filter that narrows to a value, and the value of a row.
_FACETS = {
    "right_kind": "p.right_kind",
    "state": "coalesce(s.state, 'unknown')",
    "year": "year(p.filed_on)::VARCHAR",
    # A zone counts in its district; what is known of a city only is of no district.
    "region": "CASE WHEN p.region_code NOT LIKE '%00' THEN substr(p.region_code, 1, 6) END",
    "ipc": "p.ipc_section",
}


def count_patents(
    warehouse: Warehouse,
    wanted: PatentFilter,
    *,
    as_of: date,
    snapshot: int | None = None,
) -> dict[str, list[tuple[str, int]]]:
    """How many patents of a list bear each value, by filter: exact; newest years, else most first.

    A patent counts for its county or district; one whose value is unknown counts nowhere.
    """
    values = ", ".join(f"{sql} AS {name}" for name, sql in _FACETS.items())
    names = ", ".join(_FACETS)
    sets = ", ".join(f"({name})" for name in _FACETS)
    rows = warehouse.query(
        f"SELECT {names}, count(*) FROM (SELECT {values} {_LIST})"  # noqa: S608 - own names
        f" GROUP BY GROUPING SETS ({sets})",
        _parameters(wanted, as_of),
        snapshot=snapshot,
    ).rows
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in _FACETS}
    for *row, count in rows:
        for name, value in zip(_FACETS, row, strict=True):
            if value is not None:
                found[name].append((str(value), int(count)))
    for name, counts in found.items():
        counts.sort(key=lambda one: (-int(one[0]),) if name == "year" else (-one[1], one[0]))
    return found


def _parameters(wanted: PatentFilter, as_of: date) -> dict[str, Any]:
    return {
        "words": wanted.words.strip(),
        "holder": wanted.holder.strip(),
        "ipc": "".join(wanted.ipc.upper().split()).rstrip("*"),
        "region": _stem(wanted.region),
        "right_kind": wanted.right_kind,
        "state": wanted.state,
        "year": wanted.year or 0,
        "as_of": as_of,
    }


def list_patents(
    warehouse: Warehouse,
    wanted: PatentFilter,
    *,
    as_of: date,
    page: int = 1,
    size: int = 20,
    snapshot: int | None = None,
) -> PatentPage:
    """Patents by filter, newest filing first; the total is counted, not estimated."""
    at = snapshot if snapshot is not None else warehouse.snapshot()
    size = max(1, min(size, MAX_PAGE_SIZE))
    page = max(1, page)
    parameters = _parameters(wanted, as_of)
    total = warehouse.query(f"SELECT count(*) {_LIST}", parameters, snapshot=at).value()
    rows = warehouse.query(
        f"SELECT p.*, coalesce(s.state, 'unknown') AS state, s.reason {_LIST}"
        " ORDER BY p.filed_on DESC NULLS LAST, p.patent_id LIMIT $size OFFSET $offset",
        {**parameters, "size": size, "offset": (page - 1) * size},
        snapshot=at,
    ).dicts()
    return PatentPage(total, page, size, as_of, at, rows)


def _stem(region: str) -> str:
    return RegionCode.parse(region).stem if region else ""
