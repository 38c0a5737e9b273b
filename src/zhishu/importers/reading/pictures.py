"""Pictures of pages: PNG, JPEG, TIFF (a page each) and BMP, unpacked with bounds. Needs the extra."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from zhishu.base.errors import InvalidFileError
from zhishu.importers.reading.page_layout import lay_out
from zhishu.importers.reading.printed import Printed, put_together
from zhishu.importers.reading.recognition import Picture, Recognise, check_pages, check_size

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP")
# What damaged files make the library raise.
_DAMAGED = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, EOFError, KeyError,
    TypeError, IndexError, OverflowError, ZeroDivisionError,
)  # fmt: skip

# The bound is our own, told in a sentence before anything is unpacked.
Image.MAX_IMAGE_PIXELS = None


def count_pictures(data: bytes) -> int:
    """How many pages a picture file has; InvalidFileError where it is none, too large or has too many."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            count = int(getattr(image, "n_frames", 1))
            check_pages(count)
            for number in range(count):
                image.seek(number)
                check_size(*image.size)
            return count
    except _DAMAGED:
        raise _damaged() from None


def open_pictures(data: bytes) -> Iterator[Picture]:
    """The pages of a picture file, one after the other."""
    for number in range(count_pictures(data)):
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                image.seek(number)
                yield np.ascontiguousarray(_in_colour(image))
        except _DAMAGED:
            raise _damaged() from None


def pictures_to_text(data: bytes, recognise: Recognise) -> Printed:
    """The text of a picture file, a page a picture; InvalidFileError where there is none."""
    lines, unreadable, pages = [], [], 0
    for number, picture in enumerate(open_pictures(data)):
        found = recognise(picture)
        lines += lay_out(found, number)
        if found.unreadable:
            unreadable.append((number, found.unreadable))
        pages += 1
    if not lines:
        raise InvalidFileError(
            "图像里没有认出文字",
            next_step="确认选对了文件；扫描要清晰、端正，不低于150dpi",
            code="no_document",
        )
    return replace(put_together(lines, pages), unreadable=tuple(unreadable))


def _in_colour(image: Any) -> Picture:
    """Turned as its camera says, on white, eight bits a colour."""
    image.load()
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        grey = np.asarray(image).astype(np.int64)
        deep = (grey >> 8 if grey.max(initial=0) > 255 else grey).clip(0, 255).astype(np.uint8)
        return np.repeat(deep[:, :, None], 3, axis=2)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return np.asarray(image.convert("RGB"))


def _damaged() -> InvalidFileError:
    return InvalidFileError(
        "图像打不开：文件残缺或已损坏",
        next_step="在看图软件里打开，另存为PNG或JPEG后再导入",
        code="not_text",
    )
