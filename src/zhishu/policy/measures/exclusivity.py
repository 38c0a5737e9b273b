"""Words that rule out a second award, and how far they reach: a clause, its children, or all of a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from zhishu.policy.structure.clauses import Node

_EXCLUSIVE = re.compile(
    r"(?:按照?|遵循|坚持|实行|执行)?[“\"]?(?:就高(?:不就低)?(?:[、,，]?(?:且)?不(?:重复|累加|叠加))?|从高(?:执行)?(?:不重复)?|取(?:其)?最?高[者额]?|择高|从优)[”\"]?(?:享受|(?:的)?原则|补差|扣减)?"
    r"|[^，,。；;：:、\n]{0,16}(?:(?:不|不得|不予|不再|不能|不可|不可以)(?:重复|同时|叠加|累加|兼得)(?:资助|奖励|支持|享受|申领|申报|申请|补助|补贴|兑现|计算|奖补|领取|扶持|计奖|执行|安排)?)"
    r"|[^，,。；;：:、\n]{0,10}(?:只能?|仅)(?:能|可)?(?:选择|享受|申请|申报|支持|奖励|资助|补助|配套|给|择|领)(?:其中)?(?:一种|一项|一次|一类|一份|最高)[^，,。；;\n]{0,6}"
    r"|[^，,。；;：:、\n]{0,10}(?:择一|不兼得|只补一次|双份|按?差额补[足齐]|[仅只]补差(?:额(?!\d)|(?!额))|补足差额|不足部分补齐)[^，,。；;\n]{0,4}"
    r"|[^，,。；;：:、\n]{0,10}已(?:享受|获得?|取得)[^，,。；;\n]{0,20}(?:资金|资助|奖励|补助|支持|政策)[^，,。；;\n]{0,6}的?[，,][^，,。；;\n]{0,8}(?:不再|不予)(?:支持|资助|补助|奖励|安排|享受)"
)
_NOT = re.compile(
    r"重复(?:侵权|建设|提交|检测|报送|收取|收费|授权|检查|投入|布局|录入|填报|抽查|公示)"
)
_LAST = re.compile(r"(?:\([^()]{0,8}\)|(?<!\d)\d{1,3})(?:~\d{1,3})?$")
# What the sentence says of itself: it holds for the document.
_WHOLE = re.compile(
    r"本(?:办法|措施|政策|规定|细则|意见|方案|章|实施细则|若干措施|若干政策|通知|条例|文件)|各类(?:项目|资金|奖励|资助)|所有|其他各|《[^《》]{1,30}》规定"
)


def find_exclusivity(text: str) -> str | None:
    """The words of a sentence that rule out a second award, or None."""
    for match in _EXCLUSIVE.finditer(text):
        if not _NOT.search(text, match.start(), match.end() + 6):
            return match[0].strip()
    return None


def spread_exclusivity(
    nodes: Sequence[Node], words: Sequence[str], has_measures: Callable[[int], bool]
) -> list[str | None]:
    """For each clause the words that hold for its measures.

    Words in a clause with measures of its own, or in one that introduces others, hold there and below;
    in a clause without measures (or saying 本办法, 各类) for the document, or for the branch it stands in.
    """
    count = len(nodes)
    held: list[str | None] = [None] * count
    everywhere: str | None = None
    branches: dict[str, str] = {}
    for index, one in enumerate(words):
        phrase = find_exclusivity(one)
        if phrase is None:
            continue
        end = index + 1
        while end < count and is_below(nodes[end].path, nodes[index].path):
            end += 1
        if _tells_all(one):
            everywhere = everywhere or phrase
        elif any(has_measures(i) for i in range(index, end)):
            for i in range(index, end):
                held[i] = held[i] or phrase
        else:
            branches.setdefault(parent_of(nodes[index].path), phrase)
    for parent, phrase in branches.items():
        beside = [i for i in range(count) if is_below(nodes[i].path, parent)]
        if not any(has_measures(i) for i in beside):
            everywhere = everywhere or phrase
        for i in beside:
            held[i] = held[i] or phrase
    return [phrase or everywhere for phrase in held]


def parent_of(path: str) -> str:
    """The path above: 四(一) of 四(一)1; '' where none is."""
    parent = _LAST.sub("", path)
    return parent if parent != path else ""


def _tells_all(words: str) -> bool:
    """Whether the sentence that rules out a second award speaks of all of the document."""
    return any(
        _WHOLE.search(one) is not None and find_exclusivity(one) is not None
        for one in re.split(r"[。\n]", words)
    )


def is_below(path: str, parent: str) -> bool:
    """Whether a path hangs under another: 四(一)1 under 四(一), 十一 not under 十."""
    if not parent or path == parent or not path.startswith(parent):
        return False
    following = path[len(parent)]
    return following == "(" or (following.isdecimal() and not parent[-1].isdecimal())
