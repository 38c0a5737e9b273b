"""布图设计专有权: protected from the earlier of filing and first commercial use anywhere.

集成电路布图设计保护条例第十二条 (ten years, never beyond fifteen years after creation, registered or not),
第十七条 (no registration when two years passed since the first use). The day it ends is the corresponding day,
as for patents; the regulation does not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhishu.base.dates import add_years, print_date
from zhishu.rules.explanation import Step, step
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook


@dataclass(frozen=True)
class LayoutDesignRules:
    """Years of protection, years after creation that nothing outlasts, years in which to file after first use."""

    term: Parameter
    limit: Parameter
    filing_limit: Parameter


@dataclass(frozen=True)
class LayoutDesignTerm:
    """ends_on is None where the filing came too late to be registered."""

    ends_on: date | None
    explanation: tuple[Step, ...]


def layout_design_rules(rulebook: Rulebook) -> LayoutDesignRules:
    """The figures from a rulebook."""
    return LayoutDesignRules(
        term=rulebook.parameter("layout_design_term"),
        limit=rulebook.parameter("layout_design_limit"),
        filing_limit=rulebook.parameter("layout_design_filing_limit"),
    )


def layout_design_term(
    filed_on: date,
    rules: LayoutDesignRules,
    *,
    first_used_on: date | None = None,
    created_on: date | None = None,
) -> LayoutDesignTerm:
    """When the right ends; a date of use or creation that is not known does not count.

    InvalidValueError for a filing before the regulation.
    """
    term, limit = rules.term.required(filed_on), rules.limit.required(filed_on)
    filing_limit = rules.filing_limit.required(filed_on)
    if first_used_on and filed_on > add_years(first_used_on, int(filing_limit.value)):
        text = f"首次商业利用{print_date(first_used_on)}起{filing_limit.value}年内未申请，不予登记"
        return LayoutDesignTerm(None, (step("ends_on", text, filing_limit),))
    begins = min(filed_on, first_used_on or filed_on)
    ends = add_years(begins, int(term.value))
    steps = [step("ends_on", f"自{print_date(begins)}起{term.value}年，到{print_date(ends)}", term)]
    if created_on and (last := add_years(created_on, int(limit.value))) < ends:
        ends = last
        text = (
            f"创作完成{print_date(created_on)}起{limit.value}年后不再受保护，到{print_date(ends)}"
        )
        steps.append(step("ends_on", text, limit))
    return LayoutDesignTerm(ends, tuple(steps))
