"""The rules that a policy is held against, as data: `policy_rules/*.yaml` of the rulebook, one rule a file.

A rule names what it finds (one of DETECTORS), from when to when it holds, how grave a breach is, where it
stands and what to do. Dates, figures and clauses stand there and not in the program.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhishu.policy.lint.finding import SEVERITIES, Severity
from zhishu.rules.loading import Located, load_file
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.schema import Fields, iso_date

# What can be found, and in words what that is.
DETECTORS: dict[str, str] = {
    "filing_subsidy": "对专利申请的资助、奖励",
    "grant_aid": "对专利授权的资助、奖励",
    "grant_aid_of_other_kinds": "对实用新型、外观设计授权的资助、奖励",
    "fee_share": "资助超过官方费用的一定比例",
    "barred_cost": "对年费、代理费、服务费的资助",
    "filing_target": "专利申请量的目标",
    "count_target": "登记、授权、转让许可的数量目标",
    "count_award": "以专利数量为条件的奖励、资助",
    "count_recognition": "以专利数量为条件的认定",
    "basis": "依据失效、废止或者被取代",
    "superior_cap": "标准高于所引用的上位文件",
    "double_payment": "两处给钱给同一件事，没有不重复的规定",
    "citation": "引用的标题和文号对不上",
    "validity": "没有写施行日期或者有效期",
}


@dataclass(frozen=True)
class Place:
    """Where a rule stands. clause: its path as printed, empty where it was not checked."""

    title: str
    document_number: str | None
    issued_on: date | None
    clause: str
    verified: bool


@dataclass(frozen=True)
class PolicyRule:
    """One rule. since and until: the first and last day on which it holds, None: open.

    limit: the figure of the rule as a share (0.5) where it has one. words: the rule in our own words; asks: in few,
    to stand beside the figure of the policy.
    own: a check of the platform, that no higher document asks for.
    """

    name: str
    title: str
    finds: str
    severity: Severity
    words: str
    asks: str
    next_step: str
    sources: tuple[Place, ...]
    since: date | None = None
    until: date | None = None
    limit: Decimal | None = None
    own: bool = False

    def holds(self, day: date) -> bool:
        """Whether the rule is in force on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True)
class KnownDocument:
    """A document of whom the rulebook knows from when to when it holds, and what stands in its place.

    titles: all under which it is cited; numbers: with their year, as printed.
    """

    titles: tuple[str, ...]
    numbers: tuple[str, ...]
    effective_from: date | None
    effective_to: date | None
    replaced_by: str
    source: str
    verified: bool


def policy_rules(rulebook: Rulebook) -> tuple[PolicyRule, ...]:
    """All rules of a rulebook in the order of their files; an office's file stands in place of the shipped one."""
    return tuple(
        read_policy_rule(load_file(path, name=name), where=name)
        for name, path in rulebook.files("national/policy_rules/*.yaml")
    )


def known_documents(rulebook: Rulebook) -> tuple[KnownDocument, ...]:
    """The documents whose validity the rulebook tells."""
    found: list[KnownDocument] = []
    for name, path in rulebook.files("*/known_documents.yaml"):
        found.extend(read_known_documents(load_file(path, name=name), where=name))
    return tuple(found)


def read_policy_rule(content: Located, *, where: str) -> PolicyRule:
    """A rule from its YAML as loaded; RulebookError by line.

    Shape: policy_rule, title, finds, severity, words, [asks], next_step, [since, until, limit], and either own: true
    or sources: [{title, [document_number, issued_on, clause], verified}].
    """
    fields = Fields(content, where)
    severity = fields.choice("severity", SEVERITIES)
    own = fields.truth("own")
    limit = fields.number("limit") if "limit" in content else None
    if limit is not None and not 0 <= limit <= 1:
        raise fields.error("limit", "“limit”是比例，应在0到1之间", "50%写0.5")
    since, until = _day(fields, "since"), _day(fields, "until")
    if since and until and until < since:
        raise fields.error("until", "止日早于起日", "检查since和until")
    rule = PolicyRule(
        name=fields.text("policy_rule"),
        title=fields.text("title"),
        finds=fields.choice("finds", DETECTORS),
        severity=next(one for one in SEVERITIES if one == severity),
        words=fields.text("words"),
        asks=fields.text("asks", required=not own),
        next_step=fields.text("next_step"),
        sources=_sources(fields, own=own),
        since=since,
        until=until,
        limit=limit,
        own=own,
    )
    fields.done()
    if rule.finds == "fee_share" and limit is None:
        raise fields.error("finds", "缺少“limit”", "补上比例，50%写0.5")
    return rule


def _sources(fields: Fields, *, own: bool) -> tuple[Place, ...]:
    told = fields.take("sources", required=not own) or []
    if not isinstance(told, list) or not (told or own):
        raise fields.error("sources", "“sources”须是出处的列表", "至少写一个出处，或写own: true")
    found = []
    for one in told:
        entry = Fields(one, fields.where, fields.line("sources"))
        found.append(
            Place(
                entry.text("title"),
                entry.text("document_number", required=False) or None,
                _day(entry, "issued_on"),
                entry.text("clause", required=False),
                entry.truth("verified"),
            )
        )
        entry.done()
    return tuple(found)


def read_known_documents(content: Located, *, where: str) -> list[KnownDocument]:
    """Documents from their YAML as loaded; RulebookError by line.

    Shape: known_documents (title), documents: [{titles, [numbers, effective_from, effective_to, replaced_by],
    source, verified}].
    """
    fields = Fields(content, where)
    fields.text("known_documents")
    told = fields.take("documents")
    fields.done()
    if not isinstance(told, list):
        raise fields.error("documents", "“documents”须是列表")
    found = []
    for one in told:
        entry = Fields(one, where, fields.line("documents"))
        found.append(
            KnownDocument(
                entry.texts("titles", required=True),
                entry.texts("numbers"),
                _day(entry, "effective_from"),
                _day(entry, "effective_to"),
                entry.text("replaced_by", required=False),
                entry.text("source"),
                entry.truth("verified"),
            )
        )
        entry.done()
    return found


def _day(fields: Fields, key: str) -> date | None:
    text = fields.text(key, required=False)
    return iso_date(text, fields.where, fields.line(key)) if text else None
