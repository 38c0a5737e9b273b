"""A task that is proposed: its bodies and their parts are those that the program reads in the quoted words."""

from __future__ import annotations

import re

from zhishu.policy.document import Task, Unit
from zhishu.policy.identity.metadata import tidy
from zhishu.policy.proposals.quoting import CONFIDENCE, Quoted, RefusedError, printed
from zhishu.policy.tasks.full_names import complete_names
from zhishu.policy.tasks.parties import read_parties

# A list of bodies begins behind these, not inside a name.
_BEGINS = re.compile(r"(?:^|[^\u4e00-\u9fff]|[由和及与请])$")


def check_task(quoted: Quoted) -> Task:
    """The task; RefusedError for a body or a part that is not there."""
    found = quoted.found(quoted.quote("units"), "passage")
    passage, span = found[0]
    if not _BEGINS.search(passage.text[: span[0]][-1:]):
        raise RefusedError("other_body")
    read = read_parties(printed(passage, span))
    if read is None:
        raise RefusedError("other_body")
    bodies, roles = read
    there = {
        tidy(body.name): role for body, role in zip(complete_names(bodies), roles, strict=True)
    }
    units = []
    for one in quoted.draft.values["units"]:
        role = there.get(one["name"])
        if role is None:
            raise RefusedError("other_body")
        if role != one["role"]:
            raise RefusedError("other_part")
        units.append(Unit(one["name"], role))
    quoted.evidence.append(passage.evidence("units", span))
    return Task(quoted.path, quoted.text, tuple(units), quoted.span, CONFIDENCE)
