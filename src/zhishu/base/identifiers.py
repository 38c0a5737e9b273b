"""Identity as values that parse and print themselves: numbers of patents, parties, classes, clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Self

from zhishu.base.errors import InvalidValueError
from zhishu.base.text import narrow

RightKind = Literal["invention", "utility_model", "design"]

_KIND_DIGIT: dict[str, RightKind] = {
    "1": "invention",
    "2": "utility_model",
    "3": "design",
    "8": "invention",  # PCT entering the national phase
    "9": "utility_model",
}
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def compact(text: str) -> str:
    """Width narrowed, blanks and separators gone, upper case."""
    return re.sub(r"[\s\u200b\ufeff]+", "", narrow(text)).upper()


def refuse(name: str, text: str, why: str, expected: str) -> InvalidValueError:
    """The refusal of a text: what it was read for, why it is none, what was expected."""
    return InvalidValueError(f"{name}“{text}”读不出：{why}", next_step=f"应为{expected}")


@dataclass(frozen=True, order=True)
class ApplicationNumber:
    """A Chinese application number (ZC 0006-2003 and its forerunners): 8, 9 or 13 characters, no dot.

    1985-1988: YYTSSSSS without a check digit; 1989 to 2003-09-30: YYTSSSSS + C; since 2003-10-01:
    YYYYTSSSSSSS + C. C = sum of digits x weights 2..9,2..5 mod 11, X for ten.
    """

    text: str

    _EXPECTED = "13位（年4位、种类1位、流水7位、校验位1位）或2003年10月前的8、9位申请号"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number with or without CN or ZL, dot, blanks, full width, lower-case x; never a guess.

        Raises InvalidValueError saying what was wrong and what was expected.
        """
        bare = compact(text)
        if _SCIENTIFIC.fullmatch(bare):
            raise refuse("申请号", text, "已被电子表格变成科学计数法，数位丢失", "原始申请号")
        bare = re.sub(r"^(?:CN|ZL)+", "", bare)
        match = re.fullmatch(r"(\d{12}|\d{8})(?:[.·．]?([\dX]))?", bare)
        if match is None:
            raise refuse("申请号", text, "位数或字符不对", cls._EXPECTED)
        body, check = match.groups()
        if body[4 if len(body) == 12 else 2] not in _KIND_DIGIT:
            raise refuse("申请号", text, "种类位不是1、2、3、8、9", cls._EXPECTED)
        if check is None:
            if len(body) == 12:
                raise refuse("申请号", text, "缺校验位", cls._EXPECTED)
            if not "85" <= body[:2] <= "88":
                raise refuse("申请号", text, "1989年起的申请号应有校验位", cls._EXPECTED)
            return cls(body)
        expected = cls.check_digit(body)
        if check != expected:
            why = f"校验位应为{expected}，写的是{check}"
            if check == "0" and re.search(r"\.0$", narrow(text).strip()):
                why += "（末尾的.0像是电子表格加上的）"
            raise refuse("申请号", text, why, cls._EXPECTED)
        return cls(body + check)

    @classmethod
    def complete(cls, text: str) -> Self:
        """Like parse, for sources that leave the check digit out, as DOCDB does: it follows from the others."""
        bare = re.sub(r"^(?:CN|ZL)+", "", compact(text))
        if re.fullmatch(r"\d{12}|\d{8}", bare) and not (
            "85" <= bare[:2] <= "88" and len(bare) == 8
        ):
            bare += cls.check_digit(bare)
        return cls.parse(bare)

    @staticmethod
    def check_digit(body: str) -> str:
        """The check digit of the 8 or 12 digits before it (ZC 0006-2003)."""
        rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=False)) % 11
        return "X" if rest == 10 else str(rest)

    def __str__(self) -> str:
        return self.text

    @property
    def year(self) -> int:
        """Year of filing in the number."""
        return int(self.text[:4]) if len(self.text) == 13 else 1900 + self._short_year()

    def _short_year(self) -> int:
        year = int(self.text[:2])
        return year + 100 if year < 85 else year

    @property
    def right_kind(self) -> RightKind:
        """invention, utility_model or design, by the digit behind the year."""
        return _KIND_DIGIT[self.text[4 if len(self.text) == 13 else 2]]

    @property
    def dotted(self) -> str:
        """With the dot before the check digit: 202310123456.7."""
        return f"{self.text[:-1]}.{self.text[-1]}" if len(self.text) in (9, 13) else self.text

    def display(self, *, granted: bool = True) -> str:
        """For reading: `ZL 2023 1 0123456.7`; without ZL while it is not granted."""
        split = 4 if len(self.text) == 13 else 2
        year, kind, rest = self.text[:split], self.text[split], self.text[split + 1 :]
        if len(self.text) in (9, 13):
            rest = f"{rest[:-1]}.{rest[-1]}"
        return f"{'ZL ' if granted else ''}{year} {kind} {rest}"


