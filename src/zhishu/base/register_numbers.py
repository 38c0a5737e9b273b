"""Numbers of the registers beside that of patents: trademarks, copyrights, layout designs, plant varieties.

None has a check digit, so a number is taken for what its form says and no more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Self

from zhishu.base.identifiers import compact, refuse

# What a spreadsheet made of a number: digits are lost, so it is never guessed back.
_SCIENTIFIC = re.compile(r"\d(?:\.\d{1,20})?E\+?\d{1,3}")


@dataclass(frozen=True, order=True)
class TrademarkNumber:
    """A registration (application) number of a mark: up to nine digits, G before those of Madrid, a letter behind divided parts."""

    text: str

    _EXPECTED = "1至9位数字，国际注册前有G，分割的部分后有一个字母，如12345678、G1234567、12345678A"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `12345678`, `第12345678号`, `G1234567`, `12345678A`, full width, a number cell's `12345678.0`."""
        bare = compact(text)
        if _SCIENTIFIC.fullmatch(bare):
            raise refuse("注册号", text, "已被电子表格变成科学计数法，数位丢失", "原始注册号")
        match = re.fullmatch(r"第?(G?\d{1,9}[A-Z]?)号?(?:\.0{1,9})?", bare)
        if match is None:
            raise refuse("注册号", text, "格式不对", cls._EXPECTED)
        return cls(match[1])

    def __str__(self) -> str:
        return self.text

    @property
    def is_madrid(self) -> bool:
        """Whether it is an international registration extended to China."""
        return self.text.startswith("G")


@dataclass(frozen=True, order=True)
class CopyrightNumber:
    """A number of a copyright registration: of software 2021SR0123456, of a work 国作登字-2021-A-01234567.

    The certificate of software bears a number of its own, 软著登字第1234567号.
    """

    text: str

    _EXPECTED = "如2021SR0123456、软著登字第1234567号、国作登字-2021-A-01234567"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the three forms with blanks, any hyphens, full width, lower case."""
        bare = re.sub(r"[-–—－﹣]", "-", compact(text))
        if match := re.fullmatch(r"((?:19|20)\d{2})-?SR-?(\d{4,8})", bare):
            return cls(f"{match[1]}SR{match[2]}")
        if match := re.fullmatch(r"软著(?:登|变补)字第?-?([A-Z]{0,2}\d{4,9})号?", bare):
            return cls(f"软著登字第{match[1]}号")
        # The register of the country, or a province by its one-character name.
        if match := re.fullmatch(
            r"([\u4e00-\u9fff])作登字-?((?:19|20)\d{2})-?([A-Z])-?(\d{4,9})(?:号)?", bare
        ):
            return cls(f"{match[1]}作登字-{match[2]}-{match[3]}-{match[4]}")
        raise refuse("登记号", text, "格式不对", cls._EXPECTED)

    def __str__(self) -> str:
        return self.text

    @property
    def work_kind(self) -> Literal["software", "work"]:
        """What was registered: software or another work."""
        return "work" if "作登字" in self.text else "software"


@dataclass(frozen=True, order=True)
class LayoutDesignNumber:
    """A registration number of a layout design of integrated circuits: BS.215001234, newer ones with a digit behind a point."""

    text: str

    _EXPECTED = "BS.加8至9位数字，如BS.215001234"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `BS.215001234`, `BS215001234`, `BS.21500123.4`, full width, lower case."""
        match = re.fullmatch(r"BS[.-]?(\d{8,9})(?:\.([\dX]))?", compact(text))
        if match is None:
            raise refuse("布图设计登记号", text, "格式不对", cls._EXPECTED)
        return cls(f"BS.{match[1]}" + (f".{match[2]}" if match[2] else ""))

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, order=True)
class PlantVarietyNumber:
    """A number of a new plant variety, of its application or of its grant.

    Those of agriculture are written CNA and eleven digits (before 2010 eight and one behind a point),
    those of forestry eight digits alone.
    """

    text: str

    _EXPECTED = "农业如CNA20191001234、CNA20090123.4，林业如20190123"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number with or without CNA, blanks, full width, lower case; CNA is put before eleven digits."""
        match = re.fullmatch(
            r"(?:CNA)?-?((?:19|20)\d{6}\.\d|(?:19|20)\d{9})|(?:CNA-?)?((?:19|20)\d{6})",
            bare := compact(text),
        )
        if match is None:
            raise refuse("品种申请号（品种权号）", text, "格式不对", cls._EXPECTED)
        if match[2]:
            return cls(f"CNA{match[2]}" if bare.startswith("CNA") else match[2])
        return cls(f"CNA{match[1]}")

    def __str__(self) -> str:
        return self.text

    @property
    def authority(self) -> Literal["agriculture", "forestry"]:
        """The department whose register it is of, by its form."""
        return "agriculture" if self.text.startswith("CNA") else "forestry"
