"""The strict loader and the rulebook: bad files are refused by file, line and column; good ones say when and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from zhishu.base.errors import NotFoundError
from zhishu.rules.loading import RulebookError, load_yaml
from zhishu.rules.parameter import read_parameter
from zhishu.rules.place import read_regions
from zhishu.rules.rulebook import SHIPPED, Rulebook, load_rulebook

HEAD = "parameter: x\ntitle: 甲\nunit: 元\nsource: 某办法\n"
GOOD = HEAD + "values:\n  2020-01-01: {value: 5, clause: 第一条, verified: true}\n"

# (text, line of the fault, a word of the reason)
BAD: list[tuple[str, int, str]] = [
    ("a: &x 1\nb: 2", 1, "锚点"),
    ("a: 1\nb: *x", 2, "别名"),
    ("a: !!python/object:os.system {}", 1, "标签"),
    ("a: !x 1", 1, "标签"),
    ("!t a: 1", 1, ""),
    ("a: 1\na: 2", 2, "写了两次"),
    ("a:\n  b: 1\n  b: 2", 3, "写了两次"),
    ("<<: {a: 1}", 1, "合并"),
    ("a: 1\n---\nb: 2", 2, "一份"),
    ("%YAML 1.1\n---\na: 1", 2, "指令"),
    ("- 1\n- 2", 1, "名称: 内容"),
    ("just text", 1, "名称: 内容"),
    ("", 1, "名称: 内容"),
    ("a: [1, 2", 1, ""),
    ("a: {b: 1", 1, ""),
    ("a: 'x", 1, ""),
    ("a: \"\\q\"", 1, ""),
    ("a: 1\n b: 2", 2, ""),
    ("\ta: 1", 1, ""),
    ("a: b: c", 1, ""),
    ("? [1, 2]\n: 3", 1, "名称须是文字"),
    ("a: x\u202ey", 1, "控制字符"),
    ("a: 1\nb: x\u2066y", 2, "控制字符"),
    ("a: x\x00", 1, "控制字符"),
    ("a: " + "[" * 40 + "]" * 40, 1, "嵌套"),
    ("a: " + "9" * 60, 1, "数字过长"),
    ("a: " + "x" * 1_000_001, 1, "过大"),
    ("a: " + "[" * 100_000, 1, "嵌套"),
    ("a: " + "{b: " * 40 + "1" + "}" * 40, 1, "嵌套"),
    ("a: &a [x, x]\nb: &b [*a, *a]", 1, "锚点"),
    ("a: 1\nb: &b {<<: *b}", 2, "锚点"),
    ("? a\n: 1\n? a\n: 2", 3, "写了两次"),
    ("a: 1\n'a': 2", 2, "写了两次"),
    ("? {a: 1}\n: 2", 1, "名称须是文字"),
    ("a: !!binary aGk=", 1, "标签"),
    ("a: !!timestamp 2020-01-01", 1, "标签"),
    ("!!set {a, b}", 1, ""),
    ("%TAG ! tag:x,2020:\n---\na: 1", 2, "指令"),
    ("a: x\u061cy", 1, "控制字符"),
    ("a: x\x85\x86y", 1, ""),
    ("a: 1\n...\nb: 2", 3, ""),
    ("a: @x", 1, ""),
    ("a: `x`", 1, ""),
    ("a: [1, 2}", 1, ""),
]  # fmt: skip

BAD_PARAMETERS: list[tuple[str, int, str]] = [
    (GOOD.replace("parameter: x\n", ""), 1, "缺少“parameter”"),
    (GOOD.replace("title: 甲\n", ""), 1, "缺少“title”"),
    (GOOD.replace("unit: 元", "unit: 5"), 3, "须是文字"),
    (GOOD.replace("unit: 元", "unit:"), 3, "须是文字"),
    (GOOD + "extra: 1\n", 7, "没有“extra”"),
    (GOOD.replace("value: 5", "value: 五"), 6, "须是数字"),
    (GOOD.replace("value: 5", "value: true"), 6, "须是数字"),
    (GOOD.replace("value: 5", "valeu: 5"), 6, "缺少“value”"),
    (GOOD.replace("verified: true", "verified: yes"), 6, "true或false"),
    (GOOD.replace("verified: true", "verified: true, by: me"), 6, "没有“by”"),
    (GOOD.replace("2020-01-01", "2020-13-01"), 6, "日期"),
    (GOOD.replace("2020-01-01", "20200101"), 6, "日期"),
    (GOOD + "  2019-01-01: {value: 6, clause: 第二条, verified: true}\n", 7, "从早到晚"),
    (HEAD + "values: {}\n", 5, "没有一个值"),
    (HEAD + "values: 5\n", 5, "名称: 内容"),
    (GOOD.replace("source: 某办法\n", ""), 5, "缺少“source”"),
    (HEAD.replace("source", "by: colour\nsource") + "values: {a: {2020-01-01: {value: 1}}}\n", 4, "不能是"),
    (GOOD.replace("{value: 5, clause: 第一条, verified: true}", "5"), 6, "名称: 内容"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "reason"), BAD)
def test_bad_yaml_is_refused_with_file_and_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(RulebookError) as caught:
        load_yaml(text, where="某.yaml")
    assert caught.value.where.startswith(f"某.yaml 第{line}行第")
    assert reason in caught.value.what
    assert caught.value.next_step


@pytest.mark.parametrize(("text", "line", "reason"), BAD_PARAMETERS)
def test_a_bad_parameter_is_refused_with_file_and_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(RulebookError) as caught:
        read_parameter(load_yaml(text, where="某.yaml"), where="某.yaml")
    assert caught.value.where.startswith(f"某.yaml 第{line}行"), caught.value.where
    assert reason in caught.value.what


def test_scalars_are_those_of_yaml_1_2() -> None:
    text = "a: no\nb: on\nc: 1:30\nd: 010\ne: 1.10\nf: 2020-01-01\ng: true\nh: ~\ni: '5'\nj: 7\nk: 1e3\n"
    assert dict(load_yaml(text, where="x")) == {
        "a": "no", "b": "on", "c": "1:30", "d": "010", "e": Decimal("1.10"), "f": "2020-01-01",
        "g": True, "h": None, "i": "5", "j": 7, "k": "1e3",
    }  # fmt: skip


def test_a_parameter_is_unknown_before_its_first_value() -> None:
    text = GOOD + "  2022-01-01: {value: 6.5, clause: 第二条, verified: false}\n"
    parameter = read_parameter(load_yaml(text, where="x"), where="x")
    assert parameter.at(date(2019, 12, 31)) is None
    first = parameter.at(date(2021, 12, 31))
    second = parameter.at(date(2022, 1, 1))
    assert first is not None
    assert second is not None
    assert (first.value, first.clause, first.verified) == (Decimal(5), "第一条", True)
    assert (second.value, second.unit, second.source) == (Decimal("6.5"), "元", "某办法")
    assert parameter.at(date(2022, 1, 1), "990100") is None


def test_shipped_terms_hold_by_the_day_of_filing() -> None:
    rulebook = load_rulebook()
    design = rulebook.parameter("design_term")
    before, after = design.at(date(2021, 5, 31)), design.at(date(2021, 6, 1))
    assert before is not None
    assert after is not None
    assert (before.value, after.value) == (10, 15)
    with pytest.raises(NotFoundError):
        rulebook.parameter("no_such")


def test_every_shipped_file_of_the_rulebook_is_read() -> None:
    rulebook = load_rulebook()
    assert len(rulebook.parameters) >= 4
    assert len(rulebook.regions()) > 3000
    assert set(range(2004, 2027)) <= set(rulebook.calendar().years)
    for path in SHIPPED.rglob("*.yaml"):
        assert load_yaml(path.read_text(encoding="utf-8"), where=path.name)


def test_regions_know_their_names_and_children() -> None:
    regions = load_rulebook().regions()
    assert regions.full_name("990102Z1") == "示例省云澜市青岚区白鹭高新区"
    assert [one.name for one in regions.children("990100")] == [
        "青岚区", "临溪区", "望川县", "石埠县", "南汀县",
    ]  # fmt: skip
    assert regions.name("361003") == "东乡区"
    assert regions.name("999999") == "999999"
    assert regions.full_name("110108") == "北京市海淀区"
    for bad, line in (("99 示例", 4), ("990000", 4), ("990000 甲 2020", 4)):
        with pytest.raises(RulebookError) as caught:
            read_regions(f"regions: x\nsource: y\nlist: |\n  {bad}\n", where="某.yaml")
        assert f"第{line}行" in caught.value.where


def test_an_office_lays_its_own_folder_over_the_shipped_one(tmp_path: Path) -> None:
    folder = tmp_path / "national" / "parameters"
    folder.mkdir(parents=True)
    shipped = SHIPPED / "national/parameters/design_term.yaml"
    text = shipped.read_text(encoding="utf-8").replace("value: 15", "value: 16")
    (folder / "design_term.yaml").write_text(text, encoding="utf-8")
    value = Rulebook((SHIPPED, tmp_path)).parameter("design_term").at(date(2026, 1, 1))
    assert value is not None
    assert value.value == 16
    # The same name in another file would leave two answers: refused, both files named.
    (folder / "other.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match="写了两次") as caught:
        Rulebook((SHIPPED, tmp_path)).parameter("design_term")
    assert "other.yaml" in caught.value.where
