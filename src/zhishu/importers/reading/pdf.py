"""PDF to text: runs of letters by their places, put together to lines and paragraphs.

A scan has pages without letters: it is refused with what would help, never read as empty.
"""

from __future__ import annotations

import pypdfium2 as pdfium

from zhishu.base.errors import InvalidFileError
from zhishu.importers.reading.printed import Line, Printed, join_pieces, put_together

MAX_PAGES = 2_000
_FEWEST = 12  # letters a page, on the average; a scan has none, or those of a stamp


def pdf_to_text(data: bytes) -> Printed:
    """The text of a PDF with where its pages begin; InvalidFileError where it cannot be opened or is a scan."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise _error("文件加了密码" if locked else "文件残缺或已损坏") from None
    try:
        pages = len(document)
        if not pages:
            raise _error("里面没有页面")
        if pages > MAX_PAGES:
            raise _error(f"超过{MAX_PAGES}页")
        lines = [line for number in range(pages) for line in _lines_of(document, number)]
    except pdfium.PdfiumError:
        raise _error("有的页面已损坏") from None
    finally:
        document.close()
    if sum(len(line.text) for line in lines) < _FEWEST * pages:
        raise InvalidFileError(
            "这份PDF是扫描件，没有文字",
            next_step="用扫描软件识别成文字后再导入，或找到它的网页、Word原件",
            code="scanned",
        )
    return put_together(lines, pages)


def _lines_of(document: pdfium.PdfDocument, number: int) -> list[Line]:
    page = document[number]
    text = page.get_textpage()
    try:
        top_of_page = page.get_height()
        pieces = []
        for at in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(at)
            words = text.get_text_bounded(left, bottom, right, top).replace("\r\n", " ").strip()
            if words:
                pieces.append(
                    Line(words, number, left, right, top_of_page - (top + bottom) / 2, top - bottom)
                )
        return join_pieces(pieces)
    finally:
        text.close()
        page.close()


def _error(reason: str) -> InvalidFileError:
    return InvalidFileError(
        f"PDF打不开：{reason}",
        next_step="在阅读软件里打开，另存一份（去掉密码）或另存为文本后再导入",
        code="not_text",
    )
