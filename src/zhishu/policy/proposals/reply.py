"""An answer about some clauses of a document, checked: what is passed on of it, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhishu.policy.contract import item_as_json
from zhishu.policy.proposals.answer import AnswerError, read_answer
from zhishu.policy.proposals.checking import check_drafts
from zhishu.policy.proposals.proposal import Proposal, Refusal, source_of


def check_answer(
    document: Mapping[str, Any], asked: Sequence[int], answer: bytes
) -> dict[str, Any]:
    """{"accepted", "refused", "duplicates", "fault"}: fault says why the answer is none.

    document: as `zhishu policy read` prints it; asked: the indexes of the clauses asked about.
    """
    try:
        drafts, malformed = read_answer(answer)
    except AnswerError as error:
        return {"accepted": [], "refused": [], "duplicates": 0, "fault": str(error)}
    checked = check_drafts(source_of(document), asked, drafts)
    return {
        "accepted": [_proposal(one) for one in checked.accepted],
        "refused": [_refusal(one) for one in (*malformed, *checked.refused)],
        "duplicates": checked.duplicates,
        "fault": None,
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "kind": proposal.kind,
        "item": item_as_json(proposal.item),
        "places": [
            {
                "field": one.field,
                "clause": one.clause,
                "part": one.part,
                "start": one.start,
                "end": one.end,
            }
            for one in proposal.evidence
        ],
    }


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {
        "kind": refusal.kind,
        "clause": refusal.clause,
        "reason": refusal.reason,
        "said": refusal.said,
    }
