"""费用减缴的资格: who may ask, by income and kind, and who is barred.

专利收费减缴办法 (财税〔2016〕78号), 财税〔2019〕45号: a person or an enterprise below the income of the year before;
public institutions, social organisations and non-profit research always; of several, each one must qualify.
False statements bar for years, counted from that calendar year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from zhishu.base.dates import print_date
from zhishu.base.errors import InvalidValueError
from zhishu.base.money import Money
from zhishu.rights.fees.reductions import REDUCTION_KINDS, ReductionKind, percent
from zhishu.rules.explanation import Clause, Step, step
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook

ApplicantKind = Literal["individual", "enterprise", "institution"]
_EVERY_ONE = Clause("", "专利收费减缴办法（财税〔2016〕78号）", verified=False)
APPLICANT_KINDS: tuple[ApplicantKind, ...] = get_args(ApplicantKind)


@dataclass(frozen=True)
class Applicant:
    """institution: 事业单位, 社会团体, 非营利性科研机构. income: of the year before (an enterprise's taxable income), None unknown."""

    kind: ApplicantKind
    income: Decimal | None = None


@dataclass(frozen=True)
class EligibilityRules:
    """The incomes that must not be reached, the years of a bar, the shares taken off."""

    individual: Parameter
    enterprise: Parameter
    bar: Parameter
    shares: Mapping[ReductionKind, Parameter]


def eligibility_rules(rulebook: Rulebook) -> EligibilityRules:
    """The figures from a rulebook."""
    return EligibilityRules(
        individual=rulebook.parameter("fee_reduction_income_individual"),
        enterprise=rulebook.parameter("fee_reduction_income_enterprise"),
        bar=rulebook.parameter("fee_reduction_bar"),
        shares={kind: rulebook.parameter(f"fee_reduction_{kind}") for kind in REDUCTION_KINDS},
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


@dataclass(frozen=True)
class Eligibility:
    """may_ask: None where an income that decides is not known; share: what would be taken off, None where nothing."""

    may_ask: bool | None
    kind: ReductionKind
    share: Decimal | None
    barred_until: date | None
    explanation: tuple[Step, ...]


def eligibility(
    applicants: Sequence[Applicant],
    asked_on: date,
    rules: EligibilityRules,
    *,
    found_false_on: date | None = None,
) -> Eligibility:
    """Whether a reduction can be asked for on a day and what it takes off.

    found_false_on: when a false statement of one of them was found. InvalidValueError without applicants, for an
    income that cannot be, and where the rule of the day is not carried.
    """
    if not applicants:
        raise InvalidValueError("没有写申请人", next_step="至少写一个申请人")
    steps: list[Step] = []
    for at, one in enumerate(applicants, 1):
        steps.append(_told(at, one, asked_on, rules))
    if len(applicants) > 1:
        steps.append(step("may_ask", "共有的，须每个申请人都符合", _EVERY_ONE))
    kind = kind_of_reduction(applicants)
    share = rules.shares[kind].required(asked_on)
    may_ask = may_be_reduced(applicants, asked_on, rules)
    barred = None
    if found_false_on is not None:
        barred = barred_until(found_false_on, rules)
        bar = rules.bar.required(found_false_on)
        text = f"提供虚假情况，自{found_false_on.year}年起{bar.value}年内不予减缴，到{print_date(barred)}"
        steps.append(step("barred_until", text, bar))
        may_ask = False if found_false_on <= asked_on <= barred else may_ask
    if may_ask:
        text = f"{len(applicants)}个申请人，减缴{percent(share.value)}"
        steps.append(step("share", text, share))
    return Eligibility(may_ask, kind, share.value if may_ask else None, barred, tuple(steps))


def _told(at: int, applicant: Applicant, asked_on: date, rules: EligibilityRules) -> Step:
    """Why an applicant qualifies, does not, or is not known to."""
    qualifies = _qualifies(applicant, asked_on, rules)
    if applicant.kind == "institution":
        rule = rules.shares["single"].required(asked_on)
        return step("may_ask", f"第{at}个：事业单位、社会团体、非营利性科研机构，可以请求", rule)
    income = applicant.income
    if income is not None and income < 0:
        raise InvalidValueError(f"收入{income}不成立", next_step="写0以上的数")
    individual = applicant.kind == "individual"
    limit = (rules.individual if individual else rules.enterprise).required(asked_on)
    who, what = ("个人", "上年收入") if individual else ("企业", "上年应纳税所得额")
    verdict = {True: "可以请求", False: "不可以请求", None: "收入未知，不能判断"}[qualifies]
    told = "未知" if income is None else str(Money(income))
    text = f"第{at}个：{who}，{what}{told}，须低于{Money(limit.value)}，{verdict}"
    return step("may_ask", text, limit)


def _qualifies(applicant: Applicant, asked_on: date, rules: EligibilityRules) -> bool | None:
    if applicant.kind == "institution":
        return True
    limit = (rules.individual if applicant.kind == "individual" else rules.enterprise).required(
        asked_on
    )
    return None if applicant.income is None else applicant.income < limit.value
