"""Times that a text sets: stages of a plan, limits of a procedure, days until which something can be handed in.

All three read the words of a clause without blanks and with letters O among digits as noughts, since
pages part their digits; places are those of the text. A date without its year takes the year said last
in its sentence, or that of the issue; what cannot be dated is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from zhishu.policy.document import Stage, TimeLimit, Window
from zhishu.policy.structure.clauses import Node
from zhishu.policy.text.printed_days import (
    DATE,
    HOUR,
    NUMERALS,
    Day,
    Words,
    read_number,
    read_stretch,
)

# A sentence is looked at no further back than this.
_FAR = 300
_NUMBER = re.compile(
    r"(?:第[一二三四五六七八九十百零〇]{1,6}[章条]|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、])"
)


def _words(text: str, node: Node) -> Words:
    """The words of a clause behind its number."""
    number = _NUMBER.match(text, node.start, node.end) if node.path else None
    return Words(text, number.end() if number else node.start, node.end)


def _sentence_begins(text: str, at: int) -> int:
    """Where the sentence or the cell of a place begins, not far from it."""
    first = max(0, at - _FAR)
    return max(first, *(text.rfind(sign, first, at) + 1 for sign in "。；;\n|"))


# ---- stages

_STEP = re.compile("阶段|步骤|步$")
_OF_ALL = re.compile("[\u4e00-\u9fff]{2}步骤")
_STEPS_ABOVE = re.compile("步骤|阶段|进度|时间|日程|安排")
_STAGE_NAME = re.compile(
    r"(?:第[一二三四五六七八九十]{1,2}(?:阶段|步)[:：、，,]?)?[\u4e00-\u9fff“”、和与]{2,16}"
)
_STAGE_IN_TEXT = re.compile(
    r"(?:第[一二三四五六七八九十]{1,2}阶段[:：、，,]?)?[\u4e00-\u9fff]{0,12}阶段"
)
_SHORT = 40
_LAST_PART = re.compile(r"[^；;。\n|]{0,60}\Z")
_OPENED = re.compile(r"^[,，、\s—\-•·●①-⑳]*(?:[一二三四五]是|\d{1,2}[.、])?(?:自|从|其中)?$")
_NAME_BEHIND = re.compile(
    r"(?:起|止)?(?:[,，:：]|为|是)?(?:开展|组织|进行|集中开展|完成|启动|转入)?(?P<name>[\u4e00-\u9fff]{2,14})"
)
_NAME_BEFORE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,14})[,，:：]?(?:[(（]|时间[:：]?|从|自|为){0,2}$"
)
_AFTER_STRETCH = (*")）]〕。,，;；:：\n日", "")
_LEAD_IN = re.compile(r"[(（\[〔:：,，。]{0,2}(?:时间|起止时间)?[:：为]?")


def find_stages(text: str, nodes: Sequence[Node]) -> list[Stage]:
    """The stages of a plan, in order: as headings, as rows of a table, or inside a passage."""
    year = _only_year(text, nodes)
    headings = {node.path: node.heading or _short_words(text, node) for node in nodes}
    found: list[Stage] = []
    for node in nodes:
        words = _words(text, node)
        own = _heading_stage(words, node, _above(node.path, headings), year)
        inside = [*_rows(words, node, year), *_stages_inside(words, node, year)]
        if not inside and _STEPS_ABOVE.search(node.heading or ""):
            inside = _listed(words, node, year)
            own = None if inside else own
        stages = [own] if own else []
        stages += [one for one in inside if not own or one.span[0] >= own.span[1]]
        for stage in stages:
            year = int((stage.ends or stage.starts or "0")[:4]) or year
        found += stages
    return found


def _only_year(text: str, nodes: Sequence[Node]) -> int | None:
    """The one year that the title speaks of, else that of the signature or of the document's number."""
    if not nodes:
        return None
    head = text[max(0, nodes[0].start - 300) : nodes[0].start]
    years = set(re.findall(r"((?:19|20)\d{2})年(?!\d)", head))
    if len(years) == 1:
        return int(years.pop())
    tail = re.sub(r"\s", "", text[nodes[-1].end : nodes[-1].end + 200])
    signed = re.search(r"((?:19|20)\d{2})年\d{1,2}月\d{1,2}日", tail)
    numbered = signed or re.search(r"[〔\[【(（]((?:19|20)\d{2})[〕\]】)）]\d", head)
    return int(numbered.group(1)) if numbered else None


