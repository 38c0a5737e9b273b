"""What is kept of a picture of a mark or a design (rights.images.view), from its bytes. Needs the extra.

ink -> cut to what is drawn -> hash, spectrum, features. Runs behind the door alone.
"""

from __future__ import annotations

import contextlib
import io
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from zhishu.base.errors import InvalidFileError
from zhishu.importers.reading.pictures import count_pictures, open_pictures
from zhishu.importers.reading.recognition import Picture, is_picture
from zhishu.rights.images.view import KEPT_FEATURES, MOST_FEATURES, SPECTRUM, Features, View

Grey = npt.NDArray[np.uint8]
SIDE, MARGIN = 256, 24  # pixels of the longer side of what is drawn, and around it
_SHRUNK = 512
_LEAST_SIDE = 16
_INK = 64  # of 255: what is surely drawn
_GRID = 32
_JOINED = 15  # pixels: parts that stand closer belong together
_RADII, _ANGLES, _FREQUENCIES = 16, 64, 9
_THUMBNAIL = 128
assert _RADII * _FREQUENCIES == SPECTRUM

cv2.setNumThreads(1)
_CORNERS: dict[str, Any] = {
    "scaleFactor": 1.2,
    "nlevels": 8,
    "edgeThreshold": 16,
    "patchSize": 31,
    "fastThreshold": 8,
}


def open_picture(data: bytes) -> Picture:
    """The one picture of a file; InvalidFileError where it is none, has several or is too large or small."""
    if not is_picture(data[:18]):
        raise InvalidFileError(
            "不是能读的图片：按内容认，不看扩展名",
            next_step="在看图软件里另存为PNG或JPEG（也收BMP、TIFF）",
            code="not_text",
        )
    if count_pictures(data) > 1:
        raise InvalidFileError(
            "文件里不止一幅图（多页或动画）", next_step="把每幅图另存为一个文件", code="too_large"
        )
    [picture] = open_pictures(data)
    height, width = picture.shape[:2]
    if min(height, width) < _LEAST_SIDE:
        raise InvalidFileError(
            f"图太小：{width}×{height}像素，每边至少{_LEAST_SIDE}像素",
            next_step="换一幅大一些的，最好每边300像素以上",
            code="too_small",
        )
    return picture


def look_at(picture: Picture) -> View:
    """The view that is kept of a picture; InvalidFileError where nothing is drawn."""
    drawn = reduce_picture(picture)
    return View(_hashes(drawn)[:1], _spectrum(drawn), (_features(drawn, KEPT_FEATURES),))


def look_for(picture: Picture) -> list[View]:
    """The views of a picture that is sought.

    All of it, its main figure where something stands beside it, and the sheet of paper where one is seen.
    """
    drawn = [whole := reduce_picture(picture)]
    if (figure := _main_figure(whole)) is not None:
        drawn.append(figure)
    if (sheet := _sheet(picture)) is not None:
        with contextlib.suppress(InvalidFileError):  # a bright place with nothing on it
            drawn.append(reduce_picture(sheet))
    return [
        View(
            _hashes(one),
            _spectrum(one),
            tuple(
                _features(handled, MOST_FEATURES)
                for handled in (one, 255 - one, np.ascontiguousarray(one[:, ::-1]))
            ),
        )
        for one in drawn
    ]


