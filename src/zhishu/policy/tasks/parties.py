"""Who leads, takes part or answers: what the words of a bracket, a line or a sentence say of bodies."""

from __future__ import annotations

import re

from zhishu.policy.document import Role
from zhishu.policy.tasks.bodies import Body, read_bodies, split_list

_OPENERS, _CLOSERS = "(（〔[【﹝", ")）〕]】﹞"
BLANK = r"[ \t\u00a0\u3000]{0,4}"
OFFICE = "(?:责任)?(?:单位|部门|主体|处室|科室|司局|机构|部室|学院)"
# In brackets a label may be short (牵头：…); outside, a line must say 单位, 部门.
LABEL = re.compile(
    rf"(?P<lead>(?:总?牵头|主责|主办|第一责任|主要责任){OFFICE}?)(?:[(（]人[)）])?{BLANK}[:：]"
    rf"|(?P<part>(?:配合|参与|参加|协办|协同|协助|会办|支持){OFFICE}?){BLANK}[:：]"
    rf"|(?P<answer>(?:责任|承办|负责|落实|实施|完成|执行|承担|分工|任务)(?:{OFFICE}|分工|落实)?){BLANK}[:：]"
    rf"|(?P<none>(?:完成|办理|进度|推进|时间|起止)?(?:时限|时间|期限|节点|进度|要求)|责任人|责任领导|分管领导|牵头领导|联系人|联系电话|电话|工作目标|备注){BLANK}[:：]"
)
SIGN = re.compile(
    r"(?:(?P<lead>牵头|主办)|(?P<answer>负责|(?:组织|具体|抓好|推进)实施|抓好落实|承担|落实)|(?P<part>配合|参与|参加|协同|协助|协办))"
    "(?!单位|部门|机构|企业|主体|人员|同志)"
)
_MANNER = re.compile(
    r"(?:等|[、,，]|按照?(?:各自)?[\u4e00-\u9fff]{0,8}?(?:职责|职能|分工|任务|权限|行业|领域|属地|要求)+|根据职责分工|依据职责|依职责|"
    r"依(?:法|职)|结合职能|(?:各自)?(?:职责|职能|任务)分工|共同|联合|分别|具体|各自|结合(?:自身|本地|工作)?实际|抓好|认真|按要求|积极|密切|予以|给予|做好|进行|组织|统一|主要|"
    r"分头|总|为|来|直接|全程|全力|大力)$"
)
# 牵头单位市科技局: the colon is lost.
_NO_COLON = re.compile(
    rf"(?P<before>^|[,，;；。(（])(?P<label>(?:牵头|责任|配合|参与|协办|主办|承办){OFFICE})(?:[为是]|{BLANK})(?=[\u4e00-\u9fff])"
)
# 【责任单位】市科技局, 责任单位 市科技局
_LABEL_APART = re.compile(
    rf"[【\[〔(（](?P<label>(?:牵头|责任|配合|参与|协办|主办|承办){OFFICE})[】\]〕)）]{BLANK}[:：]?(?=[\u4e00-\u9fff])"
)
# A为牵头单位，B、C为配合单位
_LABEL_BEHIND = re.compile(
    rf"(?P<list>[^,，;；。:：]{{2,120}}?)[为是](?P<label>(?:牵头|责任|配合|参与|协办|主办|承办){OFFICE})(?=[,，;；。]|$)"
)
_BY_ANOTHER = re.compile("会同|联合|商(?=[省市区县国各有相])")
_TIME = re.compile(r"\d|年底|月底|长期|持续|前完成|启动")
MAX_BRACKET = 600


def read_parties(words: str) -> tuple[list[Body], list[Role]] | None:
    """Bodies and roles of a bracket's words; None when it does not tell who answers for something.

    One that answers is responsible, also beside a leading body. In a list of which one is marked as
    leading, 责任单位：A（牵头）、B, the others take part; beside those that take part and without one
    that leads the one that answers leads.
    """
    if len(words) > MAX_BRACKET:
        return None
    words = _LABEL_APART.sub(r"\g<label>：", words)
    words = _LABEL_BEHIND.sub(r"\g<label>：\g<list>", words.strip())
    words = _NO_COLON.sub(r"\g<before>\g<label>：", words)
    found: list[tuple[Body, Role]] = []
    labels = list(LABEL.finditer(words))
    head = words[: labels[0].start()] if labels else words
    told = bool(labels)
    if head.strip(" \u3000\n,，;；、。"):
        parts = _unlabelled(head)
        if parts is None:
            return None
        found += parts
    for index, label in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(words)
        if label["none"]:
            continue
        role: Role = "lead" if label["lead"] else "participant" if label["part"] else "responsible"
        parts = read_labelled(words[label.end() : stop], role)
        if parts is None:
            return None
        found += parts
    if not found or (not told and not SIGN.search(words)):
        return None
    return settle(found)


