"""From an address or a 国省代码 to the region it lies in; never a guess between two of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from zhishu.base.region import RegionCode

_GENERIC = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "市", "郊区"}
_PROVINCE_TAIL = re.compile(r"(?:维吾尔|壮族|回族)?自治区$|特别行政区$|省$|市$")
_CITY_TAIL = re.compile(
    r"(?:市|地区|盟|[\u4e00-\u9fff]{1,2}族(?:(?:(?!族)[\u4e00-\u9fff]){1,3}族){0,8}自治州)$"
)
# 北京东路, 江西道: a street that bears the name of a region says nothing of where it is.
_STREET = re.compile(r"[东西南北中一二三]{0,2}(?:路|街|大街|大道|道|巷|弄|胡同)")
# How the kinds of zones are written, short and long.
_ZONE_TAILS = (
    ("高新技术产业开发区", "高新区"),
    ("经济技术开发区", "经开区"),
)
_LONGEST_NAME = 20


class NamedRegion(Protocol):
    """What a place is found by: a code, a name, and whether the code still holds."""

    @property
    def code(self) -> RegionCode: ...
    @property
    def name(self) -> str: ...
    @property
    def until(self) -> object: ...


class Names:
    """Names and the one region that bears each; a name of two regions leads nowhere."""

    def __init__(self) -> None:
        self._codes: dict[str, str | None] = {}

    def add(self, name: str, code: str) -> None:
        """Know a name; met for another region too, it is ambiguous from now on."""
        known = self._codes.get(name, code)
        self._codes[name] = code if known == code else None

    def longest(self, text: str) -> tuple[str, str | None]:
        """The longest name that a text begins with, and its code (None: ambiguous, or no name at all)."""
        for length in range(min(len(text), _LONGEST_NAME), 1, -1):
            if text[:length] in self._codes:
                return text[:length], self._codes[text[:length]]
        return "", None


class Places:
    """The names of regions as addresses begin with them: province, city, county, zone."""

    def __init__(self, regions: Iterable[NamedRegion]) -> None:
        self._provinces, self._short_provinces = Names(), Names()
        self._cities, self._counties = Names(), Names()
        self._printed: dict[str, str] = {}
        self._cities_in: dict[str, Names] = {}
        self._short_cities_in: dict[str, Names] = {}
        self._counties_in: dict[str, Names] = {}
        for region in regions:
            if region.until is None and region.name not in _GENERIC:
                self._add(region.code, region.name)
        self._find = lru_cache(maxsize=50_000)(self._locate)

    def _add(self, code: RegionCode, name: str) -> None:
        text = str(code)
        if code.level == "province":
            short = _PROVINCE_TAIL.sub("", name)
            self._provinces.add(name, text)
            self._short_provinces.add(short, text)
            self._printed.update({name: text, short: text, text[:2]: text})
        elif code.level == "city":
            self._cities.add(name, text)
            self._cities_in.setdefault(text[:2], Names()).add(name, text)
            self._short_cities_in.setdefault(text[:2], Names()).add(_CITY_TAIL.sub("", name), text)
        else:
            self._counties.add(name, text)
            stems = [text[:2], text[:4]] + ([text[:6]] if code.level == "zone" else [])
            for stem in stems:
                names = self._counties_in.setdefault(stem, Names())
                for form in _forms(code, name, whole_province=len(stem) == 2):
                    names.add(form, text)

    def find(self, address: str, province_code: str = "") -> str | None:
        """The deepest region that an address names from its beginning; else the one of a 国省代码.

        Where the two disagree the address holds if it names its province, else the 国省代码.
        """
        text = re.sub(r"\s", "", address)
        own, printed = self._find(text), self.find_printed_code(province_code)
        if printed is None:
            return own
        if own is not None and (own[:2] == printed[:2] or self._begins_with_province(text)):
            return own
        return self._inside(printed, text) or printed

    def find_within(self, address: str, province: str, place: str) -> str | None:
        """The region of an address whose province and place stand in cells of their own."""
        candidates = [
            found
            for text in (address, f"{province}{place}{address}", f"{province}{place}")
            if text and (found := self._find(re.sub(r"\s", "", text)))
        ]
        return max(candidates, key=_depth, default=None)

    def find_printed_code(self, printed: str) -> str | None:
        """The province of `江西;36`, `中国,江西,36` or `江西`; None for another country or two provinces."""
        pieces = (piece.strip() for piece in re.split(r"[;；,，|]", printed))
        found = {self._printed[piece] for piece in pieces if piece in self._printed}
        return found.pop() if len(found) == 1 else None

    def _begins_with_province(self, text: str) -> bool:
        return any(names.longest(text)[0] for names in (self._provinces, self._short_provinces))

    def _locate(self, text: str) -> str | None:
        """By whichever begins the text with the most characters: province, city or county."""
        province_name, province = self._provinces.longest(text)
        short_name, short = self._short_provinces.longest(text)
        city_name, city = self._cities.longest(text)
        county_name, county = self._counties.longest(text)
        longest = max(len(one) for one in (province_name, short_name, city_name, county_name))
        if not longest:
            return None
        rest = text[longest:]
        if len(province_name) == longest:
            return province and (self._inside(province, rest) or province)
        if len(city_name) == longest:
            return city and (self._inside(city, rest) or city)
        if len(county_name) == longest:
            return county and (self._inside(county, rest) or county)
        return short and (self._inside(short, rest) or (None if _STREET.match(rest) else short))

    def _inside(self, around: str, rest: str) -> str | None:
        """The region that a text begins with inside a known one; None when it names none, or two."""
        region = RegionCode(around)
        if region.level == "province":
            name, city = self._cities_in.get(region.stem, Names()).longest(rest)
            if city is not None:
                return self._inside(city, rest[len(name) :]) or city
        name, county = self._counties_in.get(region.stem, Names()).longest(rest)
        if county is not None:
            return self._inside(county, rest[len(name) :]) or county
        if region.level == "province":
            name, city = self._short_cities_in.get(region.stem, Names()).longest(rest)
            if city is not None:
                after = rest[len(name) :]
                return self._inside(city, after) or (None if _STREET.match(after) else city)
        return None


def _forms(code: RegionCode, name: str, *, whole_province: bool) -> set[str]:
    """How a county or zone is written: 白鹭高新区, 白鹭高新技术产业开发区, inside its city 高新区 alone."""
    forms = {name}
    if code.level == "zone":
        for long, short in _ZONE_TAILS:
            if name.endswith((long, short)):
                own = name.removesuffix(long).removesuffix(short)
                forms |= {own + long, own + short}
                forms |= set() if whole_province else {long, short}
    return forms


def _depth(code: str) -> int:
    return len(RegionCode(code).chain())
