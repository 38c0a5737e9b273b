"""Which records there are: known by the first of their tags in a file, each read in one part or several.

A part is a kind of rows: the documents of a file, the documents that they cite, their legal events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhishu.importers.records import cnipa, cnipa_legal, docdb, gazette, uspto

ReadRows = Callable[[Any], Iterator[tuple[str, ...]]]
DOCUMENTS, CITATIONS, EVENTS = "documents", "citations", "events"


@dataclass(frozen=True)
class Part:
    """Rows of a kind in a record: their headings, and how an element is read."""

    headings: tuple[str, ...]
    read: ReadRows


@dataclass(frozen=True)
class Family:
    """A record of a tag: the format it belongs to (see patent_records.py), and its parts by name."""

    format: str
    parts: Mapping[str, Part]


_USPTO = Family(
    "uspto_xml",
    {
        DOCUMENTS: Part(uspto.DOCUMENT_HEADINGS, uspto.read_document),
        CITATIONS: Part(docdb.CITATION_HEADINGS, uspto.read_citations),
    },
)
_GAZETTE = Family("gazette_xml", {DOCUMENTS: Part(gazette.HEADINGS, gazette.read_document)})
FAMILIES: Mapping[str, Family] = {
    cnipa.TAG: Family("cnipa_xml", {DOCUMENTS: Part(cnipa.HEADINGS, cnipa.read_document)}),
    cnipa_legal.TAG: Family(
        "cnipa_legal_xml", {EVENTS: Part(cnipa_legal.HEADINGS, cnipa_legal.read_event)}
    ),
    docdb.DOCUMENT_TAG: Family(
        "docdb",
        {
            DOCUMENTS: Part(docdb.DOCUMENT_HEADINGS, docdb.read_document),
            CITATIONS: Part(docdb.CITATION_HEADINGS, docdb.read_citations),
        },
    ),
    docdb.FAMILY_TAG: Family(
        "docdb_family",
        {
            DOCUMENTS: Part(docdb.DOCUMENT_HEADINGS, docdb.read_family),
            EVENTS: Part(docdb.EVENT_HEADINGS, docdb.read_events),
        },
    ),
    uspto.GRANT_TAG: _USPTO,
    uspto.APPLICATION_TAG: _USPTO,
    uspto.OLD_GRANT_TAG: _USPTO,
    uspto.OLD_APPLICATION_TAG: _USPTO,
    gazette.TAG: _GAZETTE,
    gazette.LEXISNEXIS_TAG: _GAZETTE,
}


def tags_of(format_name: str) -> tuple[str, ...]:
    """The tags of the records of a format."""
    return tuple(tag for tag, one in FAMILIES.items() if one.format == format_name)
