"""Legal events as CSV: aliases of headings, what an event is nothing without."""

from __future__ import annotations

from datetime import date

import pytest

from zhishu.base.identifiers import ApplicationNumber
from zhishu.importers.format import Row, SetAside
from zhishu.importers.legal_event_csv import LEGAL_EVENT_CSV, event_key
from zhishu.parties.place import Places

PLACES = Places([])
NUMBER = "201210000001" + ApplicationNumber.check_digit("201210000001")
HEADINGS = ("申请号", "事务代码", "公告日", "事务内容")
CELLS = (f"ZL {NUMBER[:4]} 1 {NUMBER[5:12]}.{NUMBER[12]}", "CF01", "2019.05.01", " 未缴年费 ")


def read(headings: tuple[str, ...] = HEADINGS, cells: tuple[str, ...] = CELLS) -> Row | SetAside:
    names = tuple(map(LEGAL_EVENT_CSV.heading, headings))
    return LEGAL_EVENT_CSV.read(4, LEGAL_EVENT_CSV.cells(names, cells), PLACES)


@pytest.mark.parametrize(
    "headings",
    [
        HEADINGS,
        ("申请号", "法律状态代码", "法律状态公告日", "法律状态信息"),
        (" 申请号", "事件代码", "公告日期", "法律状态"),
    ],
)
def test_aliases(headings: tuple[str, ...]) -> None:
    assert LEGAL_EVENT_CSV.missing(headings) == ()
    row = read(headings)
    assert isinstance(row, Row)
    day = date(2019, 5, 1)
    assert row.values == {
        "event_key": event_key(NUMBER, "CF01", day, "未缴年费"),
        "application_number": NUMBER,
        "code": "CF01",
        "announced_on": day,
        "value": "未缴年费",
    }


def test_of_two_headings_that_mean_the_same_the_one_that_holds_something_counts() -> None:
    headings = ("申请号", "事务代码", "公告日", "法律状态", "法律状态信息")
    row = read(headings, (NUMBER, "cf01", "20190501", "", "终止"))
    assert isinstance(row, Row)
    assert (row.values["code"], row.values["value"]) == ("CF01", "终止")


def test_an_event_without_a_value() -> None:
    row = read(HEADINGS[:3], CELLS[:3])
    assert isinstance(row, Row)
    assert row.values["value"] is None


@pytest.mark.parametrize("code", ["CF01", "C17", "EXPY", "AV01"])
def test_codes_of_all_times(code: str) -> None:
    assert isinstance(read(cells=(NUMBER, code, "2019-05-01", "")), Row)


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        (("", "CF01", "2019-05-01", ""), "application_number", ""),
        (("2.0121E+12", "CF01", "2019-05-01", ""), "application_number", "2.0121E+12"),
        ((NUMBER[:-1] + "?", "CF01", "2019-05-01", ""), "application_number", NUMBER[:-1] + "?"),
        ((NUMBER, "终止", "2019-05-01", ""), "code", "终止"),
        ((NUMBER, "", "2019-05-01", ""), "code", ""),
        ((NUMBER, "CF01", "", ""), "announced_on", ""),
        ((NUMBER, "CF01", "2019-02-30", ""), "announced_on", "2019-02-30"),
    ],
)
def test_what_says_nothing_is_set_aside(cells: tuple[str, ...], field: str, value: str) -> None:
    row = read(cells=cells)
    assert isinstance(row, SetAside)
    assert (row.number, row.field, row.value) == (4, field, value)
    assert row.reason


def test_the_key_tells_every_part_apart() -> None:
    day = date(2019, 5, 1)
    keys = {
        event_key(NUMBER, "CF01", day, ""),
        event_key(NUMBER, "CF01", day, "终止"),
        event_key(NUMBER, "CF01", date(2019, 5, 2), ""),
        event_key(NUMBER, "RR01", day, ""),
        event_key(NUMBER[:-1], "CF01", day, ""),
    }
    assert len(keys) == 5
