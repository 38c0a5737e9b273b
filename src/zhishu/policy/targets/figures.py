"""Numbers as a target has them: without their comparison, which is read from the words on both sides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from zhishu.policy.document import Comparator
from zhishu.policy.text.quantities import read_quantities

_BEFORE: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    (
        re.compile(
            r"(?:不低于|不少于|不小于|不得低于|不得少于|至少[\u4e00-\u9fff]{0,4}|最少|≥|>=|＞=)(?:达到|为|在)?$"
        ),
        ">=",
    ),
    (
        re.compile(
            r"(?:不超过|不超|不过|不逾|不高于|不多于|不大于|不得超过|不得高于|至多|最多|≤|<=|控制在)$"
        ),
        "<=",
    ),
    (re.compile(r"(?:超过|突破|超|高于|多于|大于|逾|>|＞)$"), ">"),
    (re.compile(r"(?:低于|少于|小于|不足|<|＜)$"), "<"),
)
_AFTER: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    (re.compile(r"(?:及其?|[或和])?以上"), ">="),
    (re.compile(r"(?:及其?|[或和])?(?:以内|之内|以下)|内(?![容部外资涵需])"), "<="),
)
_TAIL = re.compile(r"(?:[(（]?(?:及其?|[或和])?(?:以上|以内|之内|以下)|[内起]|封顶)$")
# Counts that a shorter unit would cut: 家次, 场次; and some that are no unit elsewhere.
_LONGER = re.compile(r"次(?!数)|倍")
_LONE_UNIT = re.compile(
    r"[单张块座株头只辆艘枚本册架间栋课集位颗棵幅幢箱口吨升斤起例]"
    r"(?=以上|左右|以内|以下|[，。；、（）\n]|$)"
)
# What a measure of nature is counted in: 吨标准煤, 克/千瓦时, 微克/立方米.
_PER = r"/(?:平方公里|立方米|千瓦时|公里|万元|万人|千人|百人|[升吨亩人床年日户])"
_TAIL_OF_UNIT = re.compile(rf"(?:标准?煤|二氧化碳当量)(?:{_PER})?|{_PER}")
_SMALL_UNIT = re.compile(rf"(?:[微毫]克|克|毫升|升|毫米|厘米|米|分贝|赫兹)(?:{_PER})?")
_ABOUT = re.compile("左右")


@dataclass(frozen=True)
class Figure:
    """A number: text[start:stop] holds it with 以上 and 左右; comparator from both sides."""

    start: int
    stop: int
    value: Decimal | None
    value_max: Decimal | None
    unit: str
    comparator: Comparator
    after: bool
    spelled: bool
    vague: bool
    about: bool


def read_figures(text: str) -> list[Figure]:
    """The quantities of a passage in order."""
    found = []
    for one in read_quantities(text):
        if one.form != "quantity" or one.value is None:
            continue
        raw = text[one.start : one.end]
        if one.unit in ("年", "周") and not re.search(r"\d", raw):
            continue
        core = one.start + len(_TAIL.sub("", raw))
        found.append(_figure(text, one.start, core, one.value, one.value_max, one.unit))
    return found


def _figure(
    text: str, start: int, core: int, value: Decimal, upper: Decimal | None, unit: str
) -> Figure:
    if tail := _TAIL_OF_UNIT.match(text, core):
        unit, core = unit + tail.group(), tail.end()
    elif not unit and (small := _SMALL_UNIT.match(text, core)):
        unit, core = small.group(), small.end()
    elif unit in ("家", "场", "人", "批", "件", "户", "个", "期") and _LONGER.match(text, core):
        unit, core = unit + text[core], core + 1
    elif not unit and (lone := _LONE_UNIT.match(text, core)):
        unit, core = lone.group(), lone.end()
    unit = {"个工作日": "工作日", "百分点": "个百分点"}.get(unit, unit)
    comparator: Comparator = "="
    before = text[max(0, start - 12) : start]
    for pattern, sign in _BEFORE:
        if pattern.search(before):
            comparator = sign
            break
    stop = core
    after = False
    for pattern, sign in _AFTER:
        if tail := pattern.match(text, core):
            stop, after = tail.end(), True
            comparator = sign if comparator == "=" else comparator
            break
    about = _ABOUT.match(text, stop)
    if about:
        stop = about.end()
        # 控制在5%左右
        comparator = "=" if before.endswith("控制在") else comparator
    if upper is not None:
        comparator = "range"
    raw = text[start:core]
    return Figure(
        start, stop, value, upper, unit, comparator, after, not re.search(r"\d", raw),
        re.search("[余多]", raw) is not None, about is not None,
    )  # fmt: skip
