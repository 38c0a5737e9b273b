"""Import one file: kept by hash, read row by row, merged, derived and logged in one atomic switch."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhishu.base.errors import ZhishuError
from zhishu.base.plain_file import open_plain
from zhishu.flows.derive_patents import refresh_patents
from zhishu.flows.keep_former_names import keep_former_names
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.flows.replace_rows import replace_all
from zhishu.importers.door import Door
from zhishu.importers.format import ImportKind, SetAside, TabularFormat
from zhishu.importers.formats import (
    POLICY_PAGE,
    detect_format,
    is_policy_page,
    tabular_formats,
)
from zhishu.importers.kept_door import kept_door
from zhishu.importers.ledger import Ledger, find_records, stage_table
from zhishu.importers.table_file import TableFile
from zhishu.importers.tables import IMPORTS, ROW_FINDINGS, SET_ASIDE_ROWS
from zhishu.parties.place import Places
from zhishu.parties.tables import PARTIES
from zhishu.policy.tables import PARTS, POLICY_DOCUMENTS
from zhishu.rights.tables import DERIVED, LEGAL_EVENTS, PATENT_PUBLICATIONS
from zhishu.rules.rulebook import Rulebook
from zhishu.warehouse.publication import Publication
from zhishu.warehouse.report import MergeReport, Raw
from zhishu.warehouse.warehouse import Warehouse

Progress = Callable[[int, int], None]
_LOGS = (IMPORTS, SET_ASIDE_ROWS, ROW_FINDINGS)
_RIGHTS = (PATENT_PUBLICATIONS, LEGAL_EVENTS, *DERIVED)
# A report carries this many rows; all of them are in the tables set_aside_rows and row_findings.
SHOWN_ROWS = 1000


@dataclass(frozen=True)
class ImportReport:
    """What became of a file: accepted, unchanged, superseded and set_aside add up to `rows`.

    set_aside_rows: the first SHOWN_ROWS of them. snapshot: where all of it can be read;
    documents: the policy documents the file holds.
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

    if kind == "policy" or (kind is None and is_policy_page(path, source.name, headings)):
        return _import_page(warehouse, source, door, progress)
    with door.table(path, progress) as reader:
        rulebook = open_rulebook(home)  # while the headings are read
        places = _places(rulebook)
        entry = detect_format(reader.headings, kind, tabular_formats(rulebook))
        return _import_rows(warehouse, source, reader, entry, (rulebook, places))


@lru_cache(maxsize=4)
def _places(rulebook: Rulebook) -> Places:
    """The places of a rulebook, which is kept for the life of the process as well."""
    return Places(rulebook.regions())


def _import_rows(
    warehouse: Warehouse,
    source: _Source,
    reader: TableFile,
    entry: TabularFormat,
    known: tuple[Rulebook, Places],
) -> ImportReport:
    rulebook, places = known
    carried = entry.carried(frozenset(map(entry.heading, reader.headings)))
    of_patents = entry.table in (PATENT_PUBLICATIONS, LEGAL_EVENTS)
    written = _RIGHTS if of_patents else (entry.table,)
    with (
        Ledger(source.raw.sha256) as ledger,
        warehouse.publication(
            f"导入{entry.title}：{source.name}", source.raw.sha256, tables=(*written, *_LOGS)
        ) as work,
    ):
        with work.stage(entry.table, carried) as stage:
            stage_table(reader, entry, places, ledger, stage)
        merged = work.merge_staged(stage.staged)
        counts = _counts(merged, unreadable=ledger.aside.count)
        _keep_conflicts(reader, merged, ledger)
        if entry.table is PARTIES:
            keep_former_names(work, warehouse)
        elif of_patents:
            refresh_patents(work, rulebook)
        _log(work, source, entry.name, counts, ledger)
        shown, findings = ledger.shown(SHOWN_ROWS), ledger.findings.count
    return _report(
        source,
        (entry.name, entry.kind, reader.encoding),
        counts,
        findings=findings,
        snapshot=work.snapshot,
        set_aside_rows=shown,
    )


def _report(
    source: _Source,
    read_as: tuple[str, ImportKind, str],
    counts: dict[str, int],
    *,
    findings: int,
    snapshot: int,
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