def without_time(words: str) -> str:
    """A list without the parts that say until when: 市科技局；9月底前完成."""
    if not _TIME.search(words):
        return words
    return "、".join(part for part in re.split("[,，;；]", words) if not _TIME.search(part))


def settle(found: list[tuple[Body, Role]]) -> tuple[list[Body], list[Role]]:
    """Bodies with their roles as they stand to each other; what a bracket behind a name says counts first."""
    marked: list[tuple[Body, Role]] = []
    for body, role in found:
        mark = body.mark
        if mark:
            lead = mark.startswith(("牵头", "主"))
            role = "lead" if lead else role if mark.startswith(("责任", "负责")) else "participant"
        marked.append((body, role))
    roles = {role for _, role in marked}
    swap: dict[Role, Role] = {}
    if "participant" in roles and "lead" not in roles:
        swap = {"responsible": "lead"}
    elif any(body.mark and role == "lead" for body, role in marked):
        swap = {"responsible": "participant"}
    return [body for body, _ in marked], [swap.get(role, role) for _, role in marked]


def read_labelled(words: str, role: Role) -> list[tuple[Body, Role]] | None:
    """A list behind a label; it may say 牵头 and 配合 once more inside."""
    if SIGN.search(_without_marks(words)):
        parts = _unlabelled(words, role)
        if parts is not None:
            return parts
    bodies = _lenient(words)
    return None if bodies is None else [(body, role) for body in bodies]


def _without_marks(words: str) -> str:
    return re.sub(r"[(（][\u4e00-\u9fff]{2,4}[)）]", "", words)


def _lenient(words: str) -> list[Body] | None:
    """Behind a label every short part is a body; a time or a remark ends the list."""
    bodies: list[Body] = []
    for part in split_list(words.strip(" \u3000\n。.")):
        if _TIME.search(part) or len(part) > 120:
            break
        read = read_bodies(part)
        if read is None:
            if not 3 <= len(part) <= 24 or re.search("[的了。]", part):
                break
            read = [Body(part.strip("。 "))]
        bodies.extend(read)
    return (read_bodies("、".join(split_list(words.strip(" 。")))) or bodies) or None


def _unlabelled(words: str, rest_role: Role | None = None) -> list[tuple[Body, Role]] | None:
    """X牵头，Y、Z配合: each list with the sign behind it; None when a list is none of bodies."""
    found: list[tuple[Body, Role]] = []
    at = 0
    while (sign := _next_sign(words, at)) is not None:
        role: Role = "lead" if sign["lead"] else "participant" if sign["part"] else "responsible"
        parts = _before_sign(words[at : sign.start()], role)
        if parts is None:
            return None
        found += parts
        at = _behind(words, sign)
    rest = words[at:].strip(" \u3000\n,，;；、。")
    if rest and not _TIME.search(rest):
        bodies = read_bodies(rest)
        if bodies is None and not found:
            return None
        for body in bodies or ():
            led = any(role == "lead" for _, role in found)
            found.append((body, "participant" if led else rest_role or "responsible"))
    return found or None


def _next_sign(words: str, at: int) -> re.Match[str] | None:
    """The next sign outside inner brackets."""
    while sign := SIGN.search(words, at):
        before = words[: sign.start()]
        depth = sum(one in _OPENERS for one in before) - sum(one in _CLOSERS for one in before)
        inside = words[sign.start() - 1 : sign.start()] in tuple(_OPENERS)
        if not (depth > 0 and inside):
            return sign
        at = sign.end()
    return None


def _behind(words: str, sign: re.Match[str]) -> int:
    """Where the next list may begin: behind 负责落实 at the next separator, or at once where it is lost."""
    # 牵头开展专利、资金检查，…: what is led may itself be a list.
    stop = re.compile("(?<=头|责|合|与|加|同|助|办|实)、|[,，;；。]").search(words, sign.end())
    end = stop.end() if stop else len(words)
    more = _next_sign(words, sign.end())
    # 市科技局牵头市财政局配合
    if more is None or not sign.end() < more.start() < end:
        return end
    return sign.end() if read_bodies(words[sign.end() : more.start()]) else end


def _before_sign(words: str, role: Role) -> list[tuple[Body, Role]] | None:
    words = words.strip(" \u3000\n,，;；、。")
    previous = None
    while words != previous:
        previous = words
        words = _MANNER.sub("", words).rstrip(" \u3000")
    words = words.removeprefix("由").strip()
    if not words:
        return []
    by = _BY_ANOTHER.search(words)
    if by and by.start() > 1:
        first, second = read_bodies(words[: by.start()]), read_bodies(words[by.end() :])
        if first and second:
            return [
                *((body, "lead") for body in first),
                *((body, "participant") for body in second),
            ]
    words = re.sub("^(?:会同|联合|协同)", "", words)
    bodies = read_bodies(words)
    return None if bodies is None else [(body, role) for body in bodies]
