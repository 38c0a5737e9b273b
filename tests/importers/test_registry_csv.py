"""The enterprise registry: empty cells, capital as registries print it, codes that do not hold."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zhishu.importers.format import Row, SetAside
from zhishu.importers.registry_csv import REGISTRY_CSV
from zhishu.importers.tabular import TableReader
from zhishu.parties.place import Places
from zhishu.rules.rulebook import load_rulebook

PLACES = Places(load_rulebook().regions())
HEADINGS = [
    "企业名称",
    "统一社会信用代码",
    "注册日期",
    "企业类型",
    "法人代表",
    "注册资金",
    "经营范围",
    "所在省份",
    "地区",
    "注册地址",
]
CELLS = {
    "企业名称": "示例电池（福建）有限公司",
    "统一社会信用代码": "91350100M000100Y43",
    "注册日期": "2015-03-02",
    "企业类型": "有限责任公司",
    "法人代表": "甲某某",
    "注册资金": "500万人民币",
    "经营范围": "电池的制造",
    "所在省份": "福建",
    "地区": "福州",
    "注册地址": "鼓楼区示例路1号",
}


def read(**changed: str) -> Row | SetAside:
    cells = {**CELLS, **changed}
    names = tuple(map(REGISTRY_CSV.heading, cells))
    return REGISTRY_CSV.read(5, REGISTRY_CSV.cells(names, tuple(cells.values())), PLACES)


def test_a_whole_row() -> None:
    row = read()
    assert isinstance(row, Row)
    assert row.findings == ()
    assert row.values == {
        "party_id": "91350100M000100Y43",
        "kind": "enterprise",
        "name": "示例电池（福建）有限公司",
        "folded_name": "示例电池(福建)有限公司",
        "former_names": None,
        "credit_code": "91350100M000100Y43",
        "registered_on": date(2015, 3, 2),
        "type_printed": "有限责任公司",
        "legal_representative": "甲某某",
        "registered_capital": Decimal(5_000_000),
        "registered_capital_printed": "500万人民币",
        "business_scope": "电池的制造",
        "province": "福建",
        "place": "福州",
        "address": "鼓楼区示例路1号",
        "region_code": "350102",
    }


CASES: dict[str, tuple[dict[str, str], dict[str, Any], list[str]]] = {
    "N/A is empty": (
        {"注册资金": "N/A", "法人代表": "N/A", "注册日期": "N/A", "经营范围": "N/A"},
        {
            "registered_capital": None,
            "registered_capital_printed": None,
            "legal_representative": None,
            "registered_on": None,
            "business_scope": None,
        },
        [],
    ),
    "capital in brackets": (
        {"注册资金": "18(万元人民币)"},
        {"registered_capital": Decimal(180_000)},
        [],
    ),
    "capital with a decimal": (
        {"注册资金": "31.7万人民币"},
        {"registered_capital": Decimal(317_000)},
        [],
    ),
    "capital that says 元 twice": (
        {"注册资金": "500万人民币元"},
        {"registered_capital": Decimal(5_000_000)},
        [],
    ),
    "capital of 万 alone": ({"注册资金": "50(万)"}, {"registered_capital": Decimal(500_000)}, []),
    "foreign capital is kept as printed, not converted": (
        {"注册资金": "1,600(万美元)"},
        {"registered_capital": None, "registered_capital_printed": "1,600(万美元)"},
        ["registered_capital"],
    ),
    "a number without 元 counts anything": (
        {"注册资金": "500"},
        {"registered_capital": None, "registered_capital_printed": "500"},
        ["registered_capital"],
    ),
    "a name in the wrong cell": (
        {"注册资金": "SMITHJOHN（史某某）"},
        {"registered_capital": None, "registered_capital_printed": "SMITHJOHN（史某某）"},
        ["registered_capital"],
    ),
    "a code whose check character does not hold: known by name": (
        {"统一社会信用代码": "91350100M000100Y4Z"},
        {
            "party_id": "name:示例电池(福建)有限公司",
            "credit_code": None,
            "kind": "enterprise",
        },
        ["credit_code"],
    ),
    "no code": (
        {"统一社会信用代码": ""},
        {"party_id": "name:示例电池(福建)有限公司", "credit_code": None},
        [],
    ),
    "a university": (
        {"企业名称": "示例大学", "统一社会信用代码": "12350000488005819E", "企业类型": ""},
        {"kind": "university", "name": "示例大学"},
        ["credit_code"],
    ),
    "an agency": (
        {"企业名称": "示例知识产权代理事务所（普通合伙）"},
        {"kind": "agency"},
        [],
    ),
    "former names": (
        {"曾用名": "示例电源有限公司；示例电池(福建)有限公司"},
        {"former_names": ["示例电源有限公司"]},
        [],
    ),
    "a day that cannot be read": (
        {"注册日期": "2015年"},
        {"registered_on": None},
        ["registered_on"],
    ),
    "no address: as deep as province and place": (
        {"注册地址": ""},
        {"address": None, "region_code": "350100"},
        [],
    ),
    "an address of another city": (
        {"注册地址": "福建省龙岩市示例路6号"},
        {"region_code": "350800"},
        [],
    ),
}


@pytest.mark.parametrize(("changed", "values", "findings"), CASES.values(), ids=CASES)
def test_cells(changed: dict[str, str], values: dict[str, Any], findings: list[str]) -> None:
    row = read(**changed)
    assert isinstance(row, Row)
    assert {name: row.values[name] for name in values} == values
    assert [one.field for one in row.findings] == findings


@pytest.mark.parametrize("name", ["", " ", "N/A"])
def test_without_a_name_it_is_nobody(name: str) -> None:
    row = read(企业名称=name)
    assert isinstance(row, SetAside)
    assert (row.number, row.field) == (5, "name")


def test_other_names_of_the_headings() -> None:
    assert REGISTRY_CSV.missing(("机构名称", "统一社会信用代码")) == ()
    names = tuple(map(REGISTRY_CSV.heading, ("机构名称", "统一社会信用代码", "成立日期", "住所")))
    assert names == ("企业名称", "统一社会信用代码", "注册日期", "注册地址")


@pytest.mark.samples
def test_every_real_row_agrees_with_a_plain_reading(samples: Path) -> None:
    path = samples / "data/enterprises/registry/fuzhou.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        plain = list(csv.DictReader(stream))
    reader = TableReader(path)
    assert list(reader.headings) == HEADINGS
    findings: Counter[str] = Counter()
    for record, printed in zip(reader.records(), plain, strict=True):
        row = REGISTRY_CSV.read(
            record.number, REGISTRY_CSV.cells(reader.headings, record.cells), PLACES
        )
        assert isinstance(row, Row)
        findings.update(one.field for one in row.findings)
        values = row.values
        assert values["name"] == printed["企业名称"].strip()
        assert values["credit_code"] == printed["统一社会信用代码"].strip()
        assert str(values["registered_on"]) == printed["注册日期"]
        capital = printed["注册资金"].strip()
        assert values["registered_capital_printed"] == (None if capital == "N/A" else capital)
        foreign = any(
            word in capital for word in ("美元", "日元", "港", "欧元", "加拿大", "新加坡")
        )
        assert not (foreign and values["registered_capital"] is not None)
    assert len(plain) == 17_614
    assert findings.keys() == {"registered_capital"}
    assert findings["registered_capital"] == 962
