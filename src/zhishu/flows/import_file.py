"""Import one file: kept by hash, read row by row, merged, derived and logged in one atomic switch."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from zhishu.base.errors import InvalidFileError, ZhishuError
from zhishu.flows.derive_patents import refresh_patents
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.importers.format import ImportKind, SetAside, TabularFormat
from zhishu.importers.formats import POLICY_PAGE, detect_format, is_policy_page
from zhishu.importers.policy_page import PolicyRows, read_policy_page
from zhishu.importers.tables import IMPORTS, ROW_FINDINGS, SET_ASIDE_ROWS
from zhishu.importers.tabular import TableReader
from zhishu.parties.place import Places
from zhishu.parties.tables import PARTIES
from zhishu.policy.tables import (
    POLICY_CITATIONS,
    POLICY_CLAUSES,
    POLICY_DOCUMENTS,
    POLICY_LOSSES,
)
from zhishu.rights.tables import LEGAL_EVENTS, LEGAL_PERIODS, PATENT_PUBLICATIONS, PATENTS
from zhishu.warehouse.publication import Publication
from zhishu.warehouse.report import Raw
from zhishu.warehouse.table import Table
from zhishu.warehouse.warehouse import Warehouse

Progress = Callable[[int, int], None]
_LOGS = (IMPORTS, SET_ASIDE_ROWS, ROW_FINDINGS)
_DERIVED = (PATENT_PUBLICATIONS, LEGAL_EVENTS, PATENTS, LEGAL_PERIODS)
# A report carries this many rows; all of them are in the tables set_aside_rows and row_findings.
SHOWN_ROWS = 1000


@dataclass(frozen=True)
class ImportReport:
    """What became of a file: the four counts add up to `rows`.

    snapshot: the newest after the import; `documents` are the policy documents the file holds.
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


def import_file(
    home: Path,
    path: Path,
    *,
    kind: ImportKind | None = None,
    file_name: str | None = None,
    progress: Progress | None = None,
    synthetic: bool = False,
) -> ImportReport:
    """Import a file of a known format into the warehouse of a home.

    kind narrows the formats tried; file_name is how the file is called where `path` is a stored
    copy. The bytes are kept first and read from the kept copy, so a file that changes meanwhile
    does no harm. Raises InvalidFileError when nothing in it can be used; then nothing changes.
    """
    name = file_name or path.name
    if not path.is_file():
        raise InvalidFileError("没有这个文件", where=str(path), next_step="检查路径和文件名")
    warehouse = open_warehouse(home)
    raw = warehouse.keep_raw(path)
    try:
        if kind == "policy" or (kind is None and is_policy_page(raw.path, name)):
            return _import_policy(warehouse, home, raw, name, synthetic)
        reader = TableReader(raw.path, progress)
        return _import_rows(
            warehouse, home, raw, name, reader, detect_format(reader, kind), synthetic
        )
    except ZhishuError as error:
        if not error.where.startswith(name):
            error.where = f"{name} {error.where}".strip()
        raise


