"""Step 7, quantities: every number of a text once, as value, unit, range and comparator, with its place.

Numbers are read whole before anything is decided about them: `3—5万元` is one range of 30,000 to 50,000,
`GB/T 29490-2023` one standard's number, `〔2023〕5号` a part of a document's number. What a number means
(target, amount, threshold, …) is told by roles.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zhishu.base.errors import InvalidValueError
from zhishu.base.money import parse_numeral

Comparator = Literal["=", ">=", ">", "<=", "<", "range"]
# What a number is part of, where that settles it.
Form = Literal[
    "quantity", "year", "date", "ordinal", "document_number", "standard", "phone", "code", "counted_words"
]

_SIZES = {
    "": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
_SIZE = "(?:万亿|[十百千]?亿|[十百千]?万|[十百千])"
_ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CN = "一二两三四五六七八九十百千零〇"
_NUMERAL = rf"[{_CN}]+"
# Longer ones first; what a number counts, as it is printed.
UNITS = (
    "个工作日|个百分点|百分点|平方公里|平方米|公里|工作日|个自然日|自然日|日历日|日历天|个月|个季度|季度|小时|分钟|"
    "万人次|人次|人·次|万元|美元|欧元|元人民币|元|圆|名|位|人|件|家|项|个|户|笔|次|批|场|期|篇|部|款|种|条|所|类|站|处|"
    "亩|吨|倍|成|天|日|周|年|月|份|片|台|套|门|届|例|宗|组|支|对|级|岁|学时|课时|千瓦时|千瓦|分|%|％|‰"
)
_BEFORE = (
    (re.compile(r"(?:力争)?(?:不低于|不少于|不小于|不得低于|不得少于|至少|最低|低于不|起码)\s*$"), ">="),
    (re.compile(r"(?:不超过|不高于|不多于|不大于|不得超过|不得高于|不得多于|最高|最多|最长|至多|上限为?|控制在|压减[至到]|压缩[至到]|缩短[至到])\s*$"), "<="),
    (re.compile(r"(?:超过|突破|超|高于|多于|大于|逾|>|＞)\s*$"), ">"),
    (re.compile(r"(?:≥|>=)\s*$"), ">="),
    (re.compile(r"(?:≤|<=)\s*$"), "<="),
    (re.compile(r"(?:低于|少于|小于|不足|不满|<|＜)\s*$"), "<"),
)  # fmt: skip
_AFTER = (
    (re.compile(r"\s*[(（]?(?:及其?以上|[或和]以上|以上|起)"), ">="),
    (re.compile(r"\s*[(（]?(?:以内|之内|内(?![容部外资涵需])|以下|及以下|封顶)"), "<="),
)
_QUANTITY = re.compile(
    rf"(?P<percent_words>(?P<of>百分之|千分之|万分之)(?P<share>{_NUMERAL}|{_ARABIC}))"
    rf"|(?P<number>(?:{_ARABIC})|{_NUMERAL})\s*(?P<more>余|多)?\s*(?P<size>{_SIZE})?\s*(?P<more2>余|多)?"
    rf"(?P<unit>(?:\s*(?:{UNITS}))?)"
)
_TO = re.compile(r"\s*(?:-{1,2}|－|—{1,2}|–|~|～|〜|至|到)\s*")
_SKIP = (
    ("document_number", re.compile(r"[〔\[［【（(﹝]\s*(?:19|20)\d{2}\s*[〕\]］】）)﹞]\s*(?:第)?\s*\d{1,5}\s*号?")),
    ("document_number", re.compile(rf"第\s*(?:\d{{1,5}}|[{_CN}]+)\s*号")),
    ("standard", re.compile(r"(?:GB|DB\d{0,4}|ISO|IEC|WW|YY|SN|HJ|NY|QB)(?:\s*/\s*[TZ])?\s*[\d.]+(?:\s*[-—:：]\s*\d{2,4})?", re.IGNORECASE)),
    ("date", re.compile(r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?")),
    ("date", re.compile(r"[二一][〇零○O0oＯ九][〇零○O0oＯ一二三四五六七八九]{2}\s*年(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)?")),
    ("date", re.compile(r"(?:19|20)\d{2}[-./](?:0?[1-9]|1[0-2])[-./](?:3[01]|[12]\d|0?[1-9])(?!\d)")),
    ("date", re.compile(r"(?:1[0-2]|[1-9])\s*月\s*(?:3[01]|[12]\d|[1-9])\s*日")),
    ("year", re.compile(r"(?:19|20)\d{2}\s*(?:-|－|—|–|~|至|到)+\s*(?:19|20)\d{2}\s*年?")),
    ("year", re.compile(r"(?:19|20)\d{2}\s*年")),
    ("date", re.compile(r"(?:每年|当年|次年|本年|上年|今年|明年)?(?:1[0-2]|[1-9])\s*月(?:底|末|初|中旬|上旬|下旬|份)")),
    ("phone", re.compile(r"(?<!\d)(?:0\d{2,3}\s*[-—－]\s*\d{7,8}|1[3-9]\d{9}|400[-—]?\d{3}[-—]?\d{4})(?!\d)")),
    ("phone", re.compile(r"(?<!\d)(?:12345|12315|12330|96\d{3,4}|12\d{3})(?!\d)(?!\s*(?:元|万|件|家|个|人|项|户|%))")),
    ("code", re.compile(r"(?<!\d)\d{6}(?!\d)(?=\s*(?:[)）。,，;；]|$))(?<=邮编[:：]\d{6})")),
    ("ordinal", re.compile(rf"第\s*(?:\d{{1,4}}|[{_CN}]+)\s*(?:[章条款项节届次批期轮季]|年度?|名|位|方|十四届|一季度|[个]?(?=[^\d]))")),
    ("ordinal", re.compile(r"[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]")),
    ("ordinal", re.compile(r"附\s*件\s*[:：]?\s*\d{1,2}")),
    ("counted_words", re.compile(r"[“\"]?十[一二三四五]五[”\"]?(?:时期|规划|期间|末)?|[一二三四五六七八九十]是|[“\"][一二三四五六七八九十0-9]{1,3}[\u4e00-\u9fff]{1,3}[”\"]")),
    ("counted_words", re.compile(r"一站式|一体化|一体推进|一批|一定|一律|一般|一致|一次性(?!\d)|一并|一同|一系列|一流|一线|一带一路|唯一|统一|同一|进一步|任一|之一|一期|一方面|万众|百姓|千方百计|三方|双[随\u4e00-\u9fff]|一带|一事|一案|一网|一窗|一门|一表|一证|一照|一库|一企|第三方|单一|逐一|每一|万一|一旦|一起|一切|一直|一半|十分|三农|二维码|三产|两个转变|两会|四上企业|万家|百年|千亿级|百亿级|万亿级|一村一品|一县一业|双一流|三大|两大|四大|五大|六大|七大|八大|九大|十大|一件事|一对一|点对点|半年")),
)  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """A number as read: value and, for a range, its upper end, multiplied out; text[start:end] holds it all.

    printed: the digits as they stand; vague: 余, 多 behind it.
    """

    form: Form
    start: int
    end: int
    value: Decimal | None = None
    value_max: Decimal | None = None
    unit: str = ""
    comparator: Comparator = "="
    vague: bool = False

    @property
    def is_money(self) -> bool:
        """Whether it counts 元."""
        return self.unit == "元"

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage."""
        return self.unit == "%"


