"""The review of a policy: what was read beside its source, one key a decision, then its publication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhishu.base.errors import InvalidValueError
from zhishu.flows.look_at_review import LaidOut, look_at_review
from zhishu.policy.review.decisions import WORDS, Review, Standing
from zhishu.policy.review.fields import KINDS
from zhishu.policy.review.numbers import NUMBER_ROLES, TextNumber
from zhishu.policy.review.shown import describe, name_items, show_source
from zhishu.portal.pages.permissions import requires
from zhishu.portal.policy.deciding import Officer
from zhishu.portal.policy.publishing import ask_for_publication, publish_reviews
from zhishu.portal.policy.review_forms import ItemForm
from zhishu.settings import home

# So many numbers without any role are asked for at a time; a form has an end.
ASKED_AT_ONCE = 60
# What these do depends on how the document stands: pressed twice, or after somebody else, they would do more.
_RELATIVE = ("merge", "undo")


@dataclass(frozen=True)
class ItemRow:
    """An item as the list has it; undo: the decision that can be undone."""

    item: Standing
    name: str
    title: str
    words: str
    undo: int | None


@dataclass(frozen=True)
class RoleGroup:
    """Numbers that are there for the same; open: how many of them nobody settled."""

    role: str
    title: str
    numbers: list[tuple[TextNumber, bool]]
    open: int


@dataclass
class Said:
    """What an act had to say: a note above the list, the item to go to, a form with faults."""

    note: str = ""
    trouble: str = ""
    item: str = ""
    form: ItemForm | None = None


@requires("policy.review")
def review(request: HttpRequest, document_id: str) -> HttpResponse:
    """Show how a document stands; take one decision."""
    laid_out = look_at_review(home(), document_id)
    if laid_out is None:
        raise Http404
    officer = Officer(request.user, laid_out.reading)
    said = Said(item=request.GET.get("item", "")[:120])
    if request.method == "POST":
        said = _act(request, officer)
        if not request.htmx and not said.trouble and said.form is None:
            address = reverse("policy:review", args=[document_id])
            return redirect(f"{address}?item={said.item}#review")
    context = _context(request, laid_out, officer.review(), said)
    template = "policy/_review.html" if request.htmx else "policy/review.html"
    failed = (said.trouble or said.form is not None) and not request.htmx
    return render(request, template, context, status=422 if failed else 200)


def _act(request: HttpRequest, officer: Officer) -> Said:
    """Do what a form asks; what cannot be done is said."""
    asked = request.POST
    key = asked.get("key", "")[:120]
    if asked.get("do") in _RELATIVE and asked.get("at", "") != str(officer.review().newest):
        return Said(note="页面有了更新，看过再按", item=key)
    try:
        match asked.get("do", ""):
            case "accept":
                return _accept(asked, officer, key)
            case "drop":
                officer.decide(key, None, drop=True)
                return _next(officer, key, "不是")
            case "split":
                return Said(note="已拆成两项，分别改好再确认", item=officer.split(key))
            case "merge":
                officer.merge(key)
                return Said(note="已与后一项合并，看过再确认", item=key)
            case "add":
                return _add(asked, officer)
            case "settle":
                chosen = {name[5:]: value for name, value in asked.items() if name[:5] == "role-"}
                officer.settle(chosen, only=asked.get("number", "")[:40])
                return Said(note="数字的去向已定", item=key)
            case "undo":
                number = asked.get("number", "")
                undone = officer.undo(int(number) if number.isdecimal() else None)
                return Said(note="已撤销", item=undone)
            case "release":
                officer.release()
                publish_reviews.enqueue()
                return Said(note="已交任务进程发布，稍后政策页显示已核对")
            case _:
                return Said(trouble="没有这个操作，请用页面上的按钮")
    except InvalidValueError as error:
        return Said(trouble=f"{error.what}，{error.next_step}", item=key)


def _accept(asked: Any, officer: Officer, key: str) -> Said:
    """Confirm an item: as its fields say where they were sent along, else as it stands."""
    item = officer.review().find(key)
    if item is None or "v-clause" not in asked:
        officer.decide(key, None)
        return _next(officer, key, "已确认")
    form = ItemForm(item.kind, officer.reading, item.values, asked, key=item.key)
    if not form.is_valid():
        return Said(item=key, form=form)
    # A field that nobody touched keeps its value to the letter.
    values = {name: form.values[name] for name in form.values}
    for name in item.values:
        if name not in form.changed_data:
            values[name] = item.values[name]
    officer.decide(key, values)
    return _next(officer, key, "已改正" if values != item.values else "已确认")


def _add(asked: Any, officer: Officer) -> Said:
    kind = asked.get("kind", "")
    if kind not in KINDS:
        return Said(trouble="没有这一种，请从任务、目标、措施、时限里选")
    form = ItemForm(kind, officer.reading, None, asked, key="add")
    if not form.is_valid():
        return Said(form=form)
    return Said(note=f"已补上一项{KINDS[kind]}", item=officer.add(kind, form.values))


def _next(officer: Officer, key: str, word: str) -> Said:
    """On to the next open item."""
    found = officer.review()
    item = found.find(key)
    title = describe(item.kind, item.values)[0] if item else ""
    return Said(note=f"{word}：{title}", item=found.next_open(key) or key)


def _context(request: HttpRequest, laid_out: LaidOut, found: Review, said: Said) -> dict[str, Any]:
    names = name_items(found.items)
    adding = request.GET.get("add", "") if request.method == "GET" else ""
    if said.form is not None and not said.item:
        adding = said.form.kind
    current = found.find(said.item) or found.find(found.next_open(""))
    if current is None and found.items:
        current = found.items[0]
    form = said.form
    if form is None and adding in KINDS:
        form = ItemForm(adding, laid_out.reading, None, key="add")
    elif form is None and current is not None:
        form = ItemForm(current.kind, laid_out.reading, current.values, key=current.key)
    settled = len(found.items) - len(found.pending)
    used = len(found.numbers) - len(found.unsettled)
    published = laid_out.published
    waits = found.released is not None and (
        published is None or published.decision_id != found.released.number
    )
    if waits and request.method == "GET":
        ask_for_publication()
    return {
        "laid_out": laid_out,
        "reading": laid_out.reading,
        "review": found,
        "said": said,
        "form": form,
        "adding": adding if adding in KINDS else "",
        "kinds": KINDS,
        "current": "" if adding in KINDS else (current.key if current else ""),
        "rows": [_row(one, found, names) for one in found.items],
        "clauses": show_source(found, laid_out.losses, names),
        "bars": (
            f"已核对{settled}/{len(found.items)}项",
            f"数字去向{used}/{len(found.numbers)}个",
        ),
        "settled_share": settled / len(found.items) if found.items else 1.0,
        "used_share": used / len(found.numbers) if found.numbers else 1.0,
        "groups": _groups(found),
        "number": request.GET.get("number", "") if request.method == "GET" else "",
        "number_roles": NUMBER_ROLES,
        "waits": waits,
        "words": WORDS,
    }


def _row(one: Standing, found: Review, names: dict[str, str]) -> ItemRow:
    title, words = describe(one.kind, one.values)
    last = found.last_of(one.key)
    return ItemRow(one, names[one.key], title, words, last.number if last else None)


def _groups(found: Review) -> list[RoleGroup]:
    """The numbers that no item uses, by their role; those without one first."""
    groups: dict[str, list[tuple[TextNumber, bool]]] = {}
    for one in found.unused:
        settled = one.key in found.roles
        groups.setdefault(found.roles.get(one.key, one.role), []).append((one, settled))
    order = ["", *NUMBER_ROLES]
    made = []
    for role in sorted(groups, key=order.index):
        numbers = groups[role]
        waiting = sum(not settled for _, settled in numbers)
        title = NUMBER_ROLES.get(role, "没有去向")
        made.append(RoleGroup(role, title, numbers if role else numbers[:ASKED_AT_ONCE], waiting))
    return made
