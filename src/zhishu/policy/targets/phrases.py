"""The words around a target's number: what is said of the number, and which of them name the indicator."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishu.policy.document import Comparator

# Words that make or bring about a countable thing: 新增5家 counts what is added, 达到5家 what there is.
_MAKING = (
    "组织举办|组织实施|开展实施|新增|新建|新认定|新培育|新发展|新引进|新获批|新获得|新获|引进和培育|培育引进|引进培育|培育|建成(?!区)|建设|建立|设立|组建|成立|组织开展|各建|各设|各新建|"
    "组织|举办|开展|完成|实施|发布|编制|编印|编发|制修订|制定|修订|引进|引育|培养|培训|轮训|推出|发行|打造|认定|遴选|形成|促成|"
    "检查|查办|查处|办理|创建|创办|布局|提供|签约|孵化|挖掘|招引|输送|共建|评选|选树|推广|落地|争创|争取|开设|构建|征集|发放|"
    "普及|帮扶|解决|抽查|巡查|服务|走访|惠及|撬动|带动|攻克|突破性?转化|转化|导入|入选|获批|获得|获评|新设|增设|增建|建好|选派|派驻|对接|"
    "改造|上线|新开工|开工|投放|开通|安装|铺设|敷设|新植|栽植|修复|整治|拆除|招聘|招募|吸纳|扶持|救助|绘制|托管|淘汰|关停|种植|评聘|创作|筛查|选定|选聘|评定|命名|授牌|创成|新改建|改扩建|扩建|出台|吸引|帮助"
)
MAKING = re.compile(rf"(?:{_MAKING})")
_MAKING_AT_END = re.compile(rf"(?:{_MAKING})$")
# Only these part an indicator from words before it wherever they stand: no noun holds them.
_MAKING_INSIDE = re.compile(
    r"(?:新增|新建|新培育|新认定|建成(?!区)|设立|举办|组建|引进|遴选|发行|编制|编发|编印|形成|培养|促成|发布|引育)"
)
_NAMED_SO = re.compile(
    r"(?:服务|办理|检查|对接|转化|推广|发行|培训|提供)"
    r"(?:中心|机构|[站点业率额]|用时|时间|时限|周期|平台|窗口|人员|人才|基地|网点|规模|总|工作站|团队|项目数|满意|覆盖|系统)"
)
_YEAR = r"(?:(?:19|20)\d{2}年?(?:度|底|末|上半年|\d{1,2}月(?:\d{1,2}日|底|末)?)?(?:以?前|之前)?)"
_TIME = (
    rf"(?:力争|争取|确保|计划|预计)?(?:到|至)?{_YEAR}(?:[、和及与]{_YEAR}){{0,4}}[，,]?|"
    '(?:到)?[“"]?十[一二三四五六][”"]?五[”"]?(?:期末|末期?|期间|时期)?[，,]?|'
    "明年|(?:第?[一二三四]季度|上半年|下半年|年)(?:末|底)?(?:以?前|之前)[，,]?"
)
PERIOD = re.compile(
    r"(?<!\d)(?:每年度?|年均|每季度|每学年|每半年|每月|每两年|逐年|(?:[一二两三四五六七八九十]|\d{1,2})年(?:来)?(?:内累计|累计|内|共|总计)?(?![前后度])|年度?累计|累计|全年|上半年|第?[一二三四]季度)"
)
_LEADING = re.compile(
    rf"(?:{_TIME}|每年度?|年均|每季度|每学年|每月|每半年|逐年|(?:[一二两三四五六七八九十]|(?<!\d)\d{{1,2}})年(?:内累计|累计|内)?|今后|未来|年内|全年|累计|"
    "力争|努力|争取|确保|实现|推动|促进|引导|鼓励|支持|推进|加快|加强|逐步|基本|其中|并且|并(?!购)|且|主导[和或]参与|主导|牵头|以及|及(?!时)|和(?!谐)|同时|拥有|使(?!用|领)|"
    "全面|再(?!生|制造)|共计|共(?!建|同|享)|预计|积极|进一步|联合(?!实验|体|会|创新)|参与|在[^，在]{1,14}(?:领域|方面|范围内)|在[^，在]{2,40}(?=各(?:新?建|新?设))|[.．]|主要目标|发展目标|总体目标|工作目标|目标|为|是|即|、|，|,|:|：|;|；|的|"
    "——|—|-|将在|将(?!军)|在(?:全国|全省|全市|全区|全县)(?:范围内)?|一是|二是|三是|四是|五是|六是|[①-⑳]|分年度?(?:看|推进)?|先后|[(（]\\d{1,2}[)）]|至少|分别|全部|稳定|做到|通过努力|推动实现|计划)"
)
_TRAILING = re.compile(
    rf"(?:每[百千万]人|不低于|不少于|不小于|不得低于|不得少于|不超过|不高于|不多于|不大于|不得超过|至少|最少|最多|最高|至多|超过|突破|超|高于|多于|大于|逾|低于|少于|小于|≥|≤|>|<|＞|＜|"
    "力争|争取|确保|达到了?|达|实现|保持在?|稳定在?|维持在?|控制在?|分别|均|(?<![首成])都|各|累计|合计|共计|总计|(?<!公)共|(?<![合签公契节])约|(?<!附)近|首批|拥有|享有|具有|配备|配有|设有|"
    "(?:年均|同比|平均|逐年|每年|(?<![上去前全今本])年)?(?:净增|增长|增加|增|递增|提高|提升|上升|扩大|扩展|扩容|扩充|发展|下降|降低|降|减少|压减|压缩|压降|缩短|拓展|上涨|攀升|延伸)(?:至|到)?|"
    "增至|提至|提到|缩至|压至|降至|降到|升至|升到|扩至|年均|每年|每季度|每学年|每半年|同比|逐年|(?:年均|平均|年)增[幅速]|增速|先行|率先|不超|不过|不逾|全年|上半年|第?[一二三四]季度|全面|不断|稳步|进一步|明显|显著|(?<![行作认])为|在|到|至|是|再|提|(?<![供响效相])应当?|(?<![主摘需])要|也|已|有|的|:|：|,|，|、|以|新增|"
    rf"(?:由|从)(?:{_YEAR}|上年|去年|目前|现有|年初)?的?|(?:(?<![占同对环百之])比|(?<!比)较)(?:{_YEAR}|上年|去年)?(?:末|底)?的?|{_TIME}|(?:由|从)?每年|在?(?:{_YEAR})?的?基础上|以(?:{_YEAR})|"
    "(?:[一二两三四五六七八九十]|(?<!\\d)\\d{1,2})年(?:内累计|累计|内)?|基数|全年|年内)$"
)
METRIC_END = re.compile(
    r"(?:量|率|额|数|比重|占比|比例|金额|规模|满意度|总量|总数|总额|强度|指数|周期|时间|时限|期限|时长|天数|位次|产值|价值|收入|增收|度|成本|利率|覆盖面|水平|增幅|增速|面积|次数|贡献|实力)$"
)
DURATION = re.compile(
    r"周期|时间|时限|期限|时长|天数|用时|工期|办结|审结|审理|审查|审批|登记|变更|注册|授权|预审"
)
MONEY_NOUN = re.compile(
    r"额|值|收入|资金|基金|资本|规模|融资|贷款|投入|经费|产业|经济|营收|增收|成本|费|GDP|授信|投资|销售|交易|进出口|效益|保障|总量|保费|补偿|利润|税"
)
# Verbs that name what is counted where no noun does: 培训3万人次.
ACTIVITIES = frozenset(
    "培训 轮训 检查 走访 服务 对接 转化 办理 抽查 普及 查办 宣讲 巡查 惠及".split()
)
GENERIC = frozenset(
    "规模 数量 总量 总数 金额 总额 比例 占比 全省 全市 全区 全县 全国 企业数 户数 入库 入池 目标 指标 每批 每次 每期 每家 每年 总规模 资金 总规模 为 各".split()
)  # fmt: skip

_RELATIVE = re.compile(
    r"(?P<doubled>(?:比|较|在)?(?:(?:19|20)\d{2}年)?(?:的?基础上)?(?:实现)?(?:翻[一两三]番|翻番|倍增|翻一番以上))"
    r"|(?P<rank>(?:继续|持续|始终)?(?:进入|位居|位列|居于|居|保持在|保持|稳居|跻身|走在|处于|排名|名列|达到|位于|挺进|迈入)(?:在|并保持)?"
    r"(?:全国|全省|全市|全区|全县|西部|中部|东部|东北|华东|华北|西南|长三角|珠三角|世界|国际|国内|同类|地级市|副省级|城市|省会|高校|县[(（][^)）]{1,6}[)）]|县域|县区|省内|市内|沿海|区域|重点|地区|同行业|行业){1,4}"
    r"(?:第[一二三四五六七八九十]{1,2}(?:方阵|梯队|位|名)?|前(?:列|茅|[一二两三四五六七八九十]{1,3}|\d{1,3})(?:位|名|强)?|首位|上游|中上游|中游|领先(?:水平|地位|行列)?|先进(?:水平|行列)|平均(?:水平|增幅|增速|值)(?:以上)?|一流水平?))"
    r"|(?P<leading>(?:稳居|进入|跻身|位列|保持)前(?:列|[一二三四五六七八九十]{1,3}|\d{1,3})(?:位|名|强)?)"
    r"|(?P<all>(?<!已)(?:(?:力争|基本)?实现[^，。；\d（）]{0,10}全覆盖|全覆盖))"
    r"|(?P<none>(?<!“)(?:全部|基本|实现|动态){0,2}(?<!“)清零)"
    r"|(?P<half>(?:(?:比|较)(?:19|20)\d{2}年)?(?:压缩|压减|减少|缩短|降低|下降)(?:一半|三分之一))"
    r"|(?P<first>(?:实现|取得)?(?:“?零”?的?突破|“?破零”?))"
    r"|(?P<moved>(?:前移|上升|提升|前进|进位)\d{1,2}(?:个位次|位|名))"
    r"|(?<=比)(?:力争)?(?:达到?|为|提高到|降[到至]|控制在)(?P<ratio>\d{1,3}(?:\.\d)?[:：∶]\d{1,3}(?:\.\d)?(?:以内|以上)?)"
    r"|(?P<mean>(?:明显|显著|略|力争)?(?P<sign>达到或超过|达到|不低于|高于|超过|优于|好于|低于)(?:全国|全省|全市|全区|国家|省|市|同期|同类|地区|城市|同行业|行业|中部|西部|东部){1,3}的?平均(?:水平|增幅|增速|增长率|值|数)?)"
)
_RANK = re.compile("排名|排位|位次|名次")
_SIGNS: dict[str, Comparator] = {
    "高于": ">", "超过": ">", "优于": ">", "好于": ">", "不低于": ">=", "达到或超过": ">=", "低于": "<",
}  # fmt: skip


@dataclass(frozen=True)
class Phrase:
    """What words before a number say: the indicator (may be empty), and whether a verb of making leads to it.

    open: the verb of making stands last, so that the number's noun comes behind it.
    """

    indicator: str
    making: bool
    open: bool
    growth: bool
    period: str | None
    verb: str


@dataclass(frozen=True)
class RelativeMark:
    """A target without a number: 翻一番, 进入全省前列, 高于全国平均水平.

    plain: no rank, so it needs no measure. ratio: 1:2.
    """

    start: int
    end: int
    reference: str
    comparator: Comparator
    plain: bool
    ratio: bool


def read_phrase(words: str) -> Phrase:
    """The indicator in the words before a number, without time, verbs and comparison."""
    period = PERIOD.search(words)
    growth = (
        re.search(
            r"(?:增长|增幅|增速|涨幅|降幅|递增|提高|提升|上升|下降|降低|减少|压降|压缩|压减|缩短|增加|上涨|扩大|增收|增产)(?:不低于|不少于|超过|达到?|约|近|力争|均|为|在|分别|至少){0,3}$",
            words,
        )
        is not None
        or re.search(
            r"(?:增长率|年均增幅|年均增速|增长幅度|改善率|下降率|降低率)(?:达到?|为|均|保持在?|不低于|超过|力争|分别){0,3}$",
            words,
        )
        is not None
    )
    making, left_open, verb = False, False, ""
    while True:
        found = _MAKING_AT_END.search(words)
        if found and found.group() in ACTIVITIES and MAKING.search(words[: found.start()]):
            found = None  # 组织执法检查4次: the noun of what is organized
        if found and (found.start() > 0 or not METRIC_END.search(words)):
            making = left_open = True
            verb = found.group()
            words = words[: found.start()]
            continue
        found = _TRAILING.search(words)
        if not found or not found.group():
            break
        if found.group() == "新增":
            making = True
        elif found.group() in ("拥有", "具有", "配备", "配有", "设有", "有"):
            left_open = True
        words = words[: found.start()]
    words, led = _without_lead(words)
    making = making or led
    if verb in ACTIVITIES and len(words) > 2 and words[0] not in "每各":
        words += verb  # 认证有效性抽查50批次
    inside = list(_MAKING_INSIDE.finditer(words))
    cut = inside[-1] if inside else None
    if cut is not None and len(words) - cut.end() >= 2 and cut.start() > 0:
        words, making = words[cut.end() :].lstrip("的了"), True
    return Phrase(
        words[-40:].strip(" ，、。:："), making, left_open, growth, period and period.group(), verb
    )


def _without_lead(words: str) -> tuple[str, bool]:
    making = False
    while words:
        # One verb leads; a second one is part of the name, 新建培育中心, as is 服务 in 服务机构.
        found = None if making or _NAMED_SO.match(words) else MAKING.match(words)
        rest = words[found.end() :] if found else ""
        if found and len(rest) >= 2:
            making = True
            # 新增产值 is one name.
            if METRIC_END.search(rest) and len(rest) <= 4 and rest not in GENERIC:
                break
            words = rest
            continue
        if (found := _LEADING.match(words)) and found.end():
            words = words[found.end() :]
            continue
        break
    return words, making


# 重度及以上污染天数 is one measure.
_JOINED = re.compile("以及|[、和与]|及(?![以其])")
_LEAD_BEHIND = re.compile(r"(?:左右|以上|以内)?的?")
_PHRASE_BEHIND = re.compile(r"[^，。；：！？\n（]{0,60}")
_NEXT_BEHIND = re.compile(
    r"(?:和|及|、|以及)(?:\d|一批|[一二三四五六七八九十]{1,2}[个家件项])|并|用于|以及"
)


def read_noun_behind(words: str) -> tuple[str, int]:
    """The noun behind a number, 1个工作站, and how far it goes; of a long phrase what follows its last 的."""
    lead = _LEAD_BEHIND.match(words)
    at = lead.end() if lead else 0
    found = _PHRASE_BEHIND.match(words, at)
    phrase = found.group() if found else ""
    # 1个中心和2个基地: the next number has its own noun.
    if more := _NEXT_BEHIND.search(phrase):
        phrase = phrase[: more.start()]
    noun = phrase
    head, _, last = phrase.rpartition("的")
    if head and len(last) >= 2:
        noun = last
    elif "、" in phrase:
        noun = phrase.partition("、")[0]
    return noun.strip()[:30], at + len(phrase)


def find_relative(text: str, start: int, end: int) -> list[RelativeMark]:
    """Targets that have no number of their own."""
    found = []
    for match in _RELATIVE.finditer(text, start, end):
        comparator = _SIGNS.get(match["sign"] or "", "=")
        reference = match["ratio"] or ("全覆盖" if match["all"] else match.group())
        if match["moved"] and not _RANK.search(text, max(start, match.start() - 16), match.start()):
            continue
        plain = any(match[name] for name in ("half", "none", "ratio", "doubled", "first", "moved"))
        ratio = match["ratio"] is not None
        found.append(RelativeMark(match.start(), match.end(), reference, comparator, plain, ratio))
    return found


def split_indicators(words: str, count: int) -> list[str]:
    """The indicators of a list, 专利申请量和授权量: count of them, or the words as they are."""
    parts = [part for part in _JOINED.split(words) if part]
    if len(parts) != count or count < 2:
        return [words]
    last = parts[-1]
    made = []
    for part in parts[:-1]:
        if not METRIC_END.search(part) and (at := last.find(part[-2:])) >= 0:
            part += last[at + 2 :]
        made.append(part)
    return [*made, last]


def shared_indicators(words: str, together: bool) -> list[str]:
    """Indicators that share one number: those said to be 均, or each of which is a measure."""
    parts = [part for part in _JOINED.split(words) if part]
    if not 2 <= len(parts) <= 4 or any(len(part) < 3 for part in parts):
        return [words]
    if together or all(METRIC_END.search(part) for part in parts):
        return split_indicators(words, len(parts))
    return [words]
