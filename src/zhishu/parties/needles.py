"""Finding a party's name in a table of printed holders: what every print of it surely holds, asked for in SQL.

A needle finds too much and never too little; who holds a name then is for `fold_name` and the linking to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from zhishu.parties.party import fold_name

_CHINESE = re.compile(r"[\u3400-\u9fff]+")


def needles_of(names: Iterable[str]) -> list[str]:
    """What every print of one of the names holds; of two needles that hold one another the shorter."""
    found = sorted({_needle(name) for name in names}, key=len)
    return [one for at, one in enumerate(found) if not any(less in one for less in found[:at])]


def needle_parameters(needles: Sequence[str]) -> dict[str, str]:
    """The needles as parameters of a query."""
    return {f"needle{number}": needle for number, needle in enumerate(needles)}


def bears(holders: str, needles: Sequence[str]) -> str:
    """A condition in SQL on a column of names, which holds at least where one of them is the party's."""
    text = f"replace(array_to_string({holders}, '|'), ' ', '')"
    if not all(_CHINESE.fullmatch(needle) for needle in needles):
        # Chinese has no cases, and turning a million names costs a second.
        text = f"lower({text})"
    conditions = (f"contains({text}, ${name})" for name in needle_parameters(needles))
    return f"({' OR '.join(conditions)})"


def _needle(name: str) -> str:
    """What a name's prints share whatever their width and brackets: its longest Chinese run."""
    folded = fold_name(name)
    return max(_CHINESE.findall(folded), key=len, default=folded)
