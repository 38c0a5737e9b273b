"""The cells of one row by field, read one after the other; what cannot be read is unknown and a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import ApplicationNumber, PublicationNumber
from zhishu.base.money import Money
from zhishu.base.text import narrow
from zhishu.importers.format import Faults, Row, SetAside
from zhishu.importers.patents import parse_day, split_names
from zhishu.parties.place import Places

# What stands in a cell that says nothing.
EMPTY = {"", "N/A", "NA", "NULL", "null", "-", "--", "—", "/", "\\N"}
_YES = {"是", "有效", "y", "yes", "true", "1"}
_NO = {"否", "无效", "n", "no", "false", "0"}
_PIECES = re.compile(r"[;；,，、|\s]+")
_BETWEEN_DAYS = re.compile(r"至|到|~|～|—|―")
# A register tells the same days and numbers again and again.
parse_known_day = lru_cache(maxsize=50_000)(parse_day)
parse_application = lru_cache(maxsize=50_000)(ApplicationNumber.parse)
parse_publication = lru_cache(maxsize=50_000)(PublicationNumber.parse)


class RowCells:
    """Reads the cells of a row; a cell that its file lacks is empty."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.faults = Faults()
        self._cells = cells

    def __contains__(self, field: str) -> bool:
        return field in self._cells

    def bare(self, field: str) -> str:
        """The cell without blanks around it; "" for one that says nothing."""
        text = self._cells.get(field, "").strip()
        return "" if text in EMPTY else text

    def text(self, field: str) -> str | None:
        """What the cell says, None for nothing."""
        return self.bare(field) or None

    def names(self, field: str) -> list[str] | None:
        """The names in a cell."""
        return split_names(self.bare(field)) or None

    def pieces(self, field: str, form: re.Pattern[str], what: str) -> list[str] | None:
        """The codes in a cell, each once; a piece that is none is a finding: `what` says what it should be."""
        found: dict[str, None] = {}
        for piece in filter(None, _PIECES.split(narrow(self.bare(field)))):
            if form.fullmatch(piece):
                found[piece] = None
            else:
                self.faults.note(field, f"应为{what}", piece)
        return list(found) or None

    def read(self, field: str, parse: Callable[[str], Any]) -> Any:
        """What a parser makes of a cell."""
        return self.faults.read(field, self.bare(field), parse)

    def day(self, field: str) -> date | None:
        """The day in a cell."""
        day: date | None = self.read(field, parse_known_day)
        return day

    def term(self, field: str, first: str, last: str) -> tuple[date | None, date | None]:
        """First and last day: in cells of their own, else in one (2021-01-07至2031-01-06)."""
        begins, ends = self.day(first), self.day(last)
        if begins is None and ends is None and (printed := self.bare(field)):
            parts = [part.strip() for part in _BETWEEN_DAYS.split(printed) if part.strip()]
            if len(parts) == 2:
                begins = self.faults.read(first, parts[0], parse_known_day)
                ends = self.faults.read(last, parts[1], parse_known_day)
            else:
                self.faults.note(last, "起止日期读不出", printed)
        if begins and ends and ends < begins:
            self.faults.note(last, "终止日早于起始日", str(ends))
            ends = None
        return begins, ends

    def not_after(
        self, day: date | None, field: str, later: date | None, words: str
    ) -> date | None:
        """A day unless it comes after one that it cannot come after: then unknown, and a finding in words."""
        if day and later and day > later:
            self.faults.note(field, words, str(day))
            return None
        return day

    def truth(self, field: str) -> bool | None:
        """是 or 否."""
        bare = narrow(self.bare(field)).lower()
        if bare in _YES or bare in _NO:
            return bare in _YES
        if bare:
            self.faults.note(field, "应为是或否", bare)
        return None

    def word(self, field: str, words: Mapping[str, str], *, otherwise: str = "") -> str | None:
        """The word of ours for the first of theirs that stands in the cell; `otherwise` for none of them."""
        bare = self.bare(field)
        for printed, own in words.items():
            if printed in bare:
                return own
        if bare and not otherwise:
            self.faults.note(field, f"应为{'、'.join(words)}之一", bare)
        return otherwise or None if bare else None

    def yuan(self, field: str = "amount", *, signed: bool = False) -> Decimal | None:
        """Money in yuan: `amount` under a heading in 元, `amount_10k` in 万元, `amount_worded` with its unit.

        signed: it may be below nought, as the income of a year is.
        """
        for name, unit in ((field, "元"), (f"{field}_10k", "万元"), (f"{field}_worded", "")):
            bare = self.bare(name)
            if not bare:
                continue
            is_below = signed and narrow(bare).startswith("-")
            printed = narrow(bare).removeprefix("-") if is_below else bare
            amount: Decimal | None = self.faults.read(field, printed, partial(parse_yuan, unit))
            return -amount if is_below and amount is not None else amount
        return None

    def needed(self, field: str, parse: Callable[[str], Any], what: str = "") -> Any:
        """What a parser makes of a cell without which the row says nothing; what: what is missing where it is empty."""
        bare = self.bare(field)
        if not bare:
            raise UnusableRowError(field, f"缺{what}", bare)
        try:
            return parse(bare)
        except InvalidValueError as error:
            raise UnusableRowError(field, error.what, bare) from None


class UnusableRowError(Exception):
    """A row that waits for an officer: its field, why, what stood there."""

    def __init__(self, field: str, reason: str, value: str) -> None:
        super().__init__(field, reason, value)
        self.field, self.reason, self.value = field, reason, value


def reading(
    rule: Callable[[RowCells, Places], dict[str, Any]],
) -> Callable[[int, Mapping[str, str], Places], Row | SetAside]:
    """A rule over the cells of a row as a reader of rows."""

    def read(number: int, cells: Mapping[str, str], places: Places) -> Row | SetAside:
        row = RowCells(cells)
        try:
            values = rule(row, places)
        except UnusableRowError as told:
            return SetAside(number, told.field, told.reason, told.value)
        return Row(number, values, row.faults.all())

    return read


def parse_yuan(unit: str, text: str) -> Decimal:
    """An amount with the unit of its heading, or its own where it bears one."""
    bare = "".join(narrow(text).split())
    try:
        money = Money.parse(bare)
    except InvalidValueError:
        if not unit:
            raise InvalidValueError(
                "金额没有写单位", next_step="标题或格子里写明元或万元"
            ) from None
        money = Money.parse(f"{bare}{unit}")
    if money.currency != "CNY":
        raise InvalidValueError("外币，不折算", next_step="写人民币金额")
    return money.amount
