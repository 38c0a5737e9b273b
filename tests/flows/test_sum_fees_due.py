"""The annual fees of a region in a year: sums that a hand can check, and what is unknown apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from zhishu.cli.rights import command
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.sum_fees_due import FeesDue, sum_fees_due
from zhishu.rights.tables import FEE_PAYMENTS, LEGAL_PERIODS, LICENCES, PATENTS

CITY, COUNTY, OTHER = "990100", "990102", "990201"
ABROAD = "US10991571B2"
# id, kind, filed, granted, region, legal state, years paid with the day of payment
Row = tuple[str, str, str | None, str | None, str, str, dict[int, str]]
PATENT_ROWS: list[Row] = [
    # Year 12 due on 2026-03-31, paid in time.
    ("A", "invention", "2015-03-31", "2018-06-01", COUNTY, "in_force", {12: "2026-03-30"}),
    # Due on 2026-05-31 and not paid by the last payment told; the grace runs to the end of November.
    ("B", "invention", "2015-05-31", "2018-06-01", COUNTY, "in_force", {11: "2025-05-30"}),
    # Nothing is known of its payments: due on 2026-03-31 as well.
    ("C", "invention", "2015-03-31", "2018-06-01", COUNTY, "in_force", {}),
    # Not due yet on 2026-10-31; no event is known since the grant.
    ("D", "utility_model", "2020-12-15", "2021-06-01", COUNTY, "unknown", {6: "2025-12-01"}),
    # Another county of the province, and a right that has ended.
    ("E", "design", "2022-03-31", "2022-09-01", OTHER, "in_force", {}),
    ("F", "invention", "2015-03-31", "2018-06-01", COUNTY, "ceased", {}),
    # Granted this year; beyond its term; without a day of filing; not granted.
    ("G", "invention", "2023-04-01", "2026-05-01", COUNTY, "in_force", {}),
    ("H", "utility_model", "2015-01-05", "2016-01-05", COUNTY, "in_force", {}),
    ("I", "invention", None, "2018-06-01", COUNTY, "in_force", {}),
    ("J", "invention", "2024-03-31", None, COUNTY, "pending", {}),
    # Due on 2026-10-20, last paid as the feed ends on 2026-10-15: nobody knows of that one.
    ("K", "invention", "2019-10-20", "2022-06-01", COUNTY, "in_force", {7: "2026-10-15"}),
    # An open licence runs on the day due; in year 13 it takes something off.
    ("L", "invention", "2014-11-03", "2020-06-01", COUNTY, "in_force", {12: "2025-11-03"}),
    # Due on 2026-02-10, the grace over on 2026-08-10: lapsed by the payments.
    ("M", "invention", "2015-02-10", "2018-06-01", COUNTY, "in_force", {11: "2025-02-10"}),
    # Of another office.
    (ABROAD, "invention", "2015-03-31", "2018-06-01", COUNTY, "in_force", {}),
]
PERIODS = {"ceased": "2019-01-01"}


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("fees") / "home"
    patents: list[dict[str, Any]] = []
    periods: list[dict[str, Any]] = []
    payments: list[dict[str, Any]] = []
    for number, kind, filed, granted, region, state, paid in PATENT_ROWS:
        patent_id = number if number == ABROAD else f"CN{number}"
        patents.append(
            {
                "patent_id": patent_id,
                "application_number": number,
                "right_kind": kind,
                "filed_on": day(filed),
                "granted_on": day(granted),
                "region_code": region,
            }
        )
        periods.append(
            {
                "patent_id": patent_id,
                "state": state,
                "from_on": date(2010, 1, 1),
                "until_on": None,
                "reason": "",
            }
        )
        payments.extend(
            {
                "payment_id": f"{number}{year}",
                "right_type": "patent",
                "right_number": number,
                "fee_kind": "年费",
                "patent_year": year,
                "paid_on": day(paid_on),
            }
            for year, paid_on in paid.items()
        )
    # What is told of a surcharge, and as due only, is no payment of a year.
    payments += [
        {**payments[0], "payment_id": "x", "right_number": "C", "fee_kind": "年费滞纳金"},
        {**payments[0], "payment_id": "y", "right_number": "C", "paid_on": None},
    ]
    licence = {
        "licence_id": "1",
        "right_type": "patent",
        "right_number": "L",
        "licence_kind": "open",
        "recorded_on": date(2025, 1, 1),
    }
    with open_warehouse(home).publication("测试", "源") as work:
        for table, rows in (
            (PATENTS, patents),
            (LEGAL_PERIODS, periods),
            (FEE_PAYMENTS, payments),
            (LICENCES, [licence]),
        ):
            work.merge(table, rows, {name for row in rows for name in row})
    return home


def row_of(found: FeesDue, month: str, kind: str, state: str) -> tuple[int, Decimal, Decimal]:
    [row] = [one for one in found.rows if (one.month, one.kind, one.state) == (month, kind, state)]
    return row.rights, row.amount, row.payable


def test_sums_by_month_kind_and_state(city: Path) -> None:
    found = sum_fees_due(city, year=2026, as_of=date(2026, 10, 31), region=CITY)
    assert found.payments_until == date(2026, 10, 15)
    assert row_of(found, "2026-03", "invention", "paid") == (1, Decimal(4000), Decimal(0))
    # Due on Sunday 31 May: not paid by 15 October, and nobody knows of the days since.
    assert row_of(found, "2026-06", "invention", "unknown") == (1, Decimal(4000), Decimal(4000))
    assert row_of(found, "2026-02", "invention", "lapsed") == (1, Decimal(4000), Decimal(0))
    assert row_of(found, "2026-03", "invention", "unknown") == (1, Decimal(4000), Decimal(4000))
    assert row_of(found, "2026-12", "utility_model", "due") == (1, Decimal(1200), Decimal(1200))
    assert row_of(found, "2026-10", "invention", "unknown") == (1, Decimal(2000), Decimal(2000))
    assert row_of(found, "2026-11", "invention", "due") == (1, Decimal(6000), Decimal(5100))
    assert sum(one.rights for one in found.rows) == 7
    assert found.left_out == {"专利类型、申请日或者授权日未知": 1, "截至日权利已终止": 1}
    assert (found.without_fee, found.status_unknown) == (2, 1)
    assert "2026-10-15" in found.notes[1]
    # On the last day of the payments it is in the fifth month after 31 May.
    found = sum_fees_due(city, year=2026, as_of=date(2026, 10, 15), region=CITY)
    assert row_of(found, "2026-06", "invention", "grace") == (1, Decimal(4000), Decimal(4800))


def test_a_region_is_its_own_and_all_are_all(city: Path) -> None:
    found = sum_fees_due(city, year=2026, as_of=date(2026, 10, 31), region=OTHER)
    assert row_of(found, "2026-03", "design", "unknown") == (1, Decimal(900), Decimal(900))
    assert len(found.rows) == 1
    everywhere = sum_fees_due(city, year=2026, as_of=date(2026, 10, 31))
    assert sum(one.rights for one in everywhere.rows) == 8
    none = sum_fees_due(city, year=2026, as_of=date(2026, 10, 31), region="110000")
    assert (none.rows, none.left_out) == ((), {})


def test_before_the_first_payment_known_nothing_is_called_unpaid(city: Path) -> None:
    found = sum_fees_due(city, year=2024, as_of=date(2025, 1, 31), region=CITY)
    assert found.payments_until is None
    assert {one.state for one in found.rows} == {"unknown"}
    assert "没有缴费数据" in found.notes[1]


def test_a_fee_of_a_later_year_bears_the_end_of_the_right(city: Path) -> None:
    # M has not paid year 12 by the end of its grace. Nor has B; its grace ended in November, after the last payment told.
    found = sum_fees_due(city, year=2027, as_of=date(2026, 12, 31), region=CITY)
    assert row_of(found, "2027-02", "invention", "lapsed") == (1, Decimal(6000), Decimal(0))
    assert row_of(found, "2027-05", "invention", "due") == (1, Decimal(6000), Decimal(6000))
    assert found.provisional == sum(one.rights for one in found.rows)


@pytest.fixture
def say(city: Path) -> Callable[[str], tuple[int, str, str]]:
    def run(line: str) -> tuple[int, str, str]:
        answer = CliRunner().invoke(command, ["due", *line.split(), "--home", str(city)])
        return answer.exit_code, answer.stdout, answer.stderr

    return run


def test_the_command(say: Callable[[str], tuple[int, str, str]]) -> None:
    code, out, _ = say(f"--year 2026 --as-of 2026-10-31 --region {CITY} --json")
    found = json.loads(out)
    assert code == 0
    assert found["payments_until"] == "2026-10-15"
    assert found["rows"][1] == {
        "month": "2026-03",
        "kind": "invention",
        "state": "paid",
        "rights": 1,
        "amount": "4000",
        "payable": "0",
        "surcharge": "0",
        "without_amount": 0,
    }
    code, out, _ = say(f"--year 2026 --as-of 2026-10-31 --region {CITY}")
    assert "示例省云澜市（990100）：2026年到期的专利年费" in out
    assert "缴费情况未知：3件，如都未缴为10,000元" in out
    assert "不在内：1件，截至日权利已终止" in out
    code, out, _ = say(f"--year 2026 --as-of 2026-10-15 --region {CITY}")
    assert "滞纳期内：1件，应缴4,800元" in out
    code, _, err = say("--year 2010 --as-of 2026-10-31 --region 110000")
    assert (code, "没有要缴的年费" in err) == (0, True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--year 2026 --as-of 2026-10-31 --region 99", "区划代码“99”读不出"),
        ("--year 1000 --as-of 2026-10-31", "算不出年费"),
    ],
)
def test_what_cannot_be_is_refused(
    say: Callable[[str], tuple[int, str, str]], line: str, said: str
) -> None:
    code, out, err = say(line)
    assert (code, out) == (2, "")
    assert said in err
