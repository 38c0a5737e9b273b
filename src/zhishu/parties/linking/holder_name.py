"""A holder's name taken apart: place, trade name (字号), trade, legal form, branch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from zhishu.base.errors import InvalidValueError
from zhishu.base.region import RegionCode
from zhishu.base.text import narrow, simplify
from zhishu.parties.linking.words import Ending, LinkingWords
from zhishu.parties.party import fold_name
from zhishu.parties.place import NamedRegion

# A body's place ends like this; the short form leaves it off.
_TAILS = (
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "省",
    "市",
    "县",
    "区",
)
# What is longer is no name of one holder: it is compared as a whole only.
LONGEST = 120
_MASKS = frozenset("某*×□?�")
# Where the name of a head office ends, and what must not follow there: 大学生 is not a university.
_HEADS = (("公司", "\n"), ("大学", "生"))
_NOT_FOUND = Ending("", "", "")


def compare_form(name: str) -> str:
    """A name for comparing: width, brackets, blanks and traditional forms do not matter (parties.party.fold_name)."""
    return simplify(fold_name(name))


def compare_forms(names: Iterable[str]) -> list[str]:
    """`compare_form` of many names in one go, as fast as their characters are."""
    text = "\0".join(name.replace("\0", "") for name in names)
    return compare_form(text).split("\0")


@dataclass(frozen=True)
class HolderName:
    """The parts of a name, all in its form for comparing.

    text: the whole; places: as printed at its head or in brackets, regions: the codes of
    the last; zone: 开发区 and the like; trade_name: 字号; trade: the words after it; ending: what body it is; groups: 集团 and the like; branch: what stands
    behind the head office's name; head: the name without the branch; is_masked: part of it is hidden.
    """

    text: str
    head: str
    places: tuple[str, ...] = ()
    regions: frozenset[str] = frozenset()
    zone: str = ""
    trade_name: str = ""
    trade: str = ""
    ending: Ending = _NOT_FOUND
    groups: frozenset[str] = frozenset()
    branch: str = ""
    is_masked: bool = False
    words: tuple[str, ...] = field(default=())  # of a foreign name

    @property
    def is_foreign(self) -> bool:
        """Whether the name is written in Latin letters."""
        return bool(self.words)

    @property
    def place(self) -> str:
        """The places as one text."""
        return "".join(self.places)


class NamePlaces:
    """The regions that a body's name may begin with: 福建省, 福建, 福州市, 福州, 闽侯县, 闽侯."""

    def __init__(self, regions: Iterable[NamedRegion]) -> None:
        self._found: dict[str, set[str]] = {}
        self._counties: set[str] = set()
        for region in regions:
            forms = {region.name}
            for tail in _TAILS:
                short = region.name.removesuffix(tail)
                if short != region.name and len(short) >= 2:
                    forms.add(short)
                    if region.code.level not in ("province", "city"):
                        self._counties.add(short)
                    break
            for form in forms:
                self._found.setdefault(form, set()).add(str(region.code))
        # Most names begin with none: the first two characters tell.
        self._sizes = _sizes_by(self._found, lambda form: form[:2])

    def longest(self, text: str, inside: frozenset[str]) -> tuple[str, frozenset[str]]:
        """The longest region name a text begins with, and its codes; `inside`: only what lies in one of these."""
        for size in self._sizes.get(text[:2], ()):
            codes = self._found.get(text[:size])
            if codes and (kept := {code for code in codes if _within(code, inside)}):
                return text[:size], frozenset(kept)
        return "", frozenset()

    def is_short_county(self, text: str) -> bool:
        """Whether a name is a county's without 县, 市 or 区: as likely a trade name."""
        return text in self._counties


def _sizes_by(words: Iterable[str], key: Callable[[str], str]) -> dict[str, tuple[int, ...]]:
    """The lengths of the words that have a key in common, the longest first."""
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(key(word), set()).add(len(word))
    return {one: tuple(sorted(sizes, reverse=True)) for one, sizes in found.items()}


def _within(code: str, around: frozenset[str]) -> bool:
    return not around or any(code.startswith(_stem(one)) for one in around)


def _stem(code: str) -> str:
    try:
        return RegionCode.parse(code).stem
    except InvalidValueError:
        return code


def lies_within(inner: frozenset[str], outer: frozenset[str]) -> bool:
    """Whether a region of one set lies in one of the other."""
    return any(_within(code, outer) for code in inner)


