"""Bad rules of many kinds: each is told with file, line, what is wrong and what to do, none with a traceback."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.entitlement_book import CITY, DAY, book, known
from zhishu.rules.checking.finding import Finding
from zhishu.rules.entitling import InForce
from zhishu.rules.inspection import inspect_rulebook
from zhishu.rules.loading import RulebookError

GOOD = """\
measure: 990100/trial/1
title: 试验
source: {title: 试验办法, clause: 第一条, issued_on: 2024-01-01, effective_to: 2027-12-31}
form: award
once: ever
applies_to: [enterprise, university]
conditions:
  all:
    - {fact: test.first, is: true}
    - any:
        - {fact: test.level, in: [nation, province]}
        - {fact: test.products, at_least: few}
    - {fact: test.on, within: {years: span}}
amount:
  highest:
    - {when: {fact: test.level, is: nation}, fixed: high, cap: most}
    - {fixed: low, each: test.products, cap: most}
    - {rate: share, of: test.cost, cap: most}
parameters:
  few: {unit: 件, values: {2024-01-01: {value: 3, clause: 第一条, verified: true}}}
  span: {unit: 年, values: {2024-01-01: {value: 3, clause: 第一条, verified: true}}}
  high: {unit: 元, values: {2024-01-01: {value: 20000, clause: 第一条, verified: true}}}
  low: {unit: 元, values: {2024-01-01: {value: 500, clause: 第一条, verified: true}}}
  share: {unit: 比例, values: {2024-01-01: {value: 0.6, clause: 第一条, verified: true}}}
  most: {unit: 元, values: {2024-01-01: {value: 50000, clause: 第一条, verified: true}}}
"""
GROUPS = """\
groups: 组
source: {title: 试验办法, clause: 第一条, issued_on: 2024-01-01}
each:
  one: {title: 甲, rule: highest}
