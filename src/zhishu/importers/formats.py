"""Every format there is, and which of them a file is in."""

from __future__ import annotations

from pathlib import Path

from zhishu.base.errors import InvalidFileError
from zhishu.importers.format import ImportKind, TabularFormat
from zhishu.importers.gazette_csv import GAZETTE_CSV
from zhishu.importers.legal_event_csv import LEGAL_EVENT_CSV
from zhishu.importers.patent_csv import PATENT_CSV
from zhishu.importers.registry_csv import REGISTRY_CSV
from zhishu.importers.tabular import TableReader

TABULAR: tuple[TabularFormat, ...] = (GAZETTE_CSV, PATENT_CSV, LEGAL_EVENT_CSV, REGISTRY_CSV)
POLICY_PAGE = "policy_page"
FORMAT_NAMES: tuple[str, ...] = (*(entry.name for entry in TABULAR), POLICY_PAGE)

KINDS: dict[ImportKind, str] = {
    "patents": "专利",
    "events": "法律事务",
    "registry": "主体登记",
    "policy": "政策",
}
_PAGE_ENDINGS = {".html", ".htm", ".xhtml", ".txt", ".md", ".shtml"}


def is_policy_page(path: Path, name: str) -> bool:
    """Whether a file is a page of text: by its ending, else by markup at its beginning."""
    ending = Path(name).suffix.lower()
    if ending in _PAGE_ENDINGS:
        return True
    if ending in {".csv", ".tsv"}:
        return False
    with path.open("rb") as stream:
        return stream.read(2048).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def detect_format(reader: TableReader, kind: ImportKind | None) -> TabularFormat:
    """The format whose headings a file has; InvalidFileError names the nearest and what it lacks."""
    candidates = [entry for entry in TABULAR if kind is None or entry.kind == kind]
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
            next_step=f"标题行应是下面的一种。{known}",
        )
    raise InvalidFileError(
        f"像是{nearest.title}，但缺标题{'、'.join(missing)}",
        where="第1行",
        next_step="补上这几列的标题，或确认导出时选全了列",
    )
