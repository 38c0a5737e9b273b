"""The measures of one sentence: what begins one, which cap is whose, who gets it and on what conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from zhishu.policy.measures.beneficiaries import (
    find_anyone,
    find_beneficiary,
    find_borrower,
    is_anyone,
    name_tier,
    names_all,
)
from zhishu.policy.measures.sums import PAID, Sum
from zhishu.policy.measures.tiers import count_rows, name_rows, name_tiers

_BREAK = re.compile(r"[，,；;:：]")
COMPETITIVE = re.compile(
    r"择优(?!推荐)|竞争性|竞争(?:立项|择优|遴选)|差额遴选|公开遴选|揭榜|名额\d{1,3}个[^。]{0,8}(?:评审|答辩|论证)|评审(?:论证)?后?(?:择优|确定|立项)"
)
_ANOTHER = re.compile(
    r"每年|一年|当年|年内|单年|年度|累计|同一|全年|合计|总额|总计|单个(?:企业|单位|机构|申请人|主体)|每[家户个](?:企业|单位|机构|申请人)|单[家户]"
)
# A cap said of whoever gets a fixed sum several times is no cap of the one sum.
_WHOSE = re.compile(r"每[家户人]|单位|企业|个人|一[家户]|年|单个(?!项目|产品|专利|商标)")
_PER = re.compile(
    r"(?P<every>每|单|同一|各)(?P<what>[件家项个户人年笔起次案单](?:企业|单位|机构|项目|产品|案件|专利|园区|申请人)?|(?:企业|单位|机构|申请人|项目|主体|权利人))"
    r"(?:专利|案件)?(?P<time>(?:每?年度?|每一年|年度)(?=[最累合不补奖资贴总给支]|\d|$))?"
)
_PER_BEHIND = re.compile(r"/(?P<what>[件家项个户人年笔起次])")
_FORM = re.compile(
    r"担保贷款|配套奖励|一次性奖励|一次性补助|贷款贴息|无偿补助|后补助|贴息|减免|返还|奖补|奖励|嘉奖|补助|补贴|资助|配套|扶持|补偿|激励|支持"
)
_BASIS = re.compile(
    r"(?:按照?|依照|补贴|补助|给予|从)?(?P<basis>[^，,。;；:：%]{1,40}?)的?(?:一定比例)?(?:不低于|不超过|最高|不高于)?$"
)
_NO_BASIS = re.compile(
    r"^(?:按照?|依照|给予|以|的|按其|分别|企业|一次性|最高|予以|从|其)+|(?:给予|予以|资助|补助|奖励|减免|补贴|中提取)$"
)
# 第二年、第三年各补贴1500元
_RATE_OF = re.compile(r"^(?:且|并)?(?:其?(?:资助|补助|补贴|奖励|支持|贴息))?比例")
_EACH = re.compile(
    r"(?<=[，,；;])(?P<list>[^，,。；;、的]{1,12}(?:、[^，,。；;、的]{1,12}){1,3}?)各(?:[补奖资][贴助励]?|给予|发放)(?:补贴|补助|奖励)?$"
)
_NEW_CASE = re.compile(r"(?<![面针相反绝])对(?![外口应比])[^，,]{2}|的[，,]|的[^，,；;]{2,14}[，,]")
_PER_UNIT = re.compile(r"每(?:平方米|亩|千瓦|公里|吨|张|床|人|辆|台|标箱|立方米)")
_OF_THEM = re.compile(r"[，,；;\s]{0,2}其中")
# A cap of a clause is for so many measures before it at most.
_RECENT = 20
_ONLY_PER = re.compile(
    r"^(?:其中|注[:：])?(?:每|单|一[个家户名项案]|同一|各|年度?|全年|累计|合计|最高|最多|顶多|至多|限|封顶|不超|不得|总额|补助|资助|奖励|补贴|贴息|贷款|资金|金额|额度|标准)"
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
    piece = _piece(text, begin, one.start)
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


def _piece(text: str, begin: int, at: int) -> str:
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
    piece = _piece(text, begin, one.start)
    per = _per(piece, text[one.end : one.end + 3])
    whose = draft.amount is not None and (_ANOTHER.search(piece) or _WHOSE.search(piece))
    if not whose and not draft.has_cap:
        draft.cap, draft.has_cap = one.value, True
        draft.per = per or draft.per
    elif one.value is not None:
        draft.other_caps.append((one.value, per or ""))
    draft.end = max(draft.end, one.end)


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
        if group[0].kind == "rate" and len(group) == 1 and _take_rate(text, at, group[0], current):
            taken = []
        elif group[0].kind == "cap":
            taken = _take_cap(text, start, at, between, group, current, made, before)
        if taken is not None:
            made.extend(taken)
            current.extend(taken)
        else:
            if group[0].kind == "cap" and (
                not pays or (not made and _is_limit_of_all(_piece(text, start, group[0].start)))
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
            _name(text, start, begun, limit, made, before, context)
            if current and begun[0].is_share and _OF_THEM.match(text, begun[0].start):
                # 每家最高80万元，其中对某类业务的比例为70%: the cap is that of all.
                begun = [replace(one, cap=current[-1].cap, has_cap=True) for one in begun]
            # A sum without a figure tells nothing where not even who gets it is said.
            begun = [draft for draft in begun if draft.who or not draft.is_lost]
            made.extend(begun)
            current = begun
        at = group[-1].end
    for one in made:
        _finish(text, start, end, one, context)
    return made


def _new_case(text: str, at: int, group: list[Sum]) -> list[Draft]:
    """Measures that begin with the sums of a group, one each; the case begins behind the last comma.

    Two lists that begin alike before one list of sums (示范、试点县区，示范、试点园区) take it each.
    """
    case = at + (text[at : at + 1] == "、")
    comma = _BREAK.search(text, at, group[0].start)
    if comma and comma.start() - at <= 12 and at > 0 and text[at - 1] not in "。\n":
        case = comma.end()
    begun = [begin_draft(text, case, case, one) for one in group]
    for draft in begun[1:]:
        draft.basis = begun[0].basis
    each = _EACH.search(text, case, group[0].start) if len(group) == 1 else None
    if each:
        return [replace(begun[0], other_caps=[]) for _ in range(each["list"].count("、") + 1)]
    times = count_rows(text[case : group[0].start], len(group))
    return [replace(draft, other_caps=[]) for _ in range(times) for draft in begun]


def _is_limit_of_all(piece: str) -> bool:
    """单个企业当年资助总额不超过…: no measure, a limit to all that one may get."""
    return (
        _ONLY_PER.match(piece) is not None and re.search("总额|总量|合计|累计", piece) is not None
    )


def _take_rate(text: str, at: int, one: Sum, current: list[Draft]) -> bool:
    """Whether a rate is that of the measure before, which had a cap alone: 资助比例不超过50%."""
    if len(current) != 1 or current[0].is_share or not current[0].has_cap:
        return False
    draft = current[0]
    if draft.amount is not None or not _RATE_OF.search(_piece(text, at, one.start)):
        return False
    draft.rate, draft.rate_max = one.value, one.value_max
    draft.end = one.end
    return True


def _take_cap(
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
    piece = _piece(text, at, group[0].start)
    another = _ANOTHER.search(piece) is not None
    new_case = _NEW_CASE.search(between) is not None and not another
    if not current:
        told = _ONLY_PER.match(_piece(text, start, group[0].start)) is not None
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
    if addressed or (not another and not _ONLY_PER.match(own) and len(own) > 2):
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


def _name(
    text: str,
    start: int,
    begun: list[Draft],
    limit: int,
    made: list[Draft],
    before: list[Draft],
    context: Context,
) -> None:
    """Who gets the money of the measures of a group, and on what conditions."""
    first, last = begun[0], begun[-1]
    words = text[first.start : first.at]
    behind = text[last.end : min(limit, last.end + 60)]
    sentence = text.find("。", last.end, last.end + 60)
    behind = behind if sentence < 0 else behind[: max(0, sentence - last.end)]
    who = find_borrower(words) if first.form == "担保贷款" else None
    who = who or find_beneficiary(words, behind)
    if who is None and not made and not before:
        who = find_beneficiary(text[start : first.start], "")
    if who is None:
        who = _carried(words, first, made, before, context)
    conditions = _conditions(words, who)
    sums = len({draft.at for draft in begun})
    tiers = name_rows(words, sums) if len(begun) > sums else name_tiers(words, sums)
    for index, draft in enumerate(begun):
        tier = tiers[index] if sums > 1 and len(tiers) == len(begun) else None
        named = len(begun) > sums or (
            who is not None
            and tiers
            and (
                (who in tiers[-1] and (who != tiers[-1] or names_all(tiers)))
                or (who in tiers[0] and names_all(tiers))
            )
        )
        draft.who = name_tier(tier) if tier and named else who
        draft.conditions = (tier,) if tier else conditions


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


def _carried(
    words: str, first: Draft, made: list[Draft], before: list[Draft], context: Context
) -> str | None:
    """Who the words before go on about: of the sentence, of the clause, of a sentence before it."""
    earlier = made[-1].who if made else None
    if earlier is not None and earlier.endswith("的"):
        earlier = find_anyone(words) or earlier
    if earlier or context.who:
        return earlier or context.who
    earlier = before[-1].who if before else None
    if earlier is not None and is_anyone(earlier):
        return earlier
    own = find_anyone(words)
    return own if own is not None or first.is_lost else earlier


_TRIM = re.compile(
    r"^(?:[，,；;:：。\s]|答:|对(?!外)|凡|其中|同时|并|且|鼓励|支持)+|[，,；;:：。\s]+$"
)
_VERB_PIECE = re.compile(
    r"^(?:按照?|给予|予以|分别|每|一次性|择优|最高|不超过|各|单|同一|奖励|资助|补助|补贴|由|再)"
)


def _conditions(words: str, who: str | None) -> tuple[str, ...]:
    """The conditions as printed, without who fulfils them."""
    found: list[str] = []
    for piece in re.split(r"[，,；;:：]", words):
        bare = _TRIM.sub("", piece)
        stop = re.search(
            r"(?:按照?(?!期|时)|给予|予以|分别|一次性|奖励|资助|补助|补贴)[^的]{0,16}$", bare
        )
        bare = bare[: stop.start()] if stop else bare
        if who and who.endswith("的"):
            pass
        elif who and bare.endswith(who):
            bare = bare.removesuffix(who)
        elif who and bare.startswith(who):
            bare = bare.removeprefix(who)
        bare = bare.rstrip("的再并")
        if len(bare) >= 2 and not _VERB_PIECE.match(bare):
            found.append(bare)
    return tuple(found[:4])
