"""The engine that recognises the text of a page: PP-OCR models by rapidocr and onnxruntime. Needs the extra.

find lines -> set the page upright and straight -> read each line. On one thread, from models that lie in the
package; nothing is written and nothing fetched.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from rapidocr import RapidOCR
from rapidocr.ch_ppocr_rec.typings import TextRecInput

from zhishu.base.text import HAN
from zhishu.importers.reading.printed import Box
from zhishu.importers.reading.recognition import (
    DOUBTFUL,
    LONGEST_SIDE,
    UNREADABLE,
    Picture,
    Piece,
    RecognisedPage,
    Ruling,
)

Quads = npt.NDArray[np.float32]  # lines x 4 corners from the upper left, clockwise x (x, y)
Matrix = npt.NDArray[np.float64]  # 3 x 3, from places on the page set upright to places in the file

_OPTIONS = {
    "Global.log_level": "error",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    # A line by itself: what is read in it does not hang on its neighbours, and memory stays small.
    "Rec.rec_batch_num": 1,
}
_LINE_HEIGHT = 48  # of the picture of a line that the models take
_LONGEST_LINE = 6_000
_STRAIGHT = 0.3  # degrees that need no setting right
_WIDE = 1.7  # steps between two characters that hold a blank
_HAN = re.compile(f"[{HAN}]")
_SEAL = (0.1, 0.35)  # sides of a seal as shares of the page's width: 20 to 70 mm


@cache
def load_engine() -> Any:
    """The engine with its three models; loaded once, before children are forked."""
    cv2.setNumThreads(1)
    engine = RapidOCR(params=_OPTIONS)
    engine._load_det_model()
    engine._load_cls_model()
    engine._load_rec_model()
    return engine


def recognise(picture: Picture) -> RecognisedPage:
    """The pieces and rulings of one page."""
    height, width = picture.shape[:2]
    page, back = _shrunk(picture)
    page = without_seals(np.ascontiguousarray(page[:, :, ::-1]))
    quads = _find(page)
    if len(quads) and _is_lying(quads):
        page, back = np.ascontiguousarray(np.rot90(page)), back @ _turned_back(page.shape)
        quads = _find(page)
    if not len(quads):
        return RecognisedPage()
    page, quads, back = _straightened(page, quads, back)
    crops = [_cut_out(page, quad) for quad in quads]
    if _is_upside_down(crops):
        page, crops = (
            cv2.rotate(page, cv2.ROTATE_180),
            [cv2.rotate(one, cv2.ROTATE_180) for one in crops],
        )
        size = np.array([page.shape[1], page.shape[0]], np.float32)
        quads = (size - quads)[:, [2, 3, 0, 1]]
        back = back @ np.array([[-1, 0, size[0]], [0, -1, size[1]], [0, 0, 1.0]])
    read = [_read(crop) for crop in crops]
    pieces = tuple(
        _piece(text, sure, quad, back, width, height)
        for (text, sure), quad in zip(read, quads, strict=True)
        if text and sum(sure) >= UNREADABLE * len(sure)
    )
    noise = sum(bool(text) for text, _ in read) - len(pieces)
    return RecognisedPage(pieces, *_rulings(page), noise)


def without_seals(page: Picture) -> Picture:
    """Red seals made paper, so that the print below them is read; red titles stay. page: blue, green, red."""
    blue, green, red = (page[:, :, at].astype(np.int16) for at in range(3))
    mask = ((red > 110) & (red - np.maximum(blue, green) > 45)).astype(np.uint8)
    if mask.mean() < 0.0005:
        return page
    reach = max(3, page.shape[1] // 150)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(joined)
    made = page.copy()
    for left, top, width, height, _ in found[1:]:
        least, most = (share * page.shape[1] for share in _SEAL)
        if least < width < most and least < height < most and 0.6 < width / height < 1.7:
            part = np.s_[top : top + height, left : left + width]
            # Red ink is light to the red channel and black print dark: what is as light as the ink is paper.
            seen = page[part][:, :, 2:].astype(np.float32)
            light = float(np.median(seen[:, :, 0][mask[part] > 0]))
            made[part] = (seen * 255 / light).clip(0, 255).astype(np.uint8)
    return made


def _shrunk(page: Picture) -> tuple[Picture, Matrix]:
    scale = LONGEST_SIDE / max(page.shape[:2])
    if scale >= 1:
        return page, np.eye(3)
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return small, np.diag([1 / scale, 1 / scale, 1])


def _find(page: Picture) -> Quads:
    """Where the lines are."""
    found = load_engine().text_det(page).boxes
    return np.zeros((0, 4, 2), np.float32) if found is None else np.asarray(found, np.float32)


def _sides(quads: Quads) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Width and height of each."""
    return (
        np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1),
        np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1),
    )


def _is_lying(quads: Quads) -> bool:
    """Whether most of the print goes down the page: it was scanned lying."""
    width, height = _sides(quads)
    return bool((width * height)[height > 1.5 * width].sum() > (width * height).sum() / 2)


def _turned_back(shape: tuple[int, ...]) -> Matrix:
    """Undoes a quarter turn of a page of this shape against the clock."""
    return np.array([[0, -1, shape[1]], [1, 0, 0], [0, 0, 1.0]])


