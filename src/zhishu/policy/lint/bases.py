"""What a policy rests on and cites: bases that no longer hold, titles and numbers that do not go together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhishu.policy.document import RELATIONS, Citation
from zhishu.policy.lint.finding import Higher, Unknown, When
from zhishu.policy.lint.library import Library, Policy, plan_end, plan_years, title_key
from zhishu.policy.lint.standing import Standing
from zhishu.policy.validity import VALIDITY

_RESTS = ("basis", "implements")
_ISSUED: When = "issued"
_LATER: When = "later"


@dataclass(frozen=True)
class Cited:
    """A citation that is wrong or rests on what no longer holds; steps: how much milder than the rule."""

    citation: Citation
    when: When
    steps: int
    higher: Higher
    here: str
    there: str
    says: str


def find_bases(policy: Policy, library: Library, standing: Standing) -> Iterator[Cited | Unknown]:
    """Bases that did not hold when the policy was made, or do not hold today; and those not known."""
    met: set[str] = set()
    for citation in policy.document.citations:
        key = citation.document_number or title_key(citation.title)
        if key in met or citation.relation not in (*_RESTS, "mentions"):
            continue
        found = _ended(policy, citation, library, standing)
        if isinstance(found, Unknown):
            if citation.relation == "basis":
                met.add(key)
                yield found
        elif found is not None:
            met.add(key)
            yield found


def _ended(
    policy: Policy, citation: Citation, library: Library, standing: Standing
) -> Cited | Unknown | None:
    """How the document that a citation means has ended, if it has."""
    rests = citation.relation in _RESTS
    meant = library.meant(citation.title, citation.document_number)
    if meant is policy:
        return None
    higher = Higher(
        meant.shown_title if meant else citation.title,
        citation.document_number or (meant.document.document_number if meant else None),
        "",
        meant.document_id if meant else None,
    )
    known = library.known_as(citation.title, citation.document_number)
    if known:
        ends = [one.effective_to for one in known]
        last = max((end for end in ends if end), default=None) if None not in ends else None
        newest = max(known, key=lambda one: one.effective_to or date.max)
        if last is None or (not rests and not newest.replaced_by):
            return None
        why = f"{last}以后由{newest.replaced_by}取代" if newest.replaced_by else newest.source
        return _cited(citation, higher, last, why, standing, 1 if not newest.replaced_by else 0)
    if not rests:
        return None
    if meant is not None:
        then = library.validity(meant, standing.made_on) if standing.made_on else None
        now = library.validity(meant, standing.as_of)
        for judged, when in ((then, _ISSUED), (now, _LATER)):
            if judged is None or judged.validity not in ("lapsed", "repealed"):
                continue
            if when == _LATER and standing.is_over:
                return None
            ended = VALIDITY[judged.validity]
            return Cited(
                citation, when, int(when == _LATER), higher, "", ended,
                _says(citation, f"已{ended}：{judged.reason}"),
            )  # fmt: skip
        if now.validity != "unknown":
            return None
    if end := plan_end(citation.title):
        return _cited(citation, higher, end, f"标题写明的期间到{end}", standing, 1)
    where = "库中有原文，没有写施行日期和有效期" if meant else "库中没有原文"
    return Unknown("basis", citation.clause, f"依据《{citation.title}》是否有效未知：{where}")


def _cited(
    citation: Citation, higher: Higher, end: date, why: str, standing: Standing, steps: int
) -> Cited | None:
    """A basis that ended on a day."""
    if standing.made_on is None:
        when: When = "undated"
    elif end < standing.made_on:
        when = "issued"
    else:
        when = "later"
    if standing.as_of <= end or (when != "issued" and standing.is_over):
        return None
    return Cited(
        citation, when, steps + (when != "issued"), higher, "", f"到{end}止",
        _says(citation, why),
    )  # fmt: skip


def _says(citation: Citation, why: str) -> str:
    return f"{RELATIONS[citation.relation]}《{citation.title}》，{why}"


def find_wrong_citations(policy: Policy, library: Library) -> Iterator[Cited]:
    """Titles and numbers that the library knows differently."""
    met: set[tuple[str, str | None]] = set()
    for citation in policy.document.citations:
        number = citation.document_number
        if (citation.title, number) in met:
            continue
        met.add((citation.title, number))
        key = title_key(citation.title)
        if not number:
            other = (
                None if library.by_title(citation.title) else library.of_other_years(citation.title)
            )
            if other is not None and other is not policy:
                title = other.shown_title
                says = f"引用《{citation.title}》，库中的是《{title}》，年份不同，可能是同一文件"
                higher = Higher(title, other.document.document_number, "", other.document_id)
                here, there = (f"{a}—{b}年" for a, b in map(_years, (citation.title, title)))
                yield Cited(citation, "issued", 0, higher, here, there, says)
            continue
        of_number = [one for one in library.by_number(number) if one is not policy]
        if of_number:
            other = of_number[0]
            if not any(_alike(key, title) for one in of_number for title in one.title_keys):
                yield _wrong(
                    citation, other, number,
                    f"引用{number}《{citation.title}》，库中{number}是《{other.shown_title}》",
                )  # fmt: skip
            continue
        of_title = [one for one in library.by_title(citation.title) if one.document.document_number]
        if of_title and policy not in of_title:
            other = of_title[0]
            theirs = other.document.document_number
            yield _wrong(
                citation, other, number,
                f"引用《{citation.title}》的文号是{number}，库中这一文件的文号是{theirs}",
            )  # fmt: skip


def _years(title: str) -> tuple[str, str]:
    return plan_years(title) or ("", "")


def _alike(one: str, other: str) -> bool:
    return one in other or other in one


def _wrong(citation: Citation, other: Policy, number: str, says: str) -> Cited:
    theirs = other.document.document_number
    higher = Higher(other.shown_title, theirs, "", other.document_id)
    there = theirs if theirs != number else f"《{other.shown_title}》"
    return Cited(citation, "issued", 0, higher, number, there or "", says)
