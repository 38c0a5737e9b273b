"""What the lint is handed: the policy itself, and the others of the library that it may be held against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from zhishu.base.text import inner_title
from zhishu.policy.bare_title import bare_title
from zhishu.policy.document import PolicyDocument
from zhishu.policy.lint.policy_rules import KnownDocument
from zhishu.policy.validity import Judged, validity_at

_ISSUED = re.compile(r"^[^《》]{0,40}?(?:印发|公布|发布|转发)(?=.{6})")
_OF_NOTICE = re.compile(r"的(?:通知|公告|决定)$")
_STAGE = re.compile(r"\((?:试行|暂行|修订|修订稿|征求意见稿|草案)\)$")
# The one year of a yearly paper: 2012年工作要点, 关于开展2019年…工作的通知.
_YEAR = re.compile(r"(20\d\d)年(?:度)?(?![^,。]{0,4}远景)")
# The years of a plan: (2023—2025年), (2021-2035年).
_YEARS = re.compile(r"\(?(20\d\d)年?[-—–─~至](20\d\d)年?\)?")


@dataclass(frozen=True)
class Policy:
    """A document with its identifier; region: the code of whose policy it is, None where that is not told."""

    document_id: str
    document: PolicyDocument
    region: str | None = None

    @property
    def made_on(self) -> date | None:
        """The day by which it is judged: of its making, else of its beginning, else of its publication."""
        one = self.document
        return one.issued_on or one.effective_from or one.published_on

    @cached_property
    def title_keys(self) -> frozenset[str]:
        """Its titles for comparing."""
        return frozenset(map(title_key, (self.document.title, *self.document.other_titles)))

    @property
    def shown_title(self) -> str:
        """What it is called where it is named beside others: that of what a notice issues."""
        told = self.document.other_titles
        title = told[0] if told else self.document.title
        return inner_title(title) or title


def title_key(title: str) -> str:
    """A title for comparing: without the notice around it, quotes, blanks, dashes, (试行)."""
    key = bare_title(title)
    if match := _ISSUED.match(key):
        key = _OF_NOTICE.sub("", key[match.end() :])
    key = re.sub("[“”\"'「」]", "", key)
    return _STAGE.sub("", key)


def plan_years(title: str) -> tuple[str, str] | None:
    """The first and last year that a title tells: (2023—2035年)."""
    found = _YEARS.search(re.sub(r"\s", "", title))
    return (found[1], found[2]) if found and found[1] < found[2] else None


def without_years(title: str) -> str:
    """A title for comparing, without the years of its plan."""
    return title_key(_YEARS.sub("", re.sub(r"\s", "", title)))


def plan_end(title: str) -> date | None:
    """The last day of the years that a title tells; None where it tells none."""
    if span := plan_years(title):
        return date(int(span[1]), 12, 31)
    years = [int(year) for year in _YEAR.findall(re.sub(r"\s", "", title))]
    return date(max(years), 12, 31) if years else None


class Library:
    """The policies that are known, and the documents of whose validity the rulebook knows."""

    def __init__(
        self, policies: Iterable[Policy] = (), known: Iterable[KnownDocument] = ()
    ) -> None:
        self.policies = tuple(policies)
        self.known = tuple(known)
        self._by_number: dict[str, list[Policy]] = {}
        self._by_title: dict[str, list[Policy]] = {}
        self._by_plan: dict[str, list[Policy]] = {}
        for one in self.policies:
            if one.document.document_number:
                self._by_number.setdefault(one.document.document_number, []).append(one)
            for key in one.title_keys:
                self._by_title.setdefault(key, []).append(one)
            if plan_years(one.shown_title):
                self._by_plan.setdefault(without_years(one.shown_title), []).append(one)
        self._repealed = self._find_repealed()

    def _find_repealed(self) -> Mapping[str, tuple[str, date | None]]:
        found: dict[str, tuple[str, date | None]] = {}
        for one in self.policies:
            for citation in one.document.citations:
                if citation.relation == "repeals":
                    day = one.document.effective_from or one.made_on
                    for key in (citation.document_number, title_key(citation.title)):
                        if key:
                            found[key] = (one.document.title, day)
        return found

    def by_number(self, number: str | None) -> list[Policy]:
        """The policies of a number."""
        return self._by_number.get(number or "", [])

    def by_title(self, title: str) -> list[Policy]:
        """The policies under a title, however it is spelt."""
        return self._by_title.get(title_key(title), [])

    def of_other_years(self, title: str) -> Policy | None:
        """The plan under the same title whose years are others that overlap: probably the one that is meant."""
        span = plan_years(title)
        if span is None:
            return None
        for one in self._by_plan.get(without_years(title), ()):
            theirs = plan_years(one.shown_title)
            if theirs and theirs != span and theirs[0] <= span[1] and span[0] <= theirs[1]:
                return one
        return None

    def meant(self, title: str, number: str | None) -> Policy | None:
        """The policy that a citation means: of its number, else of its title unless that bears another number; the newest."""
        found = self.by_number(number) or [
            one for one in self.by_title(title) if not number or not one.document.document_number
        ]
        return max(found, key=lambda one: one.made_on or date.min, default=None)

    def validity(self, policy: Policy, day: date) -> Judged:
        """Whether a policy is in force on a day, its repeal by another of the library included."""
        keys = (policy.document.document_number, *policy.title_keys)
        by = next((self._repealed[key] for key in keys if key and key in self._repealed), None)
        # A new version under the same title does not repeal itself.
        if by and title_key(by[0]) in policy.title_keys and by[1] == _start(policy):
            by = None
        return validity_at(policy.document, day, repealed_by=by)

    def known_as(self, title: str, number: str | None) -> list[KnownDocument]:
        """What the rulebook knows of a cited document: of its number where one is printed, else of its title."""
        if number:
            bare = _bare_number(number)
            if found := [one for one in self.known if bare in map(_bare_number, one.numbers)]:
                return found
        key = title_key(title)
        return [
            one
            for one in self.known
            if key in map(title_key, one.titles) and not (number and one.numbers)
        ]


def _start(policy: Policy) -> date | None:
    return policy.document.effective_from or policy.made_on


def _bare_number(number: str) -> str:
    return re.sub(r"[\s第]", "", number)
