"""Words that rule out a second award, and how far they reach: a clause, its children, or all of a document."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zhishu.policy.measures.reach import find_meant
from zhishu.policy.structure.clauses import Node

_EXCLUSIVE = re.compile(
    r"(?:按照?|遵循|坚持|实行|执行)?[“\"]?(?:就高(?:不就低)?(?:[、,，]?(?:且)?不(?:重复|累加|叠加))?|从高(?:执行)?(?:不重复)?|取(?:其)?最?高[者额]?|择高|从优)[”\"]?(?:享受|(?:的)?原则|补差|扣减)?"
    r"|[^，,。；;：:、()\n]{0,16}(?:(?:不|不得|不予|不再|不能|不可|不可以)(?:重复|同时|叠加|累加|累计|重叠|交叉|双重|多头|兼得)(?:资助|奖励|支持|享受|申领|申报|申请|补助|补贴|兑现|计算|奖补|领取|扶持|计奖|执行|安排)?)"
    r"|[^，,。；;：:、()\n]{0,10}限(?:领|补|奖|享受?|申领|申请)一[次种项](?:补贴|补助|奖励)?"
    r"|[^，,。；;：:、()\n]{0,10}(?:[取选择]其一|任选(?:其中)?一[项种]|[二两]选一|只[取补]高)|[^，,。；;：:、()\n]{0,10}不再?另(?:行|外)?(?:给予)?(?:奖|补|资助)"
    r"|[^，,。；;：:、()\n]{0,10}(?:奖励|补助|享受|资助|补贴|申领)不(?:得)?超过[一1]次"
    r"|[^，,。；;：:、()\n]{0,10}(?:只|仅)(?:能|可|限)?(?:[奖补贴领]|奖励|补助|补贴|资助|享受|申领|给予|发放|兑现|支持)(?:一次(?!性)|[一最][次项种类档高]|高[档者]|差额(?!\d))"
    r"|[^，,。；;：:、()\n]{0,10}(?:[奖补]|奖励|补助|补足|支付|发放)差额(?!\d)|[^，,。；;：:、()\n]{0,10}(?:奖励|奖补|补助|补贴)补差(?!额)"
    r"|[按以](?:其中)?(?:单项)?最高(?:一?[项档额]|金额|标准|级别|等次|奖项)?(?:为准|计[算奖]?|奖励|执行|给予|发放|兑现|补[助贴]|享受)"
    r"|[^，,。；;：:、()\n]{0,8}重复(?:获得?|认定|获评|获奖)[^，,。；;()\n]{0,6}的[，,]?(?:不再|不予)(?:奖励|补助|补贴|资助|支持)"
    r"|扣除(?:已|上级|国家|省级?|市级?)[^，,。；;()\n]{0,8}(?:部分|金额|资金|奖励|补助|补贴)|选择[^，,。；;()\n]{0,4}最(?:优惠|优|高)的?(?:一[项种档])?"
    r"|[按以](?:其中)?(?:最高|较高|金额(?:最|较)?高|最优惠|最优)的?(?:一[项种档]|额度?|标准|档次?|等次|级别|奖项|者)?(?:的)?(?:执行|兑现|计奖|奖励|给予|享受|补助|补贴|计算|发放)"
    r"|[^，,。；;：:、()\n]{0,10}(?:扣除后补差|差额(?:部分)?(?:予以|给予|进行)?(?:补[齐足助贴偿]|奖励)|按差额(?:奖励|补助|补贴|发放|兑现))"
    r"|[^，,。；;：:、()\n]{0,6}(?:享受|领取|获得|申领)过[^，,。；;\n]{1,16}的?[，,]?[^，,。；;\n]{0,6}不再(?:享受|给予|补)"
    r"|[^，,。；;：:、()\n]{0,10}不得再(?:次)?(?:领|申领|享受)"
    r"|[^，,。；;：:、()\n]{0,10}不(?:得|能|可)?与[^，,。；;\n]{2,20}(?:重复|同时|叠加)(?:享受|申请|申报|申领|使用)?"
    r"|[^，,。；;：:、()\n]{0,10}(?:只能?|仅)(?:能|可)?(?:选择|享受|申请|申报|支持|奖励|资助|补助|配套|给|择|领|付|发)(?:其一|其中之一|(?:其中)?(?:一种|一项|一次|一类|一份|最高))[^，,。；;\n]{0,6}"
    r"|[^，,。；;：:、()\n]{0,10}(?:择一|不兼得|只补一次|双份|按?差额补[足齐]|[仅只]补差(?:额(?!\d)|(?!额))|补足差额|不足部分补齐)[^，,。；;\n]{0,4}"
    r"|[^，,。；;：:、()\n]{0,10}已(?:经)?[^，,。；;()\n]{0,4}(?:享受|获得?|得到|取得|申?领|覆盖)[^，,。；;\n]{0,20}(?:资金|资助|奖励|补助|补贴|奖补|支持|政策)[^，,。；;\n]{0,8}[，,]?[^，,。；;\n]{0,8}(?:不再|不予)(?:给予|重复|另行)?(?:支持|资助|补助|补贴|奖励|奖补|安排|享受|发放|拨付|兑付|兑现|申领|领取|受理)"
    r"|[^，,。；;：:、()\n]{0,10}(?:合计|累计|总额|总和|之和)(?:均)?(?:不|不得)(?:高于|超过?)(?:其)?(?:实际|实付|(?:项目)?总(?!额)|投资|最高[等档级])[^，,。；;\n]{0,4}(?:支出|投入|费用|成本|利息|保费|金额|额)"
)
# The long tail of wordings: who had money already (已…获得…支持), and in the same sentence that it is refused,
# or only what is missing paid.
_HAD = re.compile(
    r"(?:已(?:经)?(?!有\d)|曾经?|另有?|同时|此前|往年|以前年度|近[一二两三\d]年)[^，,。；;\n]{0,24}?(?:享受|获|得|领|拿|申报|列入|纳入|立项|支持|资助|补助|奖励|补贴)"
    r"[^，,。；;\n]{0,20}?(?:资金|资助|奖励|补助|补贴|奖补|支持|扶持|政策|立项|经费|奖金|的?钱)"
    r"|已(?:经)?由[^，,。；;\n]{2,16}(?:资助|补助|奖励|补贴|支持)|(?:享受|领取|获得|申领|拿)过[^，,。；;\n]{1,12}"
    r"|与[^，,。；;\n]{2,24}(?:相同|重叠|重复|交叉|重合)的?(?=[，,])"
)
_REFUSED = re.compile(
    r"只[付补给兑]|不(?:再|予|得|能|可|应|纳入|属于|支持|重复|受理|列入|享受|给|在[^，,。；;\n]{0,10}范围)|除外|剔除|扣除|扣减|核减|冲减|抵扣|补差|差额|补足"
)
_TWICE = re.compile(
    r"[^，,。；;：:、()\n]{0,10}(?:不|勿|避免|禁止|严禁|防止)[^，,。；;\n]{0,12}(?:重复|叠加|兼得|双重|多头)(?!建设|投入|检查|布局)[^，,。；;\n]{0,6}"
    r"(?:享受|资助|支持|补助|补贴|奖励|申报|申请|申领|安排|领取|兑现|奖补|扶持|计奖)"
    r"|[不勿](?:得|能|可)?两头[拿领享补报]|[选择]一头|按?孰[高优]|[^，,。；;：:、()\n]{0,10}不(?:得|能|可)?[^，,。；;\n]{0,14}(?:同享|同领|兼享|并享|兼得|同时[享领])"
    r"|(?:自主|自行|由[\u4e00-\u9fff]{2,8})选择?(?:其中)?一[项种类档]|[^，,。；;：:、()\n]{0,10}[只仅](?:能|可|限)?(?:申?报|享|领|拿|得)[一1][项次种笔份档]"
    r"|(?:之和|合计|总和)[^，,。；;\n]{0,4}不得?(?:超过|高于|大于)[^，,。；;\n\d]{0,12}(?:费用?|额|支出|成本|投入)"
    r"|[只仅就按取][^，,。；;\n]{0,6}(?:金额|额度|等级|级别|档次)?[最较]?高的[那一][项个种档]|不得(?:分别|拆分|分拆)[^，,。；;\n]{0,6}申[请报]"
    r"|(?:按差额|差额)[补奖发][^，,。；;\n]{0,2}|先低后高[^，,。；;\n]{0,4}补差|(?:多次|重复)[^，,。；;\n]{0,8}的[，,][^，,。；;\n]{0,6}(?:奖励|补助|资助|补贴|奖|补)一次"
)
# What these hold: few sentences are worth the closer look.
_LOOSE_HINT = re.compile(
    "[已曾孰兼头]|同[享领时]|此前|往年|年度|过|与|重复|叠加|双重|多头|差额|补差|之和|合计|总和|高的|选|[只仅]|分别|拆|多次"
)
# Of those who had money and broke a rule: no bar to a second award.
_BROKEN = re.compile("退还|追回|追缴|收回|迁出|骗取|虚假|挪用|失信|逾期|期限|未验收|未结题")
_REFUSED_LIST = re.compile(
    r"(?:下列|以下)[^，,。；;：:\n]{0,16}(?:之一)?的?[^。；;：:\n]{0,12}(?:不予|不得|不再|不支持|不受理|不纳入|不能|不属于)|(?:不予|不得|不支持)[^。；;：:\n]{0,10}(?:情形|情况|范围|条件)|负面清单"
)
# So far behind, and so far apart.
_FAR = 40
_LONGEST_REMARK = 40
# 本次不得重复申报: what those who were paid earlier may not do.
_NOT = re.compile(
    r"本[次批]|重复(?:侵权|建设|提交|检测|报送|收取|收费|授权|检查|投入|布局|录入|填报|抽查|公示)"
)
_LAST = re.compile(r"(?:\([^()]{0,8}\)|(?<!\d)\d{1,3})(?:~\d{1,3})?$")
# What the sentence says of itself: it holds for the document.
_WHOLE = re.compile(
    r"本(?:办法|措施|政策|规定|细则|意见|方案|实施细则|若干措施|若干政策|通知|条例|文件|表|清单|一览表|目录|指南|公告|申报通知)|各类(?:项目|资金|奖励|资助)|所有|其他各|《[^《》]{1,30}》规定"
)
_SENTENCE = re.compile(r"[^。；;\n]+")
# What every way of saying it holds: few sentences are worth the closer look.
_HINT = re.compile(
    "重复|同时|叠加|累[加计]|重叠|交叉|双重|多头|兼得|[就从择取补]最?高|[取以按]其?中?(?:最|较|金额)|高者|从优|择一|其一|选一|一[种项次类份]|"
    "[补奖]差|差额|扣除|最优|[只仅](?:[能可限])?[奖补贴领享申给发兑支资]|补足|补齐|不再|不予|得再|双份|超过1次|合计|总额|总和|之和"
)
# 同类奖项取最高额: said of a kind of money, and the clauses that pay it.
_TOPICS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile("贴息"), re.compile("贴息|利息")),
    (re.compile("风险补偿|损失补偿"), re.compile("补偿|损失")),
    (re.compile("租房|房租|租金"), re.compile("租房|房租|租金")),
    (re.compile("购房"), re.compile("购房")),
    (re.compile("奖项|获奖|评奖"), re.compile("(?<![以后予励])奖(?![励补])")),
    (re.compile("案件|维权"), re.compile("(?<![备方档草立])案|维权")),
    (re.compile("保费|保单|保险(?!公司)"), re.compile("保费|保险|投保")),
    (re.compile("参展|展会|展位"), re.compile("参展|展会|展位")),
    (re.compile("培训"), re.compile("培训")),
    (
        re.compile("认定|评定|级别|晋级"),
        re.compile("认定|评定|评为|获评|升级|晋级|[国省市]家?级"),
    ),
)
_ALL_KINDS = re.compile(r"、(?:补助|补贴|奖励|资助)|(?:补助|补贴|奖励|资助)、")


@dataclass(frozen=True)
class Held:
    """Words that rule out a second award, and between which places of a clause's passage they hold."""

    words: str
    begin: int = 0
    end: int = sys.maxsize

    def holds(self, at: int) -> bool:
        """Whether they hold for the measure whose sum stands there."""
        return self.begin <= at < self.end


