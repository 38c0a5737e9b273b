"""Which measures a cap is for: those at hand, those of a sentence before, or one of its own."""

from __future__ import annotations

import re
from dataclasses import replace

from zhishu.policy.measures.beneficiaries import find_beneficiary, find_recipient
from zhishu.policy.measures.drafts import ANOTHER, Draft, add_cap, piece_before
from zhishu.policy.measures.names import mask
from zhishu.policy.measures.sums import PAID, Sum
from zhishu.policy.measures.tiers import name_tiers

# 第二年、第三年各补贴1500元
_RATE_OF = re.compile(r"^(?:且|并)?(?:其?(?:资助|补助|补贴|奖励|支持|贴息))?比例")
TOLD_APART = re.compile(rf"[；;。]|{PAID.pattern}")
_GIVES = re.compile(
    r"给予|予以|(?:奖励|补助|资助|补贴|拨付)(?!(?:金|总|限)?额|标准|资金|款|费|不|最|上限)"
)
_NEW_CASE = re.compile(r"(?<![面针相反绝])对(?![外口应比])[^，,]{2}|的[，,]|的[^，,；;]{2,14}[，,]")
_PER_UNIT = re.compile(r"每(?:平方米|亩|千瓦|公里|吨|张|床|人|辆|台|标箱|立方米)")
# A cap of a clause is for so many measures before it at most.
_RECENT = 20
_ONLY_PER = re.compile(
    r"^(?:其中|注[:：])?(?:每|单|一[个家户名项案]|同一|各|年度?|全年|累计|合计|最高|最多|顶多|至多|限|封顶|不超|不得|总额|补助|资助|奖励|补贴|贴息|贷款|资金|金额|额度|标准)"
)

# 每个项目资助总额不超过40万元: what one project gets, not all that one may get.
_OF_ONE_THING = re.compile(r"(?:每|单|同一|一)[个项件]?(?:项目|课题|产品|专利|案件|[项件案])")


def limits_all(piece: str) -> bool:
    """单个企业当年资助总额不超过…: no measure, a limit to all that one may get."""
    return (
        _ONLY_PER.match(piece) is not None
        and _OF_ONE_THING.match(piece) is None
        and re.search("总额|总量|合计|累计", piece) is not None
    )


def take_rate(text: str, at: int, one: Sum, current: list[Draft]) -> bool:
    """Whether a rate is that of the measure before, which had a cap alone: 资助比例不超过50%."""
    if len(current) != 1 or current[0].is_share or not current[0].has_cap:
        return False
    draft = current[0]
    piece = piece_before(text, at, one.start)
    # 每家不超过100万元，按支出的40%核定
    by_share = draft.alone and piece.startswith(("按", "以"))
    by_share = by_share and not TOLD_APART.search(text, at, one.start)
    if draft.amount is not None or not (by_share or _RATE_OF.search(piece)):
        return False
    draft.rate, draft.rate_max = one.value, one.value_max
    draft.end, draft.alone = one.end, False
    return True


