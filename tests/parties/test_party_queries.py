"""Looking parties up: by identifier, by exact name, by a name borne before; never one of two."""

from __future__ import annotations

from pathlib import Path

import pytest
from stdnum.cn import uscc

from zhishu.flows.import_file import import_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.parties.queries import find_parties_by_name, find_party, find_party_by_name
from zhishu.warehouse.warehouse import Warehouse

ONE, TWO = "91350100M000100Y43", "91512081MA62K0260E"
OTHER = "12350000M000100Y4" + uscc.calc_check_digit("12350000M000100Y4")
HEADINGS = "企业名称,统一社会信用代码,曾用名"
FILES = (
    f"""{HEADINGS}
示例电源有限公司,{ONE},
示例桥梁（云澜）有限公司,{TWO},示例路桥有限公司；示例工程有限公司
示例同名有限公司,,
""",
    f"""{HEADINGS}
示例电池（云澜）有限公司,{ONE},
示例工程有限公司,,
示例路桥有限公司,坏代码,
""",
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    folder = tmp_path_factory.mktemp("parties")
    for at, content in enumerate(FILES):
        file = folder / f"{at}.csv"
        file.write_text(content, encoding="utf-8")
        assert import_file(folder / "home", file).set_aside == 0
    return open_warehouse(folder / "home")


def test_by_identifier(warehouse: Warehouse) -> None:
    party = find_party(warehouse, ONE)
    assert party is not None
    assert (party.name, party.former_names, party.kind) == (
        "示例电池（云澜）有限公司",
        ["示例电源有限公司"],
        "enterprise",
    )
    assert find_party(warehouse, "name:示例同名有限公司") is not None
    assert find_party(warehouse, OTHER) is None


def test_by_identifier_as_it_was_known(warehouse: Warehouse) -> None:
    party = find_party(warehouse, ONE, snapshot=1)
    assert party is not None
    assert (party.name, party.former_names) == ("示例电源有限公司", None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("示例电池（云澜）有限公司", ONE),
        ("示例电池(云澜) 有限公司", ONE),
        ("示例电源有限公司", ONE),  # borne before
        ("示例桥梁(云澜)有限公司", TWO),
        # Somebody bears it now: it is not the one that bore it before.
        ("示例工程有限公司", "name:示例工程有限公司"),
        ("示例路桥有限公司", "name:示例路桥有限公司"),
        ("示例电池", None),
        ("", None),
    ],
)
def test_by_name(warehouse: Warehouse, name: str, expected: str | None) -> None:
    party = find_party_by_name(warehouse, name)
    assert (party.party_id if party else None) == expected


def test_a_name_of_two_parties_is_nobodys_and_a_code_counts_before_a_bare_name(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a.csv"
    lines = (f"示例甲公司,{ONE},", f"示例甲公司,{TWO},", f"示例乙公司,{OTHER},", "示例乙公司,,")
    file.write_text("\n".join((HEADINGS, *lines)), encoding="utf-8")
    assert import_file(tmp_path / "home", file).accepted == 4
    warehouse = open_warehouse(tmp_path / "home")
    assert find_party_by_name(warehouse, "示例甲公司") is None
    party = find_party_by_name(warehouse, "示例乙公司")
    assert party is not None
    assert party.party_id == OTHER


def test_many_names_at_once(warehouse: Warehouse) -> None:
    names = ["示例电池（云澜）有限公司", "示例电池(云澜)有限公司", "没有"]
    found = find_parties_by_name(warehouse, names)
    assert {name: party.party_id for name, party in found.items()} == {
        names[0]: ONE,
        names[1]: ONE,
    }
    assert find_parties_by_name(warehouse, []) == {}
