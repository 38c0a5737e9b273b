"""Open what marks are compared by: readings, look-alikes, classes of trades, states of parties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from zhishu.flows.open_linker import open_lookalikes, open_readings, read_linking_file
from zhishu.parties.linking.lookalikes import Lookalikes
from zhishu.parties.linking.readings import Readings
from zhishu.parties.registration import PartyStates, read_party_states
from zhishu.rights.marks.trade_names import TradeClasses, read_trade_classes
from zhishu.rules.rulebook import Rulebook


@dataclass(frozen=True)
class MarkRules:
    """The data of the rules about marks and names."""

    readings: Readings
    lookalikes: Lookalikes
    trade_classes: TradeClasses
    party_states: PartyStates


@lru_cache(maxsize=4)
def open_mark_rules(rulebook: Rulebook) -> MarkRules:
    """The rules of a rulebook, kept for the life of the process as the rulebook is."""
    return MarkRules(
        open_readings(rulebook),
        open_lookalikes(rulebook),
        read_linking_file(rulebook, "trade_classes", read_trade_classes),
        read_linking_file(rulebook, "party_states", read_party_states),
    )
