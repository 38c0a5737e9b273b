"""A document's own 文号: in its own line, in a bracket under the title, in the page's table; damaged ones restored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from zhishu.base.document_number import DocumentNumber
from zhishu.base.errors import InvalidValueError
from zhishu.policy.identity.found import Found, date_or_none, tidy
from zhishu.policy.identity.headers import is_header_line, read_cells
from zhishu.policy.text.pieces import Piece

BRACKETED_NUMBER = r"[\u4e00-\u9fff]{2,14}\s*+[〔\[［【（(﹝〈]\s*+(?:19|20)\d{2}\s*+[〕\]］】）)﹞〉]\s*+(?:第)?\s*+\d{1,4}\s*+号?"
_ORDER = (
    r"[\u4e00-\u9fff]{2,22}(?:令|公告|通告)\s*+(?:(?:19|20)\d{2}\s*+年\s*+)?第\s*+[\d一二三四五六七八九十百]{1,5}\s*+号|"
    r"[\u4e00-\u9fff]{3,22}第\s*+\d{1,4}\s*+号令"
)
_DAY = r"(?:19|20)\d{2}\s*+年\s*+\d{1,2}\s*+月\s*+\d{1,2}\s*+日"
NUMBER_LINE = re.compile(
    rf"[（(]?\s*+(?P<number>{BRACKETED_NUMBER}|{_ORDER})(?:[\s,，]{{1,6}}(?P<date>{_DAY}))?\s*+[)）]?"
)
_NUMBER_BEGINNING = re.compile(rf"(?:{BRACKETED_NUMBER})")
# 某某总局令 on one line, 第168号 on the next.
_ORDER_HALF = re.compile(r"[\u4e00-\u9fff]{2,22}(?:令|公告|通告)")
_ORDER_REST = re.compile(
    r"[（(]?\s*+(?:(?:19|20)\d{2}\s*+年\s*+)?第\s*+[\d一二三四五六七八九十百]{1,5}\s*+号\s*+[)）]?"
)
_DAMAGED = re.compile(
    r"(?P<agency>[\u4e00-\u9fff]{2,10})\s*+(?P<open>[〔\[［【（(﹝]?)\s*+(?P<year>(?:19|20)\d{2})\s*+[〕\]］】）)﹞]?\s*+(?P<serial>\d{1,4})\s*+(?P<hao>号?)"
)
_EMPTY = re.compile(
    r"[\u4e00-\u9fff]{2,10}[〔\[［【（(﹝]\s*+(?:(?:19|20)\d{2})?\s*+[〕\]］】）)﹞]\s*+第?\s*+号"
)
_AT_END = re.compile(rf"[\s\u3000](?P<number>{BRACKETED_NUMBER})$")
_NO_AGENCY = re.compile(r"(?:根据|按照|依据|关于|现将|截至|到|自|于|年|月)")


def is_number_line(text: str) -> bool:
    """Whether a line is a 文号 and nothing else, a damaged or empty one too."""
    return len(text) < 60 and (
        NUMBER_LINE.fullmatch(text) is not None
        or _ORDER_REST.fullmatch(text) is not None
        or is_order_line(text)
        or is_damaged_number(text)
    )


def is_order_half(text: str) -> bool:
    """Whether a line is the head of an order or announcement whose number stands on the next line."""
    return len(text) < 26 and _ORDER_HALF.fullmatch(text) is not None and "关于" not in text


def begins_with_number(text: str) -> bool:
    """Whether a line begins with a whole 文号 (others of a page dump may follow)."""
    return _NUMBER_BEGINNING.match(text) is not None


def is_order_line(text: str) -> bool:
    """Whether a line is the head of an order or announcement without its number."""
    return len(text) < 26 and re.fullmatch(r"[\u4e00-\u9fff]{3,22}令", text) is not None


def is_damaged_number(text: str) -> bool:
    """Whether a line is what is left of a 文号: a bracket or its serial is gone."""
    bare = re.sub(r"\s", "", text)
    return _EMPTY.fullmatch(bare) is not None or (
        _DAMAGED.fullmatch(bare) is not None and not _NO_AGENCY.search(bare)
    )


def parse_number(text: str) -> str | None:
    """A 文号 as it is stored; orders with a year as printed (海关总署公告2022年第104号)."""
    bare = re.sub(r"\s", "", text).strip("（()）") if text[:1] in "（(" else re.sub(r"\s", "", text)
    try:
        return str(DocumentNumber.parse(tidy(bare)))
    except InvalidValueError:
        return bare if re.fullmatch(_ORDER.replace(r"\s*+", ""), bare) else None


def read_number(found: Found, head: Sequence[Piece]) -> None:
    """The number of a line of the head or of the page's table; a day beside it is the day of issue."""
    for piece in head:
        if match := NUMBER_LINE.fullmatch(piece.text):
            number = parse_number(match["number"])
            if number is None:
                continue
            at = piece.start + match.start("number")
            _take(found, number, at, at + len(match["number"]))
            if match["date"] and found.issued_on is None and (day := date_or_none(match["date"])):
                found.issued_on = day
                found.places["issued_on"] = (piece.start, piece.end, 0.9)
            return
    for piece, following in pairwise(head):
        if _ORDER_HALF.fullmatch(piece.text) and _ORDER_REST.fullmatch(following.text):
            number = parse_number(piece.text + following.text.strip("（()） "))
            if number:
                _take(found, number, piece.start, following.end)
                return
    for piece in head:
        # Behind the cells of a header line, without a label of its own.
        if is_header_line(piece.text) and (match := _AT_END.search(piece.text)):
            number = parse_number(match["number"])
            if number:
                at = piece.start + match.start("number")
                _take(found, number, at, piece.end)
                return
        for cell in read_cells(piece.text):
            if cell.name == "number" and (number := parse_number(cell.value)):
                _take(found, number, piece.start + cell.start, piece.start + cell.end)
                return


