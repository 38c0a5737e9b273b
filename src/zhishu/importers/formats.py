"""Every format there is, and which of them a file is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zhishu.base.errors import InvalidFileError
from zhishu.importers.format import ImportKind, TabularFormat
from zhishu.importers.headings import PATTERN, load_headings
from zhishu.importers.legal_event_csv import LEGAL_EVENT_CSV
from zhishu.importers.limits import READER_FAULTS
from zhishu.importers.patent_records import RECORD_FORMATS
from zhishu.importers.reading.recognition import is_picture
from zhishu.importers.registry_csv import REGISTRY_CSV
from zhishu.importers.subjects import SUBJECTS
from zhishu.parties.tables import PARTIES
from zhishu.rights.tables import LEGAL_EVENTS
from zhishu.rules.rulebook import Rulebook, load_rulebook
from zhishu.warehouse.table import Table


@dataclass(frozen=True)
class PageFormat:
    """The format of pages of text: no headings, known by its ending or its markup."""

    name: str
    title: str
    kind: ImportKind


POLICY_PAGE = PageFormat("policy_page", "政策文件", "policy")


@dataclass(frozen=True)
class SheetsFormat:
    """The format of a workbook whose sheets are tables of several formats, each known by its headings."""

    name: str
    title: str


SHEETS = SheetsFormat("workbook_sheets", "工作簿（几张表）")

KINDS: dict[ImportKind, str] = {
    **{subject.kind: subject.title for subject in SUBJECTS.values()},
    "events": "法律事务",
    "registry": "主体登记",
    "policy": "政策",
}
# The tables that rows go to.
TABLES: tuple[Table, ...] = (
    *(subject.table for subject in SUBJECTS.values()),
    LEGAL_EVENTS,
    PARTIES,
)
_PAGE_ENDINGS = {".html", ".htm", ".xhtml", ".txt", ".md", ".shtml"}
# How records of patents may begin: XML (in UTF-16 too), JSON, a package.
_RECORDS = (b"<", b"\xff\xfe<", b"\xfe\xff\0<", b"{", b"PK\x03\x04")
# Never tables, whatever their bytes are.
_DOCUMENT_ENDINGS = {
    ".png",
    ".jpg",
    ".jpeg",
    ".tif",
    ".tiff",
    ".bmp",
    ".pdf",
    ".docx",
    ".doc",
    ".ofd",
    ".wps",
}


def tabular_formats(rulebook: Rulebook) -> tuple[TabularFormat, ...]:
    """The formats of tables: those a rulebook describes by their headings, events and registry.

    Read anew when a file of headings was added or changed.
    """
    states = ((path, path.stat()) for _, path in rulebook.files(PATTERN))
    return _formats(rulebook, tuple((path, one.st_mtime_ns, one.st_size) for path, one in states))


@lru_cache(maxsize=4)
def _formats(rulebook: Rulebook, files: tuple[object, ...]) -> tuple[TabularFormat, ...]:
    return (*load_headings(rulebook), LEGAL_EVENT_CSV, REGISTRY_CSV)


def shipped_format(name: str) -> TabularFormat:
    """A format that the product ships, by its name (KeyError)."""
    return {entry.name: entry for entry in tabular_formats(load_rulebook())}[name]


def format_titles(rulebook: Rulebook | None = None) -> dict[str, str]:
    """The title of every format by its name; `rulebook`: with those of an office's own."""
    titles = {one.name: one.title for one in tabular_formats(rulebook or load_rulebook())}
    titles.update((one.name, one.title) for one in RECORD_FORMATS.values())
    return {**titles, **{one.name: one.title for one in (SHEETS, POLICY_PAGE)}}


def field_title(format_name: str, field: str, rulebook: Rulebook | None = None) -> str:
    """What people call a field of a format; the field itself where no column bears that name."""
    return field_titles(format_name, rulebook).get(field, field)


