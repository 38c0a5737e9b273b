"""What the warehouse tells of all parties of a city, read once for a snapshot, a day and a rulebook's edition.

Asking for one party costs about as much as asking for a city of some thousands, for the plan of the query is most of
it: the first firm pays for all, the next ones are told at once. A larger city is asked party by party.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zhishu.base.region import RegionCode
from zhishu.funding.queries import Asked, RegionFacts, count_parties, list_received
from zhishu.rules.rulebook import Rulebook
from zhishu.warehouse.warehouse import Warehouse

# Facts of so many parties are held in memory, some 50 MB at most, for this many cities and days.
MOST_PARTIES = 20_000
_MOST_KEPT = 2


@dataclass(frozen=True)
class CityFacts:
    """The facts of a city's parties, and the awards that each received: measure, year, amount."""

    facts: RegionFacts
    received: Mapping[str, list[dict[str, Any]]]


_Key = tuple[Path, int, str, date, Rulebook]
_kept: OrderedDict[_Key, CityFacts | None] = OrderedDict()
_making = threading.Lock()


def city_facts(
    home: Path, warehouse: Warehouse, city: RegionCode, rulebook: Rulebook, asked: Asked
) -> CityFacts | None:
    """What is known of a city's parties; None for a city of too many."""
    key = (home, asked.snapshot, str(city), asked.as_of, rulebook)
    with _making:
        if key not in _kept:
            made = _make(warehouse, city, rulebook, asked)
            while len(_kept) >= _MOST_KEPT:
                _kept.popitem(last=False)
            _kept[key] = made
        _kept.move_to_end(key)
        return _kept[key]


def _make(
    warehouse: Warehouse, city: RegionCode, rulebook: Rulebook, asked: Asked
) -> CityFacts | None:
    if count_parties(warehouse, city, asked.snapshot) > MOST_PARTIES:
        return None
    received = list_received(warehouse, city, rulebook.measures, asked)
    return CityFacts(RegionFacts.read(warehouse, city, asked), received)
