"""Whether a number is a target: not what was reached before, who may apply, what is paid or how long an office takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhishu.policy.targets.figures import Figure
from zhishu.policy.targets.phrases import DURATION, MONEY_NOUN, Phrase
from zhishu.policy.targets.scenes import Scene
from zhishu.policy.targets.years import YearMark

_PAYS = re.compile(
    r"给予|予以|奖励|奖补|奖金|补助|补贴|资助|贴息|减免|报销|配套支持|扶持资金|资金支持|兑现|兑付|[%％]补(?=[，。])"
)
_SHARE_PAID = re.compile(
    r"按[^，；。]{0,40}[%％]|[%％][^，；。]{0,16}(?:给予|予以|补助|补贴|资助|贴息|奖励|奖补)|的，[^，]{0,8}(?:给予|予以)|兑付[^，；。]{0,4}[%％]|等额拨付"
)
_PAID_TO = re.compile(r"\s?(?:对|凡|按|单[户个]|每[家件户项]|支持对|其中对)")
# A rule on who may take part, wherever it stands before the number; others only beside it.
_RULE = re.compile(
    r"须(?!知)|应当?具[备有]|应当?(?:符合|满足|拥有)|符合(?:下列|以下)|下列条件|门槛|得分低于|权重|执行期|有效期|逾期|赔付率|处罚|罚款|扣\d|加\d"
)
_RULE_BESIDE = re.compile(
    r"申报|推荐|限报|报送|截止|联系|邮箱|电话|名额|公示(?!率)|拟|总分|考核|计分|满分|补贴|补助|资助|组长|参评|入围"
)
_TERM = re.compile(r"(?:整改|公示|异议|核实|补正|架空|宽限)期?限?[^，]{0,4}$")
_QUOTED = re.compile(r"“[^“”]{1,20}”")
_PROCEDURE = re.compile(
    r"自?(?:收到|受理|接到|提出|提交|核对|移送|作出|立案|批准|公示|通过|签订|期满|发布|印发)[^，。；]{0,14}(?:后|起|之日|内)|之日起|齐全"
)
_PAST = re.compile(
    r"(?<![由从比较与])(?:上年|去年|目前|当前|截至)|"
    r"已(?!授权|公开|知)|截止|上月|昨|过去[一二两三四五]年|前[一二两三]季度|(?<![\d年])1[—－\-至]\d{1,2}月|共有|列支[^，,。；;]{0,16}$|实际兑现|累计获|获得了|完成了|实现了|"
    r"达到了|增长了|提高了|近年来|[一二三四五]年来|通报|上述|占全年|上半年[^，；。]{0,16}完成"
)
# Among goals 同比增长15% is one.
_COMPARED_TO_BEFORE = re.compile(r"同比(?:增长|下降|提高)(?![^，。；]{0,8}以上)")
# Only beside the number: 现有项目基础上, 新增100个 is still to come.
_PAST_BESIDE = re.compile(r"现有|以来|曾|原有|连续[一二三四五六七八九十两\d]{1,2}年")
_STRUCTURE = re.compile(
    r"(?:等|来自|围绕|按照|征求|采纳|依托|包括|包含|涉及|聚焦|分为|由|不足|覆盖|第|以|近|(?<!圆)满|前|对|聘请)$"
)
_NOT_COUNTED = re.compile(r"按|安排|下达|拨付|覆盖(?!率)")
_BUDGET = re.compile(
    r"安排(?:[^，]{0,12}(?:资金|经费))?$|(?<!许)可(?:提高|申请|享受|增加)[^，]{0,6}$"
)
_LIMIT_EACH = re.compile(r"单个|单户|[每一]户企业|[每一]家(?:企业|单位|机构)|每届|同一|请")
_PAPERS = re.compile(r"(?:证|书|件|表|单|合同|材料|凭证|一式)各?$")
_MATTERS_BEHIND = re.compile("(?:大|实|好)?事")
_BODIES_BEHIND = re.compile(r"(?:个|家)?(?:有关|相关)?(?:部门|成员单位)")
_PARTS_BEHIND = re.compile(
    r"(?:专题|工作|全体)?会议|的?(?:方面|环节|步骤|阶段|方向|省[（市]|县[（市]|领域|单位|成员|有关|主要)"
)
_BODY_NOUN = re.compile(r"(?:成员单位|部门|领导小组|副组长|会议|责任单位)$")
_SHORTER = re.compile(r"(?:压|缩|减|降|稳定在|保持在|控制在)[^，]{0,6}$")
# 压缩到法定时限的30%以内
_SHORTER_BY = re.compile(r"(?:压缩|压减|缩短|减少|降低?)(?:到|至)[^，；。]{1,12}的$")
_CONDITION_BEHIND = re.compile(r"的[^，。；、]")
_SUBJECT_BEHIND = re.compile(r"的(?:[，。；]|$)")
_COUNT_BEHIND = re.compile(r"的[^，。；\d]{1,24}\d")
# 注册资本500万元以上、从业人员20人以上的机构: one condition leads to the next.
_NEXT_CONDITION = re.compile(
    r"(?:、|或|且|并且|，)[^，。；\d]{1,20}\d{1,9}[^，。；\d]{0,6}(?:以上|以下)的"
)
# 超50亿元产业集群6个
_SIZE_OF = re.compile(r"(?:级|以上)?[\u4e00-\u9fff]{3,16}\d{1,6}[个家项件户]")
_RISES = re.compile(
    r"(?:左右)?的?(?:增加|发展|提高|提升|扩大|扩容|扩展|增长|增至|上升|下降|降|压缩|缩短|压减|减少|拓展|跃升|扩充|攀升|到|至)"
)
_FROM = re.compile(r"(?:由|从)[^，；。]{0,24}$")
_COMPARED = re.compile(
    r"(?:比|较)(?:19|20)\d{2}年(?:末|底)?的?[^，；。]{0,8}$|基数[为是]?$|(?:比|较)(?:上年|去年|现有)的?$"
)
_BASE_BEHIND = re.compile(r"为基[数期]|的?基础上|（?基数")
_REACHES = re.compile(
    r"(?:达到?|至|到|为|突破|实现|保持在?|稳定在?|分别|各|率|占比|比例|比重|度|规模|金额|总额)$"
)
# 保持10%的年增长率
GROWTH_BEHIND = re.compile(r"的?(?:年均|年|平均)?(?:增长|增速|增幅)")
_INDEX = re.compile(r"(?:指数|得分|系数|比值|比|数)$")
_COST = re.compile(r"成本|费|价格|支出")
_REACH = 600
_TIMES = frozenset("日 天 工作日 小时 分钟 个月 月".split())
_NO_COUNTS = frozenset("年 岁 届 号 周 级".split())


@dataclass(frozen=True)
class Place:
    """A group of numbers where it stands: the words before it, its sentence, the year that holds.

    goal: among goals. inherits: a verb of making before the number before it holds for this one too.
    goes_on: it is the next of a list whose last number is a target with the same unit.
    """

    group: tuple[Figure, ...]
    words: str
    begin: int
    start: int
    end: int
    phrase: Phrase
    frame: YearMark | None
    goal: bool
    inherits: bool
    goes_on: bool

    @property
    def dated(self) -> bool:
        """Whether a year says by when."""
        return self.frame is not None and self.frame.kind == "deadline"


def is_baseline(scene: Scene, figure: Figure, words: str, phrase: Phrase) -> bool:
    """Whether the number is what something rises from: 由42家发展到60家, 比2022年的380次增长."""
    rises = _RISES.match(scene.text, figure.stop)
    if rises and _FROM.search(words):
        return True
    if not phrase.growth and _COMPARED.search(words):
        return figure.unit != "%" or bool(rises) or "基数" in words
    return _BASE_BEHIND.match(scene.text, figure.stop) is not None


def is_condition(scene: Scene, group: Sequence[Figure], phrase: Phrase) -> bool:
    """Whether the numbers say which bodies are counted by a later one: 年营收500万元以上的机构10家."""
    figure, last = group[0], group[-1]
    if any(a < figure.start < b for a, b in scene.inner):
        return True
    if figure.after and _NEXT_CONDITION.match(scene.text, figure.stop):
        return True
    if figure.unit == "元" and _SIZE_OF.match(scene.text, figure.stop):
        return True
    if figure.unit == "分" and scene.text.startswith("的", figure.stop):
        return True
    if not _CONDITION_BEHIND.match(scene.text, last.stop):
        return False
    if figure.after and figure.comparator != "=":
        # 95%以上的电梯实行维保: a share of them is what is aimed at.
        return figure.unit != "%" or bool(phrase.indicator)
    more = _COUNT_BEHIND.match(scene.text, last.stop)
    return more is not None and figure.unit == "元" and not phrase.making


def is_past(scene: Scene, at: int, start: int, frame: YearMark | None) -> bool:
    """Whether what stands at a place of the sentence from start on was reached before."""
    if frame is not None and frame.kind == "past":
        return True
    since = frame.start if frame is not None and frame.start >= start else start
    since = max(since, scene.bounds.rfind("；", start, at) + 1, at - _REACH)
    if not scene.section.goal and _COMPARED_TO_BEFORE.search(
        scene.text, max(since, scene.bound(at, start)), at
    ):
        return True
    return (
        _PAST.search(scene.text, since, at) is not None
        or _PAST_BESIDE.search(scene.text, scene.bound(at, start), at) is not None
    )


def states_rule(scene: Scene, start: int, end: int) -> bool:
    """Whether text[start:end] says who may take part or what follows a breach."""
    return _RULE.search(scene.text, start, end) is not None


def is_target(scene: Scene, place: Place, carried: str) -> bool:
    """Whether the numbers at a place are a target; carried: the indicator named before."""
    first, last = place.group[0], place.group[-1]
    name = place.phrase.indicator or carried
    behind = scene.text[last.stop : last.stop + 10]
    if _is_named_otherwise(scene, place, behind):
        return False
    if _is_paid(scene, place, first):
        return False
    lasts = first.unit == "岁" and "寿命" in name
    if first.unit in _NO_COUNTS and not (lasts or _SHORTER.search(place.words)):
        return False
    if first.unit in _TIMES and not _is_goal_of_time(scene, place, behind):
        return False
    if first.unit == "元" and not (
        MONEY_NOUN.search(name) or MONEY_NOUN.search(behind) or (place.dated and place.goal)
    ):
        return False
    if first.unit == "元" and first.comparator in ("<=", "<") and not _COST.search(name):
        return False
    if first.unit == "分" and first.comparator == "<":
        return False
    if not first.unit and not _INDEX.search(place.phrase.indicator):
        return False
    if scene.section.article and not (place.goal or place.dated):
        # An article of a rule aims at nothing; one of a plan does where it says what is to be made or reached.
        if scene.section.ruled or first.unit in _TIMES:
            return False
        reached = _REACHES.search(place.words) or place.phrase.making or place.phrase.growth
        if not (reached or place.inherits):
            return False
    return _is_said(place, behind)


def _is_named_otherwise(scene: Scene, place: Place, behind: str) -> bool:
    """Whether the words on both sides say that the number is something else."""
    first, words, phrase = place.group[0], place.words, place.phrase
    if not place.goal and (
        states_rule(scene, max(place.start, first.start - _REACH), first.stop)
        or _RULE_BESIDE.search(_QUOTED.sub("", words))
    ):
        return True
    if _NOT_COUNTED.match(words) or _STRUCTURE.search(words):
        return True
    if first.comparator not in (">=", ">") and _BUDGET.search(words):
        return True
    if _LIMIT_EACH.match(words) and first.comparator in ("<=", "<", "="):
        return True
    of_another = words.endswith("的") and not _SHORTER_BY.search(words)
    if (first.unit == "%" and of_another) or behind.startswith("为"):
        return True
    if first.unit == "份" and _PAPERS.search(words):
        return True
    if first.unit == "件" and _MATTERS_BEHIND.match(behind):
        return True
    if _SUBJECT_BEHIND.match(behind) or _BODIES_BEHIND.match(behind):
        return True
    if words.startswith("对") and not words.startswith("对接") and not place.dated:
        return True
    if _PARTS_BEHIND.match(behind) and not phrase.making:
        return True
    small = first.comparator == "=" and (first.value or 0) < 10 and not first.vague
    if first.unit == "类" and first.value is not None and first.value % 1:
        return True
    if (
        first.unit == "条"
        and (first.value or 0) < 100
        and first.comparator == "="
        and not (place.goal or (place.dated and phrase.making))
    ):
        return True
    counted = place.dated and first.unit != "个" and bool(phrase.indicator)
    return (first.spelled and small and not counted) or _BODY_NOUN.search(
        phrase.indicator
    ) is not None


def _is_goal_of_time(scene: Scene, place: Place, behind: str) -> bool:
    """Whether a time is what something is to be cut to, not how long a step of a procedure takes."""
    first = place.group[0]
    clause, _ = scene.clause(first.start, place.start, place.end)
    named = DURATION.search(scene.text, clause, first.start)
    shorter = first.comparator in ("<=", "<") or _SHORTER.search(place.words)
    if "天数" in place.phrase.indicator and _is_said(place, behind):
        # 优良天数达到300天以上
        return True
    if not named or not shorter or behind[:1] in ("后", "前", "起"):
        return False
    if place.words.endswith(("后", "起", "前")):
        return False
    # 整改期限不超过30日 is a rule, 办理时限压减至30日 an aim.
    if _TERM.search(place.words) and not place.goal:
        return False
    # 自受理之日起，5日内: the words before the comma say from when.
    begin = place.begin
    if begin - 1 > place.start and scene.text[begin - 2] in "起后":
        begin = scene.bound(begin - 1, place.start)
    return _PROCEDURE.search(scene.text, begin, first.stop + 14) is None


def _is_said(place: Place, behind: str) -> bool:
    """Whether something says that the number is aimed at."""
    first, phrase = place.group[0], place.phrase
    return (
        first.comparator != "="
        or first.about
        or phrase.making
        or phrase.growth
        or phrase.period is not None
        or place.inherits
        or place.goes_on
        or place.dated
        or place.goal
        or _REACHES.search(place.words) is not None
        or GROWTH_BEHIND.match(behind) is not None
        or (not place.words.strip("、和及") and first.unit == "%")
    )


def _is_paid(scene: Scene, place: Place, figure: Figure) -> bool:
    """Whether the number belongs to what is paid, to whom or for what."""
    start, end = scene.clause(figure.start, place.start, place.end)
    pays = _PAYS.search(scene.text, start, end)
    if pays is None:
        return False
    sums = any(one.unit == "元" for one in scene.figures_of(start, end))
    if not sums and not _SHARE_PAID.search(scene.text, start, end):
        return False
    expected = place.dated or place.goal
    # What is paid begins with the words that say to whom or for what.
    at = start
    for segment in scene.bounds[start : pays.start()].split("，"):
        if segment.endswith("的"):
            return figure.start >= at or not expected
        if _PAID_TO.match(segment):
            return figure.start >= at
        at += len(segment) + 1
    return not expected or figure.start >= max(scene.bounds.rfind("，", start, pays.start()), start)
