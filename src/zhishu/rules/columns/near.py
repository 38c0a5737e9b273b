"""Who is near to a measure: not met, and one fact that a party can change would make it met.

For each such fact the conditions are compiled once more for every value at which one of its comparisons turns,
with what the comparisons come to in their place. Where no such fact stands in two of the conditions listed
(the usual case) it is enough to count: all but one are met, and that one is in the party's hands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import chain, combinations, product

from zhishu.rules.columns.bits import Bits
from zhishu.rules.columns.facts import Parties
from zhishu.rules.columns.truths import (
    Everybody,
    Given,
    Kleene,
    Leaf,
    Nobody,
    Node,
    Program,
    Ranged,
    Told,
    Unknown,
    Worded,
    day_number,
)
from zhishu.rules.condition import Inside
from zhishu.rules.fact import FEN, MOST_NUMBER, MOST_YUAN, Fact

# Compiles one condition, with what stands in place of its comparisons; returns the place of its truth.
Compile = Callable[[Given], int]
_FIRST_DAY, _LAST_DAY = day_number(date.min), day_number(date.max)
_Value = bool | Decimal | int | str
_Keys = Mapping[str, str]


@dataclass(frozen=True)
class Near:
    """Places of truths that tell who is near, among those that do not meet the conditions.

    counted: the conditions of which all but one have to be met; needed: truths that have to be met as well.
    """

    counted: tuple[int, ...]
    needed: tuple[int, ...]

    def of(self, done: Sequence[Kleene], together: Sequence[int], parties: Parties) -> Bits | None:
        """Who is near, None where nobody can be; together: each condition with those before it, by place."""
        if not self.counted and not self.needed:
            return None
        found = ~done[together[-1]].may
        if self.counted:
            found &= _all_but_one(done, self.counted, together, parties)
        for place in self.needed:
            found &= done[place].yes
        return found


def _all_but_one(
    done: Sequence[Kleene], counted: Sequence[int], together: Sequence[int], parties: Parties
) -> Bits:
    """Who meets all conditions but one."""
    before, one_missing = parties.ones, parties.zeros
    for alone, place in zip(counted, together, strict=True):
        met, all_met = done[alone].yes, done[place].yes
        if met is not parties.ones:
            lost = before ^ all_met  # all before it, and not it
            one_missing = lost if one_missing is parties.zeros else (one_missing & met) | lost
            before = all_met
    return one_missing


NOBODY_NEAR = Near((), ())


def find_near(
    program: Program, declared: Mapping[str, Fact], conditions: Sequence[Compile]
) -> Near:
    """Who is near to conditions that are listed."""
    compiled = [(one(given), list(given.seen)) for one in conditions for given in [Given()]]
    leaves = [own for _, own in compiled]
    facts = [
        list(dict.fromkeys(one.fact for one in own if declared[one.fact].changeable))
        for own in leaves
    ]
    if any(set(one) & set(other) for one, other in combinations(facts, 2)):
        turned = [
            _turned(program, declared[fact], list(chain(*leaves)), conditions)
            for fact in dict.fromkeys(chain(*facts))
        ]
        place = reduce(program.either, turned)
        return NOBODY_NEAR if program.nodes[place] == Nobody() else Near((), (place,))
    places = [place for place, _ in compiled]
    needed = []
    for place, own, its_facts, one in zip(places, leaves, facts, conditions, strict=True):
        turned = [_turned(program, declared[fact], own, [one]) for fact in its_facts]
        needed.append(reduce(program.either, turned, place))
    if needed == places:
        return NOBODY_NEAR
    together = reduce(program.together, needed)
    is_idle = program.nodes[together] == Everybody()
    return Near(tuple(places), () if is_idle else (together,))


def _turned(
    program: Program, fact: Fact, leaves: Sequence[Leaf], conditions: Sequence[Compile]
) -> int:
    """The place of the truth that some value of a fact would meet the conditions."""
    own = [leaf for leaf in leaves if leaf.fact == fact.name]
    found = program.place(Nobody())
    for keys in _keys(own):
        guards = [program.place(Worded(by, word)) for by, word in keys.items()]
        ways = {
            tuple(_come_to(leaf, value, keys) for leaf in own): None
            for value in _turning(fact, own, keys)
        }
        for way in ways:
            given = Given(dict(zip(own, way, strict=True)))
            met = [one(given) for one in conditions]
            found = program.either(found, reduce(program.together, [*guards, *met]))
    return found


def _keys(leaves: Sequence[Leaf]) -> Iterator[_Keys]:
    """Every choice of the words by which figures of these comparisons go; a word left out may be any or unknown."""
    words: dict[str, dict[str, None]] = {}
    for leaf in leaves:
        for by, own in leaf.keys.items() if isinstance(leaf, Ranged) else ():
            words.setdefault(by, {}).update(dict.fromkeys(own))
    for chosen in product(*(("", *own) for own in words.values())):
        yield {by: word for by, word in zip(words, chosen, strict=True) if word}


def _turning(fact: Fact, leaves: Sequence[Leaf], keys: _Keys) -> Iterator[_Value]:
    """The values at which a comparison turns, and those beside them."""
    if fact.kind == "truth":
        yield from (True, False)
    elif fact.kind == "word":
        yield from fact.values
    for leaf in leaves:
        if isinstance(leaf, Worded) and isinstance(leaf.operand, Inside):
            yield leaf.operand.code
        elif isinstance(leaf, Ranged) and _has_ends(leaf, keys):
            for end in leaf.ends(keys):
                if end is not None:
                    yield from _beside(fact, end)


def _beside(fact: Fact, end: Decimal | int) -> Iterator[Decimal | int]:
    if fact.kind == "date":
        yield from (day for day in (end - 1, end, end + 1) if _FIRST_DAY <= day <= _LAST_DAY)
        return
    number = Decimal(end)
    exponent = number.as_tuple().exponent
    last = Decimal(1).scaleb(min(0, exponent) if isinstance(exponent, int) else 0)
    step, most = (FEN, MOST_YUAN) if fact.kind == "money" else (last, MOST_NUMBER)
    yield from (one for one in (number - step, number, number + step) if 0 <= one <= most)


def _has_ends(leaf: Ranged, keys: _Keys) -> bool:
    return all(keys.get(by) in words for by, words in leaf.keys.items())


def _come_to(leaf: Leaf, value: _Value, keys: _Keys) -> Node:
    """What a comparison would come to with a value of its fact."""
    if isinstance(leaf, Told):
        is_met = leaf.operand is value
    elif isinstance(leaf, Worded):
        is_met = leaf.passes(str(value))
    elif _has_ends(leaf, keys):
        is_met = leaf.passes(value, keys)  # type: ignore[arg-type]
    else:
        return Unknown()
    return Everybody() if is_met else Nobody()
