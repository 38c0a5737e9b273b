"""Derive `patents` and `legal_periods` for what a publication touched, before its switch."""

# ruff: noqa: S608 - the SQL is put together from texts of this file alone

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import Any

from zhishu.rights.event_codes import read_event_codes
from zhishu.rights.legal_status import EventCode, LegalEvent, grant_day, legal_periods
from zhishu.rights.patent import assemble_patent
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
# The applications of the events that the publication brought.
_OF_EVENTS = """
SELECT DISTINCT application_number AS id
FROM legal_events SEMI JOIN touched_legal_events USING (event_key)
"""
# The patents its documents belong to now, those they belonged to before, and those of its events.
_TOUCHED = f"""
SELECT coalesce(application_number, record_key) AS id
FROM patent_publications SEMI JOIN touched_patent_publications USING (record_key)
UNION
SELECT id
FROM (SELECT patent_id AS id, unnest(record_keys) AS record_key FROM patents)
SEMI JOIN touched_patent_publications USING (record_key)
UNION {_OF_EVENTS}
"""
# All events of an application, in order.
_EVENTS = """
SELECT
  application_number,
  list(code ORDER BY announced_on, code, event_key) AS codes,
  list(announced_on ORDER BY announced_on, code, event_key) AS days,
  list(coalesce("value", '') ORDER BY announced_on, code, event_key) AS "values"
FROM legal_events GROUP BY application_number
"""
_PUBLICATIONS = f"""
SELECT p.*, e.codes, e.days, e."values"
FROM (
  SELECT coalesce(application_number, record_key) AS patent_key, * FROM patent_publications
) p
LEFT JOIN ({_EVENTS}) e ON e.application_number = p.patent_key
WHERE p.patent_key IN (SELECT id FROM ({_TOUCHED}))
ORDER BY p.patent_key, p.record_key
"""
# Once `patents` is written: what changed there, and what may change by its events alone.
_RESTATED = f"SELECT patent_id AS id FROM touched_patents UNION {_OF_EVENTS}"
_PATENTS = f"""
SELECT p.patent_id, p.right_kind, p.filed_on, p.published_on, p.granted_on,
  e.codes, e.days, e."values"
FROM patents p
LEFT JOIN ({_EVENTS}) e ON e.application_number = p.application_number
WHERE p.patent_id IN (SELECT id FROM ({_RESTATED}))
"""


def refresh_patents(work: Publication, rulebook: Rulebook) -> None:
    """Write the patents and legal periods of everything that `work` touched so far.

    Row by row in bounded memory. A patent that stood alone under a publication number goes when
    its document becomes known under an application number.
    """
    codes = load_event_codes(rulebook)
    work.replace(
        PATENTS,
        _patents_of(work.stream(_PUBLICATIONS), codes),
        keys_removed=_keys(work, f"SELECT patent_id FROM patents WHERE patent_id IN ({_TOUCHED})"),
    )
    terms = {kind: rulebook.parameter(name) for kind, name in _TERMS.items()}
    work.replace(
        LEGAL_PERIODS,
        _periods_of(work.stream(_PATENTS), codes, terms),
        keys_removed=_keys(
            work,
            f"SELECT patent_id, from_on FROM legal_periods WHERE patent_id IN ({_RESTATED})",
        ),
    )


def _keys(work: Publication, sql: str) -> Iterator[tuple[Any, ...]]:
    """Keys to remove; those that are written anew stay."""
    for row in work.stream(sql):
        yield tuple(row.values())


def _events(row: Mapping[str, Any]) -> list[LegalEvent]:
    if row["codes"] is None:
        return []
    found = zip(row["codes"], row["days"], row["values"], strict=True)
    return [LegalEvent(code, day, value) for code, day, value in found]


def _patents_of(
    publications: Iterable[Mapping[str, Any]], codes: Mapping[str, EventCode]
) -> Iterator[dict[str, Any]]:
    for _, group in groupby(publications, key=lambda row: row["patent_key"]):
        rows = list(group)
        yield assemble_patent(rows, grant_announced_on=grant_day(_events(rows[0]), codes))


def _periods_of(
    patents: Iterable[Mapping[str, Any]],
    codes: Mapping[str, EventCode],
    terms: Mapping[str, Parameter],
) -> Iterator[dict[str, Any]]:
    for patent in patents:
        filed = patent["filed_on"]
        term = terms[patent["right_kind"]].at(filed) if filed else None
        for period in legal_periods(
            filed_on=filed,
            published_on=patent["published_on"],
            granted_on=patent["granted_on"],
            events=_events(patent),
            codes=codes,
            term_years=int(term.value) if term else None,
        ):
            yield {"patent_id": patent["patent_id"], **vars(period)}


@lru_cache(maxsize=4)
def load_event_codes(rulebook: Rulebook) -> Mapping[str, EventCode]:
    """The event codes of the rulebook, a later file over an earlier one."""
    codes: dict[str, EventCode] = {}
    for name, path in rulebook.files("*/legal_event_codes.yaml"):
        codes.update(read_event_codes(load_file(path, name=name), where=name))
    return MappingProxyType(codes)
