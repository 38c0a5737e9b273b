"""From what each measure comes to alone to what is paid: groups, awards received, totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhishu.rules.assessment import Assessment, Figure, Reason, State, Sum
from zhishu.rules.condition import Truth
from zhishu.rules.grouping import Shared, less, share_group
from zhishu.rules.measure import GROUP_RULES, PAID, Group, Measure
from zhishu.rules.sums import NOTHING, added_sum, fen
from zhishu.rules.words import yuan_words


@dataclass(frozen=True)
class Received:
    """An award that the party has received: of which measure, in which year, how much (fen; None: not told)."""

    measure: str
    year: int
    amount: int | None


@dataclass(frozen=True)
class Settled:
    """Measures as paid, in the order given, and what the entitled and the competitive ones come to.

    taken: what those the party is entitled to take of each group's limit.
    """

    assessments: tuple[Assessment, ...]
    total: Sum
    competitive: Sum
    taken: Mapping[str, Sum]


@dataclass(frozen=True)
class Limit:
    """A group on a day: its cap's figure where it has one, and what is used of it by awards received."""

    group: Group
    cap: Figure | None
    used: Sum
    is_spent: bool


def received_before(
    measure: Measure, received: Iterable[Received], day: date
) -> tuple[Received, ...]:
    """The awards received of a measure that count on a day: of that year where it counts by year, else all."""
    return tuple(
        one
        for one in received
        if one.measure == measure.name
        and (one.year == day.year if measure.counts_by_year else one.year <= day.year)
    )


def once_reason(measure: Measure, received: Sequence[Received], day: date) -> Reason | None:
    """That a measure given once was received already; None where it may be given."""
    if not received or not measure.is_barred_again:
        return None
    had = received_before(measure, received, day)
    if not had:
        return None
    word = "一次性" if measure.once == "ever" else "每年一次"
    return Reason("received", f"{word}：{had[-1].year}年已经享受", Truth.NOT_MET)


def deducts(measure: Measure, group: Group | None) -> bool:
    """Whether a measure's own sum is less what was received of it; a group of the highest deducts that itself."""
    return measure.deducts_received and (group is None or group.rule.startswith("cap_"))


def received_sum(received: Iterable[Received]) -> Sum:
    """What awards come to together; one whose amount is not told leaves it open."""
    sums = [
        Sum(0, None, is_open=True) if one.amount is None else Sum(one.amount, one.amount)
        for one in received
    ]
    return added_sum(sums, [])


def deduct_received(
    measure: Measure, money: Sum, received: Sequence[Received], day: date
) -> tuple[Sum, Reason | None]:
    """What is left of a sum after the awards received of its measure, and why; None where there were none."""
    had = received_before(measure, received, day)
    if not had:
        return money, None
    used = received_sum(had)
    left = less(money, used)
    said = f"{day.year}年已领" if measure.counts_by_year else "已领"
    if used.high is None:
        more = f"，记了的共{yuan_words(used.low)}" if used.low else ""
        words = f"{said}的有的没有记金额{more}，扣除后为{sum_words(left)}"
    else:
        words = f"{said}{yuan_words(used.low)}，扣除后为{sum_words(left)}"
    return left, Reason("received", words)


def limit_of(
    group: Group,
    members: Iterable[Measure],
    received: Sequence[Received],
    day: date,
    cap: Figure | None,
) -> Limit:
    """A group's limit on a day, less the awards received of its members."""
    had: list[Received] = []
    for member in members if received else ():
        if group.rule == "cap_year":
            rows: Iterable[Received] = (
                one for one in received if one.measure == member.name and one.year == day.year
            )
        elif group.rule == "cap_total":
            rows = (one for one in received if one.measure == member.name and one.year <= day.year)
        else:
            rows = received_before(member, received, day)
        had += rows
    return Limit(group, cap, received_sum(had), is_spent=group.rule == "exclusive" and bool(had))


