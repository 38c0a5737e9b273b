"""Keys under which a holder and the parties it may be meet: few parties share one."""

from __future__ import annotations

from zhishu.parties.linking.holder_name import HolderName
from zhishu.parties.linking.readings import Readings
from zhishu.parties.linking.words import LinkingWords


def party_keys(name: HolderName) -> set[str]:
    """The keys of a party's name: its core without the place, its trade name with the place."""
    return _core_keys(name)


def party_sounds(name: HolderName, readings: Readings) -> set[str]:
    """The keys for names in Latin letters: the trade name spelt out, and with its place."""
    if len(name.trade_name) < 2 or name.branch:
        return set()
    places = {""} | (spell_place(name.places[-1], readings) if name.places else set())
    return {f"e:{place}:{way}" for place in places for way in readings.ways(name.trade_name)}


def spell_place(place: str, readings: Readings) -> set[str]:
    """How a place is spelt, 市 and the like left off: fuzhou."""
    short = place[:-1] if len(place) > 2 and place[-1] in "省市县区" else place
    return set(readings.ways(short))


def holder_keys(name: HolderName, words: LinkingWords) -> set[str]:
    """The keys of a holder's name, of a kind with `party_keys` and `party_sounds`."""
    if name.is_masked:
        return set()
    if not name.is_foreign:
        return _core_keys(name)
    bare = [one for one in name.words if one not in words.foreign_forms]
    return {
        f"e:{place}:{''.join(bare[start:end])}"
        for start in range(min(3, len(bare)))
        for end in range(start + 1, min(start + 4, len(bare)) + 1)
        for place in {"", bare[start - 1] if start else ""}
    }


def _core_keys(name: HolderName) -> set[str]:
    if not name.trade_name:
        # 福州大学: the place is all the name there is.
        return {f"p:{name.place}{name.ending.word}"}
    keys = {f"c:{name.trade_name}{name.trade}"}
    for region in sorted(name.regions)[:3]:
        # By city: 福州 and 福州市闽侯县 meet.
        keys.add(f"t:{name.trade_name}:{region[:4]}")
    if not name.regions:
        keys.add(f"t:{name.trade_name}:")
    return keys
