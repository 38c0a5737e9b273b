"""Tasks and the bodies that answer for them: brackets, lines, sentences of the kind 由…牵头，…配合, tables.

A bracket closes the text since the last one of its clause. A list of a leading group's members is no
task: nothing in it says who leads, takes part or answers for anything.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from zhishu.policy.document import Role, Task, Unit
from zhishu.policy.identity.metadata import tidy
from zhishu.policy.structure.clauses import Node
from zhishu.policy.tasks.bodies import Body, read_bodies
from zhishu.policy.tasks.full_names import complete_names, mend_cut_names, shared_level
from zhishu.policy.tasks.parties import (
    BLANK,
    MAX_BRACKET,
    OFFICE,
    SIGN,
    read_labelled,
    read_parties,
    settle,
)

_OPENERS, _CLOSERS = "(（〔[【﹝", ")）〕]】﹞"
_LINE_LABEL = re.compile(
    rf"[\-—•·*●▪◆]?{BLANK}(?:牵头|责任|配合|参与|协办|主责|第一责任|落实|承办){OFFICE}{BLANK}(?:[:：]|[为是](?=[\u4e00-\u9fff]))"
)
_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_NUMBER = re.compile(
    r"(?:第[一二三四五六七八九十百零〇]{1,6}[章条]|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、])[\s\u3000]{0,4}"
)
_STUB = re.compile("(?:[该本此这]项?|具体|上述|以上)工作$")
# What may stand before 由A负责 without saying anything of its own.
_ABOUT = re.compile(
    "(?:.{0,200}[,，])?[ \u3000]{0,4}(?:[该本此这上具相以][\u4e00-\u9fff]{1,7})?", re.DOTALL
)
_NO_TASK = re.compile("解释|咨询|修订|[对就将把为]|应当|不得|的,|的，")
_OFFICE_ENDS = ("局", "厅", "委", "办", "科", "处", "股", "司", "室")
# 镇社保所, 区停车管理中心
_OF_A_PLACE = re.compile(
    "[镇乡县区市省州旗][\u4e00-\u9fff]{2,10}(?:所|站|中心|大队|支队|集团|公司)"
)
_ANYONE = (
    "企业",
    "院所",
    "高校",
    "机构",
    "主体",
    "团队",
    "单位",
    "大学",
    "公司",
    "组织",
    "协会商会",
)
_TASK_COLUMN = re.compile("任务|事项|举措|措施|内容|工作|项目|重点|目标")
_LEAD_COLUMN = re.compile("(?:牵头|主责|主办|第一责任)")
_PART_COLUMN = re.compile("(?:配合|参与|参加|协办|协同|协助)")
_ANSWER_COLUMN = re.compile("(?:责任|承办|负责|落实|实施|分工)(?:单位|部门|主体|处室|科室|司局)")


@dataclass
class _Claim:
    """A place that names bodies and their parts; text[start:end] is the place."""

    start: int
    end: int
    bodies: list[Body]
    roles: list[Role]
    sure: float
    # Where the passage it answers for stands, if that is not the text since the claim before.
    passage: tuple[int, int] | None = None


@dataclass(frozen=True)
class _Columns:
    """What the columns of a table of tasks hold."""

    count: int
    task: int  # the first that says what is to be done; -1 where none does
    last: int
    roles: tuple[tuple[int, Role], ...]
    numbered: bool
    start: int


def find_tasks(text: str, nodes: Sequence[Node]) -> list[Task]:
    """The tasks of a document's clauses, in order; spans are places in the clean text."""
    claims: list[tuple[Node, _Claim]] = []
    columns: _Columns | None = None
    dealt = ""
    for node in nodes:
        rows, columns = _read_rows(text, node, columns)
        # （一）市财政局：保障经费 under 职责分工
        if _DUTIES.search(node.heading or ""):
            dealt = node.path
        deals = bool(dealt) and node.path.startswith(dealt)
        made = _node_claims(text, node, rows, deals=deals)
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


def _units(claim: _Claim, bodies: Sequence[Body]) -> tuple[Unit, ...]:
    units: list[Unit] = []
    for body, role in zip(bodies, claim.roles, strict=True):
        unit = Unit(tidy(body.name), role)
        if unit not in units:
            units.append(unit)
    return tuple(units)


