"""CNIPR headings in both variants: what they carry, their aliases, a printed place beside an address."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhishu.base.identifiers import ApplicationNumber
from zhishu.importers.format import Row, SetAside
from zhishu.importers.formats import shipped_format
from zhishu.parties.place import Places
from zhishu.rules.rulebook import load_rulebook

PATENT_CSV = shipped_format("patent_csv")
PLACES = Places(load_rulebook().regions())
NUMBER = "202110000001" + ApplicationNumber.check_digit("202110000001")

# The two variants of FORMATS 2.4.
DISPLAY = [
    "申请号",
    "申请日",
    "公开（公告）号",
    "公开（公告）日",
    "申请（专利权）人",
    "发明（设计）人",
    "分类号",
    "主分类号",
    "优先权",
    "专利代理机构",
    "代理人",
    "国际申请",
    "国际公布",
    "进入国家日期",
    "摘要",
    "地址",
    "名称",
    "专利同族",
    "专利引证",
    "最新法律状态",
    "法律状态",
    "专利权状态",
]
DOWNLOAD = [
    "公开（公告）号",
    "公开（公告）日",
    "申请号",
    "申请日",
    "名称",
    "主分类号",
    "分类号",
    "申请人",
    "发明人",
    "代理人",
    "代理机构",
    "地址",
    "国省代码",
    "优先权",
    "摘要",
]

CELLS = {
    "申请号": f"CN{NUMBER[:-1]}.{NUMBER[-1]}",
    "申请日": "20210105",
    "公开（公告）号": "CN112345678A",
    "公开（公告）日": "2021.07.13",
    "申请（专利权）人": "示例大学; 示例电池（云澜）有限公司",
    "申请人": "示例大学; 示例电池（云澜）有限公司",
    "发明（设计）人": "甲某某; 乙某某",
    "发明人": "甲某某; 乙某某",
    "分类号": "H01M10/0525; H01M4/38",
    "主分类号": "H01M4/38",
    "优先权": "2020.12.01 CN 202011000000.0",
    "专利代理机构": "示例专利事务所 11111",
    "代理机构": "示例专利事务所 11111",
    "代理人": "丙某某; 丁某某",
    "摘要": "一种电池，\n含有电极。",
    "地址": "344000 江西省抚州市临川区示例路1号",
    "名称": "一种示例电池",
    "国省代码": "江西;36",
    "最新法律状态": "",
    "法律状态": "实质审查的生效",
    "专利权状态": "有效",
}


def read(headings: list[str], **changed: str) -> Row | SetAside:
    names = tuple(map(PATENT_CSV.heading, headings))
    cells = tuple({**CELLS, **changed}.get(name, "") for name in headings)
    return PATENT_CSV.read(3, PATENT_CSV.cells(names, cells), PLACES)


COMMON = {
    "record_key": "CN112345678A",
    "publication_number": "CN112345678A",
    "kind_code": "A",
    "published_on": date(2021, 7, 13),
    "is_grant": False,
    "application_number": NUMBER,
    "filed_on": date(2021, 1, 5),
    "right_kind": "invention",
    "title": "一种示例电池",
    "abstract": "一种电池，\n含有电极。",
    "holders": ["示例大学", "示例电池（云澜）有限公司"],
    "inventors": ["甲某某", "乙某某"],
    "agency": "示例专利事务所 11111",
    "agents": ["丙某某", "丁某某"],
    "address": "江西省抚州市临川区示例路1号",
    "postcode": "344000",
    "region_code": "361002",
    "main_ipc": "H01M4/38",
    "ipc": ["H01M4/38", "H01M10/0525"],
    "locarno": None,
    "priority": "2020.12.01 CN 202011000000.0",
}


@pytest.mark.parametrize(
    ("headings", "own"),
    [
        (DISPLAY, {"legal_status_printed": "有效", "family": None}),
        (DOWNLOAD, {"province_code": "江西;36"}),
        (["\ufeff公开(公告)号", *DOWNLOAD[1:]], {"province_code": "江西;36"}),
    ],
    ids=["display", "download", "half-width brackets and a byte-order mark"],
)
def test_both_variants(headings: list[str], own: dict[str, Any]) -> None:
    assert PATENT_CSV.missing(tuple(headings)) == ()
    row = read(headings) if headings[0] in CELLS else read(DOWNLOAD)
    assert isinstance(row, Row)
    assert row.values == COMMON | own
    assert row.findings == ()
    carried = PATENT_CSV.carried(frozenset(map(PATENT_CSV.heading, headings)))
    assert carried == row.values.keys(), "what the headings do not speak of is not carried"


@pytest.mark.parametrize(
    ("changed", "values"),
    [
        ({"地址": ""}, {"address": None, "region_code": "360000"}),
        ({"地址": "临川区示例路1号"}, {"region_code": "361002"}),
        ({"地址": "", "国省代码": "美国;US"}, {"region_code": None, "province_code": "美国;US"}),
        ({"主分类号": ""}, {"main_ipc": "H01M10/0525", "ipc": ["H01M10/0525", "H01M4/38"]}),
        ({"分类号": ""}, {"main_ipc": "H01M4/38", "ipc": ["H01M4/38"]}),
        ({"公开（公告）号": ""}, {"record_key": f"ZL{NUMBER}", "publication_number": None}),
        (
            {"公开（公告）号": "CN 1340998 A", "申请号": ""},
            {"record_key": "CN1340998A", "application_number": None},
        ),
        (
            {"公开（公告）号": "CN212345678U", "申请号": "", "国省代码": ""},
            {"right_kind": "utility_model", "is_grant": True},
        ),
    ],
)
def test_cells(changed: dict[str, str], values: dict[str, Any]) -> None:
    row = read(DOWNLOAD, **changed)
    assert isinstance(row, Row)
    assert {name: row.values[name] for name in values} == values


def test_a_design_has_its_classes_as_locarno() -> None:
    changed = {
        "公开（公告）号": "CN305999999S",
        "申请号": "",
        "主分类号": "01-01",
        "分类号": "01-01",
    }
    row = read(DOWNLOAD, **changed)
    assert isinstance(row, Row)
    assert (row.values["locarno"], row.values["ipc"]) == (["01-01"], None)


def test_a_row_without_any_number_is_set_aside() -> None:
    row = read(DOWNLOAD, **{"公开（公告）号": "112345678", "申请号": "2.02E+12"})
    assert isinstance(row, SetAside)
    assert (row.number, row.field, row.value) == (3, "publication_number", "112345678")
