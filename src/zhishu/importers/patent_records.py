"""The formats of patent records in XML and JSON: for each kind of rows that a file has, how a row is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from zhishu.importers import foreign_patents
from zhishu.importers.format import ImportKind, Row, SetAside, TabularFormat
from zhishu.importers.headings import make_format
from zhishu.importers.legal_event_csv import LEGAL_EVENT_CSV
from zhishu.importers.patent_subject import PATENT_SUBJECT
from zhishu.importers.patents import PatentCells
from zhishu.importers.records import cnipa, docdb, gazette, uspto
from zhishu.importers.records.families import CITATIONS, DOCUMENTS, EVENTS
from zhishu.importers.registers.citations import CITATION_SUBJECT
from zhishu.parties.place import Places
from zhishu.rights.tables import PATENT_CITATIONS, PATENT_PUBLICATIONS


@dataclass(frozen=True)
class RecordFormat:
    """A format of records; parts: how the rows of each kind are read, by the name of the part."""

    name: str
    title: str
    kind: ImportKind
    parts: Mapping[str, TabularFormat]


PART_TITLES = {DOCUMENTS: "文献", CITATIONS: "引证", EVENTS: "法律事务"}


def _chinese(name: str, title: str, headings: tuple[str, ...]) -> TabularFormat:
    """Chinese documents alone, by the rule of all Chinese tables."""
    fields = {one: one for one in headings}
    return make_format(PATENT_SUBJECT, name, title, fields, {}, ("title",))


def _of_any_office(name: str, title: str, headings: tuple[str, ...]) -> TabularFormat:
    carried = PATENT_SUBJECT.carried(headings)

    def read(number: int, cells: Mapping[str, str], places: Places) -> Row | SetAside:
        row = foreign_patents.read_document(number, PatentCells(**cells), places)
        if isinstance(row, SetAside):
            return row
        values = {column: value for column, value in row.values.items() if column in carried}
        return Row(row.number, values, row.findings)

    return TabularFormat(
        name=name,
        title=title,
        kind="patents",
        table=PATENT_PUBLICATIONS,
        required=headings,
        optional=(),
        carried=lambda found: carried,
        read=read,
    )


def _citations(name: str, title: str) -> TabularFormat:
    return TabularFormat(
        name=name,
        title=title,
        kind="citations",
        table=PATENT_CITATIONS,
        required=docdb.CITATION_HEADINGS,
        optional=(),
        carried=CITATION_SUBJECT.carried,
        read=foreign_patents.read_citation,
    )


def _formats() -> tuple[RecordFormat, ...]:
    cnipa_xml = ("cnipa_xml", "国家知识产权局标准XML")
    legal = ("cnipa_legal_xml", "国家知识产权局法律状态XML")
    exchange = ("docdb", "EPO交换格式文献（OPS、DOCDB）")
    family = ("docdb_family", "EPO同族与法律状态（OPS）")
    american = ("uspto_xml", "美国专利商标局XML")
    old = ("gazette_xml", "专利公报XML（ST.36）")
    return (
        RecordFormat(*cnipa_xml, "patents", {DOCUMENTS: _chinese(*cnipa_xml, cnipa.HEADINGS)}),
        RecordFormat(
            *legal, "events", {EVENTS: replace(LEGAL_EVENT_CSV, name=legal[0], title=legal[1])}
        ),
        RecordFormat(
            *exchange,
            "patents",
            {
                DOCUMENTS: _of_any_office(*exchange, docdb.DOCUMENT_HEADINGS),
                CITATIONS: _citations(*exchange),
            },
        ),
        RecordFormat(
            *family,
            "patents",
            {
                DOCUMENTS: _of_any_office(*family, docdb.DOCUMENT_HEADINGS),
                EVENTS: replace(
                    LEGAL_EVENT_CSV,
                    name=family[0],
                    title=family[1],
                    read=foreign_patents.read_event,
                ),
            },
        ),
        RecordFormat(
            *american,
            "patents",
            {
                DOCUMENTS: _of_any_office(*american, uspto.DOCUMENT_HEADINGS),
                CITATIONS: _citations(*american),
            },
        ),
        RecordFormat(*old, "patents", {DOCUMENTS: _chinese(*old, gazette.HEADINGS)}),
    )


RECORD_FORMATS: Mapping[str, RecordFormat] = {one.name: one for one in _formats()}
