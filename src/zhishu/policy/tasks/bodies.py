"""Step 6, bodies: lists of offices and institutions, read one by one and in full.

Lists come glued (市科技局财政局), with a shared prefix (市发展改革委、财政局), with names cut in front or
behind (司法场监管局, 财政商务) and with half a bracket. A chunk between separators is cut where known names
meet, by the cheapest sequence of names; a name that nothing is known of stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from zhishu.base.text import drop_inner_blanks
from zhishu.policy.tasks.gazetteer import (
    ALONE,
    CENTRAL,
    COMMITTEES,
    EACH,
    ENDINGS,
    FIELDS,
    JOINERS,
    LEVELS,
    NAME_ENDINGS,
    NO_NAMES,
    OF_A_LEVEL,
    OF_A_PLACE,
    OWN_ENDING,
    PARTS_OF_AN_OFFICE,
    PARTY,
    PLACES,
    PROVINCIAL_HALLS,
    ROLE_MARKS,
)

_OPENERS, _CLOSERS = "(（〔[【﹝", ")）〕]】﹞"
_NOT_IN_A_NAME = re.compile(
    r"[\d。；;:：《》“”\"？?!！…]|[的了其]|(?:负责|牵头|配合|参与|包括|包含|其中)|^(?:含|即|如|鼓励|支持|推动|引导|依托)|"
    r"^[一二两三四五六七八九十]{1,3}[个家项类批]"
)
_EACH_KIND = re.compile("各(?:县|市|区|州|旗|乡|镇|街道|、|自治[州县旗])+")
_NEXT_KIND = re.compile(
    "(?:县|市|区|州|旗|乡|镇|街道|自治[州县旗])(?:$|人民政府|政府|[县市区州旗乡镇])"
)
_OFFICE_INSIDE = re.compile(r"(?<!总)[局厅委](?=[^员会办局)])")
_JOINED_INSIDE = re.compile(
    "(?:及|和|与|等)(?=各|有关|相关|省直|市直|[市省县区][\u4e00-\u9fff]{2,8}[局委厅办])"
)
_EACH_BODY = re.compile("(?:[省市县区州旗]级?|地方)?(?:各|有关|相关)")
_MORE = re.compile(r"等(?:相关|有关|其他|市直|市级|多个)?(?:部门|单位|部门单位|成员单位)?$")


# 知识产权领导小组办公室 is called after a matter, not after an office.
_OF_A_MATTER = (
    "领导小组",
    "工作领导小组",
    "联席会议",
    "工作联席会议",
    "委员会",
    "专班",
    "工作专班",
    "指挥部",
)


@dataclass(frozen=True)
class Body:
    """A body of a list. level: the 市, 省 it begins with; open: it lacks one that others of its kind have.

    field: what it is for, where the text has that alone and the ending is lost; known: it is in a list here.
    """

    name: str
    level: str = ""
    open: bool = False
    field: str = ""
    known: bool = False
    party: bool = False
    mark: str = ""


def _by_first(words: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return found


_FIELDS_BY = _by_first(FIELDS)
_OF_A_LEVEL_BY = _by_first(OF_A_LEVEL)
_ALONE_BY = _by_first(ALONE)


@dataclass(frozen=True)
class _Step:
    end: int
    cost: float
    body: Body


def split_list(words: str) -> list[str]:
    """The parts of a list between its separators; a separator inside a closed bracket is none."""
    parts, depth, at = [], 0, 0
    closes = _closed(words)
    for index, sign in enumerate(words):
        if index in closes:
            depth += closes[index]
        elif not depth and sign in "、，,；;\n/／|":
            parts.append(words[at:index])
            at = index + 1
    parts.append(words[at:])
    found = [part for part in (drop_inner_blanks(one.strip()).strip() for one in parts) if part]
    return _kinds_of_places(found)


def _kinds_of_places(parts: list[str]) -> list[str]:
    """各县、市、区人民政府 is one body."""
    made: list[str] = []
    for part in parts:
        if made and _EACH_KIND.fullmatch(made[-1]) and _NEXT_KIND.match(part):
            made[-1] += f"、{part}"
        else:
            made.append(part)
    return made


def _closed(words: str) -> dict[int, int]:
    """Places of brackets that have their partner: +1 opens, -1 closes."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for index, sign in enumerate(words):
        if sign in _OPENERS:
            waiting.append(index)
        elif sign in _CLOSERS and waiting:
            found[waiting.pop()] = 1
            found[index] = -1
    return found


