"""The one search box: words, "phrases", fields, brackets and AND OR NOT, read to what must be found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from zhishu.base.errors import InvalidValueError
from zhishu.search.fields import (
    BOX,
    EXACT_FIELDS,
    FIELD_NAMES,
    PERSONAL_FIELDS,
    RANGE,
    RANGE_FIELDS,
    TEXT_FIELDS,
    exact_condition,
    range_condition,
)
from zhishu.search.numbers import number_at, number_keys, symbol_keys, wrong_check_digit
from zhishu.search.query import AllOf, AnyOf, Field, Node, Part, Query, Without, join
from zhishu.search.tokens import Unit, fold, parts, units

LONGEST_QUERY = 300
MOST_PARTS = 24
DEEPEST = 8
# Up to this many characters an unquoted run is looked for as it stands (专利导航, 免申即享: a term of
# the trade has four); longer runs are cut, for nobody types blanks.
SHORT_RUN = 4

Synonyms = Mapping[str, tuple[str, ...]]
Sign = Literal["and", "or", "not", "open", "close"]

_OPEN, _CLOSE = "(（", ")）"
_QUOTES = '“”"「」『』＂'
_BAR = "|｜"
_BLANK = re.compile(r"\s+")
_PHRASE = re.compile(r"[“”\"「『＂]([^“”\"「」『』＂]*)([“”\"」』＂])?")
_FIELD = re.compile(r"([^\s:：“”\"「」『』＂|｜()（）]{1,12})[:：]\s*")
_FIELD_WORD = re.compile(r"[^\W\d_]+")
_SIGNS: dict[str, Sign] = {
    "AND": "and", "与": "and", "&": "and", "&&": "and",
    "OR": "or", "或": "or", "NOT": "not", "非": "not",
}  # fmt: skip


@dataclass(frozen=True)
class _Mark:
    """AND, OR, NOT or a bracket, as it was typed."""

    sign: Sign
    text: str


class _Reading:
    """What has been read so far of one query."""

    def __init__(self, regions: Mapping[str, str], synonyms: Synonyms) -> None:
        self.regions = regions
        self.synonyms = synonyms
        self.whole: list[Part] = []
        self.added = 0  # synonyms, which nobody typed
        self.hints: list[str] = []

    def hint(self, sentence: str) -> None:
        if sentence not in self.hints:
            self.hints.append(sentence)

    def phrase(self, field: Field, text: str) -> Node | None:
        """A quoted phrase: side by side as typed, punctuation included; no synonyms."""
        row = tuple(units(fold(text)))
        if not row:
            self.hint(f"“{text.strip()}”里没有可以查找的字词，已略去。")
            return None
        return Part(field, text.strip(), row, number_keys(text) if field == "any" else ())

    def words(self, field: Field, text: str) -> Node | None:
        """Unquoted: a number stands whole, else each run between punctuation is looked for."""
        row = tuple(units(fold(text)))
        numbers = number_keys(text) or symbol_keys(text)
        if numbers and field == "any":
            if expected := wrong_check_digit(text):
                self.hint(f"“{text.strip()}”的校验位应为{expected.upper()}，已按前12位查找。")
            return Part(field, text.strip(), row, numbers)
        if not row:
            self.hint(f"“{text}”里没有可以查找的字词，已略去。")
        found = [self._run(field, run) for run in _runs(row)]
        return join(AllOf, found)

    def _run(self, field: Field, run: tuple[Unit, ...]) -> Node:
        standing = Part(field, _spelt(run), run)
        mixed = any(not unit.han for unit in run)  # 2023年专利 is two words
        if len(run) <= SHORT_RUN - mixed or field in ("holder", "issuer"):  # a name is not cut
            return self._with_synonyms(standing)
        known = self._with_synonyms(standing)
        cut = [Part(field, _spelt(piece), piece) for piece in _cut(run)]
        if known is not standing or len(cut) == 1:
            return known if known is not standing else self._with_synonyms(cut[0])
        self.whole.append(standing)
        shown = "".join(f"“{part.text}”" for part in cut)
        self.hint(f"“{standing.text}”按{shown}分别查找；要连在一起查，请加引号。")
        return AllOf(tuple(dict.fromkeys(self._with_synonyms(part) for part in cut)))

    def _with_synonyms(self, part: Part) -> Node:
        """The part, or any of what the list says means the same; the person is told."""
        others = self.synonyms.get(part.text, ()) if part.field in ("any", "title") else ()
        if not others:
            return part
        self.hint(f"也查了：{'、'.join(others)}（与“{part.text}”同义）；只查原词，请加引号。")
        self.added += len(others)
        same = (Part(part.field, other, tuple(units(fold(other)))) for other in others)
        return AnyOf((part, *same))

    def field(self, name: str, value: str, *, quoted: bool) -> Node | None:
        """What stands behind a field's name; a value that cannot be is refused with what was expected."""
        key = fold(name)
        known = key in TEXT_FIELDS or key in EXACT_FIELDS or key in RANGE_FIELDS
        if known and not value.strip():
            raise InvalidValueError(
                f"“{name}:”后面缺少内容", where=BOX, next_step=f"应写作{name}:要查的内容"
            )
        if key in EXACT_FIELDS:
            return exact_condition(name.upper(), EXACT_FIELDS[key], value, self.regions)
        if key in RANGE_FIELDS:
            return range_condition(name, RANGE_FIELDS[key], value)
        if key in TEXT_FIELDS:
            return (self.phrase if quoted else self.words)(TEXT_FIELDS[key], value)
        if key in PERSONAL_FIELDS:
            self.hint(f"{name}属于个人信息，不在公开检索的范围内；已按普通词查找。")
        elif _FIELD_WORD.fullmatch(name):
            self.hint(
                f"没有“{name}”这个检索项，已按普通词查找；可用的有：{'、'.join(FIELD_NAMES)}。"
            )
        found = [self.words("any", name)]
        if value:
            found.append((self.phrase if quoted else self.words)("any", value))
        return join(AllOf, [node for node in found if node is not None])


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


