"""A finding of the lint: which rule, which clause here, which there, the figures of both, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from zhishu.policy.document import Span

Severity = Literal["conflict", "doubt", "notice"]
SEVERITIES: dict[Severity, str] = {"conflict": "冲突", "doubt": "存疑", "notice": "提示"}
# issued: it was so when the policy was made; later: the rule came afterwards, and the policy goes on;
# undated: nobody can say which, for the policy bears no day.
When = Literal["issued", "later", "undated"]
WHEN: dict[When, str] = {
    "issued": "印发时已有这一规定",
    "later": "印发后才有这一规定，现行的应调整",
    "undated": "文件没有日期，按今天的规定看",
}


@dataclass(frozen=True)
class Higher:
    """The clause on the other side: of a higher document, of the cited one, of another policy.

    document_id: in the library, where it is there.
    """

    title: str
    document_number: str | None
    clause: str
    document_id: str | None = None
    issued_on: date | None = None
    since: date | None = None
    verified: bool = True


@dataclass(frozen=True)
class Finding:
    """One finding in a policy. here and there: the figures of both sides, in words, empty where there are none."""

    rule: str
    title: str
    severity: Severity
    when: When
    clause: str
    words: str
    span: Span | None
    here: str
    there: str
    higher: tuple[Higher, ...]
    says: str
    next_step: str

    def as_dict(self) -> dict[str, Any]:
        """As `zhishu policy lint --json` prints it."""
        return {
            "rule": self.rule,
            "title": self.title,
            "severity": self.severity,
            "when": self.when,
            "clause": self.clause,
            "words": self.words,
            "span": list(self.span) if self.span else None,
            "figures": {"here": self.here or None, "there": self.there or None},
            "higher": [
                {
                    "title": one.title,
                    "document_number": one.document_number,
                    "clause": one.clause or None,
                    "document_id": one.document_id,
                    "issued_on": one.issued_on,
                    "since": one.since,
                    "verified": one.verified,
                }
                for one in self.higher
            ],
            "says": self.says,
            "next_step": self.next_step,
        }


@dataclass(frozen=True)
class Unknown:
    """What could not be judged, and why: said, not passed over."""

    about: str
    clause: str
    says: str

    def as_dict(self) -> dict[str, Any]:
        """As `zhishu policy lint --json` prints it."""
        return {"about": self.about, "clause": self.clause or None, "says": self.says}


@dataclass(frozen=True)
class Linted:
    """A policy with what was found in it, the gravest first, and what could not be judged."""

    document_id: str
    title: str
    findings: tuple[Finding, ...]
    unknown: tuple[Unknown, ...]

    def as_dict(self) -> dict[str, Any]:
        """As `zhishu policy lint --json` prints it."""
        return {
            "document_id": self.document_id,
            "title": self.title,
            "findings": [one.as_dict() for one in self.findings],
            "unknown": [one.as_dict() for one in self.unknown],
        }
