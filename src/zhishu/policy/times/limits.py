"""Limits of a procedure: how long its steps may take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from zhishu.policy.document import TimeLimit
from zhishu.policy.structure.clauses import Node
from zhishu.policy.text.printed_days import NUMERALS, Words, read_number
from zhishu.policy.times.words import beginning, clause_words, ending, sentence_begins, without

_LIMIT = re.compile(
    rf"(?P<low>\d{{1,3}}|[{NUMERALS}两]{{1,4}})(?:(?:-{{1,2}}|—{{1,2}}|－|至|~|～)(?P<high>\d{{1,3}}|[{NUMERALS}]{{1,4}}))?"
    r"(?P<unit>个?工作日|个?自然日|日历日|日历天|个月|个?小时|日|天|周|月)"
)
_WITHIN = re.compile(r"(?:[(（]含[)）])?(?:以内|之内|内(?!容|部|外|资|涵))")
# 分别在40日、20日内: the first of two has its 内 behind the second.
_WITHIN_TOO = re.compile(
    rf"[、和](?:\d{{1,3}}|[{NUMERALS}]{{1,4}})(?:个?工作日|个月|个?小时|日|天)(?:以内|之内|内)"
)
_DONE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,2}(?:办结|办完|办好|完毕|完成|审完|审结|答复|回复|反馈|告知|办理|出证|拨付|打款|到账|送达))"
)
_SHORTENED = re.compile(
    "压减|压缩|缩短|减少|控制|平均|提速|降至|降低|精简|稳定在|保持在|力争|达到|周期|"
    "(?:由|从)(?:原来|原|法定|目前|现行|规定|承诺)?(?:时限|期限)?的?$"
)
_HANDED_OVER = re.compile(
    "可?以?(?:申请|预约|主动|向|书面|提交|报|备案|告知|通知|提出|公告|联系|提醒)"
)
_PAST = re.compile(
    r"(?:近|连续|过去|最近|(?<!届满)(?<!期满)前|满|累计|(?<!不)(?<!不得)超过|逾期|届满前后|每|未来|提前|不足)$"
)
_NOT_A_STEP = re.compile(
    r"(?:[\u4e00-\u9fff]{0,8}率|不再?(?:予)?(?:受理|得|纳入|予|给|能)|取消|禁止|暂停|累计|有效|未(?:发生|受)|无(?:重大|违法|不良)|质保|^内未|^(?:以|之)?内的(?!时[间限]|期限))"
)
_PERIOD = re.compile(
    r"(?:公示|公告|流程|全程|承诺|法定|期限|时限|时间|办结|答复|审核|审查|受理|评审|调解|初审|复核|复审|延长|异议期|核实期|整改期|等待期|宽限期|补正期|架空期)[\u4e00-\u9fff]{0,6}$"
)
_PERIOD_FROM = re.compile(r"(?:期限?|时限|时间)[为是][\u4e00-\u9fff]{0,20}(?:之日|日|后)起?$")
# 给予6个月整改期
_PERIOD_BEHIND = re.compile("的?[\u4e00-\u9fff]{0,2}(?:整改|等待|宽限|补正|公示|异议|核实)期")
_YEARS_TO_MEND = re.compile(
    rf"(?P<what>整改|宽限|过渡)期(?:限)?(?:不超过|为)?(?P<years>\d|[{NUMERALS}两])年"
)
_NO_PERIOD = re.compile(
    r"(?:免费|贷款|贴息|担保|实施|建设|有效|保存|试点|履行|合同|减免|补贴|补助|租赁|服务|培训|聘|歇业|监测|任期|运行|展示|活动)(?:期|时间|期限|年限)?[\u4e00-\u9fff]{0,6}$"
)
_HOW_LONG = (
    "不少于",
    "不超过",
    "不低于",
    "不得少于",
    "不得超过",
    "至少",
    "最长",
    "一般",
    "原则上",
    "应当",
    "应",
    "为",
    "是",
    "共",
)
_BESIDE = re.compile("工作日内[^，,]{2,12}[，,][\u4e00-\u9fff]{1,6}$")
_CLAUSE_END = re.compile("[,，。；;！？\n|]")


def find_time_limits(text: str, nodes: Sequence[Node]) -> list[TimeLimit]:
    """How long the steps of a procedure may take: 5个工作日内, 公示5个工作日, 期限为2个月.

    A shorter average and the like (压减至15日以内) is a target, and what a cheat is shut out for no step.
    """
    found: list[TimeLimit] = []
    for node in nodes:
        words = clause_words(text, node)
        for match in _LIMIT.finditer(words.words):
            limit = _limit(words, match, node.path)
            if limit is not None:
                found.append(limit)
        for match in _YEARS_TO_MEND.finditer(words.words):
            years = read_number(match["years"].replace("两", "二"))
            if years:
                span = words.span(*match.span())
                found.append(TimeLimit(node.path, match["what"], Decimal(years), "年", span, 0.75))
    return sorted(found, key=lambda one: one.span)


def _limit(words: Words, match: re.Match[str], path: str) -> TimeLimit | None:
    text = words.words
    begin = sentence_begins(text, match.start())
    comma = max(text.rfind(sign, begin, match.start()) for sign in ",，")
    near = text[max(begin, comma + 1, match.start() - 24) : match.start()]
    stop = _CLAUSE_END.search(text, match.end(), match.end() + 60)
    after = text[match.end() : stop.start() if stop else match.end() + 60]
    unit = match["unit"]
    if text[match.start() - 1 : match.start()] in tuple("年月第.%") or _is_date(text, match):
        return None
    within = _WITHIN.match(after) or _WITHIN_TOO.match(after)
    in_advance = unit not in ("月", "周") and (
        re.match("(?:以)?前(?!期)", after) is not None
        or (near.endswith(("前", "提前")) and _HANDED_OVER.match(after) is not None)
    )
    asked = without(near, _HOW_LONG)
    period = _PERIOD.search(asked) is not None and not _NO_PERIOD.search(asked)
    period = period or _PERIOD_FROM.search(near) is not None
    period = period or (unit != "月" and _PERIOD_BEHIND.match(after) is not None)
    period = period and not (after.startswith("以上") and "公示" not in near)
    done = unit not in ("月", "周") and _DONE.match(after) is not None
    done = done and (unit != "天" or re.match("办|审结|答复|反馈", after) is not None)
    # 受理（3个工作日）, 拨付：15个工作日
    inside = asked.endswith(("(", "（")) and after[:1] in tuple(")）")
    told = "工作日" in unit and (inside or (near.endswith((":", "：")) and not after))
    # 15个工作日内核发，加急件5个工作日: what the first is for holds for the second.
    beside = "工作日" in unit and not after and _BESIDE.search(text[begin : match.start()])
    period = period or told or bool(beside)
    if "|" in text[begin - 1 : begin] and not within:
        return None
    if not (within or in_advance or period or done) or (unit == "月" and not within):
        return None
    if _SHORTENED.search(near[-14:]) and not re.search("延长|自|从收", near):
        return None
    if (
        (_PAST.search(near) and not in_advance)
        or "免费" in near
        or (_NOT_A_STEP.search(after) and not re.search("决定|答复", after))
    ):
        return None
    value = read_number((match["high"] or match["low"]).replace("两", "二"))
    if not value:
        return None
    end = match.end() + (within.end() if within and within.group()[0] not in "、和" else 0)
    if unit != "个月":
        unit = unit.removeprefix("个")
    unit = {"自然日": "日", "日历日": "日", "日历天": "日"}.get(unit, unit)
    return TimeLimit(
        path, _matter(text[begin : match.start()], near, after, period and not within), Decimal(value), unit, words.span(match.start(), end),
        0.9 if within else 0.75,
    )  # fmt: skip


def _is_date(text: str, match: re.Match[str]) -> bool:
    """6月10日, 4月内: days of a month and months of a year are no lengths."""
    before = text[max(0, match.start() - 3) : match.start()]
    return match["unit"] == "日" and re.search(r"月$|月[份初中]?$", before) is not None


def _matter(said: str, near: str, after: str, period: bool) -> str:
    """What is to be done in that time, in the words of the text."""
    if second := _WITHIN_TOO.match(after):
        after = after[second.end() :]
    behind = re.sub(r"^(?:[(（]含[)）])?(?:以内|之内|内|前)", "", after)
    behind = re.sub(
        r"^(?:予以|给予|进行|依法|应当|须|要|将|向[\u4e00-\u9fff]{2,8}?(?=移交|反馈|报))",
        "",
        behind,
    )
    if len(behind) >= 2 and not period:
        return beginning(re.split("、", behind)[0])
    if "公示" in said[-30:] and period:
        return "公示"
    near = re.sub("[:：(（]$", "", near)
    named = without(near, (*_HOW_LONG, "时间", "时限", "期限", "期", "的"))
    named = re.split("[^\u4e00-\u9fff]", named)[-1]
    return ending(named, 8) or beginning(behind) or "办理"
