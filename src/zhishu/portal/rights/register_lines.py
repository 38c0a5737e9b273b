"""A row of a register as pages show it: its name, its state on a day, its columns in words."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from zhishu.flows.open_warehouse import open_rulebook
from zhishu.parties.party import are_bodies
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
# What columns are not public, and who reads them; what visitors are told instead.
_READ_BY = {"internal": "rights.read_internal", "personal": "rights.read_personal"}
_HIDDEN = {"amount": "金额不公开", "address": "个人地址不公开"}
_FOR_OFFICERS = "登录的工作人员可看"


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
    """A column with what a row says in it; hidden: what a visitor is told instead."""

    column: Column
    value: Any
    hidden: str = ""

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


def shown_columns(register: Register, classes: Container[str]) -> tuple[Column, ...]:
    """The columns of some classes; those that only programs read are left out."""
    return tuple(
        column
        for column in register.table.columns
        if column.name not in {*_INNER, register.key} and column.classification in classes
    )


def export_row(columns: tuple[Column, ...], row: Mapping[str, Any]) -> list[Any]:
    """The values of a row in words, as a table takes them."""
    return [_in_words(column, row[column.name]) for column in columns]


def cells_of(
    register: Register, row: Mapping[str, Any], user: Any, kinds: Mapping[str, str]
) -> list[Cell]:
    """The columns of a row; one that the user may not see says so where there is something in it.

    The address of a body is public by its register; that of a person is not. kinds: of the parties
    that bear the names of the row.
    """
    seen = {"public"} | {name for name, may in _READ_BY.items() if allows(user, may)}
    of_bodies = are_bodies(names_of(register, row), kinds)
    cells = []
    for column in shown_columns(register, ("public", *_READ_BY)):
        value = _in_words(column, row[column.name])
        is_open = column.classification in seen or (column.name == "address" and of_bodies)
        if is_open or value in (None, "", []):
            cells.append(Cell(column, value))
        else:
            cells.append(Cell(column, None, hidden=_HIDDEN.get(column.name, _FOR_OFFICERS)))
    return cells


def names_of(register: Register, row: Mapping[str, Any]) -> list[str]:
    """Everybody whom a row names as its holder or as a party to it."""
    return [name for field in register.holders for name in row[field] or ()]


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
