"""Words that rule out a second award, and how far they reach: a clause, its children, or all of a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from zhishu.policy.structure.clauses import Node

_EXCLUSIVE = re.compile(
    r"(?:按照?|遵循|坚持|实行|执行)?[“\"]?(?:就高(?:不就低)?(?:[、,，]?(?:且)?不(?:重复|累加|叠加))?|从高(?:执行)?(?:不重复)?|取(?:其)?最?高[者额]?|择高|从优)[”\"]?(?:享受|(?:的)?原则|补差|扣减)?"
    r"|[^，,。；;：:、\n]{0,16}(?:(?:不|不得|不予|不再|不能|不可|不可以)(?:重复|同时|叠加|累加|累计|重叠|交叉|双重|多头|兼得)(?:资助|奖励|支持|享受|申领|申报|申请|补助|补贴|兑现|计算|奖补|领取|扶持|计奖|执行|安排)?)"
    r"|[^，,。；;：:、\n]{0,10}限(?:领|补|奖|享受?|申领|申请)一[次种项](?:补贴|补助|奖励)?"
    r"|[^，,。；;：:、\n]{0,10}(?:[取选择]其一|任选(?:其中)?一[项种]|[二两]选一|只[取补]高)|[^，,。；;：:、\n]{0,10}不再?另(?:行|外)?(?:给予)?(?:奖|补|资助)"
    r"|[^，,。；;：:、\n]{0,10}(?:奖励|补助|享受|资助|补贴|申领)不(?:得)?超过[一1]次"
    r"|[按以](?:其中)?(?:最高|较高|金额(?:最|较)?高|最优惠|最优)的?(?:一[项种档]|额度?|标准|档次?|等次|级别|奖项|者)?(?:的)?(?:执行|兑现|计奖|奖励|给予|享受|补助|补贴|计算|发放)"
    r"|[^，,。；;：:、\n]{0,10}(?:扣除后补差|差额部分补[齐足]|按差额(?:奖励|补助|补贴|发放|兑现))"
    r"|[^，,。；;：:、\n]{0,6}(?:享受|领取|获得|申领)过[^，,。；;\n]{1,16}的?[，,]?[^，,。；;\n]{0,6}不再(?:享受|给予|补)"
    r"|[^，,。；;：:、\n]{0,10}不得再(?:次)?(?:领|申领|享受)"
    r"|[^，,。；;：:、\n]{0,10}不(?:得|能|可)?与[^，,。；;\n]{2,20}(?:重复|同时|叠加)(?:享受|申请|申报|申领|使用)?"
    r"|[^，,。；;：:、\n]{0,10}(?:只能?|仅)(?:能|可)?(?:选择|享受|申请|申报|支持|奖励|资助|补助|配套|给|择|领|付|发)(?:其一|其中之一|(?:其中)?(?:一种|一项|一次|一类|一份|最高))[^，,。；;\n]{0,6}"
    r"|[^，,。；;：:、\n]{0,10}(?:择一|不兼得|只补一次|双份|按?差额补[足齐]|[仅只]补差(?:额(?!\d)|(?!额))|补足差额|不足部分补齐)[^，,。；;\n]{0,4}"
    r"|[^，,。；;：:、\n]{0,10}已(?:经)?(?:享受|获得?|取得|申?领)[^，,。；;\n]{0,20}(?:资金|资助|奖励|补助|补贴|奖补|支持|政策)[^，,。；;\n]{0,8}[，,]?[^，,。；;\n]{0,8}(?:不再|不予)(?:给予)?(?:支持|资助|补助|补贴|奖励|安排|享受)"
    r"|[^，,。；;：:、\n]{0,10}(?:合计|累计|总额|总和|之和)(?:均)?(?:不|不得)(?:高于|超过?)(?:其)?(?:实际|实付|总)[^，,。；;\n]{0,4}(?:支出|投入|费用|成本|利息|保费|金额|额)"
)
# 本次不得重复申报: what those who were paid earlier may not do.
_NOT = re.compile(
    r"本[次批]|重复(?:侵权|建设|提交|检测|报送|收取|收费|授权|检查|投入|布局|录入|填报|抽查|公示)"
)
_LAST = re.compile(r"(?:\([^()]{0,8}\)|(?<!\d)\d{1,3})(?:~\d{1,3})?$")
# What the sentence says of itself: it holds for the document.
_WHOLE = re.compile(
    r"本(?:办法|措施|政策|规定|细则|意见|方案|实施细则|若干措施|若干政策|通知|条例|文件)|各类(?:项目|资金|奖励|资助)|所有|其他各|《[^《》]{1,30}》规定"
)
_SENTENCE = re.compile(r"[^。\n]+")
# What every way of saying it holds: few sentences are worth the closer look.
_HINT = re.compile(
    "重复|同时|叠加|累[加计]|重叠|交叉|双重|多头|兼得|[就从择取补]最?高|[取以按]其?中?(?:最|较|金额)|高者|从优|择一|其一|选一|一[种项次类份]|"
    "[补奖]差|差额|补足|补齐|不再|不予|得再|双份|超过1次|合计|总额|总和|之和"
)
# 同类奖项取最高额: said of a kind of money, and the clauses that pay it.
_TOPICS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile("贴息"), re.compile("贴息|利息")),
    (re.compile("风险补偿|损失补偿"), re.compile("补偿|损失")),
    (re.compile("租房|房租|租金"), re.compile("租房|房租|租金")),
    (re.compile("购房"), re.compile("购房")),
    (re.compile("奖项|获奖|评奖"), re.compile("(?<![以后予励])奖(?![励补])")),
    (re.compile("案件|维权"), re.compile("案|维权")),
    (re.compile("保费|保单|保险(?!公司)"), re.compile("保费|保险|投保")),
    (re.compile("参展|展会|展位"), re.compile("参展|展会|展位")),
    (re.compile("培训"), re.compile("培训")),
    (
        re.compile("认定|评定|级别|晋级"),
        re.compile("认定|评定|评为|获评|升级|晋级|[国省市]家?级"),
    ),
)
_ALL_KINDS = re.compile(r"、(?:补助|补贴|奖励|资助)|(?:补助|补贴|奖励|资助)、")


def find_exclusivity(text: str) -> str | None:
    """The words of a sentence that rule out a second award, or None."""
    for sentence in _SENTENCE.findall(text):
        if not _HINT.search(sentence):
            continue
        for match in _EXCLUSIVE.finditer(sentence):
            if not _NOT.search(sentence, match.start(), match.end() + 6):
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
        if "本章" in one and (chapter := _chapter(nodes, index)):
            for i in chapter:
                held[i] = held[i] or phrase
        elif _tells_all(one):
            everywhere = everywhere or phrase
        elif any(has_measures(i) for i in range(index, end)):
            for i in range(index, end):
                held[i] = held[i] or phrase
        elif meant := _meant(one, [i for i in range(count) if has_measures(i)], words):
            for i in meant:
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


def _chapter(nodes: Sequence[Node], index: int) -> range:
    """The clauses of the chapter that a clause stands in; none where there are no chapters."""
    heads = [i for i, node in enumerate(nodes) if node.path.endswith("章")]
    before = [i for i in heads if i <= index]
    behind = [i for i in heads if i > index]
    return range(before[-1], behind[0] if behind else len(nodes)) if before else range(0)


def _meant(said: str, paying: Sequence[int], words: Sequence[str]) -> list[int]:
    """The clauses of the kind of money that alone is spoken of; [] where none or all are."""
    said = "".join(one for one in re.split(r"[。\n]", said) if find_exclusivity(one))
    if _ALL_KINDS.search(said):
        return []
    kinds = [meant for topic, meant in _TOPICS if topic.search(said)]
    if len(kinds) != 1:
        return []
    found = [i for i in paying if kinds[0].search(words[i])]
    return found if len(found) < len(paying) else []


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
