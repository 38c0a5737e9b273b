"""The text of a policy file, whatever it is: text, HTML, PDF, DOCX or OFD, told by its bytes."""

from __future__ import annotations

import io
import zipfile
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from zhishu.base.errors import InvalidFileError
from zhishu.importers.reading.decode import MAX_BYTES, decode
from zhishu.importers.reading.html import html_to_text, looks_like_html

Span = tuple[int, int]
_WORD, _OFD = "word/document.xml", "OFD.xml"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class FileText:
    """What is read, and the way back.

    text: the words; decoded: what places refer to (of a web page its source, else the words);
    encoding: of the bytes, or pdf, docx, ofd; pages: where each printed page begins in the words.
    """

    text: str
    decoded: str
    encoding: str
    source_span: Callable[[int, int], Span] | None = None
    pages: tuple[int, ...] = ()

    def page_at(self, place: int) -> int | None:
        """The printed page of a place, from 1; None where the file has no pages."""
        return bisect_right(self.pages, place) or 1 if self.pages else None


def read_file_text(data: bytes) -> FileText:
    """The text of a file; InvalidFileError where it has none, is locked, broken or too large."""
    if len(data) > MAX_BYTES:
        raise InvalidFileError(
            f"文件超过{MAX_BYTES >> 20}MB",
            next_step="政策文件不应这样大，请只保存正文",
            code="too_large",
        )
    # Libraries that read packed and printed files are loaded for them alone.
    if data[:1024].lstrip().startswith(b"%PDF"):
        from zhishu.importers.reading.pdf import pdf_to_text

        printed = pdf_to_text(data)
        return FileText(printed.text, printed.text, "pdf", pages=printed.starts)
    if data.startswith(b"PK\x03\x04"):
        names = _members(data)
        if _WORD in names:
            from zhishu.importers.reading.docx import docx_to_text

            text = docx_to_text(data)
            return FileText(text, text, "docx")
        if _OFD in names:
            from zhishu.importers.reading.ofd import ofd_to_text

            printed = ofd_to_text(data)
            return FileText(printed.text, printed.text, "ofd", pages=printed.starts)
    if data.startswith(b"\xd0\xcf\x11\xe0") and _LOCKED in data[: 1 << 20]:
        raise InvalidFileError(
            "文件加了密码", next_step="在办公软件里打开，去掉密码后另存一份", code="not_text"
        )
    decoded = decode(data)
    if looks_like_html(decoded.text):
        page = html_to_text(decoded.text)
        return FileText(page.text, decoded.text, decoded.encoding, page.source_span)
    return FileText(decoded.text, decoded.text, decoded.encoding)


def _members(data: bytes) -> set[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise InvalidFileError(
            "压缩包或Office文件已损坏", next_step="重新下载，或另存为文本（TXT）", code="not_text"
        ) from None
