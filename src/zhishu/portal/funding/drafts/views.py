"""From text to rule: the clause beside the YAML, conditions completed, tried over the firms, compared, published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhishu.base.errors import InvalidValueError, NotFoundError, ZhishuError
from zhishu.flows.look_at_drafts import (
    GROUPS,
    DocumentDrafts,
    list_draftable,
    look_at_drafts,
    renew_standing,
)
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.flows.publish_rule import stands
from zhishu.flows.try_draft import RULE, CheckedDraft, Fault, Ground, check_draft
from zhishu.flows.try_rule import try_rule
from zhishu.funding.completing import (
    ALL_COMPARISONS,
    complete_draft,
    settle_phrase,
)
from zhishu.funding.draft_file import read_draft
from zhishu.funding.drafting import Draft
from zhishu.funding.shown_draft import cut_words
from zhishu.funding.standing import take_name
from zhishu.funding.touching import STATES, TOUCHING
from zhishu.portal.funding.drafts.models import RELEASED, WORDS, file_of_draft, newest_of, released
from zhishu.portal.funding.drafts.publishing import ask_for_rules, publish_rules, waits, why_waits
from zhishu.portal.funding.drafts.writing import LONGEST, Writer
from zhishu.portal.pages.instance import instance, today
from zhishu.portal.pages.permissions import requires
from zhishu.rules.loading import load_yaml
from zhishu.rules.writing import write_yaml
from zhishu.settings import home

_TOO_LONG = f"文字超过{LONGEST}字，写不成一条规则"


@dataclass
class Said:
    """What an act had to say; text and cases as they are to be shown."""

    text: str
    cases: str
    note: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class Workbench:
    """A draft on the bench; draft: None of the groups of a document, and of a measure that is read otherwise now."""

    document: DocumentDrafts
    key: str
    draft: Draft | None
    text: str

    def check(self, text: str, cases: str, *, alone: bool = False) -> CheckedDraft:
        """The draft looked at; alone: without the groups that are drafted and not published."""
        if _is_too_long(text, cases):
            return CheckedDraft("", None, (), (Fault(_TOO_LONG, RULE, "分成几条规则"),))
        ground = Ground(
            words=self.draft.words if self.draft else "",
            digest=_digest(self),
            folder=f"{self.document.origin.region}/{self.document.origin.folder}",
            region=instance().region,
            groups="" if alone or self.draft is None else _groups_text(self.document),
            own=file_of_draft(self.document.document_id, self.key),
        )
        return check_draft(home(), text, cases, ground)


@requires("funding.draft")
def documents(request: HttpRequest) -> HttpResponse:
    """The policies that name sums, and the rules that the office published."""
    rows = released()
    if any(waits(row) for row in rows.values()):
        ask_for_rules()
    context = {
        "documents": list_draftable(home()),
        "rules": [(row, waits(row)) for row in rows.values() if row.word == RELEASED],
    }
    return render(request, "drafts/documents.html", context)


@requires("funding.draft")
def document(request: HttpRequest, document_id: str) -> HttpResponse:
    """The drafts of a policy, and the rules that it touches."""
    found = _document(document_id)
    newest = newest_of(document_id)
    rows = [(one.key, one.draft, newest.get(one.key)) for one in found.drafts]
    context = {
        "found": found,
        "rows": rows,
        "groups": found.groups,
        "groups_row": newest.get(GROUPS),
        "others": [row for key, row in newest.items() if key != GROUPS and not found.find(key)],
        "touched": found.touched,
        "states": STATES,
        "touching": TOUCHING,
        "words": WORDS,
    }
    return render(request, "drafts/document.html", context)


@requires("funding.draft")
def draft(request: HttpRequest, document_id: str, key: str) -> HttpResponse:
    """One draft: show it, take one act."""
    bench = _bench(document_id, key)
    writer = Writer(request.user, document_id, key, request.POST.get("at", ""))
    last = writer.newest()
    said = Said(last.text if last else bench.text, last.cases if last else _first_case(bench))
    if request.method == "POST":
        said = _act(request, bench, writer)
        if not said.trouble and not said.note:
            return redirect("drafts:draft", document_id, key)
    row = writer.published()
    waiting = row is not None and waits(row)
    if waiting and request.method == "GET":
        ask_for_rules()
    checked = bench.check(said.text, said.cases)
    context = {
        "bench": bench,
        "document": bench.document,
        "draft": bench.draft,
        "paragraphs": cut_words(bench.draft) if bench.draft else (),
        "said": said,
        "checked": checked,
        "waits_for_groups": _waits_for_groups(bench, checked),
        "facts": sorted(open_rulebook(home()).facts.values(), key=lambda one: one.name),
        "comparisons": ALL_COMPARISONS,
        "last": last,
        "words": WORDS,
        "published": row,
        "waits": waiting,
        "why_waits": why_waits(row) if waiting and row is not None else "",
        "is_groups": key == GROUPS,
        "stands": bench.document.standing_of(key),
    }
    return render(request, "drafts/draft.html", context, status=422 if said.trouble else 200)


@requires("funding.draft")
def check(request: HttpRequest, document_id: str, key: str) -> HttpResponse:
    """What is wrong with the texts as they are being written, as a piece of the page."""
    if request.method != "POST":
        return redirect("drafts:draft", document_id, key)
    bench = _bench(document_id, key)
    checked = bench.check(*_texts(request))
    return render(request, "drafts/_checked.html", {"checked": checked, "bench": bench})


@requires("funding.draft")
def trial(request: HttpRequest, document_id: str, key: str) -> HttpResponse:
    """What the draft comes to over the firms of its region, as a piece of the page."""
    if request.method != "POST":
        return redirect("drafts:draft", document_id, key)
    bench = _bench(document_id, key)
    checked = bench.check(*_texts(request))
    context: dict[str, Any] = {"bench": bench, "as_of": today()}
    if not checked.is_sound or checked.measure is None or checked.rulebook is None:
        context["trouble"] = "规则还有错误，改正后再试算"
    elif checked.measure.is_lost:
        context["trouble"] = "原文缺损的措施不试算"
    else:
        try:
            context["tried"] = try_rule(
                home(), checked.rulebook, checked.measure, region=instance().region, as_of=today()
            )
        except ZhishuError as error:
            context["trouble"] = str(error)
    return render(request, "drafts/_trial.html", context)


def _act(request: HttpRequest, bench: Workbench, writer: Writer) -> Said:
    """Do what a form asks; a note or a trouble keeps the texts on the page."""
    asked = request.POST
    text, cases = _texts(request)
    said = Said(text, cases)
    if _is_too_long(text, cases):
        said.trouble = _TOO_LONG
        return said
    try:
        match asked.get("do", ""):
            case "save":
                writer.save(text, cases)
            case "complete":
                said.text = _complete(asked, bench, text)
                said.note = "条件已写进规则，看过再存"
            case "settle":
                said.text = settle_phrase(text, asked.get("phrase", ""))
                said.note = "已划去这一处，看过再存"
            case "again":
                said.text, said.note = bench.text, "已换回程序起草的文字，还没有存"
            case "renew":
                standing = renew_standing(home(), bench.document, bench.key)
                if standing is None:
                    raise InvalidValueError("没有对得上的现行规则", next_step="用程序起草的文字")
                said.text, said.note = standing, "已接上现行的规则，新的数字从新版本起，还没有存"
            case "replace":
                said.text, said.cases = _replacing(asked.get("standing", ""), text, cases)
                said.note = "已用现行规则的编号，发布后换下它，还没有存"
            case "release":
                if asked.get("compared") != "yes":
                    raise InvalidValueError("还没有勾选“已与原文核对”", next_step="对照左边的原文")
                digest = _digest(bench)
                checked = bench.check(text, cases, alone=True)
                if _waits_for_groups(bench, checked):
                    raise InvalidValueError(
                        "这条规则在共用限制的组里，组还没有发布", next_step="先发布共用限制的组"
                    )
                writer.release(text, cases, checked, digest, asked.get("relation", ""))
                publish_rules.enqueue()
            case "withdraw":
                writer.withdraw()
                publish_rules.enqueue()
            case _:
                said.trouble = "没有这个操作，请用页面上的按钮"
    except ZhishuError as error:
        said.trouble = str(error) if error.where else f"{error.what}，{error.next_step}"
    return said


def _complete(asked: Any, bench: Workbench, text: str) -> str:
    fact = open_rulebook(home()).facts.get(asked.get("fact", ""))
    if fact is None:
        raise InvalidValueError("没有选事实", next_step="从列出的事实里选一个")
    origin = bench.document.origin
    return complete_draft(
        text,
        fact,
        asked.get("comparison", ""),
        asked.get("value", "")[:200],
        settles=asked.get("phrase", ""),
        since=origin.effective_from or origin.issued_on or origin.since,
        clause=str(bench.draft.content["source"]["clause"]) if bench.draft else "",
    )


def _is_too_long(text: str, cases: str) -> bool:
    return max(len(text), len(cases)) > LONGEST


def _waits_for_groups(bench: Workbench, checked: CheckedDraft) -> bool:
    """Whether the draft is of a group that is drafted with the document and not published yet."""
    group = checked.measure.group if checked.measure else ""
    drafted = read_draft(bench.document.groups, where="组").groups if bench.document.groups else ()
    known = open_rulebook(home()).measure_groups
    return group not in known and any(one.name == group for one in drafted)


def _replacing(name: str, text: str, cases: str) -> tuple[str, str]:
    """The texts under the name of the rule in force that they are to replace."""
    standing = open_rulebook(home()).measures.get(name)
    if standing is None:
        raise InvalidValueError("没有选换下哪一条", next_step="从同一条款的现行规则里选一条")
    content = load_yaml(text, where="规则")
    own = str(content.get("measure", ""))
    return write_yaml(take_name(content, standing)), cases.replace(own, name) if own else cases


def _texts(request: HttpRequest) -> tuple[str, str]:
    """The texts of a form; browsers end lines with two characters."""
    text, cases = (request.POST.get(name, "").replace("\r\n", "\n") for name in ("text", "cases"))
    return text, cases


def _document(document_id: str) -> DocumentDrafts:
    try:
        return look_at_drafts(home(), document_id, region=instance().region, today=today())
    except NotFoundError:
        raise Http404 from None


def _bench(document_id: str, key: str) -> Workbench:
    found = _document(document_id)
    if key == GROUPS and found.groups:
        return Workbench(found, key, None, found.groups)
    draft = found.find(key)
    if draft is not None:
        return Workbench(found, key, draft, draft.text)
    # What was written stays, though the measure that it came from is read otherwise now.
    row = newest_of(document_id).get(key)
    if row is None:
        raise Http404
    return Workbench(found, key, None, row.text)


def _groups_text(document: DocumentDrafts) -> str:
    """The groups of a document as last written, where the rulebook does not have them."""
    origin = document.origin
    if not document.groups or stands(
        home(), f"{origin.region}/measures/{origin.folder}/groups.yaml"
    ):
        return ""
    row = newest_of(document.document_id).get(GROUPS)
    return row.text if row else document.groups


def _digest(bench: Workbench) -> str:
    return str(bench.draft.content["source"]["words_digest"]) if bench.draft else ""


def _first_case(bench: Workbench) -> str:
    """A case to begin with: its facts are for the officer to write."""
    if bench.draft is None or "amount" not in bench.draft.content:
        return ""
    return (
        f"cases: {bench.draft.name}\neach:\n  - name: 应当得到的一家\n"
        f"    as_of: {today()}\n    facts: {{party.kind: enterprise}}\n"
        "    expect: {state: met}\n"
    )
