"""Figures of policy as the compiled rules use them: of one day, one for all or one for each word of a fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from zhishu.rules.columns.bits import Flags, Numbers
from zhishu.rules.columns.facts import Picks
from zhishu.rules.parameter import Parameter
from zhishu.rules.scale import Scale

Figures = Mapping[str, Parameter | Scale]


@dataclass(frozen=True)
class Figure:
    """A parameter's figures on the day: by the words of the fact `by`, under "" where one holds for all.

    A word without a figure has none; where the word itself is unknown, so is the figure.
    """

    by: str
    values: tuple[tuple[str, Decimal], ...]

    @property
    def alone(self) -> Decimal | None:
        """The one figure that holds for all; None where there is none or several."""
        return None if self.by else dict(self.values).get("")

    def spread(
        self, parties: Picks, value: Callable[[Decimal], int]
    ) -> tuple[int | Numbers, Flags | None]:
        """The figure of each party as a whole number, and who has one; one number, and None, where all have it."""
        if self.alone is not None:
            return value(self.alone), None
        column = parties.columns.get(self.by)
        if column is None:
            return 0, parties.zeros
        values = dict(self.values)
        found = [values.get(word) for word in column.words]
        numbers = np.array([0 if one is None else value(one) for one in (*found, None)], np.int64)
        has = np.array([one is not None for one in (*found, None)], np.uint8)
        at = column.places_of_words()
        return numbers[at], has[at]


NO_FIGURE = Figure("", ())


def figure_on(figures: Figures, name: str, day: date) -> Figure:
    """A parameter's figures on a day; none where there is no such parameter, or not yet."""
    parameter = figures.get(name)
    if not isinstance(parameter, Parameter):
        return NO_FIGURE
    found = ((key, parameter.at(day, key)) for key in parameter.series)
    return Figure(parameter.by, tuple((key, one.value) for key, one in found if one is not None))
