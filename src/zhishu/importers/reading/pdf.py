"""PDF to text: runs of letters by their places, put together to lines and paragraphs; scanned pages recognised.

A page without letters that holds a picture is a scan. It is recognised where somebody is given who can;
else it is told, and a file of nothing but scans is refused with what would help, never read as empty.
"""

from __future__ import annotations

from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from zhishu.base.errors import InvalidFileError
from zhishu.importers.reading.page_layout import lay_out
from zhishu.importers.reading.printed import Line, Printed, join_pieces, put_together
from zhishu.importers.reading.recognition import (
    LONGEST_SIDE,
    NeedsRecognitionError,
    Picture,
    Recognise,
    check_pages,
    check_size,
)

MAX_PAGES = 2_000
_FEWEST = 12  # letters of a page that is no scan; a scan has none, or those of a stamp
_LEAST_PICTURE = 200 * 200  # pixels; a smaller one is an ornament
_DRAWN = 200  # paths that make a page of letters that were turned into drawings
_MOST_DOTS = 300 / 72


def pdf_to_text(data: bytes, recognise: Recognise | None = None) -> Printed:
    """The text of a PDF with where its pages begin; InvalidFileError where it cannot be opened or has no text."""
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
        by_page = [_lines_of(document, number) for number in range(pages)]
        scans = [
            number
            for number, lines in enumerate(by_page)
            if _letters(lines) < _FEWEST and _is_picture(document, number)
        ]
        unreadable = []
        if recognise is not None:
            check_pages(len(scans))
            for number in scans:
                found = recognise(_rendered(document, number))
                by_page[number] = lay_out(found, number)
                if found.unreadable:
                    unreadable.append((number, found.unreadable))
    except pdfium.PdfiumError:
        raise _error("有的页面已损坏") from None
    finally:
        document.close()
    lines = [line for some in by_page for line in some]
    unread = () if recognise is not None else tuple(scans)
    _check(lines, pages, unread, recognised=recognise is not None and bool(scans))
    return replace(put_together(lines, pages), unread=unread, unreadable=tuple(unreadable))


def _check(lines: list[Line], pages: int, unread: tuple[int, ...], *, recognised: bool) -> None:
    """Refuse a file without text."""
    if _letters(lines) >= _FEWEST * (1 if recognised else max(1, pages - len(unread))):
        return
    if unread:
        raise NeedsRecognitionError("这份PDF是扫描件，没有文字", len(unread))
    raise InvalidFileError(
        "这份PDF里没有认出文字" if recognised else "这份PDF里没有文字，也没有可以识别的图像",
        next_step="确认选对了文件；扫描要清晰、端正，不低于150dpi",
        code="no_document",
    )


def _letters(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _is_picture(document: pdfium.PdfDocument, number: int) -> bool:
    """Whether a page holds a picture that may be a scan, or letters that were turned into drawings."""
    page = document[number]
    paths, found = 0, False
    try:
        kinds = [pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH]
        for one in page.get_objects(filter=kinds, max_depth=4):
            if one.type == pdfium_c.FPDF_PAGEOBJ_PATH:
                paths += 1
                found = found or paths >= _DRAWN
                continue
            width, height = one.get_px_size()
            check_size(width, height)
            found = found or width * height >= _LEAST_PICTURE
        return found
    finally:
        page.close()


def _rendered(document: pdfium.PdfDocument, number: int) -> Picture:
    """A page as a picture, however large its paper is said to be."""
    page = document[number]
    try:
        scale = min(LONGEST_SIDE / max(1.0, *page.get_size()), _MOST_DOTS)
        bitmap = page.render(scale=scale, rev_byteorder=True)
        picture: Picture = bitmap.to_numpy()[:, :, :3].copy()
        bitmap.close()
        return picture
    finally:
        page.close()


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
