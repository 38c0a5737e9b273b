"""Step 6, citations: which documents a clause names, by title and number, and why.

Basis is what a text rests on when it is made: behind 根据 and its like where the sentence goes on to make
something, or in the words before the first number and in the first article. 按照《…》处理 further down applies
a text and only mentions it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zhishu.base.document_number import DocumentNumber
from zhishu.base.errors import InvalidValueError
from zhishu.policy.document import Relation
from zhishu.policy.identity.found import tidy

_BRACKETED = r"[\u4e00-\u9fff]{2,14}\s*+[〔\[［【﹝(（]\s*+(?:19|20)\d{2}\s*+[〕\]］】﹞)）]?\s*+第?\s*+\d{1,4}\s*+号"
_ORDER = r"[\u4e00-\u9fff]{2,22}(?:令|公告|通告)\s*+(?:(?:19|20)\d{2}\s*+年\s*+)?第\s*+[\d一二三四五六七八九十百]{1,5}\s*+号"
_STANDARD = r"(?:GB|DB|NY|SB|ISO)[A-Z0-9/]{0,6}\s?\d{1,6}(?:\.\d{1,3})?[-—－–]\d{4}"
# Behind a title: its number in brackets, other words may follow in them (以下简称《办法》).
_NUMBER = re.compile(
    rf"(?<!\s)\s*+[(（]\s*+(?P<number>{_BRACKETED}|{_ORDER}|{_STANDARD})(?=\s*+(?:文件?|公布|发布|印发|修订|修正)?\s*+[)）,，、;；])"
)
_TITLED = re.compile(r"《(?P<title>[^《》]{1,80}(?:〈[^〈〉]{1,60}〉[^《》]{0,30})?)》")
_INSIDE = re.compile(r"》[（(][^（）()]{1,50}[，,、]$")
_CLOSING = re.compile(r"[^()（）]{0,60}[)）]")
# A document named by its number alone: 海关总署公告2015年第51号.
_BARE = re.compile(
    r"(?<![\u4e00-\u9fff])(?P<number>[\u4e00-\u9fff]{2,16}(?:令|公告|通告)\s*+(?:(?:19|20)\d{2}\s*+年\s*+)?第\s*+\d{1,4}\s*+号)"
    r"|(?P<bracketed>[\u4e00-\u9fff]{2,10}[〔\[［【﹝](?:19|20)\d{2}[〕\]］】﹞]第?\d{1,4}号)"
)
# What stands glued before a number: 按鄂财绩发…, 对照内市监…
_CUE_WORDS = re.compile(
    r"[\u4e00-\u9fff]{0,12}(?:根据|依据|按照|依照|参照|对照|遵照|关于|落实|贯彻|执行|废止|印发|转发|现行|以及|[按照与及据即原见将由])"
)
_DAMAGED = re.compile(
    r"(?P<agency>[\u4e00-\u9fff]{2,12})[〔\[［【﹝(（](?P<year>(?:19|20)\d{2})(?P<serial>\d{1,4})号"
)
_SHORT_NAME = re.compile(r"(?:以下)?(?:统一)?简称[:：]?\s{0,4}(?:为)?《([^《》]{1,30})》")
# A kind alone is no title: 《办法》, 《若干意见》.
_KINDS = re.compile(
    r"(?:本|该|若干|实施|管理|暂行|工作|行动)?(?:通知|意见|办法|方案|规划|纲要|条例|规定|细则|决定|措施|计划|公告|通告|指引|指南|规则|政策|章程|要点)"
)
# Papers that are handed in or given out are no documents that a text cites.
_PAPER = re.compile(
    r"(?:证书|登记证|许可证|资格证|执业证|营业执照|申请表|申报表|审批表|登记表|申报书|申请书|承诺书|委托书|合同|协议书?|证明|收据|票据|通知单)$"
)
_REPEALED_BEHIND = re.compile(
    r"(?:(?!决定)[^。；;《]){0,30}?(?:同时|同步|自行|即行|自动|相应|一并|予以)?(?:废止|失效|停止执行|停止施行|不再执行|停止使用)"
)
_REPEALED_BEFORE = re.compile(r"(?:废止|停止执行)(?:了|原)?$")
_REVISED_BEHIND = re.compile(
    r"[^。；;《》，,]{0,16}?(?:进行了?|作了?|作出|作|予以|加以)(?:如下|全面|部分)?(?:修订|修改|修正)|[^。；;《》，,]{0,12}修改为"
)
_REVISED_BEFORE = re.compile(r"(?:修订|修改|修正)(?:了|后的|完善|印发)?(?:原)?$")
_REWORDED_BEHIND = re.compile(r"[^。；;《]{0,60}?(?:修改为|改为|删去|删除|增加一)")
_INTERPRETS_BEFORE = re.compile(r"(?:解读|解释|起草说明)(?:了|为)?$")
_INTERPRETS_BEHIND = re.compile(r"[^。；;《]{0,30}?(?:作出|作|进行|予以)(?:如下)?解读")
_STRONG_CUE = re.compile(r"根据|依据")
_WEAK_CUE = re.compile(r"按照|依照|参照|遵照|按(?!时|期|月|年|季|比例|规定)")
# 按照《…》和《…》的安排，…: what follows rests on them; 按照《…》处理 applies them.
_ARRANGED = re.compile(
    r"[和、及与以]{0,3}(?:[（(][^（）()]{0,60}[)）])?[和、及与以]{0,3}(?:第[一二三四五六七八九十]{1,3}[章条节])?的?(?:有关|相关)?(?:安排|要求|部署|精神)"
)
_APPLIED = r"[^，,。]{0,12}(?:处理|处罚|办理|办结|执行$)"
_PURPOSE_CUE = re.compile(r"(?:贯彻|落实|实施|对照|执行)")
_FOR = re.compile(r"(?:^|[，,。；;、\s])为了?[^。；;]{0,120}$|^为")
_MAKES = re.compile(
    r"制定|编制|制订|特制|提出|修订|印发|现就|现将|现对|现提|决定|通知如下|公告如下|通告如下|意见如下|方案如下|措施如下|现启动|拟定|出台|组织实施|组织开展|开展"
)
_SPIRIT_BEHIND = re.compile(r"(?:文件)?的?(?:有关|相关)?(?:精神|要求|部署|任务|目标)")


@dataclass(frozen=True)
class FoundCitation:
    """A citation and its place in the clean text; one by number alone has no title."""

    title: str
    document_number: str | None
    relation: Relation
    start: int
    end: int
    short: bool = False
    # What is printed where the number had to be restored.
    damaged: str | None = None


def short_names(text: str) -> dict[str, tuple[str, str | None]]:
    """The names that a text gives to others for short, with title and number: 《…》（以下简称《办法》）."""
    names: dict[str, tuple[str, str | None]] = {}
    for match in _SHORT_NAME.finditer(text):
        before = list(_TITLED.finditer(text, max(0, match.start() - 200), match.start()))
        if before:
            number = _NUMBER.match(text, before[-1].end())
            names.setdefault(
                tidy(match.group(1)),
                (
                    tidy(before[-1]["title"]),
                    read_cited_number(number["number"]) if number else None,
                ),
            )
    return names


def explained_title(title: str) -> str | None:
    """What an explanation explains: 《…》政策解读, 《…》问答."""
    match = re.match(
        r"(?:关于)?《(?P<title>.{3,80})》(?:的)?(?:政策|热点|有关|相关)?(?:解读|问答|解答|说明|答记者问)",
        title,
    )
    return match["title"] if match else _explained_plain(title)


def _explained_plain(title: str) -> str | None:
    match = re.fullmatch(r"(?:一图读懂|图解|解读)[:：]?\s{0,4}《(?P<title>[^《》]{3,80})》", title)
    return match["title"] if match else None


def explains(title: str, cited: str) -> bool:
    """Whether a cited document is what an explanation's title is about: 某市…政策解读 of 《某市…办法》."""
    match = re.match(
        r"(?:关于)?(?P<stem>[\u4e00-\u9fff]{6,40}?)(?:的)?(?:政策|热点)?(?:解读|问答|解答|说明|答记者问)",
        title,
    )
    return match is not None and match["stem"] in cited


