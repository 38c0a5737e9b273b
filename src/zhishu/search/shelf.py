"""The index of one shelf, opened, with what is kept beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tantivy

from zhishu.search.kept import Kept, KeptReader
from zhishu.search.names import NAMES, Names
from zhishu.search.tantivy_query import register


class OpenShelf:
    """Searcher, names and kept words of one shelf; its files do not change while it is open."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        register(index)
        self.searcher: Any = index.searcher()
        self.names = Names(folder / NAMES)
        self._kept = KeptReader(folder)

    def kept(self, addresses: list[tantivy.DocAddress]) -> list[Kept]:
        """What is shown of some entries, in their order."""
        places = self.searcher.fast_field_values("place", addresses)
        return self._kept.read([int(place) for place in places])
