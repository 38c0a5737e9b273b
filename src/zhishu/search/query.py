"""The one search box: words, "phrases" and a few fields, parsed to what must be found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import ApplicationNumber
from zhishu.search.numbers import ipc_key, number_keys, symbol_keys
from zhishu.search.tokens import Unit, fold, parts, units

Field = Literal["any", "title", "holder", "issuer"]
Exact = Literal["number", "ipc", "region", "year", "right_kind"]

LONGEST_QUERY = 300
MOST_PARTS = 24
# Up to this many characters an unquoted run is looked for as it stands (专利导航, 免申即享: a term of
# the trade has four); longer runs are cut, for nobody types blanks.
SHORT_RUN = 4


@dataclass(frozen=True)
class Part:
    """A row of units that must stand side by side somewhere in the field.

    numbers: keys of the number or IPC symbol this may be; an entry that bears one of them is found too, first.
    """

    field: Field
    text: str
    units: tuple[Unit, ...]
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """A keyword the entry must bear: one of `values`; with `prefix`, one that begins so."""

    field: Exact
    values: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class Query:
    """What was asked: all parts and all conditions must hold.

    whole: the unquoted run that was cut to parts, as it stood; found side by side it ranks higher.
    hints: sentences for the person who typed.
    """

    text: str
    parts: tuple[Part, ...] = ()
    conditions: tuple[Condition, ...] = ()
    whole: tuple[Part, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing is asked for."""
        return not self.parts and not self.conditions


_TEXT_FIELDS: dict[str, Field] = {
    "标题": "title",
    "名称": "title",
    "题名": "title",
    "申请人": "holder",
    "权利人": "holder",
    "专利权人": "holder",
    "发文机关": "issuer",
    "发文单位": "issuer",
    "发布机构": "issuer",
}
_EXACT_FIELDS: dict[str, Exact] = {
    "文号": "number",
    "申请号": "number",
    "专利号": "number",
    "公开号": "number",
    "公告号": "number",
    "ipc": "ipc",
    "分类号": "ipc",
    "区划": "region",
    "地区": "region",
    "年": "year",
    "年份": "year",
    "类型": "right_kind",
    "专利类型": "right_kind",
}
_PERSONAL_FIELDS = frozenset({"发明人", "设计人", "代理人", "地址"})
FIELD_NAMES = (
    "标题",
    "申请人",
    "权利人",
    "发文机关",
    "文号",
    "申请号",
    "公开号",
    "IPC",
    "区划",
    "年",
    "类型",
)

RIGHT_KINDS = {
    "发明": "invention",
    "发明专利": "invention",
    "实用新型": "utility_model",
    "外观设计": "design",
    "外观": "design",
}

_LEXEME = re.compile(
    r"""(?P<blank>\s+)
      | (?:(?P<field>[^\s:：“”"「」『』＂]{1,12})[:：]\s*)?
        (?: (?P<open>[“”"「『＂]) (?P<phrase>[^“”"「」『』＂]*) (?P<close>[“”"」』＂])?
          | (?P<word>[^\s“”"「」『』＂]+)
        )?""",
    re.VERBOSE,
)
_IPC = re.compile(r"([a-h])(?:(\d{2})(?:([a-z])(?:(\d{1,4})(?:/(\d{2,6}))?)?)?)?", re.IGNORECASE)
# A number typed alone with blanks inside: ZL 2023 1 0123456.7, 云府发〔2023〕 5 号.
_SPACED_NUMBER = re.compile(
    r"\s*+(?:[A-Za-z]{2,4}[\s\d.xX]++[A-Za-z]?|[\s\d.xX]++|[^\s:：]+[〔（\[【(]\s*\d{4}\s*[〕）\]】)][\s\d]+号)\s*"
)
_FIELD_WORD = re.compile(r"[^\W\d_]+")


