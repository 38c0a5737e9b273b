"""期限阶梯: the days on which a right asks for something, from the first reminder to the last way back.

Which days there are, their distances and their words is data of the rulebook (`deadline_ladders.yaml`); the
days that law sets (last day to pay, end of grace, end of a term) come from the rules of fees and terms and
are the anchors that the distances count from. A distance is the platform's own choice and says so; a reminder
is not moved for holidays. What counts backwards (a request before a day due) is not moved either: to ask
earlier is safe, to ask later is not. An anchor that the rules do not carry has no step: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from zhishu.base.dates import WorkingDay, add_months
from zhishu.rights.fees.fee_dates import PERIODS, fee_dates
from zhishu.rights.fees.fee_rules import FeeRules
from zhishu.rights.fees.restoration import RestorationRules, restore_with_reason_until
from zhishu.rights.terms.term_compensation import CompensationRules, request_until
from zhishu.rights.terms.trademark_term import TrademarkRules, TrademarkTerm
from zhishu.rules.explanation import Clause, Sourced
from zhishu.rules.loading import Located, load_file
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.schema import Fields

LadderName = Literal["annual_fee", "trademark", "right_end", "term_compensation"]
_ANCHORS: dict[LadderName, frozenset[str]] = {
    "annual_fee": frozenset(
        {"due", "last_day", "surcharge_from", "grace_due", "grace_until", "restore_until"}
    ),
    "trademark": frozenset({"renew_from", "ends_on", "grace_until", "cancelled_from"}),
    "right_end": frozenset({"ends_on"}),
    "term_compensation": frozenset({"request_until"}),
}
# Beyond this no distance makes sense, and no day leaves the calendar.
_FARTHEST = 1200


@dataclass(frozen=True)
class LadderStep:
    """One day of a ladder: what is then to be done, and where that stands.

    kind: the name of the step in the rulebook, the same for every right, so that a reminder can be told
    apart from a limit. calendar: provisional where the holidays of that year are not known. verified is
    False where the rule was not checked; a reminder of our own choice says so in `source`.
    """

    on: date
    kind: str
    words: str
    clause: str
    source: str
    verified: bool
    calendar: Literal["known", "provisional"]


@dataclass(frozen=True)
class PlannedStep:
    """A step as the rulebook has it: so many months and days from an anchor; no distance is the anchor itself.

    only: `not_reduced` where it concerns fees that are not reduced yet, else empty.
    """

    kind: str
    anchor: str
    months: int
    days: int
    words: str
    rule: Clause | None
    only: str


@dataclass(frozen=True)
class Anchor:
    """A day that the rules give, and the rule that gives it."""

    day: date
    rule: Sourced
    provisional: bool = False


Plans = Mapping[str, tuple[PlannedStep, ...]]


def deadline_ladders(rulebook: Rulebook) -> Plans:
    """The steps of each ladder; an office's own file stands in place of the shipped one, what it leaves out is gone."""
    plans: dict[str, tuple[PlannedStep, ...]] = {}
    for name, path in rulebook.files("*/deadline_ladders.yaml"):
        plans.update(read_ladders(load_file(path, name=name), where=name))
    return plans


def read_ladders(content: Located, *, where: str) -> dict[str, tuple[PlannedStep, ...]]:
    """Ladders from their YAML as loaded; raises RulebookError by line.

    Shape: deadline_ladders (title), ladders: {name: {title, steps: {kind: {from, [months], [days], words,
    [only], and with a distance: [clause], source, verified}}}}.
    """
    fields = Fields(content, where)
    fields.text("deadline_ladders")
    ladders = fields.inner("ladders")
    fields.done()
    plans: dict[str, tuple[PlannedStep, ...]] = {}
    for name in ladders.mapping:
        allowed = next((anchors for one, anchors in _ANCHORS.items() if one == name), None)
        if allowed is None:
            raise ladders.error(name, f"没有“{name}”这种阶梯", f"应为{'、'.join(_ANCHORS)}")
        entry = ladders.inner(name)
        entry.text("title")
        steps = entry.inner("steps")
        entry.done()
        plans[name] = tuple(_read_step(kind, steps.inner(kind), allowed) for kind in steps.mapping)
    return plans


def _read_step(kind: str, entry: Fields, anchors: Iterable[str]) -> PlannedStep:
    anchor = entry.choice("from", frozenset(anchors))
    months, days = (_whole(entry, key) for key in ("months", "days"))
    if abs(months) > _FARTHEST or abs(days) > 30 * _FARTHEST:
        raise entry.error("from", "距离太远", "months、days写近一些的数")
    rule = None
    if months or days:
        rule = Clause(
            entry.text("clause", required=False), entry.text("source"), entry.truth("verified")
        )
    planned = PlannedStep(
        kind,
        anchor,
        months,
        days,
        entry.text("words"),
        rule,
        entry.choice("only", {"not_reduced"}, required=False),
    )
    entry.done()
    return planned


