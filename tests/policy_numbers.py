"""Real 文号 as notices print them: alone, in a notice's head, in a citation, and in the ways pages damage them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from zhishu.base.document_number import DocumentNumber
from zhishu.importers.table_file import open_table

# How a page may print a number otherwise, with the same meaning.
PRINTED: dict[str, Callable[[str], str]] = {
    "as it is": lambda number: number,
    "square brackets": lambda number: number.replace("〔", "[").replace("〕", "]"),
    "heavy brackets": lambda number: number.replace("〔", "【").replace("〕", "】"),
    "full-width brackets": lambda number: number.replace("〔", "［").replace("〕", "］"),
    "small brackets": lambda number: number.replace("〔", "﹝").replace("〕", "﹞"),
    "round brackets": lambda number: number.replace("〔", "（").replace("〕", "）"),
    "blanks inside": lambda number: (
        number.replace("〔", " 〔 ").replace("〕", " 〕 ").replace("号", " 号")
    ),
    "full-width digits": lambda number: re.sub(
        r"\d", lambda match: chr(ord(match.group()) + 0xFEE0), number
    ),
    "the letter O": lambda number: re.sub(r"(?<=\d)0(?=\d)", "O", number),
    "with 第": lambda number: number.replace("〕", "〕第"),
}
NOTICE = """某市人民政府办公室关于开展知识产权工作的通知
{number}
各区县人民政府：
一、工作目标
根据《关于加强知识产权工作的意见》（{cited}），提高知识产权创造质量。
二、组织实施
各区县应当按照本通知组织实施。
"""


def real_numbers(samples: Path) -> Iterator[str]:
    """The numbers of the sample folder, as they are printed there; each once."""
    seen: set[str] = set()
    for path in sorted((samples / "data/policy/document_numbers").glob("docno*.xlsx")):
        table = open_table(path)
        at = table.headings.index("doc_number")
        for record in table.records(quiet=True):
            printed = record.cells[at].strip() if len(record.cells) > at else ""
            if printed and printed not in seen:
                seen.add(printed)
                yield printed


def kind_of_miss(printed: str, read: str | None) -> str:
    """Why a number was not read as printed, in words."""
    if read is not None:
        return "read as another number"
    if not re.search(r"(?:19|20)\d{2}", printed):
        return "no year in it"
    if not re.search(r"\d+\s*号", printed):
        return "no serial or no 号"
    if not re.search(r"[〔\[［【（(﹝〈<]", printed):
        return "no bracket around its year"
    return "not found"


def stored(printed: str) -> str:
    """How a number is stored."""
    return str(DocumentNumber.parse(printed))


def own_number(documents: list[dict[str, Any]]) -> str | None:
    """The number that the first document was read to have."""
    return documents[0]["document_number"] if documents else None


def cited_number(documents: list[dict[str, Any]]) -> str | None:
    """The number of what the first document cites."""
    return next(
        (one["document_number"] for document in documents for one in document["citations"]), None
    )
