"""What recognising the text of a picture gives, and what it takes; the engine itself is an extra (recogniser.py).

A page is recognised piece by piece: a piece is a line, or a part of one, with a confidence for each
character. Nothing is corrected: a character that the engine is not sure of is kept and told as doubtful.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from zhishu.base.errors import InvalidFileError
from zhishu.importers.reading.printed import Box

# Pages of one file that are recognised; each takes some seconds.
MAX_PAGES = 100
MAX_PIXELS = 60_000_000  # of one picture: A3 at 500 dots an inch
# Of the longer side of a page when it is recognised: A4 at 150 dots an inch, where letters are as large
# as the models want them.
LONGEST_SIDE = 1754
# A character that is less sure than this is told as doubtful, a piece that is so on the average is noise.
DOUBTFUL = 0.8
UNREADABLE = 0.5
INSTALL = "./zhishu install ocr"
_BITMAP_HEADERS = {12, 40, 52, 56, 64, 108, 124}

Picture = npt.NDArray[np.uint8]  # height x width x red, green, blue


@dataclass(frozen=True)
class Piece:
    """Words with how sure each character is; edges in pixels of the page set upright; box: see Line."""

    text: str
    sure: tuple[float, ...]
    left: float
    top: float
    right: float
    bottom: float
    box: Box


@dataclass(frozen=True)
class Ruling:
    """A ruled line of a table: its place across, and from where to where it goes, in pixels."""

    at: float
    start: float
    end: float


@dataclass(frozen=True)
class RecognisedPage:
    """What stands on a page set upright: pieces, rulings across and down, and how many pieces were noise."""

    pieces: tuple[Piece, ...] = ()
    across: tuple[Ruling, ...] = ()
    down: tuple[Ruling, ...] = ()
    unreadable: int = 0


Recognise = Callable[[Picture], RecognisedPage]


class NeedsRecognitionError(InvalidFileError):
    """A file has pages that are pictures, and nobody was given to recognise them."""

    code = "scanned"

    def __init__(self, what: str, pages: int) -> None:
        super().__init__(
            what,
            next_step=f"请管理员安装识别扩展：{INSTALL}；或找到它的网页、Word原件",
        )
        self.pages = pages


def is_picture(head: bytes) -> bool:
    """Whether a file is a picture of a kind that is recognised, by its first 18 bytes."""
    return head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")) or (
        head.startswith(b"BM")
        and head[6:10] == bytes(4)
        and int.from_bytes(head[14:18], "little") in _BITMAP_HEADERS
    )


def is_installed() -> bool:
    """Whether the extra is there; nothing of it is loaded."""
    return all(map(find_spec, ("rapidocr", "onnxruntime")))


def check_pages(count: int) -> None:
    """Refuse a file with more pictures than are recognised at a time."""
    if count > MAX_PAGES:
        raise InvalidFileError(
            f"有{count}页要识别，一次最多{MAX_PAGES}页",
            next_step="拆成几个文件后分别导入",
            code="too_large",
        )


def check_size(width: int, height: int) -> None:
    """Refuse a picture by its size before it is unpacked."""
    if width * height > MAX_PIXELS:
        raise InvalidFileError(
            f"图像太大：{width}×{height}像素，最多{MAX_PIXELS // 10_000}万像素",
            next_step="按200至300dpi重新扫描，或缩小后再导入",
            code="too_large",
        )
