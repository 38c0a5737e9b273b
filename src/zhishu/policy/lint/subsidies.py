"""Money for filing and for grant, for more than half of the official fees, for fees that must not be aided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhishu.policy.lint.wording import Payment, Sentence, payments

_KIND = r"(?:专利|发明|实用新型|外观设计|PCT)"
_IS_OF_PATENTS = re.compile(_KIND)
# The act of filing: 申请发明专利, 专利申请受理, 提出国际申请; not 申请专利资助, 申请表, 申请质量.
FILES = re.compile(
    rf"{_KIND}[^,;]{{0,8}}?申请(?!奖|资助|补助|补贴|资金|费用?减|权|人数|公布|号|文件|表|书|日|质量|行为|代理(?:质量|行为)|优先|的?快速预审|单位)"
    r"|申请(?:的|国内|国外|境外|国际|外国|职务|有效|PCT|及|和|、){0,4}(?:发明|专利|实用新型|外观设计|PCT)(?!资助|奖|补助|补贴|质押|导航|专项|扶持|转化|优先|费|年费|权|密集|产品|预警|开放|许可|运营|保险|代办|优秀)"
    r"|(?:提出|提交)[^,资奖补]{0,8}申请(?!表|书|材料|报告)|向(?:国外|境外|外国|海外)[^,]{0,8}申请|申请阶段|进入(?:外国|国外)?国家阶段|申请受理|受理通知书"
)
# Granted: 获得发明专利授权, 授权发明专利; not who owns such patents, nor 授权委托, 授权经营.
_GRANTED = re.compile(
    rf"{_KIND}[^,;]{{0,14}}?(?:授权|获权)(?!委托|书|经营|使用|运营|代表|开展|实施|许可|率|公告日)"
    rf"|(?:授权|获权)(?:的|后|国内|国外|境外|海外|有效|职务|且|并|、){{0,4}}{_KIND}"
    r"|(?:获|取得|得到|获得)[^,]{0,12}授权|授权(?:后|的)|授权奖励|授权资助|授权补助"
)
_OWNS = re.compile(
    r"(?:拥有|具有|持有|具备|以其|以(?=授权|专利|发明)|利用|依托|凭|购买|购入|受让|引进|转让|许可|转化|实施|质押|运用|产业化)[^,]{0,10}?(?:授权|获权|专利|发明)"
)
_ABROAD = re.compile(r"国外|境外|海外|国际|PCT|美国|日本|欧洲")
_MODELS = re.compile(r"实用新型|外观设计")
_INVENTIONS = re.compile(r"发明|PCT")
# Of how many: 5件以上, 达到10件. A payment for a number is told by counts.py.
COUNT = re.compile(
    r"(?:达到?|超过|突破|满|不少于|不低于|至少|首次突破|达)[^,;。]{0,6}?\d{1,6}[件项个]|\d{1,6}[件项个](?:\([^()]{0,12}\))?(?:及?以上|以内)|(?:总量|数量?|前)[^,]{0,6}前[一二三四五六七八九十\d]{1,3}[位名]"
)
_EACH = re.compile(r"[每按/][^,]{0,4}[件项]|/[件项]")
_OFFICIAL_FEES = re.compile(
    r"官费|官方(?:规定的?)?(?:收取的)?费|规费|(?:申请|实审|审查|实质审查|登记|印刷|专利)费(?!减)|缴纳的?[^,]{0,8}费用"
)
_BARRED = re.compile(
    rf"年费|维持费|(?:{_KIND}|申请|授权)[^,]{{0,10}}代理(?:服务)?费|(?:{_KIND}|申请)[^,]{{0,6}}(?:中介)?服务费|代理费"
)
# Aid of other kinds: fees of those who enforce, certify, insure, value.
_OTHER_AID = re.compile(
    r"维权|诉讼|仲裁|侵权|纠纷|法律|公证|贯标|认证|导航|评估|质押|保险|保费|担保|贷款|融资|检索|托管|商标|版权|地理标志|无效"
)
_INVENTORS = re.compile(r"发明人|设计人|完成人|职务发明|教师|学生|职工")
_BEFORE = re.compile(r"上述|前述|前款|本条|该项|该奖")
_STATUTORY = re.compile(r"减缴|减免|减半|免缴|免收|退还|降低")
_NOT_COUNTED = re.compile(r"(?:不含|不包括|不包含|除)[^,]{0,16}费")
_RATE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)%")
_WHOLE = re.compile(r"全额|足额|据实|百分之百|全部(?:予以)?(?:资助|补助|补贴|报销)")


@dataclass(frozen=True)
class Hit:
    """Words that a detector found. here: the figure in them; share: of fees; strong: beyond doubt.

    ends: the last day of a target, where it tells one.
    """

    finds: str
    sentence: Sentence
    words: str
    here: str = ""
    strong: bool = True
    share: Decimal | None = None
    ends: date | None = None


def find_subsidies(sentence: Sentence) -> Iterator[Hit]:
    """What a sentence pays for filing, for grant, for fees."""
    if not _IS_OF_PATENTS.search(sentence.lead + sentence.words):
        return
    for payment in payments(sentence):
        if not payment.ended:
            yield from _judge(payment)


def _judge(payment: Payment) -> Iterator[Hit]:
    """What one payment is for: its own words first, what stands above where they tell nothing."""
    cause = payment.cause
    figure = _figure(payment.pays)
    granted, files = _GRANTED.search(cause), FILES.search(cause)
    if not granted and not files:
        lead = payment.sentence.lead
        granted, files = _GRANTED.search(lead), FILES.search(lead)
        if not (granted or files) or not _IS_OF_PATENTS.search(f"{cause},{lead}"):
            yield from _fees(payment, figure)
            return
        if not _is_each(payment) or _OTHER_AID.search(cause):
            yield from _fees(payment, figure)
            return
    if _OTHER_AID.search(cause):
        return
    # What an employer owes its inventors by law is no subsidy, a sum of its own may be one; 上述奖励 is one told before.
    if not figure and (_INVENTORS.search(cause) or _BEFORE.search(payment.pays)):
        return
    if files and not granted:
        yield Hit("filing_subsidy", payment.sentence, payment.shown, figure)
    elif (
        granted
        and not _OWNS.search(cause)
        # A sum for a number of them is found by counts.py.
        and (COUNT.search(cause) is None or _is_each(payment))
    ):
        yield _of_grant(payment, figure)
    yield from _fees(payment, figure)


def _is_each(payment: Payment) -> bool:
    return _EACH.search(payment.pays) is not None


def _of_grant(payment: Payment, figure: str) -> Hit:
    """For inventions, or for the kinds that were never to be aided."""
    cause = payment.cause
    kinds = cause if _MODELS.search(cause) or _INVENTIONS.search(cause) else payment.sentence.lead
    others = _MODELS.search(kinds) and not _INVENTIONS.search(kinds)
    finds = "grant_aid_of_other_kinds" if others else "grant_aid"
    return Hit(finds, payment.sentence, payment.shown, figure)


def _fees(payment: Payment, figure: str) -> Iterator[Hit]:
    """Fees that are aided: such as must not be, and more than a share of the official ones."""
    cause = _NOT_COUNTED.sub("", payment.cause)
    if _OTHER_AID.search(cause) or _STATUTORY.search(cause):
        return
    if _BARRED.search(cause):
        yield Hit("barred_cost", payment.sentence, payment.shown, figure)
    elif _OFFICIAL_FEES.search(cause):
        shares = [Decimal(one) / 100 for one in _RATE.findall(payment.pays)]
        share = max(shares) if shares else (Decimal(1) if _WHOLE.search(payment.pays) else None)
        if share is not None:
            yield Hit("fee_share", payment.sentence, payment.shown, _percent(share), share=share)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


_SUMS = re.compile(
    r"(?:\d[\d.,]{0,11}|[〇零一二两三四五六七八九十百千]{1,8}|[壹贰叁肆伍陆柒捌玖拾佰仟]{1,8})[万千百]?元(?:/[件项])?|\d[\d.]{0,6}%"
)


def _figure(pays: str) -> str:
    """The sums of a payment as printed: 2000元、5万元."""
    return "、".join(dict.fromkeys(_SUMS.findall(pays)))
