"""The gazette as scraped to CSV: each fault of the real files as a case row."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhishu.base.identifiers import ApplicationNumber
from zhishu.importers.format import Row, SetAside
from zhishu.importers.formats import shipped_format
from zhishu.importers.tabular import TableReader
from zhishu.parties.place import Places
from zhishu.rules.rulebook import load_rulebook

GAZETTE_CSV = shipped_format("gazette_csv")
PLACES = Places(load_rulebook().regions())
INVENTION = {
    "item": "1",
    "name": "一种示例电池",
    "authorization_notice_id": "CN109999999B",
    "authorized_announcement_date": "2021.03.02",
    "filing_id": "2019100000013",
    "filing_date": "2019.01.02",
    "patentee": "示例大学;示例电池（云澜）有限公司",
    "designer": "甲某某;乙某某",
    "address": "344000江西省抚州市临川区示例路1号",
    "Int.Cl.": "H01M10/0525(2010.01)I;H01M4/38(2006.01)N",
}
DESIGN = {
    **INVENTION,
    "authorization_notice_id": "CN305999999S",
    "filing_id": "2018300000016",
    "filing_date": "2018.10.24",
    "Int.Cl.": "01-01 (11)",
}


def with_check_digit(base: str) -> str:
    return base + ApplicationNumber.check_digit(base)


WITH_X = next(
    number for at in range(99) if (number := with_check_digit(f"2018300000{at:02}")).endswith("X")
)
INVENTION["filing_id"] = with_check_digit("201910000001")
DESIGN["filing_id"] = with_check_digit("201830000001")


def read(base: dict[str, str] = INVENTION, **changed: str) -> Row | SetAside:
    names = {"Int_Cl": "Int.Cl."}
    cells = base | {names.get(name, name): value for name, value in changed.items()}
    return GAZETTE_CSV.read(7, cells, PLACES)


def test_a_whole_row() -> None:
    row = read()
    assert isinstance(row, Row)
    assert (row.number, row.findings) == (7, ())
    assert row.values == {
        "record_key": "CN109999999B",
        "publication_number": "CN109999999B",
        "kind_code": "B",
        "published_on": date(2021, 3, 2),
        "is_grant": True,
        "application_number": INVENTION["filing_id"],
        "filed_on": date(2019, 1, 2),
        "right_kind": "invention",
        "title": "一种示例电池",
        "holders": ["示例大学", "示例电池（云澜）有限公司"],
        "inventors": ["甲某某", "乙某某"],
        "address": "江西省抚州市临川区示例路1号",
        "postcode": "344000",
        "region_code": "361002",
        "main_ipc": "H01M10/0525",
        "ipc": ["H01M10/0525", "H01M4/38"],
        "locarno": None,
    }
    assert row.values.keys() == GAZETTE_CSV.carried(frozenset(INVENTION))


# Case: cells changed -> (values expected, fields with a finding).
CASES: dict[str, tuple[dict[str, str], dict[str, str], dict[str, Any], list[str]]] = {
    "a number destroyed by a spreadsheet is unknown, the row stays": (
        INVENTION,
        {"filing_id": "2.0098E+12"},
        {"application_number": None, "record_key": "CN109999999B", "filed_on": date(2019, 1, 2)},
        ["application_number"],
    ),
    "a number that lost its last digits to zeros": (
        INVENTION,
        {"filing_id": "2019100000000"},
        {"application_number": None},
        ["application_number"],
    ),
    "a number with X in lower case": (
        DESIGN,
        {"filing_id": WITH_X.lower()},
        {"application_number": WITH_X},
        [],
    ),
    "no number at all is unknown and no fault": (
        INVENTION,
        {"filing_id": ""},
        {"application_number": None},
        [],
    ),
    "a number of another kind of right": (
        INVENTION,
        {"filing_id": DESIGN["filing_id"]},
        {"application_number": None, "right_kind": "invention"},
        ["application_number"],
    ),
    "a lost blank between classes": (
        INVENTION,
        {"Int_Cl": "H01M10/0525(2010.01)I??H01M4/38(2006.01)I;"},
        {"main_ipc": "H01M10/0525", "ipc": ["H01M10/0525", "H01M4/38"]},
        [],
    ),
    "semicolon and lost blank": (
        INVENTION,
        {"Int_Cl": "H01M10/0525(2010.01)I;??H01M4/38(2006.01)I"},
        {"ipc": ["H01M10/0525", "H01M4/38"]},
        [],
    ),
    "a class met twice stands once": (
        INVENTION,
        {"Int_Cl": "H01M4/38(2006.01)I;H01M4/38(2006.01)N"},
        {"ipc": ["H01M4/38"]},
        [],
    ),
    "a class that cannot be read is told, the others stay": (
        INVENTION,
        {"Int_Cl": "H01M10/0525(2010.01)I;垃圾;X99/1"},
        {"ipc": ["H01M10/0525"]},
        ["ipc"],
    ),
    "Locarno of a design": (
        DESIGN,
        {"Int_Cl": "01-01 (11)  "},
        {"locarno": ["01-01"], "ipc": None, "main_ipc": None, "right_kind": "design"},
        [],
    ),
    "Locarno of a design that cannot be read": (
        DESIGN,
        {"Int_Cl": "99-01 (11)"},
        {"locarno": None},
        ["locarno"],
    ),
    "masked persons stay as printed": (
        INVENTION,
        {"patentee": "（个人）", "designer": "某某", "address": "江西省抚州市"},
        {
            "holders": ["（个人）"],
            "inventors": ["某某"],
            "postcode": None,
            "address": "江西省抚州市",
            "region_code": "361000",
        },
        [],
    ),
    "names behind a trailing semicolon are none": (
        INVENTION,
        {"patentee": "示例大学;", "designer": ";甲某某;;"},
        {"holders": ["示例大学"], "inventors": ["甲某某"]},
        [],
    ),
    "without a holder": (INVENTION, {"patentee": " "}, {"holders": None}, ["holders"]),
    "an address abroad": (
        INVENTION,
        {"address": "美国明尼苏达州"},
        {"region_code": None, "postcode": None, "address": "美国明尼苏达州"},
        [],
    ),
    "digits abroad are no postcode": (
        INVENTION,
        {"address": "西班牙马德里28001示例大厦7-9"},
        {"postcode": None, "address": "西班牙马德里28001示例大厦7-9"},
        [],
    ),
    "a date that does not exist": (
        INVENTION,
        {"filing_date": "2019.02.30"},
        {"filed_on": None},
        ["filed_on"],
    ),
    "filed after it was published": (
        INVENTION,
        {"filing_date": "2022.01.02"},
        {"filed_on": None},
        ["filed_on"],
    ),
    "filed in a later year than its number": (
        INVENTION,
        {"filing_date": "2020.01.02"},
        {"filed_on": date(2020, 1, 2)},
        ["filed_on"],
    ),
    "a divisional has the filing day of its parent": (
        INVENTION,
        {"filing_date": "2015.11.13"},
        {"filed_on": date(2015, 11, 13)},
        [],
    ),
    "a publication number that cannot be read: kept under the application number": (
        INVENTION,
        {"authorization_notice_id": "CN10999"},
        {
            "record_key": "ZL" + INVENTION["filing_id"],
            "publication_number": None,
            "kind_code": None,
            "is_grant": None,
        },
        ["publication_number"],
    ),
}


@pytest.mark.parametrize(("base", "changed", "values", "findings"), CASES.values(), ids=CASES)
def test_faults(
    base: dict[str, str], changed: dict[str, str], values: dict[str, Any], findings: list[str]
) -> None:
    row = read(base, **changed)
    assert isinstance(row, Row)
    assert {name: row.values[name] for name in values} == values
    assert [one.field for one in row.findings] == findings
    printed = set(base.values()) | set(changed.values())
    for one in row.findings:
        assert one.reason
        assert any(piece in cell for cell in printed for piece in one.value.split("；"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"authorization_notice_id": "", "filing_id": "2.0098E+12"}, "publication_number"),
        ({"authorization_notice_id": "US1234567B2", "filing_id": ""}, "publication_number"),
        ({"name": " "}, "title"),
    ],
)
def test_what_cannot_be_told_apart_is_set_aside(changed: dict[str, str], field: str) -> None:
    row = read(**changed)
    assert isinstance(row, SetAside)
    assert (row.number, row.field) == (7, field)
    assert row.reason


FILES = {
    "CN_patent_appearance_designed_712.gb18030.csv": (5299, 0),
    "CN_patent_invention_authorized_712.gb18030.csv": (4694, 4299),
}


@pytest.mark.samples
@pytest.mark.parametrize(("name", "expected"), FILES.items())
def test_every_real_row_agrees_with_a_plain_reading(
    samples: Path, name: str, expected: tuple[int, int]
) -> None:
    path = samples / "data/patents/cnipa_gazette_2019" / name
    with path.open(encoding="gb18030", newline="") as stream:
        plain = list(csv.DictReader(stream))
    reader = TableReader(path)
    headings = tuple(map(GAZETTE_CSV.heading, reader.headings))
    destroyed: Counter[bool] = Counter()
    for record, printed in zip(reader.records(), plain, strict=True):
        row = GAZETTE_CSV.read(record.number, GAZETTE_CSV.cells(headings, record.cells), PLACES)
        assert isinstance(row, Row)
        values = row.values
        assert values["publication_number"] == printed["authorization_notice_id"]
        assert values["title"] == printed["name"].strip()
        assert f"{values['published_on']:%Y.%m.%d}" == printed["authorized_announcement_date"]
        destroyed[values["application_number"] is None] += 1
        if "E+" in printed["filing_id"]:
            assert values["application_number"] is None
        else:
            assert values["application_number"] == printed["filing_id"].upper()
        glued = f"{values['postcode'] or ''}{values['address'] or ''}"
        assert glued == printed["address"].strip()
        names = printed["patentee"].replace(";??", ";").split(";")
        assert values["holders"] == [name.strip() for name in names if name.strip()]
    assert (len(plain), destroyed[True]) == expected
