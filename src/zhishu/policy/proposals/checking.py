"""Whether a proposal stands in its source: every value at a place, every number with its unit and its role.

Nothing of a model's words or numbers goes further: an accepted item is made of the words of the source
at those places, and of the numbers that the program reads there. What cannot be shown is refused whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zhishu.policy.document import Measure, Stage, Target, Task, TimeLimit
from zhishu.policy.measures.exclusivity import parent_of
from zhishu.policy.proposals.answer import Draft, beginning
from zhishu.policy.proposals.duplicates import Seen
from zhishu.policy.proposals.measures import check_measure
from zhishu.policy.proposals.passages import Passage
from zhishu.policy.proposals.proposal import Checked, Kind, Proposal, Refusal, Source
from zhishu.policy.proposals.quoting import Quoted, RefusedError
from zhishu.policy.proposals.targets import check_target
from zhishu.policy.proposals.tasks import check_task
from zhishu.policy.proposals.times import check_stage, check_time_limit

_CHECKS: dict[Kind, Callable[[Quoted], Task | Target | Measure | Stage | TimeLimit]] = {
    "tasks": check_task,
    "targets": check_target,
    "measures": check_measure,
    "stages": check_stage,
    "time_limits": check_time_limit,
}


def check_drafts(source: Source, asked: Sequence[int], drafts: Sequence[Draft]) -> Checked:
    """What of an answer about these clauses (by index) stands in the document."""
    passages = [Passage(clause, source.year) for clause in source.clauses]
    seen = Seen(source.found)
    accepted: list[Proposal] = []
    refused: list[Refusal] = []
    duplicates = 0
    for draft in drafts:
        at = draft.clause - 1
        if at not in asked:
            refused.append(Refusal(draft.kind, None, "unknown_clause", beginning(draft.text)))
            continue
        own = passages[at]
        try:
            quoted = Quoted(draft, own, _above(own, passages))
            item = _CHECKS[draft.kind](quoted)
        except RefusedError as error:
            path = own.clause.path
            refused.append(Refusal(draft.kind, path, str(error), beginning(draft.text)))
            continue
        made = Proposal(draft.kind, item, tuple(quoted.evidence))
        if seen.holds(made, own):
            duplicates += 1
        else:
            accepted.append(made)
    return Checked(tuple(accepted), tuple(refused), duplicates)


def _above(own: Passage, passages: Sequence[Passage]) -> list[Passage]:
    paths, path = set(), own.clause.path
    while path := parent_of(path):
        paths.add(path)
    return [one for one in passages if one.clause.path in paths]
