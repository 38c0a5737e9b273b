"""What a target's number is a number of: the indicator before it, behind it or before the comma; and its kind."""

from __future__ import annotations

import re

from zhishu.policy.document import TargetKind
from zhishu.policy.targets.figures import Figure
from zhishu.policy.targets.judgement import GROWTH_BEHIND, Place
from zhishu.policy.targets.phrases import (
    ACTIVITIES,
    GENERIC,
    METRIC_END,
    read_noun_behind,
    read_phrase,
    shared_indicators,
    split_indicators,
)
from zhishu.policy.targets.scenes import Scene

# Words before a number that say where, not what: …等领域8个知识产权联盟.
_WHERE = re.compile(r"(?:领域|方面|行业|产业|区域|地区|园区|[县市区省]|乡镇|街道|高校)$")
_HAN = re.compile(r"[\u4e00-\u9fff“]")
TOGETHER = re.compile(r"(?<![年平人户])均|(?<![首成])都|双双")
_EACH = ("每类", "各类", "三类", "每个", "各")
_EACH_PLACE = re.compile(
    r"(?:^|在)(?P<places>[^，在]{2,40})各(?:新?建成?|设立?|新?增设?|布局|培育)(?P<noun>[\u4e00-\u9fff]{2,20})$"
)
_DOING = re.compile(
    r"申请|注册(?!商标)|申报|推动|组织|引导|指导|开展|实施|建设|建立|培育|打造|推进|加强|支持|鼓励|发展|完善|健全|扩大|提升"
)
_STATED = re.compile(r"达到|提高|增强|提升|完善|健全|扩大|优化|改善|降低")
_EACH_OF = re.compile(
    r"每.?|(?:每[个所家]?|各)(?:省|市|县|区|乡|镇|校|园区|高校|部门|单位|街道|社区|村|企业|所|(?:县|市|乡|镇)（[^）]{1,6}）)"
)
_DONE = re.compile(
    r"移送|查处|查办|检查|抽查|抽检|巡查|监测|检测|立案|调解|受理|办理|办结(?!率)|发布|发放|开展|举办|组织(?!数)|培训|走访|宣讲|帮扶|惠及|签约|对接|建设|新建|新增|培育|"
    r"引进|评选|制定|淘汰|关停|整治|改造|修复|种植|造林|减少|退出|转化|交易|许可|声明"
)
_EACH_LEAD = re.compile(r"^(?:每|各|三)[类个]?")
_QUOTED = re.compile(r"[“\"]([^”\"]{2,30})[”\"]")
_TOTAL_OF_YEARS = re.compile(r".{1,2}年内?(?:累计|共|总计)")
_THAN = re.compile(r"(?:比|较)(?:(?:19|20)\d{2}年|上年|去年)")
_REACHED = re.compile(r"(?:达到?|突破|至|到|为|保持在?|稳定在?)$")
_LEVEL_UNITS = frozenset(
    "元 天 日 工作日 月 个月 年 小时 分钟 分 亩 公顷 平方米 平方公里 公里 吨".split()
)
# 新建步道60公里 counts what is made.
_MADE = frozenset("亩 公顷 平方米 平方公里 公里 吨".split())
REPEATED = frozenset("每年 每年度 年均 每季度 每学年 每月 每半年".split())


def name_figures(scene: Scene, place: Place, carried: str) -> tuple[list[tuple[Figure, str]], int]:
    """Each number with its indicator, and how many characters behind the last belong to it.

    carried: the indicator named before, for words that name none.
    """
    group = place.group
    if len(group) == 1 and (each := _EACH_PLACE.search(place.words)):
        # 在A、B各建1个: one each.
        places = [one for one in re.split("[、和及与]", each["places"]) if one]
        if 2 <= len(places) <= 6:
            return [(group[0], one + each["noun"]) for one in places], 0
    name, taken = _indicator(scene, place, carried)
    if not name:
        return [], 0
    if len(group) == 1:
        names = shared_indicators(name, TOGETHER.search(place.words[-8:]) is not None)
        before = _shared_before(scene, place, name)
        return [(group[0], one) for one in ([before] if before else []) + names], taken
    names = split_indicators(name, len(group))
    if len(names) != len(group):
        names = _listed(scene, place, name)
    return list(zip(group, names, strict=True)), taken


