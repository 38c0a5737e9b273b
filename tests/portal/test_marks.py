"""Pages of marks beside names: the search before filing, a firm's name against marks, owners that are no more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from small_city import INSTANCE
from zhishu.flows.import_file import import_file
from zhishu.flows.link_holders import link_holders
from zhishu.flows.list_mark_owners import list_mark_owners

REGISTRY = """企业名称,统一社会信用代码,登记状态,注销日期
云澜鑫源食品有限公司,N/A,存续,
云澜旧业食品有限公司,N/A,注销,2023-05-06
云澜停业食品有限公司,N/A,"吊销，未注销",2024-07-08
云澜无讯食品有限公司,N/A,,
"""
MARKS = """注册号,类别,商标名称,类似群组,申请日期,注册公告日,专用期(起始日期),专用期(到期日期),是否有效,企业名称
1001,30,云雾,3002,2019-01-02,2020-01-07,2020-01-07,2030-01-06,是,云澜鑫源食品有限公司
1002,30,芸雾,3002,2011-01-02,2012-01-07,2012-01-07,2022-01-06,是,云澜旧业食品有限公司
1003,9,青岚云雾山,0901,2019-01-02,2020-01-07,2020-01-07,2030-01-06,是,云澜停业食品有限公司
1004,30,鑫源,3002,2019-01-02,2020-01-07,2020-01-07,2030-01-06,是,云澜无讯食品有限公司
1005,30,新元,3002,2019-01-02,2020-01-07,2020-01-07,2030-01-06,是,云澜鑫源食品有限公司
1006,25,白莲,2501,2019-01-02,2020-01-07,2020-01-07,2030-01-06,是,赵小明
1007,9,白莲,0901,2011-01-02,2012-01-07,2012-01-07,2022-01-06,是,赵小明
"""


@pytest.fixture(scope="module")
def marked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marks")
    for name, text in (("登记.csv", REGISTRY), ("商标.csv", MARKS)):
        (folder / name).write_text(text, encoding="utf-8")
        report = import_file(folder / "home", folder / name, synthetic=True)
        assert report.accepted == report.rows
    (folder / "home/instance.yaml").write_text(INSTANCE, encoding="utf-8")
    for name in ("uploads", "static"):
        (folder / "home" / name).mkdir(exist_ok=True)
    link_holders(folder / "home")
    return folder / "home"


@pytest.fixture
def visitor(
    marked_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sign_in: Callable[[str], Any],
) -> Any:
    home = tmp_path / "marked"
    shutil.copytree(marked_home, home)
    monkeypatch.setenv("ZHISHU_HOME", str(home))
    return sign_in("visitor")


def numbers(text: str) -> list[str]:
    return [str(one) for one in range(1001, 1008) if f">{one}<" in text]


@pytest.mark.parametrize(
    ("query", "found", "said"),
    [
        ({"q": "云雾"}, ["1001", "1002", "1003"], "读音相同"),
        ({"q": "云雾", "classes": "30"}, ["1001", "1002"], "已过专用期"),
        ({"q": "云雾", "classes": "9、35"}, ["1003"], "含有“云雾”"),
        ({"q": "云雾", "groups": "0901"}, ["1003"], "类似群组0901"),
        ({"q": "xinyuan"}, ["1004", "1005"], "读音相同"),
        ({"q": "无此名称"}, [], "不等于可以注册"),
        ({"q": "'; DROP TABLE"}, [], "没有找到"),
        ({"q": ""}, [], "打算申请的名称"),
        ({"q": "。"}, [], "没有找到"),
    ],
)
def test_like_names_are_found_before_filing(
    visitor: Any, query: dict[str, str], found: list[str], said: str
) -> None:
    text = visitor.get(reverse("marks:search"), query).content.decode()
    assert numbers(text) == found
    assert said in text
    assert "这一页看不出的" in text


def test_what_has_ended_comes_after_what_holds(visitor: Any) -> None:
    text = visitor.get(reverse("marks:search"), {"q": "白莲"}).content.decode()
    assert text.index(">1006<") < text.index(">1007<")


def test_a_class_that_is_none_is_told(visitor: Any) -> None:
    answer = visitor.get(reverse("marks:search"), {"q": "云雾", "classes": "46"})
    assert answer.status_code == 400
    assert "应为1到45的数字" in answer.content.decode()


def test_a_firms_name_is_held_beside_the_marks_of_others(visitor: Any) -> None:
    page = visitor.get(reverse("marks:firm_name"), {"q": "云澜鑫源食品有限公司"}).content.decode()
    # 1005 is the firm's own.
    assert numbers(page) == ["1004"]
    assert "字号是“鑫源”" in page and "“食品”通常在第30类" in page
    page = visitor.get(reverse("marks:firm_name"), {"q": "云澜大学"}).content.decode()
    assert "读不出字号" in page


def test_marks_of_ended_owners_are_flagged_and_unknown_stays_unknown(
    visitor: Any, marked_home: Path
) -> None:
    found = list_mark_owners(marked_home)
    assert found.counts == {"existing": 2, "ended": 1, "revoked": 1, "unknown": 3}
    page = visitor.get(reverse("marks:owners")).content.decode()
    assert numbers(page) == ["1002", "1003"]
    assert "2023-05-06" in page and "登记为注销" in page
    assert "主体到清算、注销后才终止" in page
    assert "状态未知的3件" in page
