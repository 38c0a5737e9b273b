"""A second reading of the rules of annual fees, slow and plain, to hold the cases and the product against.

It shares nothing with the product: the figures are typed from the texts named beside them, days are walked one
by one, holidays come from the package chinesecalendar and not from the rulebook.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import chinese_calendar

DAY = timedelta(days=1)
# 专利收费标准: the fee of each patent year, year by year.
FEES = {
    "invention": [900] * 3 + [1200] * 3 + [2000] * 3 + [4000] * 3 + [6000] * 3 + [8000] * 5,
    "utility_model": [600] * 3 + [900] * 2 + [1200] * 3 + [2000] * 2,
    "design": [600] * 3 + [900] * 2 + [1200] * 3 + [2000] * 2 + [3000] * 5,
}
FEES_SINCE = date(2001, 3, 1)
GRACE_SINCE = date(2001, 7, 1)
SURCHARGES = [Decimal(rate) for rate in ("0", "0.05", "0.10", "0.15", "0.20", "0.25")]


def months_after(day: date, months: int) -> date:
    """细则第五条: the corresponding day, else the last of that month."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_announced(day: date) -> bool:
    return 2004 <= day.year <= 2026


def is_working(day: date) -> bool:
    return chinese_calendar.is_workday(day) if is_announced(day) else day.weekday() < 5


def last_day_of_period(day: date) -> tuple[date, bool]:
    """细则第五条: the first working day from the end of a period on; and whether all days passed are announced."""
    known = is_announced(day)
    while not is_working(day):
        day += DAY
        known = known and is_announced(day)
    return day, known


def grant_year(filed: date, granted: date) -> int:
    year = 1
    while months_after(filed, 12 * year) <= granted:
        year += 1
    return year


def share_off(case: Mapping[str, str], due: date, since_grant: int) -> tuple[Decimal | None, bool]:
    """财税〔2016〕78号, 〔2018〕37号, 〔2024〕23号: the share taken off (None: not carried), and if 费用减缴 covers."""
    off = Decimal(0)
    covers = False
    if case["reduction"]:
        if due < date(2016, 9, 1):
            return None, False
        covers = since_grant <= (6 if due < date(2018, 8, 1) else 10)
        off = Decimal(case["reduction"]) if covers else off
    if case["open_licence"] and due >= date(2024, 7, 15):
        off = max(off, Decimal("0.15"))
    return off, covers


def expected(case: Mapping[str, str]) -> dict[str, str]:
    """The row of `case["year"]`: every column of the cases after it, as text ("" is None)."""
    filed, granted, as_of = (date.fromisoformat(case[key]) for key in ("filed", "granted", "as_of"))
    year, first = int(case["year"]), grant_year(filed, granted)
    due = months_after(filed, 12 * (year - 1))
    full = FEES[case["kind"]][year - 1] if due >= FEES_SINCE else None
    off, covers = share_off(case, due, year - first + 1)
    postponed = covers and date(2022, 6, 15) <= due <= date(2022, 12, 31)  # 公告486
    due_on, known = last_day_of_period(date(2023, 6, 15) if postponed else due)
    ends = [last_day_of_period(months_after(due, count))[0] for count in range(1, 7)]
    has_grace = due >= GRACE_SINCE and not postponed
    lapses = has_grace or postponed
    late_until = ends[5] if has_grace else due_on
    paid = int(case["paid_through"] or 0)

    ended = None
    for earlier in range(paid + 1, year) if paid else ():
        row = expected({**case, "year": str(earlier)})
        if row["state"] == "lapsed":
            ended = row["lapse_on"]
            break

    surcharge: Decimal | None = Decimal(0)
    if as_of <= due_on:
        state = "not_due" if as_of < months_after(filed, 12 * (year - 2)) else "due"
    elif not paid or not lapses:
        state, surcharge = "unknown", None
    elif as_of <= late_until:
        state = "grace"
        passed = 0
        while passed < 5 and as_of > ends[passed]:
            passed += 1
        surcharge = None if full is None else full * SURCHARGES[passed]
    else:
        state, surcharge = "lapsed", None
    if ended:
        state, surcharge = "lapsed", None
    payable = None
    if full is not None and off is not None and state != "lapsed":
        payable = full * (1 - off) + (surcharge or 0)
    return {
        "due_on": due_on.isoformat(),
        "calendar": "known" if known else "provisional",
        "amount": _text(full),
        "payable": _text(payable),
        "surcharge": _text(surcharge),
        "surcharge_from": (ends[0] + DAY).isoformat() if has_grace else "",
        "grace_until": ends[5].isoformat() if has_grace else "",
        "lapse_on": ended or (due.isoformat() if lapses else ""),
        "state": state,
    }


def _text(amount: Decimal | int | None) -> str:
    return "" if amount is None else str(int(amount))
