"""年费: one row for each patent year whose fee is not known to be paid, as it stands on a day.

专利法第四十三条, 实施细则第五条 and 第一百一十五条, 专利审查指南 第五部分第九章. The fee of the year of grant is paid
at registration (without it there is no grant). Every later one is due on the anniversary of the filing that
begins its year; a holiday prolongs the last day to pay (`due_on`), never the day itself: surcharge bands and
the six months of grace count from the anniversary, and a right that is not paid for ends as from it
(`lapse_on`), as the gazette's days of termination show.

What is known of payments decides the state:

- `paid_through` given: a payment register says that this year is the last one paid. A later fee is `not_due`
  before the year ahead of it runs, `due` while that year runs (it is the next to pay), `grace` after the last
  day in time, `lapsed` after the grace period; and once the right has ended, so has every later year.
- not given: no register speaks. Beyond the year of grant nothing is known to be paid and nothing to be
  unpaid. A fee whose last day in time has passed is `unknown` (缴费情况未知): never in grace, never lapsed,
  without surcharge. A fee whose day has not passed is `not_due` or `due` all the same: that is said of the
  calendar, not of anybody's payments; whether the right is still there to be paid for is as unknown as the
  years before.

Money is Decimal in yuan: `amount` the full fee of the year, `payable` what is left after reduction plus the
surcharge of a payment on that day (`surcharge`). None is unknown or no longer payable; the explanation says which.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from zhishu.base.dates import print_date
from zhishu.base.errors import InvalidValueError
from zhishu.base.money import Money
from zhishu.rights.fees.fee_dates import PERIODS, FeeDates, explain_dates, fee_dates
from zhishu.rights.fees.fee_rules import FeeRules, RightKind
from zhishu.rights.fees.patent_years import patent_year, year_begins
from zhishu.rights.fees.reductions import ReductionKind, percent, reduction_of
from zhishu.rights.fees.surcharge import surcharge_rate
from zhishu.rights.patent import RIGHT_KINDS
from zhishu.rules.explanation import Clause, Step, not_carried, step

State = Literal["not_due", "due", "grace", "lapsed", "paid", "unknown"]
STATES: dict[State, str] = {
    "not_due": "未到期",
    "due": "待缴",
    "grace": "滞纳期内",
    "lapsed": "已终止",
    "paid": "已缴",
    "unknown": "缴费情况未知",
}
_ENDED = Clause("第四十四条", "中华人民共和国专利法")
_GRANT_YEAR = Clause("第一百一十四条", "中华人民共和国专利法实施细则")


@dataclass(frozen=True)
class PatentFacts:
    """What the fees of a granted patent depend on.

    reduction: the 费用减缴 granted and still held; paid_through: the last patent year known to be paid
    where every payment is known, None where no payments are known.
    """

    kind: RightKind
    filed_on: date
    granted_on: date
    reduction: ReductionKind | None = None
    open_licence: bool = False
    paid_through: int | None = None


@dataclass(frozen=True)
class AnnualFee:
    """The fee of one patent year on a day.

    due_on: the last day to pay in time; calendar: whether the holidays of that day are known;
    grace_until: the last day to pay late; lapse_on: as from when the right ends if it is not paid.
    """

    year: int
    due_on: date
    calendar: Literal["known", "provisional"]
    amount: Decimal | None
    payable: Decimal | None
    surcharge: Decimal | None
    surcharge_from: date | None
    grace_until: date | None
    lapse_on: date | None
    state: State
    explanation: tuple[Step, ...]


def annual_fees(patent: PatentFacts, *, as_of: date, rules: FeeRules) -> list[AnnualFee]:
    """A row for each year after the last one paid to the end of the term.

    InvalidValueError for days that contradict one another or lie before the terms carried.
    """
    granted_year, last = _check(patent, as_of, rules)
    paid = granted_year if patent.paid_through is None else patent.paid_through
    return _fees_of(range(paid + 1, last + 1), granted_year, patent, as_of, rules)


def fee_due_in(
    patent: PatentFacts, calendar_year: int, *, as_of: date, rules: FeeRules
) -> AnnualFee | None:
    """The fee whose anniversary lies in a calendar year, `paid` where it is known to be; None where none does.

    InvalidValueError as for all fees. The same answer for a million patents at once: fee_columns.
    """
    granted_year, last = _check(patent, as_of, rules)
    year = calendar_year - patent.filed_on.year + 1
    if not granted_year < year <= last:
        return None
    if patent.paid_through is None:
        return _fees_of(
            range(max(year - 1, granted_year + 1), year + 1), granted_year, patent, as_of, rules
        )[-1]
    if year > patent.paid_through:
        return _fees_of(
            range(patent.paid_through + 1, year + 1), granted_year, patent, as_of, rules
        )[-1]
    row = _fee_of(year, granted_year, patent, as_of, rules)
    kept = tuple(one for one in row.explanation if one.about not in ("state", "surcharge"))
    told = step("state", f"缴费数据记到第{patent.paid_through}年度，这一年度已缴", _GRANT_YEAR)
    return replace(row, state="paid", payable=None, surcharge=None, explanation=(*kept, told))


def _fees_of(
    years: range, granted_year: int, patent: PatentFacts, as_of: date, rules: FeeRules
) -> list[AnnualFee]:
    """A row for each of the years, of which the first is the first not known to be paid."""
    rows: list[AnnualFee] = []
    ended: date | None = None
    for year in years:
        row = _fee_of(year, granted_year, patent, as_of, rules)
        if ended is not None:
            row = _after_the_end(row, ended)
        elif row.state == "lapsed":
            ended = row.lapse_on
        elif rows and rows[-1].state == "unknown" and row.state in ("not_due", "due"):
            text = "以前年度的缴费情况未知，专利权仍有效时才须缴纳"
            row = replace(row, explanation=(*row.explanation, step("state", text, _ENDED)))
        rows.append(row)
    return rows


def _check(patent: PatentFacts, as_of: date, rules: FeeRules) -> tuple[int, int]:
    """The patent year of the grant and the last of the term, for days that do not contradict one another."""
    filed, granted = patent.filed_on, patent.granted_on
    granted_year = patent_year(filed, granted)
    last = int(rules.terms[patent.kind].required(filed).value)
    if granted < filed:
        raise InvalidValueError(f"授权日{granted}早于申请日{filed}", next_step="核对两个日期")
    if granted_year > last:
        raise InvalidValueError(
            f"授权日{granted}已在期限{last}年之外", next_step="核对申请日、授权日和专利类型"
        )
    if as_of < granted:
        raise InvalidValueError(
            f"截至日{as_of}早于授权日{granted}，那时还没有年费", next_step="给授权日以后的日期"
        )
    if filed.year > date.max.year - 2 * last:
        raise InvalidValueError(f"申请日{filed}太远，算不出期限", next_step="核对申请日")
    paid = patent.paid_through
    if paid is not None and not granted_year <= paid <= last:
        raise InvalidValueError(
            f"缴至第{paid}年度不成立：授权当年是第{granted_year}年度，期限到第{last}年度",
            next_step=f"给{granted_year}至{last}之间的专利年度",
        )
    return granted_year, last


def _fee_of(
    year: int, granted_year: int, patent: PatentFacts, as_of: date, rules: FeeRules
) -> AnnualFee:
    due = year_begins(patent.filed_on, year)
    reduction = reduction_of(
        due,
        year - granted_year + 1,
        rules.reductions,
        granted=patent.reduction,
        open_licence=patent.open_licence,
    )
    full, fee_steps = full_fee(year, due, patent.kind, rules)
    reduced = None
    if full is not None and reduction.share is not None:
        reduced = reduced_fee(full, reduction.share)
    taken_off = []
    if reduced is not None and reduction.rule is not None:
        taken_off.append(step("payable", f"减缴后应缴年费{Money(reduced)}", reduction.rule))
    dates = fee_dates(due, rules, is_reduced=reduction.is_granted)
    state = fee_state(
        year_begins(patent.filed_on, year - 1),
        dates,
        as_of,
        is_known=patent.paid_through is not None,
    )
    if state == "unknown":
        surcharge, steps = None, [_unknown(patent, as_of)]
    else:
        surcharge, steps = _surcharge(full, dates, state, as_of, rules)
    payable = None
    if reduced is not None and state != "lapsed":
        payable = _yuan(reduced + (surcharge or 0))
    return AnnualFee(
        year=year,
        due_on=dates.last_day.day,
        calendar="provisional" if dates.last_day.provisional else "known",
        amount=full,
        payable=payable,
        surcharge=surcharge,
        surcharge_from=dates.surcharge_from,
        grace_until=dates.grace_until.day if dates.grace_until else None,
        lapse_on=dates.lapse_on,
        state=state,
        explanation=(
            *explain_dates(year, dates, rules),
            *fee_steps,
            *reduction.steps,
            *taken_off,
            *steps,
        ),
    )


def fee_state(begun_on: date, dates: FeeDates, as_of: date, *, is_known: bool) -> State:
    """The state of a fee that was not paid by what is known.

    begun_on: the first day of the patent year before; is_known: whether payments are known at all.
    """
    if as_of <= dates.last_day.day:
        return "due" if as_of >= begun_on else "not_due"
    if not is_known or dates.lapse_on is None:
        return "unknown"
    if dates.grace_until is not None and as_of <= dates.grace_until.day:
        return "grace"
    return "lapsed"


def full_fee(
    year: int, due: date, kind: RightKind, rules: FeeRules
) -> tuple[Decimal | None, list[Step]]:
    """The full fee of a patent year due on a day, None where it is not carried; and why."""
    bands = rules.fees[kind].at(due)
    if bands is None:
        first = rules.fees[kind].values[0].since
        text = f"{print_date(first)}以前的{RIGHT_KINDS[kind]}专利年费标准没有收录，金额未知"
        return None, [not_carried("amount", text)]
    figure = bands.figure(year)
    if figure is None:
        text = f"{RIGHT_KINDS[kind]}专利第{year}年度的年费标准没有收录，金额未知"
        return None, [not_carried("amount", text)]
    text = f"{RIGHT_KINDS[kind]}专利第{year}年度的全额年费为{Money(figure)}"
    return _yuan(figure), [step("amount", text, bands)]


def _unknown(patent: PatentFacts, as_of: date) -> Step:
    if patent.paid_through is None:
        text = f"截至{print_date(as_of)}没有缴费数据，授权当年以后的缴费情况未知，不视为未缴"
        return step("state", text, _GRANT_YEAR)
    return not_carried("state", "没有缴，但那时的补缴和终止规则没有收录，专利权是否终止未知")


def _surcharge(
    full: Decimal | None, dates: FeeDates, state: State, as_of: date, rules: FeeRules
) -> tuple[Decimal | None, list[Step]]:
    """The surcharge of a payment on the day, None when it comes too late; and why."""
    day = print_date(as_of)
    if state == "lapsed":
        text = f"截至{day}已过补缴期限仍未缴，专利权自{print_date(dates.due)}起终止"
        return None, [step("state", text, dates.postponement or dates.grace or PERIODS)]
    if state != "grace" or full is None or dates.bands is None:
        return Decimal(0), []
    rate = surcharge_rate(dates.due, as_of, dates.bands, rules.calendar)
    owed = surcharge_of(full, rate)
    text = f"{day}补缴，加收全额年费的{percent(rate)}，滞纳金{Money(owed)}，不因减缴而减少"
    return owed, [step("surcharge", text, dates.bands)]


def _after_the_end(row: AnnualFee, ended: date) -> AnnualFee:
    """A year after the right has ended: there is nothing to pay for."""
    text = f"专利权已自{print_date(ended)}起终止，这一年度没有年费可缴"
    return replace(
        row,
        payable=None,
        surcharge=None,
        lapse_on=ended,
        state="lapsed",
        explanation=(*row.explanation, step("state", text, _ENDED)),
    )


def reduced_fee(full: Decimal, share: Decimal) -> Decimal:
    """What is left of a full fee when a share is taken off."""
    return _yuan(full * (1 - share))


def surcharge_of(full: Decimal, rate: Decimal) -> Decimal:
    """The surcharge of a rate on the full fee."""
    return _yuan(full * rate)


def _yuan(amount: Decimal) -> Decimal:
    """Whole yuan where there is no part of one, else with fen."""
    whole = amount.to_integral_value()
    return whole if whole == amount else amount.quantize(Decimal("0.01"))