@dataclass(frozen=True, order=True)
class PublicationNumber:
    """A Chinese publication or grant number (ZC 0007, ZC 0008): CN, 7 or 9 digits, kind code.

    Until 1988 the document bore the eight digits of its application: CN85100001A. The first digit
    (of those eight the third) tells the kind of right and must agree with the letter.
    """

    digits: str
    kind_code: str

    _EXPECTED = "CN加7至9位数字加文献种类代码，如CN112510640A"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `CN112510640A`, `CN 1340998 A`, `CN-101234567-B`, `ZL101234567B`, full width, lower case.

        A country other than CN is refused, and so is a number without its kind code.
        """
        bare = compact(text)
        match = re.fullmatch(
            r"(?:CN|ZL|CNZL)-?([1-4]\d{8}|[1-4]\d{6}|8[5-8][1-3]\d{5})-?([ABCUYSD]\d?)", bare
        )
        if match is None:
            lacks = re.fullmatch(r"(?:CN|ZL)?\d{7,9}", bare)
            why = "缺文献种类代码，分不清是哪一份文献" if lacks else "格式不对"
            raise refuse("公开（公告）号", text, why, cls._EXPECTED)
        digits, kind_code = match.groups()
        number = cls(digits, kind_code)
        told = _KIND_DIGIT.get(digits[2] if len(digits) == 8 else digits[0], "invention")
        if told != number.right_kind:
            raise refuse("公开（公告）号", text, "首位数字与文献种类代码不一致", cls._EXPECTED)
        return number

    def __str__(self) -> str:
        return f"CN{self.digits}{self.kind_code}"

    @property
    def is_grant(self) -> bool:
        """Whether the document announces a grant: B, U, S, and before 2010 C, Y, D."""
        return self.kind_code[0] in "BUSCYD"

    @property
    def right_kind(self) -> RightKind:
        """invention, utility_model or design, by the kind code."""
        return {"U": "utility_model", "Y": "utility_model", "S": "design", "D": "design"}.get(  # type: ignore[return-value]
            self.kind_code[0], "invention"
        )


@dataclass(frozen=True, order=True)
class ForeignNumber:
    """A publication or application number of another office: country, number, kind code (US7272630B2).

    As DOCDB writes them. A number of the United States has no zeros in front, and one of its
    publications of applications seven digits behind the year (DOCDB leaves out the first of them).
    """

    country: str
    digits: str
    kind_code: str = ""

    _EXPECTED = "两个字母的国别、数字和文献种类代码，如US7272630B2"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `US7272630B2`, `us 07272630 b2`, `EP99203729A`, `JPH0512345A`; InvalidValueError else.

        A Chinese number is refused: it has classes of its own.
        """
        bare = compact(text)
        match = re.fullmatch(r"([A-Z]{2})([A-Z]{0,2})(\d{1,15})([A-Z]\d?)?", bare)
        if match is None or match[1] == "CN":
            why = "是中国的号码" if match else "格式不对"
            raise refuse("外国专利号码", text, why, cls._EXPECTED)
        country, series, digits, kind_code = match.groups(default="")
        if country == "US":
            digits = digits.lstrip("0") or "0"
            if kind_code[:1] == "A" and not series and re.fullmatch(r"20\d{8}", digits):
                digits = f"{digits[:4]}0{digits[4:]}"
        return cls(country, series + digits, kind_code)

    def __str__(self) -> str:
        return f"{self.country}{self.digits}{self.kind_code}"

    @property
    def is_grant(self) -> bool | None:
        """Whether the document announces a grant, by its kind code (WIPO ST.16); None where that tells nothing.

        Until 2000 the United States published nothing but grants, as A.
        """
        if self.country == "US" and self.kind_code == "A":
            return True
        letter = self.kind_code[:1]
        return {"A": False, "B": True, "C": True, "S": True, "Y": True, "E": True}.get(letter)

    @property
    def right_kind(self) -> RightKind:
        """By the kind code: U and Y are utility models, S designs, everything else inventions."""
        letter = self.kind_code[:1]
        return (
            "utility_model" if letter in ("U", "Y") else "design" if letter == "S" else "invention"
        )