def field_titles(format_name: str, rulebook: Rulebook | None = None) -> dict[str, str]:
    """What people call the columns of a format's table; `rulebook`: with the formats of an office's own.

    In a workbook of several tables the first of them that has a column names it.
    """
    entries = [*tabular_formats(rulebook or load_rulebook())]
    entries += (part for one in RECORD_FORMATS.values() for part in one.parts.values())
    known = [one.table for one in entries if one.name == format_name]
    tables = TABLES if format_name == SHEETS.name else known
    return {column.name: column.title for table in reversed(tables) for column in table.columns}


def may_be_records(path: Path, name: str) -> bool:
    """Whether a file may hold records of patents in XML, JSON or a package: only the door can tell."""
    with path.open("rb") as stream:
        head = stream.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    if Path(name).suffix.lower() in _DOCUMENT_ENDINGS:
        return False
    is_page = head.lower().startswith((b"<!doctype html", b"<html"))
    return head.startswith(_RECORDS) and not is_page


def is_policy_page(path: Path, name: str, headings: Callable[[], tuple[str, ...]]) -> bool:
    """Whether a file is a page of text: by markup at its beginning, by its ending, never when it is a table.

    headings: asks what the file has as a table; InvalidFileError where it is none.
    """
    with path.open("rb") as stream:
        head = stream.read(2048).lstrip(b"\xef\xbb\xbf \r\n\t")
    if (
        head.startswith((b"<", b"%PDF"))
        or is_picture(head)
        or Path(name).suffix.lower() in _DOCUMENT_ENDINGS
    ):
        return True
    if Path(name).suffix.lower() not in _PAGE_ENDINGS:
        return False
    try:
        found = headings()
    except InvalidFileError as error:
        if error.code in READER_FAULTS:
            raise
        return True
    return all(entry.missing(found) for entry in tabular_formats(load_rulebook()))


def detect_format(
    headings: tuple[str, ...], kind: ImportKind | None, formats: Sequence[TabularFormat]
) -> TabularFormat:
    """The format whose headings a file has; InvalidFileError names the nearest and what it lacks.

    Of several that it satisfies, the one that knows most of its headings.
    """
    candidates = [entry for entry in formats if kind is None or entry.kind == kind]
    if not candidates:
        raise InvalidFileError(
            f"{KINDS[kind or 'policy']}没有表格格式", next_step="不写种类，让程序认出来"
        )
    whole = [entry for entry in candidates if not entry.missing(headings)]
    nearest = min(candidates, key=lambda entry: len(entry.missing(headings)) / len(entry.needs()))
    if whole:
        best = max(whole, key=lambda entry: (entry.known(headings), -candidates.index(entry)))
        # Two names of columns alone make no registry of firms out of a register of marks.
        rivals = [entry for entry in candidates if _is_rival(entry, best, headings)]
        if not rivals:
            return best
        nearest = max(rivals, key=lambda entry: entry.known(headings))
    missing = nearest.missing(headings)
    if len(missing) == len(nearest.needs()):
        known = "；".join(f"{entry.title}：{'、'.join(entry.needs())}" for entry in candidates)
        raise InvalidFileError(
            f"标题行不认识：{'、'.join(headings)[:120]}",
            where="第1行",
            next_step=f"为它对应一次标题，或改用下面的一种标题行。{known}。政策页面请写明种类policy",
            code="unknown_headings",
        )
    raise InvalidFileError(
        f"像是{nearest.title}，但缺标题{'、'.join(missing)}",
        where="第1行",
        next_step="补上这几列的标题，或确认导出时选全了列；标题另有叫法的，为它对应一次标题",
        code="unknown_headings",
    )


def _is_rival(entry: TabularFormat, best: TabularFormat, headings: tuple[str, ...]) -> bool:
    """Whether a file is rather of another table, of which it lacks one heading only."""
    is_near = entry.table is not best.table and len(entry.missing(headings)) == 1
    return is_near and entry.known(headings) > best.known(headings)