"""
FEW = "few: {unit: 件, values: {2024-01-01: {value: 3"
SHARE = "value: 0.6"


@dataclass(frozen=True)
class Bad:
    """What is changed in the good rule, the line of the fault, and words of what is said."""

    kind: str
    old: str
    new: str
    line: int
    said: str
    next_step: str = ""


FAULTS = [
    Bad("unknown condition head", "- {fact: test.first, is: true}", "- {when: test.first, is: true}", 9, "须以all", "列表"),
    Bad("two heads", "{fact: test.first, is: true}", "{fact: test.first, measure: 990100/trial/2, is: true}", 9, "须以all"),
    Bad("no comparison", "{fact: test.first, is: true}", "{fact: test.first}", 9, "须有一个比较"),
    Bad("unknown operator", "{fact: test.first, is: true}", "{fact: test.first, equals: true}", 9, "须有一个比较"),
    Bad("two operators", "at_least: few}", "at_least: few, at_most: few}", 12, "须有一个比较"),
    Bad("foreign key", "at_least: few}", "at_least: few, unit: 件}", 12, "没有“unit”"),
    Bad("empty list", "        - {fact: test.level, in: [nation, province]}\n        - {fact: test.products, at_least: few}\n", "        []\n", 10, "须是条件的列表"),
    Bad("in without a list", "in: [nation, province]", "in: nation", 11, "须是词的列表"),
    Bad("within of nothing", "{years: span}", "{weeks: 3}", 13, "within", "years"),
    Bad("within backwards", "{years: span}", "{from: 2026-01-01, to: 2025-01-01}", 13, "早于"),
    Bad("negative years", "{years: span}", "{years: -3}", 13, "正整数"),
    Bad("a thousand years", "{years: span}", "{years: 1000}", 13, "过长", "200年"),
    Bad("unknown amount head", "fixed: low, each", "paid: low, each", 17, "须以fixed"),
    Bad("two amount heads", "fixed: low, each", "fixed: low, reimburse: test.cost, each", 17, "须以fixed"),
    Bad("bare figure in an amount", "fixed: low,", "fixed: 500,", 17, "须是参数名", "parameters"),
    Bad("bare cap", "of: test.cost, cap: most", "of: test.cost, cap: 50000", 18, "须是参数名"),
    Bad("one end of a range", "{fixed: low, each: test.products, cap: most}", "{between: [low]}", 17, "两个参数名"),
    Bad("option without amount", "{fixed: low, each: test.products, cap: most}", "{when: {fact: test.first, is: true}}", 17, "须以fixed"),
    Bad("unknown form", "form: award", "form: gift", 4, "不能是“gift”", "award"),
    Bad("unknown once", "once: ever", "once: twice", 5, "不能是"),
    Bad("misspelt key", "once: ever", "onec: ever", 1, "缺少“once”"),
    Bad("no title", "title: 试验\n", "", 1, "缺少“title”"),
    Bad("no source", "source: {title: 试验办法, clause: 第一条, issued_on: 2024-01-01, effective_to: 2027-12-31}\n", "", 1, "缺少“source”"),
    Bad("source without clause", "clause: 第一条, issued_on", "issued_on", 3, "缺少“clause”"),
    Bad("day that is none", "issued_on: 2024-01-01", "issued_on: 2024-02-30", 3, "日期"),
    Bad("ends before it begins", "effective_to: 2027-12-31", "effective_to: 2023-12-31", 3, "早于施行日"),
    Bad("descending dates", "2024-01-01: {value: 3, clause: 第一条, verified: true}", "2024-01-01: {value: 3, clause: 第一条, verified: true}, 2023-01-01: {value: 2, clause: 第一条, verified: true}", 20, "从早到晚"),
    Bad("the same day twice", "2024-01-01: {value: 3, clause: 第一条, verified: true}", "2024-01-01: {value: 3, clause: 第一条, verified: true}, 2024-01-01: {value: 2, clause: 第一条, verified: true}", 20, "写了两次"),
    Bad("no value", FEW, "few: {unit: 件, values: {2024-01-01: {valeu: 3", 20, "缺少“value”"),
    Bad("value in words", "value: 3", "value: 三", 20, "须是数字"),
    Bad("anchor", "title: 试验", "title: &x 试验", 2, "锚点"),
    Bad("not YAML", "once: ever", "once: [ever", 6, "不是合法的YAML"),
    Bad("unknown fact", "fact: test.first", "fact: test.frist", 9, "没有事实test.frist", "rules facts"),
    Bad("unknown fact of an amount", "of: test.cost", "of: test.costs", 18, "没有事实test.costs"),
    Bad("unknown counted fact", "each: test.products", "each: test.product", 17, "没有事实"),
    Bad("money counted", "each: test.products", "each: test.cost", 17, "这里要数量"),
    Bad("rate of a number", "of: test.cost", "of: test.staff", 18, "这里要金额"),
    Bad("comparison of another kind", "at_least: few}", "within: {years: span}}", 12, "不能用within", "at_least"),
    Bad("threshold of a word", "in: [nation, province]", "at_least: few", 11, "是类别，不能用at_least"),
    Bad("is on a day", "within: {years: span}", "is: 2025-01-01", 13, "是日期，不能用is"),
    Bad("day from a parameter", "within: {years: span}", "before: span", 13, "日期不能取自参数"),
    Bad("region for a day", "within: {years: span}", "within: 990100", 13, "是日期，不能用区划代码"),
    Bad("word that is none", "[nation, province]", "[nation, provincial]", 11, "没有“provincial”", "province"),
    Bad("truth as a word", "is: true}\n    - any", "is: 是}\n    - any", 9, "不能与是比较", "true或false"),
    Bad("region that is none", "{fact: test.first, is: true}", "{fact: party.region, within: 99}", 9, "区划代码"),
    Bad("unknown parameter", "at_least: few", "at_least: fwe", 12, "没有参数fwe"),
    Bad("unknown cap", "of: test.cost, cap: most", "of: test.cost, cap: mots", 18, "没有参数mots"),
    Bad("threshold in another unit", FEW, "few: {unit: 人, values: {2024-01-01: {value: 3", 12, "单位是人", "单位"),
    Bad("cap in pieces", "most: {unit: 元", "most: {unit: 件", 16, "单位是件"),
    Bad("rate in yuan", "share: {unit: 比例", "share: {unit: 元", 18, "单位是元"),
    Bad("years in months", "span: {unit: 年", "span: {unit: 个月", 13, "单位是个月"),
    Bad("half a year", "span: {unit: 年, values: {2024-01-01: {value: 3", "span: {unit: 年, values: {2024-01-01: {value: 0.5", 21, "正整数"),
    Bad("rate above one", SHARE, "value: 60", 24, "不在0和1之间", "0.6"),
    Bad("rate of five decimals", SHARE, "value: 0.66667", 24, "多于四位小数"),
    Bad("negative money", "value: 20000", "value: -20000", 22, "超出范围"),
    Bad("parts of a fen", "value: 20000", "value: 20000.005", 22, "不是整分"),
    Bad("too much for each", "value: 500,", "value: 5000000,", 23, "过大"),
    Bad("range backwards", "{fixed: low, each: test.products, cap: most}", "{between: [high, low]}", 22, "大于low"),
    Bad("series by no fact", "few: {unit: 件, values: {2024-01-01: {value: 3, clause: 第一条, verified: true}}}", "few: {unit: 件, by: kind, values: {enterprise: {2024-01-01: {value: 3, clause: 第一条, verified: true}}}}", 12, "不是类别的事实"),
    Bad("series of a strange word", "few: {unit: 件, values: {2024-01-01: {value: 3, clause: 第一条, verified: true}}}", "few: {unit: 件, by: test.level, values: {town: {2024-01-01: {value: 3, clause: 第一条, verified: true}}}}", 20, "没有“town”"),
    Bad("bands that are none", "{fixed: low, each: test.products, cap: most}", "{tiers: test.products, bands: low}", 17, "不是分档的"),
    Bad("kind of party that is none", "[enterprise, university]", "[enterprise, school]", 6, "没有主体类别“school”"),
    Bad("unknown measure", "{fact: test.first, is: true}", "{measure: 990100/trial/8, is: met}", 9, "没有措施990100/trial/8"),
    Bad("reached itself", "{fact: test.first, is: true}", "{measure: 990100/trial/1, is: met}", 9, "互相引用"),
    Bad("reference other than met", "{fact: test.first, is: true}", "{measure: 990100/trial/1, is: near}", 9, "不能是“near”"),
    Bad("unknown group", "once: ever", "group: two\nonce: ever", 5, "没有组two"),
    Bad("lost with conditions", "once: ever", "lost: [数额缺损]\nonce: ever", 8, "缺损的措施"),
    Bad("another place", "measure: 990100/trial/1", "measure: 990100/trial/2", 1, "位置不符", "990100/trial/1"),
    Bad("another region", "measure: 990100/trial/1", "measure: 361000/trial/1", 1, "位置不符"),
    Bad("region unread", "measure: 990100/trial/1", "measure: 99/trial/1", 1, "施行地区"),
    Bad("quota in yuan", "once: ever", "budget: {quota: most}\nonce: ever", 5, "单位是元"),
    Bad("unknown quota", "once: ever", "budget: {quota: places}\nonce: ever", 5, "没有参数places"),
    Bad("budget in pieces", "once: ever", "budget: {pro_rata: few}\nonce: ever", 5, "单位是件"),
]  # fmt: skip

DOUBTS = [
    Bad("contradiction", "{fact: test.first, is: true}", "all: [{fact: test.first, is: true}, {fact: test.first, is: false}]", 9, "互相矛盾"),
    Bad("threshold above its limit", "{fact: test.first, is: true}", "all: [{fact: test.staff, at_least: 1}, {fact: test.staff, at_most: 0}]", 9, "互相矛盾"),
    Bad("branch never reached", "{fact: test.first, is: true}", "{fact: test.level, is: none}", 11, "这一支"),
    Bad("kind outside applies_to", "in: [nation, province]}", "in: [nation, province]}\n        - {fact: party.kind, is: agency}", 12, "这一支"),
    Bad("everybody", "{fact: test.first, is: true}", "{fact: test.staff, at_least: 0}", 9, "谁都符合"),
    Bad("option never taken", "{fact: test.level, is: nation}", "{fact: party.kind, is: agency}", 16, "取不到"),
    Bad("option behind one always taken", "highest:\n    - {when: {fact: test.level, is: nation}, fixed", "first:\n    - {fixed", 17, "用不上"),
    Bad("option behind the same", "highest:", "first:\n    - {when: {not: {fact: test.level, is: none}}, fixed: high}", 17, "取不到"),
    Bad("bare figure", "at_least: few", "at_least: 3", 12, "直接写在条件里", "parameters"),
    Bad("parameter unused", "- {rate: share, of: test.cost, cap: most}", "- {reimburse: test.cost, cap: most}", 24, "没有用到"),
    Bad("no value on the first day", "low: {unit: 元, values: {2024-01-01", "low: {unit: 元, values: {2025-01-01", 23, "第一天2024-01-01没有值"),
    Bad("figure without clause", "value: 500, clause: 第一条", "value: 500", 23, "没有条款"),
    Bad("cap below the sum", "value: 50000", "value: 10000", 25, "低于定额"),
    Bad("word twice", "[nation, province]", "[nation, nation]", 11, "写了两次"),
    Bad("group of one", "once: ever", "group: one\nonce: ever", 4, "只有1项措施"),
]  # fmt: skip


def inspect(root: Path, text: str) -> list[Finding]:
    folder = root / "990100" / "measures" / "trial"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "1.yaml").write_text(text, encoding="utf-8")
    (folder / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    return [one for one in inspect_rulebook(book(root)) if one.what != "组one只有0项措施"]


def changed(bad: Bad) -> str:
    assert GOOD.count(bad.old) >= 1, bad.kind
    return GOOD.replace(bad.old, bad.new)


def test_the_good_rule_has_no_finding(tmp_path: Path) -> None:
    assert inspect(tmp_path, GOOD) == []


@pytest.mark.parametrize("bad", FAULTS, ids=lambda bad: bad.kind)
def test_a_fault_is_told_and_nothing_is_judged(bad: Bad, tmp_path: Path) -> None:
    findings = inspect(tmp_path, changed(bad))
    found = [one for one in findings if one.is_fault and bad.said in one.what]
    assert found, findings
    assert (found[0].file, found[0].line) == ("990100/measures/trial/1.yaml", bad.line)
    assert found[0].next_step
    assert bad.next_step in found[0].next_step
    with pytest.raises(RulebookError) as caught:
        InForce(book(tmp_path), CITY, DAY)
    assert "1.yaml" in caught.value.where


@pytest.mark.parametrize("bad", DOUBTS, ids=lambda bad: bad.kind)
def test_a_doubt_is_told_and_the_rule_still_holds(bad: Bad, tmp_path: Path) -> None:
    findings = inspect(tmp_path, changed(bad))
    assert [one for one in findings if one.is_fault] == []
    found = [one for one in findings if bad.said in one.what]
    assert found, findings
    assert found[0].line == bad.line
    assert found[0].next_step
    assert bad.next_step in found[0].next_step
    InForce(book(tmp_path), CITY, DAY)


def test_kinds_are_many() -> None:
    assert len({bad.kind for bad in (*FAULTS, *DOUBTS)}) == len(FAULTS) + len(DOUBTS) >= 40


# What takes two files: text of the second, where the finding is, what is said.
PAIRS: list[tuple[str, str, str, int, str]] = [
    ("990100/measures/1.yaml", GOOD, "990100/measures/1.yaml", 1, "不会读到"),
    ("990100/measures/trial/2.yml", GOOD, "990100/measures/trial/2.yml", 1, "不会读到"),
    ("990100/synonyms.yaml", "synonyms: 甲\n", "990100/synonyms.yaml", 1, "缺少“source”"),
    ("1.yaml", "facts: x\neach: {}\n", "1.yaml", 1, "不会读到"),
    ("990100/measures/2.yaml", "measure: [", "990100/measures/2.yaml", 1, "不是合法的YAML"),
    ("990100/measures/trial/2.yaml", GOOD, "990100/measures/trial/2.yaml", 1, "写了两次"),
    ("990100/facts/more.yaml", "facts: x\neach:\n  test.first: {title: 甲, kind: truth, meaning: 乙, question: 丙？}\n",
     "990100/facts/trial.yaml", 8, "写了两次"),
    ("990100/cases/trial/1.yaml", "cases: 990100/trial/7\neach:\n  - {name: 甲, as_of: 2026-01-01, facts: {}, expect: {state: met}}\n",
     "990100/cases/trial/1.yaml", 1, "没有措施990100/trial/7"),
    ("990100/cases/trial/1.yaml", "cases: 990100/trial/1\neach:\n  - {name: 甲, as_of: 2026-01-01, facts: {test.frist: true}, expect: {state: met}}\n",
     "990100/cases/trial/1.yaml", 3, "没有事实test.frist"),
    ("990100/cases/trial/1.yaml", "cases: 990100/trial/1\neach:\n  - {name: 甲, as_of: 2026-01-01, facts: {test.first: 1}, expect: {state: met}}\n",
     "990100/cases/trial/1.yaml", 3, "“首次”的值1不能用"),
    ("990100/measures/other/3.yaml", GOOD.replace("trial/1", "other/3").replace("once: ever", "once: ever\ngroup: one"),
     "990100/measures/other/3.yaml", 6, "属于另一份文件"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "file", "line", "said"), PAIRS)
def test_what_does_not_fit_together_is_told(
    path: str, text: str, file: str, line: int, said: str, tmp_path: Path
) -> None:
    target = tmp_path / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    findings = inspect(tmp_path, GOOD)
    assert any(said in one.what and (one.file, one.line) == (file, line) for one in findings), (
        findings
    )


# What may stand in the place of any word of a rule.
WORDS = [
    "test.first", "test.products", "test.cost", "test.on", "test.level", "party.kind", "party.region", "few", "span",
    "most", "all", "any", "not", "fact", "is", "in", "within", "at_least", "at_most", "before", "after", "measure",
    "true", "0", "1", "9999999", "-5", "0.5", "2026-01-01", "990100", "[a]", "{}", "[]", "null", "''", "calendar_year",
    "{years: 9000}", "{from: 0001-01-01}", "{to: 9999-12-31}", "元", "件", "比例", "1e9", "99999999999999", "2023-02-29",
]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_whatever_is_written_is_told_or_judged(root: Path, data: st.DataObject) -> None:
    text = GOOD
    for _ in range(data.draw(st.integers(1, 2))):
        word = data.draw(st.sampled_from(list(re.finditer(r"[\w./-]+", text))))
        text = text[: word.start()] + data.draw(st.sampled_from(WORDS)) + text[word.end() :]
    findings = inspect(root, text)
    assert all(one.what and one.file and one.next_step for one in findings)
    rulebook = book(root)
    try:
        rules = InForce(rulebook, CITY, DAY)
    except RulebookError:
        assert any(one.is_fault for one in findings)
        return
    assert not any(one.is_fault for one in findings)
    rules.entitle({})
    rules.entitle(
        known(rulebook, {"party.kind": "enterprise", "test.first": False, "test.products": 2})
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("written")


def test_a_circle_of_two_is_told_once(tmp_path: Path) -> None:
    for here, there in (("1", "2"), ("2", "1")):
        folder = tmp_path / "990100" / "measures" / "trial"
        folder.mkdir(parents=True, exist_ok=True)
        text = GOOD.replace("trial/1", f"trial/{here}").replace(
            "{fact: test.first, is: true}", f"{{measure: 990100/trial/{there}, is: met}}"
        )
        (folder / f"{here}.yaml").write_text(text, encoding="utf-8")
    circles = [one for one in inspect_rulebook(book(tmp_path)) if "互相引用" in one.what]
    assert [(one.file, one.line) for one in circles] == [("990100/measures/trial/2.yaml", 9)]
