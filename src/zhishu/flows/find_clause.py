"""The clause that a measure was written from, in the library: by title and path, its words compared by digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from zhishu.flows.look_at_policy import ShownClause, look_at_policy
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.policy.bare_title import bare_title
from zhishu.policy.words_digest import words_digest
from zhishu.rules.measure import Source

State = Literal["equal", "differs", "not_compared", "no_clause", "not_imported"]


@dataclass(frozen=True)
class FoundClause:
    """Where a clause stands in the library, and whether its words are those that the measure was written from.

    not_compared: the measure has no digest. no_clause: the document is there, a clause of that path or of
    those words is not. document_id and title are empty where the document was not imported.
    """

    state: State
    document_id: str = ""
    title: str = ""
    clause: ShownClause | None = None


def find_clause(home: Path, source: Source, *, as_of: date) -> FoundClause:
    """The clause of a source; of several copies of its document the one with the same words comes first."""
    candidates = _documents(home, source)
    if not candidates:
        return FoundClause("not_imported")
    found = [_in_document(home, source, document, as_of) for document in candidates]
    return min(found, key=lambda one: _ORDER.index(one.state))


_ORDER: tuple[State, ...] = ("equal", "not_compared", "differs", "no_clause", "not_imported")


def _documents(home: Path, source: Source) -> list[str]:
    """Documents of that title, the newest issue first."""
    wanted = bare_title(source.title)
    rows = (
        open_warehouse(home)
        .query(
            "SELECT document_id, title, other_titles FROM policy_documents"
            " ORDER BY issued_on DESC NULLS LAST, document_id"
        )
        .dicts()
    )
    return [row["document_id"] for row in rows if wanted in _titles(row)]


def _titles(row: dict[str, Any]) -> set[str]:
    return {bare_title(title) for title in (row["title"], *(row["other_titles"] or ())) if title}


def _in_document(home: Path, source: Source, document_id: str, as_of: date) -> FoundClause:
    """By the words first: where articles are lost, a clause may hang under another path."""
    shown = look_at_policy(home, document_id, as_of=as_of)
    if shown is None:
        return FoundClause("not_imported")
    digests = {words_digest(row["heading"], row["text"]): row["path"] for row in shown.view.clauses}
    wanted = source.clause.replace("（", "(").replace("）", ")")
    path = digests.get(source.words_digest, wanted)
    clause = next((one for one in shown.clauses if one.path == path), None)
    state: State
    if clause is None:
        state = "no_clause"
    elif not source.words_digest:
        state = "not_compared"
    else:
        state = "equal" if source.words_digest in digests else "differs"
    return FoundClause(state, document_id, shown.view.document.title, clause)
