"""What the readers of records share: names of tags, texts of elements, days, numbers as they go into cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

# Between the names and the classes of a cell, as patents.split_names reads them.
BETWEEN = "; "


class LocalNames(dict[str, str]):
    """Tag with its namespace -> its name alone; each is cut once."""

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        if len(self) < 10_000:  # names of a hostile file are not all remembered
            self[tag] = name
        return name


LOCAL = LocalNames()


def text_of(element: Any) -> str:
    """All text in an element, blanks together, without those around it."""
    text = element.text
    if not len(element):
        return " ".join(text.split()) if text else ""
    if len(element) == 1 and not len(element[0]):  # most often a paragraph alone
        child = element[0]
        return " ".join(f"{text or ''}{child.text or ''}{child.tail or ''}".split())
    return " ".join("".join(element.itertext()).split())


def first(element: Any, name: str) -> Any | None:
    """The first element of a name anywhere below."""
    return next(element.iter(f"{{*}}{name}"), None)


def first_text(element: Any, name: str) -> str:
    """The text of the first element of a name anywhere below; empty where there is none."""
    found = first(element, name)
    return "" if found is None else text_of(found)


def children(element: Any, name: str) -> Iterator[Any]:
    """The children of a name."""
    found: Iterator[Any] = element.iterchildren(f"{{*}}{name}")
    return found


def child_text(element: Any, name: str) -> str:
    """The text of the first child of a name; empty where there is none."""
    found = next(element.iterchildren(f"{{*}}{name}"), None)
    return "" if found is None else text_of(found)


def as_day(text: str) -> str:
    """20220104 as 2022-01-04; anything else as it stands."""
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdecimal() else text


def joined(texts: Iterable[str]) -> str:
    """Texts that are not empty, each once, in one cell."""
    return BETWEEN.join(dict.fromkeys(filter(None, texts)))