def find_exclusivity(text: str) -> str | None:
    """The words of a text that rule out a second award, or None."""
    return next((text[start:end] for start, end in _find_all(text)), None)


def _find_all(text: str, listed: bool = False) -> Iterator[tuple[int, int]]:
    """Where a text rules out a second award: once a sentence.

    listed: it is an item of a list of what is refused, so that to have had money is enough.
    """
    refused = None if listed else _REFUSED_LIST.search(text)
    for sentence in _SENTENCE.finditer(text):
        told = _EXCLUSIVE.finditer(sentence[0]) if _HINT.search(sentence[0]) else ()
        for match in told:
            if not _NOT.search(sentence[0], match.start(), match.end() + 6):
                yield sentence.start() + match.start(), sentence.start() + match.end()
                break
        else:
            item = listed or (refused is not None and refused.end() <= sentence.start())
            if place := _find_loose(sentence[0], item):
                yield sentence.start() + place[0], sentence.start() + place[1]


def _find_loose(sentence: str, listed: bool) -> tuple[int, int] | None:
    """Where a sentence rules it out in words that no list holds."""
    if not _LOOSE_HINT.search(sentence) or _BROKEN.search(sentence):
        return None
    twice = _TWICE.search(sentence)
    if twice and not _NOT.search(sentence, twice.start(), twice.end() + 6):
        return twice.span()
    had = _HAD.search(sentence)
    if had is None:
        return None
    refused = _REFUSED.search(sentence, had.end(), had.end() + _FAR)
    if refused is None and not listed:
        return None
    begin = max(sentence.rfind(sign, 0, had.start()) for sign in "，,、（(") + 1
    return begin, (refused or had).end()


