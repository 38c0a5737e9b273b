"""费用减缴 and 开放许可: the share taken off an annual fee, the greatest that applies, never added up.

财税〔2016〕78号 (six years from the year of grant), 财税〔2018〕37号 (ten from 2018-08-01), 财税〔2024〕23号
(open licence, 15% while it is carried out). The number of years is that of the day the fee is due. This is
also the transition of 2018: who was in the first six years goes on to the tenth; whose seventh to ninth year
ran begins again with the next year's fee, due after that day; who was beyond gets none.

An open licence must be recorded (备案) to count: whether an offer alone is enough, the text leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from zhishu.base.dates import print_date
from zhishu.base.errors import InvalidValueError
from zhishu.rules.explanation import Step, not_carried, step
from zhishu.rules.parameter import Parameter, Value

ReductionKind = Literal["single", "joint"]
REDUCTION_KINDS: tuple[ReductionKind, ...] = get_args(ReductionKind)


@dataclass(frozen=True)
class ReductionRules:
    """Shares for one holder (single) and for several (joint), years covered, the open licence's share."""

    shares: Mapping[ReductionKind, Parameter]
    years: Parameter
    open_licence: Parameter


@dataclass(frozen=True)
class Reduction:
    """The share taken off, None where the rule of that day is not carried.

    rule: what gives the share, None where nothing is taken off; is_granted: a 费用减缴 covers the year
    (an open licence is not one).
    """

    share: Decimal | None
    rule: Value | None
    is_granted: bool
    steps: tuple[Step, ...]


def reduction_of(
    due: date,
    year_from_grant: int,
    rules: ReductionRules,
    *,
    granted: ReductionKind | None,
    open_licence: bool,
) -> Reduction:
    """The reduction of the fee due on a day, in the n-th year from the year of grant (1 is that year).

    granted: the 费用减缴 that was granted and still holds, None when none was.
    """
    steps: list[Step] = []
    covering: Value | None = None
    if granted:
        share, years = rules.shares[granted].at(due), rules.years.at(due)
        if share is None or years is None:
            first = rules.shares[granted].series[""][0]
            text = f"{print_date(first.since)}以前的费用减缴规则没有收录，应缴多少未知"
            return Reduction(None, None, False, (not_carried("payable", text),))
        counted = f"授权当年起第{year_from_grant}年"
        if year_from_grant > years.value:
            text = f"{counted}，超过可减缴的{years.value}年，费用减缴不再适用"
            steps.append(step("payable", text, years))
        else:
            covering = share
            steps.append(step("payable", f"{counted}，在可减缴的{years.value}年之内", years))
            steps.append(step("payable", f"费用减缴{percent(share.value)}", share))
    licence = rules.open_licence.at(due) if open_licence else None
    if open_licence and licence is None:
        first = rules.open_licence.series[""][0]
        text = f"{print_date(first.since)}以前没有收录开放许可减缴年费的规则，不减"
        steps.append(not_carried("payable", text))
    if licence is not None:
        text = f"开放许可实施期间减缴{percent(licence.value)}（以许可已经备案为前提）"
        if covering is not None:
            text += f"，与费用减缴不叠加，取{percent(max(covering.value, licence.value))}"
        steps.append(step("payable", text, licence))
    rules_met = [value for value in (covering, licence) if value is not None]
    rule = max(rules_met, key=lambda value: value.value, default=None)
    taken_off = rule.value if rule else Decimal(0)
    return Reduction(taken_off, rule, covering is not None, tuple(steps))


def kind_of_share(share: Decimal, rules: ReductionRules) -> ReductionKind:
    """The kind of 费用减缴 that takes off a share; InvalidValueError for a share that no rule of any day knows."""
    known: list[str] = []
    for kind, parameter in rules.shares.items():
        for value in parameter.series[""]:
            if value.value == share:
                return kind
            known.append(str(value.value))
    raise InvalidValueError(
        f"没有减缴{share}这个比例", where="--reduction", next_step=f"应为{'或'.join(known)}"
    )


def percent(share: Decimal) -> str:
    """0.85 as 85%."""
    return f"{(share * 100).normalize():f}%"
