"""From the publications of one application to the patent: one rule, whatever order they came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

RIGHT_KINDS = {"invention": "发明", "utility_model": "实用新型", "design": "外观设计"}

# What the newest publication that knows it says; a grant counts above an earlier publication.
_NEWEST = (
    "application_number",
    "filed_on",
    "title",
    "abstract",
    "holders",
    "inventors",
    "agency",
    "address",
    "province_code",
    "region_code",
    "main_ipc",
    "ipc",
    "locarno",
    "priority",
    "legal_status_printed",
)


def patent_id(publication: Mapping[str, Any]) -> str:
    """The application number where it is known, else the key of the publication."""
    return str(publication["application_number"] or publication["record_key"])


def assemble_patent(
    publications: Sequence[Mapping[str, Any]], *, grant_announced_on: date | None = None
) -> dict[str, Any]:
    """The row of `patents` for the publications of one application (columns of rights.tables).

    Field by field the newest publication that knows it holds; numbers and dates of publication and
    of grant come from the first document of their kind, corrections aside. A utility model or a
    design is published by its grant: its publication number stays empty. grant_announced_on: the
    day of the grant by its legal event, for a patent whose grant document is not known.
    """
    ordered = sorted(
        publications,
        key=lambda one: (
            one["published_on"] or date.min,
            bool(one["is_grant"]),
            one["record_key"],
        ),
    )
    found: dict[str, Any] = dict.fromkeys(_NEWEST)
    for publication in ordered:
        for name in _NEWEST:
            if publication[name] is not None:
                found[name] = publication[name]
    published = _first_of(ordered, is_grant=False)
    granted = _first_of(ordered, is_grant=True)
    holders = found["holders"] or []
    return {
        **found,
        "patent_id": patent_id(ordered[-1]),
        "record_keys": sorted(one["record_key"] for one in ordered),
        "right_kind": ordered[-1]["right_kind"],
        "first_holder": holders[0] if holders else None,
        "publication_number": published.get("publication_number"),
        "published_on": published.get("published_on"),
        "grant_number": granted.get("publication_number"),
        "granted_on": granted.get("published_on") or grant_announced_on,
        "ipc_section": found["main_ipc"][0] if found["main_ipc"] else None,
    }


def _first_of(ordered: Sequence[Mapping[str, Any]], *, is_grant: bool) -> Mapping[str, Any]:
    """The first document of a kind: originals before corrections (A8, B9), dated before undated ones."""
    documents = [one for one in ordered if one["is_grant"] is is_grant]
    return min(
        documents,
        key=lambda one: (
            (one["kind_code"] or "")[1:] != "",
            one["published_on"] is None,
        ),
        default={},
    )