def spread_exclusivity(
    nodes: Sequence[Node], passages: Sequence[str], places: Sequence[Sequence[int]]
) -> list[list[Held]]:
    """For each clause the words that hold for its measures, whose sums stand at `places`.

    The clauses that a sentence names itself are meant (reach.py). Else words in a clause with measures of its
    own, or in one that introduces others, hold there and below; in brackets for the sums before them; in a
    clause without measures (or saying 本办法, 各类) for the document, or for the branch it stands in.
    """
    count = len(nodes)
    held: list[list[Held]] = [[] for _ in nodes]
    everywhere: list[Held] = []
    branches: dict[str, Held] = {}
    lists = {
        node.path
        for node, passage in zip(nodes, passages, strict=True)
        if _REFUSED_LIST.search(f"{node.heading or ''}\n{passage}")
    }
    for index, passage in enumerate(passages):
        heading = nodes[index].heading or ""
        listed = parent_of(nodes[index].path) in lists
        said_here = list(_find_all(passage, listed))
        told = [(heading, Held(heading[a:b])) for a, b in _find_all(heading) if not said_here]
        for start, end in said_here:
            limits = _limits(passage, start, end, nodes[index].path, places[index])
            told.append((_sentence(passage, start), Held(passage[start:end].strip(), *limits)))
        for said, one in told:
            meant = _reach(said, one, index, nodes, passages, places)
            if meant is None:
                branches.setdefault(parent_of(nodes[index].path), one)
            elif meant == set(range(count)):
                everywhere.append(one)
            else:
                for i in meant:
                    held[i].append(one if i == index else replace(one, begin=0, end=sys.maxsize))
    for parent, one in branches.items():
        beside = [i for i in range(count) if is_below(nodes[i].path, parent)]
        if not any(places[i] for i in beside):
            everywhere.append(one)
        for i in beside:
            held[i].append(one)
    return [[*some, *everywhere] for some in held]


