"""Which party a holder is: linked, uncertain (an officer decides) or none, with the candidates and reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhishu.parties.linking.likeness import EQUAL, SAME_NAME, Likeness
from zhishu.parties.linking.words import LinkingWords

STATES = {
    "linked": "已关联",
    "uncertain": "待核定",
    "none": "没有对应主体",
    "confirmed": "人工确认",
    "rejected": "人工确认没有对应",
}
# So many candidates lie before an officer.
MOST_CANDIDATES = 5


_EQUAL = Likeness(EQUAL, (SAME_NAME,))


@dataclass(frozen=True)
class Candidate:
    """A party that may be the holder."""

    party_id: str
    likeness: Likeness


@dataclass(frozen=True)
class Decision:
    """What becomes of a holder's name: state, party, points, reasons, candidates best first."""

    state: str
    party_id: str | None
    score: int
    reasons: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def decide_equal(party_id: str) -> Decision:
    """The decision on a name that one party bears to the letter, and no other bears or bore."""
    return Decision(
        "linked", party_id, _EQUAL.score, _EQUAL.reasons, (Candidate(party_id, _EQUAL),)
    )


def decide(candidates: Iterable[Candidate], words: LinkingWords) -> Decision:
    """Linked where one party is far enough ahead; uncertain where one is likely, or two are; else none."""
    best: dict[str, Candidate] = {}
    for one in candidates:
        known = best.get(one.party_id)
        if known is None or known.likeness.score < one.likeness.score:
            best[one.party_id] = one
    order = sorted(best.values(), key=lambda one: (-one.likeness.score, one.party_id))
    likely = tuple(one for one in order if one.likeness.score >= words.uncertain)
    likely = likely[:MOST_CANDIDATES]
    if not likely:
        reasons = order[0].likeness.reasons if order else ("登记里没有相像的名称",)
        return Decision("none", None, order[0].likeness.score if order else 0, reasons, ())
    first = likely[0]
    score, reasons = first.likeness.score, first.likeness.reasons
    if len(likely) > 1 and score - likely[1].likeness.score < words.margin:
        return Decision("uncertain", None, score, ("不止一家同样相像", *reasons), likely)
    if score >= words.linked:
        return Decision("linked", first.party_id, score, reasons, likely)
    return Decision("uncertain", None, score, reasons, likely)
