"""Every format there is, and which of them a file is in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhishu.base.errors import InvalidFileError
from zhishu.importers.format import ImportKind, TabularFormat
from zhishu.importers.gazette_csv import GAZETTE_CSV
from zhishu.importers.legal_event_csv import LEGAL_EVENT_CSV
from zhishu.importers.patent_csv import PATENT_CSV
from zhishu.importers.registry_csv import REGISTRY_CSV
from zhishu.importers.tabular import TableReader


@dataclass(frozen=True)
class PageFormat:
    """The format of pages of text: no headings, known by its ending or its markup."""

    name: str
    title: str
    kind: ImportKind


TABULAR: tuple[TabularFormat, ...] = (GAZETTE_CSV, PATENT_CSV, LEGAL_EVENT_CSV, REGISTRY_CSV)
POLICY_PAGE = PageFormat("policy_page", "政策网页", "policy")
FORMATS: tuple[TabularFormat | PageFormat, ...] = (*TABULAR, POLICY_PAGE)

KINDS: dict[ImportKind, str] = {
    "patents": "专利",
    "events": "法律事务",
    "registry": "主体登记",
    "policy": "政策",
}
_PAGE_ENDINGS = {".html", ".htm", ".xhtml", ".txt", ".md", ".shtml"}


def field_title(format_name: str, field: str) -> str:
    """What people call a field of a format; the field itself where no column bears that name."""
    for entry in TABULAR:
        for column in entry.table.columns:
            if (entry.name, column.name) == (format_name, field):
                return column.title
    return field


def is_policy_page(path: Path, name: str) -> bool:
    """Whether a file is a page of text: by markup at its beginning, by its ending, never when it has known headings."""
    with path.open("rb") as stream:
        head = stream.read(2048).lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"<"):
        return True
    ending = Path(name).suffix.lower()
    return ending in _PAGE_ENDINGS and not _has_known_headings(path)


def _has_known_headings(path: Path) -> bool:
    try:
        headings = TableReader(path).headings
    except InvalidFileError:
        return False
    return any(not entry.missing(headings) for entry in TABULAR)


def detect_format(reader: TableReader, kind: ImportKind | None) -> TabularFormat:
    """The format whose headings a file has; InvalidFileError names the nearest and what it lacks."""
    candidates = [entry for entry in TABULAR if kind is None or entry.kind == kind]
    if not candidates:
        raise InvalidFileError(
            f"{KINDS[kind or 'policy']}没有表格格式", next_step="不写种类，让程序认出来"
        )
    for entry in candidates:
        if not entry.missing(reader.headings):
            return entry
    nearest = min(
        candidates, key=lambda entry: len(entry.missing(reader.headings)) / len(entry.required)
    )
    missing = nearest.missing(reader.headings)
    if len(missing) == len(nearest.required):
        known = "；".join(f"{entry.title}：{'、'.join(entry.required)}" for entry in candidates)
        raise InvalidFileError(
            f"标题行不认识：{'、'.join(reader.headings)[:120]}",
            where="第1行",
            next_step=f"标题行应是下面的一种。{known}。政策页面请写明种类policy",
        )
    raise InvalidFileError(
        f"像是{nearest.title}，但缺标题{'、'.join(missing)}",
        where="第1行",
        next_step="补上这几列的标题，或确认导出时选全了列",
    )