def _task(text: str, node: Node, claim: _Claim, units: tuple[Unit, ...], at: int) -> Task:
    start, end = claim.passage or (at, claim.start)
    if not claim.passage and at == node.start:
        start = _behind_number(text, node)
        if not node.path:
            # Before the first number a task is told by its own paragraph.
            start = max(start, text.rfind("\n", start, end) + 1)
    words = _STUB.sub("", _passage(text[start:end]))
    if not words and start < node.end:
        # A bracket behind a heading or in front of its passage speaks for the clause.
        follows = text[claim.end : node.end] if text[claim.start] in _OPENERS else ""
        words = _passage(follows) or _passage(text[start : claim.end])
    return Task(node.path, words, units, (min(start, claim.start), claim.end), claim.sure)


def _behind_number(text: str, node: Node) -> int:
    number = _NUMBER.match(text, node.start, node.end) if node.path else None
    return number.end() if number else node.start


def _passage(words: str) -> str:
    lines = [tidy(line) for line in re.split("[\n|]", words)]
    return "\n".join(line for line in lines if line.strip("。；;，, ")).lstrip("。；;，,、 ")


def _node_claims(text: str, node: Node, rows: list[_Claim], *, deals: bool) -> list[_Claim]:
    """All claims of a clause, none inside another: rows, brackets, lines, sentences."""
    claims = list(rows)
    taken = sorted((one.start, one.end) for one in rows)
    begin = _behind_number(text, node)
    finders = [_brackets, _lines, _sentences]
    if deals:
        finders.append(_duties)
    for finder in finders:
        for claim in finder(text, begin, node.end):
            place = bisect(taken, (claim.start, claim.end))
            before, behind = taken[max(0, place - 1) : place], taken[place : place + 1]
            if not any(a < claim.end and claim.start < b for a, b in (*before, *behind)):
                claims.append(claim)
                taken.insert(place, (claim.start, claim.end))
    return claims


def _merged(text: str, claims: list[_Claim]) -> list[_Claim]:
    """（牵头单位：…）（配合单位：…), one behind the other, are one claim."""
    made: list[_Claim] = []
    for claim in claims:
        last = made[-1] if made else None
        between = text[last.end : claim.start] if last else ""
        if (
            last is not None
            and claim.passage is None
            and last.passage is None
            and not between.strip(" \u3000\t\n。；;，,")
            and "participant" in claim.roles
            and "lead" not in claim.roles
        ):
            roles: list[Role] = ["lead" if one == "responsible" else one for one in last.roles]
            made[-1] = _Claim(
                last.start, claim.end, [*last.bodies, *claim.bodies],
                roles + claim.roles, min(last.sure, claim.sure),
            )  # fmt: skip
        else:
            made.append(claim)
    return made


# ---- brackets


def _brackets(text: str, start: int, end: int) -> list[_Claim]:
    """Brackets that name who answers; one whose other half is lost ends or begins with its sentence."""
    claims: list[_Claim] = []
    for a, b, whole in _bracketed(text, start, end):
        inner_start = a + 1 if text[a] in _OPENERS else a
        inner_end = b - 1 if text[b - 1] in _CLOSERS and (whole or text[a] not in _OPENERS) else b
        inner = text[inner_start:inner_end]
        parties = read_parties(inner)
        sure = 0.9 if whole else 0.7
        if parties is None and _stands_alone(text, start, a, b, end):
            bodies = read_bodies(inner)
            ended = text[start:a].rstrip()[-1:] in tuple("。；;！")
            if bodies and _are_offices(bodies) and (ended or _can_close(text[start:a], bodies)):
                parties = (bodies, ["responsible"] * len(bodies))
                sure = 0.75 if whole else 0.5
        if parties is not None:
            claims.append(_Claim(a, b, *parties, sure))
    return claims


