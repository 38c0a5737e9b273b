"""The rules that rest on a clause already: which of them a draft is, and which would pay the clause a second time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zhishu.funding.clause_number import letter, plain_clause
from zhishu.funding.drafting import Draft
from zhishu.policy.bare_title import bare_title
from zhishu.rules.measure import Measure, Source
from zhishu.rules.parameter import Parameter


def find_beside(measure: Measure, standing: Iterable[Measure]) -> list[Measure]:
    """The rules of the same clause whose days meet those of the measure; what lost its figures pays nothing."""
    if measure.is_lost:
        return []
    return [
        one
        for one in standing
        if not one.is_lost
        and rests_on(
            one, measure.source.title, plain_clause(measure.source.clause),
            measure.source.words_digest,
        )
        and _meet(one.source, measure.source)
    ]  # fmt: skip


def rests_on(measure: Measure, title: str, clause: str, digest: str) -> bool:
    """Whether a rule rests on a clause: by its words, or by its document and its number (plain_clause)."""
    source = measure.source
    if digest and source.words_digest == digest:
        return True
    return bare_title(source.title) == bare_title(title) and plain_clause(source.clause) == clause


def _meet(one: Source, other: Source) -> bool:
    def over(first: Source, second: Source) -> bool:
        since = second.effective_from or second.issued_on
        return bool(first.effective_to and since and first.effective_to < since)

    return not over(one, other) and not over(other, one)


def match_standing(drafts: Sequence[Draft], standing: Iterable[Measure]) -> dict[int, Measure]:
    """Position of a draft -> the rule that it surely is: of its clause, by its sums or by whom it is for.

    Sure is only what fits one draft and one rule; a number or a letter tells nothing.
    """
    rules = list(standing)
    of_clause = [
        [
            one
            for one in rules
            if rests_on(
                one,
                str(draft.content["source"].get("title", "")),
                plain_clause(str(draft.content["source"]["clause"])),
                str(draft.content["source"]["words_digest"]),
            )
        ]
        for draft in drafts
    ]
    found: dict[int, Measure] = {}
    for fits in (_same_sums, _same_kinds):
        for index, draft in enumerate(drafts):
            taken = {one.name for one in found.values()}
            fitting = [
                one for one in of_clause[index] if one.name not in taken and fits(draft, one)
            ]
            if index in found or len(fitting) != 1:
                continue
            rivals = [
                at
                for at, other in enumerate(drafts)
                if at not in found and fitting[0] in of_clause[at] and fits(other, fitting[0])
            ]
            if rivals == [index]:
                found[index] = fitting[0]
    return found


def _same_sums(draft: Draft, measure: Measure) -> bool:
    ours = {
        value["value"]
        for one in draft.content.get("parameters", {}).values()
        if one["unit"] == "元"
        for value in one["values"].values()
    }
    theirs = {
        series[-1].value
        for one in measure.figures.values()
        if isinstance(one, Parameter) and one.unit == "元"
        for series in one.series.values()
    }
    return bool(ours) and ours == theirs


def _same_kinds(draft: Draft, measure: Measure) -> bool:
    kinds = draft.content.get("applies_to", ())
    return bool(kinds) and set(kinds) == set(measure.applies_to)


def name_drafts(
    drafts: Sequence[Draft], matched: Mapping[int, Measure], standing: Iterable[str]
) -> list[Draft]:
    """The drafts under names that hit no other rule: that of the rule which a draft is, else a free one."""
    taken = set(standing)
    found = []
    for index, draft in enumerate(drafts):
        name, match = draft.name, matched.get(index)
        if match is not None and _folder(match.name) == _folder(name):
            name = match.name
        elif name in taken:
            name = _free(name, taken | {one.name for one in drafts})
        taken.add(name)
        found.append(replace(draft, name=name, content={**draft.content, "measure": name}))
    return found


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _free(name: str, taken: set[str]) -> str:
    base = name.rstrip("abcdefghijklmnopqrstuvwxyz") if not name[-1].isdigit() else name
    turn = 0
    while f"{base}{letter(turn)}" in taken:
        turn += 1
    return f"{base}{letter(turn)}"


def take_name(content: Mapping[str, Any], measure: Measure) -> dict[str, Any]:
    """A draft's content under the name, and in the region, of the rule that it replaces."""
    region = str(measure.region) if measure.region else ""
    more = {"region": region} if region and not measure.name.startswith(f"{region}/") else {}
    return {**content, "measure": measure.name, **more}
