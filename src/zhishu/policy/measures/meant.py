"""Who is meant where a sentence names no one: the one its cap is for, or those whom the document is for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from zhishu.policy.measures.exclusivity import parent_of
from zhishu.policy.measures.names import (
    ends_in_person,
    ends_in_thing,
    mask,
    names_first,
    names_someone,
    says_who,
)

_FOR_WHOM = re.compile(
    r"(?:[^，,。；;：:\n]{0,14}?(?:对象|主体)|[补奖贴]给谁|谁(?:能|可以|可)(?:领|申请|申报|享受|拿)[^？?：:\n]{0,6})(?:[？?：:\s]|应?为|是){0,3}(?:答[:：](?:[\u4e00-\u9fff]{0,4}对象[为是:：])?)?(?P<who>(?!本|关于|和|及|与|、)[^。；;\n|]{2,60})"
)
# (以下简称单位): what the others are called in the document.
_CALLED = re.compile(r"\(以?下(?:统|简)?称[“\"]?(?P<name>[\u4e00-\u9fff]{2,8})[”\"]?\)")
# 本办法适用于在园区登记的企业
_APPLIES = re.compile(r"适用于(?P<who>(?![^。；;\n|]{0,60}对象)[^。；;\n|\d]{2,60})")
_ALL_OF_THEM = re.compile(r"(?:[都均皆]?可以?(?:申请|申报|领取|享受)?|都行)$")
# 凡在本县注册的单位和有本县户籍的个人，均可申请专利资助
_MAY_APPLY = re.compile(
    r"(?:^|[。\n])(?:凡|在|具有)(?P<who>[^。；;\n|]{2,80}?)[，,]?[都均皆]可(?:以|按[^，。]{2,12})?(?:申请|申报|申领|享受|领取)"
)
# 同一企业全年最高300万元: whoever that is gets the money.
_LIMITED = re.compile(
    r"(?:同一|单[个户家]|每[家户个]|一[家户个])(?P<who>[\u4e00-\u9fff]{2,8}?)(?=每年|全年|年度|当年|一年|累计|合计|最|不|年|补|奖|资|贴|获)"
)
# The last word of a name, which others of its kind share: 中小企业, 规上工业企业.
_KINDS = re.compile(
    r"(?:企业|公司|单位|机构|个人|高校|院校|院所|主体|载体|园区|平台|人才|团队|权利人|申请人|农户|合作社|协会|学会)$"
)
_SPOKEN_OF = re.compile(
    r"(?<![各有关])[\u4e00-\u9fff]{2}(?:企业|公司|机构|个人|人员|农户|合作社|园区|高校)(?![的等])"
)
_LEAST = 0.6
_LONGEST_DESCRIPTION = 30


def for_whom(paths: Sequence[str], clauses: Sequence[str]) -> list[str | None]:
    """Who the document says that its money is for, clause by clause (对象为…, 补给谁, 凡…均可申请, 适用于…).

    Where several items say so (一(一) 支持对象：…), each speaks for the items beside it.
    """
    told = [
        (parent_of(path), who)
        for path, lead in zip(paths, clauses, strict=True)
        if (who := stated(lead.lstrip()))
    ]
    of_all = next((who for parent, who in told if not parent or len(told) == 1), None)
    for pattern in (_MAY_APPLY, _APPLIES):
        for words in clauses:
            match = pattern.search(words)
            if of_all is None and match and ends_in_person(mask(match["who"])):
                of_all = _shortened(match["who"])
    branches = {parent: who for parent, who in reversed(told) if parent}
    return [branches.get(parent_of(path), of_all) for path in paths]


def stated(lead: str) -> str | None:
    """Whom a line names that says for whom the money is: 支持对象：规模以上制造业企业."""
    match = _FOR_WHOM.match(lead.lstrip("▶●◆■·•-—* "))
    if match is None or len(match["who"]) < 2:
        return None
    called = _CALLED.search(match["who"])
    return called["name"] if called else _ALL_OF_THEM.sub("", match["who"])


def _shortened(who: str) -> str:
    """A long description without its conditions: the last name alone."""
    return who if len(who) <= _LONGEST_DESCRIPTION else who[who.rfind("的") + 1 :]


def limited_one(words: str) -> str | None:
    """The one whom the caps of a clause are for: 单个载体年度不超过100万元; None where they are for several."""
    named = {match["who"] for match in _LIMITED.finditer(mask(words))}
    told = {one for one in named if ends_in_person(one)}
    return told.pop() if len(told) == 1 else None


def usual_one(names: Sequence[str | None], title: str, clauses: Sequence[str]) -> str | None:
    """Whom most of the measures are for that name someone: the name, or what their names end in.

    Where none does it is the one of whom the title speaks, or the document more than once.
    """
    told = [name for name in names if name and ends_in_person(mask(name))]
    if not told:
        kind = re.search(r"企业|机构|园区|人才|高校", title)
        return kind[0] if kind else _spoken_of(clauses)
    name, count = Counter(told).most_common(1)[0]
    if count >= _LEAST * len(told):
        return name
    kinds = Counter(found[0] for one in told if (found := _KINDS.search(one)))
    return next((one for one, count in kinds.most_common(1) if count >= _LEAST * len(told)), None)


def _spoken_of(clauses: Sequence[str]) -> str | None:
    """The one whom the clauses name more than once."""
    named = Counter(found[0] for one in clauses for found in _SPOKEN_OF.finditer(one))
    return next((one for one, count in named.most_common(1) if count > 1), None)


def names_no_one(name: str | None) -> bool:
    """Whether it is a bare condition, 投入500万元以上的, or words that name neither someone nor a thing."""
    if name is None:
        return True
    masked = mask(name)
    if masked.endswith("的"):
        # 聘请专家的 asks for someone, 认定为示范企业的 names who it is.
        return not (says_who(masked) or names_first(masked))
    return not (names_someone(masked) or ends_in_thing(masked))
