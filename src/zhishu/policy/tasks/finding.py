"""Tasks and the bodies that answer for them: brackets, lines, sentences of the kind 由…牵头，…配合, tables.

A bracket closes the text since the last one of its clause. A list of a leading group's members is no
task: nothing in it says who leads, takes part or answers for anything.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence

from zhishu.policy.document import Task, Unit
from zhishu.policy.identity.metadata import tidy
from zhishu.policy.structure.clauses import Node
from zhishu.policy.tasks.bodies import Body
from zhishu.policy.tasks.brackets import OPENERS, find_brackets
from zhishu.policy.tasks.claims import Claim
from zhishu.policy.tasks.full_names import complete_names, mend_cut_names, shared_level
from zhishu.policy.tasks.parties import settle
from zhishu.policy.tasks.sentences import (
    DEALS_OUT,
    DUTIES_FOLLOW,
    find_duties,
    find_lines,
    find_sentences,
    read_heading_duty,
)
from zhishu.policy.tasks.tables import Columns, read_rows

_NUMBER = re.compile(
    r"(?:第[一二三四五六七八九十百零〇]{1,6}[章条]|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、])[\s\u3000]{0,4}"
)
_STUB = re.compile("(?:[该本此这]项?|具体|上述|以上)工作$")


def find_tasks(text: str, nodes: Sequence[Node]) -> list[Task]:
    """The tasks of a document's clauses, in order; spans are places in the clean text."""
    claims: list[tuple[Node, Claim]] = []
    columns: Columns | None = None
    dealt = ""
    for node in nodes:
        rows, columns = read_rows(text, node, columns)
        # （一）市财政局：保障经费 under 职责分工
        if DEALS_OUT.search(node.heading or ""):
            dealt = node.path
        begin = _behind_number(text, node)
        told = DUTIES_FOLLOW.search(text, begin, node.end)
        deals = begin if dealt and node.path.startswith(dealt) else told.end() if told else None
        made = _node_claims(text, node, rows, begin, deals)
        if deals is not None and node.heading and not made and node.parts:
            words = (node.parts[0][0], node.parts[-1][1])
            headed = read_heading_duty(node.heading, text[slice(*words)])
            made = [Claim(begin, words[1], *headed, 0.7, (begin, words[1]))] if headed else []
        found = _merged(text, sorted(made, key=lambda one: one.start))
        claims += [(node, one) for one in found]
    bodies = mend_cut_names([one.bodies for _, one in claims])
    level = shared_level(bodies)
    tasks = []
    last: tuple[Node, int] | None = None
    for (node, claim), named in zip(claims, bodies, strict=True):
        at = last[1] if last and last[0] is node else node.start
        tasks.append(_task(text, node, claim, _units(claim, complete_names(named, level)), at))
        last = (node, claim.end)
    return tasks


def _units(claim: Claim, bodies: Sequence[Body]) -> tuple[Unit, ...]:
    units: list[Unit] = []
    for body, role in zip(bodies, claim.roles, strict=True):
        unit = Unit(tidy(body.name), role)
        if unit not in units:
            units.append(unit)
    return tuple(units)


def _task(text: str, node: Node, claim: Claim, units: tuple[Unit, ...], at: int) -> Task:
    start, end = claim.passage or (at, claim.start)
    if not claim.passage and at == node.start:
        start = _behind_number(text, node)
        if not node.path:
            # Before the first number a task is told by its own paragraph.
            start = max(start, text.rfind("\n", start, end) + 1)
    words, last = _STUB.sub("", _passage(text[start:end])), claim.end
    if not words and start < node.end:
        # A bracket behind a heading or in front of its passage speaks for the clause.
        follows = text[claim.end : node.end] if text[claim.start] in OPENERS else ""
        if words := _passage(follows):
            last = node.end
        else:
            words = _passage(text[start : claim.end])
    return Task(node.path, words, units, (min(start, claim.start), last), claim.sure)


def _behind_number(text: str, node: Node) -> int:
    number = _NUMBER.match(text, node.start, node.end) if node.path else None
    return number.end() if number else node.start


def _passage(words: str) -> str:
    lines = [tidy(line) for line in re.split("[\n|]", words)]
    return "\n".join(line for line in lines if line.strip("。；;，, ")).lstrip("。；;，,、 ")


def _node_claims(
    text: str, node: Node, rows: list[Claim], begin: int, deals: int | None
) -> list[Claim]:
    """All claims of a clause, none inside another: rows, brackets, lines, sentences.

    deals: from where on it deals out duties, if it does.
    """
    claims = list(rows)
    taken = sorted((one.start, one.end) for one in rows)
    finders = [(find_brackets, begin), (find_lines, begin), (find_sentences, begin)]
    if deals is not None:
        finders.append((find_duties, deals))
    for finder, start in finders:
        for claim in finder(text, start, node.end):
            place = bisect(taken, (claim.start, claim.end))
            before, behind = taken[max(0, place - 1) : place], taken[place : place + 1]
            if not any(a < claim.end and claim.start < b for a, b in (*before, *behind)):
                claims.append(claim)
                taken.insert(place, (claim.start, claim.end))
    return claims


def _merged(text: str, claims: list[Claim]) -> list[Claim]:
    """（牵头单位：…）（配合单位：…), one behind the other, are one claim; so are 牵头单位 and 责任单位."""
    made: list[Claim] = []
    for claim in claims:
        last = made[-1] if made else None
        between = text[last.end : claim.start] if last else ""
        if (
            last is not None
            and claim.passage is None
            and last.passage is None
            and not between.strip(" \u3000\t\n。；;，,")
            and "lead" not in claim.roles
            and ("participant" in claim.roles or "lead" in last.roles)
        ):
            bodies, roles = settle(
                list(zip([*last.bodies, *claim.bodies], [*last.roles, *claim.roles], strict=True))
            )
            made[-1] = Claim(last.start, claim.end, bodies, roles, min(last.sure, claim.sure))
        else:
            made.append(claim)
    return made