def settle(assessments: Sequence[Assessment], limits: Mapping[str, Limit]) -> Settled:
    """Shares within groups and totals: what the party is entitled to first, what is chosen by review on top.

    Assessments come with `paid` as what each measure is alone, less the awards received of it.
    Measures that hand out no money (a loan, a relief, a service) keep their amount and are in no total.
    """
    found = list(assessments)
    taken: dict[str, Sum] = {}
    totals = []
    for state in (State.MET, State.COMPETITIVE):
        parts: list[Sum] = []
        grouped: dict[str, list[int]] = {}
        for place, one in enumerate(found):
            if one.state is not state or one.paid is None or one.measure.form not in PAID:
                continue
            if one.measure.group in limits:
                grouped.setdefault(one.measure.group, []).append(place)
            else:
                parts.append(one.paid)
        for name, places in grouped.items():
            amounts = [found[place].paid or NOTHING for place in places]
            shared = share_limit(limits[name], amounts, taken.get(name, NOTHING))
            if state is State.MET:
                taken[name] = shared.total
            parts.append(shared.total)
            for at, place in enumerate(places):
                found[place] = _paid([found[one] for one in places], at, shared, limits[name])
        totals.append(added_sum(parts, []))
    return Settled(tuple(found), totals[0], totals[1], taken)


def share_limit(limit: Limit, amounts: Sequence[Sum], taken: Sum) -> Shared:
    """Shares of a group's members within its limit, after what others of the group have taken."""
    if limit.is_spent:
        return Shared(tuple(NOTHING for _ in amounts), NOTHING)
    cap = None if limit.cap is None else fen(limit.cap.value)
    used = added_sum([limit.used, taken], [])
    return share_group(limit.group.rule, amounts, cap=cap, used=used)


def _paid(members: Sequence[Assessment], at: int, shared: Shared, limit: Limit) -> Assessment:
    """One member of a group with its share, and why."""
    one, share = members[at], shared.shares[at]
    bit = share != one.paid
    reason = Reason("group", _words(members, at, shared, limit), figure=limit.cap)
    limited = bit and bool(limit.group.cap)
    cap = limit.group.cap if limited else one.cap
    return replace(one, paid=share, cap=cap, reasons=(*one.reasons, reason), is_limited=limited)


def _words(members: Sequence[Assessment], at: int, shared: Shared, limit: Limit) -> str:
    group, share = limit.group, shared.shares[at]
    said = f"“{group.title}”{GROUP_RULES[group.rule]}"
    if limit.is_spent:
        return f"{said}：已经享受过其中一项，不再计"
    had = ""
    if limit.used.low:
        had = f"，已领{yuan_words(limit.used.low)}"
    if limit.used.high is None:
        had += "，领过的有的没有记金额"
    if group.rule in ("highest", "exclusive"):
        if shared.winner is None:
            return f"{said}{had}：哪一项最高要看实际金额" if len(members) > 1 else f"{said}{had}"
        best = members[shared.winner]
        tie = any(other.paid == best.paid for other in members if other.measure != best.measure)
        why = "（金额相同，取规则库中在前的一项）" if tie else ""
        if shared.winner == at:
            return f"{said}{had}：取这一项{why}"
        return f"{said}{had}：取“{best.measure.title}”{why}，这一项不另计"
    if limit.cap is None:
        return f"{said}：这一天的规则没有收录上限{had}"
    said = f"{said}{yuan_words(fen(limit.cap.value))}{had}"
    if share == members[at].paid:
        return f"{said}：没有超过"
    return f"{said}：这一项计{sum_words(share)}"


def sum_words(money: Sum) -> str:
    """A sum between its ends as a sentence says it: 20,000元, 不超过20,000元, 5,000元至10,000元, 不清楚."""
    if money.is_exact:
        return yuan_words(money.low)
    if money.high is None:
        return f"不少于{yuan_words(money.low)}" if money.low else "不清楚"
    if money.low == 0:
        return f"不超过{yuan_words(money.high)}"
    return f"{yuan_words(money.low)}至{yuan_words(money.high)}"