def read_bodies(words: str) -> list[Body] | None:
    """The bodies of a list in the order printed; None when a part of it is no body's name."""
    found: list[Body] = []
    for part in split_list(words):
        part = _MORE.sub("", part).strip("、,，。 ") or part
        if part in ("等", "和", "及"):
            continue
        bodies = _read_part(part)
        if bodies is None:
            return None
        found.extend(bodies)
    return _with_shared_ending(found) or None


def _read_part(part: str) -> list[Body] | None:
    part = re.sub(r"^(?:由|和|及|与|以及|并|会同)(?=[\u4e00-\u9fff]{2})", "", part)
    if len(part) > 120:
        return None
    return _cheapest(part.replace("（", "(").replace("）", ")"), part)


@lru_cache(maxsize=4096)
def _cheapest_cached(part: str) -> tuple[tuple[Body, ...], float]:
    best: list[tuple[float, tuple[Body, ...]] | None] = [None] * (len(part) + 1)
    best[0] = (0.0, ())
    for at in range(len(part)):
        here = best[at]
        if here is None:
            continue
        cost, names = here
        start = at
        if names:
            start = _behind_joiner(part, at)
        for step in _steps(part, start, names):
            total = cost + step.cost
            there = best[step.end]
            if there is None or total < there[0]:
                best[step.end] = (total, (*names, step.body))
    last = best[len(part)]
    return (last[1], last[0]) if last else ((), 99.0)


def _cheapest(part: str, printed: str) -> list[Body] | None:
    bodies, _ = _cheapest_cached(part)
    if not bodies:
        return None
    if len(bodies) == 1:
        # One name keeps its brackets as printed.
        body = bodies[0]
        return [replace(body, name=printed)] if body.name == part else list(bodies)
    if "（" in printed and "(" not in printed:
        wide = str.maketrans("()", "（）")
        return [replace(body, name=body.name.translate(wide)) for body in bodies]
    return list(bodies)


def _behind_joiner(part: str, at: int) -> int:
    while part[at : at + 1] in ("、", " ", "\u3000") and at < len(part):
        at += 1
    for joiner in JOINERS:
        if part.startswith(joiner, at) and at + len(joiner) + 1 < len(part):
            return at + len(joiner)
    return at


def _steps(part: str, at: int, before: tuple[Body, ...]) -> list[_Step]:
    """Every name that may begin here, with what it costs to believe in it."""
    steps = _known(part, at, before)
    steps += _called_after_a_place(part, at)
    if at and before and not steps:
        steps += _cut_in_front(part, at)
    steps = [longer for step in steps for longer in _extended(part, step)]
    return steps + _unknown(part, at, before)


def _known(part: str, at: int, before: tuple[Body, ...]) -> list[_Step]:
    steps = []
    for prefix, extra in _prefixes(part, at):
        here = at + len(prefix)
        level = prefix if prefix in LEVELS else ""
        bare = not prefix
        base = 1.0 + extra + (0.2 if bare else 0.0)
        for noun in _OF_A_LEVEL_BY.get(part[here : here + 1], ()):
            if part.startswith(noun, here) and (len(noun) > 1 or level):
                name = prefix + noun
                body = Body(name, level, open=bare, known=True, party=noun in PARTY)
                steps.append(_Step(here + len(noun), base, body))
        for field in _FIELDS_BY.get(part[here : here + 1], ()):
            if part.startswith(field, here):
                steps += _offices(part, at, prefix, field, base, before)
    for noun in _ALONE_BY.get(part[at : at + 1], ()):
        if part.startswith(noun, at):
            steps.append(_Step(at + len(noun), 1.0, Body(noun, known=True)))
    return steps


def _prefixes(part: str, at: int) -> list[tuple[str, float]]:
    """What may stand in front of a field: nothing, a level, 国家, a place with its level."""
    found: list[tuple[str, float]] = [("", 0.0)]
    found += [(one, 0.0) for one in (*LEVELS, *CENTRAL, *COMMITTEES) if part.startswith(one, at)]
    found += [
        (part[at:end], 0.5 + 0.4 * (end - at - 3))
        for end in range(at + 3, min(at + 7, len(part)))
        if part[end - 1] in "省市县区旗州盟"
        and part[at] not in "省市县区旗各"
        and not any(sign in "局厅委院部办会各及和与括等的在由为按" for sign in part[at:end])
        and not any(_begins_with_field(part, place) for place in range(at, end - 1))
    ]
    return found


def _begins_with_field(part: str, at: int) -> bool:
    return any(
        len(field) > 1 and part.startswith(field, at) for field in _FIELDS_BY.get(part[at], ())
    )


