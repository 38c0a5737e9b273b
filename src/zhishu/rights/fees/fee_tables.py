"""The rules of annual fees compiled for one calendar year: small tables that a million patents are looked up in.

No figure and no rule stands here a second time: every entry is what the rule of one patent answers
(annual_fees, fee_dates, reductions, surcharge). It can be tabled because a fee depends on little: its days on
the month and day of the filing alone (366 of them), its amounts on kind, patent year and the figures in force
on the day due, which change at most a few times a year (a *regime*).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

import numpy as np
import numpy.typing as npt

from zhishu.rights.fees.annual_fees import (
    State,
    fee_state,
    full_fee,
    reduced_fee,
    surcharge_of,
)
from zhishu.rights.fees.fee_dates import FeeDates, fee_dates
from zhishu.rights.fees.fee_rules import KINDS, FeeRules
from zhishu.rights.fees.patent_years import year_begins
from zhishu.rights.fees.postponements import postponed
from zhishu.rights.fees.reductions import REDUCTION_KINDS, Reduction, reduction_of
from zhishu.rights.fees.surcharge import surcharge_rate

Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

STATE_CODES: tuple[State, ...] = get_args(State)
REDUCTION_CODES = (None, *REDUCTION_KINDS)
EPOCH = date(1970, 1, 1)
NO_DAY = np.iinfo(np.int32).min
NO_MONEY = -1
# Filings by month and day, 29 February among them: those of a leap year.
_LEAP = 1996
FILINGS = tuple(date(_LEAP, 1, 1) + timedelta(days=count) for count in range(366))


@dataclass(frozen=True)
class FeeTables:
    """What the fees due in a calendar year are, as a day sees them.

    By [reduced, month and day of filing]: last_day, provisional, surcharge_from, grace_until, lapse_on, and
    state by [known, reduced, month and day]. By month and day: regime, rate (the surcharge of a payment on the
    day, as an index). By [regime, reduction, open licence, years from grant]: share (an index) and covered.
    Money in fen: full [regime, kind, year], reduced [… , share], surcharge [… , rate].
    """

    last_day: Days
    provisional: Flags
    surcharge_from: Days
    grace_until: Days
    lapse_on: Days
    state: npt.NDArray[np.int8]
    regime: Ints
    rate: Ints
    share: Ints
    covered: Flags
    full: Ints
    reduced: Ints
    surcharge: Ints


def day_number(day: date | None) -> int:
    """Days since 1970, NO_DAY for none."""
    return NO_DAY if day is None else (day - EPOCH).days


def longest_term(rules: FeeRules) -> int:
    """The most years that a patent of any kind and date can have."""
    return max(int(one.value) for rule in rules.terms.values() for one in rule.series[""])


def fee_tables(calendar_year: int, as_of: date, rules: FeeRules) -> FeeTables:
    """The tables of a calendar year, as of a day."""
    # The anniversary of each filing in that year, and the one before it.
    since = calendar_year - _LEAP
    dues = [year_begins(filed, since + 1) for filed in FILINGS]
    begun = [year_begins(filed, since) for filed in FILINGS]
    plain = [fee_dates(due, rules, is_reduced=False) for due in dues]
    dates = [plain, [_reduced_dates(one, rules) for one in plain]]
    rates = [_rate(one, as_of, rules) for one in plain]
    rate_values = sorted(set(rates))
    regimes = [_figures_of(due, rules) for due in dues]
    regime_dues = dict(zip(regimes, dues, strict=True))
    numbers = {regime: number for number, regime in enumerate(regime_dues)}
    years = range(longest_term(rules) + 1)
    reductions = [_reductions(due, years, rules) for due in regime_dues.values()]
    # The last share is the one that is not carried.
    shares = sorted({one.share for every in reductions for one in every if one.share is not None})
    amounts = [_amounts(due, years, shares, rate_values, rules) for due in regime_dues.values()]
    shape = (len(regime_dues), len(REDUCTION_CODES), 2, len(years))
    places = [
        len(shares) if one.share is None else shares.index(one.share)
        for every in reductions
        for one in every
    ]
    full, reduced, surcharge = (np.array(one, np.int64) for one in zip(*amounts, strict=True))
    return FeeTables(
        last_day=_days([[one.last_day.day for one in row] for row in dates]),
        provisional=np.array([[one.last_day.provisional for one in row] for row in dates]),
        surcharge_from=_days([[one.surcharge_from for one in row] for row in dates]),
        grace_until=_days(
            [[one.grace_until.day if one.grace_until else None for one in row] for row in dates]
        ),
        lapse_on=_days([[one.lapse_on for one in row] for row in dates]),
        state=np.array(
            [
                [_states(begun, row, as_of, is_known=known) for row in dates]
                for known in (False, True)
            ],
            np.int8,
        ),
        regime=np.array([numbers[regime] for regime in regimes]),
        rate=np.array([rate_values.index(rate) for rate in rates]),
        share=np.array(places).reshape(shape),
        covered=np.array([one.is_granted for every in reductions for one in every]).reshape(shape),
        full=full,
        reduced=reduced,
        surcharge=surcharge,
    )


def _reduced_dates(plain: FeeDates, rules: FeeRules) -> FeeDates:
    """The days of the same fee where a reduction covers it: others only where it is put off for that."""
    if postponed(rules.postponements, plain.due, is_reduced=True) == plain.postponement:
        return plain
    return fee_dates(plain.due, rules, is_reduced=True)


def _figures_of(due: date, rules: FeeRules) -> tuple[object, ...]:
    """The figures in force on a day: where they are the same, so are the amounts."""
    reductions = rules.reductions
    return (
        *(rules.fees[kind].at(due) for kind in KINDS),
        *(reductions.shares[kind].at(due) for kind in REDUCTION_KINDS),
        reductions.years.at(due),
        reductions.open_licence.at(due),
    )


def _rate(dates: FeeDates, as_of: date, rules: FeeRules) -> Decimal:
    """The surcharge of a payment on the day: nothing unless it falls into the grace."""
    if fee_state(dates.due, dates, as_of, is_known=True) != "grace" or dates.bands is None:
        return Decimal(0)
    return surcharge_rate(dates.due, as_of, dates.bands, rules.calendar)


def _states(
    begun: Sequence[date], dates: Sequence[FeeDates], as_of: date, *, is_known: bool
) -> list[int]:
    return [
        STATE_CODES.index(fee_state(day, one, as_of, is_known=is_known))
        for day, one in zip(begun, dates, strict=True)
    ]


def _reductions(due: date, years: range, rules: FeeRules) -> list[Reduction]:
    """By kind of reduction, open licence and years from the grant, in this order."""
    return [
        reduction_of(due, year, rules.reductions, granted=granted, open_licence=licensed)
        for granted in REDUCTION_CODES
        for licensed in (False, True)
        for year in years
    ]


def _amounts(
    due: date,
    years: range,
    shares: Sequence[Decimal],
    rates: Sequence[Decimal],
    rules: FeeRules,
) -> tuple[list[list[int]], list[list[list[int]]], list[list[list[int]]]]:
    """The full fee by kind and year; beside it the fee less each share, and the surcharge of each rate."""
    fees = [[full_fee(year, due, kind, rules)[0] for year in years] for kind in KINDS]
    full = [[_fen(fee) for fee in row] for row in fees]
    reduced = [
        [[*(_fen(fee and reduced_fee(fee, share)) for share in shares), NO_MONEY] for fee in row]
        for row in fees
    ]
    surcharge = [
        [
            [_fen(Decimal(0) if fee is None else surcharge_of(fee, rate)) for rate in rates]
            for fee in row
        ]
        for row in fees
    ]
    return full, reduced, surcharge


def _fen(amount: Decimal | None) -> int:
    return NO_MONEY if amount is None else int(amount * 100)


def _days(rows: Sequence[Sequence[date | None]]) -> Days:
    return np.array([[day_number(day) for day in row] for row in rows], np.int32)
