"""Words that very many entries hold: what a search for one of them counts is kept when the index is built.

To count what a fifth of a million patents bear takes longer than all else that a search does, and it is
the same until the next edition. Kept are the words of two characters alone, and nothing asked for; whatever
narrows such a search, a filter or a second word, makes it a smaller one, which is counted when asked.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

from zhishu.search.counting import Counted, count_values
from zhishu.search.index import NO_FILTERS, Filters, Kind
from zhishu.search.query import Part, Query
from zhishu.search.shelf import OpenShelf
from zhishu.search.tantivy_query import GRAM_FIELDS, finding_query
from zhishu.search.tokens import units

FREQUENT = "frequent.json"
# Counting fewer than this takes some milliseconds.
FEWEST = 20_000
MOST_WORDS = 500
_TERMS = 5_000  # of each field, the commonest: more than enough to have the most frequent words among them
_EVERYTHING = ""


def _word_of(query: Query) -> str | None:
    """The two characters that alone are asked for, "" where nothing is; None for any other query."""
    root = query.root
    if root is None:
        return _EVERYTHING
    if not isinstance(root, Part) or root.field != "any" or root.numbers:
        return None
    if len(root.units) != 2 or not all(unit.han for unit in root.units):
        return None
    return "".join(unit.text for unit in root.units)


def _query_of(word: str) -> Query:
    return Query(word, Part("any", word, tuple(units(word)))) if word else Query("")


def _candidates(shelf: OpenShelf, fewest: int) -> list[str]:
    """Words of two characters that so many entries may hold, the commonest first.

    How many entries hold a word in one field is known of every word; how many hold it in any of them is
    at most the sum.
    """
    held: Counter[str] = Counter()
    for field in GRAM_FIELDS:
        held.update(dict(shelf.searcher.terms_with_prefix(field, "", limit=_TERMS)))
    words = (term for term, most in held.most_common() if most >= fewest and len(term) == 2)
    return [word for word in words if _word_of(_query_of(word)) == word][:MOST_WORDS]


def keep_frequent(folder: Path, kind: Kind, entries: int, fewest: int) -> None:
    """Count what is frequent on a shelf that was just built, and keep it beside its index.

    A word is frequent that at least `fewest` of its entries hold.
    """
    found: dict[str, Counted] = {}
    if entries >= fewest:
        shelf = OpenShelf(folder)
        words = [_EVERYTHING, *_candidates(shelf, fewest)]
        walked = [finding_query(_query_of(word), kind, NO_FILTERS) for word in words]
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            counts = pool.map(lambda one: count_values(shelf, one, kind), walked)
            found = {
                word: count for word, count in zip(words, counts, strict=True) if count[0] >= fewest
            }
    content = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    (folder / FREQUENT).write_text(content, "utf-8")


class Frequent:
    """What was kept of a shelf, by word; read when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FREQUENT

    @cached_property
    def _counts(self) -> dict[str, Counted]:
        return {
            word: (total, {facet: tuple(map(tuple, pairs)) for facet, pairs in facets.items()})
            for word, (total, facets) in json.loads(self._path.read_bytes()).items()
        }

    def find(self, query: Query, filters: Filters) -> Counted | None:
        """The counts of a query, where they were kept."""
        if filters != NO_FILTERS:
            return None
        word = _word_of(query)
        return None if word is None else self._counts.get(word)
