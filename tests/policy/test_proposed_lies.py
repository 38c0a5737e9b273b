"""What a language model proposes and the source does not say is refused, with its reason."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from proposed_policy import (
    COUNT,
    CREATE,
    EVERY,
    HONEST,
    PAY,
    POLICY,
    USE,
    checked,
    honest,
    read_document,
)
from standin_model import completion
from zhishu.policy.proposals.proposal import REASONS
from zhishu.policy.proposals.reply import check_answer

# what is said, and why it is refused
LIES: dict[str, tuple[dict[str, Any], str]] = {
    "a number that is not there": (
        honest("targets", value=1900, quote_value="1900件以上"),
        "not_in_source",
    ),
    "another number than its quote": (honest("targets", value=1900), "other_value"),
    "a number not multiplied out": (honest("targets", 1, value=2.5), "other_value"),
    "a quote that cuts a number in front": (
        honest("targets", value=800, quote_value="800件以上"),
        "no_quantity",
    ),
    "a quote that cuts a number behind": (
        honest("targets", value=180, quote_value="180"),
        "other_value",
    ),
    "the right number, the wrong unit": (honest("targets", unit="家"), "other_unit"),
    "the right number, no unit": (honest("targets", unit=None), "other_unit"),
    "the right number, another comparator": (
        honest("targets", comparator="="),
        "other_comparator",
    ),
    "a range of one number": (honest("targets", value_max=2000), "other_value"),
    "a number of another clause": (honest("targets", clause=CREATE), "not_in_source"),
    "a past figure as a target": (
        honest(
            "targets",
            text="2024年底，全市有效发明专利1200件",
            indicator="有效发明专利",
            value=1200,
            comparator="=",
            deadline=None,
            quote_value="1200件",
            quote_indicator="有效发明专利",
        ),
        "other_role",
    ),
    "a year as a value": (
        honest("targets", value=2027, unit="年", quote_value="2027年"),
        "no_quantity",
    ),
    "an invented indicator": (
        honest("targets", indicator="高价值发明专利拥有量"),
        "not_in_quote",
    ),
    "an invented quote": (
        honest("targets", quote_indicator="高价值发明专利拥有量"),
        "not_in_source",
    ),
    "the indicator of another number": (
        honest(
            "targets",
            text="有效发明专利拥有量做到1800件以上，商标注册量做到2.5万件",
            indicator="商标注册量",
            quote_indicator="商标注册量",
        ),
        "other_name",
    ),
    "a deadline that is a past year": (
        honest("targets", deadline="2024", quote_deadline="2024年底"),
        "other_date",
    ),
    "another deadline than its quote": (honest("targets", deadline="2028"), "other_date"),
    "a deadline without a quote": (honest("targets", quote_deadline=None), "no_quote"),
    "an invented period": (
        honest("targets", period="每年", quote_period="每年"),
        "not_in_source",
    ),
    "a baseline that is itself a target": (
        honest("targets", baseline=25000, quote_baseline="2.5万件"),
        "other_role",
    ),
    "a period that is none": (
        honest("targets", period="再上台阶", quote_period="再上台阶"),
        "other_date",
    ),
    "an invented baseline": (
        honest("targets", baseline=900, quote_baseline="全市有效发明专利1200件"),
        "other_value",
    ),
    "a target without a value": (
        honest("targets", value=None, quote_value=None),
        "nothing_said",
    ),
    "words that are no relative target": (
        honest("targets", 2, reference="力争再上台阶", quote_reference="力争再上台阶",
               text="到2027年，力争再上台阶，有效发明专利拥有量做到1800件以上，商标注册量做到2.5万件，跻身全省前列"),
        "other_role",
    ),
    "a passage that is not there": (honest("targets", text="做到1800件"), "not_in_source"),
    "no passage": (honest("targets", text=""), "malformed"),
    "a blank for a passage": (honest("targets", text=" "), "not_in_source"),
    "a passage that holds all but the number": (
        honest("targets", text="到2027年，力争再上台阶"),
        "not_in_source",
    ),
    "an invented body": (
        honest("tasks", units=[{"name": "市科技局", "role": "lead"}]),
        "other_body",
    ),
    "a body with its level cut off": (
        honest(
            "tasks",
            units=[{"name": "市场监管局", "role": "responsible"}],
            quote_units="市场监管局（牵头）",
        ),
        "other_body",
    ),
    "a body whose part is another": (
        honest("tasks", units=[{"name": "市财政局", "role": "lead"}]),
        "other_part",
    ),
    "a body in a quote that is not there": (
        honest("tasks", quote_units="市市场监管局（牵头）、市科技局"),
        "not_in_source",
    ),
    "words that are no body": (
        honest("tasks", units=[{"name": "保护中心的建设", "role": "lead"}], quote_units="保护中心的建设"),
        "other_body",
    ),
    "a body of another clause": (honest("tasks", clause=USE), "not_in_source"),
    "a sum that is not there": (
        honest("measures", amount=300000, quote_amount="30万元"),
        "not_in_source",
    ),
    "a sum in 万元": (honest("measures", amount=3), "other_value"),
    "a cap as an amount": (
        honest("measures", amount=60000, cap=None, quote_amount="至多6万元"),
        "other_role",
    ),
    "a threshold as an amount": (
        honest(
            "measures",
            text="年营业收入1000万元以上的优先。",
            amount=10000000,
            cap=None,
            conditions=[],
            per=None,
            exclusivity=None,
            quote_amount="1000万元以上",
        ),
        "other_role",
    ),
    "a standard's number as an amount": (
        honest(
            "measures",
            text="评审标准执行GB/T 29490-2023。",
            amount=29490,
            quote_amount="GB/T 29490-2023",
        ),
        "no_quantity",
    ),
    "a sum as a rate": (
        honest("measures", amount=None, rate=0.03, quote_rate="3万元"),
        "other_value",
    ),
    "a rate without a share": (
        honest("measures", amount=None, rate=300, quote_rate="3万元"),
        "other_unit",
    ),
    "an invented beneficiary": (
        honest("measures", beneficiary="全体市民", quote_beneficiary="全体市民"),
        "not_in_source",
    ),
    "a beneficiary of a clause beside it": (
        honest("measures", beneficiary="首次通过贯标认证的企业", quote_beneficiary="首次通过贯标认证的企业"),
        "not_in_source",
    ),
    "an invented condition": (
        honest("measures", conditions=["评上示范", "纳税百强"]),
        "not_in_quote",
    ),
    "an invented further cap": (
        honest("measures", other_caps=[{"value": 80000, "per": "户"}], quote_other_caps="每户一年至多6万元"),
        "other_value",
    ),
    "a measure without a number": (
        honest("measures", amount=None, cap=None),
        "nothing_said",
    ),
    "another day than its quote": (honest("stages", to="2026-06"), "other_date"),
    "half of a stretch": (
        honest("stages", to="2026-03", quote_time="2026年3月"),
        "other_date",
    ),
    "a month cut in front": (
        honest("stages", 1, from_="2026-01", to="2026-01", quote_time="1月"),
        "other_date",
    ),
    "a stage of another year": (
        honest("stages", 1, from_="2027-06", to="2027-11"),
        "other_date",
    ),
    "an invented stage": (honest("stages", name="验收", quote_name="验收"), "not_in_source"),
    "a stage without days": (honest("stages", from_=None, to=None), "nothing_said"),
    "another limit": (honest("time_limits", value=5), "other_value"),
    "a limit in other days": (honest("time_limits", unit="日"), "other_unit"),
    "a count as a limit": (
        honest("time_limits", clause=CREATE, text="每年新增贯标企业20家", matter="新增贯标企业",
               value=20, unit="家", quote_matter="新增贯标企业", quote_value="20家"),
        "other_role",
    ),
    "a telephone as a limit": (
        honest("time_limits", text="联系人电话：0599-8123456", matter="联系人", value=599,
               quote_matter="联系人", quote_value="0599-8123456"),
        "no_quantity",
    ),
    "a clause that is none": (honest("targets", clause=99), "unknown_clause"),
    "clause nought": (honest("targets", clause=0), "unknown_clause"),
    "a clause below nought": (honest("targets", clause=-1), "unknown_clause"),
    "a clause by its path": (honest("targets", clause="一"), "malformed"),
    "half a clause": (honest("targets", clause=1.5), "malformed"),
    "a number as words": (honest("targets", value="1800"), "malformed"),
    "true as a number": (honest("targets", value=True), "malformed"),
    "a field that was not asked for": (honest("targets", run="rm -rf /"), "malformed"),
    "a role that is none": (
        honest("tasks", units=[{"name": "市财政局", "role": ["lead"]}]),
        "malformed",
    ),
    "no units": (honest("tasks", units=[]), "malformed"),
    "a day that is none": (honest("targets", deadline="明年"), "malformed"),
    "quotes that are none": (honest("targets", quotes="1800件以上"), "malformed"),
    "words beyond measure": (honest("targets", indicator="量" * 3000), "malformed"),
    "an item that is none": ({"targets": ["1800件"]}, "malformed"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused_with_its_reason(name: str) -> None:
    said, reason = LIES[name]
    told = checked(said)
    assert told["accepted"] == []
    [refused] = told["refused"]
    assert refused["reason"] == reason
    assert len(refused["said"]) <= 60


def proposal(kind: str, text: str, quotes: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {kind: [{"clause": PAY, "text": text, **values, "quotes": quotes}]}


def target(indicator: str, number: str, value: float, deadline: str, said: str) -> dict[str, Any]:
    """A target in the sentence of two."""
    quotes = {"indicator": indicator, "value": number, "deadline": said}
    return proposal(
        "targets", TWO_TARGETS, quotes, indicator=indicator, value=value, unit="件",
        comparator="=", deadline=deadline,
    )  # fmt: skip


def measure(beneficiary: str, amount: float, number: str) -> dict[str, Any]:
    """A measure in the sentence of two."""
    quotes = {"beneficiary": beneficiary, "amount": number}
    return proposal("measures", TWO_SUMS, quotes, beneficiary=beneficiary, amount=amount)


def stage(name: str, begins: str, ends: str, said: str) -> dict[str, Any]:
    quotes = {"name": name, "time": said}
    return proposal("stages", TWO_STAGES, quotes, name=name, **{"from": begins, "to": ends})


def limit(matter: str, value: int) -> dict[str, Any]:
    quotes = {"matter": matter, "value": f"{value}个工作日"}
    return proposal("time_limits", TWO_LIMITS, quotes, matter=matter, value=value, unit="工作日")


TWO_TARGETS = "到2027年商标注册量做到500件，到2030年版权登记量做到800件"
TWO_SUMS = "获金奖的企业、获银奖的企业分别表示20万元、8万元"
TWO_STAGES = "摸底，2026年3月至5月；推开，2026年6月至11月"
TWO_LIMITS = "受理5个工作日，审核10个工作日"
# Every value is there; it is what they have to do with each other that is made up.
CROSSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a target": (TWO_TARGETS, target("商标注册量", "500件", 500, "2027", "到2027年"), ""),
    "its indicator": (TWO_TARGETS, target("版权登记量", "500件", 500, "2027", "到2027年"), "other_name"),
    "its deadline": (TWO_TARGETS, target("商标注册量", "500件", 500, "2030", "到2030年"), "other_date"),
    "a measure": (TWO_SUMS, measure("获金奖的企业", 200_000, "20万元"), ""),
    "its beneficiary": (TWO_SUMS, measure("获银奖的企业", 200_000, "20万元"), "other_name"),
    "a beneficiary of both": (TWO_SUMS, measure("企业", 200_000, "20万元"), ""),
    "a stage": (TWO_STAGES, stage("摸底", "2026-03", "2026-05", "2026年3月至5月"), ""),
    "its time": (TWO_STAGES, stage("摸底", "2026-06", "2026-11", "2026年6月至11月"), "other_name"),
    "a limit": (TWO_LIMITS, limit("审核", 10), ""),
    "the limit of what follows": (TWO_LIMITS, limit("受理", 10), "other_name"),
    "the limit of what stands before": (TWO_LIMITS, limit("审核", 5), "other_name"),
}  # fmt: skip


@pytest.mark.parametrize("name", CROSSED)
def test_values_of_two_items_are_not_put_together(name: str) -> None:
    sentence, said, reason = CROSSED[name]
    document = read_document(POLICY.replace("均可来办。", f"均可来办。{sentence}。"))
    told = check_answer(document, EVERY, completion(said))
    assert [one["reason"] for one in told["refused"]] == ([reason] if reason else [])
    # What the program has found itself is not proposed again.
    assert len(told["accepted"]) + told["duplicates"] == (0 if reason else 1)


def test_every_reason_has_a_case_and_a_sentence() -> None:
    cased = {reason for _, reason in LIES.values()}
    assert cased | {"too_many"} == set(REASONS)


def test_a_lie_spoils_nothing_beside_it() -> None:
    said = copy.deepcopy(HONEST)
    said["targets"] += LIES["another number than its quote"][0]["targets"]
    told = checked(said)
    assert len(told["accepted"]) == COUNT
    assert [one["reason"] for one in told["refused"]] == ["other_value"]


def test_words_may_be_quoted_in_another_width_and_script() -> None:
    told = checked(
        honest(
            "targets",
            1,
            indicator="商標註冊量",
            quote_indicator="商標註冊量",
            text="商標註冊量做到２．５萬件",
            quote_value="２．５ 万 件",
        )
    )
    [made] = told["accepted"]
    # What is kept are the words of the source.
    assert (made["item"]["indicator"], made["item"]["text"]) == (
        "商标注册量",
        "商标注册量做到2.5万件",
    )
