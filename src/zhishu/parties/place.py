"""From an address or a 国省代码 to the region it lies in; never a guess between two of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from zhishu.base.region import RegionCode

_GENERIC = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "市", "郊区"}
_PROVINCE_TAIL = re.compile(r"(?:维吾尔|壮族|回族)?自治区$|特别行政区$|省$|市$")
_CITY_TAIL = re.compile(r"(?:市|地区|盟|[\u4e00-\u9fff]{1,2}族(?:[\u4e00-\u9fff]{1,3}族)*自治州)$")


class NamedRegion(Protocol):
    """What a place is found by: a code, a name, and whether the code still holds."""

    @property
    def code(self) -> RegionCode: ...
    @property
    def name(self) -> str: ...
    @property
    def until(self) -> object: ...


class Places:
    """The names of regions as addresses begin with them: province, city, county, zone."""

    def __init__(self, regions: Iterable[NamedRegion]) -> None:
        self._provinces: dict[str, str] = {}
        self._cities: dict[str, dict[str, str]] = {}
        self._counties: dict[str, dict[str, str]] = {}
        cities: dict[str, str | None] = {}
        counties: dict[str, str | None] = {}
        for region in regions:
            if region.until is not None or region.name in _GENERIC:
                continue
            self._add(region.code, region.name)
            if region.code.level == "city":
                _once(cities, region.name, str(region.code))
            elif region.code.level != "province":
                _once(counties, region.name, str(region.code))
        self._unique_cities = _known(cities)
        self._unique_counties = _known(counties)
        self._find = lru_cache(maxsize=50_000)(self._locate)

    def _add(self, code: RegionCode, name: str) -> None:
        text = str(code)
        if code.level == "province":
            for form in {name, _PROVINCE_TAIL.sub("", name)}:
                self._provinces[form] = text
        elif code.level == "city":
            for form in {name, _CITY_TAIL.sub("", name)}:
                if len(form) > 1:
                    self._cities.setdefault(text[:2], {})[form] = text
        else:
            for stem in (text[:2], text[:4], text[:6]):
                self._counties.setdefault(stem, {}).setdefault(name, text)

    def find(self, address: str, province_code: str = "") -> str | None:
        """The deepest region that an address names from its beginning; else the one of a 国省代码."""
        found = self._find(re.sub(r"\s", "", address))
        return found or self.find_printed_code(province_code)

    def find_within(self, address: str, province: str, place: str) -> str | None:
        """The region of an address whose province and place stand in cells of their own."""
        candidates = [
            found
            for text in (address, f"{province}{place}{address}", f"{province}{place}")
            if text and (found := self._find(re.sub(r"\s", "", text)))
        ]
        return max(candidates, key=_depth, default=None)

    def find_printed_code(self, printed: str) -> str | None:
        """The province of `江西;36`, `中国,江西,36` or `江西`; None for another country."""
        for piece in re.split(r"[;；,，|]", printed):
            bare = piece.strip()
            if bare in self._provinces:
                return self._provinces[bare]
            if re.fullmatch(r"\d{2}", bare) and f"{bare}0000" in self._provinces.values():
                return f"{bare}0000"
        return None

    def _locate(self, text: str) -> str | None:
        name, province = _longest(self._provinces, text)
        rest = text[len(name) :]
        if province is None:
            city_name, city = _longest(self._unique_cities, text)
            if city is None:
                return _longest(self._unique_counties, text)[1]
            return self._county_in(city, text[len(city_name) :]) or city
        city_name, city = _longest(self._cities.get(province[:2], {}), rest)
        if city is None:
            # A municipality's districts, or a county written without its city.
            return self._county_in(province, rest) or province
        return self._county_in(city, rest[len(city_name) :]) or city

    def _county_in(self, around: str, rest: str) -> str | None:
        stem = RegionCode(around).stem
        name, county = _longest(self._counties.get(stem, {}), rest)
        if county is None:
            return None
        if RegionCode(county).level == "county":
            _, zone = _longest(self._counties.get(county, {}), rest[len(name) :])
            return zone or county
        return county


def _once(names: dict[str, str | None], name: str, code: str) -> None:
    """Keep a name that one region bears; a name of two is known as ambiguous."""
    names[name] = None if name in names else code


def _known(names: dict[str, str | None]) -> dict[str, str]:
    return {name: code for name, code in names.items() if code is not None}


def _longest(names: dict[str, str], text: str) -> tuple[str, str | None]:
    """The longest name that a text begins with, and its code."""
    for length in range(min(len(text), 15), 1, -1):
        code = names.get(text[:length])
        if code is not None:
            return text[:length], code
    return "", None


def _depth(code: str) -> int:
    return len(RegionCode(code).chain())
