"""Signatures: the bodies and the day under a notice or at its end, and what a sheet prints behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from zhishu.policy.identity.authorities import is_signature, split_authorities
from zhishu.policy.identity.found import Found, date_or_none
from zhishu.policy.identity.titles import is_title
from zhishu.policy.text.marking import SIGNED_DATE, STRUCTURE
from zhishu.policy.text.pieces import Piece

DAMAGED_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*+年?\s*+(?P<rest>\d{1,2}\s*+月?\s*+\d{1,2})\s*+日"
)
# 2015年月8日, 2023年 月1日: a figure is gone, and nothing says which it was.
_LOST_DATE = re.compile(
    r"(?:19|20)\d{2}\s*+年\s*+(?:月\s*+\d{0,2}\s*+日?|\d{1,2}\s*+月\s*+日|\d{0,2}\s*+日)"
)
_OFFICE = re.compile(
    r"(?:局|部|主|省|市|署|院|州|县|区|会|校|司|行)\s{0,8}(?:长|任|席)(?:\s{1,8}[\u4e00-\u9fff·]{2,8}|[:：][\u4e00-\u9fff·]{2,8})?"
)
_NOTE = re.compile(r"[(（].{2,80}[)）]")
_LAST = 6
# What stands behind the last signature in so many pieces is of the sheet, not of the text.
_LONGEST_TAIL = 12


def is_lost_date(text: str) -> bool:
    """Whether a line is a day of signature with a figure gone."""
    return len(text) < 24 and _LOST_DATE.fullmatch(text.strip()) is not None


def is_damaged_date(text: str) -> bool:
    """Whether a line is a day whose 年 or 月 is gone."""
    return DAMAGED_DATE.fullmatch(text.strip()) is not None


def read_signature(found: Found, rest: list[Piece]) -> list[Piece]:
    """Bodies and day under a notice or at the end; they and what is printed behind them leave the body."""
    for group, last in _groups(rest, found.attached_at):
        if not any(piece is group[-1] for piece in rest):
            # Gone with what stood behind another signature.
            continue
        text = " ".join(piece.text for piece in group)
        day, span = _signed_day(found, group)
        names = split_authorities(
            SIGNED_DATE.sub(
                "", DAMAGED_DATE.sub("", re.sub(r"[(（][^()（）]*[)）]", " ", _bare(text)))
            )
        )
        if day is None and not names and not any(is_lost_date(piece.text) for piece in group):
            continue
        if day is not None and found.issued_on is None:
            found.issued_on = day
            found.places["issued_on"] = (*span, 1.0)
        names = _mend_first(found, names, group)
        if names and not found.issuing_authorities:
            found.issuing_authorities = list(dict.fromkeys(names))
            found.places["issuing_authorities"] = (group[0].start, group[-1].end, 1.0)
        rest = _without(rest, group, last)
        if found.issued_on is not None:
            break
    return rest


def _bare(text: str) -> str:
    return _LOST_DATE.sub("", _OFFICE.sub("", text))


def _without(rest: list[Piece], group: list[Piece], last: bool) -> list[Piece]:
    """The body without a signature and the notes in brackets behind it; at the end without all behind it."""
    at = next(index for index, piece in enumerate(rest) if piece is group[-1]) + 1
    end = at
    while (
        end < len(rest) and _NOTE.fullmatch(rest[end].text) and not STRUCTURE.match(rest[end].text)
    ):
        end += 1
    if last and not _holds_text(rest[at:]):
        end = len(rest)
    gone = {id(piece) for piece in [*group, *rest[at:end]]}
    return [piece for piece in rest if id(piece) not in gone]


def _holds_text(pieces: Sequence[Piece]) -> bool:
    """Whether what follows a signature is a text of its own: numbered, titled or long."""
    return (
        len(pieces) > _LONGEST_TAIL
        or sum(len(piece.text) for piece in pieces) > 600
        or any(STRUCTURE.match(piece.text) or is_title(piece.text) for piece in pieces)
    )


def _mend_first(found: Found, names: list[str], group: list[Piece]) -> list[str]:
    """A name that begins with the last character of another lost what stood before: 委某市人民政府."""
    if names and (match := re.match(r"[委局厅府院部](?=[\u4e00-\u9fff]{2,6}[省市县区])", names[0])):
        start, end = group[0].start, group[-1].end
        found.losses.append(
            ("lost", "issuing_authorities", start, end, names[0], None, 0.8)
        )  # fmt: skip
        return [names[0][match.end() :], *names[1:]]
    return names


def _groups(rest: list[Piece], attached_at: int) -> list[tuple[list[Piece], bool]]:
    """Runs of signature lines, whether at the end: under the notice (before the first number) first."""
    groups: list[tuple[list[Piece], bool]] = []
    run: list[Piece] = []
    first_marker = next(
        (i for i, piece in enumerate(rest) if STRUCTURE.match(piece.text)), len(rest)
    )
    # The last line that has a number or is long text: what follows is the sheet's end.
    last_text = max((i for i, piece in enumerate(rest) if STRUCTURE.match(piece.text)), default=-1)
    for index, piece in enumerate(rest):
        if _is_part(piece.text, bool(run)):
            run.append(piece)
            continue
        if run:
            if run[-1].end <= attached_at < piece.start:
                groups.append((run, False))
            else:
                _add(groups, run, index, first_marker, last_text, len(rest))
        run = []
    if run:
        _add(groups, run, len(rest), first_marker, last_text, len(rest))
    return groups


def _add(
    groups: list[tuple[list[Piece], bool]],
    run: list[Piece],
    index: int,
    first_marker: int,
    last_text: int,
    length: int,
) -> None:
    dated = any(
        SIGNED_DATE.search(piece.text) or is_damaged_date(piece.text) or is_lost_date(piece.text)
        for piece in run
    )
    last = index > last_text and (dated or index > length - _LAST)
    if index <= first_marker or index > length - 4 or last:
        groups.append((run, last))


def _is_part(text: str, begun: bool) -> bool:
    bare = re.sub(r"[(（][^()（）]{1,20}[)）]", "", text).strip()
    return (
        is_damaged_date(bare)
        or is_lost_date(bare)
        or (bool(bare) and is_signature(_bare(bare) or bare))
        or _OFFICE.fullmatch(bare) is not None
    )


def _signed_day(found: Found, group: list[Piece]) -> tuple[date | None, tuple[int, int]]:
    for piece in reversed(group):
        match = SIGNED_DATE.search(piece.text)
        if match and (day := date_or_none(match.group())):
            return day, (piece.start + match.start(), piece.start + match.end())
        damaged = DAMAGED_DATE.search(piece.text)
        if damaged:
            readings = _damaged_days(damaged)
            restored = readings[0] if len(readings) == 1 else None
            found.losses.append(
                ("restored" if restored else "lost", "issued_on", piece.start, piece.end,
                 piece.text, restored.isoformat() if restored else None, 0.9)
            )  # fmt: skip
            return restored, (piece.start, piece.end)
        if is_lost_date(piece.text):
            found.losses.append(
                ("lost", "issued_on", piece.start, piece.end, piece.text, None, 0.9)
            )  # fmt: skip
            return None, (piece.start, piece.end)
    return None, (0, 0)


def _damaged_days(match: re.Match[str]) -> list[date]:
    """Every day that digits without their 年 and 月 may mean."""
    rest = match["rest"]
    if "月" in rest:
        pairs = [tuple(rest.split("月"))]
    else:
        digits = re.sub(r"\s", "", rest)
        pairs = [(digits[:cut], digits[cut:]) for cut in range(1, len(digits))]
    found = set()
    for month, day in pairs:
        if (month.strip().startswith("0") and len(month.strip()) == 1) or (
            day.strip().startswith("0") and len(day.strip()) == 1
        ):
            continue
        try:
            found.add(date(int(match["year"]), int(month), int(day)))
        except ValueError:
            continue
    return sorted(found)
