"""专利权期限补偿: days given back for a slow grant, and for the approval of a new drug.

专利法第四十二条第二、三款, 实施细则第七十七条至第八十四条. A slow grant: from the later of four years after the
filing and three after the request for examination to the grant, less reasonable delays and the applicant's own;
not where the same invention was a utility model filed the same day. A drug: the time from filing to approval
less five years, five years at the most, and never beyond fourteen years after the approval.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from zhishu.base.dates import Calendar, WorkingDay, add_years, print_date
from zhishu.rules.explanation import Clause, Step, step
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook

_SAME_DAY = Clause("第七十七条至第八十四条（2023年修订）", "中华人民共和国专利法实施细则")


@dataclass(frozen=True)
class CompensationRules:
    """Years from filing and from the request for examination; the drug's deduction, cap and total; the months to ask."""

    from_filing: Parameter
    from_examination: Parameter
    drug_deducted: Parameter
    drug_cap: Parameter
    drug_total: Parameter
    request: Parameter
    calendar: Calendar


@dataclass(frozen=True)
class Compensation:
    """Days added to the term, and why."""

    days: int
    explanation: tuple[Step, ...]


def compensation_rules(rulebook: Rulebook) -> CompensationRules:
    """The figures from a rulebook."""
    return CompensationRules(
        from_filing=rulebook.parameter("pta_years_from_filing"),
        from_examination=rulebook.parameter("pta_years_from_examination"),
        drug_deducted=rulebook.parameter("drug_pte_deducted"),
        drug_cap=rulebook.parameter("drug_pte_cap"),
        drug_total=rulebook.parameter("drug_pte_total"),
        request=rulebook.parameter("term_compensation_request"),
        calendar=rulebook.calendar(),
    )


def request_until(day: date, rules: CompensationRules) -> WorkingDay:
    """The last day to ask, from the grant (slow grant) or the approval (drug)."""
    return rules.calendar.deadline(day, int(rules.request.required(day).value))


def compensation_for_slow_grant(
    *,
    filed_on: date,
    examination_requested_on: date,
    granted_on: date,
    rules: CompensationRules,
    reasonable_days: int = 0,
    applicant_days: int = 0,
    has_same_day_utility_model: bool = False,
) -> Compensation:
    """Days for an invention granted late; InvalidValueError for a grant before 2021-06-01."""
    from_filing = rules.from_filing.required(granted_on)
    from_examination = rules.from_examination.required(granted_on)
    if has_same_day_utility_model:
        text = "同日另有实用新型申请的发明，不给予期限补偿"
        return Compensation(0, (step("days", text, _SAME_DAY),))
    four = add_years(filed_on, int(from_filing.value))
    three = add_years(examination_requested_on, int(from_examination.value))
    starts = max(four, three)
    late = max((granted_on - starts).days, 0)
    days = max(late - reasonable_days - applicant_days, 0)
    chosen = from_filing if four >= three else from_examination
    told = f"自{print_date(starts)}到授权公告日{print_date(granted_on)}，迟了{late}日"
    less = f"减去合理延迟{reasonable_days}日、申请人引起的延迟{applicant_days}日，补偿{days}日"
    return Compensation(days, (step("days", told, chosen), step("days", less, _SAME_DAY)))


def compensation_for_drug(
    *, filed_on: date, approved_on: date, expires_on: date, rules: CompensationRules
) -> Compensation:
    """Days for a new drug's patent that would expire on a day; InvalidValueError before 2024-01-20."""
    deducted = rules.drug_deducted.required(approved_on)
    cap, total = rules.drug_cap.required(approved_on), rules.drug_total.required(approved_on)
    waited = max((approved_on - add_years(filed_on, int(deducted.value))).days, 0)
    capped = add_years(expires_on, int(cap.value))
    last = add_years(approved_on, int(total.value))
    ends = max(min(expires_on + timedelta(days=waited), capped, last), expires_on)
    days = (ends - expires_on).days
    return Compensation(
        days,
        (
            step("days", f"申请日到上市许可日减去{deducted.value}年，{waited}日", deducted),
            step("days", f"最多{cap.value}年，到{print_date(capped)}", cap),
            step("days", f"上市后总有效期最多{total.value}年，到{print_date(last)}", total),
        ),
    )
