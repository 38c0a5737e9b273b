"""Values of rules as a sentence says them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from zhishu.base.dates import print_date
from zhishu.base.money import Money
from zhishu.rules.condition import Operand
from zhishu.rules.fact import Fact, Value


def plain(number: Decimal) -> str:
    """A number without zeros at its end: 3, 299.5, 20,000."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(rate: Decimal) -> str:
    """60%, 3.45%."""
    return f"{plain(rate * 100)}%"


def value_words(fact: Fact, value: Value | Operand) -> str:
    """A value as a sentence says it: 是, 5件, 20,000元, 2026年3月18日, 企业."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return str(Money(value)) if fact.kind == "money" else f"{plain(value)}{fact.unit}"
    if isinstance(value, date):
        return print_date(value)
    return fact.values.get(str(value), str(value))


def test_words(fact: Fact, sign: str, operand: str) -> str:
    """What a comparison asks for: 有效专利不少于3件; of a truth 首次通过认证：是."""
    return f"{fact.title}{'：' if fact.kind == 'truth' else sign}{operand}"


def needed_words(fact: Fact, was: str, needed: str) -> str:
    """What would have to be otherwise: 首次通过认证：须为是（现在为否）."""
    now = was if was == "没有" else f"为{was}"
    return f"{fact.title}：须为{needed}（现在{now}）"


def marked_title(title: str) -> str:
    """A title in 《》, those inside it as 〈〉; a document's number takes no marks: 财税〔2024〕23号."""
    if title.endswith("号") and "〔" in title:
        return title
    inner = title.replace("《", "〈").replace("》", "〉")
    return f"《{inner}》"


@lru_cache(maxsize=10_000)
def yuan_words(money: int) -> str:
    """Fen as 20,000元."""
    return str(Money(Decimal(money) / 100))
