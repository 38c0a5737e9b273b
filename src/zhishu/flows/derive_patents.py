"""Derive `patents` and `legal_periods` for what a publication touched, before its switch."""

# ruff: noqa: S608 - the SQL is put together from texts of this file alone

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from zhishu.base.faultpoint import faultpoint
from zhishu.rights.event_codes import read_event_codes
from zhishu.rights.legal_status import EventCode, LegalEvent, Period, legal_periods
from zhishu.rights.patent import PATENT_ID, patents_sql
from zhishu.rights.tables import LEGAL_PERIODS, PATENTS
from zhishu.rules.loading import load_file
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook
from zhishu.warehouse.publication import Publication

_TERMS = {
    "invention": "invention_term",
    "utility_model": "utility_model_term",
    "design": "design_term",
}
# So many patents are put together in one go: what is in memory, however many an import touched.
PART_PATENTS = 200_000
# The applications of the events that the publication brought.
_OF_EVENTS = """
SELECT DISTINCT application_number AS id
FROM legal_events SEMI JOIN touched_legal_events USING (event_key)
"""
# The patents its documents belong to now, those they belonged to before, and those of its events.
_TOUCHED = f"""
SELECT {PATENT_ID} AS id
FROM patent_publications SEMI JOIN touched_patent_publications USING (record_key)
UNION
SELECT id
FROM (SELECT patent_id AS id, unnest(record_keys) AS record_key FROM patents)
SEMI JOIN touched_patent_publications USING (record_key)
UNION {_OF_EVENTS}
"""
_PART = "hash(id) % $parts = $part"
# The first announced grant of each application (legal_status.grant_day).
_ANNOUNCED = """(
  SELECT application_number AS patent_id, min(announced_on) AS granted_on
  FROM legal_events JOIN (SELECT unnest($codes) AS code, unnest($words) AS words) USING (code)
  WHERE contains(coalesce("value", ''), words)
  GROUP BY application_number
)"""
# All of them, where the rule itself has changed.
_ALL = f"SELECT {PATENT_ID} AS id FROM patent_publications UNION SELECT patent_id FROM patents"
# Once `patents` is written: what changed there, and what may change by its events alone.
_RESTATED = f"SELECT patent_id AS id FROM touched_patents UNION {_OF_EVENTS}"
_RESTATED_ALL = f"{_ALL} UNION SELECT patent_id FROM legal_periods"

# What the rule of the periods asks of a patent, and what stands beside each of its periods.
_ASKED = ("right_kind", "filed_on", "published_on", "granted_on", "codes", "days", "values")
_COPIED = ("patent_id", "right_kind", "filed_on", "granted_on", "region_code", "ipc_section")


def _publications_sql(ids_sql: str) -> str:
    return f"""(
  SELECT * FROM patent_publications
  WHERE {PATENT_ID} IN (SELECT id FROM ({ids_sql}) WHERE {_PART})
)"""


def _periods_sql(ids_sql: str) -> str:
    return f"""
SELECT p.patent_id, p.right_kind, p.filed_on, p.published_on, p.granted_on,
  e.codes, e.days, e."values", p.region_code, p.ipc_section
FROM patents p
LEFT JOIN (
  SELECT
    application_number,
    list(code ORDER BY announced_on, code, event_key) AS codes,
    list(announced_on ORDER BY announced_on, code, event_key) AS days,
    list(coalesce("value", '') ORDER BY announced_on, code, event_key) AS "values"
  FROM legal_events WHERE application_number IN (SELECT id FROM ({ids_sql}) WHERE {_PART})
  GROUP BY application_number
) e ON e.application_number = p.application_number
WHERE p.patent_id IN (SELECT id FROM ({ids_sql}) WHERE {_PART})
"""


def refresh_patents(work: Publication, rulebook: Rulebook, *, whole: bool = False) -> None:
    """Write the patents and legal periods of everything that `work` touched so far; of all if `whole`.

    Part by part in bounded memory. A patent that stood alone under a publication number goes when
    its document becomes known under an application number.
    """
    faultpoint("derive.before_patents")
    codes = load_event_codes(rulebook)
    grants = [code for code in codes.values() if code.effect == "grants"]
    announced = {
        "codes": [code.code for code in grants],
        "words": [code.only_where for code in grants],
    }
    touched, restated = (_ALL, _RESTATED_ALL) if whole else (_TOUCHED, _RESTATED)
    work.replace_batches(
        PATENTS,
        _parts(work, touched, patents_sql(_publications_sql(touched), _ANNOUNCED), announced),
        keys_removed=_keys(work, f"SELECT patent_id FROM patents WHERE patent_id IN ({touched})"),
    )
    faultpoint("derive.before_periods")
    terms = {kind: rulebook.parameter(name) for kind, name in _TERMS.items()}
    work.replace_batches(
        LEGAL_PERIODS,
        map(_periods_of(codes, terms), _parts(work, restated, _periods_sql(restated), {})),
        keys_removed=_keys(
            work,
            f"SELECT patent_id, from_on FROM legal_periods WHERE patent_id IN ({restated})",
        ),
    )


def _parts(
    work: Publication, ids_sql: str, sql: str, parameters: Mapping[str, Any]
) -> Iterator[pa.RecordBatch]:
    """The batches of a query over patents, asked for a part of the patents at a time."""
    count = work.query(f"SELECT count(*) FROM ({ids_sql})").value()
    parts = -(-count // PART_PATENTS)
    for part in range(parts):
        yield from work.batches(sql, {**parameters, "parts": parts, "part": part})


def _keys(work: Publication, sql: str) -> Iterator[tuple[Any, ...]]:
    """Keys to remove; those that are written anew stay."""
    for row in work.stream(sql):
        yield tuple(row.values())


def _periods_of(
    codes: Mapping[str, EventCode], terms: Mapping[str, Parameter]
) -> Callable[[pa.RecordBatch], pa.RecordBatch]:
    """The legal periods of a batch of patents, as a batch."""

    @lru_cache(maxsize=100_000)
    def term(kind: str, filed_on: date) -> int | None:
        found = terms[kind].at(filed_on)
        return int(found.value) if found else None

    def periods(batch: pa.RecordBatch) -> pa.RecordBatch:
        owners: list[int] = []
        found: list[Period] = []
        columns = [batch.column(name).to_pylist() for name in _ASKED]
        for owner, (kind, filed, published, granted, event_codes, days, values) in enumerate(
            zip(*columns, strict=True)
        ):
            events = (
                list(map(LegalEvent, event_codes, days, values)) if event_codes is not None else []
            )
            own = legal_periods(
                filed_on=filed,
                published_on=published,
                granted_on=granted,
                events=events,
                codes=codes,
                term_years=term(kind, filed) if filed else None,
            )
            owners.extend([owner] * len(own))
            found.extend(own)
        rows = pa.array(owners, pa.int32())
        return pa.record_batch(
            {
                **{name: batch.column(name).take(rows) for name in _COPIED},
                "state": pa.array([one.state for one in found], pa.string()),
                "from_on": pa.array([one.from_on for one in found], pa.date32()),
                "until_on": pa.array([one.until_on for one in found], pa.date32()),
                "reason": pa.array([one.reason for one in found], pa.string()),
            }
        )

    return periods


@lru_cache(maxsize=4)
def load_event_codes(rulebook: Rulebook) -> Mapping[str, EventCode]:
    """The event codes of the rulebook, a later file over an earlier one."""
    codes: dict[str, EventCode] = {}
    for name, path in rulebook.files("*/legal_event_codes.yaml"):
        codes.update(read_event_codes(load_file(path, name=name), where=name))
    return MappingProxyType(codes)
