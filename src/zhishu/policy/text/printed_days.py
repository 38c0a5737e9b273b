"""Days, months and stretches of time as texts print them, also with blanks or letters among their digits."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from zhishu.base.errors import InvalidValueError
from zhishu.base.money import parse_numeral

NUMERALS = "一二三四五六七八九十"
_CN_DIGITS = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "○": "0",
}
_YEAR = rf"(?:(?:19|20)\d{{2}}|[一二][〇○零0{NUMERALS}]{{3}})"
_SMALL = rf"(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})"
# 6—10月: the first month goes without 月.
_MONTHS = rf"(?=(?:-|—|－|–|~|～|至){{1,2}}{_SMALL}月(?!{_SMALL}[日号]))"
# A day, a month or a year as printed; what stands behind it (底, 上旬) is read apart.
DATE = re.compile(
    rf"(?P<year>{_YEAR})年(?:度)?(?:(?P<month>{_SMALL})(?:月(?:份)?(?:(?P<day>{_SMALL})[日号])?|{_MONTHS}))?"
    rf"|(?<![\d.])(?P<month2>{_SMALL})(?:月(?:份)?(?:(?P<day2>{_SMALL})[日号])?|{_MONTHS})"
    r"|(?P<year3>(?:19|20)\d{2})[./\-](?P<month3>\d{1,2})[./\-](?P<day3>\d{1,2})(?!\d)"
)
_DAY_ALONE = re.compile(rf"({_SMALL})[日号]")
# The hour of a day, and 起, may stand before what leads to the other end.
HOUR = r"(?:上午|下午|早)?(?:\d{1,2}(?:[:：]\d{2}|时|点)(?:\d{2}分|整)?|下班)?"
_TO = re.compile(rf"{HOUR}起?[,，]?(?:--?|－|——?|–|―|──?|~|～|〜|至|到)(?:同年|当年|本年)?")
_PART_OF_MONTH = re.compile(r"(?:上旬|中旬|下旬|月底|底|末|初)")
PART_OF_YEAR = re.compile(
    "(?:第?(?P<quarter>[一二三四1234])季度|(?P<half>[上下])半年|(?P<end>(?:当年|同年)?年[底末终]))"
)
FROM_NOW = re.compile(r"(?:自|从)?(?:即日|发文之日|印发之日|发布之日)起?(?:至|到|-|—{1,2}|－)")


# Blanks part no words of these texts; the end of a line does.
_UNPARTED = re.compile(r"\S+|\n+")
_LETTER_O = re.compile(
    r"(?<=\d)[OＯo](?=[\dOＯo年月日])|(?<=[\d一二])[OＯo](?=[\d一二三四五六七八九十OＯo年])"
)
_O_BEHIND_NOUGHT = re.compile(r"(?<=[\d0])[OＯo](?=[\dOＯo年月日一二三四五六七八九])")


@dataclass(frozen=True)
class Day:
    """A date as printed: to the year, the month or the day; part: 底, 上旬 and the like behind it.

    until: the last month of a quarter or half of a year, of which month is the first.
    """

    year: int
    month: int | None = None
    day: int | None = None
    part: str = ""
    until: int | None = None

    def printed_end(self) -> str:
        """ISO, as far as it is printed; of a quarter its last month."""
        return f"{self.year:04d}-{self.until:02d}" if self.until else self.printed()

    def printed(self) -> str:
        """ISO, as far as it is printed."""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def last_day(self) -> str | None:
        """The last day it may mean; None for the beginning of a month, which is none."""
        month = self.until or self.month or 12
        day = self.day or {"上旬": 10, "中旬": 20}.get(self.part)
        if self.part == "初" and not self.day:
            return None
        return date(self.year, month, day or monthrange(self.year, month)[1]).isoformat()


class Words:
    """The words of a clause without blanks, with the place of each sign in the text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        kept: list[str] = []
        self._places: list[int] = []
        for run in _UNPARTED.finditer(text, start, end):
            kept.append(run.group())
            self._places += range(*run.span())
        words = _LETTER_O.sub("0", "".join(kept))
        self.words = _O_BEHIND_NOUGHT.sub("0", words)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text of words[start:end]."""
        return self._places[start], self._places[end - 1] + 1


def read_number(printed: str | None) -> int | None:
    """The number of digits or of Chinese numerals; None where they are none."""
    if not printed:
        return None
    if printed.isdecimal():
        return int(printed)
    try:
        return parse_numeral(printed)
    except InvalidValueError:
        return None


def _year(printed: str | None) -> int | None:
    if not printed:
        return None
    digits = "".join(_CN_DIGITS.get(sign, sign) for sign in printed)
    return int(digits) if digits.isdecimal() else None


def read_date(words: str, at: int, end: int, year: int | None) -> tuple[Day, int] | None:
    """The date that begins at a place and where it ends; year: whose it is when it has none."""
    match = DATE.match(words, at, end)
    if match is None:
        return _part_of_year(words, at, end, year)
    own = _year(match["year"] or match["year3"])
    month = read_number(match["month"] or match["month2"] or match["month3"])
    day = read_number(match["day"] or match["day2"] or match["day3"])
    stop = match.end()
    if month is None and (part := _part_of_year(words, stop, end, own or year)):
        return part
    return _made(words, own or year, month, day, stop)


def _part_of_year(words: str, at: int, end: int, year: int | None) -> tuple[Day, int] | None:
    """第二季度, 下半年, 年底 of a year that is said before."""
    part = PART_OF_YEAR.match(words, at, end)
    made = _made(words, year, None, None, at)
    if part is None or made is None:
        return None
    if part["end"]:
        return replace(made[0], month=12, part="底"), part.end()
    if part["half"]:
        first, size = (1 if part["half"] == "上" else 7), 6
    else:
        first, size = 3 * (read_number(part["quarter"]) or 1) - 2, 3
    return replace(made[0], month=first, part="", until=first + size - 1), part.end()


def _made(
    words: str, year: int | None, month: int | None, day: int | None, stop: int
) -> tuple[Day, int] | None:
    if year is None or not 1980 <= year <= 2100:
        return None
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and not (month and 1 <= day <= monthrange(year, month)[1]):
        return None
    part = _PART_OF_MONTH.match(words, stop)
    return Day(year, month, day, part.group() if part else ""), part.end() if part else stop


def read_stretch(
    words: str, at: int, end: int, year: int | None
) -> tuple[Day | None, Day, int] | None:
    """A stretch of time: 2022年8月—9月, 8月10日至31日, 即日起至6月底, or one date for both ends."""
    now = FROM_NOW.match(words, at, end)
    if now:
        until = read_date(words, now.end(), end, year)
        return (None, until[0], until[1]) if until else None
    first = read_date(words, at, end, year)
    if first is None:
        return None
    day, stop = first
    to = _TO.match(words, stop, end)
    if to is None:
        until_only = re.compile("(?:日)?(?:以|之)?前").match(words, stop, end)
        return (None, day, until_only.end()) if until_only else (day, day, stop)
    second = read_date(words, to.end(), end, day.year)
    if second is None and day.day is not None and (alone := _DAY_ALONE.match(words, to.end(), end)):
        second = _made(words, day.year, day.month, read_number(alone.group(1)), alone.end())
    if second is None and day.day is None and day.month is None:
        return day, day, stop
    if second is None:
        return (day, day, stop) if not words[to.end() : to.end() + 1].isdigit() else None
    last, stop = second
    if (last.last_day() or last.printed_end()) < day.printed():
        return None
    return day, last, stop
