"""A firm's trade name (字号) beside marks: whose names are like, and whether the firm's trade is of their classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhishu.parties.linking.holder_name import HolderName
from zhishu.rules.loading import Located
from zhishu.rules.schema import Fields, iso_date

_USUAL, _LONG = 2, 4


@dataclass(frozen=True)
class TradeClasses:
    """Trade word of a firm's name -> the Nice classes that such firms usually trade in."""

    classes: Mapping[str, tuple[int, ...]]

    def of(self, name: HolderName) -> dict[int, str]:
        """Class -> the trade word that points to it; empty where the name tells of no trade."""
        found: dict[int, str] = {}
        for word, classes in self.classes.items():
            if word in name.trade:
                for number in classes:
                    found.setdefault(number, word)
        return found


def likely_trade_name(name: HolderName) -> tuple[str, str, bool]:
    """The trade name, the trade, and whether that is sure.

    Where no trade is recognised in a long name, its first two characters are taken: most trade names have two.
    """
    sure = bool(name.trade) or len(name.trade_name) < _LONG
    if sure:
        return name.trade_name, name.trade, True
    return name.trade_name[:_USUAL], name.trade_name[_USUAL:], False


def tell_trade(name: HolderName, nice_class: int | None, goods: str, known: TradeClasses) -> str:
    """Whether a mark is for what the firm trades in, in words; never a finding of similar goods."""
    classes = known.of(name)
    if nice_class in classes:
        return f"名称里的“{classes[nice_class]}”通常在第{nice_class}类"
    _, trade, _ = likely_trade_name(name)
    for size in range(min(4, len(trade)), 1, -1):
        for at in range(len(trade) - size + 1):
            if (word := trade[at : at + size]) in goods:
                return f"商品和服务里有“{word}”"
    return "行业与类别看不出相同" if trade else "名称没有写行业，无从比对"


def read_trade_classes(content: Located, *, where: str) -> TradeClasses:
    """The classes of `linking/trade_classes.yaml` as loaded; raises RulebookError by line."""
    fields = Fields(content, where)
    fields.text("trade_classes")
    fields.text("source")
    fields.truth("verified")
    iso_date(fields.text("issued_on"), where, fields.line("issued_on"))
    inner = fields.inner("classes")
    fields.done()
    found = {}
    for word in inner.mapping:
        numbers = inner.take(word)
        if not isinstance(numbers, list) or not all(
            isinstance(one, int) and 1 <= one <= 45 for one in numbers
        ):
            raise inner.error(word, f"“{word}”后面应列出类别，1到45")
        found[word] = tuple(numbers)
    return TradeClasses(found)
