"""Whether a 费用减缴 can be asked for, by the rulebook of a home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rights.fees.reduction_eligibility import (
    Applicant,
    Eligibility,
    eligibility,
    eligibility_rules,
)


def tell_eligibility(
    home: Path, applicants: Sequence[Applicant], *, on: date, found_false_on: date | None = None
) -> Eligibility:
    """Who may ask and what it takes off; InvalidValueError for what cannot be or is not carried."""
    rules = eligibility_rules(open_rulebook(home))
    return eligibility(applicants, on, rules, found_false_on=found_false_on)
