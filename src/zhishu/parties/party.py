"""Parties: what kind of body a name and code belong to, and when two names are the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from zhishu.base.identifiers import CreditCode
from zhishu.base.text import narrow

KINDS = {
    "enterprise": "企业",
    "individual_business": "个体工商户",
    "cooperative": "农民专业合作社",
    "university": "高校",
    "research_institute": "科研机构",
    "agency": "代理机构",
    "government": "机关",
    "institution": "事业单位",
    "social_organisation": "社会组织",
    "other": "其他",
}

_UNIVERSITY = re.compile(r"(?:大学|学院|高等专科学校|职业技术学校)$")
_INSTITUTE = re.compile(r"(?:研究院|研究所|研究中心|科学院|设计院|实验室|农科院)$")
_BRACKETS = str.maketrans("〔〕［］【】", "()()()")
_AGENCY = re.compile(r"(?:专利|知识产权|商标).{0,100}(?:代理|事务所)")


def party_kind(name: str, type_printed: str, code: CreditCode | None) -> str:
    """The kind by name, printed type and the first two characters of the code, the surest first.

    A company stays an enterprise whatever its name ends with; agencies are known by name because
    no code tells them apart.
    """
    by_code = code.organisation_kind if code else ""
    if _AGENCY.search(name):
        return "agency"
    if by_code in {"institution", "social_organisation", "other", ""}:
        # 科学院 ends like 学院: institutes first.
        if _INSTITUTE.search(name) and "公司" not in name:
            return "research_institute"
        if _UNIVERSITY.search(name) and "公司" not in name:
            return "university"
    if by_code and by_code != "other":
        return by_code
    if "个体" in type_printed:
        return "individual_business"
    if "合作社" in name:
        return "cooperative"
    if re.search(r"公司|厂|企业|集团|商行|独资|合伙|责任|集体", name + type_printed):
        return "enterprise"
    return "other"


def fold_name(name: str) -> str:
    """A name for comparing: width, brackets and blanks do not matter; nothing else is taken for the same."""
    bare = re.sub(r"\s", "", narrow(name)).translate(_BRACKETS).casefold()
    return narrow(bare)


def former_names(known: Iterable[str], current: str) -> list[str]:
    """Names borne before, in the order met: without the current one and without repeats."""
    found: dict[str, str] = {}
    for name in known:
        if name.strip() and fold_name(name) != fold_name(current):
            found.setdefault(fold_name(name), name.strip())
    return list(found.values())


def is_person(name: str) -> bool:
    """Whether a holder's name reads like a natural person's: two to four Chinese characters, or masked."""
    bare = name.strip()
    if len(bare) > 4 and bare.isalnum():
        return False  # as nearly all names of bodies are: what follows takes its time
    if re.fullmatch(r"[（(]个人[）)]", bare):
        return True
    if re.search(r"[·•]", bare) or re.fullmatch(r"[\u4e00-\u9fff]某{1,2}", bare):
        return True
    return bool(
        re.fullmatch(r"[\u4e00-\u9fff]{2,4}", bare)
        and not re.search(r"[厂院所校社局会店部站场馆团司]$|大学|公司|集团|中心", bare)
    )


# What no natural person's name ends with, and what one of four characters might.
_SURE_ENDINGS = (
    "公司", "集团", "大学", "银行", "医院", "法院", "政府", "厂", "林场", "农场", "牧场", "合伙企业",
)  # fmt: skip
_ENDINGS = (
    *_SURE_ENDINGS,
    *(
        "企业",
        "有限合伙)",
        "普通合伙)",
        "商行",
        "商店",
        "分店",
        "专卖店",
        "门市部",
        "经营部",
        "营业部",
    ),
    *("工作室", "合作社", "联合社", "供销社", "出版社", "旅行社", "养殖场", "分行", "支行"),
    *("学院", "学校", "中学", "小学", "党校", "技校", "幼儿园", "研究院", "科学院", "设计院"),
    *("卫生院", "保健院", "检察院", "总院", "研究所", "设计所", "事务所", "实验室", "研究室"),
    *("办公室", "中心", "推广站", "工作站", "服务站", "委员会", "协会", "学会", "商会", "联合会"),
    *("基金会", "促进会", "研究会", "理事会", "管理局", "监督局", "供电局", "部队"),
)
_JOINED = re.compile(r"\s|[、，,;；/|&+·•]")
# A body, or a person who trades or whom nobody knows: the registry tells them by these kinds.
_NOT_SURELY_BODIES = frozenset({"individual_business", "other"})


def is_body(name: str) -> bool:
    """Whether a name is surely no natural person's: one name that ends as bodies' names do.

    Not the opposite of `is_person`: what neither is sure of is for its caller to be careful with.
    """
    bare = narrow(name.strip())
    if _JOINED.search(bare):
        return False
    return len(bare) >= 4 and bare.endswith(_ENDINGS if len(bare) > 4 else _SURE_ENDINGS)


def are_bodies(names: Iterable[str] | None, kinds: Mapping[str, str]) -> bool:
    """Whether there are names, and each is surely a body's: what is not known counts as a person.

    kinds: of the parties of the registry that bear a name, by that name.
    """
    told = list(names or ())
    return bool(told) and all(
        is_body(name) or kinds.get(name, "other") not in _NOT_SURELY_BODIES for name in told
    )