def _short_words(text: str, node: Node) -> str:
    """What a clause says that only introduces others: 建设分三个阶段：."""
    words = text[node.parts[0][0] : node.parts[-1][1]] if node.parts else ""
    return words if len(words) <= _SHORT and words.endswith((":", "：")) else ""


def _above(path: str, headings: dict[str, str]) -> str:
    """The heading of the clause above."""
    for size in range(len(path) - 1, 0, -1):
        if path[:size] in headings:
            return headings[path[:size]]
    return ""


def _heading_stage(words: Words, node: Node, above: str, year: int | None) -> Stage | None:
    """（一）启动阶段（2022年7月—9月）, with the time in the heading, behind a colon or opening the passage."""
    at = 0
    name = _STAGE_NAME.match(words.words) if node.path else None
    if name is None:
        return None
    end = min(len(words.words), name.end() + 60)
    stretch = None
    for begin in _openings(words.words, name.end()):
        stretch = read_stretch(words.words, begin, end, year)
        if stretch is not None:
            break
    if stretch is None:
        return None
    if not (_STEP.search(name.group()) or _STEPS_ABOVE.search(above)):
        return None
    first, last, stop = stretch
    # 工作安排 is also a heading over what is to be reached until a day.
    vague = not _STEP.search(name.group()) and not re.search("时间|进度|步骤|阶段|日程", above)
    if vague and (first is None or (first == last and not last.until)):
        return None
    bare = first == last and first is not None and first.month is None
    if bare and (not _STEP.search(name.group()) or _OF_ALL.fullmatch(name.group())):
        return None
    return Stage(
        node.path, name.group().strip("：:"), first.printed() if first else None, last.printed_end(),
        words.span(at, stop), 0.9,
    )  # fmt: skip


def _openings(words: str, at: int) -> Iterator[int]:
    """Where a stretch of time may begin behind a name: past brackets, colons, the end of a heading."""
    match = re.compile(r"[(（\[〔:：。\n]{0,3}(?:时间|起止时间|时间安排)?[:：为]?").match(words, at)
    if match:
        yield match.end()
        if words[match.end() : match.end() + 1] == "自":
            yield match.end() + 1


def _rows(words: Words, node: Node, year: int | None) -> list[Stage]:
    """Rows of a table of which one column is headed 阶段, 步骤 and one 时间."""
    found: list[Stage] = []
    columns: tuple[int, int, int] | None = None
    at = 0
    for line in words.words.split("\n"):
        start, at = at, at + len(line) + 1
        cells = line.split("|")
        if len(cells) < 2:
            continue
        names = [
            i
            for i, cell in enumerate(cells)
            if re.search("阶段|步骤|环节|事项", cell) and len(cell) <= 8
        ]
        times = [i for i, cell in enumerate(cells) if "时间" in cell and len(cell) <= 8]
        if names and times:
            columns = (names[0], times[0], len(cells))
            continue
        if columns is None or len(cells) != columns[2]:
            continue
        begin = start + sum(len(cell) + 1 for cell in cells[: columns[1]])
        stretch = read_stretch(words.words, begin, begin + len(cells[columns[1]]), year)
        if stretch is None:
            continue
        first, last, _ = stretch
        year = last.year
        found.append(
            Stage(
                node.path, cells[columns[0]], first.printed() if first else None, last.printed_end(),
                words.span(start, start + len(line)), 0.85,
            )
        )  # fmt: skip
    return found