def make_thumbnail(picture: Picture) -> bytes:
    """A small PNG, made anew from the pixels: nothing of the file's own bytes is in it."""
    small = _shrunk(picture, _THUMBNAIL)
    kept = io.BytesIO()
    Image.fromarray(small).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def reduce_picture(picture: Picture) -> Grey:
    """The ink of a picture, cut to what is drawn, its longer side 256 pixels, with a margin.

    Ink is how far a place is from the colour of the edge, in the colour that differs most: the same for
    dark on light, light on dark and on any colour.
    """
    small = _shrunk(picture, _SHRUNK).astype(np.float32)
    height, width = small.shape[:2]
    strip = max(2, min(height, width) // 40)
    is_edge = np.ones((height, width), bool)
    is_edge[strip:-strip, strip:-strip] = False
    background = np.median(small[is_edge], axis=0)
    far = cv2.GaussianBlur(np.abs(small - background).max(axis=2), (3, 3), 0.8)
    floor = min(float(np.percentile(far[is_edge], 90)), 60)
    top = max(float(np.percentile(far, 99.7)), floor + 30)
    ink = ((far - floor) / (top - floor) * 255).clip(0, 255).astype(np.uint8)
    return _placed(_cut(ink))


def _placed(ink: Grey) -> Grey:
    """Its longer side 256 pixels, with a margin."""
    scale = SIDE / max(ink.shape)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    size = tuple(max(8, round(side * scale)) for side in ink.shape[::-1])
    return np.pad(np.asarray(cv2.resize(ink, size, interpolation=way)), MARGIN)


def _main_figure(drawn: Grey) -> Grey | None:
    """The largest of the parts that stand apart, as where words were set beside a figure; None for one part."""
    near = np.ones((_JOINED, _JOINED), np.uint8)
    _, _, parts, _ = cv2.connectedComponentsWithStats(
        cv2.dilate((drawn > _INK).astype(np.uint8), near)
    )
    if len(parts) < 3:  # the background is one of them
        return None
    left, top, width, height, _ = max(parts[1:], key=lambda part: part[2] * part[3])
    # What was joined to its neighbours is cut tight again.
    return _placed(_cut(drawn[top : top + height, left : left + width]))


def _cut(ink: Grey) -> Grey:
    sure = cv2.medianBlur(ink, 5) > _INK
    if not sure.any():
        sure = ink > _INK
    rows, columns = np.flatnonzero(sure.any(axis=1)), np.flatnonzero(sure.any(axis=0))
    if not len(rows):
        raise InvalidFileError(
            "图里没有画着东西：全是一种颜色", next_step="确认选对了图片", code="no_document"
        )
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _shrunk(picture: Picture, side: int) -> Picture:
    scale = side / max(picture.shape[:2])
    if scale >= 1:
        return picture
    size = tuple(max(1, round(one * scale)) for one in picture.shape[1::-1])
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _hashes(drawn: Grey) -> npt.NDArray[np.uint64]:
    """DCT hashes of what is drawn, stretched to a square: as it stands, by quarter turns, and mirrored."""
    inner = cv2.GaussianBlur(drawn[MARGIN:-MARGIN, MARGIN:-MARGIN], (0, 0), 4)
    square = cv2.resize(inner, (_GRID, _GRID), interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.array(
        [
            dct_hash(np.ascontiguousarray(np.rot90(side, turns)))
            for side in (square, square[:, ::-1])
            for turns in range(4)
        ],
        np.uint64,
    )


def dct_hash(square: npt.NDArray[np.float32]) -> int:
    """64 bits: which of the 8 x 8 lowest frequencies but the mean are above their median (Zauner 2010)."""
    low = cv2.dct(square)[:8, :8].ravel()[1:]
    bits = np.concatenate([[False], low > np.median(low)])
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def _spectrum(drawn: Grey) -> npt.NDArray[np.float32]:
    """How strongly the ink repeats around its middle, by radius: turning changes the phase alone."""
    blurred = cv2.GaussianBlur(drawn, (0, 0), 3).astype(np.float32)
    rows, columns = np.indices(blurred.shape, np.float32)
    mass = float(blurred.sum())
    middle = (float((blurred * columns).sum()) / mass, float((blurred * rows).sum()) / mass)
    radius = np.hypot(columns - middle[0], rows - middle[1]).ravel()
    order = np.argsort(radius)
    inside = np.cumsum(blurred.ravel()[order], dtype=np.float64)
    reach = radius[order][np.searchsorted(inside, 0.98 * inside[-1])] * 1.05
    polar = cv2.warpPolar(
        blurred,
        (_RADII, _ANGLES),
        middle,
        float(max(reach, 1)),
        cv2.INTER_LINEAR + cv2.WARP_FILL_OUTLIERS,
    )
    strength = np.abs(np.fft.rfft(polar.astype(np.float64), axis=0))[:_FREQUENCIES]
    # A ring counts by its length; the root keeps the mean from drowning the rest.
    values = np.sqrt(strength * np.sqrt(np.arange(_RADII) + 0.5)).ravel()
    length = float(np.linalg.norm(values))
    found: npt.NDArray[np.float32] = (values / (length or 1)).astype(np.float32)
    return found


def _features(drawn: Grey, most: int) -> Features:
    """The strongest corners and what it looks like there, seen upright by their own direction (ORB)."""
    found, descriptors = cv2.ORB.create(most, **_CORNERS).detectAndCompute(drawn, None)
    if descriptors is None:
        return Features(np.zeros((0, 2), np.float32), np.zeros((0, 32), np.uint8))
    order = sorted(range(len(found)), key=lambda at: -found[at].response)[:most]
    points = np.array([found[at].pt for at in order], np.float32)
    return Features(points, np.asarray(descriptors)[order])


def _sheet(picture: Picture) -> Picture | None:
    """The sheet of paper in a photograph, set straight; None where none is seen.

    Bright, with four corners, on something darker that shows on all sides.
    """
    small = _shrunk(picture, _SHRUNK)
    height, width = small.shape[:2]
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (5, 5), 0)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    outline = max(outlines, key=cv2.contourArea)
    corners = cv2.approxPolyDP(outline, 0.02 * cv2.arcLength(outline, True), True)
    share = cv2.contourArea(corners) / (height * width)
    if len(corners) != 4 or not cv2.isContourConvex(corners) or not 0.2 < share < 0.95:
        return None
    quad = _in_order(corners.reshape(4, 2).astype(np.float32))
    across = int(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3])))
    down = int(max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1])))
    straight = np.array([[0, 0], [across, 0], [across, down], [0, down]], np.float32)
    made = cv2.warpPerspective(small, cv2.getPerspectiveTransform(quad, straight), (across, down))
    # The edge of the sheet itself is no part of what is on it.
    inset = max(3, min(across, down) // 50)
    inner: Any = made[inset:-inset, inset:-inset]
    return inner if min(inner.shape[:2]) >= _LEAST_SIDE else None


def _in_order(corners: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """From the upper left, clockwise."""
    total, slope = corners.sum(axis=1), np.diff(corners, axis=1).ravel()
    picked = [total.argmin(), slope.argmin(), total.argmax(), slope.argmax()]
    found: npt.NDArray[np.float32] = np.ascontiguousarray(corners[picked])
    return found