_ORGANISATION_KINDS = {
    "11": "government",
    "12": "institution",
    "13": "social_organisation",
    "51": "social_organisation",
    "52": "social_organisation",
    "53": "social_organisation",
    "91": "enterprise",
    "92": "individual_business",
    "93": "cooperative",
}


@dataclass(frozen=True, order=True)
class CreditCode:
    """A unified social credit code (GB 32100-2015): 18 characters, the last a check character."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code in any width, with blanks or hyphens; the check character must hold."""
        bare = compact(text).replace("-", "")
        if len(bare) != 18:
            raise refuse("统一社会信用代码", text, f"有{len(bare)}位", "18位")
        wrong = sorted(set(bare) - set("0123456789ABCDEFGHJKLMNPQRTUWXY"))
        if wrong:
            raise refuse("统一社会信用代码", text, f"含有不用的字符{'、'.join(wrong)}", "18位")
        if not bare[:2].isalnum() or not bare[2:8].isdigit():
            raise refuse("统一社会信用代码", text, "第3至8位不是区划代码", "18位，第3至8位为数字")
        # The library brings much that no other value needs: it is read with the first code.
        from stdnum.cn import uscc

        expected = uscc.calc_check_digit(bare[:-1])
        if bare[-1] != expected:
            raise InvalidValueError(
                f"统一社会信用代码“{text}”读不出：校验位应为{expected}，写的是{bare[-1]}",
                next_step="逐位核对，有一位写错了",
            )
        return cls(bare)

    def __str__(self) -> str:
        return self.text

    @property
    def region(self) -> str:
        """The six digits of the registering office's region."""
        return self.text[2:8]

    @property
    def organisation_kind(self) -> str:
        """government, institution, social_organisation, enterprise, individual_business, cooperative or other."""
        return _ORGANISATION_KINDS.get(self.text[:2], "other")

    @property
    def inner_check_holds(self) -> bool:
        """Whether characters 9-17 satisfy GB 11714 too: a hint only, some old codes do not."""
        weights = (3, 7, 9, 10, 5, 8, 4, 2)
        total = sum(int(c, 36) * w for c, w in zip(self.text[8:16], weights, strict=True))
        return self.text[16] == {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))

    def display(self) -> str:
        """In groups of four for reading."""
        return " ".join(self.text[at : at + 4] for at in range(0, 18, 4))


