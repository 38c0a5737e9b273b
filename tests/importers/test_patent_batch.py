"""The rule by columns and the rule by rows say the same of every row that the columns are sure of."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhishu.base.identifiers import ApplicationNumber
from zhishu.importers.format import Row
from zhishu.importers.patent_batch import PatentBatch
from zhishu.importers.patents import PatentCells, read_patent
from zhishu.parties.place import Places
from zhishu.rules.rulebook import load_rulebook

PLACES = Places(load_rulebook().regions())
BATCH = PatentBatch(PLACES)
ANYTHING = st.text(
    st.sampled_from("甲乙CNZL0123456789ABUSXx.;；|,?- \t\n\r\u3000\xa0\x1c\x85\u2028\u200b（）()/年月日"), max_size=12
)  # fmt: skip


@st.composite
def applications(draw: st.DrawFn) -> str:
    body = f"{draw(st.integers(2003, 2024))}{draw(st.sampled_from('123894'))}{draw(st.integers(0, 99)):07d}"
    check = ApplicationNumber.check_digit(body)
    form = draw(
        st.sampled_from(["{0}{1}", "{0}.{1}", "CN{0}.{1}", "ZL{0}{1}", " CN{0}.{1} ", "{0}"])
    )
    return form.format(body, check if draw(st.integers(0, 9)) else "0")


@st.composite
def publications(draw: st.DrawFn) -> str:
    letter = draw(st.sampled_from("ABCUYSD"))
    first = {"U": "2", "Y": "2", "S": "3", "D": "3"}.get(letter, "1")
    digits = draw(st.sampled_from([f"{first}08765432", f"{first}087654", f"85{first}00001"]))
    form = draw(
        st.sampled_from(["CN{0}{1}"] * 6 + ["CN {0} {1}", "ZL{0}{1}", "{0}{1}", "cn{0}{1}"])
    )
    return form.format(digits, letter + draw(st.sampled_from(["", "", "8"])))


DAYS = st.one_of(
    st.dates().map(str),
    st.dates().map(lambda day: f"{day:%Y.%m.%d}"),
    st.sampled_from(
        ["", "2021-02-30", "2021年3月4日", "20210304", "2019-01-02 00:00:00", " 2020/1/2 "]
    ),
)
NAMES = st.lists(st.sampled_from(["甲公司", "乙大学", "丙 某", ""]), max_size=3).flatmap(
    lambda names: st.sampled_from(["; ", ";", " | ", "??", "；"]).map(lambda mark: mark.join(names))
)
CLASSES = st.lists(
    st.sampled_from(["A61K31/00", "H01M10/0525(2010.01)I", "G06F-016/957", "01-01", "垃圾", ""]), max_size=3
).map("; ".join)  # fmt: skip
ADDRESSES = st.sampled_from(
    [
        "",
        "344000江西省抚州市临川区示例路1号",
        "江西省抚州市",
        "北京市海淀区",
        " 临川区示例路 ",
        "美国",
    ]
)
ALL = [one.name for one in fields(PatentCells)]
FIELDS = {
    "publication_number": publications(),
    "application_number": applications(),
    "published_on": DAYS,
    "filed_on": DAYS,
    "granted_on": DAYS,
    "grant_number": publications(),
    "right_kind": st.sampled_from(["", "发明授权", "实用新型", "外观设计", "授权发明", "别的"]),
    "title": st.sampled_from(["一种电池", " 一种 电池 ", "", "\u3000"]),
    "holders": NAMES,
    "current_holders": NAMES,
    "inventors": NAMES,
    "family": NAMES,
    "address": ADDRESSES,
    "province_code": st.sampled_from(["", "江西;36", "美国;US", " 北京;11 "]),
    "main_class": CLASSES,
    "classes": CLASSES,
    "locarno": CLASSES,
    "claim_count": st.sampled_from(["", "12", "12.0", "甲", " 3 "]),
}


def sound(kind: int, serial: int) -> PatentCells:
    """A row without any fault."""
    body = f"2020{kind}{serial:07d}"
    return PatentCells(
        publication_number=f"CN{kind}12510640{'AUS'[kind - 1]}",
        application_number=f"CN{body}.{ApplicationNumber.check_digit(body)}",
        filed_on="2020-01-02",
        published_on="2021-03-16",
        title="一种电池",
        abstract="本申请公开一种电池。",
        holders="甲公司; 乙大学",
        inventors="林某; 赵某",
        address="344000江西省抚州市临川区示例路1号",
        main_class="06-01" if kind == 3 else "H01M10/0525(2010.01)I",
        claim_count="12",
    )


@st.composite
def rows(draw: st.DrawFn) -> PatentCells:
    """A sound row of which up to three cells are changed: to another of their kind, or to anything."""
    cells = asdict(sound(draw(st.integers(1, 3)), draw(st.integers(0, 99))))
    for name in draw(st.lists(st.sampled_from(ALL), max_size=3)):
        cells[name] = draw(st.one_of(FIELDS.get(name, ANYTHING), ANYTHING))
    return PatentCells(**cells)


def batch_of(many: list[PatentCells], names: list[str]) -> dict[str, pa.Array]:
    return {name: pa.array([getattr(one, name) for one in many], pa.string()) for name in names}


def assert_agree(many: list[PatentCells], names: list[str]) -> int:
    """How many rows the columns were sure of; every one of them agrees with the rule."""
    columns, unsure = BATCH.read(batch_of(many, names), len(many))
    sure = 0
    for at, (cells, doubt) in enumerate(zip(many, unsure.tolist(), strict=True)):
        known = {name: value for name, value in asdict(cells).items() if name in names}
        row = read_patent(at, PatentCells(**known), PLACES)
        if doubt:
            continue
        sure += 1
        assert isinstance(row, Row)
        assert row.findings == ()
        said: dict[str, Any] = {name: column[at].as_py() for name, column in columns.items()}
        assert said == dict(row.values)
    return sure


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(rows(), min_size=1, max_size=8), st.sets(st.sampled_from(ALL), min_size=len(ALL) - 6)
)
def test_columns_and_rows_agree(many: list[PatentCells], names: set[str]) -> None:
    assert_agree(many, sorted(names))


@pytest.mark.parametrize(
    ("changed", "sure"),
    [
        ({}, True),
        ({"published_on": "2021.03.16", "filed_on": "20200102"}, True),
        ({"published_on": "2021-03-16 00:00:00"}, True),
        ({"application_number": ""}, True),
        ({"claim_count": "", "abstract": " "}, True),
        ({"holders": "甲公司 | 乙大学"}, True),
        ({"grant_number": "CN112510640B", "granted_on": "2022-01-02"}, True),
        ({"publication_number": "CN 112510640 A"}, False),
        ({"publication_number": ""}, False),
        ({"title": ""}, False),
        ({"holders": ""}, False),
        ({"filed_on": "2022-01-02"}, False),
        ({"classes": "垃圾"}, False),
        ({"right_kind": "外观设计"}, False),
    ],
)
def test_what_the_columns_are_sure_of(changed: dict[str, str], sure: bool) -> None:
    many = [sound(1, 1), replace(sound(1, 2), **changed), sound(2, 3), sound(3, 4)]
    assert assert_agree(many, ALL) == 3 + sure


def test_a_slice_of_a_longer_column_is_read_as_it_stands() -> None:
    whole = batch_of([PatentCells(), sound(1, 1), PatentCells(title="没有号"), sound(1, 2)], ALL)
    columns, unsure = BATCH.read({name: one.slice(1, 2) for name, one in whole.items()}, 2)
    assert unsure.tolist() == [False, True]
    assert columns["record_key"][0].as_py() == "CN112510640A"
