"""Lines and sentences that say who answers: 责任单位：…, 由A牵头，B配合, and the duties that a clause deals out."""

from __future__ import annotations

import re

from zhishu.policy.document import Role
from zhishu.policy.tasks.bodies import Body, read_bodies
from zhishu.policy.tasks.claims import Claim
from zhishu.policy.tasks.parties import BLANK, MAX_BRACKET, OFFICE, SIGN, read_parties

_LINE_LABEL = re.compile(
    rf"[\-—•·*●▪◆]?{BLANK}[【\[〔(（]?(?:(?:牵头|主办|配合|协办){BLANK}[:：]"
    rf"|(?:牵头|责任|配合|参与|协办|主责|主办|第一责任|主要责任|落实|承办){OFFICE}"
    rf"(?:{BLANK}(?:[:：]|[为是](?=[\u4e00-\u9fff]))|[】\]〕)）]{BLANK}[:：]?(?=[\u4e00-\u9fff])|[ \t\u3000]{{1,4}}(?=[\u4e00-\u9fff])))"
)
_LABEL_INSIDE = re.compile(
    rf"[,，；;](?=(?:牵头|责任|主责|承办){OFFICE}[为是:：](?=[\u4e00-\u9fff]))"
)
_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
# What may stand before 由A负责 without saying anything of its own.
_ABOUT = re.compile(
    "(?:.{0,200}[,，])?[ \u3000]{0,4}(?:[该本此这上具相以][\u4e00-\u9fff]{1,7})?", re.DOTALL
)
NO_TASK = re.compile("解释|咨询|修订|[对就将把为]|应当|不得|的,|的，")
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


def find_lines(text: str, start: int, end: int) -> list[Claim]:
    """责任单位：… on a line or as a sentence of its own, without a bracket."""
    claims = []
    for sentence in re.compile(r"[^。\n]+").finditer(text, start, end):
        lead = len(sentence.group()) - len(sentence.group().lstrip(" \u3000\t"))
        at = sentence.start() + lead
        if not _LINE_LABEL.match(text, at, sentence.end()):
            # 建设保护中心，责任单位为市科技局
            inside = _LABEL_INSIDE.search(text, at, sentence.end())
            if inside is None:
                continue
            at = inside.end()
        parties = read_parties(text[at : sentence.end()].strip(" \u3000\t-—•·*●▪◆"))
        if parties is not None:
            claims.append(Claim(at, sentence.end(), *parties, 0.85))
    return claims


def find_sentences(text: str, start: int, end: int) -> list[Claim]:
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
        claims.append(Claim(begin, sentence.end(), *parties, 0.85, passage))
    return claims


_LEADS = re.compile("(?:牵头|主办)(?![的人单方部])")


def _sentence(words: str) -> tuple[int, tuple[list[Body], list[Role]], bool] | None:
    led = _LEADS.search(words)
    lead = led.start() if led else -1
    by = words.rfind("由", 0, lead) if lead > 0 else -1
    if lead > 0:
        begin = by + 1 if by >= 0 else _list_begins(words, lead)
        parties = read_parties(_until_more(words[begin:]))
        if parties is None or "lead" not in parties[1]:
            return None
        if not all(_can_be(body, role, said=by >= 0) for body, role in zip(*parties, strict=True)):
            return None
        alone = re.fullmatch(
            r"(?:牵头|主办)(?:负责|落实|组织实施|实施|推进|抓好|抓落实)?",
            re.split("[,，]", words[lead:])[0].strip(),
        )
        said = by >= 0 or all(map(_is_office, parties[0]))
        if "participant" not in parties[1] and not (said and alone):
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
        if kept and SIGN.search(told) and _LEADS.search(told) and not SIGN.search(part):
            signs = {sign.lastgroup for sign in SIGN.finditer(told)}
            rest = "".join(re.split("(?<=[,，])", words)[len(kept) :])
            if "part" in signs or not SIGN.search(rest):
                kept += _together_with(part)
                break
        kept.append(part)
    return "".join(kept).rstrip(",， ")


_DOES = re.compile("制定|制订|开展|实施|推进|做好|抓好|负责|落实|建立|出台|印发|完善|完成|编制")


def _together_with(part: str) -> list[str]:
    """会同市财政局、市教育局制定办法, behind who leads: those bodies take part."""
    with_ = re.match("[ \u3000]{0,2}(?:会同|联合|协同|商)", part)
    if with_ is None:
        return []
    words = _DOES.split(part[with_.end() :].rstrip(",， "), maxsplit=1)[0]
    bodies = read_bodies(words)
    known = bodies is not None and all(body.known for body in bodies)
    return [f"{words}配合"] if known else []


