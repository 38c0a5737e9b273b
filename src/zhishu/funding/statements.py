"""What a firm says of itself, beside what the data tells: data stands, a statement fills what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhishu.rules.fact import Fact, Known
from zhishu.rules.words import value_words


@dataclass(frozen=True)
class Conflict:
    """A fact on which a statement and the data differ."""

    fact: Fact
    told: Known
    stated: Known

    @property
    def words(self) -> str:
        assert self.told.value is not None and self.stated.value is not None
        told, stated = (value_words(self.fact, one.value) for one in (self.told, self.stated))  # type: ignore[arg-type]
        return f"“{self.fact.title}”数据为{told}，单位填报为{stated}，按数据判断，请核对"


def join_statements(
    told: Mapping[str, Known], stated: Mapping[str, Known], declared: Mapping[str, Fact]
) -> tuple[dict[str, Known], tuple[Conflict, ...]]:
    """The facts that count, and where the two differ; a statement on an undeclared fact is left out."""
    facts = dict(told)
    conflicts = []
    for name, statement in stated.items():
        if name not in declared or statement.value is None:
            continue
        known = told.get(name)
        if known is None or known.value is None:
            facts[name] = statement
        elif known.value != statement.value:
            conflicts.append(Conflict(declared[name], known, statement))
    return facts, tuple(conflicts)
