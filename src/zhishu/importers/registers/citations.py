"""What a patent document cites: another document by its number, or other writing as printed."""

from __future__ import annotations

import re
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import ForeignNumber, compact
from zhishu.importers.registers.right_named import digest
from zhishu.importers.registers.row_cells import (
    RowCells,
    UnusableRowError,
    parse_application,
    parse_publication,
    reading,
)
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.place import Places
from zhishu.rights.tables import PATENT_CITATIONS

CATEGORIES_PRINTED = {"申请人": "applicant", "审查": "examiner", "检索": "search_report"}
# A document of another office: its country, then digits and letters.
_FOREIGN = re.compile(r"(?!CN)[A-Z]{2}[A-Z]?\d[\dA-Z/-]{1,30}")


def citation_key(
    citing_number: str, cited_number: str | None, cited_text: str | None, category: str | None
) -> str:
    """The identity of a citation: a digest of its four parts."""
    return digest(citing_number, cited_number, cited_text, category)


def parse_cited(text: str) -> str:
    """A publication number in its one form; another office's that cannot be read as printed without blanks."""
    bare = compact(text)
    if _FOREIGN.fullmatch(bare):
        try:
            return str(ForeignNumber.parse(bare))
        except InvalidValueError:
            return bare
    return str(parse_publication(text))


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    citing = str(row.needed("citing_number", parse_publication, "引证者的公开（公告）号"))
    printed, text = row.bare("cited_number"), row.text("cited_text")
    cited = None
    try:
        cited = parse_cited(printed) if printed else None
    except InvalidValueError as error:
        row.faults.note("cited_number", error.what, printed)
        text = text or printed
    if cited is None and text is None:
        raise UnusableRowError("cited_number", "没有写引证了什么", printed)
    category = row.word("category", CATEGORIES_PRINTED, otherwise="other")
    application = row.read("citing_application", parse_application)
    return {
        "citation_key": citation_key(citing, cited, text, category),
        "citing_number": citing,
        "cited_number": cited,
        "cited_text": text,
        "category": category,
        "citing_application": str(application) if application else None,
    }


CITATION_SUBJECT = Subject(
    kind="citations",
    title="专利引证",
    table=PATENT_CITATIONS,
    titles={
        "citing_number": "公开（公告）号",
        "cited_number": "被引证公开（公告）号",
        "cited_text": "被引证文献（原文）",
        "category": "引证类别",
        "citing_application": "申请号",
    },
    telling=(("citing_number",), ("cited_number", "cited_text")),
    carried=whole_table(PATENT_CITATIONS),
    read=reading(_read),
)
