"""Numbers of patents made a target, or the condition of an award or a recognition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from zhishu.base.dates import add_months
from zhishu.policy.document import Target
from zhishu.policy.items import target_words
from zhishu.policy.lint.subsidies import COUNT, FILES, Hit
from zhishu.policy.lint.wording import Sentence, is_refused, payments, plain

_PATENT = r"(?:专利|发明|实用新型|外观设计|PCT)"
# The number filed as a target; not its quality, share, way or time.
_FILED = re.compile(
    rf"{_PATENT}[^,;]{{0,8}}?申请(?!奖|资助|资金|质量|周期|受理周期|结构|费|人)(?:总?量|数量?|件数|总数|增幅|增长|增速|受理量)?"
)
_SHARE = re.compile(r"占比|比例|比重|率(?:达|$)|周期|时间|时限|天数|满意|电子|网上|线上|预审|备案")
_REGISTERED = re.compile(
    r"(?:专利|发明|实用新型|外观设计|商标|著作权|版权|作品|软件|布图设计|知识产权)[^,;]{0,10}?(?:授权|登记|注册)(?:总?量|数量?|件数|总数|增幅|增长|增速|年均增[幅长]|$)"
    r"|新增[^,;]{0,8}(?:授权|注册|登记)[^,;]{0,8}(?:专利|发明|商标|作品|著作权|件|$)"
)
_MOVED = re.compile(
    r"(?:专利|知识产权|成果|商标)[^,;]{0,8}?(?:转让|许可|转移|转化|交易|运营)(?:次数|件数|项数|数量|总?量|数|件次|$)"
)
# A number of things, or its growth; not of days, bodies or money.
_COUNTED = frozenset(("件", "项", "次", "宗", "笔", "件次", "万件", "%"))
# What is owned, and shares of persons or firms, is no number registered.
_HELD = re.compile(
    r"有效|拥有|保有|存量|维持|每[万百千]|万人|万户|百户|价值|质押|金额|额|收入|产值"
)
_BINDS = re.compile(r"考核|约束性|评价|下达|任务分解|任务数|责任目标|分解表|硬指标|通报|排名")
_GROWS = re.compile(
    rf"{_PATENT}[^,;]{{0,8}}?申请(?:总?量|数量?|件数|总数)[^,;\d]{{0,8}}?(?:增长|提高|提升|增加|增多|翻番|翻一番|突破|上升|攀升|扩大)"
)
_PAST = re.compile(
    r"同比|上年|去年|已|截至|累计|分别(?:为|达)|全年|[12]\d{3}年,|期间,|稳居|位居|居全"
)
# Of how many patents: 发明专利5件以上, 不少于3件专利.
_NUMBER_OWNED = re.compile(
    rf"{_PATENT}[^,;。]{{0,14}}?(?:\d{{1,5}}|[一二三四五六七八九十两]{{1,3}})(?:件|项(?!目))(?:\([^()]{{0,12}}\))?(?:及?以上)?"
    rf"|(?:\d{{1,5}}|[一二三四五六七八九十两]{{1,3}})(?:件|项(?!目))(?:\([^()]{{0,12}}\))?(?:及?以上)?的?[^,;。\d]{{0,10}}?{_PATENT}"
    rf"|{_PATENT}[^,;]{{0,6}}(?:总量|数量|授权量|申请量|拥有量)[^,;]{{0,8}}(?:前|达|超|不少于|不低于|居)"
)
_LEAST = re.compile(r"以上|不少于|不低于|至少|达到?|超过?|突破|满|前[一二三四五六七八九十\d]|居")
_OTHER_USE = re.compile(
    r"质押|许可|转让|转化|产业化|交易|备案|开放|评估|运用|运营|入股|实施|保险|导航|奖"
)
_GIVEN = re.compile(r"(?:资助|补助|补贴|奖励|奖补|嘉奖|奖金|[奖补])[^,]{0,14}")
_MORE = re.compile(
    r"或者?|并且?|且|同时|以及|之一|其他|另|任一|其中|首次(?!突破)|通过|较强|健全|、[^,;]{0,8}商标|、(?!\d)[^,;]{1,16}(?:以上|不低于|不少于|达到)"
)
_RECOGNISES = re.compile(
    r"认定|评定|评选|遴选|申报(?:条件|单位|企业|主体|范围|要求)|申报[^,]{0,6}应|入选|择优|培育对象|基本条件|评价条件|晋升|职称|评审条件|符合(?:下列|以下)条件|具备(?:下列|以下)条件"
)


def find_target(target: Target, sentence_words: str) -> Iterator[Hit]:
    """Whether a target counts filings, registrations, grants or transfers."""
    indicator, unit = plain(target.indicator), target.unit or ""
    if _SHARE.search(indicator) or (unit not in _COUNTED and target.value is not None):
        return
    if unit == "%" and target.kind != "growth_rate":
        return
    row = {
        "value": target.value, "value_max": target.value_max, "unit": target.unit, "comparator": target.comparator,
        "period": target.period, "baseline": target.baseline, "reference": target.reference,
    }  # fmt: skip
    here = f"{target.indicator}{target_words(row)}"
    sentence = Sentence(target.clause, "", sentence_words, plain(target.text), target.span)
    ends = _last_day(target.deadline)
    binds = _BINDS.search(sentence_words) is not None
    if _FILED.search(indicator):
        strong = target.value is not None
        yield Hit("filing_target", sentence, sentence.shown(), here, strong, ends=ends)
    elif not _HELD.search(indicator) and (
        _REGISTERED.search(indicator) or _MOVED.search(indicator)
    ):
        yield Hit("count_target", sentence, sentence.shown(), here, binds, ends=ends)


def _last_day(deadline: str | None) -> date | None:
    """The last day of a deadline printed as a year, a month or a day."""
    if not deadline:
        return None
    year, month, day = (*map(int, deadline.split("-")), 0, 0)[:3]
    try:
        if day:
            return date(year, month, day)
        return (
            date(year, 12, 31) if not month else add_months(date(year, month, 1), 1) - timedelta(1)
        )
    except ValueError:
        return None


def find_wishes(sentence: Sentence) -> Iterator[Hit]:
    """Filings that are to grow without a figure: a direction, for people to judge."""
    at = 0
    for part in sentence.words.split(","):
        begin, at = at, at + len(part) + 1
        figure = any(character.isdecimal() for character in part)
        if (
            not figure
            and _GROWS.search(part)
            and not is_refused(part)
            and not _PAST.search(sentence.words)
        ):
            yield Hit("filing_target", sentence, sentence.shown(begin, at - 1), "", strong=False)


def find_conditions(sentence: Sentence, beside: Sequence[str]) -> Iterator[Hit]:
    """A number of patents as the condition of money, or of a recognition.

    beside: what else the same list or paragraph asks for; one condition of several is for people to judge.
    """
    paid = False
    for payment in payments(sentence):
        paid = True
        cause = payment.cause
        if payment.ended or FILES.search(cause) or _OTHER_USE.search(_without_sums(cause)):
            continue
        found = _NUMBER_OWNED.search(cause)
        if found and _LEAST.search(cause[max(0, found.start() - 12) : found.end() + 6]):
            strong = not _MORE.search(cause) and not beside
            yield Hit("count_award", sentence, payment.shown, _number(found.group(), cause), strong)
    if paid or not _RECOGNISES.search(f"{sentence.lead},{sentence.words}"):
        return
    words = sentence.words
    found = _NUMBER_OWNED.search(words)
    if not found or is_refused(words) or _OTHER_USE.search(words):
        return
    if _LEAST.search(words[max(0, found.start() - 12) : found.end() + 6]):
        strong = not _MORE.search(words) and not beside
        yield Hit(
            "count_recognition", sentence, sentence.shown(), _number(found.group(), words), strong
        )


def _without_sums(words: str) -> str:
    """Words without the payment itself, whose 奖 is no use of a patent."""
    return _GIVEN.sub("", words)


def _number(found: str, words: str) -> str:
    """The thresholds as printed: 5件以上、10件以上."""
    counts = COUNT.findall(words)
    return "、".join(dict.fromkeys(counts)) if counts else found