def _indicator(scene: Scene, place: Place, carried: str) -> tuple[str, int]:
    phrase, last = place.phrase, place.group[-1]
    name = phrase.indicator
    behind, length = read_noun_behind(scene.text[last.stop : last.stop + 80])
    if behind and _HAN.match(scene.text, last.stop):
        if _WHERE.search(name) and not name.startswith("每"):
            return behind, length
        if phrase.open or name in GENERIC or len(name) <= 2:
            metric = name in GENERIC and not name.startswith("每") and METRIC_END.search(name)
            return behind + name if metric else name + behind, length
    if name and (name in GENERIC or _EACH_OF.fullmatch(name)):
        nearer = before_comma(scene, place.begin, place.start)
        about = (nearer or carried) if len(name) > 2 else (carried or nearer)
        return name + about if name[0] in "每各" else about + name, 0
    if not name and phrase.verb in ACTIVITIES:
        return phrase.verb, 0
    if (
        not name
        and (nearer := before_comma(scene, place.begin, place.start))
        and METRIC_END.search(nearer)
    ):
        return nearer, 0
    return name or carried or before_comma(scene, place.begin, place.start), 0


def before_comma(scene: Scene, begin: int, start: int) -> str:
    """The noun of the words before a comma, where the number's own words name nothing."""
    if begin - 1 <= start or scene.text[begin - 1] not in "，：（":
        return ""
    first = scene.bound(begin - 1, start)
    if scene.figures_of(first, begin):
        return ""
    name = read_phrase(scene.text[first : begin - 1]).indicator
    # 指导行业组织申请集体商标: what is done to it is no part of the name.
    verbs = list(_DOING.finditer(name)) if len(name) > 8 else []
    if verbs and len(name) - verbs[-1].end() >= 3:
        name = name[verbs[-1].end() :]
    return name[-24:]


def _shared_before(scene: Scene, place: Place, name: str) -> str:
    """质押融资金额，保险金额年均增幅30%: the measure before the comma shares the number."""
    begin, start = place.begin, place.start
    if begin - 1 <= start or not METRIC_END.search(name) or scene.text[begin - 1] != "，":
        return ""
    first = scene.bound(begin - 1, start)
    words = scene.text[first : begin - 1]
    if (
        len(words) > 24
        or _STATED.search(words)
        or scene.figures_of(first, begin)
        or not METRIC_END.search(words)
    ):
        return ""
    phrase = read_phrase(words)
    whole = phrase.indicator == words.lstrip("、和及") and not phrase.making
    return phrase.indicator if whole else ""


def _listed(scene: Scene, place: Place, name: str) -> list[str]:
    """Names for a list of numbers from the list before: “初创—成长—领军”三类…，每类企业占比分别为."""
    count = len(place.group)
    if name.startswith(_EACH):
        for quoted in reversed(_QUOTED.findall(scene.text, place.start, place.begin)):
            parts = re.split(r"[—、-]", quoted)
            if len(parts) == count:
                return [f"{part}类{_EACH_LEAD.sub('', name)}" for part in parts]
    return [name] * count


def kind_of(
    scene: Scene, place: Place, figure: Figure, name: str, *, behind: bool = False
) -> TargetKind:
    """level, growth_rate or count: what there is to be, by how much more, how many are to be made.

    behind: whether the name stands behind the number: 不少于20名后备人才.
    """
    phrase = place.phrase
    if figure.unit == "个百分点":
        return "growth_rate"
    if figure.unit in ("%", "倍"):
        grows = phrase.growth or GROWTH_BEHIND.match(scene.text, figure.stop)
        return "growth_rate" if grows else "level"
    if phrase.growth and _THAN.search(place.words):
        return "growth_rate"
    if not figure.unit or (
        figure.unit in _LEVEL_UNITS and not (phrase.making and figure.unit in _MADE)
    ):
        return "level"
    if phrase.making or place.inherits:
        return "count"
    if place.words.startswith(("拥有", "具有")):
        return "level"
    if _REACHED.search(place.words) or (METRIC_END.search(name) and not phrase.period):
        return "level"
    if phrase.period in REPEATED:
        return "count"
    if _TOTAL_OF_YEARS.match(phrase.period or ""):
        return "count"
    if name.startswith("每"):
        return "level"
    # 专职人员不少于3人 is what there is to be, 移送案件不少于15件 what is to be done.
    return "level" if figure.comparator != "=" and not (behind or _DONE.search(name)) else "count"
