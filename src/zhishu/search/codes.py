"""Values that hits are counted by, as numbers and back: a column of numbers is small and counted fast."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

from zhishu.base.errors import InvalidValueError
from zhishu.base.region import RegionCode
from zhishu.search.fields import RIGHT_KINDS
from zhishu.search.index import Facet

_KINDS = tuple(dict.fromkeys(RIGHT_KINDS.values()))
_SUBCLASS = re.compile(r"([a-z])([0-9]{2})([a-z])")
_ZONE = 1_000_000  # times its digit, above the six digits of a code
_FIRST = ord("a")


def _of_kind(value: str) -> int | None:
    return _KINDS.index(value) if value in _KINDS else None


@lru_cache(maxsize=10_000)
def _of_region(code: str) -> int | None:
    """990102 as it is, its zone 990102Z1 with the zone's digit before."""
    try:
        parsed = str(RegionCode.parse(code))
    except InvalidValueError:
        return None
    county, _, zone = parsed.partition("Z")
    return int(county) + _ZONE * int(zone or 0)


def _to_region(number: int) -> str:
    zone, county = divmod(number, _ZONE)
    return f"{county}Z{zone}" if zone else str(county)


def _of_section(letter: str) -> int | None:
    return ord(letter) - _FIRST if len(letter) == 1 and letter.isascii() else None


def _to_section(number: int) -> str:
    return chr(_FIRST + number)


@lru_cache(maxsize=10_000)
def _of_subclass(symbol: str) -> int | None:
    match = _SUBCLASS.fullmatch(symbol)
    if match is None:
        return None
    return ((ord(match[1]) - _FIRST) * 100 + int(match[2])) * 26 + ord(match[3]) - _FIRST


def _to_subclass(number: int) -> str:
    rest, last = divmod(number, 26)
    letter, digits = divmod(rest, 100)
    return f"{chr(_FIRST + letter)}{digits:02d}{chr(_FIRST + last)}"


# Facet -> a value's number (None where it is none of the facet's), and the value of a number.
CODES: dict[Facet, tuple[Callable[[str], int | None], Callable[[int], str]]] = {
    "right_kind": (_of_kind, _KINDS.__getitem__),
    "year": (int, str),
    "region": (_of_region, _to_region),
    "section": (_of_section, _to_section),
    "subclass": (_of_subclass, _to_subclass),
}


def numbers_of(facet: Facet, values: list[str]) -> list[int]:
    """The numbers of some values, each once."""
    number_of = CODES[facet][0]
    found = (number_of(value) for value in values)
    return list(dict.fromkeys(one for one in found if one is not None))


def value_of(facet: Facet, number: int) -> str:
    """The value that a number stands for."""
    return CODES[facet][1](number)


def with_those_around(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Counts of the narrowest regions, added up for every region around them."""
    found: Counter[str] = Counter()
    for code, count in counts:
        for around in RegionCode.parse(code).chain():
            found[str(around)] += count
    return dict(found)
