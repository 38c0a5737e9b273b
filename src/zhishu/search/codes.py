"""Values that hits are counted by, as numbers and back: a column of numbers is small and counted fast."""

from __future__ import annotations

import re
from collections.abc import Callable

from zhishu.search.fields import RIGHT_KINDS
from zhishu.search.index import Facet

_KINDS = tuple(dict.fromkeys(RIGHT_KINDS.values()))
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SYMBOL = re.compile(r"[a-z](?:[0-9]{2}[a-z])?")
_REGION = re.compile(r"[1-9]\d{5}(?:Z\d)?")


def _of_kind(value: str) -> int | None:
    return _KINDS.index(value) if value in _KINDS else None


def _of_region(code: str) -> int | None:
    """990102 as it is, the zone 990102Z1 with one digit more."""
    return int(code.replace("Z", "")) if _REGION.fullmatch(code) else None


def _to_region(number: int) -> str:
    digits = str(number)
    return digits if len(digits) == 6 else f"{digits[:6]}Z{digits[6:]}"


def _of_symbol(symbol: str) -> int | None:
    return int(symbol, 36) if _SYMBOL.fullmatch(symbol) else None


def _to_symbol(number: int) -> str:
    found = ""
    while number:
        number, digit = divmod(number, 36)
        found = _DIGITS[digit] + found
    return found


# Facet -> a value's number (None where it is none of the facet's), and the value of a number.
CODES: dict[Facet, tuple[Callable[[str], int | None], Callable[[int], str]]] = {
    "right_kind": (_of_kind, _KINDS.__getitem__),
    "year": (int, str),
    "region": (_of_region, _to_region),
    "section": (_of_symbol, _to_symbol),
    "subclass": (_of_symbol, _to_symbol),
}


def numbers_of(facet: Facet, values: list[str]) -> list[int]:
    """The numbers of some values, each once."""
    number_of = CODES[facet][0]
    found = (number_of(value) for value in values)
    return list(dict.fromkeys(one for one in found if one is not None))


def value_of(facet: Facet, number: int) -> str:
    """The value that a number stands for."""
    return CODES[facet][1](number)
