"""Several holders written as one: parted at separators, and where one full name stands right behind another."""

from __future__ import annotations

from zhishu.base.text import narrow
from zhishu.parties.linking.holder_name import NameReader

_SEPARATORS = str.maketrans(dict.fromkeys(";、,|/\n\r\t", "\n"))
# A name behind which another may stand without a separator.
_ENDS = ("有限责任公司", "股份有限公司", "有限公司", "大学", "厂")


def part_joint(name: str, reader: NameReader) -> list[str]:
    """The holders of a printed name, in order; one where it names one."""
    found: list[str] = []
    for piece in narrow(name).replace("；", ";").translate(_SEPARATORS).split("\n"):
        if piece.strip():
            found.extend(_part_glued(piece.strip(), reader))
    return found or [name.strip()]


def _part_glued(text: str, reader: NameReader) -> list[str]:
    """甲有限公司乙有限公司: two, where the rest begins with a place and ends as a body's name does.

    乙 without a place could be a branch or workshop of 甲: it stays one name.
    """
    for end in _ENDS:
        at = text.find(end)
        rest = text[at + len(end) :] if at > 0 else ""
        if not rest or any(rest.endswith(one) for one in reader.words.branch_endings):
            continue
        second = reader.read(rest)
        own_name = second.trade_name and not reader.words.covers(second.trade_name)
        if second.places and own_name and second.ending.body in ("company", "factory"):
            return [text[: at + len(end)], *_part_glued(rest, reader)]
    return [text]
