"""Why an answer is what it is: steps, each with the rule it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Sourced(Protocol):
    """A rule or figure with its place in the law."""

    @property
    def clause(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def verified(self) -> bool: ...


@dataclass(frozen=True)
class Clause:
    """A rule without a figure of its own: where it stands."""

    clause: str
    source: str
    verified: bool = True


@dataclass(frozen=True)
class Step:
    """One step: the field of the answer that it explains, its sentence, and where the rule stands.

    verified is False where the rule or figure was not checked against its source; clause and source
    are empty where the step says that a rule is not carried.
    """

    about: str
    text: str
    clause: str
    source: str
    verified: bool


def step(about: str, text: str, rule: Sourced) -> Step:
    """A step that rests on a rule."""
    return Step(about, text, rule.clause, rule.source, rule.verified)


def not_carried(about: str, text: str) -> Step:
    """A step that says which rule the rulebook does not hold; nothing is guessed in its place."""
    return Step(about, text, "", "", False)
