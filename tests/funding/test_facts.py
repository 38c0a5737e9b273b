"""Every fact that a table tells has one rule; absence tells something of a whole register alone; one party is told as all are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from held_rights import CODE, FIRM, keep_rights
from small_city import application_number
from zhishu.base.region import RegionCode
from zhishu.flows.find_entitlements import ask_facts
from zhishu.flows.look_at_holder import look_at_holder
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.funding.facts import FACT_RULES
from zhishu.funding.queries import RegionFacts, find_party_facts, list_region_batches
from zhishu.funding.registers import whole_registers
from zhishu.funding.tables import CREDIT_RECORDS, EXPENSES, PARTY_FIGURES, RECOGNITIONS
from zhishu.parties.party import fold_name
from zhishu.parties.queries import find_party
from zhishu.parties.tables import PARTIES
from zhishu.rights.tables import (
    ASSIGNMENTS,
    GEOGRAPHICAL_INDICATIONS,
    LEGAL_PERIODS,
    LICENCES,
    PATENTS,
    TRADEMARKS,
)
from zhishu.rules.fact import Known, admit
from zhishu.rules.loading import RulebookError
from zhishu.rules.rulebook import SHIPPED, Rulebook, load_rulebook
from zhishu.warehouse.table import Table

DAY = date(2026, 10, 31)
CITY = RegionCode.parse("361000")
WHOLE = """registers: 试验市的登记簿
region: "361002"
each:
  - {table: recognitions, kinds: [certification, advantage, demonstration, patent_award], until: 2026-10-31}
  - {table: credit_records, until: 2026-10-31}
  - {table: geographical_indications, until: 2026-10-31}
  - {table: expenses, kinds: [insurance_premium, agency_fee], until: 2026-10-31}
