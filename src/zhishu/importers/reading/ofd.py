"""OFD (GB/T 33190-2016) to text: text objects by their places, put together to lines and paragraphs.

The reader is our own, over ZIP and XML: OFD.xml names the document, Document.xml its pages, each page its
layers of text objects. Places are in millimetres; a text code holds characters, DeltaX the way between them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from zhishu.importers.reading.packed import PackedDocument, joined
from zhishu.importers.reading.printed import Line, Printed, join_pieces, put_together

_POINTS = 72 / 25.4
MAX_PAGES = 5_000


def ofd_to_text(data: bytes) -> Printed:
    """The text of an OFD document with where its pages begin; InvalidFileError where it cannot be opened."""
    packed = PackedDocument(data, "OFD文件")
    root = packed.part("OFD.xml")
    lines: list[Line] = []
    pages = 0
    for place in _texts(root, "DocRoot"):
        name = joined("", place)
        document = packed.part(name)
        folder = posixpath.dirname(name)
        for page in _all(document, "Page"):
            location = page.get("BaseLoc")
            if not location:
                continue
            if pages >= MAX_PAGES:
                raise packed.error(f"超过{MAX_PAGES}页")
            lines += _lines_of(packed.part(joined(folder, location)), pages)
            pages += 1
    if not pages:
        raise packed.error("里面没有页面")
    return put_together(lines, pages)


def _all(element: Any, name: str) -> Iterator[Any]:
    """Every element of a local name, whatever its namespace."""
    return iter(element.iterfind(f".//{{*}}{name}"))


def _texts(element: Any, name: str) -> Iterator[str]:
    for one in _all(element, name):
        if one.text and one.text.strip():
            yield one.text.strip()


def _numbers(text: str | None) -> list[float]:
    """Numbers of an attribute; `g 3 5.0` stands for 5.0 three times."""
    found: list[float] = []
    words = (text or "").split()
    at = 0
    while at < len(words):
        try:
            if words[at] == "g" and at + 2 < len(words):
                found += [float(words[at + 2])] * min(10_000, int(words[at + 1]))
                at += 3
                continue
            found.append(float(words[at]))
        except ValueError:
            pass
        at += 1
    return found


def _lines_of(page: Any, number: int) -> list[Line]:
    """The lines of a page from top to bottom, the pieces of a line from left to right."""
    pieces: list[Line] = []
    for thing in _all(page, "TextObject"):
        boundary = _numbers(thing.get("Boundary"))
        if len(boundary) != 4:
            continue
        size = (_numbers(thing.get("Size")) or [4.0])[0]
        scale = _numbers(thing.get("CTM"))
        across = scale[0] if len(scale) == 6 and scale[0] else 1.0
        for code in thing.iterfind("{*}TextCode"):
            words = code.text or ""
            if not words.strip():
                continue
            left = boundary[0] + (_numbers(code.get("X")) or [0.0])[0] * across
            base = boundary[1] + (_numbers(code.get("Y")) or [size])[0]
            steps = _numbers(code.get("DeltaX"))
            width = (sum(steps[: len(words) - 1]) + size if steps else size * len(words)) * across
            letter = size * (scale[3] if len(scale) == 6 and scale[3] else 1.0)
            pieces.append(
                Line(
                    words,
                    number,
                    left * _POINTS,
                    (left + width) * _POINTS,
                    base * _POINTS,
                    letter * _POINTS,
                )
            )
    return join_pieces(pieces)