def _listed(words: Words, node: Node, year: int | None) -> list[Stage]:
    """5月20日至31日，动员培训；6月1日至7月15日，全面排查；or 第一步（3月至4月）：摸底. Under a heading of steps.

    Where the first stretch opens its sentence the names stand behind, else before.
    """
    found: list[Stage] = []
    text, stop = words.words, 0
    behind: bool | None = None
    while (match := DATE.search(text, stop)) is not None:
        stretch = read_stretch(text, match.start(), len(text), year)
        begin, stop = stop, match.end()
        if stretch is None:
            continue
        first, last, stop = stretch
        year = last.year
        lead = _LAST_PART.search(text, begin, match.start())
        before = lead.group() if lead else ""
        if behind is None:
            behind = not _OPENED.sub("", before)
        if behind:
            name = _NAME_BEHIND.match(text, stop)
        else:
            name = _NAME_BEFORE.search(before)
        # By a day is not from a day on; a year alone is no stage.
        if name is None or first is None or not first.month:
            continue
        start = match.start() if behind else match.start() - len(before) + name.start("name")
        found.append(
            Stage(
                node.path, name["name"], first.printed(), last.printed_end(),
                words.span(start, stop), 0.75,
            )
        )  # fmt: skip
    long = [one for one in found if one.starts != one.ends]
    return found if len(found) > 1 and 2 * len(long) >= len(found) else []


def _stages_inside(words: Words, node: Node, year: int | None) -> list[Stage]:
    """准备阶段（2022年8月—9月）, 自查阶段：3月至5月 and 3月至5月为自查阶段 inside a passage."""
    found: list[Stage] = []
    for match in _STAGE_IN_TEXT.finditer(words.words):
        lead = _LEAD_IN.match(words.words, match.end())
        begin = lead.end() if lead else match.end()
        if begin == match.end():
            continue
        # 第一阶段（宣传发动，8月1日至10日）: a name may stand inside the bracket.
        inner = re.compile(r"[\u4e00-\u9fff]{2,12}[,，:：(（]").match(words.words, begin)
        stretch = None
        for at in (begin, inner.end() if inner else begin):
            stretch = stretch or read_stretch(words.words, at, len(words.words), year)
        if stretch is None or words.words[stretch[2] : stretch[2] + 1] not in _AFTER_STRETCH:
            continue
        first, last, stop = stretch
        if first == last and first is not None and first.month is None:
            continue
        year = last.year
        name = match.group()
        found.append(
            Stage(
                node.path, name, first.printed() if first else None, last.printed_end(),
                words.span(match.start(), stop), 0.8,
            )
        )  # fmt: skip
    behind = _named_behind(words, node, year)
    taken = [one.span for one in found]
    found += [
        one for one in behind if not any(a < one.span[1] and one.span[0] < b for a, b in taken)
    ]
    return sorted(found, key=lambda one: one.span)


def _named_behind(words: Words, node: Node, year: int | None) -> list[Stage]:
    found: list[Stage] = []
    last_end = 0
    for match in re.compile(r"(?:为|是|[,，:：])([\u4e00-\u9fff]{2,10}阶段)").finditer(words.words):
        begin = _sentence_begins(words.words, match.start())
        begin = max(begin, last_end)
        last_end = match.end()
        dated = DATE.search(words.words, begin, match.start())
        begin = dated.start() if dated else begin
        stretch = read_stretch(words.words, begin, match.start(), year)
        if stretch is None or stretch[2] < match.start() - 1:
            continue
        first, last, _ = stretch
        year = last.year
        found.append(
            Stage(
                node.path, match.group(1), first.printed() if first else None, last.printed_end(),
                words.span(begin, match.end()), 0.75,
            )
        )  # fmt: skip
    return found


# ---- limits of a procedure

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
_CLAUSE_END = re.compile("[,，。；;！？\n|]")