def _bracketed(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Outermost brackets as (start, end, whole); halves reach to the end or beginning of their sentence."""
    found: list[tuple[int, int, bool]] = []
    waiting: list[int] = []
    last = start
    for at in range(start, end):
        sign = text[at]
        if sign in _OPENERS:
            waiting = [*waiting[-7:], at]
        elif sign in _CLOSERS and waiting:
            opened = waiting.pop()
            if at - opened <= MAX_BRACKET:
                found.append((opened, at + 1, True))
                last = at + 1
        elif sign in _CLOSERS:
            begin = max([last, *(text.rfind(stop, last, at) + 1 for stop in "。；;！\n")])
            if 2 <= at - begin <= MAX_BRACKET:
                found.append((begin, at + 1, False))
            last = at + 1
        if sign == "\n":
            found += [(one, _sentence_end(text, one, at), False) for one in waiting]
            waiting = []
    found += [(one, _sentence_end(text, one, end), False) for one in waiting]
    return sorted(
        found, key=lambda one: (not one[2] and text[one[0]] not in _OPENERS, one[0], -one[1])
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
    return closed and (before.endswith(("。", "；", ";", "！")) or (ends and len(before) > 1))


def _can_close(before: str, bodies: Sequence[Body]) -> bool:
    """Whether a bracket without a stop before it answers for its paragraph: several, or one that is known.

    市场监管局（市知识产权局） is a second name.
    """
    if len(bodies) > 1:
        return True
    name = bodies[0].name
    known = (bodies[0].known and name.endswith(_OFFICE_ENDS)) or _OF_A_PLACE.fullmatch(name)
    return bool(known) and not before.rstrip().endswith(_OFFICE_ENDS)


def _are_offices(bodies: Sequence[Body]) -> bool:
    """Whether a list without a word of answering can be nothing but offices."""
    known = sum(body.known for body in bodies)
    offices = all(
        body.known or body.name.endswith(_OFFICE_ENDS) or _OF_A_PLACE.fullmatch(body.name)
        for body in bodies
    )
    return (2 * known >= len(bodies) or offices) and not any(body.field for body in bodies)


# ---- lines and sentences


def _lines(text: str, start: int, end: int) -> list[_Claim]:
    """责任单位：… on a line or as a sentence of its own, without a bracket."""
    claims = []
    for sentence in re.compile(r"[^。\n]+").finditer(text, start, end):
        lead = len(sentence.group()) - len(sentence.group().lstrip(" \u3000\t"))
        if not _LINE_LABEL.match(text, sentence.start() + lead, sentence.end()):
            continue
        parties = read_parties(sentence.group().strip(" \u3000\t-—•·*●▪◆"))
        if parties is not None:
            claims.append(_Claim(sentence.start() + lead, sentence.end(), *parties, 0.85))
    return claims


def _sentences(text: str, start: int, end: int) -> list[_Claim]:
    """由A牵头，B、C配合, with or without what it is about in front; 由A负责 where that is all."""
    claims = []
    for sentence in _SENTENCE.finditer(text, start, end):
        words = sentence.group()
        if len(words) > MAX_BRACKET or not SIGN.search(words):
            continue
        claim = _sentence(words)
        if claim is None:
            continue
        at, parties, own = claim
        begin = sentence.start() + at
        passage = (sentence.start(), sentence.end()) if own else None
        claims.append(_Claim(begin, sentence.end(), *parties, 0.85, passage))
    return claims


def _sentence(words: str) -> tuple[int, tuple[list[Body], list[Role]], bool] | None:
    lead = words.find("牵头")
    by = words.rfind("由", 0, lead) if lead > 0 else -1
    if lead > 0:
        if words[lead + 2 : lead + 3] in ("的", "人", "单"):
            return None
        begin = by + 1 if by >= 0 else _list_begins(words, lead)
        parties = read_parties(_until_more(words[begin:]))
        if parties is None or "lead" not in parties[1]:
            return None
        if not all(_can_be(body, role, said=by >= 0) for body, role in zip(*parties, strict=True)):
            return None
        alone = re.fullmatch(
            r"牵头(?:负责|落实|组织实施|实施|推进|抓好|抓落实)?",
            re.split("[,，]", words[lead:])[0].strip(),
        )
        if "participant" not in parties[1] and not (by >= 0 and alone):
            return None
        return begin - (by >= 0), parties, False
    return _answered(words)


def _can_be(body: Body, role: Role, *, said: bool) -> bool:
    """In a sentence 企业牵头 speaks of anyone; who leads a task is an office, or is said with 由."""
    if body.known or body.name.startswith(("各", "有关", "相关", "市级", "省级", "区级", "县级")):
        return True
    if role == "lead":
        return said and not body.name.endswith(_ANYONE)
    return not body.name.endswith(("企业", "主体", "团队")) and not body.name.startswith("组织")


def _list_begins(words: str, lead: int) -> int:
    """Where the list before 牵头 begins: behind the last comma whose left side is no body."""
    begin = 0
    for match in re.compile("[,，：:]").finditer(words, 0, lead):
        if read_bodies(words[begin : match.start()]) is None:
            begin = match.end()
    return begin


def _until_more(words: str) -> str:
    """Without what follows who takes part: …配合，2022年12月底前完成; …配合，聘请专家….."""
    kept: list[str] = []
    for part in re.split("(?<=[,，])", words):
        told = "".join(kept)
        if kept and SIGN.search(told) and "牵头" in told and not SIGN.search(part):
            signs = {sign.lastgroup for sign in SIGN.finditer(told)}
            rest = "".join(re.split("(?<=[,，])", words)[len(kept) :])
            if "part" in signs or not SIGN.search(rest):
                break
        kept.append(part)
    return "".join(kept).rstrip(",， ")


def _answered(words: str) -> tuple[int, tuple[list[Body], list[Role]], bool] | None:
    """由A负责; 由A负责，B配合…; A负责; only where nothing else is said in the sentence."""
    sign = next((one for one in SIGN.finditer(words) if one["answer"]), None)
    if sign is None or _NO_TASK.search(words[: sign.start()]):
        return None
    tail = words[sign.end() :].strip()
    if not re.match(r"(?:落实|实施|组织实施|推进|组织落实|办理)?(?:[,，]|$)", tail):
        return None
    more = "," in tail or "，" in tail
    if more and not any(one["part"] for one in SIGN.finditer(tail)):
        return None
    by = words.rfind("由", 0, sign.start())
    behind = _list_begins(words, sign.start()) if by < 0 else 0
    if behind:
        # ①数据平台，9月底前上线，市大数据局负责
        parties = read_parties(words[behind:])
        if parties is None or not all(_is_office(body) for body in parties[0]):
            return None
        return behind, parties, False
    parties = read_parties(words[by + 1 :])
    if parties is None:
        return None
    # 查处由市场监督管理部门负责 is a rule for everyone; 该项工作由市财政局负责 is a task.
    stub = by < 0 or re.fullmatch(_ABOUT, words[:by].strip()) is None
    if stub and not all(body.level or body.name.startswith("各") for body in parties[0]):
        return None
    return max(by, 0), parties, False


def _is_office(body: Body) -> bool:
    """Whether a body is an office of a place, or whichever there are of a kind."""
    return (body.known and bool(body.level)) or body.name.startswith("各")


# ---- duties

_DUTIES = re.compile(
    "分工|职责|职能|责任|任务分配|部门任务|组织实施|组织领导|工作机制|组织保障|组织推进|谁来"
)
_DUTY = re.compile(
    r"[①-⑳\-—•·●▪◆*\s]{0,3}(?:[一二三四五六七八九十]是|[(（]\d{1,2}[)）])?(?P<who>[^，,。；;：:\n]{2,60}?)"
    r"(?:(?:按照?(?:各自)?职[责能](?:分工)?|具体|主要|统一|共同|分别){0,2}(?P<sign>负责|牵头|承担|配合|协助|参与)|(?P<colon>[:：]))"
    r"(?P<what>[^，,。；;：:\n]{2,80})"
)
_PART = re.compile(r"[^，,。；;\n]{1,200}")
_NO_DUTY = re.compile("的?(?:解释|咨询|人(?!才|员|力|口)|同志|单位|部门)|的")
_ROLES: dict[str, Role] = {
    "牵头": "lead", "配合": "participant", "协助": "participant", "参与": "participant",
}  # fmt: skip


def _duties(text: str, start: int, end: int) -> list[_Claim]:
    """A负责受理，B牵头审核；C：配合核验, in a clause that deals out duties: each with what it does."""
    claims: list[_Claim] = []
    for part in _PART.finditer(text, start, end):
        match = _DUTY.match(part.group())
        if match is None or _NO_DUTY.match(match["what"]) or _NO_TASK.search(match["who"]):
            continue
        bodies = read_bodies(match["who"].strip())
        if bodies is not None:
            role = _ROLES.get(match["sign"] or match["what"][:2], "responsible")
            roles: list[Role] = [role] * len(bodies)
            claims.append(_Claim(part.start(), part.end(), bodies, roles, 0.7, part.span()))
    return claims


# ---- tables


def _read_rows(
    text: str, node: Node, columns: _Columns | None
) -> tuple[list[_Claim], _Columns | None]:
    """Rows of a table whose head names who leads, takes part or answers; the head holds until other text."""
    claims: list[_Claim] = []
    at = node.start
    for line in text[node.start : node.end].split("\n"):
        start, at = at, at + len(line) + 1
        if "|" not in line:
            if line.strip() and len(line) > 60:
                columns = None
            continue
        cells = _cells(line, start)
        if all(not words.strip(" -—:|") for words, _, _ in cells):
            continue
        head = _head(cells)
        if head is not None:
            columns = head
            continue
        claim = _row(cells, columns) if columns else None
        if claim is None:
            continue
        if columns and columns.task < 0 and claims and claims[-1].passage is None:
            # Rows of figures that the same bodies answer for are one task.
            same = claims[-1].bodies == claim.bodies
            claims[-1].end = claim.end
            if not same:
                claims[-1].bodies += claim.bodies
                claims[-1].roles += claim.roles
        else:
            if claim.passage is None and columns and columns.start >= node.start:
                claim.start = columns.start
            claims.append(claim)
    return claims, columns


def _cells(line: str, start: int) -> list[tuple[str, int, int]]:
    found = []
    at = start
    for cell in line.split("|"):
        found.append((cell.strip(), at, at + len(cell)))
        at += len(cell) + 1
    if len(found) > 2 and not found[0][0]:
        found = found[1:]
        if not found[-1][0]:
            found.pop()
    return found


def _head(cells: list[tuple[str, int, int]]) -> _Columns | None:
    roles: list[tuple[int, Role]] = []
    task = last = -1
    while len(cells) > 2 and not cells[-1][0]:
        cells = cells[:-1]
    for index, (raw, _, _) in enumerate(cells):
        words = re.sub(r"\s", "", raw)
        if len(words) > 12:
            return None
        if _LEAD_COLUMN.match(words):
            roles.append((index, "lead"))
        elif _PART_COLUMN.match(words):
            roles.append((index, "participant"))
        elif _ANSWER_COLUMN.match(words):
            roles.append((index, "responsible"))
        elif _TASK_COLUMN.search(words) and not re.search("序号|类别|时限|时间", words):
            task, last = (index if task < 0 else task), index
    if not roles:
        return None
    numbered = re.sub(r"\s", "", cells[0][0]) in ("序号", "编号", "号")
    return _Columns(len(cells), task, last, tuple(roles), numbered, cells[0][1])


def _row(cells: list[tuple[str, int, int]], columns: _Columns) -> _Claim | None:
    """One row; cells that stand for several rows are missing on the left, empty ones on the right."""
    while len(cells) > columns.count and not cells[-1][0]:
        cells = cells[:-1]
    missing = columns.count - len(cells)
    if missing < 0:
        return None
    left = columns.numbered and re.fullmatch(r"[\d.、]{1,4}", cells[0][0]) is not None
    shift = 0 if left or not missing else missing
    found: list[tuple[Body, Role]] = []
    for index, role in columns.roles:
        place = index - shift
        if 0 <= place < len(cells) and cells[place][0].strip(" -—/无"):
            parts = read_labelled(cells[place][0], role)
            found += parts or []
    if not found:
        return None
    bodies, roles = settle(found)
    if columns.task < 0:
        return _Claim(cells[0][1], cells[-1][2], bodies, roles, 0.7)
    words = [
        cell
        for cell in cells[max(0, columns.task - shift) : max(0, columns.last - shift + 1)]
        if re.search("[\u4e00-\u9fff]{2}", cell[0])
    ]
    if not words:
        return None
    passage = (words[0][1], words[-1][2])
    return _Claim(cells[0][1], cells[-1][2], bodies, roles, 0.85, passage)
