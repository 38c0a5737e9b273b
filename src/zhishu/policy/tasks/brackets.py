"""Brackets that name who answers for what stands before them: (责任单位：…), (市科技局牵头，市财政局配合)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhishu.policy.tasks.bodies import Body, read_bodies
from zhishu.policy.tasks.claims import OFFICE_ENDS, Claim
from zhishu.policy.tasks.parties import MAX_BRACKET, read_parties, without_time

OPENERS, CLOSERS = "(（〔[【﹝", ")）〕]】﹞"
_WHICHEVER = ("各", "有关", "相关", "省直", "市直", "县直", "区直")
_PARTS = (
    "院",
    "部",
    "中心",
    "馆",
    "站",
    "所",
    "公司",
    "集团",
    "协会",
    "银行",
    "大队",
    "支队",
    "政府",
    "管委会",
    "街道",
    "乡镇",
    "协",
    "会",
    "联",
    "社",
)
# 镇社保所, 区停车管理中心
_OF_A_PLACE = re.compile(
    "[镇乡县区市省州旗][\u4e00-\u9fff]{2,10}(?:所|站|中心|大队|支队|集团|公司)"
)


def find_brackets(text: str, start: int, end: int) -> list[Claim]:
    """Brackets that name who answers; one whose other half is lost ends or begins with its sentence."""
    claims: list[Claim] = []
    for a, b, whole in _bracketed(text, start, end):
        inner_start = a + 1 if text[a] in OPENERS else a
        inner_end = b - 1 if text[b - 1] in CLOSERS and (whole or text[a] not in OPENERS) else b
        inner = text[inner_start:inner_end]
        parties = read_parties(inner)
        sure = 0.9 if whole else 0.7
        if parties is None and _stands_alone(text, start, a, b, end):
            bodies = read_bodies(without_time(inner))
            ended = text[start:a].rstrip()[-1:] in tuple("。；;！")
            if bodies and _are_offices(bodies) and (ended or _can_close(text[start:a], bodies)):
                parties = (bodies, ["responsible"] * len(bodies))
                sure = 0.75 if whole else 0.5
        if parties is not None:
            claims.append(Claim(a, b, *parties, sure))
    return claims


def _bracketed(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Outermost brackets as (start, end, whole); halves reach to the end or beginning of their sentence."""
    found: list[tuple[int, int, bool]] = []
    waiting: list[int] = []
    last = start
    for at in range(start, end):
        sign = text[at]
        if sign in OPENERS:
            waiting = [*waiting[-7:], at]
        elif sign in CLOSERS and waiting:
            opened = waiting.pop()
            if at - opened <= MAX_BRACKET:
                found.append((opened, at + 1, True))
                last = at + 1
        elif sign in CLOSERS:
            begin = max([last, *(text.rfind(stop, last, at) + 1 for stop in "。；;！\n")])
            if 2 <= at - begin <= MAX_BRACKET:
                found.append((begin, at + 1, False))
            last = at + 1
        if sign == "\n":
            found += [(one, _sentence_end(text, one, at), False) for one in waiting]
            waiting = []
    found += [(one, _sentence_end(text, one, end), False) for one in waiting]
    return sorted(
        found, key=lambda one: (not one[2] and text[one[0]] not in OPENERS, one[0], -one[1])
    )


def _sentence_end(text: str, start: int, end: int) -> int:
    stop = text.find("。", start, end)
    return min(stop if stop >= 0 else end, start + MAX_BRACKET)


def _stands_alone(text: str, first: int, start: int, end: int, last: int) -> bool:
    """Whether a bracket without a word of answering is one of its own behind a sentence."""
    before = text[first:start].rstrip(" \u3000\t\n")
    after = text[end:last].lstrip(" \u3000\t")
    closed = not after or after[0] in "\n。；;"
    # 新增20家（市市场监管局、市科技局）。 at the end of a paragraph.
    ends = not after.strip("。；;") or after.lstrip("。；;").startswith("\n")
    listed = after[:1] in ("；", ";") and len(before) > 1
    return closed and (
        before.endswith(("。", "；", ";", "！")) or (ends and len(before) > 1) or listed
    )


def _can_close(before: str, bodies: Sequence[Body]) -> bool:
    """Whether a bracket without a stop before it answers for its paragraph: several, or one that is known.

    市场监管局（市知识产权局） is a second name.
    """
    if len(bodies) > 1:
        return True
    name = bodies[0].name
    known = (bodies[0].known and name.endswith(OFFICE_ENDS)) or _OF_A_PLACE.fullmatch(name)
    return bool(known) and not before.rstrip().endswith(OFFICE_ENDS)


def _are_offices(bodies: Sequence[Body]) -> bool:
    """Whether a list without a word of answering can be nothing but offices."""
    known = sum(body.known for body in bodies)
    # （科研院、教务处、各二级学院）: beside an office stand other parts of a house.
    beside = any(body.name.endswith(OFFICE_ENDS) for body in bodies) and all(
        body.known or body.name.endswith((*OFFICE_ENDS, *_PARTS)) for body in bodies
    )
    # （各县区、市直各部门）
    beside = beside or all(body.name.startswith(_WHICHEVER) for body in bodies)
    offices = beside or all(
        body.known or body.name.endswith(OFFICE_ENDS) or _OF_A_PLACE.fullmatch(body.name)
        for body in bodies
    )
    return (2 * known >= len(bodies) or offices) and not any(body.field for body in bodies)