def _offices(
    part: str, at: int, prefix: str, field: str, base: float, before: tuple[Body, ...]
) -> list[_Step]:
    """Offices of a field: with an ending, with a second field (科技商务局), or with the ending lost."""
    here = at + len(prefix) + len(field)
    level = prefix if prefix in LEVELS else ""
    steps = []
    for ending in ENDINGS:
        if part.startswith(ending, here):
            name = prefix + field + ending
            open_ = not prefix and ending not in ("部", "总局", "署", "部门")
            steps.append(_Step(here + len(ending), base, Body(name, level, open_, known=True)))
    joined = here + 1 if part[here : here + 1] in ("和", "与") else here
    for second in _FIELDS_BY.get(part[joined : joined + 1], ()):
        if not part.startswith(second, joined) or len(second) < 2:
            continue
        end = joined + len(second)
        for ending in ("局", "委", "办", "厅"):
            if part.startswith(ending, end):
                whole = not at and end + len(ending) == len(part)
                cost = base + (1.0 if prefix or joined > here else 2.0 if whole else 3.6)
                body = Body(part[at : end + 1], level, not prefix, known=True)
                steps.append(_Step(end + 1, cost, body))
    # 县教育科技体育局: small places have offices of three fields.
    three = level and not at and part.endswith("局") and _all_fields(part[1:-1])
    if three and _fields_in_front(part, 1, len(part) - 1) == 3:
        steps.append(_Step(len(part), base + 1.5, Body(part, level, known=True)))
    if len(field) > 1 and not part.startswith(_OF_A_MATTER, here):
        body = Body(prefix + field, level, not prefix, field=field, known=True)
        steps.append(_Step(here, base + 1.5, body))
    return steps


def _called_after_a_place(part: str, at: int) -> list[_Step]:
    steps = []
    for noun in OF_A_PLACE:
        for size in (2, 3, 4):
            if part.startswith(noun, at + size) and not _begins_with_field(part, at):
                end = at + size + len(noun)
                steps.append(_Step(end, 1.4 + 0.1 * size, Body(part[at:end], known=True)))
    for head in (
        "中国人民银行",
        "人民银行",
        "国家税务总局",
        "国家金融监督管理总局",
        "人行",
        "国网",
    ):
        if part.startswith(head, at):
            for end in range(at + len(head) + 2, min(at + len(head) + 14, len(part)) + 1):
                if part[at + len(head) : end].endswith(
                    ("行", "中支", "税务局", "监管局", "分局", "公司")
                ):
                    steps.append(_Step(end, 1.2, Body(part[at:end], known=True)))
    return steps


def _cut_in_front(part: str, at: int) -> list[_Step]:
    """A known name whose first character was lost between two others: 司法场监管局."""
    steps = []
    for field in FIELDS:
        for lost in (1, 2):
            rest = field[lost:]
            if len(rest) >= 2 and part.startswith(rest + "局", at):
                body = Body(field + "局", open=True, known=True)
                steps.append(_Step(at + len(rest) + 1, 2.0 + lost, body))
    return steps


def _extended(part: str, step: _Step) -> list[_Step]:
    """The name alone, with a second name in brackets, or with a part of the office behind it."""
    steps = [step]
    end = step.end
    if part[end : end + 1] == "(":
        close = part.find(")", end)
        inner_end = part.find("(", end + 1)
        if close > 0 and (inner_end < 0 or inner_end > close) and close - end <= 16:
            inner = part[end : close + 1]
            if inner[1:-1] in ROLE_MARKS:
                steps.append(_Step(close + 1, step.cost, replace(step.body, mark=inner[1:-1])))
            else:
                name = with_ending(step.body, "").name + inner
                body = replace(step.body, name=name, field="")
                steps.append(_Step(close + 1, step.cost, body))
        if close < 0:
            for second in _known(part, end + 1, ()):
                if not second.body.field:
                    name = f"{with_ending(step.body, '').name}({second.body.name})"
                    body = replace(step.body, name=name, field="")
                    steps.append(_Step(second.end, step.cost + 1.0, body))
        return steps
    if step.body.field or not step.body.name.endswith(("局", "厅", "委", "部", "署", "院", "关")):
        return steps
    rest = part[end : end + 16]
    if rest[:1] in ("市", "省", "县", "区", "旗") and not rest.startswith("市场"):
        return steps
    for ending in PARTS_OF_AN_OFFICE:
        tail = rest.find(ending, 1)
        if tail < 0 or (ending == "分局" and not step.body.name.endswith(("总局", "公安局", "关"))):
            continue
        if ending == "司" and not (
            step.body.name.endswith(("部", "总局", "署")) or step.body.name.startswith(CENTRAL)
        ):
            continue
        words = rest[:tail]
        if not any(sign in words for sign in "局厅委("):
            stop = end + tail + len(ending)
            body = replace(step.body, name=step.body.name + part[end:stop])
            steps.append(_Step(stop, step.cost + 0.6, body))
    return steps


