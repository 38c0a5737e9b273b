"""Derive `patents` and their legal status for what a publication touched, before its switch."""

# ruff: noqa: S608 - the SQL is put together from texts of this file alone

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, pairwise
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from zhishu.base.faultpoint import faultpoint
from zhishu.flows.derive_status import STATUS_TABLES, StatusDeriver
from zhishu.rights.event_codes import read_event_codes
from zhishu.rights.legal_event import EventCode
from zhishu.rights.patent import CHINESE, PATENT_ID, lone_patents_sql, patents_sql
from zhishu.rights.tables import PATENTS
from zhishu.rules.loading import load_file
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook
from zhishu.warehouse.publication import Publication
from zhishu.warehouse.table import Table

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
# The documents of those patents by their key alone, and the patents of several of them; both are held.
_EVERY_DOCUMENT = f"SELECT record_key, {PATENT_ID} AS id FROM patent_publications"
_DOCUMENTS = f"{_EVERY_DOCUMENT} WHERE {PATENT_ID} IN (SELECT id FROM ({_TOUCHED}))"
_SEVERAL = f"SELECT id FROM held_documents WHERE {_PART} GROUP BY id HAVING count(*) > 1"
# Some keys in order, the same ones every time: they cut the documents into ranges, as segments are cut.
_SAMPLE = "SELECT record_key FROM held_documents WHERE hash(record_key) % $one_in = 0 ORDER BY 1"
_RANGE = "($low IS NULL OR record_key >= $low) AND ($high IS NULL OR record_key < $high)"
_LONE = f"""(
  SELECT * FROM patent_publications
  WHERE {_RANGE} AND record_key IN (
    SELECT record_key FROM held_documents ANTI JOIN held_several USING (id) WHERE {_RANGE}
  )
)"""
_PUBLICATIONS = f"""(
  SELECT * FROM patent_publications
  WHERE {PATENT_ID} IN (SELECT id FROM held_several WHERE {_PART})
)"""
# The first announced grant of each application (legal_event.grant_day).
_ANNOUNCED = """(
  SELECT application_number AS patent_id, min(announced_on) AS granted_on
  FROM legal_events WHERE list_contains($codes, code)
  GROUP BY application_number
)"""
# All of them, where the rule itself has changed.
_ALL = f"SELECT {PATENT_ID} AS id FROM patent_publications UNION SELECT patent_id FROM patents"
# Once `patents` is written: what changed there, and what may change by its events alone; held as well.
_RESTATED = f"SELECT patent_id AS id FROM touched_patents UNION {_OF_EVENTS}"
_RESTATED_ALL = f"{_ALL} UNION SELECT patent_id FROM legal_periods"
_PATENTS = f"""
SELECT p.patent_id, p.right_kind, p.filed_on, p.published_on, p.granted_on,
  p.holders, e.codes, e.days, e."values", p.region_code, p.ipc_section
FROM patents p
LEFT JOIN (
  SELECT
    application_number,
    list(code ORDER BY announced_on, code, coalesce("value", '')) AS codes,
    list(announced_on ORDER BY announced_on, code, coalesce("value", '')) AS days,
    list(coalesce("value", '') ORDER BY announced_on, code, coalesce("value", '')) AS "values"
  FROM legal_events WHERE application_number IN (SELECT id FROM held_restated WHERE {_PART})
  GROUP BY application_number
) e ON e.application_number = p.application_number
WHERE p.patent_id IN (SELECT id FROM held_restated WHERE {_PART}) AND {CHINESE}
"""
_IDS = pa.schema([("id", pa.string())])
_KEYS = pa.schema([("record_key", pa.string()), ("id", pa.string())])


def refresh_patents(work: Publication, rulebook: Rulebook, *, whole: bool = False) -> None:
    """Write the patents and the legal status of everything that `work` touched so far; of all if `whole`.

    Part by part in bounded memory. A patent that stood alone under a publication number goes when
    its document becomes known under an application number.
    """
    faultpoint("derive.before_patents")
    codes = load_event_codes(rulebook)
    grants = [code for code in codes.values() if code.effect == "grants"]
    announced = {"codes": [code.code for code in grants]}
    touched, restated = (_ALL, _RESTATED_ALL) if whole else (_TOUCHED, _RESTATED)
    _hold_documents(work, _EVERY_DOCUMENT if whole else _DOCUMENTS)
    work.replace_batches(
        PATENTS,
        _assembled(work, announced),
        keys_removed=_keys(work, f"SELECT patent_id FROM patents WHERE patent_id IN ({touched})"),
    )
    faultpoint("derive.before_periods")
    work.hold("restated", work.batches(restated), _IDS)
    derive = StatusDeriver(codes, load_terms(rulebook)).rows
    batches = _parts(work, "held_restated", _PATENTS, {})
    work.replace_together(
        chain.from_iterable(map(derive, batches)),
        {table: _keys(work, _keys_sql(table)) for table in STATUS_TABLES},
    )


def _keys_sql(table: Table) -> str:
    """The keys of what is derived anew."""
    keys = ", ".join(table.key)
    return f"SELECT {keys} FROM {table.name} WHERE patent_id IN (SELECT id FROM held_restated)"


def _hold_documents(work: Publication, documents: str) -> None:
    """Hold the documents, and the patents of several of them."""
    work.hold("documents", work.batches(documents), _KEYS)
    work.hold("several", _parts(work, "held_documents", _SEVERAL, {}), _IDS)


def _assembled(work: Publication, announced: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
    """The patents of a single document range by range of their keys, those of several in parts."""
    for low, high in pairwise(_bounds(work)):
        yield from work.batches(
            lone_patents_sql(_LONE, _ANNOUNCED), {**announced, "low": low, "high": high}
        )
    yield from _parts(work, "held_several", patents_sql(_PUBLICATIONS, _ANNOUNCED), announced)


def _bounds(work: Publication) -> list[str | None]:
    """Keys between which there are about PART_PATENTS documents each; None: from the first, to the last."""
    count = work.query("SELECT count(*) FROM held_documents").value()
    if count <= PART_PATENTS:
        return [None, None]
    one_in = max(1, PART_PATENTS // 100)
    sample = [row["record_key"] for row in work.stream(_SAMPLE, {"one_in": one_in})]
    step = max(1, len(sample) * PART_PATENTS // count)
    return [None, *sample[step::step], None]


def _parts(
    work: Publication, held: str, sql: str, parameters: Mapping[str, Any]
) -> Iterator[pa.RecordBatch]:
    """The batches of a query over what is held, asked for a part of the patents at a time."""
    count = work.query(f"SELECT count(*) FROM {held}").value()
    parts = -(-count // PART_PATENTS)
    for part in range(parts):
        yield from work.batches(sql, {**parameters, "parts": parts, "part": part})


def _keys(work: Publication, sql: str) -> Iterator[tuple[Any, ...]]:
    """Keys to remove; those that are written anew stay."""
    for row in work.stream(sql):
        yield tuple(row.values())


@lru_cache(maxsize=4)
def load_event_codes(rulebook: Rulebook) -> Mapping[str, EventCode]:
    """The event codes of the rulebook, a later file over an earlier one."""
    codes: dict[str, EventCode] = {}
    for name, path in rulebook.files("*/legal_event_codes.yaml"):
        codes.update(read_event_codes(load_file(path, name=name), where=name))
    return MappingProxyType(codes)


def load_terms(rulebook: Rulebook) -> dict[str, Parameter]:
    """The terms by kind of right, in years from filing."""
    return {kind: rulebook.parameter(name) for kind, name in _TERMS.items()}
