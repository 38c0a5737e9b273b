"""A policy file, of any kind that can be read, as rows of the policy tables; ids come from the bytes and survive re-reading."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhishu.base.errors import InvalidFileError
from zhishu.base.text import HAN
from zhishu.importers.policy_items import add_items
from zhishu.importers.policy_lines import add_lines, doubts_of, lost_pages, recognition_as_json
from zhishu.importers.policy_rows import PolicyRows
from zhishu.importers.reading.file_text import FileText, read_file_text
from zhishu.importers.reading.recognition import Recognise
from zhishu.policy.contract import file_as_json
from zhishu.policy.document import Loss, PolicyDocument, PolicyFile
from zhishu.policy.reader import read_policy

_CHINESE = re.compile(f"[{HAN}]")


@dataclass(frozen=True)
class PolicyPage:
    """A page that was read: its text with the way back to the file, its documents."""

    file: FileText
    read: PolicyFile


def read_page(data: bytes, recognise: Recognise | None = None) -> PolicyPage:
    """Read a file of any kind; raises InvalidFileError when it holds no document at all."""
    return page_of_text(read_file_text(data, recognise))


def page_of_text(file: FileText) -> PolicyPage:
    """The documents of a file whose text is read; InvalidFileError when it holds none, or no Chinese."""
    read = read_policy(
        file.text, source_span=file.source_span, lost=lost_pages(file), doubts=doubts_of(file)
    )
    if not read.documents or not _CHINESE.search(file.text):
        raise InvalidFileError(
            "文件里没有找到政策正文",
            next_step="确认保存的是正文页，不是列表页或登录页",
            code="no_document",
        )
    return PolicyPage(file, read)


def read_policy_page(data: bytes, file_name: str, sha256: str) -> PolicyRows:
    """The rows of a page; document_id = digest of the raw bytes + index, clause_id = document_id + path."""
    return page_as_rows(read_page(data), file_name, sha256)


def page_as_rows(page: PolicyPage, file_name: str, sha256: str) -> PolicyRows:
    """The rows of a page that was read."""
    rows = PolicyRows(page.file.encoding)
    for index, document in enumerate(page.read.documents, 1):
        document_id = f"{sha256[:16]}-{index}"
        extra: Iterable[Loss] = page.read.losses if index == 1 else ()
        _add_document(
            rows, document, document_id, index, file_name, sha256, [*document.losses, *extra]
        )
    add_lines(rows, page.file, page.read.documents)
    return rows


def page_as_json(page: PolicyPage, *, evidence: bool) -> dict[str, Any]:
    """A page as `zhishu policy read` prints it."""
    return {
        "encoding": page.file.encoding,
        "recognition": recognition_as_json(page.file.recognised, evidence=evidence),
        **file_as_json(page.read, evidence=evidence, where=page.file.where),
    }


def _add_document(
    rows: PolicyRows,
    document: PolicyDocument,
    document_id: str,
    index: int,
    file_name: str,
    sha256: str,
    losses: list[Loss],
) -> None:
    rows.documents.append(
        {
            "document_id": document_id,
            "raw_sha256": sha256,
            "file_name": file_name,
            "encoding": rows.encoding,
            "position": index,
            "title": document.title,
            "other_titles": list(document.other_titles) or None,
            "document_number": document.document_number,
            "issuing_authorities": list(document.issuing_authorities) or None,
            "issued_on": document.issued_on,
            "published_on": document.published_on,
            "source": document.source,
            "effective_from": document.effective_from,
            "effective_to": document.effective_to,
            "trial": document.trial,
            "completeness": document.completeness,
            "index_number": document.index_number,
            "category": document.category,
            "validity_printed": document.validity_printed,
            "region_code": None,
            "span_start": document.span[0],
            "span_end": document.span[1],
        }
    )
    for position, clause in enumerate(document.clauses, 1):
        rows.clauses.append(
            {
                "clause_id": f"{document_id}#{clause.path}",
                "document_id": document_id,
                "position": position,
                "path": clause.path,
                "heading": clause.heading,
                "text": clause.text,
                "span_start": clause.span[0],
                "span_end": clause.span[1],
            }
        )
    for position, citation in enumerate(document.citations, 1):
        rows.citations.append(
            {
                "document_id": document_id,
                "position": position,
                "clause": citation.clause,
                "title": citation.title,
                "document_number": citation.document_number,
                "relation": citation.relation,
            }
        )
    add_items(rows, document, document_id)
    for position, loss in enumerate(losses, 1):
        rows.losses.append(
            {
                "document_id": document_id,
                "position": position,
                "what": loss.what,
                "field": loss.field,
                "clause": loss.clause,
                "span_start": loss.span[0],
                "span_end": loss.span[1],
                "found": loss.found,
                "restored_to": loss.restored_to,
                "count": loss.count,
                "confidence": Decimal(str(loss.confidence)),
            }
        )
