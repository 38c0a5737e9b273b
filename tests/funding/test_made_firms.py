"""The made-up parties of a region are read without a fault, and their files say what is told of them."""

from __future__ import annotations

import pytest

from made_firms import AS_OF, MadeFirms, MadeParty, made_firms
from zhishu.base.identifiers import CreditCode
from zhishu.flows.import_file import import_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.importers.door import Door
from zhishu.warehouse.warehouse import Warehouse

REGION = "361000"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeFirms:
    return made_firms(tmp_path_factory.mktemp("files"), REGION)


@pytest.fixture(scope="module")
def warehouse(made: MadeFirms, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    home = tmp_path_factory.mktemp("home")
    with Door() as door:
        for path in made.files:
            report = import_file(home, path, door=door)
            assert (report.set_aside, report.findings) == (0, 0), path.name
            assert report.accepted == report.rows > 0
    return open_warehouse(home)


def test_they_are_parties_of_the_region(made: MadeFirms, warehouse: Warehouse) -> None:
    kinds = dict(warehouse.query("SELECT credit_code, kind FROM parties").rows)
    assert set(kinds) == {one.credit_code for one in made.parties}
    assert all(CreditCode.parse(code).inner_check_holds for code in kinds)
    assert {"enterprise", "university", "research_institute", "government", "institution"} == set(
        kinds.values()
    )
    regions = warehouse.query("SELECT DISTINCT region_code FROM parties").values()
    assert all(code.startswith(REGION[:4]) and code != REGION for code in regions)
    for table in ("recognitions", "expenses", "awards_paid", "controllers"):
        codes = warehouse.query(f"SELECT DISTINCT credit_code FROM {table}").values()
        assert set(codes) <= set(kinds), table


def test_each_has_the_patents_told_and_all_are_in_force(
    made: MadeFirms, warehouse: Warehouse
) -> None:
    sql = (
        "SELECT p.holders[1], count(*), count(*) FILTER (p.right_kind = 'invention')"
        " FROM patents p JOIN legal_periods s USING (patent_id)"
        " WHERE s.state = 'in_force' AND s.from_on <= $day AND (s.until_on IS NULL OR s.until_on > $day)"
        " GROUP BY 1"
    )
    held = {name: counts for name, *counts in warehouse.query(sql, {"day": AS_OF}).rows}
    measure = f"{REGION}/fund/9-1"
    assert held[made.gets[measure].name] == [6, 6]
    assert held[made.nearly[measure].name] == [2, 0]  # of three, and no invention
    assert held[made.nearly[f"{REGION}/fund/10-3"].name] == [4, 4]  # of five


def test_who_gets_a_measure_has_what_the_other_lacks(made: MadeFirms, warehouse: Warehouse) -> None:
    def has(party: MadeParty, where: str, table: str = "recognitions") -> bool:
        sql = f"SELECT count(*) FROM {table} WHERE credit_code = $code AND {where}"
        return bool(warehouse.query(sql, {"code": party.credit_code}).value())

    for name, where in {
        "8-2b": "kind = 'indication_zone'",
        "8-2c": "kind = 'indication_use'",
        "8-3a": "kind = 'product_recordal' AND year(recognised_on) = 2026",
        "8-3b": "kind = 'patent_intensive_product'",
        "9-2a1": "kind = 'demonstration_zone' AND grade = 'demonstration'",
        "9-2a2": "kind = 'demonstration_zone' AND subject = '园区' AND grade = 'pilot'",
        "9-2b": "kind = 'advantage' AND level = 'national'",
        "9-2c": "kind = 'advantage' AND level = 'provincial'",
        "9-2d": "level = 'municipal' AND recognised_on > DATE '2023-10-31'",
        "9-3b": "kind = 'patent_award' AND grade = 'silver'",
        "9-3c": "kind = 'patent_award' AND level = 'provincial'",
        "9-4a": "kind = 'information_centre'",
        "9-4b": "kind = 'service_outlet' AND level = 'national'",
        "9-4c": "kind = 'service_outlet' AND level = 'provincial'",
    }.items():
        assert has(made.gets[f"{REGION}/fund/{name}"], where), name
        assert not has(made.nearly[f"{REGION}/fund/{name}"], where), name
    for name, where in {
        "9-6": "kind = 'insurance_premium' AND contains(subject, '执行')",
        "10-2": "kind = 'agency_fee' AND result = 'won'",
    }.items():
        assert has(made.gets[f"{REGION}/fund/{name}"], where, "expenses"), name
        assert not has(made.nearly[f"{REGION}/fund/{name}"], where, "expenses"), name
    assert set(made.gets) == set(made.nearly)


def test_sisters_recorded_one_product_under_one_controller(
    made: MadeFirms, warehouse: Warehouse
) -> None:
    paid, other = (one.credit_code for one in made.sisters)
    told = warehouse.query("SELECT DISTINCT controller, contact_key FROM controllers").rows
    assert len(told) == 1
    products = warehouse.query(
        "SELECT a.subject, a.credit_code FROM awards_paid a JOIN recognitions r USING (subject)"
        " WHERE r.credit_code = $other AND r.kind = 'product_recordal'",
        {"other": other},
    ).rows
    assert products == [("甲牌含片", paid)]
