"""Documents of any office under the headings of a patent, their citations and their legal events.

A Chinese document is read by the rule of patents.py. One of another office is kept under its own number
as DOCDB writes it; a number that cannot be read is kept as printed, and that is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import (
    ApplicationNumber,
    ForeignNumber,
    PublicationNumber,
    RightKind,
    compact,
    parse_ipc_list,
)
from zhishu.importers.format import Faults, Row, SetAside
from zhishu.importers.legal_event_csv import event_key, read_row
from zhishu.importers.patents import (
    PatentCells,
    parse_count,
    parse_day,
    read_classes,
    read_patent,
    split_names,
)
from zhishu.importers.registers.citations import citation_key
from zhishu.parties.place import Places

# Codes of other offices: 17P, REG, PGFP, 8364, STPP.
_CODE = re.compile(r"[A-Z0-9][A-Z0-9+.-]{0,9}")
_LONGEST_NUMBER = 60


def is_chinese(number: str) -> bool:
    """Whether a number says that it is one of China."""
    return number.lstrip().startswith(("CN", "ZL"))


def read_document(number: int, cells: PatentCells, places: Places) -> Row | SetAside:
    """One published document of any office; without a number it is set aside."""
    if is_chinese(cells.publication_number):
        return read_patent(number, completed(cells), places, needs_title=False)
    printed = compact(cells.publication_number)
    if not printed:
        return SetAside(number, "publication_number", "缺公开（公告）号", "")
    faults = Faults()
    told = _foreign(printed, "publication_number", faults)
    published: date | None = faults.read("published_on", cells.published_on, parse_day)
    filed: date | None = faults.read("filed_on", cells.filed_on, parse_day)
    right_kind: RightKind = told.right_kind if told else "invention"
    if told and told.country == "US" and told.kind_code[:1] == "P":
        faults.note("right_kind", "植物专利，按发明计", told.kind_code)
    application = _foreign(compact(cells.application_number), "application_number", faults)
    application_printed = compact(cells.application_number)[:_LONGEST_NUMBER]
    title = cells.title.strip()
    if not title:
        faults.note("title", "缺名称", "")
    values: dict[str, Any] = {
        "record_key": str(told) if told else printed[:_LONGEST_NUMBER],
        "publication_number": str(told) if told else printed[:_LONGEST_NUMBER],
        "kind_code": told.kind_code or None if told else None,
        "published_on": published,
        "is_grant": told.is_grant if told else None,
        "application_number": str(application) if application else application_printed or None,
        "filed_on": filed,
        "right_kind": right_kind,
        "title": title or None,
        "abstract": cells.abstract.strip() or None,
        "first_claim": cells.first_claim.strip() or None,
        "claim_count": faults.read("claim_count", cells.claim_count, parse_count),
        "family": split_names(cells.family) or None,
        "holders": split_names(cells.holders) or None,
        "inventors": split_names(cells.inventors) or None,
        "agency": cells.agency.strip() or None,
        "priority": cells.priority.strip() or None,
        **_classes(cells, right_kind, faults),
    }
    return Row(number, values, faults.all())


def _classes(cells: PatentCells, right_kind: RightKind, faults: Faults) -> dict[str, Any]:
    """As in patents.py; the classes of a design that is not classed by Locarno are those of IPC or none."""
    if right_kind == "design" and not cells.locarno:
        symbols, _ = parse_ipc_list(cells.classes)
        ipc = list(map(str, symbols))
        return {"locarno": None, "ipc": ipc or None, "main_ipc": ipc[0] if ipc else None}
    return read_classes(cells, right_kind, faults)


def completed(cells: PatentCells) -> PatentCells:
    """The cells with a Chinese application number that has its check digit, where DOCDB left it out."""
    try:
        application = str(ApplicationNumber.complete(cells.application_number))
    except InvalidValueError:
        return cells
    return replace(cells, application_number=application)


def _foreign(printed: str, field: str, faults: Faults) -> ForeignNumber | None:
    if not printed:
        return None
    try:
        return ForeignNumber.parse(printed)
    except InvalidValueError:
        faults.note(field, "号码的写法不认识，照原样保存", printed)
        return None


def canonical_publication(printed: str) -> str:
    """A publication number of any office as it is kept; as printed where it cannot be read."""
    bare = compact(printed)
    parse = PublicationNumber.parse if is_chinese(bare) else ForeignNumber.parse
    try:
        return str(parse(bare))
    except InvalidValueError:
        return bare[:_LONGEST_NUMBER]


def canonical_application(printed: str) -> str:
    """An application number of any office as it is kept; as printed where it cannot be read."""
    bare = compact(printed)
    parse = ApplicationNumber.complete if is_chinese(bare) else ForeignNumber.parse
    try:
        return str(parse(bare))
    except InvalidValueError:
        return bare[:_LONGEST_NUMBER]


def read_citation(number: int, cells: Mapping[str, str], places: Places) -> Row | SetAside:
    """One citation: who cites, and the number or the text of what is cited."""
    citing = canonical_publication(cells["citing_number"])
    if not citing:
        return SetAside(number, "citing_number", "缺公开（公告）号", "")
    cited = canonical_publication(cells["cited_number"])
    text = cells["cited_text"].strip()
    if not (cited or text):
        return SetAside(number, "cited_number", "没有写被引证的是什么", "")
    category = cells["category"] or "other"
    return Row(
        number,
        {
            "citation_key": citation_key(citing, cited or None, text or None, category),
            "citing_number": citing,
            "cited_number": cited or None,
            "cited_text": text or None,
            "category": category,
            "citing_application": canonical_application(cells["citing_application"]) or None,
        },
    )


def read_event(number: int, cells: Mapping[str, str], places: Places) -> Row | SetAside:
    """One legal event of any office; a Chinese one by the rule of legal_event_csv.py.

    Those of other offices are kept under their application, with the code of their office: they say
    nothing by the Chinese table of codes.
    """
    application = canonical_application(cells["申请号"])
    if is_chinese(cells["申请号"]):
        return read_row(number, {**cells, "申请号": application}, places)
    if not application:
        return SetAside(number, "application_number", "缺申请号", "")
    code = cells["事务代码"].strip().upper()
    if not _CODE.fullmatch(code):
        return SetAside(number, "code", "事务代码读不出", cells["事务代码"])
    faults = Faults()
    announced: date | None = faults.read("announced_on", cells["公告日"], parse_day)
    if announced is None:
        reason = faults.found[0].reason if faults.found else "缺公告日"
        return SetAside(number, "announced_on", reason, cells["公告日"])
    value = cells["事务内容"].strip()
    return Row(
        number,
        {
            "event_key": event_key(application, code, announced, value),
            "application_number": application,
            "code": code,
            "announced_on": announced,
            "value": value or None,
        },
    )