def _reach(
    said: str,
    one: Held,
    index: int,
    nodes: Sequence[Node],
    passages: Sequence[str],
    places: Sequence[Sequence[int]],
) -> set[int] | None:
    """The clauses for whose measures a sentence holds; None where it is its branch or all of the document."""
    count = len(nodes)
    at = max(0, said.find(one.words))
    excepted: set[int] = set()
    # The nearest words first: 第一条与第二条不得同时享受；与市级政策重复的，就高执行.
    for words in (_sentence(said, at, "，,；;"), _sentence(said, at, "；;")):
        meant, left_out = find_meant(words, index, nodes)
        excepted |= left_out
        if any(places[i] for i in meant):
            return meant - excepted
    # 按最高标准执行；第四条除外
    excepted |= find_meant(said, index, nodes)[1]
    if excepted:
        return set(range(count)) - excepted
    below = [index]
    while below[-1] + 1 < count and is_below(nodes[below[-1] + 1].path, nodes[index].path):
        below.append(below[-1] + 1)
    if "本章" in said and (chapter := _chapter(nodes, index)):
        return set(chapter)
    if _WHOLE.search(said):
        return set(range(count))
    if any(places[i] for i in below):
        return set(below)
    paying = [i for i in range(count) if places[i]]
    whole = [
        f"{node.heading or ''}\n{passage}" for node, passage in zip(nodes, passages, strict=True)
    ]
    if kinds := _meant(said, paying, whole):
        return set(kinds)
    return None