class _Lexer:
    """Walks over the text once and hands out marks and what is sought, in order."""

    def __init__(self, text: str, reading: _Reading) -> None:
        self.text = text
        self.reading = reading
        self.place = 0
        # The field that a bracket stands behind (标题:(甲 OR 乙)), for each open bracket.
        self.fields: list[Field] = []
        self.found: list[_Mark | Node] = []

    def run(self) -> list[_Mark | Node]:
        while self.place < len(self.text):
            if match := _BLANK.match(self.text, self.place):
                self.place = match.end()
            elif not self._mark():
                self._sought()
        return self.found

    def _mark(self) -> bool:
        """A bracket, a bar or a minus at the opening of a word."""
        here, following = self.text[self.place], self.text[self.place + 1 : self.place + 2]
        if here in _OPEN:
            self._open(self.fields[-1] if self.fields else "any")
        elif here in _CLOSE:
            if self.fields:
                self.fields.pop()
                self._add("close", here)
            else:
                self.reading.hint("括号没有成对，已把多出的右括号略去。")
            self.place += 1
        elif here in _BAR:
            self._add("or", here)
            while self.text[self.place : self.place + 1] and self.text[self.place] in _BAR:
                self.place += 1
        elif here in "-－" and following and not (following.isspace() or following.isdecimal()):
            self._add("not", here)
            self.place += 1
        else:
            return False
        return True

    def _open(self, field: Field) -> None:
        if len(self.fields) >= DEEPEST:
            raise InvalidValueError(
                "括号套得太深", where=BOX, next_step=f"最多{DEEPEST}层，拆成几次查"
            )
        self.fields.append(field)
        self._add("open", self.text[self.place])
        self.place += 1

    def _add(self, sign: Sign, text: str) -> None:
        self.found.append(_Mark(sign, text))

    def _sought(self) -> None:
        field: Field = self.fields[-1] if self.fields else "any"
        if field == "any" and (number := number_at(self.text, self.place)):
            self.place += len(number)
            self._take(self.reading.words("any", number))
            return
        if match := _FIELD.match(self.text, self.place):
            self._behind(match[1], match.end())
            return
        value, quoted = self._value()
        if not quoted and (sign := _SIGNS.get(fold(value).upper())) and not value.islower():
            self._add(sign, value)
        elif quoted and value.strip():
            self._take(self.reading.phrase(field, value))
        elif not quoted:
            self._take(self.reading.words(field, value))

    def _behind(self, name: str, place: int) -> None:
        """A field's name with its value: a bracket, a phrase, a number or range with blanks, a word."""
        self.place = place
        key = fold(name)
        if key in TEXT_FIELDS and self.text[place : place + 1] in tuple(_OPEN):
            self._open(TEXT_FIELDS[key])
            return
        value = ""
        if key in RANGE_FIELDS and (match := RANGE.match(self.text, place)):
            value = match.group()
        elif EXACT_FIELDS.get(key) == "number":
            value = number_at(self.text, place)
        following = self.text[place + len(value) : place + len(value) + 1]
        if value and (not following or following.isspace() or following in (*_CLOSE, *_BAR)):
            self.place += len(value)
            quoted = False
        else:
            value, quoted = self._value()
        self._take(self.reading.field(name, value, quoted=quoted))

    def _value(self) -> tuple[str, bool]:
        """A phrase or a word from here on; brackets that open within a word belong to it."""
        if match := _PHRASE.match(self.text, self.place):
            if not match[2]:
                self.reading.hint("引号没有成对，已把引号后面的内容连在一起查找。")
            self.place = match.end()
            return match[1], True
        depth, end = 0, self.place
        while end < len(self.text):
            character = self.text[end]
            if character.isspace() or character in _QUOTES or character in _BAR:
                break
            if character in _CLOSE and depth == 0 and self.fields:
                break
            depth += (character in _OPEN) - (character in _CLOSE and depth > 0)
            end += 1
        # A closing quotation mark that nothing opened is passed over.
        word, self.place = self.text[self.place : end], max(end, self.place + 1)
        return word, False

    def _take(self, node: Node | None) -> None:
        if node is not None:
            self.found.append(node)