"""
# Told by its code; by its name alone; has nothing; lies where no register is whole; two bear one name; certified
# long ago, until a day told or not; offices of a county, and of the city with its seat in it.
CODED, NAMED, BARE, ELSEWHERE, TWIN, OTHER_TWIN, LAPSED, ENDLESS, COUNTY, SEATED = (
    "91361002MA00000018",
    "name:抚州示例乙厂",
    "91361002MA0000003X",
    "91361021MA00000042",
    "91361002MA00000055",
    "91361002MA00000066",
    "91361002MA00000077",
    "91361002MA00000088",
    "11361002MB00000012",
    "11361000MB00000023",
)
NAMES = {
    CODED: "抚州示例甲（集团）有限公司",
    NAMED: "抚州示例乙厂",
    BARE: "抚州示例丙有限公司",
    ELSEWHERE: "南城示例丁有限公司",
    TWIN: "抚州示例戊有限公司",
    OTHER_TWIN: "抚州示例戊有限公司",
    LAPSED: "抚州示例己有限公司",
    ENDLESS: "抚州示例庚有限公司",
    COUNTY: "临川区市场监督管理局",
    SEATED: "抚州市市场监督管理局",
}


def _party(party_id: str) -> dict[str, Any]:
    name = NAMES[party_id]
    coded = not party_id.startswith("name:")
    return {
        "party_id": party_id,
        "kind": {BARE: "other", COUNTY: "government", SEATED: "government"}.get(
            party_id, "enterprise"
        ),
        "name": name,
        "folded_name": fold_name(name),
        "former_names": ["抚州甲厂"] if party_id == CODED else None,
        "credit_code": party_id if coded else None,
        "region_code": "361021" if party_id == ELSEWHERE else "361002",
    }


def _of(party_id: str, key: str, **values: Any) -> dict[str, Any]:
    name = values.pop("holder", NAMES[party_id])
    coded = not party_id.startswith("name:") and values.pop("coded", True)
    return {
        key: f"{party_id}{sorted(values.items())}",
        "holder": name,
        "folded_name": fold_name(name),
        "credit_code": party_id if coded else None,
        **values,
    }


def _patents() -> Iterator[tuple[dict[str, Any], str]]:
    """Of CODED: three of its own in force under several prints of its names, one ceased, one that nobody knows of."""
    wide, former = "抚州示例甲(集团) 有限公司", "抚州甲厂"
    states = ["in_force", "in_force", "in_force", "ceased", "unknown", "in_force", "in_force"]
    holders = [
        NAMES[CODED],
        wide,
        former,
        NAMES[CODED],
        NAMES[CODED],
        NAMES[ELSEWHERE],
        NAMES[CODED],
    ]
    for serial, (state, holder) in enumerate(zip(states, holders, strict=True)):
        number = application_number(2020, 1 + serial % 2, serial)
        yield (
            {
                "patent_id": number,
                "right_kind": ("invention", "utility_model")[serial % 2],
                "holders": [holder],
                "region_code": "361021" if serial == 5 else "361002",
                "granted_on": date(2021, 1, 5),
            },
            state,
        )


def _rows() -> dict[Table, list[dict[str, Any]]]:
    patents = list(_patents())
    bought, sold = patents[5][0]["patent_id"], patents[6][0]["patent_id"]
    return {
        PARTIES: [_party(one) for one in NAMES],
        PATENTS: [row for row, _ in patents],
        LEGAL_PERIODS: [
            {"patent_id": row["patent_id"], "state": state, "from_on": date(2021, 1, 5)}
            for row, state in patents
        ],
        # The sixth came to CODED, the seventh went from it.
        ASSIGNMENTS: [
            {
                "assignment_id": number,
                "right_type": "patent",
                "right_number": number,
                "assignors": [giver],
                "assignees": [taker],
                "effective_on": date(2024, 5, 6),
            }
            for number, giver, taker in (
                (bought, NAMES[ELSEWHERE], NAMES[CODED]),
                (sold, NAMES[CODED], "临川无名有限公司"),
            )
        ],
        TRADEMARKS: [
            {"mark_id": "1-5", "holders": [NAMES[CODED]], "name": "甲", "registered_on": date(2018, 3, 7)},
            {"mark_id": "2-5", "holders": [NAMES[CODED]], "name": "乙", "registered_on": date(2018, 3, 7),
             "legal_status_printed": "已撤销"},
            {"mark_id": "3-5", "holders": [NAMES[NAMED]], "name": "丙", "registered_on": date(2016, 1, 7)},
        ],
        LICENCES: [
            {"licence_id": "a", "right_number": "1", "licensors": [NAMES[NAMED]], "licence_kind": "open",
             "recorded_on": date(2025, 1, 1)},
        ],
        RECOGNITIONS: [
            _of(CODED, "recognition_id", kind="certification", recognised_on=date(2026, 5, 20)),
            _of(CODED, "recognition_id", kind="advantage", level="national", recognised_on=date(2020, 1, 1)),
            _of(CODED, "recognition_id", kind="demonstration", level="national",
                recognised_on=date(2018, 1, 1), valid_until=date(2021, 1, 1)),
            _of(CODED, "recognition_id", kind="product_recordal", subject="含片", recognised_on=date(2026, 1, 2)),
            _of(CODED, "recognition_id", kind="product_recordal", subject="含片", recognised_on=date(2026, 3, 2)),
            _of(CODED, "recognition_id", kind="product_recordal", subject="颗粒", recognised_on=date(2025, 1, 2)),
            # The day asked has not seen it.
            _of(CODED, "recognition_id", kind="certification", recognised_on=date(2026, 11, 20)),
            _of(NAMED, "recognition_id", kind="certification", recognised_on=date(2020, 5, 20)),
            _of(NAMED, "recognition_id", kind="certification", recognised_on=date(2023, 5, 20)),
            _of(ELSEWHERE, "recognition_id", kind="advantage", level="municipal",
                recognised_on=date(2025, 2, 3), coded=False),
            _of(TWIN, "recognition_id", kind="certification", recognised_on=date(2026, 2, 3), coded=False),
            _of(LAPSED, "recognition_id", kind="certification", recognised_on=date(2019, 2, 3),
                valid_until=date(2022, 2, 2)),
            _of(ENDLESS, "recognition_id", kind="certification", recognised_on=date(2019, 2, 3)),
            *(_of(CODED, "recognition_id", kind="patent_award", level="national", grade=grade, subject=number,
                  recognised_on=date(2025, 7, 1))
              for grade, number in (("gold", "1"), ("silver", "2"), ("silver", "3"))),
        ],
        GEOGRAPHICAL_INDICATIONS: [
            {"indication_id": "x", "protection_kind": "product", "registered_on": date(2026, 3, 4), "region_code": "361002"},
        ],
        EXPENSES: [
            _of(CODED, "expense_id", kind="certification_fee", amount=Decimal(9000), paid_on=date(2026, 5, 1)),
            _of(CODED, "expense_id", kind="certification_fee", amount=Decimal("600.5"), paid_on=date(2025, 5, 1)),
            _of(CODED, "expense_id", kind="agency_fee", result="won", amount=Decimal(30000), paid_on=date(2025, 5, 1)),
            _of(CODED, "expense_id", kind="insurance_premium", subject="专利执行险", amount=Decimal(500), paid_on=date(2026, 5, 1)),
            _of(LAPSED, "expense_id", kind="insurance_premium", subject="专利执行险", amount=Decimal(500), paid_on=date(2026, 5, 1)),
            _of(LAPSED, "expense_id", kind="insurance_premium", amount=Decimal(700), paid_on=date(2026, 5, 1)),
            _of(ENDLESS, "expense_id", kind="insurance_premium", amount=Decimal(700), paid_on=date(2026, 5, 1)),
            _of(ENDLESS, "expense_id", kind="agency_fee", result="won", amount=Decimal(700), paid_on=date(2026, 5, 1)),
        ],
        PARTY_FIGURES: [
            _of(CODED, "figures_id", year=2024, employees=8, turnover=Decimal(100)),
            _of(CODED, "figures_id", year=2025, turnover=Decimal(200), taxable_income=Decimal(-5)),
            _of(NAMED, "figures_id", year=2022, employees=9),
        ],
        CREDIT_RECORDS: [
            _of(CODED, "record_id", kind="serious_dishonesty", since=date(2024, 1, 1), until=date(2025, 1, 1)),
            _of(NAMED, "record_id", kind="abnormal_filing", since=date(2026, 1, 1)),
            _of(CODED, "record_id", kind="failed_acceptance", since=date(2025, 5, 1)),
            _of(NAMED, "record_id", kind="debarment", since=date(2026, 1, 1)),
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("facts")
    folder = home / "rulebook" / "361002"
    folder.mkdir(parents=True)
    (folder / "registers.yaml").write_text(WHOLE, encoding="utf-8")
    with open_warehouse(home).publication("试验", "试验") as publication:
        for table, rows in _rows().items():
            names = {column.name for column in table.columns}
            full = [{**dict.fromkeys(names), **row} for row in rows]
            publication.merge(table, full, names)
    return home


def told(home: Path, party_id: str, as_of: date = DAY) -> dict[str, Known]:
    warehouse, rulebook = open_warehouse(home), open_rulebook(home)
    at = warehouse.snapshot()
    party = find_party(warehouse, party_id, snapshot=at)
    assert party is not None
    asked = ask_facts(rulebook, rulebook.facts, as_of=as_of, snapshot=at)
    return find_party_facts(warehouse, party, asked, rulebook.facts)


def test_every_fact_of_a_table_has_one_rule_and_none_is_left_over() -> None:
    declared = load_rulebook().facts
    assert {name for name, fact in declared.items() if fact.table} == set(FACT_RULES)
    assert {name: declared[name].table for name in FACT_RULES} == {
        name: rule.source for name, rule in FACT_RULES.items()
    }


@pytest.mark.parametrize(
    ("party", "fact", "value"),
    [
        (CODED, "party.kind", "enterprise"),
        (BARE, "party.kind", None),
        (CODED, "party.region", "361002"),
        # By all its names and widths; what it bought is not of its own making, what it sold is gone.
        (CODED, "patents.valid_own", Decimal(3)),
        # One that nobody can tell leaves the count between two ends, and a rule asks for one at least.
        (CODED, "patents.valid_inventions", Decimal(2)),
        (BARE, "patents.valid_own", Decimal(0)),
        (ELSEWHERE, "patents.valid", Decimal(0)),
        (TWIN, "patents.valid_own", None),
        (CODED, "trademarks.registered", Decimal(1)),
        # Its term is over, and whether it was renewed nobody tells.
        (NAMED, "trademarks.registered", None),
        (NAMED, "licences.open_recorded", Decimal(1)),
        (CODED, "licences.open_recorded", None),
        (CODED, "certification.first_time", True),
        (NAMED, "certification.first_time", False),
        (BARE, "certification.first_time", False),
        (ELSEWHERE, "certification.first_time", None),
        (TWIN, "certification.first_time", None),
        (CODED, "certification.cost_paid", Decimal("9600.50")),
        (BARE, "certification.cost_paid", None),
        (CODED, "recognition.national_title", "advantage"),
        (NAMED, "recognition.national_title", "none"),
        (ELSEWHERE, "recognition.national_title", None),
        (ELSEWHERE, "recognition.city_title", "advantage"),
        (ELSEWHERE, "recognition.city_title_on", date(2025, 2, 3)),
        (CODED, "recognition.city_title_on", None),
        (CODED, "products.recorded_this_year", Decimal(1)),
        # Its kind is not among those that the register is whole of.
        (NAMED, "products.recorded_this_year", None),
        (LAPSED, "certification.first_time", False),
        (ENDLESS, "certification.first_time", None),
        # Each grade by itself: who has the gold has the silver too.
        (CODED, "patent_award.gold_count", Decimal(1)),
        (CODED, "patent_award.silver_count", Decimal(2)),
        (CODED, "patent_award.excellence_count", Decimal(0)),
        # What is within a county is told of its own office alone.
        (COUNTY, "indications.approved_this_year", Decimal(1)),
        (SEATED, "indications.approved_this_year", None),
        (BARE, "indications.approved_this_year", None),
        # Who paid no agent this year may have won; a premium may be for what it does not say.
        (CODED, "enforcement.won", None),
        (ENDLESS, "enforcement.won", True),
        (CODED, "insurance.enforcement", True),
        (CODED, "insurance.enforcement_premium", Decimal(500)),
        (LAPSED, "insurance.enforcement", True),
        (LAPSED, "insurance.enforcement_premium", None),
        (ENDLESS, "insurance.enforcement", None),
        (BARE, "insurance.enforcement", False),
        # Who is barred for something else has not failed an acceptance.
        (CODED, "project.failed_acceptance", True),
        (CODED, "project.failed_acceptance_on", date(2025, 5, 1)),
        (NAMED, "project.failed_acceptance", False),
        (NAMED, "project.failed_acceptance_on", None),
        (CODED, "credit.debarred", False),
        (CODED, "figures.employees", Decimal(8)),
        (CODED, "figures.turnover", Decimal(200)),
        (CODED, "figures.taxable_income", Decimal(0)),
        (NAMED, "figures.employees", None),
        (CODED, "credit.serious_dishonesty", False),
        (NAMED, "credit.abnormal_filing", True),
        (ELSEWHERE, "credit.abnormal_filing", None),
    ],
)
def test_tables_tell_a_fact(home: Path, party: str, fact: str, value: object) -> None:
    known = told(home, party)[fact]
    assert known.value == value and type(known.value) is type(value)
    assert "快照1" in known.origin
    if value is not None:
        assert known.on is not None and known.on <= DAY


def test_what_a_register_does_not_reach_is_unknown(home: Path) -> None:
    later = told(home, BARE, date(2026, 12, 1))
    assert later["certification.first_time"].value is None
    assert told(home, CODED, date(2026, 12, 1))["certification.first_time"].value is False
    assert told(home, CODED, date(2024, 1, 1))["patents.valid"].value == Decimal(4)


def test_the_rows_behind_a_fact_are_told(home: Path) -> None:
    facts = told(home, CODED)
    assert facts["patents.valid_own"].origin == "专利：5条，其中1条判断不了（快照1）"
    assert facts["certification.first_time"] == Known(
        True, "认定与称号：1条（快照1）", date(2026, 5, 20)
    )
    assert told(home, BARE)["certification.first_time"].origin == "认定与称号里没有（快照1）"
    assert "不能断定" in told(home, ELSEWHERE)["certification.first_time"].origin


def test_counts_are_those_of_the_holders_space(tmp_path: Path) -> None:
    keep_rights(tmp_path)
    for as_of in (DAY, date(2024, 3, 2)):
        view = look_at_holder(tmp_path, FIRM, as_of=as_of)
        facts = told(tmp_path, CODE, as_of)
        for name, kind in (("patents.valid", "patent"), ("trademarks.registered", "trademark")):
            counts, known = view.counts()[kind], facts[name]  # type: ignore[index]
            between = (counts["in_force"], counts["in_force"] + counts["unknown"])
            assert known.value in between or (known.value is None and between[0] < between[1]), name


@pytest.mark.parametrize("as_of", [DAY, date(2026, 12, 1)])
def test_one_party_is_told_as_all_are(home: Path, as_of: date) -> None:
    warehouse, rulebook = open_warehouse(home), open_rulebook(home)
    asked = ask_facts(rulebook, rulebook.facts, as_of=as_of, snapshot=warehouse.snapshot())
    seen = {}
    for batch in list_region_batches(warehouse, CITY, asked):
        for row in batch.to_pylist():
            seen[row["party_id"]] = _admitted(row, rulebook)
    assert set(seen) == set(NAMES)
    prepared = RegionFacts.read(warehouse, CITY, asked)
    assert prepared.of("91999999MA00000000", rulebook.facts) is None
    for party, values in seen.items():
        alone = told(home, party, as_of)
        assert {name: known.value for name, known in alone.items()} == values, party
        # Read with all others of its city: the same values, origins and days.
        assert prepared.of(party, rulebook.facts) == alone, party


def _admitted(row: Mapping[str, Any], rulebook: Rulebook) -> dict[str, object]:
    return {
        name: None if row[name] is None else admit(rulebook.facts[name], row[name])
        for name in FACT_RULES
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("registers: 甲\nregion: 抚州\neach: []\n", "第2行"),
        ('registers: 甲\nregion: "361000"\neach: 全部\n', "须是登记簿的列表"),
        ('registers: 甲\nregion: "361000"\neach:\n  - {table: patents, until: 明天}\n', "明天"),
        (
            'registers: 甲\nregion: "361000"\neach:\n  - {tables: patents, until: 2026-10-31}\n',
            "table",
        ),
    ],
)
def test_a_wrong_declaration_is_refused_by_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "registers.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=said):
        whole_registers(Rulebook((SHIPPED, tmp_path)))
