"""What a search index takes in and gives back, whatever engine stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from zhishu.search.query import Query

Kind = Literal["policy", "patent"]
KINDS: tuple[Kind, ...] = ("policy", "patent")

# A document is counted and ranked by one entry with its whole text; its clauses are entries of
# their own, asked only to say where in the document the words stand.
Shelf = Literal["policy", "clause", "patent"]
SHELVES: tuple[Shelf, ...] = ("policy", "clause", "patent")

# relevance: best first, newest first where no words rank.
Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")

# What hits are counted by: name = right holders of patents, issuing authorities of policies.
Facet = Literal["right_kind", "year", "region", "section", "subclass", "name"]
FACETS: Mapping[Kind, tuple[Facet, ...]] = {
    "policy": ("name", "year", "region"),
    "patent": ("right_kind", "year", "region", "section", "subclass", "name"),
}

Fact = str | int | bool | None | list[str]


@dataclass(frozen=True)
class Entry:
    """One thing to be found: a policy document, one of its clauses, or a patent.

    Every text is as printed; the index derives its own forms. No phrase spans two members of
    `texts` or `names`. `facts` are kept beside the entry for showing a hit and are not searched.
    Only columns of the class "public" belong here.
    """

    shelf: Shelf
    entry_id: str
    title: str
    texts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    parent_id: str = ""
    right_kind: str = ""
    # The day it is known by: issued (policy), filed (patent). Its year is the year searched.
    dated: date | None = None
    # Other days and numbers that a range may ask for (query.Counted).
    counted: Mapping[str, date | int | None] = field(default_factory=dict)
    # Region codes from the widest to the narrowest: 990000, 990100, 990102, 990102Z1.
    regions: tuple[str, ...] = ()
    ipc: tuple[str, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Filters:
    """What narrows a search beside its words; None leaves a side open.

    region: a code that contains the entry's own (a zone lies inside its district). name: the whole
    name of an issuing authority, of an applicant or right holder. ipc: a section, a subclass, or
    what `IPC:` takes. since, until: days that its own day must lie between, both taken in.
    entries: only these.
    """

    region: str | None = None
    right_kind: str | None = None
    year: int | None = None
    name: str | None = None
    ipc: str | None = None
    since: date | None = None
    until: date | None = None
    entries: frozenset[str] | None = None


NO_FILTERS = Filters()


@dataclass(frozen=True)
class MarkedText:
    """A passage of the original text; `marks` are the [start, end) places of the words sought."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    clipped_before: bool = False
    clipped_after: bool = False


@dataclass(frozen=True)
class Place:
    """A clause of a document that holds words sought."""

    path: str
    heading: str
    snippet: MarkedText


@dataclass(frozen=True)
class Hit:
    """One document or patent found, with the words sought marked in its original text."""

    kind: Kind
    entry_id: str
    score: float
    title: MarkedText
    snippet: MarkedText
    facts: Mapping[str, Fact]
    # The best clauses of a document, and how many of its clauses hold a word sought.
    places: tuple[Place, ...] = ()
    places_total: int = 0


# A value and how many hits bear it, the most frequent first (years: the newest first).
Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ResultPage:
    """One page of hits; `total` counts every document or patent found, however deep.

    facets: how many of all of them bear each value, where that was asked for.
    """

    total: int
    page: int
    size: int
    hits: tuple[Hit, ...]
    facets: Mapping[Facet, Counts] = field(default_factory=dict)


class SearchIndex(Protocol):
    """An opened index of one edition: it never changes while it is open."""

    @property
    def snapshot(self) -> int:
        """The warehouse snapshot that the index was built from."""
        ...

    def count(self, query: Query, kind: Kind, filters: Filters = NO_FILTERS) -> int:
        """How many documents or patents the query finds: exact."""
        ...

    def facets(
        self, query: Query, kind: Kind, filters: Filters = NO_FILTERS
    ) -> tuple[int, Mapping[Facet, Counts]]:
        """How many the query finds, and how many of them bear each value: all exact.

        Of subclasses and names the ten most frequent, of the others every value.
        """
        ...

    def search(
        self,
        query: Query,
        kind: Kind,
        filters: Filters = NO_FILTERS,
        *,
        page: int = 1,
        size: int = 20,
        sort: Sort = "relevance",
        facets: bool = False,
    ) -> ResultPage:
        """One page of what the query finds, ranked while the whole is counted; `facets`: by value too."""
        ...
