"""The links of a home's holders: derived as a whole, again without change, officers' decisions over them."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from small_city import HEADINGS, application_number, patent_rows
from zhishu.flows.import_file import import_file
from zhishu.flows.link_holders import link_holders
from zhishu.flows.look_at_holder import look_at_holder
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.repair_home import repair_home
from zhishu.flows.verify_home import verify_home

REGISTRY = """企业名称,统一社会信用代码,曾用名
云澜市鑫源贸易有限公司,91990102MA00000070,云澜旧名贸易有限公司
云澜恒达电子有限公司,N/A,
云澜大学,N/A,
"""
HOLDERS = {
    "云澜市鑫源贸易有限公司": ("linked", "91990102MA00000070"),
    "云澜鑫源贸易有限责任公司": ("linked", "91990102MA00000070"),
    "云澜市旧名贸易有限公司": ("linked", "91990102MA00000070"),
    "云澜市鑫原贸易有限公司": ("uncertain", None),
    "Yunlan Hengda Electronics Co Ltd": ("uncertain", None),
    "福州鑫源贸易有限公司": ("none", None),
    "赵小明": ("none", None),
}
JOINT = "云澜大学、云澜恒达电子有限公司"


@pytest.fixture(scope="module")
def linked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("linked")
    (folder / "登记.csv").write_text(REGISTRY, encoding="utf-8")
    rows = []
    for index, name in enumerate([*HOLDERS, JOINT]):
        row = patent_rows()[0]
        number = application_number(2020, 1, 500 + index)
        row["公开（公告）号"] = f"CN1{20_000_000 + index}A"
        row["申请号"] = f"{number[:-1]}.{number[-1]}"
        rows.append({**row, "申请人": name})
    with (folder / "题录.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEADINGS)
        writer.writeheader()
        writer.writerows(rows)
    for name in ("登记.csv", "题录.csv"):
        import_file(folder / "home", folder / name)
    return folder / "home"


def test_every_holder_has_a_link_and_a_second_run_changes_nothing(linked_home: Path) -> None:
    report = link_holders(linked_home)
    rows = open_warehouse(linked_home).query("SELECT * FROM holder_links ORDER BY name").dicts()
    found = {row["name"]: (row["state"], row["party_id"]) for row in rows}
    assert {name: found[name] for name in HOLDERS} == HOLDERS
    assert found["云澜大学"] == ("linked", "name:云澜大学")
    assert found["云澜恒达电子有限公司"] == ("linked", "name:云澜恒达电子有限公司")
    assert report.names == len(rows) == len(HOLDERS) + 2
    assert report.linked + report.uncertain + report.none == report.names
    kinds = {row["name"]: row["owner_kind"] for row in rows}
    assert (kinds["云澜大学"], kinds["赵小明"]) == ("university", "individual")
    assert all(row["reasons"] for row in rows)
    again = link_holders(linked_home)
    assert again.snapshot == report.snapshot
    assert again.as_dict() == report.as_dict()


def test_damaged_links_are_derived_anew(linked_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(linked_home, home)
    link_holders(home)
    before = open_warehouse(home).query("SELECT * FROM holder_links ORDER BY ALL").dicts()
    for path in (home / "warehouse").rglob("*.parquet"):
        if "holder_links" in path.parts:
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
    assert [one.table for one in verify_home(home)] == ["holder_links"]
    assert repair_home(home).tables == ("holder_links",)
    assert verify_home(home) == []
    after = open_warehouse(home).query("SELECT * FROM holder_links ORDER BY ALL").dicts()
    assert [row["party_id"] for row in after] == [row["party_id"] for row in before]


def test_a_firm_has_the_rights_under_all_names_that_are_linked_to_it(linked_home: Path) -> None:
    link_holders(linked_home)
    found = look_at_holder(linked_home, "云澜市鑫源贸易有限公司", as_of=date(2026, 10, 31))
    holders = {name for line in found.lines for name in line.right.holders}
    assert holders == {
        "云澜市鑫源贸易有限公司",
        "云澜鑫源贸易有限责任公司",
        "云澜市旧名贸易有限公司",
    }
    found = look_at_holder(linked_home, "云澜恒达电子有限公司", as_of=date(2026, 10, 31))
    assert len(found.lines) == 1  # held jointly
