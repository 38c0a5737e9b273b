"""The term of any right from what is known of it: when it begins and ends, how it is renewed, where a day stands.

One door over the rules of each kind. That a day lies within the term says nothing of whether the right still
holds: it may have ended for an unpaid fee, by surrender or by invalidation; the legal status tells that.
A patent and a layout design end on the corresponding day and no longer hold on it; a mark and a copyright
hold on their last day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Literal, get_args

from zhishu.base.dates import add_years, print_date
from zhishu.base.errors import InvalidValueError
from zhishu.base.money import Money
from zhishu.rights.fees.compensation_fee import compensation_fee
from zhishu.rights.patent import RIGHT_KINDS
from zhishu.rights.terms.copyright_term import term_of_a_person, term_of_an_organisation
from zhishu.rights.terms.layout_design_term import (
    LayoutDesignRules,
    layout_design_rules,
    layout_design_term,
)
from zhishu.rights.terms.term_compensation import (
    CompensationRules,
    compensation_for_drug,
    compensation_for_slow_grant,
    compensation_rules,
)
from zhishu.rights.terms.trademark_term import (
    TrademarkRules,
    renewal_state,
    trademark_rules,
    trademark_term,
)
from zhishu.rules.explanation import Clause, Step, not_carried, step
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook

TermKind = Literal[
    "invention", "utility_model", "design", "trademark", "layout_design", "copyright", "software"
]
TERM_KINDS: tuple[TermKind, ...] = get_args(TermKind)
KIND_NAMES: dict[str, str] = {
    **{kind: f"{name}专利" for kind, name in RIGHT_KINDS.items()},
    "trademark": "商标",
    "layout_design": "布图设计",
    "copyright": "作品著作权",
    "software": "软件著作权",
}
TermState = Literal["before", "in_term", "renewable", "grace", "over", "barred"]
TERM_STATES: dict[TermState, str] = {
    "before": "尚未开始",
    "in_term": "期限内",
    "renewable": "可以续展",
    "grace": "宽展期内",
    "over": "期限已满",
    "barred": "不予登记",
}
_SAME_DAY = Clause("第七十七条至第八十四条（2023年修订）", "中华人民共和国专利法实施细则")
_STATUS = Clause("第四十四条、第四十七条", "中华人民共和国专利法")
_FARTHEST = date(9000, 1, 1)


@dataclass(frozen=True)
class TermFacts:
    """What a term depends on; which facts a kind needs and takes, `WANTED` says.

    renewals: how often a mark was renewed. reasonable_days and applicant_days: delays of a grant that are
    not given back. owner: of a copyright.
    """

    kind: TermKind
    filed_on: date | None = None
    granted_on: date | None = None
    registered_on: date | None = None
    renewals: int | None = None
    examination_requested_on: date | None = None
    reasonable_days: int | None = None
    applicant_days: int | None = None
    approved_on: date | None = None
    first_used_on: date | None = None
    created_on: date | None = None
    published_on: date | None = None
    died_on: date | None = None
    owner: Literal["person", "organisation"] | None = None


FACT_NAMES = {
    "filed_on": "申请日",
    "granted_on": "授权公告日",
    "registered_on": "核准注册日",
    "renewals": "续展次数",
    "examination_requested_on": "实质审查请求日",
    "reasonable_days": "合理延迟的日数",
    "applicant_days": "申请人引起的延迟的日数",
    "approved_on": "药品上市许可日",
    "first_used_on": "首次商业利用日",
    "created_on": "创作（开发）完成日",
    "published_on": "首次发表日",
    "died_on": "作者死亡日",
    "owner": "著作权人是自然人还是单位",
}
_WORK = ({"created_on", "owner"}, {"published_on", "died_on"})
_INVENTION_MORE = {
    *("granted_on", "examination_requested_on", "reasonable_days", "applicant_days", "approved_on"),
}
# For each kind: the facts it needs, and those it takes beside them.
WANTED: Mapping[TermKind, tuple[set[str], set[str]]] = {
    "invention": ({"filed_on"}, _INVENTION_MORE),
    "utility_model": ({"filed_on"}, {"granted_on"}),
    "design": ({"filed_on"}, {"granted_on"}),
    "trademark": ({"registered_on"}, {"renewals"}),
    "layout_design": ({"filed_on"}, {"first_used_on", "created_on"}),
    "copyright": _WORK,
    "software": _WORK,
}


@dataclass(frozen=True)
class TermRules:
    """The rules of every kind."""

    patents: Mapping[str, Parameter]
    compensation: CompensationRules
    marks: TrademarkRules
    layout_designs: LayoutDesignRules
    works: Mapping[str, Parameter]
    compensation_fee: Parameter


@dataclass(frozen=True)
class RightTerm:
    """begins_on to ends_on, None where the term has no end yet or the right is barred.

    A mark and a copyright still hold on ends_on, a patent and a layout design no longer.
    renew_from, grace_until: of a mark. calendar: whether the holidays that grace_until was moved past are
    known. state: of the day asked, as far as the term alone tells.
    """

    kind: TermKind
    begins_on: date
    ends_on: date | None
    renew_from: date | None
    grace_until: date | None
    calendar: Literal["known", "provisional"]
    state: TermState
    explanation: tuple[Step, ...]


def term_rules(rulebook: Rulebook) -> TermRules:
    """The figures from a rulebook."""
    return TermRules(
        patents={kind: rulebook.parameter(f"{kind}_term") for kind in RIGHT_KINDS},
        compensation=compensation_rules(rulebook),
        marks=trademark_rules(rulebook),
        layout_designs=layout_design_rules(rulebook),
        works={
            "copyright": rulebook.parameter("copyright_term"),
            "software": rulebook.parameter("software_copyright_term"),
        },
        compensation_fee=rulebook.parameter("compensation_period_fee"),
    )


def right_term(facts: TermFacts, *, as_of: date, rules: TermRules) -> RightTerm:
    """The term of a right as a day sees it.

    InvalidValueError for facts that are missing, do not belong to the kind or contradict one another, and
    for days whose rule is not carried.
    """
    _check(facts)
    if facts.kind == "trademark":
        return _of_a_mark(facts, as_of, rules)
    if facts.kind == "layout_design":
        return _of_a_layout_design(facts, as_of, rules)
    if facts.kind in ("copyright", "software"):
        return _of_a_work(facts, as_of, rules)
    return _of_a_patent(facts, as_of, rules)


def _check(facts: TermFacts) -> None:
    needed, taken = WANTED[facts.kind]
    what = KIND_NAMES[facts.kind]
    for field in fields(facts):
        value = getattr(facts, field.name)
        if field.name == "kind":
            continue
        name = FACT_NAMES[field.name]
        if value is None and field.name in needed:
            raise InvalidValueError(f"{what}的期限要有{name}", next_step=f"写上{name}")
        if value is not None and field.name not in needed | taken:
            raise InvalidValueError(f"{name}与{what}的期限无关", next_step=f"去掉{name}")
        if isinstance(value, date) and value >= _FARTHEST:
            raise InvalidValueError(f"{name}{value}太远，算不出期限", next_step=f"核对{name}")
        if isinstance(value, int) and not 0 <= value <= 36500:
            raise InvalidValueError(f"{name}{value}不成立", next_step=f"核对{name}")
    if facts.renewals is not None and facts.renewals > 100:
        raise InvalidValueError(f"续展次数{facts.renewals}太多", next_step="核对续展次数")
    for earlier, later in (
        ("filed_on", "granted_on"),
        ("filed_on", "examination_requested_on"),
        ("filed_on", "approved_on"),
        ("created_on", "published_on"),
        ("created_on", "first_used_on"),
    ):
        first, second = getattr(facts, earlier), getattr(facts, later)
        if first and second and second < first:
            raise InvalidValueError(
                f"{FACT_NAMES[later]}{second}早于{FACT_NAMES[earlier]}{first}",
                next_step="核对两个日期",
            )
    if facts.owner == "organisation" and facts.died_on:
        raise InvalidValueError("单位的作品不按作者死亡日计算", next_step="去掉作者死亡日")
    if facts.owner == "person" and facts.published_on:
        raise InvalidValueError("自然人的作品不按首次发表日计算", next_step="去掉首次发表日")


def _of_a_patent(facts: TermFacts, as_of: date, rules: TermRules) -> RightTerm:
    filed = facts.filed_on
    assert filed is not None
    years = rules.patents[facts.kind].required(filed)
    ends = lawful = add_years(filed, int(years.value))
    name = KIND_NAMES[facts.kind]
    steps = [
        step(
            "ends_on",
            f"{name}权自申请日{print_date(filed)}起{years.value}年，到{print_date(ends)}",
            years,
        )
    ]
    if facts.granted_on and facts.granted_on >= ends:
        raise InvalidValueError(
            f"授权公告日{facts.granted_on}已在期限{years.value}年之外", next_step="核对两个日期"
        )
    if facts.examination_requested_on and facts.granted_on:
        given = compensation_for_slow_grant(
            filed_on=filed,
            examination_requested_on=facts.examination_requested_on,
            granted_on=facts.granted_on,
            rules=rules.compensation,
            reasonable_days=facts.reasonable_days or 0,
            applicant_days=facts.applicant_days or 0,
        )
        ends += timedelta(days=given.days)
        steps.extend(_of_the_end(given.explanation))
        text = f"经请求并获准后，期限到{print_date(ends)}"
        steps.append(
            step("ends_on", text, rules.compensation.from_filing.required(facts.granted_on))
        )
        if given.days:
            text = "同日另有实用新型申请的发明，不给予期限补偿；有没有，这里没有问，按没有计算"
            steps.append(step("ends_on", text, _SAME_DAY))
    if facts.approved_on:
        given = compensation_for_drug(
            filed_on=filed, approved_on=facts.approved_on, expires_on=ends, rules=rules.compensation
        )
        ends += timedelta(days=given.days)
        steps.extend(_of_the_end(given.explanation))
        text = f"药品专利补偿{given.days}日，经请求并获准后，期限到{print_date(ends)}"
        steps.append(step("ends_on", text, rules.compensation.drug_cap.required(facts.approved_on)))
    if ends > lawful:
        steps.extend(_fee_of_the_compensation(lawful, ends, rules))
    text = "期限之内也可能因没有缴年费、放弃或者宣告无效而终止，以法律状态为准"
    steps.append(step("state", text, _STATUS))
    state: TermState = "before" if as_of < filed else "in_term" if as_of < ends else "over"
    return RightTerm(facts.kind, filed, ends, None, None, "known", state, tuple(steps))


def _fee_of_the_compensation(lawful: date, ends: date, rules: TermRules) -> list[Step]:
    """What the days beyond the term of the law cost; that it is one sum was not seen in the sources."""
    rule = rules.compensation_fee
    value = rule.at(lawful)
    if value is None:
        first = print_date(rule.series[""][0].since)
        return [not_carried("ends_on", f"{first}以前的补偿期年费没有收录")]
    fee = Money(compensation_fee(lawful, ends, rule))
    at_once = Clause(value.clause, value.source, verified=False)
    return [
        step("ends_on", f"补偿期的年费共{fee}，不满一年的部分不收", value),
        step("ends_on", f"补偿期的年费在{print_date(lawful)}以前一次缴清", at_once),
    ]


def _of_the_end(steps: tuple[Step, ...]) -> list[Step]:
    """Steps of a compensation, which here explain the end."""
    return [Step("ends_on", one.text, one.clause, one.source, one.verified) for one in steps]


def _of_a_mark(facts: TermFacts, as_of: date, rules: TermRules) -> RightTerm:
    assert facts.registered_on is not None
    term = trademark_term(facts.registered_on, rules.marks, renewals=facts.renewals or 0)
    state: TermState = "before" if as_of < term.begins_on else renewal_state(term, as_of)
    steps = list(term.explanation)
    if facts.renewals is None:
        steps.append(not_carried("state", "没有写续展次数，按没有续展过计算"))
    return RightTerm(
        facts.kind,
        term.begins_on,
        term.ends_on,
        term.renew_from,
        term.grace_until,
        term.calendar,
        state,
        tuple(steps),
    )


def _of_a_layout_design(facts: TermFacts, as_of: date, rules: TermRules) -> RightTerm:
    assert facts.filed_on is not None
    term = layout_design_term(
        facts.filed_on,
        rules.layout_designs,
        first_used_on=facts.first_used_on,
        created_on=facts.created_on,
    )
    begins = min(facts.filed_on, facts.first_used_on or facts.filed_on)
    state: TermState = "barred"
    if term.ends_on is not None:
        state = "before" if as_of < begins else "in_term" if as_of < term.ends_on else "over"
    return RightTerm(facts.kind, begins, term.ends_on, None, None, "known", state, term.explanation)


def _of_a_work(facts: TermFacts, as_of: date, rules: TermRules) -> RightTerm:
    assert facts.created_on is not None
    rule = rules.works[facts.kind]
    if facts.owner == "person":
        term = term_of_a_person(facts.created_on, facts.died_on, rule)
    else:
        term = term_of_an_organisation(facts.created_on, facts.published_on, rule)
    state: TermState = "in_term"
    if as_of < facts.created_on:
        state = "before"
    elif term.ends_on is not None and as_of > term.ends_on:
        state = "over"
    return RightTerm(
        facts.kind, facts.created_on, term.ends_on, None, None, "known", state, term.explanation
    )