class _Reading:
    """What has been read so far of one query."""

    def __init__(self, regions: Mapping[str, str]) -> None:
        self.regions = regions
        self.parts: list[Part] = []
        self.whole: list[Part] = []
        self.conditions: list[Condition] = []
        self.hints: list[str] = []

    def hint(self, sentence: str) -> None:
        if sentence not in self.hints:
            self.hints.append(sentence)

    def add_phrase(self, field: Field, text: str) -> None:
        """A quoted phrase: side by side as typed, punctuation included."""
        row = tuple(units(fold(text)))
        if not row:
            self.hint(f"“{text.strip()}”里没有可以查找的字词，已略去。")
            return
        numbers = number_keys(text) if field == "any" else ()
        self.parts.append(Part(field, text.strip(), row, numbers))

    def add_words(self, field: Field, text: str) -> None:
        """Unquoted: a number stands whole, else each run between punctuation is looked for."""
        row = tuple(units(fold(text)))
        numbers = number_keys(text) or symbol_keys(text)
        if numbers and field == "any":
            self.parts.append(Part(field, text, row, numbers))
            return
        if not row:
            self.hint(f"“{text}”里没有可以查找的字词，已略去。")
        for run in _runs(row):
            self._add_run(field, run)

    def _add_run(self, field: Field, run: tuple[Unit, ...]) -> None:
        standing = Part(field, _spelt(run), run)
        mixed = any(not unit.han for unit in run)  # 2023年专利 is two words
        if len(run) <= SHORT_RUN - mixed or field in ("holder", "issuer"):  # a name is not cut
            self.parts.append(standing)
            return
        cut = [Part(field, _spelt(piece), piece) for piece in _cut(run)]
        self.parts.extend(cut)
        if len(cut) > 1:
            self.whole.append(standing)
            shown = "".join(f"“{part.text}”" for part in cut)
            self.hint(f"“{standing.text}”按{shown}分别查找；要连在一起查，请加引号。")

    def add_exact(self, name: str, field: Exact, value: str) -> None:
        """A keyword field; a value that cannot be one is refused with what was expected."""
        self.conditions.append(exact_condition(name, field, value, self.regions))


def _runs(row: tuple[Unit, ...]) -> list[tuple[Unit, ...]]:
    runs: list[list[Unit]] = [[]]
    for unit in row:
        if unit.is_break:
            runs.append([])
        else:
            runs[-1].append(unit)
    return [tuple(run) for run in runs if run]


def _spelt(run: tuple[Unit, ...]) -> str:
    """The units as one word again; a blank only between two Latin words."""
    spelt = ""
    for before, unit in zip((None, *run), run, strict=False):
        spelt += (" " if before and not before.han and not unit.han else "") + unit.text
    return spelt


def _cut(run: tuple[Unit, ...]) -> list[tuple[Unit, ...]]:
    """A run cut to dictionary words; a single character behind a number stays with it (2023年)."""
    pieces: list[tuple[Unit, ...]] = []
    for han, group in groupby(run, key=lambda unit: unit.han):
        stretch = tuple(group)
        if not han:
            pieces.append(stretch)
            continue
        text, place = "".join(unit.text for unit in stretch), 0
        for word in parts(text):
            start = text.index(word, place)
            place = start + len(word)
            piece = stretch[start:place]
            if len(piece) == 1 and start == 0 and pieces:
                pieces[-1] += piece
            else:
                pieces.append(piece)
    return pieces


def _number(name: str, value: str) -> Condition:
    keys = number_keys(value)
    if not keys:
        example = {
            "文号": "云府发〔2023〕5号",
            "申请号": "202310123456.7",
            "专利号": "ZL202310123456.7",
        }
        shown = example.get(name, "CN112345678A")
        raise InvalidValueError(f"“{value}”不像{name}，应写作{name}:{shown}", where="检索框")
    if name in ("申请号", "专利号") and len(keys[0]) in (9, 13):
        ApplicationNumber.parse(value)  # says so when the check digit is wrong
    return Condition("number", keys)


def _ipc(value: str) -> Condition:
    bare = ipc_key(value)
    starred = bare.endswith("*")
    match = _IPC.fullmatch(bare.rstrip("*").rstrip("/"))
    if match is None:
        raise InvalidValueError(
            f"“{value}”不是IPC分类号，应写作IPC:H01M、IPC:H01M10/0525或IPC:H01M*", where="检索框"
        )
    symbol = match.group()
    if starred:
        return Condition("ipc", (bare.rstrip("*"),), prefix=True)
    if match.group(5):
        return Condition("ipc", (symbol,))
    return Condition("ipc", (symbol + "/" if match.group(4) else symbol,), prefix=True)


