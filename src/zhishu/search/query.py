"""What was asked, as values: words that must stand somewhere, keywords and ranges; and, or, not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from zhishu.search.tokens import Unit

Field = Literal["any", "title", "holder", "issuer"]
Exact = Literal["number", "ipc", "region", "year", "right_kind"]
# Days are counted as date.toordinal() does.
Counted = Literal[
    "year",
    "filed_on",
    "published_on",
    "granted_on",
    "issued_on",
    "effective_from",
    "claim_count",
    "cited_by_count",
]


@dataclass(frozen=True)
class Part:
    """A row of units that must stand side by side somewhere in the field.

    numbers: keys of the number or IPC symbol this may be; an entry that bears one of them is found too, first.
    """

    field: Field
    text: str
    units: tuple[Unit, ...]
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """A keyword the entry must bear: one of `values`; with `prefix`, one that begins so."""

    field: Exact
    values: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class Range:
    """A day or number that must lie between two, both taken in; None leaves an end open."""

    field: Counted
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class AllOf:
    """Every one of them must hold."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf:
    """One of them must hold."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Without:
    """It must not hold."""

    node: Node


Node: TypeAlias = Part | Condition | Range | AllOf | AnyOf | Without


def join(kind: type[AllOf] | type[AnyOf], nodes: list[Node]) -> Node | None:
    """The nodes as one, each once, without a level that joins only one; None of none."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes if isinstance(node, kind) else (node,))
    distinct = tuple(dict.fromkeys(flat))
    if len(distinct) < 2:
        return distinct[0] if distinct else None
    return kind(distinct)


def _leaves(node: Node | None) -> Iterator[Part | Condition | Range]:
    """What is asked for, without what must not hold."""
    if isinstance(node, AllOf | AnyOf):
        for inner in node.nodes:
            yield from _leaves(inner)
    elif node is not None and not isinstance(node, Without):
        yield node


@dataclass(frozen=True)
class Query:
    """What was asked.

    whole: the unquoted runs that were cut to parts, as they stood; found side by side they rank
    higher. hints: sentences for the person who typed.
    """

    text: str
    root: Node | None = None
    whole: tuple[Part, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing is asked for."""
        return self.root is None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The words sought, synonyms among them, in the order typed."""
        return tuple(leaf for leaf in _leaves(self.root) if isinstance(leaf, Part))

    @property
    def conditions(self) -> tuple[Condition | Range, ...]:
        """The keywords and ranges asked for, in the order typed."""
        return tuple(leaf for leaf in _leaves(self.root) if not isinstance(leaf, Part))