class NameReader:
    """Takes names apart by the words of the rulebook and the names of regions."""

    def __init__(self, words: LinkingWords, places: NamePlaces) -> None:
        self.words = words
        self.places = places
        self._ending_sizes = _sizes_by(words.endings, lambda word: word[-1])
        self._trade_sizes = _sizes_by(words.trades, lambda word: word[0])

    def read(self, name: str, text: str | None = None) -> HolderName:
        """The parts of a name as printed; text: its form for comparing, where that is known already."""
        text = compare_form(name) if text is None else text
        if not _MASKS.isdisjoint(text) or "xx" in text:
            return HolderName(text, text, is_masked=True)
        if len(text) > LONGEST:
            return HolderName(text, text)
        if _is_latin(text):
            return HolderName(text, text, words=_latin_words(name))
        plain, places, regions, groups = self._without_brackets(text)
        head, branch = self._part_branch(plain)
        ending = self._ending(head)
        rest = head[: len(head) - len(ending.word)]
        rest, places, regions = self._without_place(rest, places, regions)
        zone = next((one for one in self.words.zones if rest.startswith(one)), "")
        trade_name, trade = self._part_trade(rest.removeprefix(zone))
        kept = groups | {word for word in self.words.group_words if trade.endswith(word)}
        return HolderName(
            text,
            head,
            tuple(places),
            regions,
            zone,
            trade_name,
            trade,
            ending,
            frozenset(kept),
            branch,
        )

    def _without_brackets(self, text: str) -> tuple[str, list[str], frozenset[str], frozenset[str]]:
        """Without what stands in brackets: places and group words are told, other words stay."""
        places: list[str] = []
        regions: frozenset[str] = frozenset()
        groups: set[str] = set()
        while (start := text.find("(")) >= 0 and (end := text.find(")", start)) >= 0:
            inner = text[start + 1 : end]
            name, codes = self.places.longest(inner, frozenset())
            if name and name == inner:
                places.append(name)
                regions = codes if not regions else regions & codes or regions
                inner = ""
            elif inner in self.words.group_words:
                groups.add(inner)
                inner = ""
            text = text[:start] + inner + text[end + 1 :]
        return text, places, regions, frozenset(groups)

    def _part_branch(self, text: str) -> tuple[str, str]:
        """The head office and what stands behind it: ...有限公司|福州分公司, ...大学|附属医院."""
        ends = [
            at + len(mark)
            for mark, not_before in _HEADS
            if (at := text.find(mark)) > 0 and not text.startswith(not_before, at + len(mark))
        ]
        end = min(ends, default=len(text))
        return (text[:end], text[end:]) if len(text) - end >= 2 else (text, "")

    def _ending(self, text: str) -> Ending:
        for size in self._ending_sizes.get(text[-1:], ()):
            if size < len(text) and (found := self.words.endings.get(text[-size:])):
                return found
        return _NOT_FOUND

    def _without_place(
        self, text: str, places: list[str], regions: frozenset[str]
    ) -> tuple[str, list[str], frozenset[str]]:
        inside: frozenset[str] = frozenset()
        found: list[str] = []
        while text:
            name, codes = self.places.longest(text, inside)
            rest = text[len(name) :]
            if not name or len(rest) == 1:
                break
            if rest and self._is_trade_name(name, rest, is_placed=bool(places)):
                break
            found.append(name)
            inside, text = codes, rest
        return text, [*found, *places], inside or regions

    def _is_trade_name(self, name: str, rest: str, *, is_placed: bool) -> bool:
        """Whether a region's name is the trade name here: 安远精密制模 would have none, 安福(佛山)茶业 has its place."""
        is_county = self.places.is_short_county(name)
        return (is_placed or self._trade_at(rest, 0)) and (is_county or is_placed)

    def _part_trade(self, text: str) -> tuple[str, str]:
        """The trade name and the trade; where no trade word follows, all of it is the trade name."""
        for at in range(2, len(text)):
            if self._trade_at(text, at):
                return text[:at], text[at:]
        return text, ""

    def _trade_at(self, text: str, at: int) -> bool:
        sizes = self._trade_sizes.get(text[at : at + 1], ())
        return any(text[at : at + size] in self.words.trades for size in sizes)


def _is_latin(text: str) -> bool:
    wide = (
        len(text.encode("utf-8", "replace")) - len(text)
    ) // 2  # a Chinese character has three octets
    if wide * 10 >= 3 * len(text):
        return False
    letters = sum(one.isascii() and one.isalpha() for one in text)
    return letters >= 4 and letters * 10 > 7 * len(text)


def _latin_words(name: str) -> tuple[str, ...]:
    bare = "".join(one if one.isalnum() else " " for one in narrow(name).casefold())
    return tuple(bare.split())