@dataclass(frozen=True, order=True)
class IpcSymbol:
    """A symbol of the International Patent Classification, down to subclass, main group or subgroup."""

    subclass: str  # H01M
    group: str = ""  # 10
    subgroup: str = ""  # 0525

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read every printed form of a symbol; edition, version, level and I/N are dropped.

        `G06N 3/08`, `G06N3/08(2006.01)I`, `G06N0003080000`, `G06N-003/08`, `Int.Cl.7 G06N3/08`,
        `G06N 3/08 20060101AFI20080808BHCN`, `H01M`.
        """
        bare = re.sub(r"^INT\.?CL\.?\d?[:.]?|^IPC\d?:?", "", compact(text))
        bare = re.sub(r"(?:19|20)\d{6}[A-Z]{3}(?:\d{8}[A-Z]{1,4})?$", "", bare)
        long = re.fullmatch(r"([A-H]\d{2}[A-Z])(\d{4})(\d{6})", bare)
        if long:
            subclass, group, subgroup = long.groups()
            # Subgroups have at least two digits; the filling zeros stand behind.
            return cls(subclass, str(int(group)), subgroup[:2] + subgroup[2:].rstrip("0"))
        match = re.fullmatch(
            r"([A-H]\d{2}[A-Z])(?:-?(\d{1,4})/(\d{2,6}))?(?:\((?:\d|(?:19|20)\d{2}\.\d{2})\))?[IN]?",
            bare,
        )
        if match is None:
            raise refuse("IPC分类号", text, "格式不对", "如H01M10/0525")
        return cls(match[1], (match[2] or "").lstrip("0"), match[3] or "")

    def __str__(self) -> str:
        return f"{self.subclass}{self.group}/{self.subgroup}" if self.group else self.subclass

    def display(self) -> str:
        """For reading: a blank between subclass and group."""
        return f"{self.subclass} {self.group}/{self.subgroup}" if self.group else self.subclass

    @property
    def section(self) -> str:
        """The letter A to H."""
        return self.subclass[0]

    def matches(self, pattern: str) -> bool:
        """Whether the symbol lies under a pattern: `H01M*`, `H01M10/*` (prefix), `H01M10/0525` (exact).

        A pattern without a star is exact; a main group /00 does not take in its subgroups.
        """
        bare = compact(pattern)
        if bare.endswith("*"):
            return str(self).startswith(bare[:-1])
        return str(self) == bare


def parse_ipc_list(text: str) -> tuple[list[IpcSymbol], list[str]]:
    """The symbols of a printed list and the pieces that are none; `??` is a blank that was lost."""
    symbols: list[IpcSymbol] = []
    faults: list[str] = []
    for piece in re.split(
        r"[;；,，、|]+|\?{2,}|(?<!\s)\s+(?=[A-Ha-h]\d{2}[A-Za-z])|(?<=\)[IN])(?=[A-H]\d{2}[A-Z])",
        text,
    ):
        if not piece.strip(" ?\u3000\t"):
            continue
        try:
            symbol = IpcSymbol.parse(piece.strip(" ?"))
        except InvalidValueError:
            faults.append(piece.strip())
            continue
        if symbol not in symbols:
            symbols.append(symbol)
    return symbols, faults


@dataclass(frozen=True, order=True)
class LocarnoSymbol:
    """A class and subclass of the Locarno classification of designs: 01-01."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `01-01`, `01-01 (11)` (the edition is dropped), `LOC(12)Cl.01-01`."""
        bare = re.sub(r"^LOC\(\d+\)CL\.?", "", compact(text))
        match = re.fullmatch(r"(\d{2})-?(\d{2})(?:\(\d{1,2}\))?", bare)
        if match is None or not 1 <= int(match[1]) <= 32:
            raise refuse("洛迦诺分类号", text, "格式不对", "01到32类加小类，如01-01")
        return cls(f"{match[1]}-{match[2]}")

    def __str__(self) -> str:
        return self.text


_NUMERALS = "一二三四五六七八九十百千零〇"
_LEVEL = re.compile(
    rf"第[{_NUMERALS}]+条(?:之[{_NUMERALS}]+)?|第[{_NUMERALS}]+章|\([{_NUMERALS}]+\)|[{_NUMERALS}]+|\d{{1,3}}|\?"
)


@dataclass(frozen=True)
class ClausePath:
    """Where a clause stands, as printed without punctuation between levels: 四(一)1, 第九条(二).

    `?` stands for a parent that was lost; `~2` for a path met again; no level is the preamble.
    """

    levels: tuple[str, ...] = ()
    occurrence: int = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a path; full-width brackets are taken too."""
        bare, _, again = text.replace("（", "(").replace("）", ")").partition("~")
        levels = tuple(_LEVEL.findall(bare))
        if "".join(levels) != bare or (again and not again.isdecimal()):
            raise refuse("条款号", text, "层次不对", "如四(一)1或第九条(二)")
        occurrence = int(again) if again else 1
        if (again and occurrence < 2) or not cls._sound(levels):
            raise refuse("条款号", text, "层次不对", "如四(一)1或第九条(二)")
        return cls(levels, occurrence)

    @staticmethod
    def _sound(levels: tuple[str, ...]) -> bool:
        """No level of one shape stands directly behind another: 一一 could not be read back."""
        return all(
            not (a[0] in _NUMERALS and b[0] in _NUMERALS) and not (a.isdecimal() and b.isdecimal())
            for a, b in pairwise(levels)
        )

    def __str__(self) -> str:
        return "".join(self.levels) + (f"~{self.occurrence}" if self.occurrence > 1 else "")

    def parent(self) -> ClausePath | None:
        """The path one level up, None at the top."""
        return ClausePath(self.levels[:-1]) if self.levels else None

    def display(self) -> str:
        """For reading, with full-width brackets."""
        return str(self).replace("(", "（").replace(")", "）")