def _value(text: str) -> Decimal | None:
    bare = re.sub(r"[,，\s]", "", text)
    if re.fullmatch(r"\d+(?:\.\d+)?", bare):
        return Decimal(bare)
    try:
        return Decimal(parse_numeral(bare))
    except InvalidValueError:
        return None


def _skipped(text: str, start: int, end: int) -> list[tuple[int, int, Form]]:
    """Passages whose digits are no quantity, none inside another."""
    found: list[tuple[int, int, Form]] = []
    for form, pattern in _SKIP:
        for match in pattern.finditer(text, start, end):
            if not any(a < match.end() and match.start() < b for a, b, _ in found):
                found.append((match.start(), match.end(), form))  # type: ignore[arg-type]
    return sorted(found)


def read_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Every number of text[start:end], in order; those that are no quantity say what they are part of."""
    end = len(text) if end is None else end
    skipped = _skipped(text, start, end)
    found: list[Quantity] = []
    for a, b, form in skipped:
        found.append(Quantity(form, a, b))
    at = start
    for a, b in [*((a, b) for a, b, _ in skipped), (end, end)]:
        found.extend(_between(text, at, a, start, end))
        at = b
    return sorted(found, key=lambda one: one.start)


def _between(text: str, start: int, stop: int, first: int, last: int) -> list[Quantity]:
    found: list[Quantity] = []
    at = start
    while match := _QUANTITY.search(text, at, stop):
        made = _one(text, match, stop, first, last)
        if made is None:
            at = match.start() + 1
            while at < stop and text[at - 1 : at + 1].isdigit():
                at += 1
            continue
        found.append(made)
        at = made.end
    return found


def _one(text: str, match: re.Match[str], stop: int, first: int, last: int) -> Quantity | None:
    if match["percent_words"]:
        share = _value(match["share"])
        if share is None:
            return None
        value = share / {"百分之": 1, "千分之": 10, "万分之": 100}[match["of"]]
        return _compared(text, match.start(), match.end(), value, None, "%", False, first, last)
    unit, size = match["unit"].strip(), match["size"] or ""
    value = _value(match["number"])
    arabic = match["number"][0].isdigit()
    if value is None:
        return None
    end = match.end()
    upper: Decimal | None = None
    vague = bool(match["more"] or match["more2"])
    tail = _TO.match(text, end, stop)
    if tail and (more := _QUANTITY.match(text, tail.end(), stop)) and more["number"]:
        other = _value(more["number"])
        comparable = more["number"][0].isdigit() == arabic
        other_unit, other_size = more["unit"].strip(), more["size"] or ""
        # 3—5万元: the first takes size and unit of the second; 10%-20%, 1万元至3万元 have both.
        if other is not None and comparable and (not unit or _bare(unit) == _bare(other_unit)):
            low = value * _SIZES[size or (other_size if not unit else "")]
            high = other * _SIZES[other_size]
            if low < high:
                value, upper, unit, size, end = low, high, other_unit, "", more.end()
    if upper is None:
        value *= _SIZES[size]
    if not arabic and not unit and not size:
        return None  # 一、二 in words
    if not unit and not arabic:
        return None
    name = _bare(unit)
    if unit.startswith("万") and unit != "万":
        value *= 10**4
        upper = upper * 10**4 if upper is not None else None
    return _compared(text, match.start(), end, value, upper, name, vague, first, last)


def _bare(unit: str) -> str:
    """The unit without its size, in one form: 万元 is 元, ％ is %."""
    unit = {"％": "%", "圆": "元", "元人民币": "元", "百分点": "个百分点", "自然日": "日"}.get(unit, unit)
    return unit[1:] if unit in ("万元", "万人次") else unit


def _compared(
    text: str, start: int, end: int, value: Decimal, upper: Decimal | None, unit: str, vague: bool,
    first: int, last: int,
) -> Quantity:  # fmt: skip
    comparator: Comparator = "range" if upper is not None else "="
    before = text[max(first, start - 10) : start]
    for pattern, sign in _BEFORE:
        if pattern.search(before):
            comparator = comparator if upper is not None else sign  # type: ignore[assignment]
            break
    else:
        for pattern, sign in _AFTER:
            if (tail := pattern.match(text, end, last)) is not None:
                comparator = comparator if upper is not None else sign  # type: ignore[assignment]
                end = tail.end() if upper is None else end
                break
    if vague and comparator == "=":
        comparator = ">"
    return Quantity("quantity", start, end, value, upper, unit, comparator, vague)
