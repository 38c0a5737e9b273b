"""From when to when a text is in force, as its own clauses say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from zhishu.base.dates import add_years
from zhishu.policy.identity.found import Found, date_or_none
from zhishu.policy.text.pieces import Piece

_DAY = (
    r"(?:(?:19|20)\d{2}\s*+年\s*+\d{1,2}\s*+月\s*+\d{1,2}\s*+日|"
    r"[二一][〇零○O九]{1}[〇零○O一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_BEGINS = r"起?(?:正式|开始|试)?(?:施行|实施|执行|生效|试行|实行|适用)"
_FROM_DATE = re.compile(
    rf"(?:[自从于]|本(?:办法|规定|细则|措施|政策|意见|通知|方案|条款|标准|制度))\s*+(?P<date>{_DAY})\s*+{_BEGINS}"
)
_FROM_ISSUE = re.compile(
    r"自(?:印发|发布|公布|发文|下发|颁布|签发)之?日起(?:\d{1,3}日后)?(?:正式|开始|试)?(?:施行|实施|执行|生效|试行|实行)"
)
_TO_DATE = re.compile(
    rf"(?:有效期(?:限)?(?:为)?(?:至|到|截至)|(?:施行|实施|执行|试行|实行)(?:至|到)|(?<=[行施效])[，,]至|有效期截止(?:至|到)?|有效期自[^。；]{{4,24}}(?:至|到))\s*+(?P<date>{_DAY})"
)
_TO_YEARS = re.compile(
    r"(?:有效期(?:限)?|试行期(?:限)?|试行|施行期(?:限)?|执行期(?:限)?|实施期(?:限)?)(?:暂定)?(?:为)?\s{0,4}(?P<years>[一二两三四五六七八九十]|\d{1,2})\s{0,4}年"
)
_NUMERALS = "〇一二三四五六七八九十"
# 本办法自…: a text speaks of itself; elsewhere a day may be another text's.
_OWN = re.compile(r"本(?:[\u4e00-\u9fff《》]{1,14}自|[\u4e00-\u9fff]{2}(?:19|20)\d{2}年)")


def read_force(found: Found, body: Sequence[Piece]) -> None:
    """The days of force and, where a number of years is said, the last day of it."""
    near = [*body[:3], *body[-6:]]
    pieces = [piece for piece in body if piece in near or _OWN.search(piece.text)]
    for piece in pieces:
        if match := _FROM_DATE.search(piece.text):
            if (day := date_or_none(match["date"])) is not None:
                found.effective_from = day
                _place(found, "effective_from", piece, match)
        elif (match := _FROM_ISSUE.search(piece.text)) and found.effective_from is None:
            found.effective_from = found.issued_on
            _place(found, "effective_from", piece, match)
        if match := _TO_DATE.search(piece.text):
            found.effective_to = date_or_none(match["date"])
            _place(found, "effective_to", piece, match)
        elif (
            found.effective_to is None
            and found.effective_from
            and (match := _TO_YEARS.search(piece.text))
        ):
            found.effective_to = _last_day(found.effective_from, match["years"])
            _place(found, "effective_to", piece, match)


def _last_day(start: date, printed: str) -> date:
    years = printed.replace("两", "二")
    count = int(years) if years.isdigit() else _NUMERALS.index(years)
    return date.fromordinal(add_years(start, count).toordinal() - 1)


def _place(found: Found, name: str, piece: Piece, match: re.Match[str]) -> None:
    found.places[name] = (piece.start + match.start(), piece.start + match.end(), 1.0)