def implemented_title(title: str) -> str | None:
    """What a text is made to carry out by its own title: 关于贯彻落实《…》的实施意见."""
    match = re.search(
        r"(?:贯彻|落实|实施|执行)(?:落实|实施|执行)?《(?P<title>[^《》]{3,80})》", title
    )
    return match["title"] if match else None


def find_citations(
    text: str,
    start: int,
    end: int,
    *,
    opening: bool = False,
    article: bool = False,
    listed: Relation | None = None,
    short: Mapping[str, tuple[str, str | None]] | None = None,
) -> list[FoundCitation]:
    """The documents named between two places: titles in 《》, outermost ones only, and numbers without a title.

    opening: the passage is before the first number or the first article, where 根据 says the basis; article:
    it is a later article, where it does not; listed: why a heading above lists documents (废止的文件); short:
    names for short with what they stand for.
    """
    found: list[FoundCitation] = []
    known = short or {}
    depth, opened = 0, 0
    place = _Place(text, start, end, opening, article, listed)
    for match in re.finditer("[《》]", text[start:end]):
        at = start + match.start()
        if match.group() == "《":
            if depth == 0:
                opened = at
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and at > opened + 1:
                title = tidy(text[opened + 1 : at])
                if title in known:
                    found.append(_shortened(place, opened, at, known[title]))
                elif len(title) > 2 and not _KINDS.fullmatch(title) and not _PAPER.search(title):
                    found.append(_citation(place, opened, at, title))
    found.extend(_by_number(place, found))
    return sorted(found, key=lambda one: one.start)