_UNTIL = re.compile(r"[,，][^,，]{0,12}\d[^,，]{0,8}(?:完成|前|底)")


def _answered(words: str) -> tuple[int, tuple[list[Body], list[Role]], bool] | None:
    """由A负责; 由A负责，B配合…; A负责; only where nothing else is said in the sentence."""
    sign = next((one for one in SIGN.finditer(words) if one["answer"]), None)
    if sign is None or NO_TASK.search(words[: sign.start()]):
        return None
    tail = words[sign.end() :].strip()
    if not re.match(r"(?:落实|实施|组织实施|推进|组织落实|办理)?(?:[,，]|$)", tail):
        return None
    # 市人社局负责，9月底前完成
    until = _UNTIL.fullmatch(tail)
    more = not until and ("," in tail or "，" in tail)
    if more and not any(one["part"] for one in SIGN.finditer(tail)):
        return None
    words = words[: sign.end()] if until else words
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


DEALS_OUT = re.compile(
    "分工|职责|职能|责任|任务分配|部门任务|组织实施|组织领导|工作机制|组织保障|组织推进|谁来"
)
# 各成员单位分工如下：A负责…；B负责….
DUTIES_FOLLOW = re.compile(r"(?:分工|职责)(?:[为是]|明确|安排)?(?:如下)?[：:]")
_DUTY = re.compile(
    r"[①-⑳\-—•·●▪◆*\s]{0,3}(?:[一二三四五六七八九十]是|[(（]\d{1,2}[)）])?(?P<who>[^，,。；;：:\n]{2,60}?)"
    r"(?:(?:按照?(?:各自)?职[责能](?:分工)?|具体|主要|统一|共同|分别){0,2}(?P<sign>负责|牵头|承担|配合|协助|参与)|(?P<colon>[:：]|——)|(?:要|应当|(?=做好|加强|开展|组织|落实|保障|提供|指导|抓好|完成|制定|查处|打击|依法|督促|推动|推进|协调|统筹)))"
    r"(?P<what>[^，,。；;：:\n]{2,80})"
)
# 案件查办由市公安局负责，经费由市财政局保障
_DUTY_BY = re.compile(
    r"(?P<what>[^，,。；;：:\n由]{2,40})由(?P<who>[^，,。；;：:\n]{2,60}?)(?P<sign>负责|牵头|承担|保障|落实|组织实施)(?:实施|落实|推进|解决)?$"
)
_PART = re.compile(r"[^，,。；;\n]{1,200}")
_NO_DUTY = re.compile("的?(?:解释|咨询|人(?!才|员|力|口)|同志|单位|部门)|的")
_ROLES: dict[str, Role] = {
    "牵头": "lead", "配合": "participant", "协助": "participant", "参与": "participant",
}  # fmt: skip


def find_duties(text: str, start: int, end: int) -> list[Claim]:
    """A负责受理，B牵头审核；C：配合核验, in a clause that deals out duties: each with what it does."""
    claims: list[Claim] = []
    for part in _PART.finditer(text, start, end):
        by = _DUTY_BY.match(part.group())
        match = by or _DUTY.match(part.group())
        if match is None or NO_TASK.search(match["who"] if by is None else ""):
            continue
        what = match["what"]
        if by is None and _NO_DUTY.match(what):
            continue
        bodies = read_bodies(match["who"].strip())
        if bodies is None:
            continue
        # 各县区要制定计划 is said to everyone; 市教育局要开展宣传 is a duty.
        told = by or match["sign"] or match["colon"]
        if not told and not all(body.known and body.level for body in bodies):
            continue
        # A负责牵头抓总
        sign = "牵头" if what.startswith("牵头") else match["sign"] or what[:2]
        role = _ROLES.get(sign, "responsible")
        roles: list[Role] = [role] * len(bodies)
        claims.append(Claim(part.start(), part.end(), bodies, roles, 0.7, part.span()))
    return claims


def read_heading_duty(heading: str, words: str) -> tuple[list[Body], list[Role]] | None:
    """（一）市公安局。负责侦办案件: a clause of duties that is headed by who does it."""
    bodies = read_bodies(heading)
    if bodies is None or not all(map(_is_office, bodies)):
        return None
    return bodies, [_ROLES.get(words.lstrip()[:2], "responsible")] * len(bodies)
