"""Which clauses a sentence speaks of: 第二条、第三条所列补贴, 前条第(一)项, 上述一至三项, all but 第六条.

A reference is to a clause of the same document, in its numbers; what stands in a title names another
document. Those that are excepted (但第六条不受此限) are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhishu.base.money import parse_numeral
from zhishu.policy.structure.clauses import Node

_CN = "一二三四五六七八九十"
_N = rf"第?[(（]?[{_CN}\d]{{1,3}}[)）]?"
_LIST = rf"{_N}(?:[条项款]?(?:、|和|及|与|或|至|到|—|-){_N}){{0,9}}"
_REFERENCE = re.compile(
    rf"(?P<before>前[一两二三]?条)(?:的?(?P<under>{_LIST})[项款])?|(?P<articles>第{_LIST}条)(?:的?(?P<items>{_LIST})[项款])?"
    rf"|(?P<own>(?:本|上述|前)[条款项](?!目))|(?P<list>第{_LIST}|[(（]{_LIST}|(?<![{_CN}\d其分十])[{_CN}]{{1,3}}(?:、|和|及|与|至|到|—|-){_LIST})(?:项|款|大类|部分|点)(?!目|以上|以内|标准|专利|发明)"
)
_NUMBER = re.compile(rf"(?P<bare>[{_CN}]{{1,3}}|\d{{1,3}})[)）]?")
_RANGE = re.compile(
    rf"(?P<low>[{_CN}]{{1,3}}|\d{{1,3}})[)）]?[条项款]?(?:至|到|—|-)第?[(（]?(?P<high>[{_CN}]{{1,3}}|\d{{1,3}})"
)
_EXCEPTED = re.compile(
    r"[^，,。；;]{0,12}(?:除外|不受[此其本]|不在此限|不适用)|[^，,。；;]{0,12}可[^，,。；;]{0,8}(?:叠加|同时享受|累加)"
)
_TITLE = re.compile(r"《[^《》]{0,60}》(?:第[^，,。；;《》]{1,12}?[条款项])?")
_TOP = re.compile(rf"第?(?P<number>[{_CN}]{{1,3}}|\d{{1,3}})(?P<article>条)?")


def find_meant(said: str, index: int, nodes: Sequence[Node]) -> tuple[set[int], set[int]]:
    """The places in `nodes` of the clauses that words of clause `index` name, and of those they except."""
    said = _TITLE.sub(lambda match: "※" * len(match.group()), said)
    meant: set[int] = set()
    excepted: set[int] = set()
    for match in _REFERENCE.finditer(said):
        found = set(_named(match, index, nodes))
        before = said[max(0, match.start() - 4) : match.start()]
        if "除" in before or _EXCEPTED.match(said, match.end()):
            excepted |= found
        else:
            meant |= found
    return meant, excepted


def _named(match: re.Match[str], index: int, nodes: Sequence[Node]) -> Iterator[int]:
    tops = [_top(node.path) for node in nodes]
    if match["own"]:
        yield from _with_below(index, nodes)
        return
    items = match["under"] or match["items"]
    if match["before"] or match["articles"]:
        numbers = _numbers(match["articles"] or "")
        if match["before"]:
            own = _number_of(nodes, index)
            count = {"一": 1, "两": 2, "二": 2, "三": 3}.get(match["before"][1], 1)
            numbers = {own - one for one in range(1, count + 1)} if own else set()
        wanted = _numbers(items) if items else set()
        for place, top in enumerate(tops):
            told = _number_of(nodes, place) in numbers and (top is not None or nodes[place].path)
            if told and (not wanted or _second(nodes[place].path) in wanted):
                yield place
        return
    numbers = _numbers(match["list"])
    beside = [
        place for place, node in enumerate(nodes) if _shares_top(node.path, nodes[index].path)
    ]
    bracketed = "(" in match["list"] or "（" in match["list"]
    # 第(一)项 and, in an article that has such, 第一项 are items of the clause itself.
    under = [place for place in beside if _second(nodes[place].path) in numbers]
    if under and (bracketed or nodes[index].path.startswith("第")):
        yield from under
        return
    for place in range(len(nodes)):
        if _number_of(nodes, place) in numbers and not bracketed:
            yield place


def _with_below(index: int, nodes: Sequence[Node]) -> Iterator[int]:
    path = nodes[index].path
    for place, node in enumerate(nodes):
        if node.path.startswith(path) and (
            place == index or node.path[len(path) : len(path) + 1] == "("
        ):
            yield place


def _top(path: str) -> int | None:
    """The number of 三(二) or 第三条(二): 3."""
    match = _TOP.match(path)
    return _value(match["number"]) if match else None


def _number_of(nodes: Sequence[Node], place: int) -> int | None:
    """The number of a clause's first level; where it is lost, the one before the next."""
    if not nodes[place].path.startswith("?"):
        return _top(nodes[place].path)
    behind = next((top for node in nodes[place:] if (top := _top(node.path))), None)
    return behind - 1 if behind else None


def _second(path: str) -> int | None:
    match = re.search(rf"\((?P<number>[{_CN}]{{1,3}}|\d{{1,3}})\)", path)
    return _value(match["number"]) if match else None


def _shares_top(path: str, other: str) -> bool:
    return _top(path) is not None and _top(path) == _top(other)


def _numbers(printed: str) -> set[int]:
    found = {_value(one["bare"]) for one in _NUMBER.finditer(printed)}
    for one in _RANGE.finditer(printed):
        found |= set(range(_value(one["low"]), min(_value(one["high"]), 99) + 1))
    return found


def _value(printed: str) -> int:
    return int(printed) if printed.isdecimal() else parse_numeral(printed)