@dataclass(frozen=True)
class _Place:
    """The passage that is read, and where in its document it stands."""

    text: str
    start: int
    end: int
    opening: bool
    article: bool
    listed: Relation | None


def _shortened(
    place: _Place, opened: int, closed: int, full: tuple[str, str | None]
) -> FoundCitation:
    relation = _relation(place, opened, closed + 1)
    return FoundCitation(full[0], full[1], relation, opened, closed + 1, short=True)


def _citation(place: _Place, opened: int, closed: int, title: str) -> FoundCitation:
    number, damaged, stop = None, None, closed + 1
    match = _NUMBER.match(place.text, closed + 1, place.end)
    if match:
        number = read_cited_number(match["number"])
        damaged = match["number"] if _is_damaged(match["number"]) else None
        stop = match.end()
    closing = _CLOSING.match(place.text, stop, place.end) if match else None
    relation = _relation(place, opened, closing.end() if closing else stop)
    return FoundCitation(title, number, relation, opened, stop, damaged=damaged)


def _is_damaged(printed: str) -> bool:
    return _DAMAGED.fullmatch(re.sub(r"\s", "", printed)) is not None


def read_cited_number(printed: str) -> str | None:
    """A cited 文号 as it is stored; one whose closing bracket is lost has one reading, for a year has four digits."""
    bare = re.sub(r"\s", "", printed)
    if match := _DAMAGED.fullmatch(bare):
        return f"{match['agency']}〔{match['year']}〕{int(match['serial'])}号"
    try:
        return str(DocumentNumber.parse(bare))
    except InvalidValueError:
        if re.fullmatch(_STANDARD, bare):
            return printed.strip()
        return bare if re.fullmatch(_ORDER.replace(r"\s*+", ""), bare) else None


def _by_number(place: _Place, titled: list[FoundCitation]) -> list[FoundCitation]:
    found = []
    for match in _BARE.finditer(place.text, place.start, place.end):
        if any(one.start <= match.start() < one.end for one in titled):
            continue
        printed = match.group()
        cue = _CUE_WORDS.match(printed)
        at = match.start() + (cue.end() if cue else 0)
        number = read_cited_number(place.text[at : match.end()])
        if number is None or len(number) < 7:
            continue
        # In a title's bracket a second number is another document, which changed the first.
        inside = _INSIDE.search(place.text[max(place.start, at - 60) : at]) is not None
        relation = "mentions" if inside else _relation(place, at, match.end())
        found.append(FoundCitation("", number, relation, at, match.end()))
    return found


def _relation(place: _Place, opened: int, stop: int) -> Relation:
    """Why a document is named, from the words of its sentence before and behind it."""
    text = place.text
    before = re.split("[。；;]", text[max(place.start, opened - 240) : opened])[-1]
    before = before.rpartition("\n")[2]
    behind = re.split("[。；;\n]", text[stop : min(place.end, stop + 300)])[0]
    near = re.sub(
        r"《[^《》]{0,80}》(?:[（(][^（）()]{0,60}[)）])?[、和及与以]{0,2}|原$", "", before
    )
    if _is_repealed(near, behind):
        return "repeals"
    if _REVISED_BEFORE.search(near) or _REVISED_BEHIND.match(behind):
        return "revises"
    if re.search("[将把]$", near) and _REWORDED_BEHIND.match(behind):
        return "revises"
    if _INTERPRETS_BEFORE.search(near) or _INTERPRETS_BEHIND.match(behind):
        return "interprets"
    if place.listed is not None and not near.strip():
        return place.listed
    sequel = re.sub(r"《[^《》]{0,80}》", "", behind)
    if not re.match(_APPLIED, sequel) and _is_basis(place, before, sequel):
        return "basis"
    if _PURPOSE_CUE.search(before) and _SPIRIT_BEHIND.match(behind):
        return "implements"
    return "mentions"


def _is_basis(place: _Place, before: str, sequel: str) -> bool:
    makes = _MAKES.search(sequel) is not None
    if before.endswith("对照") and not _ARRANGED.match(sequel):
        return False
    if _PURPOSE_CUE.search(before) and makes and (_FOR.search(before) or place.opening):
        return True
    if place.article:
        return False
    if _STRONG_CUE.search(before):
        return True
    if _WEAK_CUE.search(before) and place.opening:
        return True
    return _ARRANGED.match(sequel) is not None and (
        _WEAK_CUE.search(before) is not None or "对照" in before
    )


def _is_repealed(near: str, behind: str) -> bool:
    if _REPEALED_BEFORE.search(near):
        return True
    rest = re.sub(r"《[^《》]{0,80}》(?:[（(][^（）()]{0,60}[)）])?", "", behind)
    return _REPEALED_BEHIND.match(rest) is not None and not re.match("不予?废止", rest)
