"""年费: the examples that the rules themselves give, and an agency's own list of fees."""

from __future__ import annotations

import csv
import os
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from zhishu.base.dates import Calendar
from zhishu.base.errors import InvalidValueError
from zhishu.rights.fees.annual_fees import AnnualFee, PatentFacts, annual_fees
from zhishu.rights.fees.fee_rules import FeeRules, RightKind, fee_rules
from zhishu.rights.fees.patent_years import patent_year, year_begins
from zhishu.rights.fees.reductions import ReductionKind
from zhishu.rights.fees.surcharge import surcharge_begins, surcharge_left
from zhishu.rules.rulebook import load_rulebook

RULES = fee_rules(load_rulebook())


def row(year: int, patent: PatentFacts, as_of: str, rules: FeeRules = RULES) -> AnnualFee:
    [found] = [
        one
        for one in annual_fees(patent, as_of=date.fromisoformat(as_of), rules=rules)
        if one.year == year
    ]
    return found


def invention(
    filed: str, granted: str, reduction: ReductionKind | None = None, **more: int
) -> PatentFacts:
    return PatentFacts(
        "invention",
        date.fromisoformat(filed),
        date.fromisoformat(granted),
        reduction,
        open_licence=bool(more.get("open_licence")),
        paid_through=more.get("paid_through"),
    )


@pytest.mark.parametrize(
    ("as_of", "state", "surcharge", "payable"),
    [
        ("2026-03-31", "due", 0, 4000),
        ("2026-04-01", "grace", 0, 4000),
        ("2026-05-10", "grace", 200, 4200),
        ("2026-09-30", "grace", 1000, 5000),
        ("2026-10-09", "lapsed", None, None),
    ],
)
def test_year_12_of_an_invention(
    as_of: str, state: str, surcharge: int | None, payable: int | None
) -> None:
    found = row(12, invention("2015-03-31", "2018-06-01", paid_through=11), as_of)
    assert found.amount == 4000
    assert (found.due_on, found.calendar) == (date(2026, 3, 31), "known")
    assert found.surcharge_from == date(2026, 5, 1)
    assert found.grace_until == date(2026, 9, 30)
    assert found.lapse_on == date(2026, 3, 31), "as from the day due, not from the end of grace"
    assert (found.state, found.surcharge, found.payable) == (state, surcharge, payable)


def test_the_year_of_grant_is_paid_at_registration_and_the_next_is_due_on_its_anniversary() -> None:
    fees = annual_fees(invention("1997-06-03", "2001-08-01"), as_of=date(2002, 1, 1), rules=RULES)
    assert (fees[0].year, fees[0].due_on, fees[0].amount) == (6, date(2002, 6, 3), 1200)
    assert fees[0].state == "due"
    assert [one.year for one in fees] == list(range(6, 21))
    filed = date(1999, 6, 1)
    assert (patent_year(filed, date(2000, 5, 31)), patent_year(filed, date(2000, 6, 1))) == (1, 2)
    assert year_begins(filed, 2) == date(2000, 6, 1)


@pytest.mark.parametrize(("reduction", "payable"), [("single", 180), ("joint", 360)])
def test_the_six_years_of_2018_became_ten(reduction: ReductionKind, payable: int) -> None:
    # Granted in year 3: years 4 to 6 are the 2nd to 4th; year 12 is the 10th, year 13 the 11th.
    patent = invention("2016-03-01", "2018-06-01", reduction)
    for year in (4, 5, 6):
        assert row(year, patent, "2026-01-01").payable == payable
    share = {"single": Decimal("0.15"), "joint": Decimal("0.3")}[reduction]
    assert row(12, patent, "2026-01-01").payable == 4000 * share
    assert row(13, patent, "2026-01-01").payable == 6000


def test_an_open_licence_is_not_added_to_a_reduction() -> None:
    alone = row(13, invention("2014-03-03", "2020-06-01", open_licence=1), "2026-01-01")
    both = row(13, invention("2014-03-03", "2020-06-01", "single", open_licence=1), "2026-01-01")
    assert (alone.payable, both.payable) == (5100, 900)
    assert any("不叠加" in step.text for step in both.explanation)


@pytest.mark.parametrize(
    ("filed", "last"), [("2021-05-31", 10), ("2021-06-01", 15)], ids=["ten", "fifteen"]
)
def test_a_design_has_ten_or_fifteen_years_by_its_filing(filed: str, last: int) -> None:
    patent = PatentFacts("design", date.fromisoformat(filed), date(2022, 1, 4))
    fees = annual_fees(patent, as_of=date(2026, 1, 1), rules=RULES)
    assert fees[-1].year == last
    assert fees[-1].amount == {10: 2000, 15: 3000}[last]


def test_a_surcharge_paid_in_part_is_owed_by_the_band_of_the_later_payment() -> None:
    # Full fee 900: 25 of the 45 of the 5% band paid, the rest in the 10% band.
    assert surcharge_left(Decimal(900), Decimal("0.10"), Decimal(25)) == 65
    assert surcharge_left(Decimal(900), Decimal("0.05"), Decimal(90)) == 0


