"""Rebuild the search index from what the warehouse has published."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import groupby, pairwise
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from zhishu.base.errors import DamagedDataError, InvalidValueError
from zhishu.base.region import RegionCode
from zhishu.flows.open_warehouse import ALL_TABLES, open_warehouse
from zhishu.search.edition import Manifest, read_manifest, read_pointer, verify
from zhishu.search.index import Entry
from zhishu.search.storage import raise_system_errors
from zhishu.warehouse.durable import tell_storage_errors
from zhishu.warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from zhishu.search.tantivy_build import Source

# Columns of the class "public" only (a test compares them with the tables): what is personal,
# an inventor or an address, is not in the index and cannot be found.
DOCUMENT_COLUMNS = (
    "document_id",
    "title",
    "other_titles",
    "document_number",
    "issuing_authorities",
    "issued_on",
    "published_on",
    "source",
    "effective_from",
    "effective_to",
    "trial",
    "completeness",
    "region_code",
)
CLAUSE_COLUMNS = ("clause_id", "document_id", "position", "path", "heading", "text")
PATENT_COLUMNS = (
    "patent_id",
    "application_number",
    "right_kind",
    "title",
    "abstract",
    "holders",
    "region_code",
    "filed_on",
    "published_on",
    "publication_number",
    "grant_number",
    "granted_on",
    "main_ipc",
    "ipc",
    "claim_count",
    "cited_by_count",
)
TABLES = ("policy_documents", "policy_clauses", "patents")
# Patents are read in ranges of their identifiers: bounded memory, whatever the table's size.
RANGE_ROWS = 20_000
# Below this a second process takes longer to start than it saves.
FEWEST_FOR_PROCESSES = 60_000
MOST_PROCESSES = 8

# From an identifier on, up to another; None leaves the last open.
Bounds = tuple[str, str | None]


@dataclass(frozen=True)
class IndexReport:
    """What was put into the new index, from which snapshot, in how many seconds."""

    snapshot: int
    policies: int
    clauses: int
    patents: int
    seconds: float
    folder: Path


@dataclass(frozen=True)
class IndexStatus:
    """How the index in use stands, every file compared with its hash.

    is_behind: whether the warehouse has published other policies or patents since; merging its
    segments or writing other tables changes nothing that is searched.
    """

    index_snapshot: int
    warehouse_snapshot: int
    is_behind: bool
    built_at: str
    entries: Mapping[str, int]
    files: int
    bytes: int


def index_folder(home: Path) -> Path:
    """Where the index of a home lies."""
    return home / "index"


@lru_cache(maxsize=10_000)
def _region_chain(code: str | None) -> tuple[str, ...]:
    """A region's code with those it lies in: a zone in its district, city and province."""
    if not code:
        return ()
    try:
        return tuple(str(region) for region in RegionCode.parse(code).chain())
    except InvalidValueError:
        return (code,)  # one odd code is no reason to have no index


def _facts(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Columns kept beside an entry; a date as ISO, nothing for null."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name in names
        if (value := row[name]) is not None
    }


def _present(*values: str | None) -> tuple[str, ...]:
    return tuple(filter(None, values))


def _policy_entry(document: Mapping[str, Any], clauses: list[Mapping[str, Any]]) -> Entry:
    """A document as one entry: titles, number and every clause's words."""
    words = [text for clause in clauses for text in _present(clause["heading"], clause["text"])]
    number = document["document_number"]
    return Entry(
        shelf="policy",
        entry_id=document["document_id"],
        title=document["title"] or "",
        texts=(*words, *_present(number, *(document["other_titles"] or ()))),
        names=_present(*(document["issuing_authorities"] or ())),
        numbers=_present(number),
        dated=document["issued_on"] or document["published_on"],
        counted={"effective_from": document["effective_from"]},
        regions=_region_chain(document["region_code"]),
        facts=_facts(document, *DOCUMENT_COLUMNS[3:]),
    )


def _clause_entry(clause: Mapping[str, Any]) -> Entry:
    return Entry(
        shelf="clause",
        entry_id=clause["clause_id"],
        parent_id=clause["document_id"],
        title=clause["heading"] or "",
        texts=_present(clause["text"]),
        facts=_facts(clause, "path"),
    )


def _policy_entries(warehouse: Warehouse, snapshot: int) -> Iterator[Entry]:
    """Every document with its clauses; both streams come in the order of the document's id."""
    columns = ", ".join(DOCUMENT_COLUMNS)
    documents = warehouse.stream(
        f"SELECT {columns} FROM policy_documents ORDER BY document_id",  # noqa: S608 constants
        snapshot=snapshot,
    )
    columns = ", ".join(CLAUSE_COLUMNS)
    rows = warehouse.stream(
        f"SELECT {columns} FROM policy_clauses ORDER BY document_id, position",  # noqa: S608
        snapshot=snapshot,
    )
    groups = groupby(rows, key=lambda row: str(row["document_id"]))
    waiting = next(groups, None)
    for document in documents:
        clauses: list[Mapping[str, Any]] = []
        while waiting is not None and waiting[0] <= document["document_id"]:
            if waiting[0] == document["document_id"]:
                clauses = list(waiting[1])
            waiting = next(groups, None)
        yield _policy_entry(document, clauses)
        yield from map(_clause_entry, clauses)


