"""The queue of uncertain holders: decisions are kept, undone, published, and hold when links are made again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from uncertain_holders import FIRMS, SLIPS, build_uncertain_home
from zhishu.flows.link_holders import link_holders
from zhishu.flows.open_warehouse import open_warehouse


@pytest.fixture(scope="module")
def uncertain_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_uncertain_home(tmp_path_factory.mktemp("uncertain"))


@pytest.fixture
def officer(
    uncertain_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sign_in: Callable[[str], Any],
) -> Any:
    home = tmp_path / "uncertain"
    shutil.copytree(uncertain_home, home)
    monkeypatch.setenv("ZHISHU_HOME", str(home))
    return sign_in("city_officer")


def post(client: Any, slip: str, do: str, **more: str) -> str:
    address = reverse("holders:queue")
    form = {"name": f"云澜{slip}电子有限公司", "at": "0", "do": do, **more}
    return client.post(address, form, headers={"HX-Request": "true"}).content.decode()


def candidate(slip: str) -> str:
    return f"name:云澜{FIRMS[SLIPS.index(slip)]}电子有限公司"


def states(home: Path) -> dict[str, tuple[str, str | None]]:
    rows = open_warehouse(home).query("SELECT name, state, party_id FROM holder_links").dicts()
    return {row["name"][2:4]: (row["state"], row["party_id"]) for row in rows}


def test_decisions_are_kept_undone_and_published(officer: Any, tmp_path: Path) -> None:
    from zhishu.portal.rights.holders.models import HolderDecision
    from zhishu.portal.rights.holders.publishing import publish_holders

    home = tmp_path / "uncertain"
    first = officer.get(reverse("holders:queue")).content.decode()
    assert "12</b>个权利人名称拿不准" in first
    assert first.index("鑫园") < first.index("恒大") < first.index("安糠")
    assert "字号差一字" in first and "存续" in first
    assert "已确认" in post(officer, "鑫园", f"confirm:{candidate('鑫园')}")
    assert "没有对应主体" in post(officer, "恒大", "reject")
    # Sent twice, it is one decision.
    assert "没有对应主体" in post(officer, "恒大", "reject")
    said = post(officer, "瑞峰", f"confirm:{candidate('瑞峰')}")
    assert "9</b>个权利人名称拿不准" in said and "待发布" in said
    last = HolderDecision.objects.latest("pk")
    assert "已撤销" in post(officer, "", "undo", number=str(last.pk))
    assert HolderDecision.objects.count() == 4
    publish_holders.func()
    assert states(home)["鑫园"] == ("confirmed", candidate("鑫园"))
    assert states(home)["恒大"] == ("rejected", None)
    assert states(home)["瑞峰"] == ("uncertain", None)
    # Links made again keep what was decided.
    link_holders(home)
    assert states(home)["鑫园"] == ("confirmed", candidate("鑫园"))
    assert "待发布" not in officer.get(reverse("holders:queue")).content.decode()


@pytest.mark.parametrize(
    ("slip", "do", "said"),
    [
        ("鑫园", "confirm:name:云澜恒达电子有限公司", "这家不在候选里"),
        ("没有", "reject", "已不在待核定的里面"),
        ("鑫园", "undo", "没有可以撤销的"),
        ("鑫园", "delete", "没有这个操作"),
    ],
)
def test_what_cannot_be_done_is_said(officer: Any, slip: str, do: str, said: str) -> None:
    assert said in post(officer, slip, do)


def test_a_decision_is_never_changed(officer: Any) -> None:
    from zhishu.portal.rights.holders.models import HolderDecision

    post(officer, "鑫园", "reject")
    row = HolderDecision.objects.get()
    for act in (row.save, row.delete, HolderDecision.objects.all().delete):
        with pytest.raises(TypeError):
            act()
    # What stands is undone before it is decided otherwise.
    assert "刚由别人核定过" in post(officer, "鑫园", f"confirm:{candidate('鑫园')}")


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 20, "-1", "一", ""])
def test_the_number_of_no_decision_is_said_to_be_none(officer: Any, number: str) -> None:
    assert "没有可以撤销的" in post(officer, "", "undo", number=number)
