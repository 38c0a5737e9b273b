"""Names in full: the level that a list or a document has in common, and names that were cut in front."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from zhishu.policy.tasks.bodies import Body, with_ending
from zhishu.policy.tasks.gazetteer import PARTY


def complete_names(bodies: Sequence[Body], level: str = "") -> list[Body]:
    """Names in full: the level of the one before where a name lacks its own, else that of the document."""
    made: list[Body] = []
    # Beside ministries 知识产权局 is that of the state.
    central = any(
        body.known and not body.open and body.name.endswith(("总局", "部")) and not body.level
        for body in bodies
    )
    last = "" if central and not any(body.level for body in bodies) else level
    party = False
    for body in bodies:
        whole = with_ending(body, body.level or last)
        if body.level:
            last = body.level
        elif body.open and last:
            inside = "委" if body.party or (party and body.name in PARTY) else ""
            whole = replace(whole, name=last + inside + whole.name, level=last, open=False)
        party = body.name.startswith(f"{last}委") if last else False
        made.append(whole)
    return made


def shared_level(lists: Iterable[Sequence[Body]]) -> str:
    """The level that a document's lists have in common, where enough of its offices show it."""
    counts: dict[str, int] = {}
    bare = 0
    for bodies in lists:
        for body in bodies:
            if body.level:
                counts[body.level] = counts.get(body.level, 0) + 1
            bare += body.open
    if not counts:
        return ""
    level = max(counts, key=lambda one: counts[one])
    clear = counts[level] >= 0.8 * sum(counts.values())
    return level if clear and counts[level] >= 2 and 4 * counts[level] >= bare else ""


def mend_cut_names(lists: Sequence[Sequence[Body]]) -> list[list[Body]]:
    """A name cut in front (体局) is the one known body of the document that ends so; else it stays."""
    known = {
        body.name.removeprefix(body.level) for bodies in lists for body in bodies if body.known
    }
    made = []
    for bodies in lists:
        line = []
        for body in bodies:
            if (
                not body.known
                and 2 <= len(body.name) <= 6
                and body.name.endswith(("局", "委", "办", "厅"))
            ):
                whole = [name for name in known if name.endswith(body.name) and name != body.name]
                if len(whole) == 1:
                    body = Body(whole[0], open=True, known=True)
            line.append(body)
        made.append(line)
    return made