def _patent_entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        shelf="patent",
        entry_id=row["patent_id"],
        title=row["title"] or row["patent_id"],
        texts=_present(row["abstract"]),
        names=_present(*(row["holders"] or ())),
        numbers=_present(row["application_number"], row["publication_number"], row["grant_number"]),
        right_kind=row["right_kind"] or "",
        dated=row["filed_on"],
        counted={
            name: row[name]
            for name in ("published_on", "granted_on", "claim_count", "cited_by_count")
        },
        regions=_region_chain(row["region_code"]),
        ipc=_present(*dict.fromkeys([row["main_ipc"], *(row["ipc"] or ())])),
        facts=_facts(
            row,
            "application_number",
            "publication_number",
            "grant_number",
            "right_kind",
            "holders",
            "main_ipc",
            "filed_on",
            "granted_on",
            "region_code",
        ),
    )


def _patent_bounds(warehouse: Warehouse, snapshot: int) -> list[Bounds]:
    """The ranges of identifiers that patents are read in."""
    rows = warehouse.query(
        "SELECT patent_id FROM (SELECT patent_id, row_number() OVER (ORDER BY patent_id) AS place"
        " FROM patents) WHERE place % $size = 1 ORDER BY patent_id",
        {"size": RANGE_ROWS},
        snapshot=snapshot,
        seconds=600,
    ).rows
    starts = [str(start) for (start,) in rows]
    return list(zip(starts, [*starts[1:], None], strict=False))


def _patent_entries(home: Path, snapshot: int, ranges: list[Bounds]) -> Iterator[Entry]:
    """The patents of some ranges, in the order of their identifiers; also called in a process of its own."""
    # Whoever builds has opened the home; one that is being restored is closed to everybody else.
    warehouse = Warehouse.open(home, ALL_TABLES)
    columns = ", ".join(PATENT_COLUMNS)
    for low, high in ranges:
        rows = warehouse.stream(
            f"SELECT {columns} FROM patents"  # noqa: S608 constants
            " WHERE patent_id >= $low AND ($high IS NULL OR patent_id < $high) ORDER BY patent_id",
            {"low": low, "high": high},
            snapshot=snapshot,
        )
        yield from map(_patent_entry, rows)


def _shares(ranges: list[Bounds], rows: int) -> list[list[Bounds]]:
    """The ranges dealt to processes, each a run of neighbours; none when one process is enough."""
    processes = min(len(os.sched_getaffinity(0)), MOST_PROCESSES, len(ranges))
    if rows < FEWEST_FOR_PROCESSES or processes < 2:
        return []
    ends = [round(len(ranges) * part / processes) for part in range(processes + 1)]
    return [ranges[start:end] for start, end in pairwise(ends)]


def _contents(warehouse: Warehouse, snapshot: int) -> dict[str, list[int]]:
    """What the tables hold, in two numbers each: rows, and the snapshot that wrote the newest of them.

    Whatever is published changes one of them; merging segments changes neither.
    """
    found = {}
    for table in TABLES:
        row = warehouse.query(
            f"SELECT count(*), coalesce(max(_snapshot), 0)::BIGINT FROM {table}",  # noqa: S608
            snapshot=snapshot,
            seconds=600,
        ).rows[0]
        found[table] = [int(value) for value in row]
    return found


@lru_cache(maxsize=8)
def _contents_of(home: Path, snapshot: int, index: str) -> dict[str, list[int]]:
    """The contents at a snapshot, asked once for each index that is compared with it."""
    return _contents(open_warehouse(home), snapshot)


def is_behind(home: Path, manifest: Manifest, snapshot: int) -> bool:
    """Whether the policies or patents of a snapshot are others than those of the index."""
    if manifest.snapshot == snapshot:
        return False
    try:
        found = _contents_of(home, snapshot, manifest.name)
    except DamagedDataError:
        return True  # it cannot be told while a table is out of use
    return found != {name: list(pair) for name, pair in manifest.sources.items()}


def rebuild_index(home: Path) -> IndexReport:
    """Build the index anew from the newest snapshot; searches go on in the old one till the switch."""
    # Who only searches does not wait for what builds: processes, writers.
    from zhishu.search.tantivy_build import build_index

    started = monotonic()
    warehouse = open_warehouse(home)
    snapshot = warehouse.snapshot()
    contents = _contents(warehouse, snapshot)
    ranges = _patent_bounds(warehouse, snapshot)
    shares = _shares(ranges, contents["patents"][0])
    parallel: list[Source] = [partial(_patent_entries, home, snapshot, share) for share in shares]

    def entries() -> Iterator[Entry]:
        yield from _policy_entries(warehouse, snapshot)
        if not shares:
            yield from _patent_entries(home, snapshot, ranges)

    with tell_storage_errors(), raise_system_errors():
        manifest = build_index(
            index_folder(home), entries(), snapshot, parallel=parallel, sources=contents
        )
    return IndexReport(
        snapshot,
        manifest.entries["policy"],
        manifest.entries["clause"],
        manifest.entries["patent"],
        round(monotonic() - started, 2),
        index_folder(home) / manifest.name,
    )


def index_status(home: Path) -> IndexStatus:
    """Verify the index in use; DamagedDataError names the first file that does not hold."""
    folder = index_folder(home)
    manifest = read_manifest(folder, read_pointer(folder))
    verify(folder, manifest)
    sizes = [(folder / manifest.name / name).stat().st_size for name in manifest.files]
    snapshot = open_warehouse(home).snapshot()
    return IndexStatus(
        manifest.snapshot,
        snapshot,
        is_behind(home, manifest, snapshot),
        manifest.built_at,
        manifest.entries,
        len(sizes),
        sum(sizes),
    )
