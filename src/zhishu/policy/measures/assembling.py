"""The measures of one sentence: what begins one, which cap is whose, who gets it, and its form."""

from __future__ import annotations

import re
from dataclasses import replace

from zhishu.policy.measures.caps import TOLD_APART, limits_all, take_cap, take_rate
from zhishu.policy.measures.competition import COMPETITIVE
from zhishu.policy.measures.drafts import BREAK, Context, Draft, begin_draft, piece_before
from zhishu.policy.measures.naming import name_drafts
from zhishu.policy.measures.sums import PAID, Sum
from zhishu.policy.measures.tiers import count_rows

_FORM = re.compile(
    r"担保贷款|配套奖励|一次性奖励|一次性补助|贷款贴息|无偿补助|后补助|贴息|减免|返还|奖补|奖励|嘉奖|补助|补贴|资助|配套|扶持|补偿|激励|支持"
)
# A cap that is raised leaves the rate as it was: 最高支持金额提高至100万元.
_RAISED = re.compile(r"(?:最高|上限|限额)[^，,。；;]{0,8}(?:提高|提升|上浮|调整|放宽)[到至为]$")
_EACH = re.compile(
    r"(?<=[，,；;])(?P<list>[^，,。；;、的]{1,12}(?:、[^，,。；;、的]{1,12}){1,3}?)各(?:[补奖资][贴助励]?|给予|发放)(?:补贴|补助|奖励)?$"
)
# 获得“证明商标”与“地理标志产品”认定的分别奖励10万元
_SHARED = re.compile(
    r"[”》\u4e00-\u9fff][与和、][“《\u4e00-\u9fff]{2}[^，,。；;、与和]{0,20}[，,]?分别(?:给予|予以)?(?:一次性)?(?:奖励|补助|资助|补贴)?$"
)
_OF_THEM = re.compile(r"[，,；;\s]{0,2}其中")


def assemble(
    text: str,
    start: int,
    end: int,
    groups: list[list[Sum]],
    before: list[Draft],
    context: Context,
) -> list[Draft]:
    """The measures of a sentence; caps at its beginning go to those that stand before it."""
    pays = context.paid or PAID.search(text, start, end) is not None
    made: list[Draft] = []
    current: list[Draft] = []
    case = start
    at = start
    for position, group in enumerate(groups):
        between = text[at : group[0].start]
        limit = groups[position + 1][0].start if position + 1 < len(groups) else end
        taken: list[Draft] | None = None
        if group[0].kind == "rate" and len(group) == 1 and take_rate(text, at, group[0], current):
            taken = []
        elif group[0].kind == "cap":
            taken = take_cap(text, start, at, between, group, current, made, before)
        if taken is not None:
            made.extend(taken)
            current.extend(taken)
        else:
            if group[0].kind == "cap" and (
                not pays or (not made and limits_all(piece_before(text, start, group[0].start)))
            ):
                at = group[-1].end
                continue
            if not made:
                case = (
                    max(
                        text.rfind("；", start, group[0].start),
                        text.rfind(";", start, group[0].start),
                    )
                    + 1
                )
            begun = _new_case(text, max(case, start) if not made else at, group)
            last = (made or before)[-1:]
            if last and last[0].is_share and _RAISED.search(piece_before(text, at, group[0].start)):
                [raised] = begun[:1]
                raised.rate, raised.rate_max, raised.basis = (
                    last[0].rate, last[0].rate_max, last[0].basis,
                )  # fmt: skip
            name_drafts(text, start, begun, limit, made, before, context)
            own_cap = position + 1 < len(groups) and groups[position + 1][0].kind == "cap"
            if (
                current
                and begun[0].is_share
                and not own_cap
                and _OF_THEM.match(text, begun[0].start)
            ):
                # 每家最高80万元，其中对某类业务的比例为70%: the cap is that of all.
                begun = [replace(one, cap=current[-1].cap, has_cap=True) for one in begun]
            # A sum without a figure tells nothing where not even who gets it is said.
            begun = [draft for draft in begun if draft.who or not draft.is_lost]
            made.extend(begun)
            current = begun
        at = group[-1].end
    _share_recipient(text, made)
    for one in made:
        _finish(text, start, end, one, context)
    return made


def _share_recipient(text: str, made: list[Draft]) -> None:
    """Sums that wait for one giving at the end: 前三年按80%，后两年按50%奖励企业."""
    for earlier, later in zip(made[-2::-1], made[:0:-1], strict=True):
        waits = not earlier.given and not TOLD_APART.search(text, earlier.start, later.at)
        if later.given and waits:
            earlier.who, earlier.given, earlier.guessed = later.who, True, False


def _new_case(text: str, at: int, group: list[Sum]) -> list[Draft]:
    """Measures that begin with the sums of a group, one each; the case begins behind the last comma.

    Two lists that begin alike before one list of sums (示范、试点县区，示范、试点园区) take it each.
    """
    case = at + (text[at : at + 1] == "、")
    comma = BREAK.search(text, at, group[0].start)
    if comma and comma.start() - at <= 12 and at > 0 and text[at - 1] not in "。\n":
        case = comma.end()
    begun = [begin_draft(text, case, case, one) for one in group]
    for draft in begun[1:]:
        draft.basis = begun[0].basis
    each = _EACH.search(text, case, group[0].start) if len(group) == 1 else None
    if each:
        return [replace(begun[0], other_caps=[]) for _ in range(each["list"].count("、") + 1)]
    shared = _SHARED.search(text, case, group[0].start) if len(group) == 1 else None
    if shared:
        return [replace(begun[0], other_caps=[]) for _ in range(2)]
    times = count_rows(text[case : group[0].start], len(group))
    return [replace(draft, other_caps=[]) for _ in range(times) for draft in begun]


def _finish(text: str, start: int, end: int, draft: Draft, context: Context) -> None:
    start, end = max(start, draft.at - 200), min(end, draft.end + 200)
    left = max(text.rfind("；", start, draft.at), text.rfind(";", start, draft.at), start)
    right = min(
        (at for at in (text.find("；", draft.end, end), text.find(";", draft.end, end)) if at >= 0),
        default=end,
    )
    draft.competitive = context.competitive or COMPETITIVE.search(text, left, right) is not None
    if draft.form is None:
        forms = _FORM.findall(text[draft.at : min(right, draft.end + 16)]) or _FORM.findall(
            text[left : draft.at]
        )
        draft.form = forms[0] if forms else None
