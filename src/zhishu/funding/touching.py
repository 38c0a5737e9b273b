"""Which rules a policy touches: the clause that a rule was written from, as the policy now has it.

A rule rests on a document by its title or number, or by the document that a policy revises or repeals. Its
clause is found by its words, else by its number; a figure of the rule that the clause no longer prints differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zhishu.funding.clause_number import plain_clause
from zhishu.funding.phrases import RATE
from zhishu.policy.bare_title import bare_title
from zhishu.policy.review.reading import clause_words
from zhishu.policy.text.quantities import Quantity, read_quantities
from zhishu.policy.words_digest import words_digest
from zhishu.rules.measure import Measure
from zhishu.rules.parameter import Parameter
from zhishu.rules.words import percent, plain

State = Literal[
    "unchanged", "words_changed", "figures_differ", "clause_gone", "lost", "not_compared"
]
STATES: dict[State, str] = {
    "figures_differ": "数字不同",
    "clause_gone": "条款没有了",
    "lost": "原文缺损",
    "words_changed": "文字有改动",
    "not_compared": "规则没有记下原文，只核对了数字",
    "unchanged": "没有变",
}
# Why a policy is held against the rules of a document.
TOUCHING = {"itself": "同一文件", "revises": "修订", "repeals": "废止"}


@dataclass(frozen=True)
class PolicyText:
    """A policy as far as rules can rest on it. revises and repeals: titles and numbers that it names so."""

    titles: tuple[str, ...]
    document_number: str | None
    clauses: tuple[tuple[str, str | None, str], ...]
    revises: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()


@dataclass(frozen=True)
class FigureDifference:
    """A figure of a rule that the clause no longer prints, and the figures of its unit that no rule has."""

    parameter: str
    title: str
    unit: str
    rule: Decimal
    printed: tuple[Decimal, ...]

    @property
    def rule_words(self) -> str:
        """The figure of the rule: 50%, 20,000元."""
        return _figure_words(self.rule, self.unit)

    @property
    def printed_words(self) -> str:
        """The figures of the policy that no rule has."""
        return "、".join(_figure_words(one, self.unit) for one in self.printed) or "没有了"


@dataclass(frozen=True)
class Touched:
    """A rule and its clause: clause is the number that it has now, empty where it is gone."""

    measure: Measure
    relation: str
    state: State
    clause: str
    words: str
    figures: tuple[FigureDifference, ...] = ()


def find_touched(policy: PolicyText, measures: Iterable[Measure]) -> list[Touched]:
    """The rules that rest on the policy, or on what it revises or repeals; what changed first."""
    found = []
    for measure in measures:
        relation = _relation(policy, measure)
        if relation:
            found.append(_touched(policy, measure, relation))
    order = list(STATES)
    return sorted(found, key=lambda one: (order.index(one.state), one.measure.name))


def _relation(policy: PolicyText, measure: Measure) -> str:
    keys = {bare_title(measure.source.title)}
    if measure.source.document_number:
        keys.add(measure.source.document_number)
    named = {
        "itself": (*policy.titles, policy.document_number or ""),
        "revises": policy.revises,
        "repeals": policy.repeals,
    }
    for relation, names in named.items():
        if keys & {key for name in names if name for key in (name, bare_title(name))}:
            return relation
    return ""


def _touched(policy: PolicyText, measure: Measure, relation: str) -> Touched:
    clause = _clause_of(policy.clauses, measure)
    if clause is None and relation != "repeals" and measure.is_lost:
        # A clause that the page lost was never to be found; nothing of it changed.
        return Touched(measure, relation, "lost", "", "")
    if relation == "repeals" or clause is None:
        return Touched(measure, relation, "clause_gone", "", "")
    path, heading, text = clause
    words = clause_words(heading, text)
    figures = () if measure.is_lost else tuple(figure_differences(measure, words))
    state: State = "unchanged"
    if figures:
        state = "figures_differ"
    elif not measure.source.words_digest:
        state = "not_compared"
    elif words_digest(heading, text) != measure.source.words_digest:
        state = "words_changed"
    return Touched(measure, relation, state, path, words, figures)


def _clause_of(
    clauses: Sequence[tuple[str, str | None, str]], measure: Measure
) -> tuple[str, str | None, str] | None:
    """By its words first: an article that moved is the same article."""
    digest = measure.source.words_digest
    by_words = (one for one in clauses if digest and words_digest(one[1], one[2]) == digest)
    path = plain_clause(measure.source.clause)
    by_path = (one for one in clauses if plain_clause(one[0]) == path)
    return next(by_words, None) or next(by_path, None)


def figure_differences(measure: Measure, words: str) -> Iterable[FigureDifference]:
    """The newest figures of a rule that stand nowhere in the words of its clause."""
    printed = [one for one in read_quantities(words) if one.value is not None]
    figures = {
        name: figure.series[""][-1].value
        for name, figure in measure.figures.items()
        if isinstance(figure, Parameter) and "" in figure.series
    }
    units = {name: measure.figures[name].unit for name in figures}
    known = {(units[name], value) for name, value in figures.items()}
    for name, value in figures.items():
        unit = units[name]
        values = _values(printed, unit)
        if value not in values:
            others = tuple(one for one in values if (unit, one) not in known)
            yield FigureDifference(name, measure.figures[name].title, unit, value, others)


def _figure_words(value: Decimal, unit: str) -> str:
    return percent(value) if unit == RATE else f"{plain(value)}{unit}"


def _values(printed: Iterable[Quantity], unit: str) -> list[Decimal]:
    """Every number of a unit, both ends of ranges, each once."""
    found: dict[Decimal, None] = {}
    for one in printed:
        for value in (one.value, one.value_max):
            if value is None:
                continue
            if unit == RATE and one.is_share:
                found[value / 100] = None
            elif one.unit == unit:
                found[value] = None
    return list(found)
