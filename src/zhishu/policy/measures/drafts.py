"""A measure being put together: its figures, what it is per and of, its caps."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from zhishu.policy.measures.sums import Sum

BREAK = re.compile(r"[，,；;:：]")
ANOTHER = re.compile(
    r"每年|一年|当年|年内|单年|年度|累计|同一|全年|合计|总额|总计|单个(?:企业|单位|机构|申请人|主体)|每[家户个](?:企业|单位|机构|申请人)|单[家户]"
)
# A cap said of whoever gets a fixed sum several times is no cap of the one sum.
_WHOSE = re.compile(r"每[家户人]|单位|企业|个人|一[家户]|年|单个(?!项目|产品|专利|商标)")
_PER = re.compile(
    r"(?P<every>每|单|同一|各)(?P<what>[件家项个户人年笔起次案单](?:企业|单位|机构|项目|产品|案件|专利|园区|申请人)?|(?:企业|单位|机构|申请人|项目|主体|权利人))"
    r"(?:专利|案件)?(?P<time>(?:每?年度?|每一年|年度)(?=[最累合不补奖资贴总给支]|\d|$))?"
)
_PER_BEHIND = re.compile(r"/(?P<what>[件家项个户人年笔起次])")
_BASIS = re.compile(
    r"(?:按照?|依照|补贴|补助|给予|从)?(?P<basis>[^，,。;；:：%]{1,40}?)的?(?:一定比例)?(?:不低于|不超过|最高|不高于)?$"
)
_NO_BASIS = re.compile(
    r"^(?:按照?|依照|给予|以|的|按其|分别|企业|一次性|最高|予以|从|其)+|(?:给予|予以|资助|补助|奖励|减免|补贴|中提取)$"
)


@dataclass
class Draft:
    """A measure being put together; places are in the narrowed passage."""

    start: int
    at: int
    end: int
    amount: Decimal | None = None
    amount_max: Decimal | None = None
    cap: Decimal | None = None
    other_caps: list[tuple[Decimal, str]] = field(default_factory=list)
    per: str | None = None
    rate: Decimal | None = None
    rate_max: Decimal | None = None
    basis: str | None = None
    who: str | None = None
    told: bool = False
    # A cap without the sum or the rate that it limits.
    alone: bool = False
    # Named right beside the giving.
    given: bool = False
    # Only someone whom the words name somewhere.
    guessed: bool = False
    conditions: tuple[str, ...] = ()
    competitive: bool = False
    form: str | None = None
    has_cap: bool = False
    confidence: float = 0.8

    @property
    def is_lost(self) -> bool:
        """Whether none of its figures is there."""
        told = (self.amount, self.cap, self.rate, self.rate_max)
        return all(one is None for one in told)

    @property
    def is_share(self) -> bool:
        """Whether it pays a share of something."""
        return self.rate is not None or self.rate_max is not None


@dataclass
class Context:
    """What a clause takes over from the words that introduce it."""

    who: str | None = None
    paid: bool = False
    competitive: bool = False
    # What a table's numbers are in where its head does not say: （单位：元/千瓦）.
    unit: str = ""


def begin_draft(text: str, begin: int, case: int, one: Sum) -> Draft:
    """A measure that begins with a sum."""
    draft = Draft(case, one.start, one.end)
    draft.alone = one.kind == "cap"
    piece = piece_before(text, begin, one.start)
    draft.per = _per(piece, text[one.end : one.end + 3])
    if one.kind == "rate":
        draft.rate, draft.rate_max = one.value, one.value_max
        draft.basis = _basis(piece)
    elif one.kind == "amount":
        draft.amount, draft.amount_max = one.value, one.value_max
    else:
        draft.cap, draft.has_cap = one.value, True
    if one.kind == "loan":
        draft.form = "担保贷款"
    if one.value is None:
        draft.confidence = 0.5
    return draft


def piece_before(text: str, begin: int, at: int) -> str:
    """The words from the last comma behind `begin` to a place."""
    cuts = [match.end() for match in re.finditer(r"[，,；;:：|。\n]", text[begin:at])]
    return text[begin + (cuts[-1] if cuts else 0) : at]


def _per(piece: str, behind: str) -> str | None:
    after = _PER_BEHIND.match(behind)
    if after:
        return after["what"]
    found = None
    for match in _PER.finditer(piece):
        found = match
    if found is None:
        return None
    what = found["what"]
    if found["every"] == "单" or (what[0] in "个家户" and len(what) > 1):
        what = what.removeprefix("个").removeprefix("家").removeprefix("户") or what
    return what + ("每年" if found["time"] else "")


def _basis(piece: str) -> str | None:
    match = _BASIS.search(piece)
    if match is None:
        return None
    basis = re.split(r"按照?(?!期|时)|依照|补贴|补助|给予|比例为|标准为", match["basis"])[-1]
    for _ in range(3):
        basis = _NO_BASIS.sub("", basis)
    return basis or None


def add_cap(draft: Draft, text: str, begin: int, one: Sum) -> None:
    """A cap for a measure: the first one is its cap, others and those of a fixed amount are further ones."""
    piece = piece_before(text, begin, one.start)
    per = _per(piece, text[one.end : one.end + 3])
    whose = draft.amount is not None and (ANOTHER.search(piece) or _WHOSE.search(piece))
    if not whose and not draft.has_cap:
        draft.cap, draft.has_cap = one.value, True
        draft.per = per or draft.per
    elif one.value is not None:
        draft.other_caps.append((one.value, per or ""))
    draft.end = max(draft.end, one.end)
