"""A policy of our own with passages that the readers leave, and what an honest model says of them."""

from __future__ import annotations

import copy
from typing import Any

from standin_model import completion
from zhishu.policy.contract import file_as_json
from zhishu.policy.proposals.proposal import source_of
from zhishu.policy.proposals.reply import check_answer
from zhishu.policy.reader import read_policy

POLICY = """云澜市人民政府办公室关于印发知识产权强市建设工作方案的通知
云政办发〔2026〕12号

各县（区）人民政府：
现将《云澜市知识产权强市建设工作方案》印发给你们。

一、工作基础
2024年底，全市有效发明专利1200件。到2027年，力争再上台阶，有效发明专利拥有量做到1800件以上，商标注册量做到2.5万件，跻身全省前列。
二、重点任务
（一）提升创造质量。保护中心的建设，市市场监管局（牵头）、市财政局抓紧。每年新增贯标企业20家。
（二）强化运用。受理的维权援助申请，窗口10个工作日给准话。联系人电话：0599-8123456。
三、企业事项
在本市登记的企业均可来办。
（一）对首次通过贯标认证的企业，一次性奖励5万元。
（二）评上示范的，市里表示3万元，每户一年至多6万元，就高不重复。年营业收入1000万元以上的优先。评审标准执行GB/T 29490-2023。
四、怎么干
第一步，2026年3月至5月，摸底；第二步，6月至11月，全面推开。

云澜市人民政府办公室
2026年3月1日
"""
# Numbers of clauses as a model is told them.
BASIS, CREATE, USE, PAY, FIRST, SECOND, TIMES = 2, 4, 5, 6, 7, 8, 9
HONEST: dict[str, list[dict[str, Any]]] = {
    "tasks": [
        {
            "clause": CREATE,
            "text": "保护中心的建设，市市场监管局（牵头）、市财政局抓紧。",
            "units": [
                {"name": "市市场监管局", "role": "lead"},
                {"name": "市财政局", "role": "participant"},
            ],
            "quotes": {"units": "市市场监管局（牵头）、市财政局"},
        }
    ],
    "targets": [
        {
            "clause": BASIS,
            "text": "到2027年，力争再上台阶，有效发明专利拥有量做到1800件以上",
            "indicator": "有效发明专利拥有量",
            "value": 1800,
            "value_max": None,
            "unit": "件",
            "comparator": ">=",
            "baseline": None,
            "period": None,
            "deadline": "2027",
            "reference": None,
            "quotes": {
                "indicator": "有效发明专利拥有量",
                "value": "1800件以上",
                "deadline": "到2027年",
            },
        },
        {
            "clause": BASIS,
            "text": "商标注册量做到2.5万件",
            "indicator": "商标注册量",
            "value": 25000,
            "unit": "件",
            "comparator": "=",
            "quotes": {"indicator": "商标注册量", "value": "2.5万件"},
        },
        {
            "clause": BASIS,
            "text": "有效发明专利拥有量做到1800件以上，商标注册量做到2.5万件，跻身全省前列",
            "indicator": "商标注册量",
            "value": None,
            "comparator": "=",
            "reference": "跻身全省前列",
            "quotes": {"indicator": "商标注册量", "reference": "跻身全省前列"},
        },
    ],
    "measures": [
        {
            "clause": SECOND,
            "text": "评上示范的，市里表示3万元，每户一年至多6万元，就高不重复。",
            "beneficiary": "在本市登记的企业",
            "conditions": ["评上示范"],
            "amount": 30000,
            "cap": 60000,
            "per": "户",
            "exclusivity": "就高不重复",
            "quotes": {
                "beneficiary": "在本市登记的企业均可来办",
                "conditions": ["评上示范的"],
                "amount": "3万元",
                "cap": "至多6万元",
                "per": "每户",
                "exclusivity": "就高不重复",
            },
        }
    ],
    "stages": [
        {
            "clause": TIMES,
            "text": "第一步，2026年3月至5月，摸底",
            "name": "摸底",
            "from": "2026-03",
            "to": "2026-05",
            "quotes": {"name": "摸底", "time": "2026年3月至5月"},
        },
        {
            "clause": TIMES,
            "text": "第二步，6月至11月，全面推开",
            "name": "全面推开",
            "from": "2026-06",
            "to": "2026-11",
            "quotes": {"name": "全面推开", "time": "6月至11月"},
        },
    ],
    "time_limits": [
        {
            "clause": USE,
            "text": "受理的维权援助申请，窗口10个工作日给准话",
            "matter": "维权援助申请",
            "value": 10,
            "unit": "工作日",
            "quotes": {"matter": "受理的维权援助申请", "value": "10个工作日"},
        }
    ],
}
COUNT = sum(map(len, HONEST.values()))


def read_document(text: str = POLICY) -> dict[str, Any]:
    """The one document of a text, as `zhishu policy read` prints it."""
    [document] = file_as_json(read_policy(text))["documents"]
    return document  # type: ignore[no-any-return]


def honest(kind: str, at: int = 0, **changes: Any) -> dict[str, list[dict[str, Any]]]:
    """One honest proposal, with fields changed; those of quotes by quote_NAME."""
    made = copy.deepcopy(HONEST[kind][at])
    for name, value in changes.items():
        if name.startswith("quote_"):
            made["quotes"][name.removeprefix("quote_")] = value
        else:
            made[name.rstrip("_")] = value
    return {kind: [made]}


DOCUMENT = read_document()
SOURCE = source_of(DOCUMENT)
EVERY = range(len(DOCUMENT["clauses"]))


def checked(told: Any, asked: Any = EVERY) -> dict[str, Any]:
    """What becomes of an answer with this content about clauses of the policy."""
    return check_answer(DOCUMENT, asked, completion(told))
