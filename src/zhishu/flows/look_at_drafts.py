"""The measures read from a policy as drafts of rules, and where each stands: in the library, in the rulebook."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhishu.base.errors import NotFoundError
from zhishu.flows.find_touched_rules import find_touched_by_document
from zhishu.flows.look_at_review import look_at_review
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.funding.drafting import Draft, Drafts, Origin, draft_measures, measure_of_row
from zhishu.funding.renewing import renew_rule
from zhishu.funding.standing import match_standing, name_drafts
from zhishu.funding.touching import Touched, figure_differences
from zhishu.policy.bare_title import bare_title
from zhishu.policy.queries import find_readings
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.writing import write_yaml

# The key of a document's groups among its drafts.
GROUPS = "groups"
NATIONAL = "national"


@dataclass(frozen=True)
class KeyedDraft:
    """A draft under the key that it keeps when the policy is read again and says the same."""

    key: str
    draft: Draft
    # The name of the rule in force that it surely is; empty: none.
    standing: str = ""


@dataclass(frozen=True)
class DocumentDrafts:
    """A policy with the drafts of its measures. groups: the YAML of those they share; empty: none.

    is_confirmed: the measures are those that officers confirmed. touched: rules that rest on it already.
    """

    document_id: str
    title: str
    document_number: str | None
    origin: Origin
    is_confirmed: bool
    drafts: tuple[KeyedDraft, ...]
    groups: str
    touched: tuple[Touched, ...]

    def find(self, key: str) -> Draft | None:
        """The draft of a key."""
        return next((one.draft for one in self.drafts if one.key == key), None)

    def standing_of(self, key: str) -> str:
        """The name of the rule in force that the draft of a key surely is; empty: none."""
        return next((one.standing for one in self.drafts if one.key == key), "")


@dataclass(frozen=True)
class DraftableDocument:
    """A policy of the library that has measures: how many, and its title."""

    document_id: str
    title: str
    document_number: str | None
    issued_on: date | None
    measures: int


def list_draftable(home: Path) -> list[DraftableDocument]:
    """The policies of the library that name sums, the newest first."""
    rows = (
        open_warehouse(home)
        .query(
            "SELECT d.document_id, d.title, d.document_number, d.issued_on, count(*) AS measures"
            " FROM policy_documents d JOIN policy_measures m USING (document_id)"
            " GROUP BY ALL ORDER BY d.issued_on DESC NULLS LAST, d.document_id"
        )
        .dicts()
    )
    return [DraftableDocument(**row) for row in rows]


def look_at_drafts(home: Path, document_id: str, *, region: str, today: date) -> DocumentDrafts:
    """The drafts of a policy; NotFoundError when it is not in the library. region: of a policy that names none."""
    warehouse = open_warehouse(home)
    # What is read is the same until the next snapshot or edition of the rules.
    return _drafts(home, document_id, region, today, warehouse.snapshot(), open_rulebook(home))


@lru_cache(maxsize=8)
def _drafts(
    home: Path, document_id: str, region: str, today: date, snapshot: int, rulebook: Rulebook
) -> DocumentDrafts:
    warehouse = open_warehouse(home)
    laid_out = look_at_review(home, document_id)
    rows = warehouse.query(
        "SELECT d.*, (SELECT bool_or(synthetic) FROM imports i WHERE i.raw_sha256 = d.raw_sha256)"
        " AS synthetic FROM policy_documents d WHERE document_id = $id",
        {"id": document_id},
        snapshot=snapshot,
    ).dicts()
    if not rows or laid_out is None:
        raise NotFoundError(f"没有政策{document_id}", next_step="标识在政策页的网址里")
    [document] = rows
    confirmed = laid_out.published is not None and laid_out.published.is_of_this_text
    read = find_readings(warehouse, document_id, snapshot=snapshot, confirmed=confirmed)
    clauses = warehouse.query(
        "SELECT path, heading, text FROM policy_clauses WHERE document_id = $id ORDER BY position",
        {"id": document_id},
        snapshot=snapshot,
    ).dicts()
    origin = Origin(
        region=document["region_code"] or region or NATIONAL,
        folder=_folder(rulebook, document),
        title=document["title"],
        since=today,
        document_number=document["document_number"],
        issued_on=document["issued_on"],
        effective_from=document["effective_from"],
        effective_to=document["effective_to"],
        synthetic=bool(document["synthetic"]),
    )
    drafts = draft_measures(
        origin,
        {one["path"]: (one["heading"], one["text"]) for one in clauses},
        [measure_of_row(row) for row in read["measures"]],
        rulebook.cues,
        rulebook.facts,
    )
    return DocumentDrafts(
        document_id,
        document["title"],
        document["document_number"],
        origin,
        confirmed,
        _keyed(drafts, read["measures"], rulebook),
        write_yaml(drafts.groups) if drafts.groups else "",
        tuple(find_touched_by_document(home, document_id).rules),
    )


def renew_standing(home: Path, document: DocumentDrafts, key: str) -> str | None:
    """The rule that a draft surely is, carried on to the words of its clause; None where there is none."""
    rulebook = open_rulebook(home)
    draft, standing = document.find(key), rulebook.measures.get(document.standing_of(key))
    if draft is None or standing is None:
        return None
    source, origin = draft.content["source"], document.origin
    return renew_rule(
        rulebook.text_of(standing.file),
        figure_differences(standing, draft.words),
        since=origin.effective_from or origin.issued_on or origin.since,
        clause=source["clause"],
        digest=source["words_digest"],
    )


def _keyed(
    drafts: Drafts, rows: list[dict[str, Any]], rulebook: Rulebook
) -> tuple[KeyedDraft, ...]:
    matched = match_standing(drafts.measures, rulebook.measures.values())
    named = name_drafts(drafts.measures, matched, rulebook.measures)
    found: list[KeyedDraft] = []
    met: dict[str, int] = {}
    for index, (draft, row) in enumerate(zip(named, rows, strict=True)):
        said = "\n".join(str(row.get(name)) for name in ("clause", "text", "amount", "cap", "rate"))
        key = hashlib.sha256(said.encode()).hexdigest()[:12]
        met[key] = met.get(key, 0) + 1
        key = f"{key}-{met[key]}" if met[key] > 1 else key
        standing = matched[index].name if index in matched else ""
        found.append(KeyedDraft(key, draft, standing))
    return tuple(found)


def _folder(rulebook: Rulebook, document: dict[str, Any]) -> str:
    """The folder of rules that rest on the document already, else one of its identifier."""
    titles = {
        bare_title(title)
        for title in (document["title"], *(document["other_titles"] or ()))
        if title
    }
    for measure in rulebook.measures.values():
        if bare_title(measure.source.title) in titles:
            return measure.name.split("/")[-2]
    return f"d{document['document_id'][:8]}"
