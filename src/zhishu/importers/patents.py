"""What every patent format shares: numbers, dates, names, classes, and the place of the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhishu.base.dates import parse_date
from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import (
    ApplicationNumber,
    LocarnoSymbol,
    PublicationNumber,
    parse_ipc_list,
)
from zhishu.importers.format import Faults, Row, SetAside
from zhishu.parties.place import Places

_NAMES = re.compile(r"(?:(?<!\s)\s++)?(?:[;；|]|\?{2,})[\s?|]*")
_FOREIGN = re.compile(r"(?!CN)[A-Z]{2}[\dD]")
_COUNT = re.compile(r"(\d{1,9})(?:\.0+)?")
# What sources print as the type, by its beginning: 发明申请, 发明授权, 实用新型, 外观设计.
KINDS_PRINTED = {
    "发明": "invention",
    "授权发明": "invention",
    "实用新型": "utility_model",
    "外观": "design",
}
# A day as a database or a spreadsheet writes it, with a time behind.
_TIME = re.compile(r"(?<=\d)[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_POSTCODE = re.compile(r"(\d{6})(?=\D|$)\s*")


def split_names(text: str) -> list[str]:
    """The names in a cell, in order, separated by semicolons or bars; empty pieces are none."""
    return [name for name in (part.strip() for part in _NAMES.split(text)) if name]


def split_address(text: str) -> tuple[str | None, str | None]:
    """(postcode, address): a postcode of six digits may be glued in front."""
    bare = text.strip()
    match = _POSTCODE.match(bare)
    if match and len(bare) > 6:
        return match.group(1), bare[match.end() :] or None
    return None, bare or None


@dataclass(frozen=True)
class PatentCells:
    """The cells of one published document, as printed; a cell that the format lacks is empty."""

    publication_number: str = ""
    published_on: str = ""
    application_number: str = ""
    filed_on: str = ""
    grant_number: str = ""
    granted_on: str = ""
    right_kind: str = ""
    title: str = ""
    abstract: str = ""
    first_claim: str = ""
    claim_count: str = ""
    cited_by_count: str = ""
    family: str = ""
    holders: str = ""
    current_holders: str = ""
    inventors: str = ""
    agency: str = ""
    agents: str = ""
    address: str = ""
    province_code: str = ""
    main_class: str = ""
    classes: str = ""
    locarno: str = ""
    priority: str = ""
    legal_status: str = ""


def read_patent(
    number: int, cells: PatentCells, places: Places, *, needs_title: bool = True
) -> Row | SetAside:
    """One published document: kept under its publication number, else its application number.

    A field that cannot be read is unknown and a finding; without a title or without both numbers
    the row is set aside. needs_title: not for a source that may tell of a document only its family.
    """
    faults = Faults()
    publication: PublicationNumber | None = faults.read(
        "publication_number", cells.publication_number, PublicationNumber.parse
    )
    application: ApplicationNumber | None = faults.read(
        "application_number", cells.application_number, ApplicationNumber.parse
    )
    if publication is None and application is None:
        printed = cells.publication_number or cells.application_number
        reason = "公开号和申请号都读不出，无法确定是哪一件"
        if _FOREIGN.match(printed.strip()):
            reason = "不是中国的专利文献，本库只收中国专利"
        return SetAside(number, "publication_number", reason, printed)
    if needs_title and not cells.title.strip():
        return SetAside(number, "title", "缺名称", "")
    if not cells.title.strip():
        faults.note("title", "缺名称", "")
    published: date | None = faults.read("published_on", cells.published_on, parse_day)
    filed: date | None = faults.read("filed_on", cells.filed_on, parse_day)
    if filed and published and filed > published:
        faults.note("filed_on", "申请日晚于公开（公告）日", cells.filed_on)
        filed = None
    if publication and application and publication.right_kind != application.right_kind:
        faults.note("application_number", "专利类型与公开号不一致", cells.application_number)
        application = None
    # A divisional bears the year it was divided in and the filing day of its parent.
    if application and filed and application.year < filed.year:
        faults.note("filed_on", f"晚于申请号的年份{application.year}", cells.filed_on)
    postcode, address = split_address(cells.address)
    holders = split_names(cells.holders)
    if not holders:
        faults.note("holders", "缺申请（专利权）人", cells.holders)
    right_kind = (publication or application).right_kind  # type: ignore[union-attr]
    told = next(
        (kind for words, kind in KINDS_PRINTED.items() if cells.right_kind.startswith(words)), ""
    )
    if told and told != right_kind:
        faults.note("right_kind", "专利类型与号码不一致，以号码为准", cells.right_kind)
    values: dict[str, Any] = {
        "record_key": str(publication) if publication else f"ZL{application}",
        "publication_number": str(publication) if publication else None,
        "kind_code": publication.kind_code if publication else None,
        "published_on": published,
        "is_grant": publication.is_grant if publication else None,
        "application_number": str(application) if application else None,
        "filed_on": filed,
        "right_kind": right_kind,
        "title": cells.title.strip() or None,
        "abstract": cells.abstract.strip() or None,
        "first_claim": cells.first_claim.strip() or None,
        "claim_count": faults.read("claim_count", cells.claim_count, parse_count),
        "cited_by_count": faults.read("cited_by_count", cells.cited_by_count, parse_count),
        "family": split_names(cells.family) or None,
        "holders": holders or None,
        "current_holders": split_names(cells.current_holders) or None,
        "inventors": split_names(cells.inventors) or None,
        "agency": cells.agency.strip() or None,
        "agents": split_names(cells.agents) or None,
        "address": address,
        "postcode": postcode,
        "province_code": cells.province_code.strip() or None,
        "region_code": places.find(address or "", cells.province_code),
        "priority": cells.priority.strip() or None,
        "legal_status_printed": cells.legal_status.strip() or None,
        **_granted(cells, publication, faults),
        **read_classes(cells, right_kind, faults),
    }
    return Row(number, values, faults.all())


def parse_day(text: str) -> date:
    """A day, also with a time behind it (2021-07-13 00:00:00); InvalidValueError for anything else."""
    return parse_date(_TIME.sub("", text.strip()))


def parse_count(text: str) -> int:
    """A whole number, also as a spreadsheet prints it (12.0); InvalidValueError for anything else."""
    match = _COUNT.fullmatch(text.strip())
    if match is None:
        raise InvalidValueError(f"“{text}”不是个数", next_step="应为整数")
    return int(match[1])


def _granted(
    cells: PatentCells, publication: PublicationNumber | None, faults: Faults
) -> dict[str, Any]:
    """The grant as another document tells it; a grant document tells its own by its number and day."""
    if publication is not None and publication.is_grant:
        return {"grant_number": None, "granted_on": None}
    number = faults.read("grant_number", cells.grant_number, PublicationNumber.parse)
    day = faults.read("granted_on", cells.granted_on, parse_day)
    return {"grant_number": str(number) if number else None, "granted_on": day}


def read_classes(cells: PatentCells, right_kind: str, faults: Faults) -> dict[str, Any]:
    """IPC symbols, or those of Locarno for a design; pieces that are none are findings."""
    if right_kind == "design":
        locarno: list[str] = []
        for piece in re.split(r"[;；|]|\?{2,}", cells.locarno or cells.classes or cells.main_class):
            symbol = faults.read("locarno", piece, LocarnoSymbol.parse)
            if symbol is not None and str(symbol) not in locarno:
                locarno.append(str(symbol))
        return {"locarno": locarno or None, "ipc": None, "main_ipc": None}
    symbols, unread = parse_ipc_list(f"{cells.main_class};{cells.classes}")
    for piece in unread:
        faults.note("ipc", "分类号读不出", piece)
    ipc = [str(symbol) for symbol in symbols]
    return {"locarno": None, "ipc": ipc or None, "main_ipc": ipc[0] if ipc else None}


def checked_number(text: str) -> str:
    """The canonical application number, for formats that are nothing without it (InvalidValueError)."""
    if not text.strip():
        raise InvalidValueError("缺申请号", next_step="补上申请号")
    return str(ApplicationNumber.parse(text))
