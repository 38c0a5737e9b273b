"""A day in any year from 2001 has an answer, or a sentence that names the rule that is not carried.

From which day on each rule is carried stands here a second time, as the handbook tells it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhishu.base.dates import add_months, add_years
from zhishu.base.errors import InvalidValueError
from zhishu.cli.rights import command
from zhishu.flows.list_annual_fees import list_annual_fees
from zhishu.flows.tell_costs import tell_costs
from zhishu.flows.tell_restoration import tell_restoration
from zhishu.flows.tell_term import tell_term
from zhishu.rights.fees.fee_rules import RightKind
from zhishu.rights.fees.one_off_fees import COST_KINDS, OFFERED, SERVICES, CostFacts, total_of
from zhishu.rights.terms.right_term import TermFacts
from zhishu.rules.explanation import Step

YEARS = range(2001, 2028)
FEES, GRACE = date(2001, 3, 1), date(2001, 7, 1)
REDUCTIONS, LICENCES = date(2016, 9, 1), date(2024, 7, 15)
TERMS = date(1993, 1, 1)
HOLIDAYS = range(2004, 2027)
NO_HOME = Path("/nonexistent")


def days_of(year: int) -> Iterable[date]:
    """Ends of months, a long holiday, 29 February where there is one."""
    for month, day in ((1, 31), (2, 28), (6, 30), (10, 1)):
        yield date(year, month, day)
    if year % 4 == 0:
        yield date(year, 2, 29)


def says(steps: Iterable[Step], *words: str) -> bool:
    """Whether one step says that just this rule is not carried."""
    return any(not one.source and all(word in one.text for word in words) for one in steps)


@pytest.mark.parametrize("year", YEARS)
def test_annual_fees(year: int) -> None:
    for due in days_of(year):
        for kind, age in (("invention", 3), ("invention", 12), ("utility_model", 6), ("design", 9)):
            for reduction, licensed in ((None, False), (Decimal("0.85"), False), (None, True)):
                check_fee(due, kind, age, reduction, licensed=licensed)  # type: ignore[arg-type]


def check_fee(
    due: date, kind: RightKind, age: int, reduction: Decimal | None, *, licensed: bool
) -> None:
    filed = add_years(due, -age)
    due = add_years(filed, age)
    try:
        fee = list_annual_fees(
            NO_HOME,
            kind=kind,
            filed_on=filed,
            granted_on=add_years(filed, age - 1),
            as_of=due,
            reduction=reduction,
            open_licence=licensed,
            paid_through=age,
        )[0]
    except InvalidValueError as error:
        assert filed < TERMS
        assert "规则没有收录" in error.what and "期限" in error.what
        return
    assert filed >= TERMS, "no silent term"
    assert fee.year == age + 1
    steps = fee.explanation
    assert (fee.amount is None) == (due < FEES) == says(steps, "年费标准", "没有收录")
    assert (due < GRACE) == says(steps, "滞纳金", "没有收录")
    # 公告486: put off for who has a reduction, without a grace.
    is_put_off = reduction is not None and date(2022, 6, 15) <= due <= date(2022, 12, 31)
    assert (fee.grace_until is None) == (due < GRACE or is_put_off)
    no_reduction = reduction is not None and due < REDUCTIONS
    assert no_reduction == says(steps, "费用减缴规则没有收录")
    assert (licensed and due < LICENCES) == says(steps, "开放许可", "不减")
    assert (fee.payable is None) == (fee.amount is None or no_reduction)
    if fee.payable is not None and fee.amount is not None:
        assert (fee.payable < fee.amount) == bool(reduction or (licensed and due >= LICENCES))
    known = {due.year, fee.due_on.year} <= set(HOLIDAYS)
    assert fee.calendar == ("known" if known else "provisional")
    assert known or any("暂定" in one.text for one in steps)


def test_a_design_has_the_years_of_its_filing() -> None:
    for year in range(1993, 2028):
        for filed in days_of(year):
            found = tell_term(NO_HOME, TermFacts("design", filed_on=filed), as_of=filed)
            years = 10 if filed < date(2021, 6, 1) else 15
            assert found.ends_on == add_years(filed, years)


# What a term needs, and from which day its rule is carried.
SINCE = {
    "invention": TERMS,
    "utility_model": TERMS,
    "design": TERMS,
    "trademark": date(1983, 3, 1),
    "layout_design": date(2001, 10, 1),
    "copyright": date(1991, 6, 1),
    "software": date(2002, 1, 1),
    "slow grant": date(2021, 6, 1),
    "drug": date(2024, 1, 20),
}


def facts_of(what: str, day: date) -> TermFacts:
    if what == "slow grant":
        early = add_years(day, -5)
        return TermFacts(
            "invention", filed_on=early, examination_requested_on=early, granted_on=day
        )
    if what == "drug":
        return TermFacts("invention", filed_on=add_years(day, -5), approved_on=day)
    if what == "trademark":
        return TermFacts("trademark", registered_on=day)
    if what in ("copyright", "software"):
        kind = "copyright" if what == "copyright" else "software"
        return TermFacts(kind, created_on=day, owner="organisation")  # type: ignore[arg-type]
    return TermFacts(what, filed_on=day)  # type: ignore[arg-type]


@pytest.mark.parametrize("what", SINCE)
def test_terms(what: str) -> None:
    for year in (1980, 1990, 1999, *YEARS):
        for day in days_of(year):
            try:
                found = tell_term(NO_HOME, facts_of(what, day), as_of=day)
            except InvalidValueError as error:
                assert day < SINCE[what]
                assert "的规则没有收录：" in error.what
                assert "规则库从" in error.next_step
                continue
            assert day >= SINCE[what], (what, day)
            assert found.ends_on is not None and found.ends_on > day
            assert all(one.source for one in found.explanation if "没有写" not in one.text)


def test_a_mark_that_ends_under_the_law_of_2027_says_that_its_articles_were_not_checked() -> None:
    for year in range(2007, 2028):
        for day in days_of(year):
            term = tell_term(NO_HOME, facts_of("trademark", day), as_of=day)
            assert term.ends_on is not None
            told = [one for one in term.explanation if one.about in ("renew_from", "grace_until")]
            is_new = term.ends_on >= date(2027, 1, 1)
            if term.ends_on >= date(2014, 5, 1):
                assert {one.verified for one in told} == {not is_new}
            assert ("条文未核对" in told[0].clause) == is_new


@pytest.mark.parametrize("year", YEARS)
def test_restoration(year: int) -> None:
    for due in days_of(year):
        for notice, obstacle in ((add_months(due, 9), None), (None, add_months(due, 9))):
            filed = add_years(due, -8)
            try:
                found = tell_restoration(
                    NO_HOME,
                    kind="invention",
                    filed_on=filed,
                    granted_on=add_years(filed, 3),
                    year=9,
                    as_of=add_months(due, 9),
                    notice_received_on=notice,
                    obstacle_ended_on=obstacle,
                )
            except InvalidValueError as error:
                assert due < GRACE
                assert "的规则没有收录：" in error.what
                continue
            assert due >= GRACE
            assert (found.total is None) == (obstacle is not None)
            assert found.total is not None or says(found.explanation, "合计未知")


# From which day on the fee of each service is carried.
COSTS = {
    "trademark filing": date(2017, 4, 1),
    "trademark renewal": date(2019, 7, 1),
    "trademark late_renewal": date(2019, 7, 1),
    "evaluation_report": date(2009, 10, 1),
    "compensation_request": date(2024, 7, 15),
}


@pytest.mark.parametrize("year", YEARS)
def test_costs(year: int) -> None:
    for day in days_of(year):
        for kind in COST_KINDS:
            for service in (one for one in SERVICES if one in OFFERED[kind]):
                name = f"trademark {service}" if kind == "trademark" else service
                items = tell_costs(NO_HOME, CostFacts(kind, (service,)), on=day)
                is_carried = day >= COSTS.get(name, FEES)
                assert (total_of(items) is not None) == is_carried, (kind, service, day)
                for item in items:
                    assert is_carried or says(item.explanation, "没有收录", "金额未知")


# A line of each command for a day, which is also the day asked about.
LINES = (
    "fee --kind invention --filed {filed} --granted {granted} --as-of {day}",
    "fee --kind design --filed {filed} --granted {granted} --as-of {day} --paid-through 4 --reduction 0.7",
    "term --kind utility_model --filed {filed} --as-of {day}",
    "term --kind layout_design --filed {day} --as-of {day}",
    "ladder --kind invention --filed {filed} --as-of {day}",
    "ladder --kind trademark --registered {filed} --as-of {day}",
    "restore --kind invention --filed {filed} --granted {granted} --year 5 --notice {day} --as-of {day}",
    "cost --kind invention --on {day} --claims 20 --for filing --for examination",
    "due --year {year} --as-of {day}",
)


@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(line.split()[:3]))
def test_every_command_answers_or_names_what_it_lacks(home: Path, line: str) -> None:
    for year in YEARS:
        day = date(year, 3, 31)
        filled = line.format(
            day=day, year=year, filed=date(year - 5, 3, 1), granted=date(year - 2, 6, 1)
        )
        answer = CliRunner().invoke(command, [*filled.split(), "--json", "--home", str(home)])
        if answer.exit_code == 0:
            assert json.loads(answer.stdout) is not None
            continue
        assert isinstance(answer.exception, SystemExit), answer.exception
        assert answer.exit_code == 2
        assert "没有收录" in answer.stderr
        assert len(answer.stderr.strip().splitlines()) == 1
