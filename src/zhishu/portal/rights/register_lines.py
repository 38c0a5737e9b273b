"""A row of a register as pages show it: its name, its state on a day, its columns in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from zhishu.flows.open_warehouse import open_rulebook
from zhishu.parties.party import is_person
from zhishu.portal.pages.facets import LinkedFacet, link_facet
from zhishu.portal.pages.permissions import allows
from zhishu.rights.portfolio.holding import Holding, HoldingRules, holding_rules, make_holding
from zhishu.rights.registers import CODED, REGISTER_OF, Register
from zhishu.rules.place import Regions
from zhishu.rules.rulebook import Rulebook
from zhishu.settings import home
from zhishu.warehouse.table import Column

# Columns that only programs read.
_INNER = frozenset({"folded_name", "region_code"})


@dataclass(frozen=True)
class Line:
    """One row of a list; holding: a right with its state, None for a dealing.

    parties: the holders, or from whom to whom. right_url: of a dealing, where its right is found.
    """

    title: str
    url: str
    kind: str
    number: str
    right_url: str
    parties: str
    day: date | None
    holding: Holding | None


@dataclass(frozen=True)
class Cell:
    """A column with what a row says in it; hidden: how many values only officers see."""

    column: Column
    value: Any
    hidden: int = 0

    @property
    def is_money(self) -> bool:
        return self.column.kind == "decimal"

    @property
    def is_day(self) -> bool:
        return self.column.kind == "date"


@lru_cache(maxsize=4)
def _rules(rulebook: Rulebook) -> HoldingRules:
    return holding_rules(rulebook)


def holding_of(register: Register, row: Mapping[str, Any], as_of: date) -> Holding | None:
    """The right of a row with its state on a day; None for a dealing."""
    if register.right_type is None:
        return None
    rules = _rules(open_rulebook(home()))
    return make_holding(register.right_type, row, as_of=as_of, rules=rules)


def line_of(register: Register, row: Mapping[str, Any], as_of: date) -> Line:
    """A row as a line of its list."""
    holding = holding_of(register, row, as_of)
    right = "" if holding else right_url(row["right_type"], row["right_number"])
    return Line(
        title=(holding.title if holding else row[register.heading]) or "名称未知",
        url=reverse("registers:entry", args=[register.name, row[register.key]]),
        kind=register.kind_words(row[register.kind]) if register.kind else "",
        number=row[register.number] or "",
        right_url=right,
        parties=" → ".join("、".join(row[name] or ("未知",)) for name in register.holders),
        day=row[register.day],
        holding=holding,
    )


def right_url(right_type: str, number: str) -> str:
    """Where the right of a dealing can be found."""
    if right_type == "patent":
        return reverse("rights:patent", args=[number])
    register = REGISTER_OF.get(right_type)
    return f"{reverse('registers:list', args=[register.name])}?q={number}" if register else ""


def shown_columns(register: Register, *, personal: bool) -> tuple[Column, ...]:
    """The columns that a table hands out; personal ones to those who may see them alone."""
    return tuple(
        column
        for column in register.table.columns
        if column.name not in {*_INNER, register.key}
        and (personal or column.classification == "public")
    )


def export_row(columns: tuple[Column, ...], row: Mapping[str, Any]) -> list[Any]:
    """The values of a row in words, as a table takes them."""
    return [_in_words(column, row[column.name]) for column in columns]


def cells_of(register: Register, row: Mapping[str, Any], user: Any) -> list[Cell]:
    """The columns of a row; a personal one says how much is hidden from whom may not see it.

    The address of a body is public by its register; that of a person is not.
    """
    personal = allows(user, "rights.read_personal")
    of_person = any(is_person(name) for field in register.holders for name in row[field] or ())
    cells = []
    for column in shown_columns(register, personal=True):
        value = _in_words(column, row[column.name])
        is_open = personal or column.classification == "public"
        if not is_open and not (column.name == "address" and not of_person):
            count = len(value) if isinstance(value, list) else 1
            cells.append(Cell(column, None, hidden=count if value else 0))
        else:
            cells.append(Cell(column, value))
    return cells


def _in_words(column: Column, value: Any) -> Any:
    if column.name in CODED and value is not None:
        return CODED[column.name].get(str(value), value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return value


def facets_of(
    request: HttpRequest,
    register: Register,
    counts: Mapping[str, list[tuple[str, int]]],
    regions: Regions,
) -> list[LinkedFacet]:
    """The counts of a list as links that narrow it."""
    titles = {"kind": register.kind_title, "year": f"{register.day_title}的年份", "region": "县区"}

    def words(name: str, value: str) -> str:
        if name == "region":
            return regions.name(value) or value
        return register.kind_words(value) if name == "kind" else value

    found = (
        link_facet(
            request,
            title,
            name,
            [(value, words(name, value), count) for value, count in counts.get(name, ())],
        )
        for name, title in titles.items()
    )
    return [facet for facet in found if facet is not None]
