"""Dates as Chinese documents write them, months by rule 5, working days with 调休."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from zhishu.base.errors import InvalidValueError
from zhishu.base.text import narrow

_CHINESE_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "O": "0",
    "o": "0",
    "Ｏ": "0",
}
_SEPARATED = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CHINESE = re.compile(
    r"([〇零○OoＯ一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]"
)


def _small_number(text: str) -> int:
    """一 to 九十九 as a number."""
    if "十" not in text:
        return int("".join(_CHINESE_DIGITS[c] for c in text))
    tens, _, ones = text.partition("十")
    return (int(_CHINESE_DIGITS[tens]) if tens else 1) * 10 + (
        int(_CHINESE_DIGITS[ones]) if ones else 0
    )


def parse_date(text: str) -> date:
    """Read 2021-08-25, 2021.8.25, 2021/8/25, 2021年8月25日 (blanks inside), 20210825, 二〇二一年八月二十五日.

    Raises InvalidValueError for anything else, a day that does not exist included.
    """
    bare = narrow(text).strip()
    match = _SEPARATED.fullmatch(bare) or _COMPACT.fullmatch(bare)
    if match:
        year, month, day = (int(part) for part in match.groups())
    elif match := _CHINESE.fullmatch(re.sub(r"\s", "", text)):
        year = int("".join(_CHINESE_DIGITS[c] for c in match[1]))
        month, day = _small_number(match[2]), _small_number(match[3])
    else:
        raise InvalidValueError(
            f"日期“{text}”读不出", next_step="应如2026-03-18、2026年3月18日或二〇二六年三月十八日"
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidValueError(f"日期“{text}”不存在", next_step="请核对年、月、日") from None


def print_date(day: date) -> str:
    """For prose and documents: 2026年3月18日."""
    return f"{day.year}年{day.month}月{day.day}日"


def add_months(start: date, months: int) -> date:
    """The corresponding day of a later (or earlier) month, else that month's last day.

    专利法实施细则第五条: a period counted in months ends on the corresponding day of its last
    month; where there is none, on the last day of that month.
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def add_years(start: date, years: int) -> date:
    """The corresponding day of a later year (29 February becomes the 28th)."""
    return add_months(start, 12 * years)


@dataclass(frozen=True)
class WorkingDay:
    """A day found by counting working days; provisional where the year's holidays are not known yet."""

    day: date
    provisional: bool = False


@dataclass(frozen=True)
class Calendar:
    """Holidays and the make-up working days of 调休, known year by year (data of the rulebook)."""

    holidays: frozenset[date] = frozenset()
    made_up: frozenset[date] = frozenset()
    years: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of(cls, by_year: Mapping[int, tuple[Iterable[date], Iterable[date]]]) -> Calendar:
        """From each known year's holidays and make-up working days."""
        return cls(
            frozenset(day for holidays, _ in by_year.values() for day in holidays),
            frozenset(day for _, made_up in by_year.values() for day in made_up),
            frozenset(by_year),
        )

    def knows(self, day: date) -> bool:
        """Whether the holidays of that year are known; if not, only weekends are."""
        return day.year in self.years

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday without holidays, and weekend days worked in exchange (调休)."""
        if day in self.made_up:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def roll(self, day: date) -> WorkingDay:
        """The day itself when it is a working day, else the first working day after it."""
        provisional = not self.knows(day)
        while not self.is_working_day(day):
            day += timedelta(days=1)
            provisional = provisional or not self.knows(day)
        return WorkingDay(day, provisional)

    def add_working_days(self, start: date, count: int) -> WorkingDay:
        """The count-th working day after the start; the start itself is not counted."""
        if count < 0:
            raise ValueError("working days are counted forward")
        day, provisional = start, not self.knows(start)
        while count:
            day += timedelta(days=1)
            provisional = provisional or not self.knows(day)
            count -= self.is_working_day(day)
        return WorkingDay(day, provisional)

    def deadline(self, start: date, months: int) -> WorkingDay:
        """The last day of a period in months (专利法实施细则第五条): rolls to the first working day."""
        return self.roll(add_months(start, months))