def _region(value: str, regions: Mapping[str, str]) -> Condition:
    code = regions.get(value.strip(), value.strip().upper())
    if re.fullmatch(r"\d{2}|\d{4}", code):
        code = code.ljust(6, "0")
    if not re.fullmatch(r"\d{6}(Z\d)?", code):
        raise InvalidValueError(
            f"不认识地区“{value}”，应写作本地区县区的名称，或六位区划代码，例如区划:990102",
            where="检索框",
        )
    return Condition("region", (code,))


def exact_condition(
    name: str, field: Exact, value: str, regions: Mapping[str, str] | None = None
) -> Condition:
    """The condition that a keyword field states; InvalidValueError says what was expected.

    IPC: a symbol down to the main group stands for all below it; a full symbol for itself; with
    a star, for every symbol that begins so (RULES 1.6).
    """
    if field == "number":
        return _number(name, value)
    if field == "ipc":
        return _ipc(value)
    if field == "region":
        return _region(value, regions or {})
    bare = fold(value).strip()
    if field == "year":
        if not re.fullmatch(r"(19|20)\d\d年?", bare):
            raise InvalidValueError(f"“{value}”不是年份，应写作年:2023", where="检索框")
        return Condition("year", (bare.rstrip("年"),))
    kind = RIGHT_KINDS.get(bare, bare)
    if kind not in RIGHT_KINDS.values():
        raise InvalidValueError(
            f"没有“{value}”这种专利类型，应写作类型:发明、类型:实用新型或类型:外观设计",
            where="检索框",
        )
    return Condition("right_kind", (kind,))


def _read_field(reading: _Reading, name: str, value: str, quoted: bool) -> None:
    key = fold(name)
    if not value.strip() and (key in _TEXT_FIELDS or key in _EXACT_FIELDS):
        raise InvalidValueError(f"“{name}:”后面缺少内容，应写作{name}:要查的内容", where="检索框")
    if key in _EXACT_FIELDS:
        reading.add_exact(name.upper(), _EXACT_FIELDS[key], value)
        return
    if key in _TEXT_FIELDS:
        field: Field = _TEXT_FIELDS[key]
    else:
        field = "any"
        if key in _PERSONAL_FIELDS:
            reading.hint(f"{name}属于个人信息，不在公开检索的范围内；已按普通词查找。")
        elif _FIELD_WORD.fullmatch(name):
            reading.hint(
                f"没有“{name}”这个检索项，已按普通词查找；可用的有：{'、'.join(FIELD_NAMES)}。"
            )
        reading.add_words("any", name)
    if quoted:
        reading.add_phrase(field, value)
    elif value:
        reading.add_words(field, value)


def parse_query(text: str, *, regions: Mapping[str, str] | None = None) -> Query:
    """Read what was typed into the one box.

    Words must all be found; “quoted” words side by side; `申请人:`, `标题:`, `IPC:H01M*`, `文号:`
    and so on look into one field. regions: names of regions and their codes, for `区划:`.
    """
    if len(text) > LONGEST_QUERY:
        raise InvalidValueError(f"检索词太长，最多{LONGEST_QUERY}个字", where="检索框")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidValueError("检索词里有读不出的字节，应为UTF-8文字", where="检索框")
    reading = _Reading(regions or {})
    if _SPACED_NUMBER.fullmatch(text) and number_keys(text):
        reading.add_words("any", text)
        return Query(text, tuple(reading.parts))
    for match in _LEXEME.finditer(text):
        name, opened = match.group("field"), match.group("open")
        value = (match.group("phrase") if opened else match.group("word")) or ""
        if opened and not match.group("close"):
            reading.hint("引号没有成对，已把引号后面的内容连在一起查找。")
        if name is not None:
            _read_field(reading, name, value, bool(opened))
        elif opened:
            if value.strip():
                reading.add_phrase("any", value)
        elif value:
            reading.add_words("any", value)
    if len(reading.parts) + len(reading.conditions) > MOST_PARTS:
        raise InvalidValueError(f"检索词太多，最多{MOST_PARTS}个", where="检索框")
    return Query(
        text,
        tuple(dict.fromkeys(reading.parts)),
        tuple(dict.fromkeys(reading.conditions)),
        tuple(reading.whole),
        tuple(reading.hints),
    )
