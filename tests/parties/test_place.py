"""Addresses and 国省代码 -> the region they lie in, never a guess between two of a name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from zhishu.base.region import RegionCode
from zhishu.parties.place import Places
from zhishu.rules.rulebook import load_rulebook

REGIONS = load_rulebook().regions()
PLACES = Places(REGIONS)

ADDRESSES = {
    # From the beginning down as deep as the address goes.
    "江西省抚州市临川区玉茗大道1号": "361002",
    "江西省抚州市": "361000",
    "江西省": "360000",
    "抚州市临川区玉茗大道": "361002",
    "江西抚州东乡区": "361003",
    "江西南城县": "361021",
    "广东广州天河区": "440106",
    "湖南道县": "431124",
    "内蒙古自治区呼和浩特市新城区": "150102",
    "内蒙古呼和浩特新城区": "150102",
    "新疆乌鲁木齐天山区": "650102",
    "河南省济源市": "419001",
    " 江西省 抚州市\u3000临川区": "361002",
    # Municipalities.
    "北京市海淀区中关村": "110108",
    "重庆市渝中区": "500103",
    "北京市": "110000",
    # A county of a name that only one bears.
    "昆山市玉山镇": "320583",
    # Names that two regions bear, or that begin with another's name.
    "城关区皋兰路1号": None,
    "鼓楼区": None,
    "南京市鼓楼区": "320106",
    "福建省福州市鼓楼区": "350102",
    "江苏省鼓楼区": "320000",
    "吉林市船营区": "220204",
    "吉林省吉林市": "220200",
    "海南藏族自治州共和县": "632521",
    "河南蒙古族自治县": "632324",
    "海南省海口市": "460100",
    # A street is no place.
    "北京路12号": None,
    "北京东路1号": None,
    "南京西路": None,
    "山东济南路12号": "370000",
    # Abroad, and nothing.
    "美国加利福尼亚州圣克拉拉": None,
    "英属维尔京群岛示例大厦": None,
    "中国台湾新北市": None,
    "": None,
    "某某": None,
    # The demo city with its zone.
    "示例省云澜市青岚区创新路1号": "990102",
    "云澜市白鹭高新区创新路1号": "990102Z1",
    "云澜市青岚区白鹭高新区": "990102Z1",
    "示例省云澜市高新区创新路": "990102Z1",
    "云澜市高新技术产业开发区": "990102Z1",
    "云澜市白鹭高新技术产业开发区": "990102Z1",
    "示例省高新区": "990000",
    "福州市高新区": "350100",
}


@pytest.mark.parametrize(("address", "expected"), ADDRESSES.items())
def test_address(address: str, expected: str | None) -> None:
    assert PLACES.find(address) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("江西;36", "360000"),
        ("江西；36", "360000"),
        ("中国,江西,36", "360000"),
        ("江西", "360000"),
        ("江西省", "360000"),
        ("36", "360000"),
        ("广西;45", "450000"),
        ("江西;35", None),  # two provinces
        ("美国;US", None),
        ("99", "990000"),
        ("", None),
    ],
)
def test_printed_code(printed: str, expected: str | None) -> None:
    assert PLACES.find_printed_code(printed) == expected


@pytest.mark.parametrize(
    ("address", "printed", "expected"),
    [
        ("抚州市临川区", "江西;36", "361002"),
        ("临川区玉茗大道", "江西;36", "361002"),
        ("玉茗大道1号", "江西;36", "360000"),
        ("鼓楼区湖东路", "福建;35", "350102"),
        ("广东省深圳市南山区", "江西;36", "440305"),  # the address names its province
        ("昆山市玉山镇", "江西;36", "360000"),  # it does not
        ("美国纽约州", "美国;US", None),
    ],
)
def test_address_beside_a_printed_code(address: str, printed: str, expected: str | None) -> None:
    assert PLACES.find(address, printed) == expected


@pytest.mark.parametrize(
    ("address", "province", "place", "expected"),
    [
        ("闽侯县示例乡一村", "福建", "福州", "350121"),
        ("鼓楼区湖东路1号", "福建", "福州", "350102"),
        ("福州市示例路32号", "福建", "福州", "350100"),
        ("示例花园", "福建", "福州", "350100"),
        ("福建省龙岩示例开发区6号", "福建", "福州", "350800"),
        ("", "福建", "", "350000"),
        ("", "", "", None),
    ],
)
def test_address_with_its_place_in_cells_of_their_own(
    address: str, province: str, place: str, expected: str | None
) -> None:
    found = PLACES.find_within(address, province, place)
    # The city cell does not override an address that names another city.
    assert found == expected


def test_every_full_name_leads_to_its_own_region() -> None:
    nameless = {"市辖区", "县", "郊区"}
    missed = []
    for region in REGIONS:
        if region.until or region.name in nameless or "直辖县级" in region.name:
            continue
        chain = [REGIONS.find(str(step)) for step in region.code.chain()]
        names = [one.name for one in chain if one]
        address = "".join(name for name in names if name not in nameless and "直辖" not in name)
        if PLACES.find(address) != str(region.code):
            missed.append(address)
    # Both have a code under 保定 or 石家庄 as well: which one holds is not for an address to say.
    assert missed == ["河北省定州市", "河北省辛集市"]


@pytest.mark.samples
def test_real_registry_addresses_lie_in_their_province(samples: Path) -> None:
    found: dict[str, int] = {"in": 0, "out": 0}
    with (samples / "data/enterprises/registry/fuzhou.csv").open(encoding="utf-8-sig") as stream:
        for row in csv.DictReader(stream):
            code = PLACES.find_within(row["注册地址"], row["所在省份"], row["地区"])
            assert code is not None
            inside = RegionCode(code).province == RegionCode("350000")
            found["in" if inside else "out"] += 1
    assert found == {"in": 17612, "out": 2}