def _whole(entry: Fields, key: str) -> int:
    number = entry.number(key) if key in entry.mapping else 0
    if number != int(number):
        raise entry.error(key, f"“{key}”须是整数")
    return int(number)


def ladder(plan: Iterable[PlannedStep], anchors: Mapping[str, Anchor]) -> list[LadderStep]:
    """The days of a plan in their order; a step whose anchor is missing is left out."""
    steps: list[LadderStep] = []
    for planned in plan:
        anchor = anchors.get(planned.anchor)
        if anchor is None:
            continue
        day = add_months(anchor.day, planned.months) + timedelta(days=planned.days)
        rule = planned.rule or anchor.rule
        steps.append(
            LadderStep(
                day,
                planned.kind,
                planned.words,
                rule.clause,
                rule.source,
                rule.verified,
                "provisional" if anchor.provisional else "known",
            )
        )
    return sorted(steps, key=lambda step: step.on)


def fee_ladder(
    due: date,
    *,
    plans: Plans,
    fees: FeeRules,
    restoration: RestorationRules,
    is_reduced: bool = False,
    notice_received_on: date | None = None,
) -> list[LadderStep]:
    """The ladder of the annual fee due on an anniversary (before any holiday).

    is_reduced: a 费用减缴 covers the year, so that none need be asked for. notice_received_on: the day the
    notice of the ended right was received, None while there is none.
    """
    dates = fee_dates(due, fees, is_reduced=is_reduced)
    counted = dates.postponement
    nominal = counted.until if counted else due
    rule: Sourced = counted or dates.grace or PERIODS
    anchors = {
        "due": Anchor(nominal, rule),
        "last_day": _rolled(dates.last_day, rule),
    }
    if dates.grace is not None and dates.grace_until is not None:
        anchors["grace_due"] = Anchor(due, dates.grace)
        anchors["grace_until"] = _rolled(dates.grace_until, dates.grace)
    if dates.surcharge_from is not None and dates.bands is not None:
        # Its eve is the end of a period, moved past the holidays of that year.
        provisional = not fees.calendar.knows(dates.surcharge_from - timedelta(days=1))
        anchors["surcharge_from"] = Anchor(dates.surcharge_from, dates.bands, provisional)
    if notice_received_on is not None:
        until = restore_with_reason_until(notice_received_on, restoration)
        window = restoration.window.required(notice_received_on)
        anchors["restore_until"] = _rolled(until, window)
    plan = [
        one for one in plans.get("annual_fee", ()) if not (is_reduced and one.only == "not_reduced")
    ]
    return ladder(plan, anchors)


def trademark_ladder(
    term: TrademarkTerm, *, plans: Plans, rules: TrademarkRules
) -> list[LadderStep]:
    """The ladder of a mark's running term: renewal, expiry, grace, cancellation, by the law of the day it ends."""
    counted, window, grace = (
        rules.term.required(term.begins_on),
        rules.window.required(term.ends_on),
        rules.grace.required(term.ends_on),
    )
    provisional = term.calendar == "provisional"
    anchors = {
        "renew_from": Anchor(term.renew_from, window),
        "ends_on": Anchor(term.ends_on, counted),
        "grace_until": Anchor(term.grace_until, grace, provisional),
        "cancelled_from": Anchor(term.grace_until + timedelta(days=1), grace, provisional),
    }
    return ladder(plans.get("trademark", ()), anchors)


def end_ladder(ends_on: date, rule: Sourced, *, plans: Plans) -> list[LadderStep]:
    """The ladder of a right that ends and is not renewed (patent, layout design, copyright, variety); rule: its term."""
    return ladder(plans.get("right_end", ()), {"ends_on": Anchor(ends_on, rule)})


def compensation_ladder(day: date, *, plans: Plans, rules: CompensationRules) -> list[LadderStep]:
    """The ladder to ask for a compensated term, from the grant (slow grant) or the approval (drug).

    InvalidValueError for a day before the rule.
    """
    anchor = _rolled(request_until(day, rules), rules.request.required(day))
    return ladder(plans.get("term_compensation", ()), {"request_until": anchor})


def _rolled(found: WorkingDay, rule: Sourced) -> Anchor:
    return Anchor(found.day, rule, found.provisional)
