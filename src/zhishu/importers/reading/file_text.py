"""The text of a policy file, whatever it is: text, HTML, PDF, DOCX, OFD or a picture, told by its bytes."""

from __future__ import annotations

import io
import zipfile
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zhishu.base.errors import InvalidFileError
from zhishu.importers.reading.decode import MAX_BYTES, decode
from zhishu.importers.reading.html import html_to_text, looks_like_html
from zhishu.importers.reading.printed import PlacedLine, Printed, box_around
from zhishu.importers.reading.recognition import (
    NeedsRecognitionError,
    Recognise,
    is_installed,
    is_picture,
)

Span = tuple[int, int]
_WORD, _OFD = "word/document.xml", "OFD.xml"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class FileText:
    """What is read, and the way back.

    text: the words; decoded: what places refer to (of a web page its source, else the words);
    encoding: of the bytes, or pdf, docx, ofd, image, or pdf+image where pages of it were recognised;
    pages: where each printed page begins in the words; lines: where pages were recognised, all that
    the words are put together of; unread and unreadable: see Printed.
    """

    text: str
    decoded: str
    encoding: str
    source_span: Callable[[int, int], Span] | None = None
    pages: tuple[int, ...] = ()
    lines: tuple[PlacedLine, ...] = ()
    unread: tuple[int, ...] = ()
    unreadable: tuple[tuple[int, int], ...] = ()

    @property
    def recognised(self) -> tuple[PlacedLine, ...]:
        """The lines that were recognised in pictures."""
        return tuple(one for one in self.lines if one.line.sure)

    def page_at(self, place: int) -> int | None:
        """The printed page of a place, from 1; None where the file has no pages."""
        return bisect_right(self.pages, place) or 1 if self.pages else None

    def where(self, start: int, end: int) -> dict[str, Any]:
        """The page of a place, and the box around its recognised lines there, as far as there are such."""
        page = self.page_at(start)
        if page is None:
            return {}
        boxes = [
            one.line.box
            for one in self.lines
            if one.line.box and one.start < end and start < one.end and one.line.page == page - 1
        ]
        return {"page": page, "box": box_around(boxes)} if boxes else {"page": page}


def read_file_text(data: bytes, recognise: Recognise | None = None) -> FileText:
    """The text of a file; InvalidFileError where it has none, is locked, broken or too large.

    recognise: reads the pages that are pictures; without it a file of such pages alone is a
    NeedsRecognitionError, and such pages among others are told as unread.
    """
    if len(data) > MAX_BYTES:
        raise InvalidFileError(
            f"文件超过{MAX_BYTES >> 20}MB",
            next_step="政策文件不应这样大，请只保存正文",
            code="too_large",
        )
    # Libraries that read packed and printed files are loaded for them alone.
    if data[:1024].lstrip().startswith(b"%PDF"):
        from zhishu.importers.reading.pdf import pdf_to_text

        return _of_pages(pdf_to_text(data, recognise), "pdf")
    if is_picture(data[:18]):
        return _of_pages(_pictures_to_text(data, recognise), "")
    if data.startswith(b"PK\x03\x04"):
        names = _members(data)
        if _WORD in names:
            from zhishu.importers.reading.docx import docx_to_text

            text = docx_to_text(data)
            return FileText(text, text, "docx")
        if _OFD in names:
            from zhishu.importers.reading.ofd import ofd_to_text

            return _of_pages(ofd_to_text(data), "ofd")
    if data.startswith(b"\xd0\xcf\x11\xe0") and _LOCKED in data[: 1 << 20]:
        raise InvalidFileError(
            "文件加了密码", next_step="在办公软件里打开，去掉密码后另存一份", code="not_text"
        )
    decoded = decode(data)
    if looks_like_html(decoded.text):
        page = html_to_text(decoded.text)
        return FileText(page.text, decoded.text, decoded.encoding, page.source_span)
    return FileText(decoded.text, decoded.text, decoded.encoding)


def _of_pages(printed: Printed, kind: str) -> FileText:
    is_recognised = any(one.line.sure for one in printed.lines)
    encoding = "+".join(filter(None, [kind, "image" if is_recognised else ""]))
    return FileText(
        printed.text,
        printed.text,
        encoding,
        pages=printed.starts,
        lines=printed.lines if is_recognised else (),
        unread=printed.unread,
        unreadable=printed.unreadable,
    )


def _pictures_to_text(data: bytes, recognise: Recognise | None) -> Printed:
    if not is_installed():
        raise NeedsRecognitionError("这是图像，要识别成文字才能读", 1)
    from zhishu.importers.reading.pictures import count_pictures, pictures_to_text

    if recognise is None:
        raise NeedsRecognitionError("这是图像，要识别成文字才能读", count_pictures(data))
    return pictures_to_text(data, recognise)


def _members(data: bytes) -> set[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise InvalidFileError(
            "压缩包或Office文件已损坏", next_step="重新下载，或另存为文本（TXT）", code="not_text"
        ) from None