class _Spool:
    """Rows on disk while a file is read: as many as there may be, without memory."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.count = 0

    def add(self, **row: Any) -> None:
        self._stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.count += 1

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self._stream.flush()
        self._stream.seek(0)
        for line in self._stream:
            yield json.loads(line)


def _import_rows(
    warehouse: Warehouse,
    home: Path,
    raw: Raw,
    name: str,
    reader: TableReader,
    entry: TabularFormat,
    synthetic: bool,
) -> ImportReport:
    rulebook = open_rulebook(home)
    places = Places(rulebook.regions())
    headings = tuple(entry.heading(printed) for printed in reader.headings)
    tables: tuple[Table, ...] = (entry.table, *_LOGS)
    if entry.table is not PARTIES:
        tables = (*_DERIVED, *_LOGS)
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as aside_file,
        tempfile.TemporaryFile("w+", encoding="utf-8") as finding_file,
        warehouse.publication(f"导入{entry.title}：{name}", raw.sha256, tables=tables) as work,
    ):
        aside, findings = _Spool(aside_file), _Spool(finding_file)
        rows = _read_rows(reader, entry, headings, places, aside, findings, raw)
        merged = work.merge(entry.table, rows, entry.carried(frozenset(headings)))
        unreadable = aside.count
        for one in merged.set_aside_rows:
            aside.add(
                raw_sha256=raw.sha256,
                row=one.row,
                field=one.field,
                reason=one.reason,
                value=one.value,
                line="",
            )
        counts = {
            "rows": merged.rows + unreadable,
            "accepted": merged.accepted,
            "unchanged": merged.unchanged,
            "superseded": merged.superseded,
            "set_aside": merged.set_aside + unreadable,
        }
        if entry.table is not PARTIES:
            refresh_patents(work, rulebook)
        _log(work, raw, entry.name, name, counts, synthetic, aside, findings)
        shown = [
            SetAside(row["row"] or 0, row["field"], row["reason"], row["value"], row["line"])
            for row, _ in zip(aside, range(SHOWN_ROWS), strict=False)
        ]
        finding_count = findings.count
    return ImportReport(
        name,
        entry.name,
        entry.kind,
        reader.encoding,
        raw.sha256,
        rows=counts["rows"],
        accepted=counts["accepted"],
        unchanged=counts["unchanged"],
        superseded=counts["superseded"],
        set_aside=counts["set_aside"],
        findings=finding_count,
        snapshot=warehouse.snapshot(),
        set_aside_rows=sorted(shown, key=lambda one: one.number),
    )


def _read_rows(
    reader: TableReader,
    entry: TabularFormat,
    headings: tuple[str, ...],
    places: Places,
    aside: _Spool,
    findings: _Spool,
    raw: Raw,
) -> Iterator[dict[str, Any]]:
    for record in reader.records():
        if record.fault:
            aside.add(
                raw_sha256=raw.sha256,
                row=record.number,
                field="",
                reason=record.fault,
                value="",
                line=record.raw,
            )
            continue
        row = entry.read(record.number, dict(zip(headings, record.cells, strict=True)), places)
        if isinstance(row, SetAside):
            aside.add(
                raw_sha256=raw.sha256,
                row=row.number,
                field=row.field,
                reason=row.reason,
                value=row.value[:500],
                line=record.raw,
            )
            continue
        seen: set[str] = set()
        for finding in row.findings:
            if finding.field in seen:
                continue
            seen.add(finding.field)
            findings.add(
                raw_sha256=raw.sha256,
                row=row.number,
                record_key=str(row.values[entry.table.key[0]]),
                field=finding.field,
                reason=finding.reason,
                value=finding.value[:500],
            )
        yield {**row.values, "_row": row.number}


def _log(
    work: Publication,
    raw: Raw,
    format_name: str,
    file_name: str,
    counts: dict[str, int],
    synthetic: bool,
    aside: Any,
    findings: Any,
) -> None:
    """Log an import once: a second one of the same bytes that brought nothing leaves no trace."""
    known = work.query(
        "SELECT 1 FROM imports WHERE raw_sha256 = $sha AND format = $format",
        {"sha": raw.sha256, "format": format_name},
    )
    if len(known) and not counts["accepted"]:
        return
    entry = {
        "raw_sha256": raw.sha256,
        "format": format_name,
        "file_name": file_name,
        "imported_at": datetime.now(UTC),
        "synthetic": synthetic,
        **counts,
    }
    work.replace(IMPORTS, [entry])
    work.replace(SET_ASIDE_ROWS, aside)
    work.replace(ROW_FINDINGS, findings)


def _import_policy(
    warehouse: Warehouse, home: Path, raw: Raw, name: str, synthetic: bool
) -> ImportReport:
    found: PolicyRows = read_policy_page(raw.path.read_bytes(), name, raw.sha256)
    tables = (POLICY_DOCUMENTS, POLICY_CLAUSES, POLICY_CITATIONS, POLICY_LOSSES, *_LOGS)
    with warehouse.publication(f"导入政策：{name}", raw.sha256, tables=tables) as work:
        names = frozenset(column.name for column in POLICY_DOCUMENTS.columns)
        documents = [{**row, "_row": index} for index, row in enumerate(found.documents, 1)]
        merged = work.merge(POLICY_DOCUMENTS, documents, names)
        for table, rows in (
            (POLICY_CLAUSES, found.clauses),
            (POLICY_CITATIONS, found.citations),
            (POLICY_LOSSES, found.losses),
        ):
            _replace_children(work, table, rows, [row["document_id"] for row in found.documents])
        counts = {
            "rows": merged.rows,
            "accepted": merged.accepted,
            "unchanged": merged.unchanged,
            "superseded": merged.superseded,
            "set_aside": merged.set_aside,
        }
        _log(work, raw, POLICY_PAGE, name, counts, synthetic, [], [])
    return ImportReport(
        name,
        POLICY_PAGE,
        "policy",
        found.encoding,
        raw.sha256,
        rows=merged.rows,
        accepted=merged.accepted,
        unchanged=merged.unchanged,
        superseded=merged.superseded,
        set_aside=merged.set_aside,
        findings=len(found.losses),
        snapshot=warehouse.snapshot(),
        documents=[row["document_id"] for row in found.documents],
    )


def _replace_children(
    work: Publication, table: Table, rows: list[dict[str, Any]], documents: list[str]
) -> None:
    """Put a document's clauses, citations or losses in place of those an earlier reading found."""
    keys = ", ".join(table.key)
    old = work.query(
        f"SELECT {keys} FROM {table.name} WHERE list_contains($documents, document_id)",  # noqa: S608
        {"documents": documents},
    ).rows
    new = {tuple(row[name] for name in table.key) for row in rows}
    work.replace(table, rows, keys_removed=[key for key in old if key not in new])
