"""Names that hits are counted by, as numbers: counting numbers is many times faster than texts.

The number of a name is a digest of it, so that several processes number alike without a word to
each other; that no two names of an index share one is checked when its parts are put together.
"""

from __future__ import annotations

import bisect
import json
from array import array
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

from zhishu.base.errors import ZhishuError

_BYTES = 7  # one name in a million shares a number with another once in 100,000 indexes
NAMES = "names.json"


@lru_cache(maxsize=100_000)
def name_number(name: str) -> int:
    """The number of a name, the same everywhere."""
    return int.from_bytes(blake2b(name.encode(), digest_size=_BYTES).digest(), "big")


def write_names(path: Path, names: Iterable[str]) -> None:
    """Keep the names of a shelf in the order of their numbers."""
    ordered = sorted(set(names), key=name_number)
    for before, after in pairwise(ordered):
        if name_number(before) == name_number(after):
            raise ZhishuError(
                f"两个名称得到同一个编号：{before}、{after}",
                where=str(path),
                next_step="请把这两个名称报告给开发者",
                code="name_collision",
            )
    path.write_text(json.dumps(ordered, ensure_ascii=False, separators=(",", ":")), "utf-8")


class Names:
    """The names of a shelf, read when first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._names: list[str] = []
        self._numbers = array("Q")

    def name(self, number: int) -> str:
        """The name of a number that the index bears."""
        if not self._names:
            self._names = json.loads(self._path.read_bytes())
            self._numbers = array("Q", map(name_number, self._names))
        return self._names[bisect.bisect_left(self._numbers, number)]
