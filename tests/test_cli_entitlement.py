"""`zhishu entitlement`: the contract of its JSON, its words for people, and bad use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from zhishu.cli import cli

FULL = {
    "party.kind": "enterprise",
    "certification.first_time": True,
    "certification.cost_paid": 25000.5,
    "patents.valid_own": 3,
    "patents.valid_inventions": 0,
}


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["entitlement", *words])


def firm(folder: Path, facts: dict[str, Any], *more: str, region: str = "361000") -> Result:
    path = folder / "firm.json"
    path.write_text(json.dumps({"as_of": "2026-10-31", "facts": facts}), encoding="utf-8")
    return run(
        "firm", "--facts", str(path), "--region", region, "--home", str(folder / "home"), *more
    )


def certification(told: dict[str, Any]) -> dict[str, Any]:
    [found] = [one for one in told["measures"] if one["id"] == "361000/fund/9-1"]
    return dict(found)


def test_the_json_keeps_its_contract(tmp_path: Path) -> None:
    done = firm(tmp_path, FULL, "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    one = certification(told)
    assert {"measures", "total"} <= set(told)
    assert (told["region"], told["as_of"]) == ("361000", "2026-10-31")
    assert one["state"] == "met" and one["amount"] == "20000.00"
    assert one["cap_applied"] is True
    assert one["cap"] == "certification_cap"
    assert one["source"] == {
        "title": "抚州市市级知识产权专项资金管理办法(试行)",
        "clause": "第九条(一)",
    }
    assert (one["nearest"], one["questions"]) == (None, [])
    assert told["total"] == "20000.00" and told["competitive_total"] == "0.00"
    leaves = [one for one in _leaves(one["explanation"]) if one["fact"] == "patents.valid_own"]
    assert leaves[0]["truth"] == "met" and leaves[0]["value"] == 3
    assert leaves[0]["parameter"]["value"] == "3" and leaves[0]["parameter"]["verified"] is True


def _leaves(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [leaf for one in reasons for leaf in ([one, *_leaves(one["parts"])])]


@pytest.mark.parametrize(
    ("changed", "state", "amount", "asked"),
    [
        ({"certification.cost_paid": 8000}, "met", "8000.00", []),
        ({"certification.cost_paid": 20000.01}, "met", "20000.00", []),
        ({"patents.valid_own": 2}, "near", None, []),
        ({"patents.valid_own": 2, "patents.valid_inventions": 1}, "met", "20000.00", []),
        ({"patents.valid_own": None}, "unknown", None, ["patents.valid_own"]),
        ({"party.kind": "university", "patents.valid_own": None}, "met", "20000.00", []),
        ({"party.kind": "government"}, "not_met", None, []),
        ({"party.region": "350100"}, "not_met", None, []),
        ({"party.region": "361002"}, "met", "20000.00", []),
    ],
)
def test_facts_decide(
    tmp_path: Path, changed: dict[str, Any], state: str, amount: str | None, asked: list[str]
) -> None:
    one = certification(json.loads(firm(tmp_path, FULL | changed, "--json").stdout))
    assert (one["state"], one["amount"]) == (state, amount)
    assert [question["fact"] for question in one["questions"]] == asked


def test_the_nearest_miss_has_its_money(tmp_path: Path) -> None:
    facts = FULL | {"patents.valid_own": 2, "certification.cost_paid": 9000}
    nearest = certification(json.loads(firm(tmp_path, facts, "--json").stdout))["nearest"]
    assert nearest["changes"][0]["from"] in (0, 2) and nearest["changes"][0]["to"] in (1, 3)
    assert nearest["amount"] == "9000.00"


def test_people_read_state_money_reason_and_questions(tmp_path: Path) -> None:
    done = firm(tmp_path, {"party.kind": "enterprise", "certification.first_time": True})
    assert done.exit_code == 0
    for words in ("不清楚", "知识产权管理规范认证补贴", "第九条(一)", "还要问：", "合计：0元"):
        assert words in done.stdout, words


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["firm"], 2, "二者取一"),
        (["firm", "91990102MA9100000L", "--facts", "x.json"], 2, "二者取一"),
        (["firm", "--facts", "没有.json", "--region", "361000"], 2, "事实文件打不开"),
        (["firm", "--facts", "没有.json"], 2, "没有写地区"),
        (["firm", "12345"], 2, "信用代码"),
        (["firm", "91990102MA91000000"], 2, "有一位写错了"),
        (["measure", "361000/fund/9-1", "--region", "999999"], 1, "没有区划代码是999999的地区"),
        (["firm", "91990102MA9100000L"], 1, "主体登记里没有这个单位"),
    ],
)
def test_bad_use_is_one_sentence(tmp_path: Path, words: list[str], code: int, said: str) -> None:
    done = run(*words, "--home", str(tmp_path / "home"))
    assert done.exit_code == code or (code == 1 and done.exception is not None)
    assert said in done.stderr + str(done.exception)


def test_a_wrong_fact_ends_with_2(tmp_path: Path) -> None:
    done = firm(tmp_path, {"patents.owned": 3})
    assert done.exit_code == 2 and "没有“patents.owned”这个事实" in done.stderr


@pytest.mark.parametrize(
    ("content", "region", "said"),
    [
        (b'{"facts": {}}', "999999", "没有区划代码是999999的地区"),
        (b'{"facts": {},}', "361000", "JSON写得不对，第1行第14列"),
        (b'{"facts": "\xff"}', "361000", "不是UTF-8编码"),
    ],
)
def test_wrong_input_is_told_as_what_it_is(
    tmp_path: Path, content: bytes, region: str, said: str
) -> None:
    path = tmp_path / "firm.json"
    path.write_bytes(content)
    home = str(tmp_path / "home")
    done = run("firm", "--facts", str(path), "--region", region, "--home", home)
    assert done.exit_code == 2 and said in done.stderr
