"""The queue of uncertain holders: the name beside its candidates, one key a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhishu.base.errors import InvalidValueError
from zhishu.flows.look_at_holders import look_at_holders
from zhishu.parties.linking.standing import standing_decisions
from zhishu.portal.pages.permissions import requires
from zhishu.portal.rights.holders.deciding import Officer
from zhishu.portal.rights.holders.models import all_decisions
from zhishu.portal.rights.holders.publishing import (
    ask_for_links,
    is_behind,
    waits_for_publication,
)
from zhishu.settings import home


@dataclass
class Said:
    """What an act had to say, and the place of the item to go on with."""

    note: str = ""
    trouble: str = ""
    at: int = 0


@requires("holders.settle")
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits; take one decision."""
    officer = Officer(request.user)
    said = Said()
    if request.method == "POST":
        said = _act(request, officer)
        if not request.htmx and not said.trouble:
            return redirect("holders:queue")
    context = _context(officer, said)
    template = "holders/_queue.html" if request.htmx else "holders/queue.html"
    failed = said.trouble and not request.htmx
    return render(request, template, context, status=422 if failed else 200)


def _act(request: HttpRequest, officer: Officer) -> Said:
    """Do what a form asks; what cannot be done is said."""
    asked = request.POST
    name = asked.get("name", "")[:300]
    place = asked.get("at", "")
    at = int(place) if place.isdecimal() and len(place) < 4 else 0
    do, _, party = asked.get("do", "").partition(":")
    number = asked.get("number", "")
    undone = int(number) if number.isdecimal() and len(number) < 10 else 0
    try:
        match do:
            case "confirm":
                officer.confirm(name, party[:300])
                note = f"已确认：{name}"
            case "reject":
                officer.reject(name)
                note = f"没有对应主体：{name}"
            case "undo":
                note = f"已撤销：{officer.undo(undone)}"
                at = 0
            case _:
                return Said(trouble="没有这个操作，请用页面上的按钮")
    except InvalidValueError as error:
        return Said(trouble=f"{error.what}，{error.next_step}", at=at)
    ask_for_links()
    return Said(note=note, at=at)


def _context(officer: Officer, said: Said) -> dict[str, Any]:
    settled = standing_decisions(all_decisions())
    found = look_at_holders(home(), settled)
    behind, waits = is_behind(found), waits_for_publication()
    if behind or waits:
        ask_for_links()
    return {
        "queue": found,
        "said": said,
        "current": min(said.at, len(found.holders) - 1),
        "settled": len(settled),
        "last": officer.last(),
        "behind": behind,
        "waits": waits,
    }
