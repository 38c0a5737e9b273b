"""`zhishu policy lint`: what it prints, its exit codes, a library beside it; rules of an office, and bad ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from zhishu.base.errors import ZhishuError
from zhishu.cli.policy import command
from zhishu.flows.import_file import import_file
from zhishu.policy.lint.policy_rules import read_known_documents, read_policy_rule
from zhishu.rules.loading import load_yaml

DRAFT = """云澜市知识产权促进办法
云政发〔2025〕31号
第一条 根据《示例省知识产权资金管理办法》（示财行〔2023〕7号），制定本办法。
第二条 对开展专利导航分析并通过验收的企业，给予不超过10万元补助。
第三条 本办法自2025年7月1日起施行，有效期至2030年6月30日。
云澜市人民政府
2025年6月3日
"""
SUPERIOR = """示例省知识产权资金管理办法
示财行〔2023〕7号
第一条 为规范资金使用，制定本办法。
第二条 对开展专利导航分析并通过验收的企业，给予不超过8万元补助。
第三条 本办法自2023年3月1日起施行，有效期至2028年2月28日。
示例省财政厅
2023年2月3日
"""
FILING = DRAFT.replace(
    "对开展专利导航分析并通过验收的企业，给予不超过10万元补助", "申请发明专利的，每件资助1000元"
)


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def made(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return made


def run(*arguments: object) -> tuple[int, str, str]:
    told = CliRunner().invoke(command, ["lint", *map(str, arguments), "--as-of", "2026-10-31"])
    return told.exit_code, told.stdout, told.stderr


def rules_of(out: str) -> list[str]:
    [file] = json.loads(out)["files"]
    return [one["rule"] for document in file["documents"] for one in document["findings"]]


def test_a_file_by_itself_then_with_the_one_it_cites(write: Any) -> None:
    draft, superior = write("草稿.txt", DRAFT), write("上位.txt", SUPERIOR)
    code, out, _ = run(draft)
    assert (code, "发现0项" in out) == (0, True)
    assert "[未知] 第一条  依据《示例省知识产权资金管理办法》是否有效未知：库中没有原文" in out
    code, out, _ = run(draft, superior)
    assert code == 1
    assert "[冲突] 第二条  标准高于所引用的上位文件：100,000元" in out
    assert "对照：《示例省知识产权资金管理办法》（示财行〔2023〕7号）第二条" in out


def test_a_library_beside_it(write: Any, home: Path) -> None:
    draft = write("草稿.txt", DRAFT)
    import_file(home, write("上位.txt", SUPERIOR))
    # A draft that is there too is not held against itself.
    import_file(home, draft)
    code, out, _ = run(draft, "--home", home, "--json")
    assert (code, rules_of(out)) == (1, ["superior_cap"])
    [finding] = json.loads(out)["files"][0]["documents"][0]["findings"]
    assert finding["figures"] == {"here": "100,000元", "there": "80,000元"}
    [higher] = finding["higher"]
    assert (higher["clause"], higher["document_number"]) == ("第二条", "示财行〔2023〕7号")
    assert higher["document_id"].endswith("-1")


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_linted(write: Any) -> None:
    code, out, err = run(write("空.txt", ""), write("申请.txt", FILING))
    assert code == 1
    assert "空.txt：" in err
    assert "[冲突] 第二条  申请阶段的资助和奖励：1000元" in out
    assert CliRunner().invoke(command, ["lint"]).exit_code == 2


def test_an_office_lays_its_own_rule_over_the_shipped_one(write: Any, home: Path) -> None:
    folder = home / "rulebook/national/policy_rules"
    folder.mkdir(parents=True)
    (folder / "filing_subsidy.yaml").write_text(
        RULE.replace("since: 2021-07-01", "since: 2030-01-01"), encoding="utf-8"
    )
    path = write("申请.txt", FILING)
    assert rules_of(run(path, "--json")[1]) == ["filing_subsidy"]
    assert rules_of(run(path, "--json", "--home", home)[1]) == []


RULE = """policy_rule: filing_subsidy
title: 申请阶段的资助
finds: filing_subsidy
severity: conflict
since: 2021-07-01
words: 取消申请阶段的资助
asks: 取消
next_step: 删去
sources:
  - {title: 某通知, document_number: 某发〔2021〕1号, issued_on: 2021-01-27, verified: true}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("finds: filing_subsidy", "finds: everything", 3, "不能是“everything”"),
        ("severity: conflict", "severity: grave", 4, "不能是“grave”"),
        ("since: 2021-07-01", "since: 2021-7-1", 5, "读不出"),
        ("since: 2021-07-01", "since: 2021-07-01\nuntil: 2020-01-01", 6, "止日早于起日"),
        ("since: 2021-07-01", "since: 2021-07-01\nlimit: 50", 6, "应在0到1之间"),
        ("finds: filing_subsidy", "finds: fee_share", 3, "缺少“limit”"),
        ("asks: 取消\n", "", 1, "缺少“asks”"),
        ("verified: true", "checked: true", 10, "没有“checked”"),
        (RULE[RULE.index("sources") :], "sources: []\n", 9, "至少写一个出处"),
        (RULE[RULE.index("sources") :], "", 1, "缺少“sources”"),
        ("next_step: 删去", "next: 删去", 1, "缺少“next_step”"),
    ],
)
def test_a_bad_rule_is_refused_with_its_line(old: str, new: str, line: int, reason: str) -> None:
    text = RULE.replace(old, new)
    assert text != RULE
    with pytest.raises(ZhishuError) as refused:
        read_policy_rule(load_yaml(text, where="规则.yaml"), where="规则.yaml")
    told = str(refused.value)
    assert f"规则.yaml 第{line}行" in told
    assert reason in told


def test_a_bad_list_of_known_documents_is_refused() -> None:
    for text in (
        "known_documents: x\ndocuments: {a: 1}\n",
        "known_documents: x\ndocuments:\n  - {titles: [甲], effective_to: 2020, source: 乙, verified: true}\n",
        "known_documents: x\ndocuments:\n  - {titles: [甲], until: 2020-01-01, source: 乙}\n",
    ):
        with pytest.raises(ZhishuError, match=r"规则\.yaml"):
            read_known_documents(load_yaml(text, where="规则.yaml"), where="规则.yaml")
