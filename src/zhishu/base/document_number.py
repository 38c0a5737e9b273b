"""文号: the number of an official document, in every bracket kind; null rather than a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from zhishu.base.errors import InvalidValueError
from zhishu.base.money import parse_numeral

_OPEN, _CLOSE = r"〔\[［【（(﹝〈<", r"〕\]］】）)﹞〉>"
_BLANK = r"[\s\u3000\u00a0]*+"
_YEAR = r"(?:19|20)\d{2}"
# The agency's short name: Chinese characters that are no words of a citation.
_BRACKETED = re.compile(
    rf"(?P<agency>[\u4e00-\u9fff]{{2,12}}){_BLANK}[{_OPEN}]{_BLANK}(?P<year>{_YEAR}){_BLANK}[{_CLOSE}]"
    rf"{_BLANK}(?:第)?{_BLANK}0*(?P<serial>\d{{1,4}}){_BLANK}号"
)
_NUMERAL = "[〇零○一二三四五六七八九十百千]+"
_ORDER = re.compile(
    rf"(?P<agency>[\u4e00-\u9fff]{{2,16}}(?:令|公告)){_BLANK}(?:第)?{_BLANK}(?P<serial>\d{{1,4}}|{_NUMERAL}){_BLANK}号"
)


@dataclass(frozen=True, order=True)
class DocumentNumber:
    """机关代字 + 〔year〕 + serial + 号 (GB/T 9704-2012, 7.2.5); year None for orders and announcements."""

    agency: str
    year: int | None
    serial: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number that is the whole text; raises InvalidValueError for a damaged or partial one."""
        match = _BRACKETED.fullmatch(text.strip()) or _ORDER.fullmatch(text.strip())
        if match is None:
            raise InvalidValueError(
                f"文号“{text}”读不出", next_step="应如云政办发〔2026〕12号或国家知识产权局令第77号"
            )
        return cls._of(match)

    @classmethod
    def _of(cls, match: re.Match[str]) -> Self:
        found = match.groupdict()
        serial = found["serial"]
        return cls(
            found["agency"],
            int(found["year"]) if found.get("year") else None,
            int(serial) if serial.isdigit() else _ordinal(serial),
        )

    def __str__(self) -> str:
        if self.year is None:
            return f"{self.agency}第{self.serial}号"
        return f"{self.agency}〔{self.year}〕{self.serial}号"


def _ordinal(text: str) -> int:
    """四六一 read digit by digit, 七十七 as a number."""
    if re.search("[十百千]", text):
        return parse_numeral(text.replace("○", "〇"))
    return int("".join(str("〇一二三四五六七八九".index(c)) for c in re.sub("[零○]", "〇", text)))


@dataclass(frozen=True)
class FoundNumber:
    """A 文号 and its place in the text."""

    number: DocumentNumber
    start: int
    end: int


def find_document_numbers(text: str) -> list[FoundNumber]:
    """Every 文号 with a year in a text, in order; damaged ones are not among them."""
    return [
        FoundNumber(DocumentNumber._of(match), match.start(), match.end())
        for match in _BRACKETED.finditer(text)
    ]
