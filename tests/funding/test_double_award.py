"""Leads to awards paid twice: graded by what is the same, tied by what parties share, found through keys."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from zhishu.base.region import RegionCode
from zhishu.cli import cli
from zhishu.flows.find_double_awards import find_double_awards
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.funding.double_award import DoubleAward, Payment, Tie, double_awards
from zhishu.funding.tables import AWARDS_PAID, CONTROLLERS
from zhishu.parties.tables import PARTIES
from zhishu.rights.tables import PATENTS
from zhishu.rules.rulebook import load_rulebook
from zhishu.warehouse.table import Table

DAY = date(2026, 10, 31)
CERTIFIED, RECORDED, INTENSIVE, INSURED, SILVER, PROVINCIAL, ENFORCED = (
    f"361000/fund/{name}" for name in ("9-1", "8-3a", "8-3b", "9-6", "9-3b", "9-3c", "10-2")
)
BOOK = load_rulebook()


def paid(party: str, measure: str, subject: str, year: int, amount: int = 1_000) -> Payment:
    return Payment(
        f"{party}{measure}{subject}{year}", party, f"{party}公司", measure, "奖励", subject,
        subject, amount, year,
    )  # fmt: skip


def leads(payments: Sequence[Payment], **ties: Sequence[Tie]) -> list[DoubleAward]:
    return double_awards(payments, ties, BOOK.measures, BOOK.measure_groups)


def tie(key: str, kind: str = "controller") -> Tie:
    return Tie(kind, key, key)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("payments", "ties", "expected"),
    [
        # A measure given once, twice, whatever for.
        ([paid("甲", CERTIFIED, "", 2024), paid("甲", CERTIFIED, "", 2026)], {}, ["sure"]),
        ([paid("甲", CERTIFIED, "", 2024), paid("乙", CERTIFIED, "", 2026)], {}, []),
        # A cap of the year, in fen: what is under it in all is no lead, whatever each year's payments are.
        ([paid("甲", INSURED, "保单一", 2026, 400_000), paid("甲", INSURED, "保单二", 2026, 600_000)], {}, []),
        ([paid("甲", INSURED, "保单一", 2026, 400_000), paid("甲", INSURED, "保单二", 2026, 600_001)], {}, ["sure"]),
        ([paid("甲", INSURED, "保单一", 2025, 600_000), paid("甲", INSURED, "保单二", 2026, 600_000)], {}, []),
        # Of several caps the highest: nobody may have more.
        ([paid("甲", ENFORCED, "案一", 2026, 1_500_000), paid("甲", ENFORCED, "案二", 2026, 500_000)], {}, []),
        ([paid("甲", ENFORCED, "案一", 2026, 1_500_000), paid("甲", ENFORCED, "案二", 2026, 500_001)], {}, ["sure"]),
        # One product in two years by one measure; two products are two things.
        ([paid("甲", RECORDED, "含片", 2025), paid("甲", RECORDED, "含片", 2026)], {}, ["sure"]),
        ([paid("甲", RECORDED, "含片", 2025), paid("甲", RECORDED, "颗粒", 2026)], {}, []),
        # By measures of which only the highest counts; by measures that may stand beside one another.
        ([paid("甲", SILVER, "2020", 2025), paid("甲", PROVINCIAL, "2020", 2026)], {}, ["sure"]),
        ([paid("甲", RECORDED, "含片", 2026), paid("甲", INTENSIVE, "含片", 2026)], {}, ["review"]),
        # By two sisters; by strangers a word is no lead, a number is.
        ([paid("甲", RECORDED, "含片", 2025), paid("乙", RECORDED, "含片", 2026)],
         {"甲": [tie("张")], "乙": [tie("张")]}, ["related"]),
        ([paid("甲", RECORDED, "含片", 2025), paid("乙", RECORDED, "含片", 2026)], {}, []),
        ([paid("甲", SILVER, "2020199000011", 2025), paid("乙", SILVER, "2020199000011", 2026)], {}, ["shared"]),
        # Tied through a third one that was paid for it too.
        ([paid(one, RECORDED, "含片", 2025) for one in "甲乙丙"],
         {"甲": [tie("张")], "乙": [tie("张"), tie("路", "address")], "丙": [tie("路", "address")]}, ["related"]),
        # Without a subject nothing is the same thing.
        ([paid("甲", RECORDED, "", 2025), paid("甲", RECORDED, "", 2026)], {}, []),
        # A measure that no rulebook has: by its name as printed.
        ([paid("甲", "", "含片", 2025), paid("甲", "", "含片", 2026)], {}, ["sure"]),
    ],
)  # fmt: skip
def test_what_is_the_same_decides_the_grade(
    payments: list[Payment], ties: dict[str, list[Tie]], expected: list[str]
) -> None:
    assert [lead.grade for lead in leads(payments, **ties)] == expected


def test_a_lead_tells_its_rows_its_ties_and_the_money_beyond() -> None:
    [lead] = leads(
        [paid("乙", RECORDED, "含片", 2026, 300), paid("甲", RECORDED, "含片", 2025, 500)],
        甲=[tie("张"), tie("孤")],
        乙=[tie("张")],
    )
    assert [row.party for row in lead.payments] == ["甲", "乙"]
    assert [one.words for one in lead.ties] == ["控制人相同（张）"]
    assert lead.beyond == 300


def test_beyond_a_cap_of_the_year_is_what_exceeds_it() -> None:
    [lead] = leads([paid("甲", INSURED, one, 2026, 700_000) for one in ("保单一", "保单二")])
    assert lead.beyond == 400_000
    assert lead.reason == "“专利执行险保费资助”2026年兑付了2次，共14,000元，超过每年最高10,000元"


def test_what_too_many_share_ties_nobody() -> None:
    crowd = [f"甲{number}" for number in range(30)]
    rows = [paid(one, RECORDED, "含片", 2025) for one in crowd]
    assert not leads(rows, **{one: [tie("孵化器", "address")] for one in crowd})
    assert not leads(rows[:6], **{one: [tie("王伟", "inventor")] for one in crowd[:6]})
    assert leads(rows[:5], **{one: [tie("王伟", "inventor")] for one in crowd[:5]})


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = [
        paid(one, RECORDED, thing, year)
        for one in "甲乙"
        for thing in "丙丁"
        for year in (2025, 2026)
    ]
    ties = {one: [tie("张")] for one in "甲乙"}
    found = leads(rows, **ties)
    assert found == leads(rows[::-1], **ties)
    assert [lead.grade for lead in found] == ["sure"] * 4 + ["related"] * 2


def _row(table: Table, **values: Any) -> dict[str, Any]:
    return {**dict.fromkeys(column.name for column in table.columns), **values}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("doubles")
    names = {code: f"云澜示例{code}有限公司" for code in "甲乙丙丁"}
    numbers = {
        "甲": "91361002MA00000018",
        "乙": "91361002MA0000003X",
        "丙": "name:云澜示例丙有限公司",
        "丁": "91361021MA00000042",
    }

    def award(code: str, subject: str, year: int, **more: Any) -> dict[str, Any]:
        coded = not numbers[code].startswith("name:")
        return _row(
            AWARDS_PAID,
            award_id=f"{code}{subject}{year}",
            measure=RECORDED,
            item="专利产品备案奖励",
            holder=names[code],
            folded_name=names[code],
            credit_code=numbers[code] if coded else None,
            subject=subject,
            year=year,
            amount=1000,
            paid_on=date(year, 6, 1),
            **more,
        )  # fmt: skip

    rows: dict[Table, list[dict[str, Any]]] = {
        PARTIES: [
            _row(PARTIES, party_id=numbers[code], kind="enterprise", name=name, folded_name=name,
                 credit_code=None if code == "丙" else numbers[code],
                 region_code="361021" if code == "丁" else "361002",
                 address="江西省抚州市临川区示例路8号" if code in "乙丁" else "路")
            for code, name in names.items()
        ],
        CONTROLLERS: [
            _row(CONTROLLERS, control_id=code, holder=names[code], folded_name=names[code],
                 credit_code=None if code == "丙" else numbers[code], controller="张三丰", since=date(2020, 1, 1))
            for code in "甲丙"
        ],
        PATENTS: [
            _row(PATENTS, patent_id=f"2020100000{code}", holders=[names[code]], right_kind="invention",
                 inventors=["李四光", "不公告发明人"]) for code in "甲乙"
        ],
        AWARDS_PAID: [
            award("甲", "甲牌 含片", 2024), award("丙", "甲牌含片", 2025),
            award("乙", "颗粒", 2026), award("丁", "颗粒", 2026),
            award("乙", "贴片", 2025), award("甲", "贴片", 2026), award("甲", "只此一件", 2026),
            # Not yet paid on the day asked.
            award("甲", "只此一件", 2027),
        ],
    }  # fmt: skip
    with open_warehouse(home).publication("试验", "试验") as publication:
        for table, lines in rows.items():
            publication.merge(table, lines, set(lines[0]))
    return home


def test_payments_ties_and_names_come_from_the_tables(home: Path) -> None:
    found = find_double_awards(home, as_of=DAY)
    by_subject = {lead.subject.replace(" ", ""): lead for lead in found.leads}
    assert set(by_subject) == {"甲牌含片", "颗粒", "贴片"}
    assert {lead.grade for lead in found.leads} == {"related"}
    # A natural person is masked; the address is not shown; an inventor who is not named ties nobody.
    assert [one.words for one in by_subject["甲牌含片"].ties] == ["控制人相同（张某）"]
    assert [one.words for one in by_subject["颗粒"].ties] == ["登记地址相同"]
    assert [one.words for one in by_subject["贴片"].ties] == ["有共同的发明人（李某）"]


def test_a_year_and_a_region_narrow_the_list(home: Path) -> None:
    def subjects(**asked: Any) -> set[str]:
        leads = find_double_awards(home, as_of=DAY, **asked).leads
        return {lead.subject.replace(" ", "") for lead in leads}

    assert subjects(year=2024) == {"甲牌含片"}
    assert subjects(region=RegionCode.parse("361002")) == {"甲牌含片", "贴片"}
    assert subjects(region=RegionCode.parse("350100")) == set()


def test_the_command_tells_leads_and_never_a_finding(home: Path) -> None:
    words = ["entitlement", "doubles", "--as-of", str(DAY), "--home", str(home)]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 1
    assert "共3条线索，须逐条核实" in done.stdout and "张三丰" not in done.stdout
    told = json.loads(CliRunner().invoke(cli, [*words, "--json"]).stdout)
    assert {"grade", "reason", "beyond", "ties", "payments"} <= set(told["leads"][0])
    assert told["leads"][0]["beyond"] == "1000.00"
    assert "张三丰" not in json.dumps(told, ensure_ascii=False)
    none = CliRunner().invoke(cli, [*words, "--year", "2019"])
    assert none.exit_code == 0 and "共0条线索" in none.stdout
