"""Hold policies against higher rules: files that somebody has, or one of the library; with whatever else is known."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhishu.base.errors import ZhishuError
from zhishu.base.plain_file import open_plain
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.importers.door import Door
from zhishu.importers.kept_door import kept_door
from zhishu.importers.policy_rows import PolicyRows
from zhishu.policy.lint.finding import Linted
from zhishu.policy.lint.library import Library, Policy
from zhishu.policy.lint.linting import lint
from zhishu.policy.lint.places import RegionNames
from zhishu.policy.lint.policy_rules import (
    KnownDocument,
    PolicyRule,
    known_documents,
    policy_rules,
)
from zhishu.policy.lint.rows import policies_of
from zhishu.policy.queries import find_lint_rows
from zhishu.rules.rulebook import Rulebook, load_rulebook

_Rules = tuple[tuple[PolicyRule, ...], tuple[KnownDocument, ...], RegionNames]


@dataclass(frozen=True)
class LintedFile:
    """A file with what was found in its documents, or why it could not be read."""

    file: str
    documents: tuple[Linted, ...] = ()
    error: ZhishuError | None = None

    def as_dict(self) -> dict[str, Any]:
        """As `zhishu policy lint --json` prints it."""
        error = self.error and {
            "code": self.error.code,
            "message": self.error.what,
            "next_step": self.error.next_step,
        }
        return {
            "file": self.file,
            "error": error,
            "documents": [one.as_dict() for one in self.documents],
        }


def lint_policy_files(
    paths: Sequence[Path], *, as_of: date, home: Path | None = None
) -> list[LintedFile]:
    """Lint the documents of files, each against the others and, with a home, against its library.

    Nothing is kept. A document of the library that one of the files brings anew gives way to it.
    """
    rulebook = open_rulebook(home) if home is not None else load_rulebook()
    read: list[tuple[Path, list[Policy] | ZhishuError]] = []
    rules, known, regions = _rules(rulebook)
    with kept_door() as door:
        for path in paths:
            try:
                read.append((path, _policies(_rows(path, door), regions)))
            except ZhishuError as error:
                read.append((path, error))
    brought = [one for _, found in read if isinstance(found, list) for one in found]
    ids = {one.document_id for one in brought}
    held = _library(home, regions) if home is not None else []
    others = [one for one in held if one.document_id not in ids]
    library = Library([*brought, *others], known)
    return [
        LintedFile(str(path), error=found)
        if isinstance(found, ZhishuError)
        else LintedFile(str(path), tuple(lint(one, library, rules, as_of) for one in found))
        for path, found in read
    ]


def lint_policy(home: Path, document_id: str, *, as_of: date) -> Linted | None:
    """Lint a policy of the library against the others; None when it is not there.

    What officers confirmed of it stands in place of what the program read.
    """
    rulebook = open_rulebook(home)
    rules, known, regions = _rules(rulebook)
    policies = _library(home, regions, document_id)
    policy = next((one for one in policies if one.document_id == document_id), None)
    if policy is None:
        return None
    return lint(policy, Library(policies, known), rules, as_of)


@lru_cache(maxsize=2)
def _rules(rulebook: Rulebook) -> _Rules:
    """What a rulebook tells the lint, read once a process as the rulebook is."""
    regions = RegionNames(rulebook.regions())
    return policy_rules(rulebook), known_documents(rulebook), regions


def _rows(path: Path, door: Door) -> PolicyRows:
    with open_plain(path) as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return door.page_rows(path, path.name, digest.hexdigest())


def _policies(rows: PolicyRows, regions: RegionNames) -> list[Policy]:
    return policies_of(
        rows.documents,
        clauses=rows.clauses,
        citations=rows.citations,
        targets=rows.targets,
        measures=rows.measures,
        region=regions.of,
    )


def _library(home: Path, regions: RegionNames, document_id: str = "") -> list[Policy]:
    """The policies of a home; clauses and targets only of the one asked for."""
    return policies_of(**find_lint_rows(open_warehouse(home), document_id), region=regions.of)
