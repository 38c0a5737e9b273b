"""Stages and limits of procedures that are proposed: days and lengths are those that the program reads at the quote."""

from __future__ import annotations

import re

from zhishu.policy.document import Stage, TimeLimit
from zhishu.policy.proposals.quoting import CONFIDENCE, Quoted, RefusedError, printed
from zhishu.policy.text.printed_days import DATE, read_stretch

# None of these stands between the name of a stage and its time.
_PARTS_STAGES = re.compile("[；;。\n]")
_CUT_IN_FRONT = re.compile("[0-9年月一二三四五六七八九十]$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_TIME_UNITS = frozenset(("工作日", "日", "天", "周", "个月", "小时"))
_STEP = re.compile("公示|公告|期限|时限|时间|办结|审核|审查|受理|答复|评审|调解|初审|复核|复审")
_NO_STEP = re.compile(
    r"(?:(?:近|连续|过去|最近|满|累计|超过|逾期|每|未来|不足)|(?:压减|压缩|缩短|减少|平均|降至|由|从)[^，。；]{0,8})$"
)


def check_stage(quoted: Quoted) -> Stage:
    """The stage; RefusedError for a name or a time that is not there."""
    values = quoted.draft.values
    asked = (values.get("from"), values.get("to"))
    if asked == (None, None):
        raise RefusedError("nothing_said")
    for passage, span in quoted.found(quoted.quote("time"), "passage"):
        words = passage.text
        begins = DATE.search(words, *span)
        # 2月 of 12月, 8月 of 2022年8月: what is cut in front is another date.
        if begins is None or _CUT_IN_FRONT.search(words[: begins.start()][-1:]):
            continue
        # A month without its year takes the one said last before it in the clause.
        years = _YEAR.findall(words, 0, begins.start())
        year = int(years[-1]) if years else None
        stretch = read_stretch(words, begins.start(), len(words), year)
        if stretch is None:
            continue
        first, last, end = stretch
        if asked == (first.printed() if first else None, last.printed_end()):
            time = (begins.start(), end)
            name = quoted.nearest("name", "passage", time)
            told = passage.evidence("name", name)
            one, other = sorted((name, time))
            if told.part == "text" and _PARTS_STAGES.search(words, one[1], max(one[1], other[0])):
                raise RefusedError("other_name")
            quoted.evidence += [told, passage.evidence("time", time)]
            return Stage(quoted.path, printed(passage, name), *asked, quoted.span, CONFIDENCE)
    raise RefusedError("other_date")


def check_time_limit(quoted: Quoted) -> TimeLimit:
    """The limit; RefusedError for one that is not there, or is no limit of a procedure."""
    values = quoted.draft.values
    reason = "other_unit"
    for one in quoted.quantity("value", values["value"], None):
        unit = one.unit if one.unit == "个月" else one.unit.removeprefix("个")
        if unit != values["unit"]:
            continue
        before = quoted.own.text[max(0, one.start - 14) : one.start]
        is_step = one.comparator == "<=" or _STEP.search(quoted.text) is not None
        if unit not in _TIME_UNITS or not is_step or _NO_STEP.search(before):
            reason = "other_role"
            continue
        place = (one.start, one.end)
        matter = quoted.nearest("matter", "clause", place)
        if not quoted.is_beside(matter, place):
            raise RefusedError("other_name")
        quoted.evidence += [
            quoted.own.evidence("value", place),
            quoted.own.evidence("matter", matter),
        ]
        words = printed(quoted.own, matter)
        return TimeLimit(quoted.path, words, values["value"], unit, quoted.span, CONFIDENCE)
    raise RefusedError(reason)
