"""The pages of measures: what they say, that lost stays lost, that a name that is none is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from zhishu.rules.rulebook import EDITION, SHIPPED

pytestmark = pytest.mark.usefixtures("portal_home", "db")
CERTIFICATION = "/funding/measures/361000/fund/9-1/"


def text_of(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address} {response.status_code}"
    return response.content.decode().replace("<wbr>", "")


def test_the_measures_of_a_region_tell_sum_clause_and_to_whom(client: Any) -> None:
    text = text_of(client, "/funding/?region=361000")
    for words in (
        "知识产权管理规范认证补贴",
        "第九条（一）",
        "最多20,000元",
        "企业、代理机构、高校、科研机构",
        "有效",
    ):
        assert words in text, words
    assert "知识产权管理规范认证补贴" not in text_of(client, "/funding/?region=340400")
    assert '<a href="/funding/" aria-current="page">扶持</a>' in text


def test_a_measure_is_followed_to_figures_conditions_and_file(client: Any) -> None:
    text = text_of(client, CERTIFICATION)
    for words in ("自主研发的有效专利不少于3件", "符合其中之一", "2023-11-10", "已核实",
                  "361000/measures/fund/9-1.yaml", "certification_cap", "政策库里还没有", ">20,000<"):  # fmt: skip
        assert words in text, words
    assert "（不清楚）" not in text


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("361000/fund/8-3a", "年度合计不超过30,000元"),
        ("361000/fund/10-2", "其他情形"),
        ("361000/fund/9-8", 'href="/funding/measures/361000/cultivation/7/">符合“'),
        ("demo/fund/5-4", "金奖"),
        ("national/credit/gate", "有严重违法失信记录：否"),
        ("national/credit/gate", "不限主体，全国。"),
        ("national/fees/open_licence", "<dd>财税〔2024〕23号</dd>"),
    ],
)
def test_a_measure_is_said_as_people_say_it(client: Any, measure: str, words: str) -> None:
    assert words in text_of(client, f"/funding/measures/{measure}/")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/funding/measures/361000/fund/none/", 404),
        ("/funding/measures/../../etc/passwd/", 404),
        ("/funding/measures/361000/fund/9-1%00/", 404),
        ("/funding/?region=<b>", 400),
        ("/funding/?as_of=昨天", 400),
        ("/funding/?state=none&form=none&document=none&q=%22%3E%3Cb%3E", 200),
    ],
)
def test_what_cannot_be_is_told(client: Any, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert b"Traceback" not in response.content


def test_a_rule_released_by_the_office_is_shown_at_once(client: Any, own_home: Path) -> None:
    assert "知识产权管理规范认证补贴" in text_of(client, CERTIFICATION)
    name = "361000/measures/fund/9-1.yaml"
    own = own_home / "rulebook" / name
    own.parent.mkdir(parents=True)
    text = (SHIPPED / name).read_text("utf-8")
    own.write_text(text.replace("规范认证补贴", "规范<b>新</b>补贴"), "utf-8")
    (own_home / "rulebook" / EDITION).write_text("", "utf-8")
    shown = text_of(client, CERTIFICATION)
    assert "规范认证补贴" not in shown
    assert "规范&lt;b&gt;新&lt;/b&gt;补贴" in shown and "<b>新</b>" not in shown
