"""Import one file: kept by hash, read row by row, merged, derived and logged in one atomic switch."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from zhishu.base.errors import InvalidFileError, ZhishuError
from zhishu.base.plain_file import open_plain
from zhishu.flows.derive_patents import refresh_patents
from zhishu.flows.keep_former_names import keep_former_names
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.flows.replace_rows import replace_all
from zhishu.importers.door import Door
from zhishu.importers.format import ImportKind, SetAside, TabularFormat
from zhishu.importers.formats import (
    KINDS,
    POLICY_PAGE,
    SHEETS,
    detect_format,
    format_titles,
    is_policy_page,
    may_be_records,
    tabular_formats,
)
from zhishu.importers.kept_door import kept_door
from zhishu.importers.ledger import Ledger, find_records, stage_table
from zhishu.importers.patent_records import PART_TITLES, RECORD_FORMATS
from zhishu.importers.records.opening import RecordsOpening
from zhishu.importers.registers.controllers import under_key
from zhishu.importers.table_file import RowsBelow, TableFile
from zhishu.importers.tables import IMPORTS, ROW_FINDINGS, SET_ASIDE_ROWS
from zhishu.importers.workbook import Sheets
from zhishu.parties.place import Places
from zhishu.parties.tables import PARTIES
from zhishu.policy.tables import PARTS, POLICY_DOCUMENTS
from zhishu.rights.tables import DERIVED, LEGAL_EVENTS, PATENT_PUBLICATIONS
from zhishu.rules.rulebook import Rulebook
from zhishu.warehouse.publication import Publication
from zhishu.warehouse.report import MergeReport, Raw
from zhishu.warehouse.warehouse import Warehouse

Progress = Callable[[int, int], None]
_COUNTS = ("rows", "accepted", "unchanged", "superseded", "set_aside")
_LOGS = (IMPORTS, SET_ASIDE_ROWS, ROW_FINDINGS)
_RIGHTS = (PATENT_PUBLICATIONS, LEGAL_EVENTS, *DERIVED)
# A report carries this many rows; all of them are in the tables set_aside_rows and row_findings.
SHOWN_ROWS = 1000


@dataclass(frozen=True)
class PartCounts:
    """What became of the rows of one kind in a file that has several; parts add up to the report."""

    title: str
    rows: int
    accepted: int
    unchanged: int
    superseded: int
    set_aside: int


@dataclass(frozen=True)
class ImportReport:
    """What became of a file: accepted, unchanged, superseded and set_aside add up to `rows`.

    parts: the same for each kind of rows, where the file has several. set_aside_rows: the first
    SHOWN_ROWS of them. snapshot: where all of it can be read; documents: the policy documents in it.
    """

    file_name: str
    format: str
    kind: str
    encoding: str
    raw_sha256: str
    rows: int
    accepted: int
    unchanged: int
    superseded: int
    set_aside: int
    findings: int
    snapshot: int
    parts: list[PartCounts] = field(default_factory=list)
    set_aside_rows: list[SetAside] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class _Source:
    """The file being imported: its kept bytes, the name people know it by, whether it is demo data."""

    raw: Raw
    name: str
    synthetic: bool


def import_file(
    home: Path,
    path: Path,
    *,
    kind: ImportKind | None = None,
    file_name: str | None = None,
    progress: Progress | None = None,
    synthetic: bool = False,
    door: Door | None = None,
) -> ImportReport:
    """Import a file of a known format into the warehouse of a home.

    kind narrows the formats tried; file_name is how the file is called where `path` is a stored
    copy. The bytes are kept first and read from the kept copy, so a file that changes meanwhile
    does no harm. They are read behind a door: `door`, or the one that this process keeps. Raises
    InvalidFileError when nothing in it can be used; then nothing changes.
    """
    # A name of bytes that are no text is shown with what can be read of it.
    name = os.fsencode(file_name or path.name).decode("utf-8", "replace")
    open_plain(path).close()
    warehouse = open_warehouse(home)
    with contextlib.ExitStack() as stack:
        door = door or stack.enter_context(kept_door())
        try:
            source = _Source(warehouse.keep_raw(path), name, synthetic)
            return _import(warehouse, home, source, kind, door, progress)
        except ZhishuError as error:
            if not error.where.startswith(name):
                error.where = f"{name} {error.where}".strip()
            raise


def _import(
    warehouse: Warehouse,
    home: Path,
    source: _Source,
    kind: ImportKind | None,
    door: Door,
    progress: Progress | None,
) -> ImportReport:
    path = source.raw.path

    def headings() -> tuple[str, ...]:
        with door.table(path) as table:
            return table.headings

    if kind != "policy" and may_be_records(path, source.name):
        found = door.records(path)
        if found is not None:
            rulebook = open_rulebook(home)
            return _import_records(warehouse, source, found, door, rulebook, kind, progress)
    if kind == "policy" or (kind is None and is_policy_page(path, source.name, headings)):
        return _import_page(warehouse, source, door, progress)
    with door.table(path, progress) as reader:
        rulebook = open_rulebook(home)  # while the headings are read
        formats = tabular_formats(rulebook)
        parts, unknown = _sheet_parts(source, reader.sheets, door, formats, kind, progress)
        if parts:
            read_as = (SHEETS.name, parts[0].entry.kind, reader.encoding)
        else:
            entry = detect_format(reader.headings, kind, formats)
            parts = [_Part(entry.title, entry, lambda: nullcontext(reader))]
            read_as = (entry.name, entry.kind, reader.encoding)
        parts = [replace(part, entry=under_key(part.entry, home)) for part in parts]
        return _import_rows(warehouse, source, parts, read_as, rulebook, unknown)


@lru_cache(maxsize=4)
def _places(rulebook: Rulebook) -> Places:
    """The places of a rulebook, which is kept for the life of the process as well."""
    return Places(rulebook.regions())


@dataclass(frozen=True)
class _Part:
    """The rows of one kind in a file: what people call them, how one is read, where they come from."""

    title: str
    entry: TabularFormat
    open: Callable[[], AbstractContextManager[TableFile]]


def _import_records(
    warehouse: Warehouse,
    source: _Source,
    found: RecordsOpening,
    door: Door,
    rulebook: Rulebook,
    kind: ImportKind | None,
    progress: Progress | None,
) -> ImportReport:
    """Import the records of a file, part after part; the file is read once for each."""
    known = RECORD_FORMATS[found.format]
    if kind is not None and kind not in {part.kind for part in known.parts.values()}:
        raise InvalidFileError(
            f"这是{known.title}，不是{KINDS[kind]}", next_step="不写种类，让程序认出来"
        )
    parts = []
    for at, name in enumerate(found.parts):
        told = progress and partial(_tell_part, progress, at, len(found.parts))
        read = partial(door.record_table, source.raw.path, name, told)
        parts.append(_Part(PART_TITLES[name], known.parts[name], read))
    read_as = (known.name, known.kind, found.encoding)
    return _import_rows(warehouse, source, parts, read_as, rulebook)


def _sheet_parts(
    source: _Source,
    sheets: Sheets,
    door: Door,
    formats: Sequence[TabularFormat],
    kind: ImportKind | None,
    progress: Progress | None,
) -> tuple[list[_Part], list[str]]:
    """(the sheets of a workbook that are tables we know, in words those that are left out).

    Nothing where the first sheet alone is known, or none: it is then read, or refused, as any file is.
    """
    known: dict[str, TabularFormat] = {}
    for name, headings in sheets:
        with contextlib.suppress(InvalidFileError):
            known[name] = detect_format(headings, kind, formats)
    if not known or list(known) == [sheets[0][0]]:
        return [], []
    parts = []
    for at, (name, entry) in enumerate(known.items()):
        told = progress and partial(_tell_part, progress, at, len(known))
        read = partial(door.table, source.raw.path, told, name)
        parts.append(_Part(f"{name}：{entry.title}", entry, read))
    why = "不是所选的种类" if kind else "标题行不认识"
    return parts, [f"{name}（{why}，没有导入）" for name, _ in sheets if name not in known]


def _tell_part(progress: Progress, at: int, parts: int, done: int, total: int) -> None:
    """Tell how far a part is as how far the whole is."""
    progress((at * total + done) // parts, total)


def _import_rows(
    warehouse: Warehouse,
    source: _Source,
    parts: Sequence[_Part],
    read_as: tuple[str, ImportKind, str],
    rulebook: Rulebook,
    unknown: Sequence[str] = (),
) -> ImportReport:
    """Import the rows of all parts in one publication; read_as: format, kind and encoding.

    unknown: the sheets that are left out, in words.
    """
    title = format_titles(rulebook)[read_as[0]]
    tables = {part.entry.table for part in parts}
    of_patents = not tables.isdisjoint((PATENT_PUBLICATIONS, LEGAL_EVENTS))
    written = tables.union(_RIGHTS) if of_patents else tables
    counted: list[PartCounts] = []
    with (
        Ledger(source.raw.sha256) as ledger,
        warehouse.publication(
            f"导入{title}：{source.name}", source.raw.sha256, tables=(*written, *_LOGS)
        ) as work,
    ):
        for part in parts:
            above = sum(one.rows for one in counted)
            with part.open() as reader:
                rows = RowsBelow(reader, above) if above else reader
                counted.append(_merge_part(work, part, rows, ledger, _places(rulebook)))
        counts = {name: sum(getattr(one, name) for one in counted) for name in _COUNTS}
        if PARTIES in tables:
            keep_former_names(work, warehouse)
        if of_patents:
            refresh_patents(work, rulebook)
        _log(work, source, read_as[0], counts, ledger)
        shown, findings = ledger.shown(SHOWN_ROWS), ledger.findings.count
    left_out = [PartCounts(words, 0, 0, 0, 0, 0) for words in unknown]
    return _report(
        source,
        read_as,
        counts,
        findings=findings,
        snapshot=work.snapshot,
        parts=(*counted, *left_out) if len(counted) + len(left_out) > 1 else (),
        set_aside_rows=shown,
    )


def _merge_part(
    work: Publication, part: _Part, reader: TableFile, ledger: Ledger, places: Places
) -> PartCounts:
    """Stage and merge the rows of a part; what is wrong with them goes to the ledger."""
    entry, known = part.entry, ledger.aside.count
    carried = entry.carried(frozenset(map(entry.heading, reader.headings)))
    with work.stage(entry.table, carried) as stage:
        stage_table(reader, entry, places, ledger, stage)
    merged = work.merge_staged(stage.staged)
    counts = _counts(merged, unreadable=ledger.aside.count - known)
    _keep_conflicts(reader, merged, ledger)
    return PartCounts(part.title, **counts)


def _report(
    source: _Source,
    read_as: tuple[str, ImportKind, str],
    counts: dict[str, int],
    *,
    findings: int,
    snapshot: int,
    parts: Sequence[PartCounts] = (),
    set_aside_rows: Sequence[SetAside] = (),
    documents: Sequence[str] = (),
) -> ImportReport:
    """The report; read_as: format, kind and encoding."""
    name, kind, encoding = read_as
    return ImportReport(
        source.name,
        name,
        kind,
        encoding,
        source.raw.sha256,
        rows=counts["rows"],
        accepted=counts["accepted"],
        unchanged=counts["unchanged"],
        superseded=counts["superseded"],
        set_aside=counts["set_aside"],
        findings=findings,
        snapshot=snapshot,
        parts=list(parts),
        set_aside_rows=list(set_aside_rows),
        documents=list(documents),
    )


def _counts(merged: MergeReport, unreadable: int = 0) -> dict[str, int]:
    """The four counts and their sum; unreadable rows never came to the merge."""
    return {
        "rows": merged.rows + unreadable,
        "accepted": merged.accepted,
        "unchanged": merged.unchanged,
        "superseded": merged.superseded,
        "set_aside": merged.set_aside + unreadable,
    }


def _keep_conflicts(reader: TableFile, merged: MergeReport, ledger: Ledger) -> None:
    """Keep the rows that the merge set aside, with the lines they stand on."""
    told = {one.row: one for one in merged.set_aside_rows if one.row is not None}
    for record in find_records(reader, told):
        one = told[record.number]
        ledger.set_aside(record, one.field, one.reason, one.value)


def _log(
    work: Publication,
    source: _Source,
    format_name: str,
    counts: dict[str, int],
    ledger: Ledger,
) -> None:
    """Log an import; a second one of the same bytes that brought nothing leaves no trace."""
    sha256 = source.raw.sha256
    known = work.query(
        "SELECT 1 FROM imports WHERE raw_sha256 = $sha AND format = $format",
        {"sha": sha256, "format": format_name},
    )
    if counts["accepted"] or not len(known):
        entry = {
            "raw_sha256": sha256,
            "format": format_name,
            "file_name": source.name,
            "imported_at": datetime.now(UTC),
            "synthetic": source.synthetic,
            **counts,
        }
        work.replace(IMPORTS, [entry])
    for table, rows in ((SET_ASIDE_ROWS, ledger.aside), (ROW_FINDINGS, ledger.findings)):
        if rows.count or len(known):
            replace_all(work, table, rows, "raw_sha256 = $sha", {"sha": sha256})


def _import_page(
    warehouse: Warehouse, source: _Source, door: Door, progress: Progress | None
) -> ImportReport:
    raw = source.raw
    # The same bytes under another name are the same page: it keeps the name it first came under.
    known_name = warehouse.query(
        "SELECT min(file_name) FROM policy_documents WHERE raw_sha256 = $sha", {"sha": raw.sha256}
    ).value()

    def recognised(pages: int, of: int) -> None:
        if progress:  # in bytes, as everything that is read tells it
            progress(raw.size * pages // (of + 1), raw.size)

    found = door.page_rows(raw.path, known_name or source.name, raw.sha256, recognised)
    tables = (POLICY_DOCUMENTS, *PARTS, *_LOGS)
    with (
        Ledger(raw.sha256) as ledger,
        warehouse.publication(f"导入政策：{source.name}", raw.sha256, tables=tables) as work,
    ):
        names = frozenset(column.name for column in POLICY_DOCUMENTS.columns)
        rows = [{**row, "_row": index} for index, row in enumerate(found.documents, 1)]
        merged = work.merge(POLICY_DOCUMENTS, rows, names)
        documents = [row["document_id"] for row in found.documents]
        for table in PARTS:
            where = "list_contains($documents, document_id)"
            replace_all(work, table, found.part(table), where, {"documents": documents})
        _log(work, source, POLICY_PAGE.name, _counts(merged), ledger)
    if progress:
        progress(raw.size, raw.size)
    return _report(
        source,
        (POLICY_PAGE.name, POLICY_PAGE.kind, found.encoding),
        _counts(merged),
        findings=len(found.losses),
        snapshot=work.snapshot,
        documents=documents,
    )
