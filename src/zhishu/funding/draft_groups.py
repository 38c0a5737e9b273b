"""The groups that measures of a document share by its own words: from highest, one only, at most so much a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zhishu.policy.document import Measure
from zhishu.rules.cues import Cues, word_of

_LONGEST_TITLE = 30
# What tells a cap over a year from one over something else.
YEARLY = "年"


@dataclass(frozen=True)
class Shared:
    """The group of a measure (empty: none), and what of its words stays open: exclusivity, further caps.

    figures: those that the group or what is open tells.
    """

    group: str = ""
    open: tuple[str, ...] = ()
    figures: tuple[Decimal, ...] = ()


@dataclass
class DraftGroups:
    """Gathers the groups of a document: measures under the same words, or the same cap of a clause, share one.

    prefix: what makes their names those of this document alone.
    """

    prefix: str
    cues: Cues
    _each: dict[str, dict[str, Any]] = field(default_factory=dict)
    _caps: dict[str, tuple[Decimal, str]] = field(default_factory=dict)
    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    def share(self, measure: Measure) -> Shared:
        """Put a measure into its group. A measure has one: a yearly cap beside an exclusivity stays open."""
        said, caps = measure.exclusivity or "", list(measure.other_caps)
        rule = word_of(self.cues.exclusivity, said)
        group = ""
        if rule:
            group = self._group(rule, said, said[:_LONGEST_TITLE])
        elif (yearly := [one for one in caps if YEARLY in one[1]]) and len(yearly) == 1:
            [(value, per)] = yearly
            caps.remove(yearly[0])
            title = f"每{per.removeprefix('每')}不超过{value.normalize():f}元"
            group = self._group("cap_year", f"{measure.clause} {value}", title)
            self._caps[group] = value, measure.clause
        left = [] if rule or not said or self._is_plain(said) else [f"不重复：{said}"]
        left += [
            f"另有上限：{f'每{per}' if per else ''}不超过{value.normalize():f}元"
            for value, per in caps
        ]
        return Shared(group, tuple(left), tuple(value for value, _ in measure.other_caps))

    def _is_plain(self, said: str) -> bool:
        """Whether words only say that the same is not given twice: how often tells that."""
        for word in sorted(self.cues.repeat, key=len, reverse=True):
            said = said.replace(word, "")
        return not any(character.isalnum() for character in said)

    def _group(self, rule: str, words: str, title: str) -> str:
        name = self._names.setdefault((rule, words), f"{self.prefix}_{rule}_{len(self._names) + 1}")
        self._each.setdefault(name, {"title": title, "rule": rule})
        return name

    def content(self, title: str, source: Mapping[str, Any], since: str) -> dict[str, Any] | None:
        """The file of the groups as values; None where there is none. since: from which day its caps hold."""
        if not self._each:
            return None
        made: dict[str, Any] = {"groups": title, "source": source, "each": {}}
        parameters: dict[str, Any] = {}
        for name, told in self._each.items():
            made["each"][name] = dict(told)
            if name in self._caps:
                value, clause = self._caps[name]
                cap = f"cap_{len(parameters) + 1}"
                made["each"][name]["cap"] = cap
                entry = {"value": value, "clause": clause or "前言", "verified": False}
                parameters[cap] = {"title": told["title"], "unit": "元", "values": {since: entry}}
        return {**made, "parameters": parameters} if parameters else made
