"""A condition as a policy words it, proposed as tests over declared facts; what no cue understood stays open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zhishu.base.text import narrow, simplify
from zhishu.policy.text.quantities import Quantity, read_quantities
from zhishu.rules.cues import GAP, Cue, Cues
from zhishu.rules.fact import Fact

# The unit of shares: 0.05 is 5%.
RATE = "比例"
# Words before a number that the reading of quantities has told as its comparator.
_COMPARING = (
    "不低于", "不少于", "不得低于", "不超过", "不高于", "超过", "突破", "达到", "高于", "大于",
    "低于", "少于", "不足", "不满", "至少", "满",
)  # fmt: skip


@dataclass(frozen=True)
class Threshold:
    """A figure that a test rests on: its name in the draft, the fact it is of, value, unit, place in the phrase."""

    name: str
    fact: str
    value: Decimal
    unit: str
    place: tuple[int, int]


@dataclass(frozen=True)
class ReadPhrase:
    """A phrase as read: the tests it asks for, their figures, and what of it is open (empty: nothing)."""

    phrase: str
    tests: tuple[Mapping[str, Any], ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    rest: str = ""

    @property
    def is_open(self) -> bool:
        """Whether an officer has to complete it."""
        return bool(self.rest) or not self.tests


@dataclass
class _Reader:
    cues: Cues
    declared: Mapping[str, Fact]
    taken: set[str] = field(default_factory=set)

    def read(self, phrase: str) -> ReadPhrase:
        text = narrow(simplify(phrase))
        # Narrowing may change lengths (㎡); places are told only where it does not.
        placed = len(text) == len(phrase)
        quantities = [one for one in read_quantities(text) if one.form == "quantity"]
        rest = text
        tests: list[Mapping[str, Any]] = []
        thresholds: list[Threshold] = []
        for cue in self.cues.tests:
            used = cue.used_by(rest)
            if used is None or cue.fact not in self.declared:
                continue
            number = next((one for one in quantities if _counts(cue, one)), None)
            if cue.units and (number is None or number.value is None):
                continue
            for word in used:
                rest = rest.replace(word, GAP * len(word))
            if number is None:
                tests.append(dict(cue.test))
                continue
            quantities.remove(number)
            begin = _begin(rest, number.start)
            rest = rest[:begin] + GAP * (number.end - begin) + rest[number.end :]
            made, figures = self._threshold(cue, number, placed)
            tests.append(made)
            thresholds.extend(figures)
        if not tests:
            return ReadPhrase(phrase, rest=phrase)
        return ReadPhrase(phrase, tuple(tests), tuple(thresholds), self.cues.rest(rest))

    def _threshold(
        self, cue: Cue, number: Quantity, placed: bool
    ) -> tuple[Mapping[str, Any], list[Threshold]]:
        """A test against a number, its figure a parameter: 3件以上 at least, 不足3件 not at least."""
        assert number.value is not None
        place = (number.start, number.end) if placed else (0, 0)
        unit = self.declared[cue.fact].unit or number.unit
        part = Decimal("0.01") if number.unit == "%" and unit == RATE else Decimal(1)

        def figure(kind: str, value: Decimal) -> Threshold:
            value *= part
            return Threshold(self._name(cue.fact, kind), cue.fact, value, unit, place)

        if number.comparator == "range" and number.value_max is not None:
            low, high = figure("least", number.value), figure("most", number.value_max)
            test = {
                "all": [
                    {"fact": cue.fact, "at_least": low.name},
                    {"fact": cue.fact, "at_most": high.name},
                ]
            }
            return test, [low, high]
        if number.comparator in ("<=", ">"):
            most = figure("most", number.value)
            inner = {"fact": cue.fact, "at_most": most.name}
            return (inner if number.comparator == "<=" else {"not": inner}), [most]
        least = figure("least", number.value)
        inner = {"fact": cue.fact, "at_least": least.name}
        return ({"not": inner} if number.comparator == "<" else inner), [least]

    def _name(self, fact: str, kind: str) -> str:
        base = f"{fact.rpartition('.')[2]}_{kind}"
        name, turn = base, 2
        while name in self.taken:
            name, turn = f"{base}_{turn}", turn + 1
        self.taken.add(name)
        return name


def _begin(text: str, start: int) -> int:
    """Where a number begins with the word that compares it."""
    word = next((one for one in _COMPARING if text.endswith(one, 0, start)), "")
    return start - len(word)


def _counts(cue: Cue, number: Quantity) -> bool:
    return bool(cue.units) and number.unit in cue.units


def read_phrases(
    phrases: Sequence[str], cues: Cues, declared: Mapping[str, Fact]
) -> list[ReadPhrase]:
    """Each phrase of one measure; the names of their figures do not meet. A cue of an undeclared fact proposes nothing."""
    reader = _Reader(cues, declared)
    return [reader.read(phrase) for phrase in phrases]