def find_time_limits(text: str, nodes: Sequence[Node]) -> list[TimeLimit]:
    """How long the steps of a procedure may take: 5个工作日内, 公示5个工作日, 期限为2个月.

    A shorter average and the like (压减至15日以内) is a target, and what a cheat is shut out for no step.
    """
    found: list[TimeLimit] = []
    for node in nodes:
        words = _words(text, node)
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
    begin = _sentence_begins(text, match.start())
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
    asked = _without(near, _HOW_LONG)
    period = _PERIOD.search(asked) is not None and not _NO_PERIOD.search(asked)
    period = period or _PERIOD_FROM.search(near) is not None
    period = period or (unit != "月" and _PERIOD_BEHIND.match(after) is not None)
    period = period and not (after.startswith("以上") and "公示" not in near)
    done = unit not in ("月", "周") and _DONE.match(after) is not None
    done = done and (unit != "天" or re.match("办|审结|答复|反馈", after) is not None)
    # 受理（3个工作日）, 拨付：15个工作日
    inside = asked.endswith(("(", "（")) and after[:1] in tuple(")）")
    told = "工作日" in unit and (inside or (near.endswith((":", "：")) and not after))
    period = period or told
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
        path, _matter(text[begin : match.start()], near, after, period), Decimal(value), unit, words.span(match.start(), end),
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
        return _beginning(re.split("、", behind)[0])
    if "公示" in said[-30:] and period:
        return "公示"
    near = re.sub("[:：(（]$", "", near)
    named = _without(near, (*_HOW_LONG, "时间", "时限", "期限", "期", "的"))
    named = re.split("[^\u4e00-\u9fff]", named)[-1]
    return _ending(named, 8) or _beginning(behind) or "办理"


def _without(words: str, endings: tuple[str, ...]) -> str:
    """Words without those endings, however many there are."""
    while words.endswith(endings):
        words = next(words.removesuffix(one) for one in endings if words.endswith(one))
    return words


# ---- days until which something can be handed in

_CLOSES = re.compile(r"(?:截止|截至)(?:时间|日期|日)?(?:[为是到至:：]|定为)?")
_HANDED = re.compile(
    r"报送|提交|上报|申报|填报|报名|送达|寄[送至到]|邮寄|递交|反馈|提出申请|申请|受理|征集|送交|送至|报至|报到|发送|投递|登记表|推荐|交(?=[至到]|[\u4e00-\u9fff]{2,12}(?:局|处|科|办|厅|委|部|室|中心|所|股|窗口|\d))|"
    r"报(?=[省市区县旗我局至国自州盟部厅委])|报(?=[\u4e00-\u9fff]{2,12}(?:局|处|科|办|厅|委|部|室|中心|所|股))"
)
# 完成网上申报 is handing in, 完成建设并申报 is not.
_NO_HANDING = re.compile(
    "完成(?=[\\s\\S]{5})|制定|达到|建成|印发|出台|注册|成立|取得|获得|授权|投产|的(?:企业|单位|项目|个人|专利|可)"
)
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
        words = _words(text, node)
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
        begin = _sentence_begins(text, match.start())
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
    if _NO_HANDING.search(said[: handed.start()]):
        return None
    return _what(before if len(said) < 4 else "", said), 0.85


def _what(before: str, after: str) -> str:
    """The words for what is handed in: those in front of the day, else those behind it."""
    said = re.split("[,，:：(（]", before)[-1]
    said = re.sub(r"^(?:请|各[\u4e00-\u9fff、]{0,10}?(?:于|应)|\d{4}年度)", "", said)
    said = _without(said, ("的", "应", "应当", "须", "请", "于", "在", "自", "从", "为"))
    if len(said) >= 2:
        return _ending(said)
    behind = re.sub(r"^(?:\d{1,2}(?:[:：]\d{2}|时|点))?(?:以前|之前|前|止)?,?，?", "", after)
    return _beginning(re.split("[,，。]", behind)[0].removeprefix("将")) or "申报"


def _beginning(words: str, size: int = 20) -> str:
    """The first words; a number is not cut: 0519-86 of 0519-8612 would be another one."""
    return (
        re.sub(r"\d{1,20}$", "", words[:size]) if words[size : size + 1].isdigit() else words[:size]
    )


def _ending(words: str, size: int = 20) -> str:
    """The last words; a number is not cut."""
    cut = words[-size - 1 : -size].isdigit()
    return re.sub(r"^\d{1,20}", "", words[-size:]) if cut else words[-size:]