def take_cap(
    text: str,
    start: int,
    at: int,
    between: str,
    group: list[Sum],
    current: list[Draft],
    made: list[Draft],
    before: list[Draft],
) -> list[Draft] | None:
    """Caps for the measures at hand: measures that they part off, or None where the caps begin new ones."""
    piece = piece_before(text, at, group[0].start)
    gives = _GIVES.search(piece)
    another = ANOTHER.search(piece, 0, gives.start() if gives else len(piece)) is not None
    if gives and current and _goes_to_another(piece, current[-1]):
        return None
    new_case = _NEW_CASE.search(between) is not None and not another
    if not current:
        open_before = _open_at_end(before)
        if 1 < len(group) == len(open_before):
            # 按8%补助；按10%补助。分别不超过60万元、200万元
            for draft, one in zip(reversed(open_before), group, strict=True):
                add_cap(draft, text, start, one)
            return []
        told = _ONLY_PER.match(piece_before(text, start, group[0].start)) is not None
        if before and before[-1].is_share and before[-1].has_cap and piece.startswith("("):
            # 每案最高8万元（涉外案件20万元）, behind a sentence with the rate
            [one] = group[:1]
            twin = replace(
                before[-1], other_caps=[], cap=one.value, end=one.end, start=at, at=one.start
            )
            twin.conditions = (*before[-1].conditions[:-1], *_who_of_cap(piece.lstrip("(")))
            return [twin]
        if not before or new_case or not (told or another):
            return None
        if before[-1].has_cap and not another:
            return None
        all_of_them = another and before[-1].amount is not None
        meant = before[-_RECENT:] if all_of_them else _open_at_end(before) or before[-1:]
        for one in group:
            for draft in meant:
                add_cap(draft, text, start, one)
        return []
    open_ones = [draft for draft in current if draft.is_share and not draft.has_cap]
    if len(group) > 1:
        if new_case and re.search("[；;]", between):
            return None
        if len(open_ones) == len(group):
            for draft, one in zip(open_ones, group, strict=True):
                add_cap(draft, text, at, one)
            return []
        if len(open_ones) == 1:
            return _parted(text, at, open_ones[0], group)
        if len(current) == len(group):
            for draft, one in zip(current, group, strict=True):
                add_cap(draft, text, at, one)
            return []
        return None
    [one] = group
    if open_ones:
        if new_case and re.search("[；;]", between):
            return None
        for draft in _open_before(text, made, current):
            add_cap(draft, text, at, one)
        return []
    if new_case:
        return None
    own = piece.replace("其中", "").lstrip("、")
    addressed = own.startswith("对") and current[-1].is_share
    if addressed or (
        not another and not _ONLY_PER.match(own) and (len(own) > 2 or piece.startswith("、"))
    ):
        last = current[-1]
        if not last.is_share or last.cap is None:
            return None if last.amount is not None else []
        twin = replace(last, other_caps=[], cap=one.value, end=one.end, start=at, at=one.start)
        if addressed:
            last.who, twin.who = (
                _addressee(text, last) or last.who,
                find_beneficiary(own, "") or last.who,
            )
        else:
            twin.conditions = (*last.conditions[:-1], *_who_of_cap(own))
        return [twin]
    for draft in _each_before(text, made, current):
        add_cap(draft, text, at, one)
    return []


def _goes_to_another(piece: str, draft: Draft) -> bool:
    """Whether words before a cap give to another than a measure does: 给予承接方最高500万元."""
    named = find_recipient(mask(piece), "")
    return named is not None and draft.who is not None and named not in draft.who


def _each_before(text: str, made: list[Draft], current: list[Draft]) -> list[Draft]:
    """Sums for each of something that stand in a row: A每平方米20元，B每平方米40元，单个项目最高200万元."""
    found = list(current)
    for draft in reversed(made[-_RECENT:]):
        if draft in found:
            continue
        between = text[draft.end : found[0].at]
        if draft.amount is None or draft.has_cap or re.search("[；;。]", between):
            break
        if not _PER_UNIT.search(text[draft.start : draft.at]) or not _PER_UNIT.search(between):
            break
        found.insert(0, draft)
    return found


def _open_at_end(before: list[Draft]) -> list[Draft]:
    """The rates without a cap that stand last: 按8%补助；首次的提高到10%。单个项目不超过400万元."""
    found: list[Draft] = []
    for draft in reversed(before[-_RECENT:]):
        if not draft.is_share or draft.has_cap:
            break
        found.append(draft)
    return found


def _open_before(text: str, made: list[Draft], current: list[Draft]) -> list[Draft]:
    """Rates that still have no cap, back to the last semicolon: 首贷60%，续贷40%，最高35万元."""
    found: list[Draft] = []
    for draft in reversed(made[-_RECENT:]):
        if not draft.is_share or draft.has_cap:
            break
        if found and draft not in current and re.search("[；;]", text[draft.end : found[-1].at]):
            break
        found.append(draft)
    return found[::-1]


def _parted(text: str, at: int, draft: Draft, group: list[Sum]) -> list[Draft]:
    """One rate with several caps (分别不超过5万元、20万元): a measure each."""
    first = group[0]
    add_cap(draft, text, at, first)
    twins = [
        replace(draft, cap=one.value, other_caps=[], end=one.end, conditions=draft.conditions)
        for one in group[1:]
    ]
    names = name_tiers(text[draft.start : draft.at], len(group))
    if names:
        for one, name in zip([draft, *twins], names, strict=True):
            one.conditions = (name,)
    return twins


def _addressee(text: str, draft: Draft) -> str | None:
    """Who the cap of a measure is for: 对自然人每年最高…"""
    named = re.search(
        r"[，,]对(?P<who>[^，,。；;]{2,10}?)(?:的|每|最高|不超过)", text[draft.at : draft.end]
    )
    return named["who"] if named else None


def _who_of_cap(piece: str) -> tuple[str, ...]:
    words = re.split(r"最高|不超过|最多|每", piece)[0].lstrip("对")
    return (words,) if words else ()
