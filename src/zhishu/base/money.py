"""Money in exact decimals: 千, 万, 亿, Chinese numerals, and the ways registries print capital."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from zhishu.base.errors import InvalidValueError
from zhishu.base.text import narrow

_UNITS = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_CURRENCIES = {
    "人民币": "CNY",
    "元": "CNY",
    "圆": "CNY",
    "美元": "USD",
    "美金": "USD",
    "欧元": "EUR",
    "港元": "HKD",
    "港币": "HKD",
    "日元": "JPY",
    "英镑": "GBP",
    "新台币": "TWD",
    "加拿大元": "CAD",
    "澳大利亚元": "AUD",
    "新加坡元": "SGD",
    "韩元": "KRW",
    "瑞士法郎": "CHF",
}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")
}
_DIGITS["两"] = 2
_STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_NUMERALS = "".join(_DIGITS) + "".join(_STEPS) + "万萬亿億"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SHAPE = re.compile(
    rf"(?:人民币|RMB|CNY|¥)?(?:(?P<digits>{_NUMBER})(?P<unit>千万|百万|十|百|千|万|亿)?|(?P<numeral>[{_NUMERALS}]++))"
    r"(?P<currency>[\u4e00-\u9fff]*)"
)


def parse_numeral(text: str) -> int:
    """A whole number in Chinese numerals: 二十, 一千零五万, 壹佰贰拾, 三亿.

    Raises InvalidValueError when the characters make no number.
    """
    total = section = digit = 0
    seen = False
    for character in text.replace("萬", "万").replace("億", "亿"):
        if character in _DIGITS:
            digit, seen = _DIGITS[character], True
        elif character in _STEPS:
            section += (digit or 1) * _STEPS[character]
            digit, seen = 0, True
        elif character == "万" and seen:
            total += (section + digit) * 10**4
            section = digit = 0
        elif character == "亿" and seen:
            total = (total + section + digit) * 10**8
            section = digit = 0
        else:
            raise InvalidValueError(f"“{text}”不是中文数字", next_step="应如二十、一千零五万")
    if not seen:
        raise InvalidValueError(f"“{text}”不是中文数字", next_step="应如二十、一千零五万")
    return total + section + digit


@dataclass(frozen=True)
class Money:
    """An exact amount in one currency; amounts of different currencies are never added."""

    amount: Decimal
    currency: str = "CNY"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2万元`, `1.2亿元`, `5千元`, `20,000元`, `31.7万人民币`, `18(万元人民币)`, `二十万元`, `壹佰万元整`, `500万美元`.

        A bare number without 元 or currency is refused: it may count anything.
        """
        bare = re.sub(r"[\s()]", "", narrow(text)).removesuffix("整")
        match = _SHAPE.fullmatch(bare)
        refuse = InvalidValueError(f"金额“{text}”读不出", next_step="应如2万元、20,000元、二十万元")
        if match is None:
            raise refuse
        words = match["currency"]
        explicit = bare.startswith(("人民币", "RMB", "CNY", "¥"))
        currency = _CURRENCIES.get(words) or _CURRENCIES.get(words.removeprefix("元"))
        if currency is None and not (explicit and not words):
            raise refuse
        if match["numeral"]:
            amount = Decimal(parse_numeral(match["numeral"]))
        else:
            amount = Decimal(match["digits"].replace(",", "")) * _UNITS[match["unit"] or ""]
        return cls(amount, currency or "CNY")

    @property
    def fen(self) -> int:
        """Whole fen (InvalidValueError when the amount has parts of a fen)."""
        cents = self.amount * 100
        if cents != cents.to_integral_value():
            raise InvalidValueError(f"金额{self.amount}不是整分")
        return int(cents)

    def __str__(self) -> str:
        """20,000元, 0.50元 (two decimals where there are any); a foreign currency by its Chinese name."""
        unit = "元" if self.currency == "CNY" else _name_of(self.currency)
        whole = self.amount == self.amount.to_integral_value()
        return f"{self.amount:,.{0 if whole else 2}f}{unit}"

    def display(self) -> str:
        """For pages: 20,000元 up to 999,999; from there 万元 or 亿元 with two decimals."""
        if self.currency != "CNY" or abs(self.amount) < 10**6:
            return str(self)
        unit, size = ("亿元", 10**8) if abs(self.amount) >= 10**8 else ("万元", 10**4)
        return f"{self.amount / size:,.2f}{unit}"


def _name_of(currency: str) -> str:
    return next(name for name, code in _CURRENCIES.items() if code == currency)
