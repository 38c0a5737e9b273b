"""What a reform would cost: a figure changed by form or a plan as YAML, beside the rules as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhishu.base.dates import parse_date
from zhishu.base.errors import InvalidValueError, ZhishuError
from zhishu.base.region import RegionCode
from zhishu.base.text import narrow
from zhishu.flows.list_changeable import list_changeable
from zhishu.flows.simulate_reform import Simulation, simulate_reforms
from zhishu.funding.simulated_answer import HEADINGS, change_words, firm_rows
from zhishu.funding.simulation import EFFECTS, Simulated
from zhishu.portal.pages.export import Export, respond
from zhishu.portal.pages.instance import instance, today
from zhishu.portal.pages.permissions import requires
from zhishu.rules.overlay import Overlay, read_overlay
from zhishu.rules.settling import sum_words
from zhishu.rules.writing import write_yaml
from zhishu.settings import home

# A plan is a page of text; so many firms of each plan are on the page, all of them in the download.
LONGEST, SHOWN = 20_000, 50
LEAST_POWER, MOST_POWER = -10, 12
NAMES = ("方案一", "方案二")


@dataclass(frozen=True)
class Column:
    """One reform as a page shows it, its money in words."""

    found: Simulated
    budget: tuple[str, str, str]
    competitive: tuple[str, str, str] | None
    effects: list[tuple[str, int]]
    tallies: list[tuple[str, list[tuple[str, int, str, str, str]]]]
    # Name (empty for one that only the plan has, which has no page), title, money before and after.
    measures: list[tuple[str, str, str, str]]
    # The key of each firm, and its row under the headings.
    rows: list[tuple[str, list[str]]]


@requires("funding.simulate")
def simulation(request: HttpRequest) -> HttpResponse:
    """Take one or two plans, show what each would cost and whom it would touch."""
    asked = request.POST
    context: dict[str, Any] = {
        "parameters": list_changeable(home(), region=instance().region, as_of=today()),
        "texts": [asked.get("text", ""), asked.get("text2", "")],
        "chosen": {name: asked.get(name, "") for name in ("parameter", "value", "title")},
        "as_of": asked.get("as_of", "") or today().isoformat(),
        "headings": HEADINGS,
        "shown": SHOWN,
    }
    if request.method == "POST":
        try:
            context["texts"] = texts = _texts(asked)
            found = _simulate(texts, _day(asked))
            context["found"] = found
            context["columns"] = [_column(one) for one in found.reforms]
        except ZhishuError as error:
            context["trouble"] = str(error)
    return render(
        request, "funding/simulation.html", context, status=422 if "trouble" in context else 200
    )


@requires("funding.simulate")
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The firms that the plans touch as a download; what cannot be simulated is told on the page."""
    if request.method != "POST":
        return redirect("simulation:simulation")
    try:
        found = _simulate(_texts(request.POST), _day(request.POST))
    except ZhishuError:
        return simulation(request)
    rows = [[one.title, *row] for one in found.reforms for row in firm_rows(one)]
    source = [
        ("地区", str(found.region)),
        ("日期", found.as_of.isoformat()),
        ("快照", str(found.snapshot)),
        ("规则库摘要", found.rulebook_digest),
        *((f"方案“{one.title}”的摘要", one.digest) for one in found.reforms),
    ]
    name = f"方案测算_{found.as_of}_快照{found.snapshot}"
    return respond(Export(name, ("方案", *HEADINGS), rows, source), kind)


def _simulate(texts: list[str], day: date) -> Simulation:
    overlays: list[Overlay] = [
        read_overlay(text, where=name)
        for name, text in zip(NAMES, texts, strict=True)
        if text.strip()
    ]
    if not overlays:
        raise InvalidValueError("没有写方案", next_step="选一个数改一改，或写一份方案")
    return simulate_reforms(home(), overlays, region=RegionCode.parse(instance().region), as_of=day)


def _texts(asked: Any) -> list[str]:
    """Both plans; a figure chosen by form is written as the first one, so that it can be kept and re-made."""
    texts = [asked.get(name, "").replace("\r\n", "\n") for name in ("text", "text2")]
    if any(len(text) > LONGEST for text in texts):
        raise InvalidValueError("方案太长", next_step=f"不超过{LONGEST}字")
    parameter = asked.get("parameter", "")
    if parameter:
        texts[0] = write_yaml(
            {
                "overlay": asked.get("title", "").strip()[:60] or _title(parameter),
                "day": _day(asked).replace(month=1, day=1),
                "changes": [{"parameter": parameter, "value": _number(asked.get("value", ""))}],
            }
        )
    return texts


def _title(parameter: str) -> str:
    """What a plan without a name is called: the measure and the figure that it changes."""
    changeable = list_changeable(home(), region=instance().region, as_of=today())
    found = next((one for one in changeable if one.name == parameter), None)
    return f"改“{found.measure}”的{found.title}" if found else f"改{parameter}"


def _number(text: str) -> Decimal:
    try:
        number = Decimal(narrow(text).replace(",", "").strip())
        # Beyond any figure of a policy: such a number may be very long when it is written out.
        power = number.as_tuple().exponent
        if not isinstance(power, int) or power < LEAST_POWER or number.adjusted() > MOST_POWER:
            raise InvalidOperation
        return number
    except InvalidOperation:
        raise InvalidValueError(f"“{text[:40]}”不是数字", next_step="写新的数，如30000") from None


def _day(asked: Any) -> date:
    text = asked.get("as_of", "").strip()
    return parse_date(text) if text else today()


def _column(one: Simulated) -> Column:
    competitive = None
    if any(money.high != 0 for money in one.competitive):
        competitive = _change(one.competitive)
    return Column(
        one,
        _change(one.budget),
        competitive,
        [(EFFECTS[effect], count) for effect, count in one.everybody.effects.items() if count],
        [
            (
                title,
                [(each.name, each.firms, *_change((each.before, each.after))) for each in tallies],
            )
            for title, tallies in (("按县区", one.counties), ("按从业人数", one.sizes))
        ],
        [
            (
                each.name if each.before is not None else "",
                each.title,
                _measure_words(each.before),
                _measure_words(each.after),
            )
            for each in one.measures
        ],
        [
            (firm.key, list(row))
            for firm, row in zip(one.firms[:SHOWN], firm_rows(one), strict=False)
        ],
    )


def _change(ends: tuple[Any, Any]) -> tuple[str, str, str]:
    return sum_words(ends[0]), sum_words(ends[1]), change_words(*ends)


def _measure_words(money: Any) -> str:
    if money is None:
        return "没有这一项"
    open_words = f"，{money.open}家不清楚" if money.open else ""
    limited = "，受名额或资金限制" if money.is_limited else ""
    return f"{money.met}家{open_words}，{sum_words(money.money)}{limited}"
