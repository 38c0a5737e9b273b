"""What rules need before any party comes, made once for a rulebook, a region and a day, in each process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar, cast

from zhishu.base.region import RegionCode
from zhishu.funding.registers import WholeRegister, whole_registers
from zhishu.funding.rule_facts import limits_of
from zhishu.rules.entitling import InForce
from zhishu.rules.rulebook import Rulebook

T = TypeVar("T")

# Regions and days asked for; a page of another day makes its own.
_MOST = 64
_kept: OrderedDict[object, tuple[Rulebook, object]] = OrderedDict()
_lock = threading.Lock()


def in_force(rulebook: Rulebook, region: RegionCode, day: date) -> InForce:
    """The measures of a region on a day."""
    return _once(rulebook, ("in force", region, day), lambda: InForce(rulebook, region, day))


def registers(rulebook: Rulebook) -> tuple[WholeRegister, ...]:
    """The registers that a rulebook declares to be whole."""
    return _once(rulebook, ("registers",), lambda: tuple(whole_registers(rulebook)))


def limits(rulebook: Rulebook, day: date) -> Mapping[str, tuple[int, ...] | None]:
    """By fact, the numbers at which some rule answers otherwise on a day."""
    return _once(
        rulebook,
        ("limits", day),
        lambda: limits_of(rulebook.measures.values(), rulebook.figures, day),
    )


def _once(rulebook: Rulebook, key: tuple[object, ...], make: Callable[[], T]) -> T:
    """What was made by this very rulebook, else made now: one that was read anew is another."""
    whole = (rulebook.roots, *key)
    with _lock:
        found = _kept.get(whole)
        if found is not None and found[0] is rulebook:
            _kept.move_to_end(whole)
            return cast("T", found[1])
    made = make()
    with _lock:
        _kept[whole] = (rulebook, made)
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return made