def test_fees_of_reduced_patents_due_in_the_second_half_of_2022_were_put_off() -> None:
    patent = invention("2013-07-08", "2017-06-01", "single", paid_through=9)
    found = row(10, patent, "2023-06-15")
    assert (found.due_on, found.state, found.payable) == (date(2023, 6, 15), "due", 600)
    assert (found.surcharge_from, found.grace_until) == (None, None)
    lapsed = row(10, patent, "2023-06-16")
    assert (lapsed.state, lapsed.lapse_on) == ("lapsed", date(2022, 7, 8))
    assert row(10, invention("2013-07-08", "2017-06-01", paid_through=9), "2023-06-15").state == (
        "lapsed"
    ), "without a reduction nothing was put off"


def test_without_payment_data_nothing_is_called_unpaid() -> None:
    fees = annual_fees(invention("2015-03-31", "2018-06-01"), as_of=date(2026, 5, 10), rules=RULES)
    states = {one.year: one.state for one in fees}
    assert {states[year] for year in range(5, 13)} == {"unknown"}
    assert states[13] == "due"
    assert {states[year] for year in range(14, 21)} == {"not_due"}
    [told] = [step.text for step in fees[8].explanation if step.about == "state"]
    assert "以前年度的缴费情况未知" in told
    unknown = fees[0]
    assert (unknown.payable, unknown.surcharge) == (1200, None)
    assert any(
        "2026年5月10日" in step.text for step in unknown.explanation if step.about == "state"
    )


def test_once_the_right_has_ended_nothing_falls_due_any_more() -> None:
    fees = annual_fees(
        invention("2015-03-31", "2018-06-01", paid_through=8), as_of=date(2026, 5, 10), rules=RULES
    )
    assert {(one.state, one.lapse_on, one.payable) for one in fees} == {
        ("lapsed", date(2023, 3, 31), None)
    }


@pytest.mark.parametrize(
    ("filed", "amount", "said"),
    [
        # Due on 2001-02-28, before the fees; on 2001-03-31, before the grace; on 2001-07-01, all carried.
        ("1995-02-28", None, ["2001年3月1日以前的发明专利年费标准", "2001年7月1日以前的滞纳金"]),
        ("1995-03-31", 2000, ["2001年7月1日以前的滞纳金"]),
        ("1995-07-01", 2000, []),
    ],
)
def test_what_the_rulebook_does_not_carry_is_said_and_not_guessed(
    filed: str, amount: int | None, said: list[str]
) -> None:
    old = row(7, invention(filed, "1998-12-01", paid_through=6), "2002-02-01")
    assert (old.amount, old.state) == (amount, "unknown" if said else "lapsed")
    assert (old.grace_until is None, old.lapse_on is None) == (bool(said), bool(said))
    told = [step.text for step in old.explanation if not step.source and "没有收录" in step.text]
    assert len(told) == len(said) + bool(said), "and what it means for the state"
    assert all(any(word in text for text in told) for word in said)
    assert not said or "是否终止未知" in told[-1]


@pytest.mark.parametrize(
    ("patent", "as_of", "said"),
    [
        (invention("2020-01-02", "2019-01-02"), "2026-01-01", "早于申请日"),
        (invention("2000-01-02", "2020-01-02"), "2026-01-01", "之外"),
        (invention("2015-03-31", "2018-06-01"), "2018-05-31", "早于授权日"),
        (invention("2015-03-31", "2018-06-01", paid_through=3), "2026-01-01", "授权当年是第4年度"),
        (invention("2015-03-31", "2018-06-01", paid_through=21), "2026-01-01", "第20年度"),
        (invention("1992-12-31", "1996-06-01"), "2026-01-01", "没有收录"),
        (invention("9999-01-31", "9999-06-01"), "9999-12-31", "太远"),
    ],
)
def test_facts_that_cannot_be(patent: PatentFacts, as_of: str, said: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        annual_fees(patent, as_of=date.fromisoformat(as_of), rules=RULES)
    assert said in caught.value.what
    assert caught.value.next_step


@pytest.mark.samples
def test_an_agencys_list_of_fees() -> None:
    """Each fee with the last day before a surcharge, as an agency kept it.

    The list was drawn before later years' holidays were known: its days are rolled past weekends only.
    What is paid at registration or with a surcharge has another last day.
    """
    folder = Path(os.environ["ZHISHU_SAMPLES"]) / "data/patents/portfolio"
    patents, fees = (
        list(csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines()))
        for name in ("patents.csv", "fees.csv")
    )
    filed = {line["patent_id"]: date.fromisoformat(line["app_date"]) for line in patents}
    others = {
        (line["patent_id"], line["deadline"])
        for line in fees
        if "滞纳金" in line["fee_type"] or "登记" in line["fee_type"]
    }
    kinds: dict[str, RightKind] = {
        "发明": "invention", "实用新型": "utility_model", "外观设计": "design",
    }  # fmt: skip
    seen = 0
    for line in fees:
        head, found, tail = line["fee_type"].partition("专利第")
        if not found or (line["patent_id"], line["deadline"]) in others:
            continue
        year = int(tail.removesuffix("年年费"))
        due = year_begins(filed[line["patent_id"]], year)
        bands, scale = RULES.surcharge.at(due), RULES.fees[kinds[head]].at(due)
        assert bands and scale and (full := scale.figure(year))
        assert Decimal(line["amount"]) in {full, full * Decimal("0.3"), full * Decimal("0.15")}
        told = date.fromisoformat(line["deadline"])
        assert surcharge_begins(due, bands, Calendar()) == told + timedelta(days=1), line
        seen += 1
    assert seen > 90
