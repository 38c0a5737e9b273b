"""The page that holds a policy against higher rules: both clauses are linked, officers see it, nobody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from zhishu.flows.import_file import import_file

HIGHER = """关于进一步优化知识产权领域营商环境的意见
国知发服字〔2025〕5号
五、优化服务
（十六）完善评价。数量指标不直接用于评价。
国家知识产权局
2025年3月13日
"""
DRAFT = """云澜市知识产权促进办法
云政发〔2025〕31号
第一条 根据《企业知识产权管理规范》和上级要求，制定本办法。
第二条 将发明专利授权量纳入考核，到2027年达到3000件。
第三条 申请发明专利的，每件资助1000元。
第四条 对新引进的服务机构给予补助，具体办法另行制定。
第五条 本办法自2025年7月1日起施行，有效期至2030年6月30日。
云澜市人民政府
2025年6月3日
"""


@pytest.fixture
def lint_address(own_home: Path, tmp_path: Path) -> str:
    """The lint page of a draft, in a library that holds one of the higher documents."""
    for name, text in (("上位.txt", HIGHER), ("草稿.txt", DRAFT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        report = import_file(own_home, tmp_path / name)
    return reverse("policy:lint", args=[f"{report.raw_sha256[:16]}-1"])


def test_a_finding_links_both_clauses_and_says_what_to_do(
    sign_in: Callable[[str], Any], lint_address: str
) -> None:
    client = sign_in("county_officer")
    text = client.get(lint_address).content.decode()
    policy = lint_address.removesuffix("lint/")
    assert f'href="{policy}#c%E7%AC%AC%E4%BA%8C%E6%9D%A1"' in text
    # The higher document is in the library: its clause is one click away; the other is not.
    assert "关于进一步优化知识产权领域营商环境的意见 五（十六）</a>" in text
    assert "库中没有" in text
    for words in (
        "冲突3",
        "申请阶段的资助和奖励",
        "1000元",
        "印发时已有这一规定",
        "删去对申请的资助和奖励",
    ):
        assert words in text, words
    assert f'href="{lint_address}"' in client.get(policy).content.decode()


def test_a_day_before_the_rule_finds_less(sign_in: Callable[[str], Any], lint_address: str) -> None:
    client = sign_in("city_officer")
    assert "被取代" in client.get(lint_address).content.decode()
    early = client.get(f"{lint_address}?as_of=2023-12-01").content.decode()
    assert "被取代" not in early
    assert client.get(f"{lint_address}?as_of=x").status_code == 400


def test_it_is_the_work_of_officers(sign_in: Callable[[str], Any], lint_address: str) -> None:
    client = sign_in("firm")
    assert client.get(lint_address).status_code == 403
    policy = lint_address.removesuffix("lint/")
    assert lint_address not in client.get(policy).content.decode()


def test_a_policy_that_is_not_there_is_told(sign_in: Callable[[str], Any]) -> None:
    assert sign_in("city_officer").get("/policy/0000000000000000-1/lint/").status_code == 404
