"""In what an item that was read differs from the one that a person found: counts by part of the item.

The strict match of policy_scoring.py takes an item whole. Here an expected item without its match stands
beside the one of its document that it shares most with, and every part that differs is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policy_scoring import Case, alike, items_of, pair_documents, path_of, plain, same_items

Item = Mapping[str, Any]
Same = Callable[[Item, Item], bool]


def _printed(*names: str) -> Same:
    return lambda want, got: all(plain(want.get(one)) == plain(got.get(one)) for one in names)


def _numbers(*names: str) -> Same:
    return lambda want, got: all(_number(want.get(one)) == _number(got.get(one)) for one in names)


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 6)


def _alike(name: str) -> Same:
    return lambda want, got: alike(want.get(name), got.get(name))


def _truth(name: str) -> Same:
    return lambda want, got: bool(want.get(name)) == bool(got.get(name))


def _names(one: Item) -> set[str]:
    return {plain(unit["name"]) for unit in one["units"]}


def _roles(want: Item, got: Item) -> bool:
    """Whether the units that both name have the same roles."""
    roles = {plain(unit["name"]): unit["role"] for unit in got["units"]}
    return all(roles.get(plain(one["name"]), one["role"]) == one["role"] for one in want["units"])


_CLAUSE: tuple[str, Same] = ("clause", lambda want, got: path_of(want) == path_of(got))
# The first part but the clause tells which items are the same at all.
PARTS: dict[str, tuple[tuple[str, Same], ...]] = {
    "tasks": (
        ("some unit", lambda want, got: bool(_names(want) & _names(got))),
        _CLAUSE,
        ("unit missing", lambda want, got: _names(want) <= _names(got)),
        ("unit too much", lambda want, got: _names(want) >= _names(got)),
        ("role", _roles),
    ),
    "targets": (
        ("value", _numbers("value", "value_max")),
        _CLAUSE,
        ("unit", _printed("unit")),
        ("comparator", _printed("comparator")),
        ("kind", _printed("kind")),
        ("deadline", _printed("deadline")),
        ("indicator", _alike("indicator")),
    ),
    "stages": (("to", _printed("to")), _CLAUSE, ("from", _printed("from"))),
    "measures": (
        ("sum", _numbers("amount", "amount_max", "rate", "rate_max")),
        _CLAUSE,
        ("cap", _numbers("cap")),
        ("exclusivity", _truth("exclusivity")),
        ("competitive", _truth("competitive")),
        ("beneficiary", _alike("beneficiary")),
    ),
}


@dataclass
class Differences:
    """How often each part differs, how many items have no like, and each case in words."""

    parts: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)


def tell_differences(name: str, case: Case, read: Sequence[Item]) -> Differences:
    """The items of a field that the strict match refuses, beside what was read for them."""
    made = Differences()
    for expected, found in pair_documents(case.expected["documents"], read):
        wanted = list(items_of(name, expected or {}))
        got = list(items_of(name, found or {}))
        for one in list(wanted):
            match = next((other for other in got if same_items(name, one, other)), None)
            if match is not None:
                wanted.remove(one)
                got.remove(match)
        for one in wanted:
            near = _nearest(name, one, got)
            if near is None:
                made.parts["missed"] += 1
                made.told.append(f"{case.name} missed {dict(one)}")
                continue
            got.remove(near)
            parts = [part for part, same in PARTS[name] if not same(one, near)]
            made.parts.update(parts)
            made.told.append(f"{case.name} {', '.join(parts)}\n  {dict(one)}\n  {dict(near)}")
        made.parts["invented"] += len(got)
        made.told += [f"{case.name} invented {dict(one)}" for one in got]
    return made


def _nearest(name: str, want: Item, got: Sequence[Item]) -> Item | None:
    """What was read in place of an item: it has the same first part; of several the most alike."""
    [(_, same), *others] = PARTS[name]
    near = [one for one in got if same(want, one)]
    return max(near, key=lambda one: sum(part(want, one) for _, part in others), default=None)
