"""How policies speak of money for patents: sentence by sentence, payment by payment, with what it is for.

A sentence is taken apart at its commas. What stands before a payment (每件资助2000元) since the one before is
its cause; words that end or forbid a payment (取消, 不再, 停止执行) beside it or behind it turn it around. Titles
in 《》 are names and say nothing. Sums that were paid (共支出) are no promise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhishu.policy.document import Clause, Span

_TITLE = re.compile(r"《[^《》]{1,80}》")
# 3,000元 keeps its comma.
_COMMA = re.compile(r",(?!\d)|(?<!\d),")
_WIDE = str.maketrans(";:()", "；：（）")
_SENTENCE = re.compile(r"[^。;!?\n]{1,1500}")
_BLANK = re.compile(r"[ \t\r\u3000\u00a0]+")
_LEADS = re.compile(r"(?::|如下|下列[^,;]{0,12}|以下[^,;]{0,12})$")
_SUM = r"(?:\d[\d.,]{0,11}|[〇零一二两三四五六七八九十百千万]{1,8}|[壹贰叁肆伍陆柒捌玖拾佰仟]{1,8})[ ]?[万千百]?元"
# A payment: a word of giving with its sum, a sum for each piece, or the bare promise of one.
_PAYS = re.compile(
    rf"(?:资助|补助|补贴|奖励|奖补|嘉奖|奖金|扶持|给予|予以|[奖补付发])[^,]{{0,14}}?{_SUM}"
    rf"|每[件项个][^,]{{0,8}}?{_SUM}|{_SUM}/[件项]|按[^,]{{0,6}}{_SUM}"
    r"|(?:给予|予以|享受|安排|发放|获得?|可领|可获)[^,]{0,14}?(?:资助|补助|补贴|奖励|奖补|奖金)"
    r"|(?:资助|补助|补贴|奖励|奖补)[^,]{0,10}?\d[\d.]{0,6}%|\d[\d.]{0,6}%[^,]{0,6}(?:资助|补助|补贴|奖励)"
    r"|(?:全额|据实|凭票|定额|足额|适当)[^,]{0,6}(?:资助|补助|补贴|奖励|报销)"
    r"|(?:实行|进行|开展)(?:资助|补助|补贴|奖励|奖补)"
    r"|(?:可|可以|均可)申[请领报][^,]{0,6}(?:资助|补助|补贴|奖励)"
    r"|(?:资助|补助|补贴|奖励)[^,]{0,24}(?:申请|授权|年费|代理费|费用)|(?:申请|授权|费)[^,]{0,4}的?(?:资助|补助|补贴|奖励|奖补)"
)
# Behind or before, beside what a payment is for: it is ended, forbidden or refused.
_ENDS = re.compile(
    r"(?:不再|不予|不得|不能|不可|不对|不给|取消|停止|终止|停办|废止|清退|退出|严禁|禁止|杜绝|避免|停发|追回|收回|退回|退还|追缴)"
    r"(?!重复|叠加|累计|累加|超过|高于|低于|少于|兼得|同时|分别|同一|多头|交叉|弄虚)"
    r"|不(?:资助|补助|补贴|奖励|发放|给予)|停止执行|全部取消|失效"
)
_ENDED = re.compile(
    r"^[^,]{0,12}(?:取消|停止执行|废止|停发|终止执行|失效|不再(?:给予|发放|执行|奖励|资助))"
)
_PAST = re.compile(
    r"共支出|累计(?:发放|兑现|支出|资助|奖励|拨付)|(?:发放|兑现|资助|奖励|拨付)了|已(?:发放|兑现|资助|奖励|拨付)|年度?[^,]{0,6}共(?:发放|资助|奖励|支)"
)
_ASKS = re.compile(r"[?？]|是否|吗$|呢$")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a clause, normalised, without the names in 《》; printed: the same with them.

    lead: what the clauses above say of it; span: that of its clause.
    """

    clause: str
    lead: str
    words: str
    printed: str
    span: Span

    def shown(self, start: int = 0, end: int | None = None) -> str:
        """A part of it as people read it, with the punctuation of Chinese."""
        return _COMMA.sub("，", self.printed[start:end].translate(_WIDE))


@dataclass(frozen=True)
class Payment:
    """A payment in a sentence. cause: what it is for, and the payment itself; pays: the part that pays.

    shown: the cause for people. ended: it is taken back or forbidden.
    """

    sentence: Sentence
    cause: str
    pays: str
    shown: str
    ended: bool


def plain(text: str) -> str:
    """Words for comparing: half-width punctuation, no blanks within lines."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


def without_names(words: str) -> str:
    """The same, at the same places, without the words of the names in 《》."""
    return _TITLE.sub(lambda match: f"《{'□' * (len(match.group()) - 2)}》", words)


def sentences(clauses: Sequence[Clause]) -> list[Sentence]:
    """All sentences of a document with what stands above them: headings, and a lead that opens a list."""
    leads: dict[str, str] = {}
    found: list[Sentence] = []
    for clause in clauses:
        above = leads.get(_parent(clause.path, leads), "")
        heading = without_names(plain(clause.heading or "")).rstrip("。:")
        lead = f"{above},{heading}" if heading else above
        opening = ""
        printed = plain(clause.text)
        for match in _SENTENCE.finditer(without_names(printed)):
            words = match.group()
            if len(words) > 1:
                shown = printed[match.start() : match.end()]
                above_it = f"{lead},{opening}"
                found.append(Sentence(clause.path, above_it, words, shown, clause.span))
            if _LEADS.search(words):
                opening = words
        leads[clause.path] = f"{lead},{opening}"[-240:]
    return found


def _parent(path: str, known: dict[str, str]) -> str:
    """The nearest clause above that has been read."""
    while path:
        cut = path.rstrip("0123456789")
        if cut == path:
            cut = path[: path.rfind("(")] if "(" in path else ""
        path = cut
        if path in known:
            return path
    return ""


def payments(sentence: Sentence) -> Iterator[Payment]:
    """The payments that a sentence promises or ends, in order."""
    if _PAST.search(sentence.words) or _ASKS.search(sentence.words):
        return
    parts = sentence.words.split(",")
    cause: list[str] = []
    begin = at = 0
    for index, part in enumerate(parts):
        end = at + len(part)
        at = end + 1
        match = _PAYS.search(part)
        if match is None:
            cause.append(part)
            continue
        # What a part says before its payment is the cause too: 授权后再资助3000元.
        behind = parts[index + 1] if index + 1 < len(parts) else ""
        near = ",".join([*cause[-1:], part])
        ended = bool(_ENDS.search(near) or _ENDED.search(behind))
        shown = sentence.shown(begin, end)
        yield Payment(sentence, ",".join([*cause, part]), part, shown, ended)
        cause, begin = [], at


def is_refused(words: str) -> bool:
    """Whether words forbid or end what they name: 避免设置专利申请量约束性指标."""
    return _ENDS.search(words) is not None
