"""Whether a rule reaches a policy: by the day on which it was made, and by today if it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhishu.policy.lint.finding import SEVERITIES, Severity, When
from zhishu.policy.lint.library import Policy, plan_end
from zhishu.policy.lint.policy_rules import PolicyRule
from zhishu.policy.validity import Judged

_ORDER = tuple(SEVERITIES)


@dataclass(frozen=True)
class Standing:
    """A policy on the day asked: how it stands, what day it is judged by, the last day of the years in its title."""

    made_on: date | None
    as_of: date
    judged: Judged
    ends: date | None = None

    @classmethod
    def of(cls, policy: Policy, as_of: date, judged: Judged) -> Standing:
        """The standing of a policy that was judged for that day."""
        titles = (policy.document.title, *policy.document.other_titles)
        ends = [end for title in titles if (end := plan_end(title))]
        return cls(policy.made_on, as_of, judged, max(ends, default=None))

    @property
    def is_over(self) -> bool:
        """Whether it is lapsed or repealed, or a plan whose years are over: nobody can adjust it any more."""
        return self.judged.validity in ("lapsed", "repealed") or self.is_plan_over

    @property
    def is_plan_over(self) -> bool:
        """Whether the years of its title are over, and it says of no later day that it holds."""
        return (
            self.ends is not None
            and self.ends < self.as_of
            and self.judged.validity not in ("in_force", "not_yet")
        )

    def reaches(self, rule: PolicyRule, *, ends: date | None = None) -> tuple[When, int] | None:
        """When the rule met the policy, and by how many steps a finding is milder; None: it never did.

        A rule that came later meets what is still in force; where nobody knows whether it is, it is milder.
        ends: the last day of what is found (a target of 2026): over before the rule came it is left alone,
        and while it runs it is in force whatever the document says of its validity.
        """
        if self.made_on is None:
            return ("undated", 1) if rule.holds(self.as_of) and not self.is_over else None
        if rule.holds(self.made_on):
            return "issued", 0
        if self.is_over or self.made_on > self.as_of or not rule.holds(self.as_of):
            return None
        if ends is not None and rule.since is not None and ends < rule.since:
            return None
        goes_on = ends is not None and ends >= self.as_of
        return "later", 0 if goes_on or self.judged.validity != "unknown" else 1


def milder(severity: Severity, steps: int) -> Severity:
    """So many steps below a severity, never below a notice."""
    return _ORDER[min(_ORDER.index(severity) + steps, len(_ORDER) - 1)]
