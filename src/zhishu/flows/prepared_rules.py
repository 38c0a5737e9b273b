"""What rules need before any party comes, made once for a rulebook's edition, a region and a day, in each process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from zhishu.base.region import RegionCode
from zhishu.funding.registers import WholeRegister, whole_registers
from zhishu.funding.rule_facts import limits_of
from zhishu.rules.entitling import InForce
from zhishu.rules.rulebook import Rulebook

# Regions and days asked for; a page of another day makes its own.
_MOST = 64


@lru_cache(maxsize=_MOST)
def in_force(rulebook: Rulebook, region: RegionCode, day: date) -> InForce:
    """The measures of a region on a day."""
    return InForce(rulebook, region, day)


@lru_cache(maxsize=_MOST)
def registers(rulebook: Rulebook) -> tuple[WholeRegister, ...]:
    """The registers that a rulebook declares to be whole."""
    return tuple(whole_registers(rulebook))


@lru_cache(maxsize=_MOST)
def limits(rulebook: Rulebook, day: date) -> Mapping[str, tuple[int, ...] | None]:
    """By fact, the numbers at which some rule answers otherwise on a day."""
    return limits_of(rulebook.measures.values(), rulebook.figures, day)
