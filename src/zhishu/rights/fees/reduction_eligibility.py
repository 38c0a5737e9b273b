"""费用减缴的资格: who may ask, by income and kind, and who is barred.

专利收费减缴办法 (财税〔2016〕78号), 财税〔2019〕45号: a person or an enterprise below the income of the year before;
public institutions, social organisations and non-profit research always; of several, each one must qualify.
False statements bar for years, counted from that calendar year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from zhishu.rights.fees.reductions import ReductionKind
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook

ApplicantKind = Literal["individual", "enterprise", "institution"]


@dataclass(frozen=True)
class Applicant:
    """institution: 事业单位, 社会团体, 非营利性科研机构. income: of the year before (an enterprise's taxable income), None unknown."""

    kind: ApplicantKind
    income: Decimal | None = None


@dataclass(frozen=True)
class EligibilityRules:
    """The incomes that must not be reached, and the years of a bar."""

    individual: Parameter
    enterprise: Parameter
    bar: Parameter


def eligibility_rules(rulebook: Rulebook) -> EligibilityRules:
    """The figures from a rulebook."""
    return EligibilityRules(
        individual=rulebook.parameter("fee_reduction_income_individual"),
        enterprise=rulebook.parameter("fee_reduction_income_enterprise"),
        bar=rulebook.parameter("fee_reduction_bar"),
    )


def may_be_reduced(
    applicants: Sequence[Applicant], asked_on: date, rules: EligibilityRules
) -> bool | None:
    """Whether all of them qualify on a day; None where an income that decides is not known."""
    found = [_qualifies(one, asked_on, rules) for one in applicants]
    if False in found:
        return False
    return None if None in found else True


def kind_of_reduction(applicants: Sequence[Applicant]) -> ReductionKind:
    """The reduction of one applicant or of several."""
    return "single" if len(applicants) == 1 else "joint"


def barred_until(found_false_on: date, rules: EligibilityRules) -> date:
    """The last day without reduction after a false statement: years from that calendar year on."""
    years = int(rules.bar.required(found_false_on).value)
    return date(found_false_on.year + years - 1, 12, 31)


def _qualifies(applicant: Applicant, asked_on: date, rules: EligibilityRules) -> bool | None:
    if applicant.kind == "institution":
        return True
    limit = (rules.individual if applicant.kind == "individual" else rules.enterprise).required(
        asked_on
    )
    return None if applicant.income is None else applicant.income < limit.value