def _unknown(part: str, at: int, before: tuple[Body, ...]) -> list[_Step]:
    """Names in no list: up to any ending that names have, dearer the longer they are."""
    steps = []
    for end in range(at + 2, min(at + 40, len(part)) + 1):
        name = part[at:end]
        if not is_name(name):
            continue
        size = end - at
        if _EACH_BODY.match(name):
            cost = 1.5 + 0.1 * size
        elif at == 0 and end == len(part):
            cost = 3.5 + 0.1 * size
        elif (
            before
            and before[-1].known
            and not before[-1].field
            and end == len(part)
            and name.endswith(
                ("大学", "学院", "公司", "集团", "管委会", "政府", "协会", "银行", "研究院")
            )
        ):
            cost = 2.5 + 0.1 * size
        elif name.endswith(("人民政府", "管委会", "街道办事处")):
            cost = 3.0 + 0.2 * size
        else:
            cost = 5.0 + 0.3 * size
        # An office's ending inside, or three fields in a row, speak for names run together.
        cost += 3.5 * len(_OFFICE_INSIDE.findall(name))
        cost += 3.0 * len(_JOINED_INSIDE.findall(name))
        fields = _fields_in_front(part, at, end)
        cost += 3.0 if fields == 2 else 3.0 * fields if fields > 2 else 0.0
        steps.append(_Step(end, cost, Body(name)))
        steps += [longer for longer in _extended(part, steps[-1]) if longer.body.mark]
    return steps


def _fields_in_front(part: str, at: int, end: int) -> int:
    """How many names of fields stand one behind another at the beginning."""
    count = 0
    while at < end:
        words = [
            one
            for one in (*_FIELDS_BY.get(part[at], ()), *_OF_A_LEVEL_BY.get(part[at], ()))
            if len(one) > 1 and part.startswith(one, at)
        ]
        if not words:
            break
        count += 1
        at += len(words[0])
    return count


def _all_fields(words: str) -> bool:
    """Whether words are names of fields and nothing else."""
    at = 0
    while at < len(words):
        fit = next(
            (one for one in _FIELDS_BY.get(words[at], ()) if words.startswith(one, at)), None
        )
        if fit is None or len(fit) < 2:
            return False
        at += len(fit)
    return True


def is_name(words: str) -> bool:
    """Whether words may be a body's name by their ending and by what they do not hold."""
    core = re.sub(r"[(（][^()（）]{0,20}[)）]$", "", words)
    if core in NO_NAMES or len(core) < 2 or _NOT_IN_A_NAME.search(words):
        return False
    if core.startswith(EACH):
        return core.endswith((*NAME_ENDINGS, *PLACES)) and len(core) >= 2
    if core != words and not core.endswith((*NAME_ENDINGS, "县", "市", "区")):
        return False
    if len(core) == len(words) and _unclosed(words):
        return False
    return core.endswith((*NAME_ENDINGS, "县")) or (
        len(core) >= 3 and core.endswith(("市", "区", "旗", "州"))
    )


def _unclosed(words: str) -> bool:
    return words.count("(") + words.count("（") != words.count(")") + words.count("）")


def _with_shared_ending(bodies: Sequence[Body]) -> list[Body]:
    """枣阳市、保康县、谷城县人民政府: what the last one is stands for all places before it."""
    made = list(bodies)
    for index in range(len(made) - 1, 0, -1):
        later, body = made[index], made[index - 1]
        place = not body.known and not body.name.startswith(EACH)
        for ending, places in (
            ("人民政府", "县市区旗镇乡州"), ("管委会", ("开发区", "新区", "高新区", "园区", "示范区", "新城")),
            ("街道办事处", ("街道",)), ("政府", "县市区旗镇乡州"),
        ):  # fmt: skip
            if not later.name.endswith(ending) or later.name.startswith(("各", "有关", "相关")):
                continue
            if place and body.name.endswith(tuple(places)):
                made[index - 1] = replace(body, name=body.name + ending)
            break
    return made


def with_ending(body: Body, level: str) -> Body:
    """The name of an office whose ending the text lost: 财政 is 财政局, at a province 财政厅."""
    if not body.field:
        return body
    hall = level in ("省", "自治区") and body.field in PROVINCIAL_HALLS
    ending = OWN_ENDING.get(body.field) or ("厅" if hall else "局")
    return replace(body, name=body.name + ending, field="")
