"""A finding about a rule, and the rulebook as checks see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from zhishu.rules.fact import Fact
from zhishu.rules.loading import RulebookError
from zhishu.rules.measure import Group, Measure
from zhishu.rules.parameter import Parameter
from zhishu.rules.scale import Scale

Figures = Mapping[str, Parameter | Scale]


@dataclass(frozen=True)
class Finding:
    """What is wrong, where (file and line), and what to do. is_fault: no measure may be judged with it."""

    what: str
    file: str
    line: int
    next_step: str
    is_fault: bool = True

    @property
    def where(self) -> str:
        """The place as messages say it."""
        return f"{self.file} 第{self.line}行" if self.line else self.file

    def error(self) -> RulebookError:
        """The refusal that a fault is."""
        return RulebookError(self.what, where=self.where, next_step=self.next_step)


class Book(Protocol):
    """The parts of a rulebook by name."""

    @property
    def facts(self) -> Mapping[str, Fact]: ...
    @property
    def figures(self) -> Figures: ...
    @property
    def measures(self) -> Mapping[str, Measure]: ...
    @property
    def measure_groups(self) -> Mapping[str, Group]: ...