def _take(found: Found, number: str, start: int, end: int) -> None:
    found.document_number = number
    found.places["document_number"] = (start, end, 1.0)


def repair_number(found: Found, head: Sequence[Piece]) -> None:
    """〔20215 of a document signed in 2021 is 〔2021〕5号: one reading only, else null and a loss.

    Without a day of its own the opening bracket and 号 leave one reading as well: a year has four digits.
    """
    if found.document_number is not None:
        return
    for piece in head:
        bare = re.sub(r"\s", "", piece.text)
        if not is_damaged_number(bare):
            continue
        match = _DAMAGED.fullmatch(bare)
        restored, confidence = None, 0.5
        if match is not None:
            day = found.issued_on or found.published_on
            restored, confidence = _restored(match, day)
            if restored:
                found.document_number = restored
                found.places["document_number"] = (piece.start, piece.end, confidence)
        found.losses.append(
            ("restored" if restored else "lost", "document_number", piece.start, piece.end,
             piece.text, restored, confidence)
        )  # fmt: skip
        return


def _restored(match: re.Match[str], day: date | None) -> tuple[str | None, float]:
    whole = f"{match['agency']}〔{match['year']}〕{int(match['serial'])}号"
    if day is not None:
        return (whole, 0.9) if int(match["year"]) == day.year else (None, 0.5)
    return (whole, 0.8) if match["open"] and match["hao"] else (None, 0.5)


def agency_of_order(number: str | None) -> str | None:
    """The body that gave an order or announcement, as its number names it."""
    match = re.match(
        r"([\u4e00-\u9fff]{3,22}?)(?:令|公告|通告)(?:(?:19|20)\d{2}年)?第", number or ""
    )
    if match is None:
        match = re.match(r"([\u4e00-\u9fff]{3,22}?)第\d+号令", number or "")
    return match.group(1) if match else None