def _straightened(page: Picture, quads: Quads, back: Matrix) -> tuple[Picture, Quads, Matrix]:
    """Turned so that lines lie level; the middle of what the longer lines say."""
    width, _ = _sides(quads)
    across = quads[:, 1] - quads[:, 0]
    angles = np.degrees(np.arctan2(across[:, 1], across[:, 0]))[width >= np.median(width)]
    angle = float(np.median(angles))
    if not _STRAIGHT < abs(angle) < 15:
        return page, quads, back
    height, breadth = page.shape[:2]
    turn = cv2.getRotationMatrix2D((breadth / 2, height / 2), angle, 1.0)
    page = cv2.warpAffine(page, turn, (breadth, height), borderValue=(255, 255, 255))
    whole = np.vstack([turn, [0, 0, 1]])
    quads = (quads @ turn[:, :2].T + turn[:, 2]).astype(np.float32)
    return page, quads, back @ np.linalg.inv(whole)


def _cut_out(page: Picture, quad: npt.NDArray[np.float32]) -> Picture:
    """The picture of a line, never turned: a 1 by itself is higher than wide and stands all the same."""
    wide = max(
        1, round(float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))))
    )
    high = max(
        1, round(float(max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))))
    )
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad, corners)
    line: Picture = cv2.warpPerspective(
        page, matrix, (wide, high), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
    if wide * _LINE_HEIGHT > _LONGEST_LINE * high:
        line = cv2.resize(line, (_LONGEST_LINE * high // _LINE_HEIGHT or 1, high))
    return line


def _is_upside_down(crops: list[Picture]) -> bool:
    """Whether most of the longer lines stand on their head."""
    telling = [one for one in crops if one.shape[1] > 3 * one.shape[0]] or crops
    told = load_engine().text_cls(telling).cls_res
    return sum(float(sure) * (1 if label == "180" else -1) for label, sure in told) > 0


def _read(crop: Picture) -> tuple[str, tuple[float, ...]]:
    """The words of a line and how sure each character is, without blanks at the ends."""
    read = load_engine().text_rec(TextRecInput(img=[crop], return_word_box=True))
    text, words = str(read.txts[0]), read.word_results[0]
    sure = [float(one) for one in words.confs] if words is not None and words.confs else []
    if len(sure) != len(text):  # an entry of the models' list that is no single character
        sure = [float(read.scores[0])] * len(text)
    elif words is not None:
        text, sure = _with_blanks(text, sure, [at for word in words.word_cols for at in word])
    text, sure = _without_doubtful_blanks(text, sure)
    lead = len(text) - len(text.lstrip())
    end = max(lead, len(text.rstrip()))
    return text[lead:end], tuple(sure[lead:end])


def _without_doubtful_blanks(text: str, sure: list[float]) -> tuple[str, list[float]]:
    """A blank that may be none says nothing: 20 25年 is wide print."""
    kept = [at for at, one in enumerate(text) if one != " " or sure[at] >= DOUBTFUL]
    return "".join(text[at] for at in kept), [sure[at] for at in kept]


def _with_blanks(text: str, sure: list[float], places: list[int]) -> tuple[str, list[float]]:
    """With a blank where a character's width is left free between two Chinese ones: 第一条　为….

    The models see letters and no blanks there; places: where each character stands, without blanks.
    """
    if len(places) != len(text):  # there are blanks, or what the models count otherwise
        return text, sure
    steps = [
        after - before
        for before, after, a, b in zip(places, places[1:], text, text[1:], strict=False)
        if _HAN.match(a) and _HAN.match(b)
    ]
    if len(steps) < 3:
        return text, sure
    wide = _WIDE * float(np.median(steps))
    made, kept = text[:1], sure[:1]
    for at in range(1, len(text)):
        between = _HAN.match(text[at - 1]) and _HAN.match(text[at])
        if between and places[at] - places[at - 1] > wide:
            made, kept = made + " ", [*kept, 1.0]
        made, kept = made + text[at], [*kept, sure[at]]
    return made, kept


def _piece(
    text: str,
    sure: tuple[float, ...],
    quad: npt.NDArray[np.float32],
    back: Matrix,
    width: int,
    height: int,
) -> Piece:
    left, top = quad.min(axis=0)
    right, bottom = quad.max(axis=0)
    corners = np.column_stack([quad.astype(np.float64), np.ones(4)]) @ back.T
    places = (corners[:, :2] / (width, height)).clip(0, 1)
    low, high = places.min(axis=0), places.max(axis=0)
    box: Box = tuple(round(float(one), 4) for one in (*low, *high))  # type: ignore[assignment]
    return Piece(text, sure, float(left), float(top), float(right), float(bottom), box)


def _rulings(page: Picture) -> tuple[tuple[Ruling, ...], tuple[Ruling, ...]]:
    """Ruled lines across and down: ink that runs on for a good part of the page."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12
    )
    height, width = ink.shape
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, max(20, width // 25)), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((max(20, height // 40), 1), np.uint8))
    return (
        tuple(
            Ruling(top + high / 2, left, left + wide) for left, top, wide, high in _boxes(across)
        ),
        tuple(Ruling(left + wide / 2, top, top + high) for left, top, wide, high in _boxes(down)),
    )


def _boxes(ink: Picture) -> list[tuple[float, float, float, float]]:
    _, _, found, _ = cv2.connectedComponentsWithStats(ink)
    thick = max(ink.shape) / 60
    return [
        (float(left), float(top), float(wide), float(high))
        for left, top, wide, high, _ in found[1:]
        if min(wide, high) < thick
    ][:2000]