class _Joiner:
    """Marks and nodes to one node: NOT binds closest, then AND (or a blank), then OR."""

    def __init__(self, found: list[_Mark | Node], reading: _Reading) -> None:
        self.found = found
        self.reading = reading
        self.at = 0

    def run(self) -> Node | None:
        return self._any()

    def _sign(self) -> Sign | None:
        one = self.found[self.at] if self.at < len(self.found) else None
        return one.sign if isinstance(one, _Mark) else None

    def _pass(self) -> str:
        mark = self.found[self.at]
        self.at += 1
        return mark.text if isinstance(mark, _Mark) else ""

    def _nothing_behind(self, text: str) -> None:
        self.reading.hint(f"“{text}”的前后要各有内容，已略去这个“{text}”。")

    def _any(self) -> Node | None:
        found: list[Node] = []
        first = self._all()
        if first is not None:
            found.append(first)
        while self._sign() == "or":
            text = self._pass()
            following = self._all()
            if following is None or not found:
                self._nothing_behind(text)
            if following is not None:
                found.append(following)
        return join(AnyOf, found)

    def _all(self) -> Node | None:
        found: list[Node] = []
        waiting = ""
        while self.at < len(self.found) and self._sign() not in ("or", "close"):
            if self._sign() == "and":
                if waiting or not found:
                    self._nothing_behind(waiting or self._pass())
                    waiting = ""
                else:
                    waiting = self._pass()
                continue
            node = self._one()
            if node is not None:
                found.append(node)
                waiting = ""
        if waiting:
            self._nothing_behind(waiting)
        return join(AllOf, found)

    def _one(self) -> Node | None:
        if self._sign() == "not":
            text = self._pass()
            ended = self.at >= len(self.found) or self._sign() in ("or", "and", "close")
            node = None if ended else self._one()
            if node is None:
                self.reading.hint(f"“{text}”后面要有内容，已略去这个“{text}”。")
                return None
            return node.node if isinstance(node, Without) else Without(node)
        if self._sign() == "open":
            self._pass()
            node = self._any()
            if self._sign() == "close":
                self._pass()
            else:
                self.reading.hint("括号没有成对，已当作在末尾补上。")
            return node
        one = self.found[self.at]
        self.at += 1
        return None if isinstance(one, _Mark) else one


def _count(node: Node | None) -> int:
    """How many things are looked for."""
    if isinstance(node, AllOf | AnyOf):
        return sum(map(_count, node.nodes))
    return _count(node.node) if isinstance(node, Without) else int(node is not None)


def parse_query(
    text: str,
    *,
    regions: Mapping[str, str] | None = None,
    synonyms: Synonyms | None = None,
) -> Query:
    """Read what was typed into the one box.

    Words must all be found (空格, 与, AND); 或, OR and | ask for one of two, 非, NOT and - for what
    must not be there, brackets put together; “quoted” words stand side by side; `申请人:`, `标题:`,
    `IPC:H01M*`, `申请日:2020..2022` and so on look into one field. regions: names of regions and
    their codes, for `区划:`. synonyms: folded words to what means the same.
    """
    if len(text) > LONGEST_QUERY:
        raise InvalidValueError(
            "检索词太长", where=BOX, next_step=f"最多{LONGEST_QUERY}个字，留下要紧的词"
        )
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidValueError("检索词里有读不出的字节", where=BOX, next_step="应为UTF-8文字")
    reading = _Reading(regions or {}, synonyms or {})
    found = _Lexer(text, reading).run()
    if all(isinstance(one, _Mark) for one in found):
        # Signs alone are words: 与 is also a character that somebody may look for.
        signs = [one.text for one in found if isinstance(one, _Mark)]
        root = join(AllOf, [node for one in signs if (node := reading.words("any", one))])
    else:
        root = _Joiner(found, reading).run()
    if _count(root) - reading.added > MOST_PARTS:
        raise InvalidValueError(
            "检索词太多", where=BOX, next_step=f"最多{MOST_PARTS}个，留下要紧的词"
        )
    return Query(text, root, tuple(reading.whole), tuple(reading.hints))
