"""Days until which something can be handed in; one without its year is of the year said last or of the issue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from zhishu.policy.document import Window
from zhishu.policy.structure.clauses import Node
from zhishu.policy.text.printed_days import DATE, HOUR, Day, read_stretch
from zhishu.policy.times.words import beginning, clause_words, ending, sentence_begins, without

_CLOSES = re.compile(r"(?:截止|截至)(?:时间|日期|日)?(?:[为是到至:：]|定为)?")
_HANDED = re.compile(
    r"报送|提交|上报|申报|填报|报名|送达|寄[送至到]|邮寄|递交|反馈|提出申请|申请|受理|征集|送交|送至|报至|报到|发送|投递|登记表|推荐|交(?=[至到]|[\u4e00-\u9fff]{2,12}(?:局|处|科|办|厅|委|部|室|中心|所|股|窗口|\d))|"
    r"报(?=[省市区县旗我局至国自州盟部厅委])|报(?=[\u4e00-\u9fff]{2,12}(?:局|处|科|办|厅|委|部|室|中心|所|股))"
)
# 完成网上申报 is handing in, 完成建设并申报 is not.
_NO_HANDING = re.compile(
    "完成(?=[\\s\\S]{5})|制定|达到|建成|印发|出台|注册|成立|取得|获得|授权|投产|的(?:企业|单位|项目|个人|专利|可)"
)
_PLAN_MADE = re.compile("制定[^，,。；;]{0,12}(?:方案|计划|细则|清单|台账|办法)")
_OPEN_FOR = re.compile(
    r"(?:申报|申请|受理|报名|征集|提交|填报|报送|系统|通道)(?:起止|开放|受理)?(?:时间|期限|日期|期)?[:：为是]{0,2}(?:自|从)?$"
)
_BEFORE = re.compile(rf"{HOUR}(?:(?:以|之)?前|止|截止)")
_SHUTS = re.compile(rf"{HOUR}(?:关闭|截止|结束|停止受理)")
_FROM_NOW_ON = re.compile(r"(?:自|从)?(?:即日|发文之日|印发之日|发布之日)起?(?:至|到|-|—{1,2}|－)$")


def find_windows(text: str, nodes: Sequence[Node], issued_on: date | None) -> list[Window]:
    """Until when something can be handed in; a day without its year is of the year of issue."""
    found: list[Window] = []
    for node in nodes:
        words = clause_words(text, node)
        seen: set[str] = set()
        for start, stop, what, until, sure in _windows(words.words, issued_on):
            if until not in seen:
                seen.add(until)
                span = words.span(start, stop)
                found.append(Window(node.path, what, until, span, sure))
    return found


# （四）总结阶段（2024年3月）: the year of the days in it.
_OF_STAGE = re.compile(
    r"[^(（。\n]{2,20}[(（][^()（）\n]{0,24}?(?P<year>(?:19|20)\d{2})年(?:\d{1,2}月)?(?:\d{1,2}日)?[)）]"
)
# 即日起至10月20日为自查阶段
_OF_A_STAGE = re.compile("[为是][\u4e00-\u9fff]{2,10}阶段")
_OPEN_TILL = re.compile(r"(?:开放|延长|延期|顺延)[到至]$")
_HANDED_IN = re.compile(
    r"(?:登录|通过|在)?[^，,。；;]{0,14}?(?:填报|申报|报名|提交|上传|报送|缴费)"
)


def _windows(text: str, issued_on: date | None) -> Iterator[tuple[int, int, str, str, float]]:
    at = 0
    stage = _OF_STAGE.match(text)
    staged = int(stage["year"]) if stage else None
    while (match := DATE.search(text, at)) is not None:
        at = match.end()
        begin = sentence_begins(text, match.start())
        before = text[begin : match.start()]
        if re.search("[每次翌下]|当年$", before[-6:]):
            continue
        year = _year_before(before) or staged or (issued_on.year if issued_on else None)
        stretch = read_stretch(text, match.start(), len(text), year)
        if stretch is None:
            continue
        first, last, stop = stretch
        at = max(at, stop)
        until = last.last_day()
        # 截至2024年7月 may have lost its day; 7月底, 7月前 have not.
        whole = last.day or last.part or (last.month and text[stop : stop + 1] in tuple("止前以之"))
        if until is None or not whole:
            continue
        end = next((m.start() for m in _SENTENCE_END.finditer(text, stop)), len(text))
        told = _told(
            before, text[stop : min(end, stop + 60)], first, last, text[match.start() : stop]
        )
        if told is not None:
            yield match.start(), stop, told[0], until, told[1]


_SENTENCE_END = re.compile("[。；;\n|]")


def _year_before(before: str) -> int | None:
    years = re.findall(r"((?:19|20)\d{2})年", before)
    return int(years[-1]) if years else None


def _told(
    before: str, after: str, first: Day | None, last: Day, printed: str
) -> tuple[str, float] | None:
    """What is handed in until that day, and how sure; None where the date is for something else."""
    closes = next(reversed(list(_CLOSES.finditer(before))), None)
    if closes is not None and closes.end() == len(before):
        said = before[: closes.start()]
        if closes.group().startswith("截至") and not (
            _HANDED.search(said) or "时间" in closes.group()
        ):
            return None
        if re.search("公示|有效期|统计", said) and not _HANDED.search(said):
            return None
        return _what(said, after), 0.9
    if _OF_A_STAGE.match(after):
        return None
    stretch = first is not None and first != last
    now = _FROM_NOW_ON.search(before)
    from_now = now is not None
    before = before[: now.start()] if now else before
    if _SHUTS.match(after) and re.search("申报|报名|系统|通道|平台|受理|填报|提交|征集", before):
        return _what(before, after), 0.8
    if (stretch or from_now) and _OPEN_FOR.search(before):
        return _what(before, after), 0.85
    if from_now and _HANDED.search(before + after):
        return _what(before, after), 0.7
    if _OPEN_TILL.search(before) or (stretch and _HANDED_IN.match(after)):
        return _what(before, after), 0.75
    ends = printed.endswith("前") or _BEFORE.match(after) is not None
    if not ends or stretch:
        return None
    rest = _BEFORE.sub("", after, count=1) if _BEFORE.match(after) else after
    near = re.split("[,，]", rest)
    said = "".join(near[:2])
    handed = _HANDED.search(said)
    if handed is None or said[handed.end() : handed.end() + 1] == "的":
        return None
    # 制定方案报市局 hands the plan in; 制定标准并申报 does not.
    if _NO_HANDING.search(_PLAN_MADE.sub("", said[: handed.start()])):
        return None
    return _what(before if len(said) < 4 else "", said), 0.85


def _what(before: str, after: str) -> str:
    """The words for what is handed in: those in front of the day, else those behind it."""
    said = re.split("[,，:：(（]", before)[-1]
    said = re.sub(r"^(?:请|各[\u4e00-\u9fff、]{0,10}?(?:于|应)|\d{4}年度)", "", said)
    said = without(said, ("的", "应", "应当", "须", "请", "于", "在", "自", "从", "为"))
    if len(said) >= 2:
        return ending(said)
    behind = re.sub(r"^(?:\d{1,2}(?:[:：]\d{2}|时|点))?(?:以前|之前|前|止)?,?，?", "", after)
    return beginning(re.split("[,，。]", behind)[0].removeprefix("将")) or "申报"
