"""A name with one slip, taken apart as the right one is: a slip spoils the parts that it is read by."""

from __future__ import annotations

from dataclasses import dataclass, replace

from zhishu.parties.linking.holder_name import HolderName
from zhishu.parties.linking.slips import Slip


@dataclass(frozen=True)
class Aligned:
    """The holder's name by the party's parts, and the part that the slip is in."""

    name: HolderName
    part: str  # place | trade_name | trade | ending | branch


def align(holder: HolderName, party: HolderName, slip: Slip) -> Aligned:
    """The holder's name with the party's parts, but for the one part that the slip is in.

    A slip between two parts counts for the former of them, the trade name before the trade.
    """
    part, start = _part_at(party, slip)
    if part == "place":
        other = holder.regions and holder.regions.isdisjoint(party.regions)
        named = replace(party, text=holder.text)
        kept = replace(named, places=holder.places, regions=holder.regions) if other else named
        return Aligned(kept, part)
    if part in ("trade_name", "trade"):
        old = getattr(party, part)
        at = slip.at - start
        new = old[:at] + slip.found + old[at + len(slip.meant) :]
        return Aligned(replace(party, text=holder.text, **{part: new}), part)
    return Aligned(replace(party, text=holder.text), part)


def _part_at(party: HolderName, slip: Slip) -> tuple[str, int]:
    """The part of the party's text that a slip is in, and where that part begins."""
    trade_name = party.text.find(party.trade_name) if party.trade_name else len(party.place)
    trade = party.text.find(party.trade, trade_name + len(party.trade_name))
    head_end = party.text.find(party.branch) if party.branch else len(party.text)
    if slip.at < trade_name:
        return "place", 0
    if slip.at < trade_name + len(party.trade_name) or (
        not slip.meant and slip.at == trade_name + len(party.trade_name)
    ):
        return "trade_name", trade_name
    if party.trade and trade <= slip.at < trade + len(party.trade):
        return "trade", trade
    if slip.at >= head_end:
        return "branch", head_end
    return ("place" if _in_brackets(party.text, slip.at) else "ending"), 0


def _in_brackets(text: str, at: int) -> bool:
    return text.rfind("(", 0, at) > text.rfind(")", 0, at)
