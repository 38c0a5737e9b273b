"""What the rights of a holder ask for: annual fees, renewals of marks, ends of terms; per right and by month.

A due is listed when its last day lies within so many months, when it can still be made up for, when it has
passed, could still be made up for, and no payment data says whether it was paid, or when the right lapsed for it
by the payment data, while no end was announced. Only what is known to be owed is added up; a sum with a part
unknown is a lower bound (至少).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from zhishu.base.dates import add_months, print_date
from zhishu.base.money import Money
from zhishu.rights.deadline_ladder import (
    LadderStep,
    Plans,
    deadline_ladders,
    end_ladder,
    fee_ladder,
    trademark_ladder,
)
from zhishu.rights.fees.annual_fees import STATES as FEE_STATES
from zhishu.rights.fees.annual_fees import AnnualFee
from zhishu.rights.fees.fee_rules import FeeRules, fee_rules
from zhishu.rights.fees.patent_years import patent_year, year_begins
from zhishu.rights.fees.reductions import ReductionKind, reduction_of
from zhishu.rights.fees.restoration import RestorationRules, restoration_rules
from zhishu.rights.portfolio.holding import Holding
from zhishu.rights.terms.trademark_term import TrademarkRules, renewal_state, trademark_rules
from zhishu.rules.explanation import Step, not_carried, step
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook

MONTHS_AHEAD = 12
# A lapse by the payment data alone.
_UNANNOUNCED = not_carried(
    "state", "只按缴费数据推断，尚未见终止公告；核对是否确已终止，看能否恢复"
)
# How a request is made, where that makes a difference.
_CHANNELS = {"paper": "（纸件）", "online": "（网上申请）"}
Matter = Literal["annual_fee", "renewal", "term_end"]
State = Literal["not_due", "due", "grace", "lapsed", "unknown", "ends"]
STATES: dict[State, str] = {
    "not_due": FEE_STATES["not_due"],
    "due": FEE_STATES["due"],
    "grace": FEE_STATES["grace"],
    # Not 已终止: a right of which an end was announced asks for nothing.
    "lapsed": "补缴期已满",
    "unknown": FEE_STATES["unknown"],
    "ends": "期限届满",
}


@dataclass(frozen=True)
class DueRules:
    """Fees, terms of marks, what renewing one costs in time and late (None: not carried), the days of each ladder."""

    fees: FeeRules
    restoration: RestorationRules
    trademarks: TrademarkRules
    renewal_fee: Parameter | None
    late_renewal_fee: Parameter | None
    plans: Plans


def due_rules(rulebook: Rulebook) -> DueRules:
    """The figures from a rulebook."""
    return DueRules(
        fee_rules(rulebook),
        restoration_rules(rulebook),
        trademark_rules(rulebook),
        rulebook.parameters.get("trademark_renewal_fee"),
        rulebook.parameters.get("trademark_late_renewal_fee"),
        deadline_ladders(rulebook),
    )


@dataclass(frozen=True)
class Due:
    """One thing to be done for a right by a day.

    on: the last day in time; late_until: the last day to make up for it; number: the patent year of a fee.
    amount: the full fee; payable: what is left after reduction, with the surcharge; None is unknown.
    ladder: its days, from the first reminder to the last way back.
    """

    right: Holding
    matter: Matter
    number: int
    words: str
    on: date
    is_provisional: bool
    state: State
    state_words: str
    amount: Decimal | None
    payable: Decimal | None
    surcharge: Decimal | None
    late_until: date | None
    explanation: tuple[Step, ...]
    ladder: tuple[LadderStep, ...] = ()

    @property
    def key(self) -> str:
        """The same due has the same key on every day and at every snapshot."""
        return f"{self.right.right_type}-{self.right.row_id}-{self.matter}-{self.number or self.on.year}"

    @property
    def costs(self) -> bool:
        """Whether it asks for money; the end of a term does not."""
        return self.matter != "term_end"

    @property
    def is_owed(self) -> bool:
        """Whether its amount is counted: a fee of which nobody knows whether it was paid, or too late to pay, is not."""
        return self.costs and self.state not in ("unknown", "lapsed")


@dataclass(frozen=True)
class Sum:
    """Amounts added up; unknown: how many of them have no known amount."""

    total: Decimal
    count: int
    unknown: int

    @property
    def at_least(self) -> bool:
        return self.unknown > 0


@dataclass(frozen=True)
class MonthSum:
    """What is due in a calendar month, given by its first day."""

    month: date
    sum: Sum
    dues: tuple[Due, ...]


def fee_dues(
    right: Holding,
    fees: Iterable[AnnualFee],
    *,
    as_of: date,
    rules: DueRules,
    reduction: ReductionKind | None = None,
) -> list[Due]:
    """The annual fees that concern the coming months, or are not settled; of those lapsed the first, which ended the right.

    reduction: the 费用减缴 granted and still held.
    """
    last = add_months(as_of, MONTHS_AHEAD)
    found = []
    for fee in fees:
        if fee.due_on > last or fee.state == "paid":
            continue
        if fee.state == "unknown" and (fee.grace_until is None or fee.grace_until < as_of):
            continue  # Paid or not, nothing can be done about it any more.
        found.append(
            Due(
                right=right,
                matter="annual_fee",
                number=fee.year,
                words=f"第{fee.year}年度年费",
                on=fee.due_on,
                is_provisional=fee.calendar == "provisional",
                state=fee.state,
                state_words=STATES[fee.state],
                amount=fee.amount,
                payable=fee.payable,
                surcharge=fee.surcharge,
                late_until=fee.grace_until,
                explanation=(*fee.explanation, _UNANNOUNCED)
                if fee.state == "lapsed"
                else fee.explanation,
                ladder=_fee_ladder(right, fee, reduction, rules),
            )
        )
        if fee.state == "lapsed":
            break
    return found


def _fee_ladder(
    right: Holding, fee: AnnualFee, reduction: ReductionKind | None, rules: DueRules
) -> tuple[LadderStep, ...]:
    assert right.filed_on is not None and right.began_on is not None
    due = year_begins(right.filed_on, fee.year)
    may_be_reduced = reduction_of(
        due,
        fee.year - patent_year(right.filed_on, right.began_on) + 1,
        rules.fees.reductions,
        granted=reduction or "single",
        open_licence=False,
    ).is_granted
    return tuple(
        fee_ladder(
            due,
            plans=rules.plans if may_be_reduced else _without_reduction(rules.plans),
            fees=rules.fees,
            restoration=rules.restoration,
            is_reduced=may_be_reduced and reduction is not None,
        )
    )


def _without_reduction(plans: Plans) -> Plans:
    """The ladders for a year beyond those that a 费用减缴 covers: there is none to ask for."""
    kept = tuple(one for one in plans.get("annual_fee", ()) if one.only != "not_reduced")
    return {**plans, "annual_fee": kept}


def renewal_due(right: Holding, *, as_of: date, rules: DueRules) -> Due | None:
    """The renewal of a mark in one class."""
    term = right.mark_term
    if term is None or right.ends_on is None or not right.is_live:
        return None
    if right.ends_on > add_months(as_of, MONTHS_AHEAD):
        return None
    standing = renewal_state(term, as_of)
    late = as_of > right.ends_on
    amount, surcharge, steps = _renewal_fees(right, as_of, late, rules)
    told = []
    if late:
        text = f"专用期已到{print_date(right.ends_on)}，是否已经续展没有数据，不视为未续展"
        told.append(not_carried("state", text))
    states: dict[str, State] = {"in_term": "not_due", "renewable": "due"}
    return Due(
        right=right,
        matter="renewal",
        number=0,
        words="商标续展",
        on=right.ends_on,
        is_provisional=False,
        state="unknown" if late else states[standing],
        state_words="是否已续展未知"
        if late
        else {"in_term": "未到续展期"}.get(standing, "可以续展"),
        amount=amount,
        payable=None if amount is None or surcharge is None else amount + surcharge,
        surcharge=surcharge,
        late_until=term.grace_until,
        explanation=(*term.explanation, *steps, *told),
        ladder=tuple(trademark_ladder(term, plans=rules.plans, rules=rules.trademarks)),
    )


def _renewal_fees(
    right: Holding, day: date, is_late: bool, rules: DueRules
) -> tuple[Decimal | None, Decimal | None, list[Step]]:
    """(the fee of one class on paper, what comes on top when late, why) of a request on a day."""
    if right.facts.get("is_madrid"):
        text = "马德里国际注册由国际局续展，不按国内标准收费，金额未知"
        return None, None, [not_carried("amount", text)]
    steps: list[Step] = []
    amount = _figure(rules.renewal_fee, day, "续展注册费，每类", steps)
    if not is_late:
        return amount, Decimal(0), steps
    return amount, _figure(rules.late_renewal_fee, day, "宽展期内续展的迟延费，每类", steps), steps


def _figure(fee: Parameter | None, day: date, what: str, steps: list[Step]) -> Decimal | None:
    """A fee by its name, on paper where the ways of asking differ; each way is told."""
    told = []
    for channel in fee.keys() if fee else ():
        value = fee.at(day, channel) if fee else None
        if value is not None:
            told.append((channel, value))
            steps.append(
                step("amount", f"{what}{Money(value.value)}{_CHANNELS.get(channel, '')}", value)
            )
    if not told:
        steps.append(not_carried("amount", f"{what}没有收录，金额未知"))
        return None
    return next((value.value for channel, value in told if channel == "paper"), told[0][1].value)


def end_due(right: Holding, *, as_of: date, rules: DueRules) -> Due | None:
    """The end of a term that cannot be renewed."""
    is_mark = right.right_type == "trademark" or right.mark_term is not None
    if is_mark or not right.is_live or right.ends_on is None:
        return None
    if not as_of <= right.ends_on <= add_months(as_of, MONTHS_AHEAD):
        return None
    return Due(
        right=right,
        matter="term_end",
        number=0,
        words="期限届满",
        on=right.ends_on,
        is_provisional=False,
        state="ends",
        state_words=STATES["ends"],
        amount=None,
        payable=None,
        surcharge=None,
        late_until=None,
        explanation=right.term,
        ladder=tuple(end_ladder(right.ends_on, right.term[0], plans=rules.plans)),
    )


def add_up(dues: Iterable[Due]) -> Sum:
    """The amounts owed, and how many of them are not known."""
    owed = [due for due in dues if due.is_owed]
    known = [due.payable for due in owed if due.payable is not None]
    return Sum(sum(known, Decimal(0)), len(owed), len(owed) - len(known))


def by_month(dues: Sequence[Due], *, as_of: date) -> list[MonthSum]:
    """Every month from that of the day to the last, also those in which nothing is due.

    What is late already is of no month: it is due now (see `late`).
    """
    first = as_of.replace(day=1)
    months = []
    for number in range(MONTHS_AHEAD + 1):
        month = add_months(first, number)
        here = tuple(
            due for due in dues if due.on >= as_of and due.on.replace(day=1) == month and due.costs
        )
        months.append(MonthSum(month, add_up(here), here))
    return months


def late(dues: Iterable[Due]) -> list[Due]:
    """What is late and can still be made up for, the least time left first."""
    found = [due for due in dues if due.state == "grace"]
    return sorted(found, key=lambda due: (due.late_until or date.max, due.key))
