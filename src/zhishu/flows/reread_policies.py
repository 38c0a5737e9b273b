"""Read the policy files of a home again with today's reader: what it reads otherwise is one new snapshot."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from zhishu.base.errors import ZhishuError
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.importers.door import Door
from zhishu.importers.ledger import Spool
from zhishu.importers.policy_rows import rows_as_json, rows_from_json
from zhishu.policy.tables import PARTS, POLICY_DOCUMENTS
from zhishu.warehouse.publication import Publication
from zhishu.warehouse.table import Table
from zhishu.warehouse.warehouse import Warehouse

Progress = Callable[[int, int], None]
# The documents of all rows that a publication wrote or removed; a clause's key begins with its document's.
_CHANGED = " UNION ".join(
    f"SELECT document_id FROM touched_{table.name}"  # noqa: S608 - own names
    if "document_id" in table.key
    else f"SELECT split_part(clause_id, '#', 1) AS document_id FROM touched_{table.name}"  # noqa: S608
    for table in (POLICY_DOCUMENTS, *PARTS)
)


@dataclass(frozen=True)
class Unread:
    """A file that today's reader could not read; what was read of it before stays."""

    file_name: str
    raw_sha256: str
    code: str
    message: str
    next_step: str


@dataclass(frozen=True)
class RereadReport:
    """What reading again came to: files read, their documents, those of them that changed, and the snapshot.

    changed: identifiers of documents of which anything is other than before, new and gone ones too.
    """

    files: int
    documents: int
    changed: list[str]
    failed: list[Unread]
    snapshot: int

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def reread_policies(home: Path, *, progress: Progress | None = None) -> RereadReport:
    """Read every policy file of a home again from its kept bytes and publish what is other than before.

    The files are read first, behind one door, and wait on disk: nobody's import waits for that. One
    that fails keeps its last state. What nothing changed in is not written: no new snapshot then.
    """
    warehouse = open_warehouse(home)
    files = warehouse.query(
        "SELECT raw_sha256, min(file_name) AS file_name FROM policy_documents"
        " GROUP BY raw_sha256 ORDER BY raw_sha256"
    ).dicts()
    failed: list[Unread] = []
    documents = 0
    with contextlib.closing(Spool()) as read:
        with Door() as door:
            for number, file in enumerate(files, 1):
                try:
                    told = _read(warehouse, door, **file)
                except ZhishuError as error:
                    failed.append(Unread(**_named(file), **_told(error)))
                else:
                    documents += len(told["documents"])
                    read.add({"raw_sha256": file["raw_sha256"], **told})
                if progress:
                    progress(number, len(files))
        changed, snapshot = _publish(warehouse, read)
    return RereadReport(len(files) - len(failed), documents, changed, failed, snapshot)


def _read(warehouse: Warehouse, door: Door, *, raw_sha256: str, file_name: str) -> dict[str, Any]:
    rows = door.page_rows(warehouse.raw(raw_sha256), file_name, raw_sha256)
    return rows_as_json(rows)


def _named(file: dict[str, Any]) -> dict[str, str]:
    return {"file_name": file["file_name"] or "", "raw_sha256": file["raw_sha256"]}


def _told(error: ZhishuError) -> dict[str, str]:
    return {"code": error.code, "message": error.what, "next_step": error.next_step}


def _publish(warehouse: Warehouse, read: Spool) -> tuple[list[str], int]:
    """Put what was read in place of what stood there; (identifiers of what changed, snapshot)."""
    shas = [told["raw_sha256"] for told in read]
    if not shas:
        return [], warehouse.snapshot()
    tables = (*PARTS, POLICY_DOCUMENTS)
    with warehouse.publication("重读政策", "zhishu policy reread", tables=tables) as work:
        # Documents last: they say which rows of the parts belong to a file.
        for table in tables:
            work.replace(table, _rows(read, table), _stored_keys(work, table, shas))
        changed = [row["document_id"] for row in work.stream(f"{_CHANGED} ORDER BY document_id")]
    return changed, work.snapshot


def _rows(read: Spool, table: Table) -> Iterator[dict[str, Any]]:
    for told in read:
        yield from rows_from_json(told).part(table)


def _stored_keys(work: Publication, table: Table, shas: list[str]) -> Iterator[tuple[Any, ...]]:
    """The keys of all that is stored of these files in a table."""
    keys = ", ".join(f'"{key}"' for key in table.key)
    sql = (
        f"SELECT {keys} FROM {table.name} SEMI JOIN"  # noqa: S608 - own names
        " (SELECT document_id FROM policy_documents WHERE list_contains($shas, raw_sha256))"
        " USING (document_id)"
    )
    for row in work.stream(sql, {"shas": shas}):
        yield tuple(row.values())
