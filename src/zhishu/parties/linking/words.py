"""The words and weights by which holders' names are taken apart and compared, read from the rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from zhishu.rules.loading import Located
from zhishu.rules.schema import Fields, iso_date

_WEIGHTS = (
    "trade_name_same", "trade_name_slip", "trade_name_sounds", "place_same", "place_slip", "place_missing",
    "industry_same", "industry_slip", "industry_extended", "industry_missing", "form_same", "form_slip",
    "form_related", "foreign_trade_name", "foreign_place", "foreign_industry",
)  # fmt: skip
_CAPS = (
    "place_different", "place_within", "trade_name_different", "industry_different", "body_different",
    "ordinal_different", "group_different", "branch_follows", "branch_unsure", "branch_apart",
    "branch_of_holder", "branch_different", "foreign", "former",
)  # fmt: skip
_THRESHOLDS = ("linked", "uncertain", "margin")


@dataclass(frozen=True)
class Ending:
    """What a name's end says: the body (company, university …) and its legal form."""

    word: str
    body: str
    form: str


@dataclass(frozen=True)
class LinkingWords:
    """Word lists, weights (points of 100), caps and thresholds of the linking of holders."""

    endings: Mapping[str, Ending]
    related_forms: frozenset[str]
    branch_endings: tuple[str, ...]
    followers: frozenset[str]
    apart: tuple[str, ...]
    group_words: frozenset[str]
    ordinals: frozenset[str]
    trades: frozenset[str]
    zones: tuple[str, ...]
    foreign: Mapping[str, tuple[str, ...]]
    foreign_forms: frozenset[str]
    weights: Mapping[str, int]
    caps: Mapping[str, int]
    linked: int
    uncertain: int
    margin: int

    def covers(self, text: str) -> bool:
        """Whether a text is made of known trade words alone; an empty one is not."""
        if not text:
            return False
        reached = {0}
        longest = self.longest_trade
        for at in range(len(text)):
            if at in reached:
                reached |= {
                    at + size
                    for size in range(1, min(longest, len(text) - at) + 1)
                    if text[at : at + size] in self.trades
                }
        return len(text) in reached

    @cached_property
    def longest_trade(self) -> int:
        """Length of the longest trade word."""
        return max(map(len, self.trades))


def read_linking_words(content: Located, *, where: str) -> LinkingWords:
    """The words of `linking/holder_names.yaml` as loaded; raises RulebookError by line."""
    fields = Fields(content, where)
    fields.text("holder_names")
    fields.text("source")
    fields.text("set_on")
    iso_date(fields.text("issued_on"), where, fields.line("issued_on"))
    thresholds = _points(fields.inner("thresholds"), _THRESHOLDS)
    foreign = fields.inner("foreign")
    words = LinkingWords(
        endings=_endings(fields.inner("endings")),
        related_forms=frozenset(fields.texts("related_forms", required=True)),
        branch_endings=fields.texts("branch_endings", required=True),
        followers=frozenset(fields.texts("followers", required=True)),
        apart=fields.texts("apart", required=True),
        group_words=frozenset(fields.texts("group_words", required=True)),
        ordinals=frozenset(fields.text("ordinals")),
        trades=frozenset(fields.texts("trades", required=True)),
        zones=fields.texts("zones", required=True),
        foreign={word: foreign.texts(word, required=True) for word in foreign.mapping},
        foreign_forms=frozenset(fields.texts("foreign_forms", required=True)),
        weights=_points(fields.inner("weights"), _WEIGHTS),
        caps=_points(fields.inner("caps"), _CAPS),
        linked=thresholds["linked"],
        uncertain=thresholds["uncertain"],
        margin=thresholds["margin"],
    )
    fields.done()
    return words


def _endings(fields: Fields) -> dict[str, Ending]:
    found = {}
    for word in fields.mapping:
        body, _, form = fields.text(word).partition("/")
        if not form:
            raise fields.error(word, f"“{word}”应写作“形态/形式”")
        found[word] = Ending(word, body, form)
    return found


def _points(fields: Fields, names: Iterable[str]) -> dict[str, int]:
    """Each of the names with its points; one that is missing, or that nobody knows, is refused."""
    found = {}
    for name in names:
        points = fields.number(name)
        if not 0 <= points <= 100 or points != int(points):
            raise fields.error(name, f"“{name}”须是0到100的整数")
        found[name] = int(points)
    fields.done()
    return found
