"""How the name of a mark is like one that is asked for: the same, of the same sound, shape or order, within it."""

from __future__ import annotations

from dataclasses import dataclass

from zhishu.parties.linking.holder_name import compare_form
from zhishu.parties.linking.lookalikes import Lookalikes
from zhishu.parties.linking.readings import Readings
from zhishu.parties.linking.slips import find_slip

# The likest first.
KINDS = {
    "same": "相同",
    "digits": "数字写法不同",
    "sound": "读音相同",
    "shape": "字形相近",
    "order": "字序不同",
    "contained": "包含",
    "one_character": "差一字",
}
# Shorter names have too little in common when one character differs, and too much with all that contain them.
_SHORTEST_ONE_CHARACTER = 3
_SHORTEST_CONTAINED = 2
_WRITTEN = "0123456789壹贰叁肆伍陆柒捌玖〇两"
_MEANT = "零一二三四五六七八九一二三四五六七八九零二"
_DIGITS = str.maketrans(_WRITTEN, _MEANT)


@dataclass(frozen=True)
class MarkLikeness:
    """Of which kind the likeness is (KINDS), and why, in words."""

    kind: str
    reason: str

    @property
    def rank(self) -> int:
        """0 for the likest."""
        return list(KINDS).index(self.kind)


def fold_mark(name: str) -> str:
    """A mark's name for comparing: width, case, script, blanks and punctuation do not matter."""
    return "".join(one for one in compare_form(name) if one.isalnum())


def compare_marks(
    asked: str, mark: str, readings: Readings, lookalikes: Lookalikes
) -> MarkLikeness | None:
    """The likest that a mark's name is to one asked for; None where it is not. Both by `fold_mark`."""
    if not asked or not mark:
        return None
    if asked == mark:
        return MarkLikeness("same", f"与“{mark}”相同")
    if asked.translate(_DIGITS) == mark.translate(_DIGITS):
        return MarkLikeness("digits", f"与“{mark}”只是数字的写法不同")
    if readings.sound_alike(asked, mark) or _spells(asked, mark, readings):
        return MarkLikeness("sound", f"与“{mark}”读音相同")
    if lookalikes.look_alike(asked, mark):
        pairs = [f"{a}、{b}" for a, b in zip(asked, mark, strict=True) if a != b]
        return MarkLikeness("shape", f"与“{mark}”字形相近：{'；'.join(pairs)}")
    if len(asked) == len(mark) >= 2 and sorted(asked) == sorted(mark):
        return MarkLikeness("order", f"与“{mark}”只是字的次序不同")
    if len(asked) >= _SHORTEST_CONTAINED and asked in mark:
        return MarkLikeness("contained", f"“{mark}”含有“{asked}”")
    if len(mark) >= _SHORTEST_CONTAINED and mark in asked:
        return MarkLikeness("contained", f"“{asked}”含有“{mark}”")
    if part := _sounds_within(asked, mark, readings):
        return MarkLikeness("contained", f"“{mark}”含有与“{asked}”同音的“{part}”")
    if min(len(asked), len(mark)) >= _SHORTEST_ONE_CHARACTER and find_slip(asked, mark):
        return MarkLikeness("one_character", f"与“{mark}”只差一字")
    return None


def _sounds_within(asked: str, mark: str, readings: Readings) -> str:
    """The part of a mark that sounds like what is asked for; empty where there is none."""
    size = len(asked)
    if size < _SHORTEST_CONTAINED or asked.isascii():
        return ""
    parts = (mark[at : at + size] for at in range(len(mark) - size + 1))
    return next((part for part in parts if readings.sound_alike(asked, part)), "")


def _spells(asked: str, mark: str, readings: Readings) -> bool:
    """Whether one is the other in Latin letters: xinyuan and 鑫源."""
    for latin, han in ((asked, mark), (mark, asked)):
        if latin.isascii() and not han.isascii() and len(han) >= 2:
            return latin in readings.ways(han)
    return False


def alike_characters(asked: str, readings: Readings, lookalikes: Lookalikes) -> str:
    """Every character that may stand in a like name: those asked for, of their sounds, shapes and digits."""
    wanted = set(asked) | set(asked.translate(_DIGITS))
    sounds = {way for one in asked for way in readings.by_character.get(one, ())}
    shapes = {lookalikes.first.get(one, one) for one in asked}
    wanted |= {one for one, ways in readings.by_character.items() if not sounds.isdisjoint(ways)}
    if asked.isascii():  # 鑫 for xinyuan
        wanted |= {
            one
            for one, ways in readings.by_character.items()
            if any(len(way) > 1 and way in asked for way in ways)
        }
    wanted |= {one for one, first in lookalikes.first.items() if first in shapes}
    wanted |= {one for one, meant in zip(_WRITTEN, _MEANT, strict=True) if meant in wanted}
    return "".join(sorted(wanted))
