"""A region as GB/T 2260 writes it, with pseudo-codes for functional zones inside a district."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Self

from zhishu.base.errors import InvalidValueError

Level = Literal["province", "city", "county", "zone"]


@dataclass(frozen=True, order=True)
class RegionCode:
    """Six digits of GB/T 2260; a zone inside a district is the district's code + Z + a digit (990102Z1).

    So a zone counts inside its district by its code alone and never twice.
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code of six digits, or of a zone."""
        bare = text.strip().upper()
        if not re.fullmatch(r"[1-9]\d{5}(Z\d)?", bare) or ("Z" in bare and bare[4:6] == "00"):
            raise InvalidValueError(
                f"区划代码“{text}”读不出", next_step="应为6位数字，功能区为所在区代码加Z和一位数字"
            )
        return cls(bare)

    def __str__(self) -> str:
        return self.text

    @property
    def level(self) -> Level:
        """province, city, county or zone."""
        if "Z" in self.text:
            return "zone"
        if self.text.endswith("0000"):
            return "province"
        return "city" if self.text.endswith("00") else "county"

    @property
    def stem(self) -> str:
        """What every code inside begins with: 2, 4, 6 or 8 characters."""
        return {
            "province": self.text[:2],
            "city": self.text[:4],
            "county": self.text[:6],
            "zone": self.text,
        }[self.level]

    @property
    def province(self) -> RegionCode:
        """The province around."""
        return RegionCode(self.text[:2] + "0000")

    @property
    def city(self) -> RegionCode | None:
        """The city around, None for a province."""
        return None if self.level == "province" else RegionCode(self.text[:4] + "00")

    @property
    def county(self) -> RegionCode | None:
        """The county or district around, None for a province or a city."""
        return RegionCode(self.text[:6]) if self.level in ("county", "zone") else None

    def contains(self, other: RegionCode) -> bool:
        """Whether the other lies inside (a region contains itself)."""
        return other.text.startswith(self.stem)

    def chain(self) -> tuple[RegionCode, ...]:
        """From the province down to the region itself."""
        steps = [self.province, self.city, self.county, self]
        return tuple(dict.fromkeys(step for step in steps if step is not None))