def _sentence(passage: str, at: int, signs: str = "。\n") -> str:
    """The part of a passage between two such signs that a place stands in."""
    begin = max(passage.rfind(sign, 0, at) for sign in signs) + 1
    ends = [end for sign in signs if (end := passage.find(sign, at)) >= 0]
    return passage[begin : min(ends, default=len(passage))]


def _limits(
    passage: str, start: int, end: int, path: str, places: Sequence[int]
) -> tuple[int, int]:
    """Between which places words of a clause hold.

    In brackets for what stands before them in the sentence; in a text without numbers for their own
    paragraph, where that gives something.
    """
    opened = passage.rfind("(", max(0, start - 80), end)
    begin = passage.rfind("\n", 0, start) + 1
    if opened >= 0 and passage.find(")", opened, start) < 0:
        before = max(passage.rfind(sign, 0, opened) for sign in "。；;\n") + 1
        if any(before <= at < opened for at in places):
            return before, opened
        if opened == begin and not path and any(at < begin for at in places):
            return _block(passage, begin, places), begin
    last = passage.find("\n", end)
    last = last if last >= 0 else len(passage)
    if not path and any(begin <= at < last for at in places):
        return begin, last
    above = [at for at in places if at < begin]
    # An answer that gives nothing itself speaks of the one before it; so does a short line between sums,
    # the remark in a table that was printed cell by cell.
    remark = last - begin <= _LONGEST_REMARK and any(at >= last for at in places)
    remark = remark and not _WHOLE.search(passage, begin, last)
    if not path and above and (remark or passage.startswith("答", begin)):
        return passage.rfind("\n", 0, above[-1]) + 1, begin
    full = max(passage.rfind(sign, 0, start) for sign in "。\n") + 1
    stop = passage.find("。", end)
    stop = stop if stop >= 0 else len(passage)
    if any(full <= at < stop for at in places):
        return full, stop
    return 0, sys.maxsize


def _block(passage: str, end: int, places: Sequence[int]) -> int:
    """Where the paragraphs begin that stand right before a place and each give something."""
    begin = end
    while begin > 0:
        above = passage.rfind("\n", 0, begin - 1) + 1
        if not any(above <= at < begin for at in places):
            break
        begin = above
    return begin


def _chapter(nodes: Sequence[Node], index: int) -> range:
    """The clauses of the chapter that a clause stands in; none where there are no chapters."""
    heads = [i for i, node in enumerate(nodes) if node.path.endswith("章")]
    before = [i for i in heads if i <= index]
    behind = [i for i in heads if i > index]
    return range(before[-1], behind[0] if behind else len(nodes)) if before else range(0)


def _meant(said: str, paying: Sequence[int], words: Sequence[str]) -> list[int]:
    """The clauses of the kind of money that alone is spoken of; [] where none or all are."""
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


def is_below(path: str, parent: str) -> bool:
    """Whether a path hangs under another: 四(一)1 under 四(一), 十一 not under 十."""
    if not parent or path == parent or not path.startswith(parent):
        return False
    following = path[len(parent)]
    return following == "(" or (following.isdecimal() and not parent[-1].isdecimal())
