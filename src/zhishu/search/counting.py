"""How many entries a query finds, and how many of them bear each value: exact, in one walk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tantivy

from zhishu.search.codes import value_of, with_those_around
from zhishu.search.index import FACETS, Counts, Facet, Kind
from zhishu.search.shelf import OpenShelf
from zhishu.search.tantivy_query import named_query

# Total and, of each facet, its values with how many hits bear them.
Counted = tuple[int, Mapping[Facet, Counts]]

# So many of the most frequent; every value is added up all the same, so counts are exact.
_SHOWN: dict[Facet, int] = {"subclass": 10, "name": 10}
_EVERY = 1_000_000
# Of names each segment tells its most frequent first; more are asked for where that leaves a doubt.
_FIRST_NAMES = 1_000
_CANDIDATES = 100
_TOTAL = {"total": {"value_count": {"field": "place"}}}


def count_found(shelf: OpenShelf, found: tantivy.Query) -> int:
    """How many entries a query finds."""
    return int(shelf.searcher.aggregate(found, _TOTAL)["total"]["value"])


def count_values(shelf: OpenShelf, walked: tantivy.Query, kind: Kind) -> Counted:
    """How many a query finds, and of each facet its values with their counts, as they are shown."""
    asked: dict[str, Any] = {**_TOTAL, **{facet: _terms(facet) for facet in FACETS[kind]}}
    asked["name"] = _name_terms(_CANDIDATES, _FIRST_NAMES)
    counted = shelf.searcher.aggregate(walked, asked)
    found: dict[Facet, Counts] = {}
    for facet in FACETS[kind]:
        if facet == "name":
            pairs = _names(shelf, walked, counted["name"])
        else:
            pairs = [
                (value_of(facet, int(one["key"])), int(one["doc_count"]))
                for one in counted[facet]["buckets"]
            ]
        if facet == "region":
            pairs = list(with_those_around(pairs).items())
        pairs.sort(key=_newest_year if facet == "year" else _most_frequent)
        found[facet] = tuple(pairs[: _SHOWN.get(facet, _EVERY)])
    return int(counted["total"]["value"]), found


def _name_terms(shown: int, of_segment: int) -> dict[str, Any]:
    return {"terms": {"field": "name", "size": shown, "segment_size": of_segment}}


def _names(
    shelf: OpenShelf, walked: tantivy.Query, counted: Mapping[str, Any]
) -> list[tuple[str, int]]:
    """The most frequent names with their exact counts.

    A segment that did not tell a name may hold as many of it as the least it told: `doubt` in all.
    Names that could still be among the first are counted again, alone; where even a name that no
    segment told could be, every name is.
    """
    shown = _SHOWN["name"]
    pairs = [(int(one["key"]), int(one["doc_count"])) for one in counted["buckets"]]
    doubt = int(counted["doc_count_error_upper_bound"])
    if doubt and len(pairs) >= shown:
        least = pairs[shown - 1][1]
        if doubt < least and pairs[-1][1] + doubt < least:
            candidates = [key for key, count in pairs if count + doubt >= least]
            again = named_query(walked, candidates)
            asked = {"name": _name_terms(_EVERY, _EVERY)}
            exact = shelf.searcher.aggregate(again, asked)["name"]["buckets"]
            wanted = set(candidates)
            pairs = [
                (int(one["key"]), int(one["doc_count"]))
                for one in exact
                if int(one["key"]) in wanted
            ]
        else:
            every = shelf.searcher.aggregate(walked, {"name": _name_terms(shown, _EVERY)})
            pairs = [(int(one["key"]), int(one["doc_count"])) for one in every["name"]["buckets"]]
    elif doubt:
        every = shelf.searcher.aggregate(walked, {"name": _name_terms(shown, _EVERY)})
        pairs = [(int(one["key"]), int(one["doc_count"])) for one in every["name"]["buckets"]]
    return [(shelf.names.name(key), count) for key, count in pairs[: shown * 2]]


def _terms(facet: Facet) -> dict[str, Any]:
    shown = _SHOWN.get(facet, _EVERY)
    return {"terms": {"field": facet, "size": shown, "segment_size": _EVERY}}


def _most_frequent(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _newest_year(pair: tuple[str, int]) -> int:
    return -int(pair[0])
