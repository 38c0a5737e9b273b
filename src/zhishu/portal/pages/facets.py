"""Facets of a list as links: each value with its count, and the address that narrows to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

# So many values stand open; the others are folded away.
_SHOWN = 10


@dataclass(frozen=True)
class Link:
    """A choice with its words, its address, and how many lie behind it (None: not counted)."""

    title: str
    url: str
    count: int | None = None


@dataclass(frozen=True)
class LinkedFacet:
    """A facet whose values are links; those in `more` are folded away."""

    title: str
    shown: tuple[Link, ...]
    more: tuple[Link, ...]


def address_with(request: HttpRequest, **changes: str) -> str:
    """The address of the page with some of its question changed, from its first page on."""
    query = request.GET.copy()
    for name, value in {**changes, "page": ""}.items():
        if value:
            query[name] = value
        else:
            query.pop(name, None)
    return f"?{query.urlencode()}"


def link_facet(
    request: HttpRequest, title: str, asked_by: str, values: Iterable[tuple[str, str, int]]
) -> LinkedFacet | None:
    """A facet of (value, its words, its count); what is asked for already is no link, nothing no facet."""
    links = [
        Link(words, address_with(request, **{asked_by: value}), count)
        for value, words, count in values
        if request.GET.get(asked_by, "") != value
    ]
    return LinkedFacet(title, tuple(links[:_SHOWN]), tuple(links[_SHOWN:])) if links else None
