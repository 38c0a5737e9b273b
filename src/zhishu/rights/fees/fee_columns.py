"""The annual fees of any number of patents that fall due in a calendar year, in columns.

The answers of `fee_due_in` for each of them, by looking up the tables of fee_tables; a property test holds
the two together. Explanations are left to the one-patent rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from zhishu.base.errors import InvalidValueError
from zhishu.rights.fees.fee_rules import KINDS, FeeRules
from zhishu.rights.fees.fee_tables import (
    EPOCH,
    FILINGS,
    NO_DAY,
    NO_MONEY,
    STATE_CODES,
    Days,
    FeeTables,
    Flags,
    Ints,
    day_number,
    fee_tables,
)

Small = npt.NDArray[np.int8]
NOT_KNOWN = -1
REFUSALS = (
    "",
    "专利类型、申请日或者授权日未知",
    "授权日早于申请日",
    "申请日的期限规则没有收录",
    "授权日已在期限之外",
    "截至日尚未授权",
    "缴至的年度不在授权当年至期限之间",
)
_GRACE, _LAPSED, _PAID, _UNKNOWN = (
    STATE_CODES.index(one) for one in ("grace", "lapsed", "paid", "unknown")
)
_FEB_28, _FEB_29 = (FILINGS.index(date(1996, 2, one)) for one in (28, 29))
_FIRST, _LAST = 1900, 9000


@dataclass(frozen=True)
class PatentColumns:
    """What the fees of patents depend on, as in PatentFacts; one element a patent.

    kind: place in KINDS, NOT_KNOWN where it is not known; days: since 1970, NO_DAY where not known;
    reduction: place in REDUCTION_CODES (0 none, 1 single, 2 joint); paid_through: NOT_KNOWN where no payments are known.
    """

    kind: Small
    filed_on: Days
    granted_on: Days
    reduction: Small
    open_licence: Flags
    paid_through: npt.NDArray[np.int16]

    def take(self, rows: Ints) -> PatentColumns:
        """Some of the patents."""
        return PatentColumns(
            self.kind[rows],
            self.filed_on[rows],
            self.granted_on[rows],
            self.reduction[rows],
            self.open_licence[rows],
            self.paid_through[rows],
        )


@dataclass(frozen=True)
class FeeColumns:
    """The fees due in the year, one element a fee; `row` is the place of its patent.

    Days since 1970, NO_DAY for none; money in fen, NO_MONEY for none; state: place in STATE_CODES.
    refused: for every patent asked about the place in REFUSALS of why it has no answer, 0 where it has; a patent
    that is neither refused nor among `row` owes no annual fee in that year.
    """

    row: Ints
    year: Ints
    due_on: Days
    provisional: Flags
    amount: Ints
    payable: Ints
    surcharge: Ints
    surcharge_from: Days
    grace_until: Days
    lapse_on: Days
    state: Small
    refused: Small


def fees_due_in(
    patents: PatentColumns, calendar_year: int, *, as_of: date, rules: FeeRules
) -> FeeColumns:
    """The fees whose anniversary lies in a calendar year; InvalidValueError for a year or day out of all bounds."""
    if not (_FIRST <= calendar_year <= _LAST and _FIRST <= as_of.year <= _LAST):
        raise InvalidValueError(
            f"{calendar_year}年、截至{as_of}算不出年费",
            next_step=f"写{_FIRST}至{_LAST}年之间的年份",
        )
    lives = _lives(patents, as_of, rules)
    year = calendar_year - lives.filed_year + 1
    has_fee = (lives.refused == 0) & (year > lives.granted_year) & (year <= lives.last_year)
    row = np.flatnonzero(has_fee)
    asked = _Asked(patents.take(row), lives.filing[row], year[row], lives.granted_year[row])
    found = _fees(row, asked, fee_tables(calendar_year, as_of, rules), lives.refused)
    _end_the_ended(found, asked, calendar_year, as_of, rules)
    return found


@dataclass(frozen=True)
class _Lives:
    """Of every patent: month and day of its filing (place in FILINGS), its years, why it is refused."""

    filing: Ints
    filed_year: Ints
    granted_year: Ints
    last_year: Ints
    refused: Small


@dataclass(frozen=True)
class _Asked:
    """The patents with a fee in the year, the patent year of that fee and the one of their grant."""

    patents: PatentColumns
    filing: Ints
    year: Ints
    granted_year: Ints

    @property
    def is_known(self) -> Flags:
        return self.patents.paid_through >= 0

    def take(self, rows: Ints, years_before: int) -> _Asked:
        """Some of them, as of a patent year before."""
        return _Asked(
            self.patents.take(rows),
            self.filing[rows],
            self.year[rows] - years_before,
            self.granted_year[rows],
        )


def _lives(patents: PatentColumns, as_of: date, rules: FeeRules) -> _Lives:
    base = min(day_number(rule.series[""][0].since) for rule in rules.terms.values())
    until = max(day_number(as_of), base)
    year_of, filing_of, reached_of = _calendar(base, until)
    # A day outside of the calendar is refused; its place only has to exist.
    filed = np.clip(patents.filed_on, base, until) - base
    granted = np.clip(patents.granted_on, base, until) - base
    filed_year, filing = year_of[filed], filing_of[filed]
    granted_year = year_of[granted] - filed_year + (filing <= reached_of[granted])
    last_year = _last_years(base, until, rules)[patents.kind, filed]
    paid = patents.paid_through
    reasons = (
        (paid >= 0) & ((paid < granted_year) | (paid > last_year)),
        patents.granted_on > until,
        granted_year > last_year,
        (last_year == 0) | (patents.filed_on < base),
        patents.granted_on < patents.filed_on,
        (patents.kind < 0) | (patents.filed_on == NO_DAY) | (patents.granted_on == NO_DAY),
    )
    refused = np.zeros(len(filed), np.int8)
    # The first reason of the list of words holds where several do.
    for code, reason in zip((6, 5, 4, 3, 2, 1), reasons, strict=True):
        refused[reason] = code
    return _Lives(filing, filed_year, granted_year, last_year, refused)


def _calendar(base: int, until: int) -> tuple[Ints, Ints, Ints]:
    """Of every day: its year; its place in FILINGS; the last filing whose anniversary it has reached.

    28 February of a common year is also the anniversary of the 29th.
    """
    days = np.arange(base, until + 1).astype("datetime64[D]")
    years, months = days.astype("datetime64[Y]"), days.astype("datetime64[M]")
    firsts = np.array([FILINGS.index(date(1996, month, 1)) for month in range(1, 13)])
    filing = firsts[months.astype(np.int64) % 12] + (days - months).astype(np.int64)
    year = years.astype(np.int64) + EPOCH.year
    is_common = (year % 4 != 0) | ((year % 100 == 0) & (year % 400 != 0))
    reached = np.where(is_common & (filing == _FEB_28), _FEB_29, filing)
    return year, filing, reached


def _last_years(base: int, until: int, rules: FeeRules) -> Ints:
    """By kind and day of filing: the years of the term, 0 where the rule is not carried."""
    found = np.zeros((len(KINDS), until - base + 1), np.int64)
    for kind, row in zip(KINDS, found, strict=True):
        for value in rules.terms[kind].series[""]:
            row[max(day_number(value.since) - base, 0) :] = int(value.value)
    return found


def _fees(row: Ints, asked: _Asked, tables: FeeTables, refused: Small) -> FeeColumns:
    """The fees by the tables of their year, as if no earlier one had ended the right."""
    patents, filing = asked.patents, asked.filing
    regime, share, day = _places(asked, tables)
    kinds, years = tables.full.shape[1:]
    money = (regime * kinds + patents.kind) * years + asked.year
    is_known = asked.is_known
    state = tables.state.take(is_known * (2 * len(FILINGS)) + day)
    state[is_known & (asked.year <= patents.paid_through)] = _PAID
    owed = tables.surcharge.ravel()[money * tables.surcharge.shape[-1] + tables.rate[filing]]
    surcharge = np.where(state == _GRACE, owed, 0)
    surcharge[(state == _UNKNOWN) | (state == _LAPSED) | (state == _PAID)] = NO_MONEY
    payable = tables.reduced.take(money * tables.reduced.shape[-1] + share)
    payable += np.where((payable != NO_MONEY) & (surcharge > 0), surcharge, 0)
    payable[(state == _LAPSED) | (state == _PAID)] = NO_MONEY
    return FeeColumns(
        row=row,
        year=asked.year,
        due_on=tables.last_day.take(day),
        provisional=tables.provisional.take(day),
        amount=tables.full.take(money),
        payable=payable,
        surcharge=surcharge,
        surcharge_from=tables.surcharge_from.take(day),
        grace_until=tables.grace_until.take(day),
        lapse_on=tables.lapse_on.take(day),
        state=state,
        refused=refused,
    )


def _places(asked: _Asked, tables: FeeTables) -> tuple[Ints, Ints, Ints]:
    """Regime, share, and the place among the days (by whether a reduction covers the fee)."""
    patents = asked.patents
    regime = tables.regime[asked.filing]
    _, kinds, licences, years = tables.share.shape
    reduction = (regime * kinds + patents.reduction) * licences + patents.open_licence
    place = reduction * years + (asked.year - asked.granted_year + 1)
    day = tables.covered.take(place) * len(FILINGS) + asked.filing
    return regime, tables.share.take(place), day


def _end_the_ended(
    found: FeeColumns, asked: _Asked, calendar_year: int, as_of: date, rules: FeeRules
) -> None:
    """Where an earlier year was not paid and the right has ended for it, no fee is left: the first such year counts."""
    paid = asked.patents.paid_through
    ended = np.full(len(found.row), NO_DAY, np.int32)
    before = 1
    while len(rows := np.flatnonzero(asked.is_known & (asked.year - before > paid))):
        tables = fee_tables(calendar_year - before, as_of, rules)
        earlier = asked.take(rows, before)
        *_, day = _places(earlier, tables)
        lapsed = tables.state[1].take(day) == _LAPSED
        ended[rows[lapsed]] = tables.lapse_on.take(day[lapsed])
        before += 1
    is_over = ended != NO_DAY
    found.state[is_over] = _LAPSED
    found.lapse_on[is_over] = ended[is_over]
    found.payable[is_over] = NO_MONEY
    found.surcharge[is_over] = NO_MONEY
