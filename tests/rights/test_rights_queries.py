"""Patents in the warehouse: one whole, and lists by filter with an honest total."""

from __future__ import annotations

from datetime import date

import pytest

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import ApplicationNumber
from zhishu.flows.import_file import import_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.rights.queries import MAX_PAGE_SIZE, PatentFilter, find_patent, list_patents
from zhishu.warehouse.warehouse import Warehouse

TODAY = date(2024, 1, 1)
HEADINGS = "item,name,authorization_notice_id,authorized_announcement_date,filing_id,filing_date,patentee,designer,address,Int.Cl."


def number(serial: int, year: int, kind: int = 1) -> str:
    body = f"{year}{kind}{serial:07}"
    return body + ApplicationNumber.check_digit(body)


A, B, C = number(1, 2015), number(2, 2016), number(3, 2017, 2)
PATENTS = f"""{HEADINGS}
1,示例电池,CN105000001A,2016.09.01,{A},2015.03.02,示例大学,某某,云澜市青岚区一路,H01M10/05(2010.01)I
2,示例电池,CN105000001B,2018.07.12,{A},2015.03.02,示例大学;示例电池（云澜）有限公司,某某,云澜市青岚区一路,H01M10/05(2010.01)I
3,示例桥梁,CN106000002B,2019.07.12,{B},2016.03.02,示例桥梁有限公司,某某,云澜市白鹭高新区二路,E01D1/00(2006.01)I
4,示例支架,CN207000003U,2018.01.12,{C},2017.03.02,示例电池（云澜）有限公司,某某,江西省抚州市,H01M2/10(2006.01)I;B60L50/64(2019.01)I
5,示例外观,CN305000004S,2019.07.12,2.0183E+12,2018.03.02,（个人）,某某,美国纽约州,01-01 (11)
"""
EVENTS = f"""申请号,事务代码,公告日,事务内容
{A},GR01,2018-07-12,
{A},CF01,2022-05-06,未缴年费
{C},GR01,2018-01-12,
"""
REGISTRY = """企业名称,统一社会信用代码,企业类型
示例电池(云澜)有限公司,91350100M000100Y43,有限责任公司
示例大学,,
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    folder = tmp_path_factory.mktemp("rights")
    for name, content in (("p", PATENTS), ("e", EVENTS), ("r", REGISTRY)):
        file = folder / f"{name}.csv"
        file.write_text(content, encoding="utf-8")
        import_file(folder / "home", file)
    return open_warehouse(folder / "home")


@pytest.mark.parametrize(
    "printed",
    [A, f"ZL{A[:-1]}.{A[-1]}", f"CN {A[:-1]}.{A[-1]}", "CN105000001A", "cn 105000001 b"],
)
def test_a_patent_by_any_of_its_numbers(warehouse: Warehouse, printed: str) -> None:
    view = find_patent(warehouse, printed)
    assert view is not None
    assert view.patent["patent_id"] == A


def test_a_patent_with_all_that_is_known_of_it(warehouse: Warehouse) -> None:
    view = find_patent(warehouse, A)
    assert view is not None
    assert [one["record_key"] for one in view.publications] == ["CN105000001A", "CN105000001B"]
    assert [(one.code, one.announced_on) for one in view.events] == [
        ("GR01", date(2018, 7, 12)),
        ("CF01", date(2022, 5, 6)),
    ]
    assert [one.state for one in view.periods] == ["pending", "in_force", "ceased"]
    assert view.snapshot == 3
    # Names are the same whatever brackets the registry prints.
    assert {name: party.kind for name, party in view.holders.items()} == {
        "示例大学": "university",
        "示例电池（云澜）有限公司": "enterprise",
    }
    states = {day: view.state_at(day) for day in (date(2015, 1, 1), date(2020, 1, 1), TODAY)}
    assert [one.state if one else None for one in states.values()] == [None, "in_force", "ceased"]


def test_a_patent_without_application_number(warehouse: Warehouse) -> None:
    view = find_patent(warehouse, "CN305000004S")
    assert view is not None
    assert (view.patent["application_number"], view.events, view.holders) == (None, [], {})
    assert [one["record_key"] for one in view.publications] == ["CN305000004S"]


@pytest.mark.parametrize("unknown", ["", "CN999999999A", number(9, 2020), "'; DROP TABLE patents"])
def test_an_unknown_patent(warehouse: Warehouse, unknown: str) -> None:
    assert find_patent(warehouse, unknown) is None


def test_a_patent_as_it_was_known(warehouse: Warehouse) -> None:
    before = find_patent(warehouse, A, snapshot=1)
    assert before is not None
    assert (before.events, before.holders) == ([], {})
    assert [one.state for one in before.periods] == ["pending", "unknown", "ceased"]
    assert find_patent(warehouse, A, snapshot=0) is None


FILTERS: dict[str, tuple[PatentFilter, list[str]]] = {
    "all": (PatentFilter(), ["CN305000004S", C, B, A]),
    "holder": (PatentFilter(holder="示例电池"), [C, A]),
    "holder as printed": (PatentFilter(holder="（云澜）"), [C, A]),
    "class": (PatentFilter(ipc="H01M"), [C, A]),
    "class behind the first": (PatentFilter(ipc="B60L"), [C]),
    "class with a star and a blank": (PatentFilter(ipc="h01m 10*"), [A]),
    "district with its zone": (PatentFilter(region="990102"), [B, A]),
    "zone": (PatentFilter(region="990102Z1"), [B]),
    "city": (PatentFilter(region="990100"), [B, A]),
    "another city": (PatentFilter(region="361000"), [C]),
    "kind": (PatentFilter(right_kind="design"), ["CN305000004S"]),
    "in force": (PatentFilter(state="in_force"), [C]),
    "ceased": (PatentFilter(state="ceased"), [A]),
    "unknown": (PatentFilter(state="unknown"), ["CN305000004S", B]),
    "year of filing": (PatentFilter(year=2016), [B]),
    "words": (PatentFilter(words="桥梁"), [B]),
    "words are no pattern": (PatentFilter(words="%"), []),
    "together": (PatentFilter(holder="示例电池", right_kind="utility_model", ipc="H01M"), [C]),
    "nothing": (PatentFilter(holder="没有"), []),
}


@pytest.mark.parametrize(("wanted", "expected"), FILTERS.values(), ids=FILTERS)
def test_lists(warehouse: Warehouse, wanted: PatentFilter, expected: list[str]) -> None:
    page = list_patents(warehouse, wanted, as_of=TODAY)
    assert [row["patent_id"] for row in page.rows] == expected
    assert page.total == len(expected)


def test_a_state_is_that_of_the_day_asked(warehouse: Warehouse) -> None:
    page = list_patents(warehouse, PatentFilter(state="in_force"), as_of=date(2021, 1, 1))
    assert [row["patent_id"] for row in page.rows] == [C, A]
    assert {row["state"] for row in page.rows} == {"in_force"}


def test_pages_follow_one_another_and_the_total_stays(warehouse: Warehouse) -> None:
    pages = [
        list_patents(warehouse, PatentFilter(), as_of=TODAY, page=at, size=3) for at in (1, 2, 3)
    ]
    assert [len(page.rows) for page in pages] == [3, 1, 0]
    assert {page.total for page in pages} == {4}
    assert list_patents(warehouse, PatentFilter(), as_of=TODAY, page=0, size=0).size == 1
    assert list_patents(warehouse, PatentFilter(), as_of=TODAY, size=10**9).size == MAX_PAGE_SIZE


def test_a_region_that_is_none_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(InvalidValueError):
        list_patents(warehouse, PatentFilter(region="青岚区"), as_of=TODAY)
