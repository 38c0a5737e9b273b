"""A claim: a place that names bodies and their parts in something, before it is a task."""

from __future__ import annotations

from dataclasses import dataclass

from zhishu.policy.document import Role
from zhishu.policy.tasks.bodies import Body

OFFICE_ENDS = ("局", "厅", "委", "办", "科", "处", "股", "司", "室")


@dataclass
class Claim:
    """A place that names bodies and their parts; text[start:end] is the place."""

    start: int
    end: int
    bodies: list[Body]
    roles: list[Role]
    sure: float
    # Where the passage it answers for stands, if that is not the text since the claim before.
    passage: tuple[int, int] | None = None
