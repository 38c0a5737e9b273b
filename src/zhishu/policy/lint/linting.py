"""A policy held against the rules: every detector in turn, each hit as a finding with both clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from zhishu.policy.document import PolicyDocument, Span
from zhishu.policy.lint.bases import Cited, find_bases, find_wrong_citations
from zhishu.policy.lint.comparing import Compared, find_double_payments, find_higher_caps
from zhishu.policy.lint.counts import find_conditions, find_target, find_wishes
from zhishu.policy.lint.duration import find_missing
from zhishu.policy.lint.finding import SEVERITIES, WHEN, Finding, Higher, Linted, Unknown, When
from zhishu.policy.lint.library import Library, Policy
from zhishu.policy.lint.policy_rules import PolicyRule
from zhishu.policy.lint.standing import Standing, milder
from zhishu.policy.lint.subsidies import Hit, find_subsidies
from zhishu.policy.lint.wording import Sentence, plain, sentences

_LONGEST = 80


def lint(policy: Policy, library: Library, rules: Sequence[PolicyRule], as_of: date) -> Linted:
    """What is found in a policy on a day, the gravest first, in the order of its clauses.

    library: what else is known; the policy itself may be in it. Rules that a rulebook does not hold find nothing.
    """
    standing = Standing.of(policy, as_of, library.validity(policy, as_of))
    by_finds: dict[str, list[PolicyRule]] = {}
    for rule in rules:
        by_finds.setdefault(rule.finds, []).append(rule)
    found: list[Finding] = []
    unknown: list[Unknown] = list(_unknown_of(policy, standing))
    for hit in _hits(policy.document):
        for rule in by_finds.get(hit.finds, ()):
            if made := _of_hit(hit, rule, standing, library):
                found.append(made)
    for rule in by_finds.get("basis", ()):
        for cited in find_bases(policy, library, standing):
            if isinstance(cited, Unknown):
                unknown.append(cited)
            else:
                found.append(_of_citation(cited, rule))
    for rule in by_finds.get("citation", ()):
        found.extend(_of_citation(one, rule) for one in find_wrong_citations(policy, library))
    if not standing.is_over:
        for rule in by_finds.get("superior_cap", ()):
            found.extend(_of_pair(one, rule) for one in find_higher_caps(policy, library))
        for rule in by_finds.get("double_payment", ()):
            pairs = find_double_payments(policy, library, as_of)
            found.extend(_of_pair(one, rule) for one in pairs)
        for rule in by_finds.get("validity", ()):
            if missing := find_missing(policy.document):
                found.append(_of_missing(missing, rule))
    order = {clause.path: index for index, clause in enumerate(policy.document.clauses)}
    grave = list(SEVERITIES)
    unique = {(one.rule, one.clause, one.words, one.here): one for one in found}
    ranked = sorted(
        unique.values(),
        key=lambda one: (grave.index(one.severity), order.get(one.clause, 0)),
    )
    return Linted(policy.document_id, policy.shown_title, tuple(ranked), tuple(unknown))


def _unknown_of(policy: Policy, standing: Standing) -> Iterator[Unknown]:
    document = policy.document
    if standing.made_on is None:
        yield Unknown("day", "", "没有成文、施行、发布日期，按今天的规定看")
    if standing.is_plan_over:
        yield Unknown("validity", "", f"标题写明的期间到{standing.ends}，之后的规定没有对照")
    elif standing.judged.validity == "unknown":
        yield Unknown("validity", "", "现在是否有效未知，按仍在执行看")
    if document.completeness == "cover_only":
        yield Unknown("text", "", "来源只有通知，没有正文，没有可看的条款")
    elif document.completeness in ("damaged", "abridged"):
        yield Unknown("text", "", "原文有缺损或删减，缺失的部分没有看")
    for one in document.measures:
        if one.amount is None and one.cap is None and one.rate is None:
            yield Unknown("measure", one.clause, "措施的金额未写明或缺失，没有比较标准")


def _hits(document: PolicyDocument) -> Iterator[Hit]:
    """What the text and its targets hold."""
    spoken = sentences(document.clauses)
    beside = _beside(spoken)
    for sentence in spoken:
        yield from find_subsidies(sentence)
        yield from find_wishes(sentence)
        yield from find_conditions(sentence, beside.get(id(sentence), ()))
    words = {clause.path: plain(clause.text) for clause in document.clauses}
    for target in document.targets:
        yield from find_target(target, _around(words.get(target.clause, ""), plain(target.text)))


def _around(words: str, text: str) -> str:
    """The sentence of a clause that a passage stands in."""
    at = words.find(text[:12])
    if at < 0:
        return text
    end = words.find("。", at)
    return words[words.rfind("。", 0, at) + 1 : end if end >= 0 else len(words)]


def _beside(spoken: Sequence[Sentence]) -> dict[int, list[str]]:
    """The other items of a list that a lead opens: conditions that are asked for together."""
    lists: dict[str, list[Sentence]] = {}
    for one in spoken:
        if re.search(r"条件|要求|标准|具备|符合", one.lead):
            lists.setdefault(one.lead, []).append(one)
    return {
        id(one): [other.words for other in group if other is not one]
        for group in lists.values()
        for one in group
    }


def _of_hit(hit: Hit, rule: PolicyRule, standing: Standing, library: Library) -> Finding | None:
    if hit.share is not None and rule.limit is not None and hit.share <= rule.limit:
        return None
    reached = standing.reaches(rule, ends=hit.ends)
    if reached is None:
        return None
    when, steps = reached
    severity = milder(rule.severity, steps + (0 if hit.strong else 1))
    return Finding(
        rule.name, rule.title, severity, when, hit.sentence.clause, _short(hit.words),
        hit.sentence.span, hit.here, rule.asks, _higher(rule, library), _says(rule, when, hit),
        rule.next_step,
    )  # fmt: skip


def _says(rule: PolicyRule, when: When, hit: Hit) -> str:
    doubt = "" if hit.strong else "；是不是属于这一情形由人判断"
    since = f"（{rule.since}起）" if rule.since else ""
    return f"{rule.words}{since}。{WHEN[when]}{doubt}"


def _higher(rule: PolicyRule, library: Library) -> tuple[Higher, ...]:
    made = []
    for place in rule.sources:
        held = library.meant(place.title, place.document_number)
        made.append(
            Higher(
                place.title,
                place.document_number,
                place.clause,
                held.document_id if held else None,
                place.issued_on,
                rule.since,
                place.verified,
            )
        )
    return tuple(made)


def _of_citation(cited: Cited, rule: PolicyRule) -> Finding:
    citation = cited.citation
    tail = f"。{WHEN['later'].replace('这一规定', '这一变化')}" if cited.when == "later" else ""
    return Finding(
        rule.name, rule.title, milder(rule.severity, cited.steps), cited.when, citation.clause,
        _short(f"《{citation.title}》"), _span(citation.span), cited.here, cited.there,
        (cited.higher,), cited.says + tail, rule.next_step,
    )  # fmt: skip


def _of_pair(pair: Compared, rule: PolicyRule) -> Finding:
    document = pair.owner.document
    higher = Higher(
        pair.owner.shown_title, document.document_number, pair.other.clause,
        pair.owner.document_id, pair.owner.made_on,
    )  # fmt: skip
    return Finding(
        rule.name, rule.title, rule.severity, "issued", pair.measure.clause,
        _short(pair.measure.text), _span(pair.measure.span), pair.here, pair.there,
        (higher,), f"{rule.words}。本文{pair.here}，《{higher.title}》{pair.there}", rule.next_step,
    )  # fmt: skip


def _of_missing(says: str, rule: PolicyRule) -> Finding:
    return Finding(
        rule.name, rule.title, rule.severity, "issued", "", "", None, "", "", (), says,
        rule.next_step,
    )  # fmt: skip


def _span(span: Span) -> Span | None:
    return span if span != (0, 0) else None


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
