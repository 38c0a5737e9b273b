"""Derive `patents` and `legal_periods` for what a publication touched, before its switch."""

# ruff: noqa: S608 - the SQL is put together from texts of this file alone

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from typing import Any

from zhishu.rights.event_codes import read_event_codes
from zhishu.rights.legal_status import EventCode, LegalEvent, legal_periods
from zhishu.rights.patent import assemble_patent
from zhishu.rights.tables import LEGAL_PERIODS, PATENTS
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook
from zhishu.warehouse.publication import Publication

_TERMS = {
    "invention": "invention_term",
    "utility_model": "utility_model_term",
    "design": "design_term",
}
# What the publication touched: the patents its rows belong to now, those they belonged to before,
# and the patents of its events.
_TOUCHED_BY_PUBLICATIONS = """
SELECT DISTINCT coalesce(p.application_number, p.record_key) AS id
FROM patent_publications p SEMI JOIN touched_patent_publications t USING (record_key)
UNION
SELECT record_key FROM touched_patent_publications
UNION
SELECT DISTINCT a.patent_id FROM patents a
JOIN touched_patent_publications t
  ON t.record_key = a.publication_number OR t.record_key = a.grant_number
"""
_TOUCHED_BY_EVENTS = """
SELECT DISTINCT application_number AS id
FROM legal_events SEMI JOIN touched_legal_events USING (event_key)
"""


def refresh_patents(work: Publication, rulebook: Rulebook) -> None:
    """Write the patents and legal periods of everything that `work` touched so far."""
    touched = f"({_TOUCHED_BY_PUBLICATIONS}) UNION ({_TOUCHED_BY_EVENTS})"
    _write_patents(work, touched)
    _write_periods(work, touched, rulebook)


def _write_patents(work: Publication, touched: str) -> None:
    rows = work.stream(
        "SELECT coalesce(application_number, record_key) AS patent_key, *"
        f" FROM patent_publications WHERE patent_key IN (SELECT id FROM ({touched}))"
        " ORDER BY patent_key, record_key"
    )
    gone = work.query(
        f"SELECT patent_id FROM patents WHERE patent_id IN (SELECT id FROM ({touched}))"
        " AND patent_id NOT IN"
        " (SELECT coalesce(application_number, record_key) FROM patent_publications)",
    ).rows
    work.replace(
        PATENTS,
        (
            assemble_patent([dict(row) for row in group])
            for _, group in groupby(rows, key=lambda row: row["patent_key"])
        ),
        keys_removed=gone,
    )


def _write_periods(work: Publication, touched: str, rulebook: Rulebook) -> None:
    codes = load_event_codes(rulebook)
    terms = {kind: rulebook.parameter(name) for kind, name in _TERMS.items()}
    events = _grouped_events(work, touched)
    patents = work.query(
        "SELECT patent_id, application_number, right_kind, filed_on, published_on, granted_on"
        f" FROM patents WHERE patent_id IN (SELECT id FROM ({touched}))",
        max_rows=50_000_000,
    )
    old = work.query(
        f"SELECT patent_id, from_on FROM legal_periods WHERE patent_id IN (SELECT id FROM ({touched}))",
        max_rows=50_000_000,
    ).rows
    rows = list(_periods_of(patents, events, codes, terms))
    new = {(row["patent_id"], row["from_on"]) for row in rows}
    work.replace(LEGAL_PERIODS, rows, keys_removed=[key for key in old if key not in new])


def _grouped_events(work: Publication, touched: str) -> dict[str, list[LegalEvent]]:
    found: dict[str, list[LegalEvent]] = {}
    for row in work.stream(
        "SELECT application_number, code, announced_on FROM legal_events"
        f" WHERE application_number IN (SELECT id FROM ({touched}))"
    ):
        found.setdefault(row["application_number"], []).append(
            LegalEvent(row["code"], row["announced_on"])
        )
    return found


def _periods_of(
    patents: Iterable[Mapping[str, Any]],
    events: Mapping[str, list[LegalEvent]],
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
            events=events.get(patent["application_number"] or "", []),
            codes=codes,
            term_years=int(term.value) if term else None,
        ):
            yield {"patent_id": patent["patent_id"], **asdict(period)}


def load_event_codes(rulebook: Rulebook) -> dict[str, EventCode]:
    """The event codes of the rulebook, a later file over an earlier one."""
    codes: dict[str, EventCode] = {}
    for name, path in rulebook.files("*/legal_event_codes.yaml"):
        codes.update(read_event_codes(path.read_text(encoding="utf-8"), where=name))
    return codes
