"""Step 4, metadata: titles, number, authorities and dates of one document, null rather than a guess."""

from __future__ import annotations

import re
from itertools import pairwise

from zhishu.policy.identity.authorities import (
    RED_WORD,
    authorities_in_lead,
    authorities_in_title,
    congress_in,
    explaining_body,
    in_full,
    is_signature,
    split_authorities,
)
from zhishu.policy.identity.force import read_force
from zhishu.policy.identity.found import Found as Found
from zhishu.policy.identity.found import date_or_none
from zhishu.policy.identity.found import tidy as tidy
from zhishu.policy.identity.headers import Cell, day_in, is_header_line, read_cells
from zhishu.policy.identity.numbers import (
    agency_of_order,
    is_number_line,
    read_number,
    repair_number,
)
from zhishu.policy.identity.segment import Segment
from zhishu.policy.identity.signature import is_damaged_date, is_lost_date, read_signature
from zhishu.policy.identity.titles import NOTICE_END, REGISTRATION, clean_title, is_title, title_run
from zhishu.policy.text.furniture import ENTRY_LABEL
from zhishu.policy.text.marking import ADDRESSEE, ADDRESSEES_ONLY, SIGNED_DATE, STRUCTURE
from zhishu.policy.text.pieces import SOURCE_LINE, Piece

_SPLIT_HEAD_DATE = re.compile(r"(?P<month>\d{2})/(?P<day>\d{2})")
# 某市科学技术局文件: the red head of a sheet names who issues it.
_RED_HEAD = re.compile(r"(?P<names>[\u4e00-\u9fff\s\u3000、]{4,80}?)文件")
_PRINTED_ON = re.compile(r"(?P<date>(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)\s?印发")
_NOTE = re.compile(r"[(（](?P<words>.{2,90})[)）]")
_ANNEX_MARK = re.compile(r"附\s{0,4}件?\s{0,4}\d{0,2}\s{0,4}[:：]?")
# 荆门晚报 记者 李小舟: who wrote a piece of news, and for which paper.
_BYLINE = re.compile(
    r"(?P<paper>[\u4e00-\u9fff]{2,14}(?:报|网|社|台|在线|客户端|融媒体中心|发布))?\s{0,4}(?:本报|见习)?(?:记者|通讯员)[\s:：]"
)
# 某市市场监督管理局　2023-12-11: who put a text on the page, and when.
_DATED_NAMES = re.compile(
    r"(?P<names>[\u4e00-\u9fff、\s]{4,80}?)\s{1,8}(?P<date>(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2})(?:\s\d{1,2}:\d{2})?"
)
# Whom to ask stands behind the text, unless a clause is about it.
_CONTACT = re.compile(
    r"(?:联\s?系\s?人|联系(?:电话|方式)|咨询(?:电话|热线|人)?|解读人|受理电话|监督电话|举报电话|招商专线|服务热线|客服|热线|电话|邮箱|地址)\s{0,4}[:：]"
)
_EDITOR = re.compile(r"\s{1,8}(?:责编|责任编辑|编辑|审核|校对)[:：].{0,60}$")
_CLOSING = re.compile(r"特此(?:通知|公告|通告|函告|函复|批复|报告)[。.]?")
_LONGEST_HEAD = 20
# A row of a table, the mark of a page that another goes before, a line without a word of Chinese: no title.
_ROW_OR_MARK = re.compile(r"\s\|\s|\t|[\[【](?:接|转|续)[上下]?页[\]】]|^[^\u4e00-\u9fff]{1,200}$")


def read_metadata(segment: Segment) -> Found:
    """Identity of a document; what is neither title, number, header nor signature stays as its body."""
    found = Found()
    head, rest = _split_head(segment.pieces)
    _read_header(found, segment, head)
    rest = _read_titles(found, head, rest)
    read_number(found, head)
    rest = read_signature(found, _without_notes_at_end(rest))
    rest = _read_day_of_printing(found, rest)
    _read_note(found, head)
    rest = _without_closing(_without_notes_at_end(rest))
    _read_authorities(found, segment, head)
    _read_byline(found, head)
    repair_number(found, head)
    found.body = rest
    found.trial = any(re.search("试行|暂行", title) for title in [found.title, *found.other_titles])
    read_force(found, rest)
    return found


def _read_day_of_printing(found: Found, rest: list[Piece]) -> list[Piece]:
    """2024年3月15日印发 under a text that nobody signed is its day."""
    match = _PRINTED_ON.fullmatch(rest[-1].text) if rest else None
    if match is None:
        return rest
    if found.issued_on is None:
        found.issued_on = date_or_none(match["date"])
        found.places["issued_on"] = (rest[-1].start, rest[-1].end, 0.8)
    return rest[:-1]


def _split_head(pieces: tuple[Piece, ...]) -> tuple[list[Piece], list[Piece]]:
    """The lines of titles, number and page header before addressees or text begin."""
    at = 0
    while at < len(pieces) and at < _LONGEST_HEAD:
        text = pieces[at].text
        run = title_run(pieces, at)
        if run:
            at += run
            continue
        addressed = ADDRESSEE.match(text) or ADDRESSEES_ONLY.fullmatch(text)
        if (at or addressed) and not _is_head_line(text):
            break
        at += 1
    return list(pieces[:at]), list(pieces[at:])


def _is_head_line(text: str) -> bool:
    return (
        is_number_line(text)
        or is_header_line(text)
        or SOURCE_LINE.match(text) is not None
        or _SPLIT_HEAD_DATE.fullmatch(text) is not None
        or re.fullmatch(r"(?:19|20)\d{2}", text) is not None
        or _is_red_head(text)
        or ENTRY_LABEL.fullmatch(text) is not None
        or REGISTRATION.fullmatch(text) is not None
        or (len(text) < 100 and (_BYLINE.match(text) is not None or is_signature(text)))
        or _DATED_NAMES.fullmatch(text) is not None
        or is_lost_date(text)
        or (len(text) < 100 and _NOTE.fullmatch(text) is not None and not STRUCTURE.match(text))
        or RED_WORD.fullmatch(text) is not None
        or re.fullmatch(r"的(?:通知|公告|决定|函)", text) is not None
    )


def _is_red_head(text: str) -> bool:
    match = _RED_HEAD.fullmatch(text)
    return match is not None and bool(split_authorities(match["names"]))


def _titles_in(head: list[Piece]) -> list[tuple[str, int, int]]:
    """Titles among head pieces as printed, halves put together."""
    titles: list[tuple[str, int, int]] = []
    at = 0
    while at < len(head):
        run = title_run(head, at)
        if run:
            printed = " ".join(piece.text for piece in head[at : at + run])
            titles.append((clean_title(printed), head[at].start, head[at + run - 1].end))
        at += run or 1
    return titles


def _read_titles(found: Found, head: list[Piece], rest: list[Piece]) -> list[Piece]:
    titles = _titles_in(head)
    attached, rest = _attached_titles(rest)
    if attached:
        found.attached_at = attached[0][1]
    if not titles and not attached:
        # A page cut in front may have nothing that looks like a title: its first line stands for it.
        first = next(
            (
                piece
                for piece in head
                if not is_header_line(piece.text) and not is_number_line(piece.text)
            ),
            (head or rest)[0],
        )
        if _is_no_title(first.text):
            # Cut in front: it has no title, and its first words are text.
            found.places["title"] = (first.start, first.start, 0.5)
            gone = [piece for piece in head if piece is first]
            return [*gone, *rest] if not re.match("…", first.text) else rest
        titles = [(clean_title(first.text), first.start, first.end)]
    candidates = titles or attached
    formal = [one for one in candidates if NOTICE_END.search(one[0])]
    chosen = formal[-1] if formal else candidates[0]
    found.printed_title = chosen[0]
    found.title = tidy(chosen[0])
    found.places["title"] = (chosen[1], chosen[2], 1.0 if formal else 0.9)
    others = [tidy(one[0]) for one in [*titles, *attached]]
    found.other_titles = list(dict.fromkeys(one for one in others if one != found.title))
    return rest


def _is_no_title(text: str) -> bool:
    """Whether a page's first line is a part of its text or a mark that something is missing."""
    return (
        STRUCTURE.match(text) is not None
        or re.match(r"[…（(]|\.{3}", text) is not None
        or text.endswith(("。", "；", ";"))
        or _ROW_OR_MARK.search(text) is not None
    )


def _attached_titles(rest: list[Piece]) -> tuple[list[tuple[str, int, int]], list[Piece]]:
    """Titles that stand between a notice's signature and the text it issues; they leave the body."""
    numbered = False
    for index, piece in enumerate(rest[:120]):
        numbered = numbered or STRUCTURE.match(piece.text) is not None
        signed = (
            (SIGNED_DATE.search(piece.text) and is_signature(piece.text))
            or is_damaged_date(piece.text)
            or is_lost_date(piece.text)
        )
        if not signed:
            continue
        at = index + 1
        while at < len(rest) and (
            re.fullmatch(r"[(（].{2,80}[)）]", rest[at].text)
            or _ANNEX_MARK.fullmatch(rest[at].text)
        ):
            at += 1
        if at >= len(rest):
            break
        # Behind numbered paragraphs only what is marked as an annex is one.
        if numbered and not _ANNEX_MARK.fullmatch(rest[at - 1].text):
            continue
        run = title_run(rest, at)
        if not run and _announced(rest[at].text, rest[:index]):
            run = 1
        if run:
            printed = clean_title(" ".join(one.text for one in rest[at : at + run]))
            end = at + run
            while (
                end < len(rest)
                and (is_number_line(rest[end].text) or _NOTE.fullmatch(rest[end].text))
                and not STRUCTURE.match(rest[end].text)
            ):
                end += 1
            titles = [(printed, rest[at].start, rest[at + run - 1].end)]
            more, behind = _further_annexes(rest[end:])
            return [*titles, *more], [*rest[: index + 1], *behind]
    return [], rest


def _further_annexes(
    rest: list[Piece],
) -> tuple[list[tuple[str, int, int]], list[Piece]]:
    """The titles under 附件2 and so on; they and their marks leave the body."""
    titles: list[tuple[str, int, int]] = []
    kept: list[Piece] = []
    at = 0
    while at < len(rest):
        marked = _ANNEX_MARK.fullmatch(rest[at].text) is not None and at + 1 < len(rest)
        run = title_run(rest, at + 1) if marked else 0
        if run:
            printed = clean_title(" ".join(one.text for one in rest[at + 1 : at + 1 + run]))
            titles.append((printed, rest[at + 1].start, rest[at + run].end))
            at += 1 + run
        else:
            kept.append(rest[at])
            at += 1
    return titles, kept


def _announced(text: str, before: list[Piece]) -> bool:
    """Whether the notice names a text by these words: 现将《…》印发给你们."""
    bare = tidy(text)
    return 4 <= len(bare) <= 60 and any(f"《{bare}》" in tidy(piece.text) for piece in before)


def _without_notes_at_end(rest: list[Piece]) -> list[Piece]:
    """The body without the lines in brackets, and the dots, that a page adds behind its last sentence."""
    end = len(rest)
    while end > 1 and _is_note_at_end(rest[end - 1].text):
        above = rest[end - 2].text
        if _CONTACT.match(rest[end - 1].text) and STRUCTURE.match(above) and len(above) < 20:
            break
        end -= 1
    return rest[:end]


def _is_note_at_end(text: str) -> bool:
    words = _EDITOR.sub("", text)
    if len(text) < 120 and _CONTACT.match(text):
        return True
    if re.fullmatch("…{1,4}|[.。]{3,12}", words):
        return True
    return (
        _NOTE.fullmatch(words) is not None
        and not STRUCTURE.match(words)
        and not re.search("负责|责任(?!编)|牵头|配合", words)
    )


def _without_closing(rest: list[Piece]) -> list[Piece]:
    """The body without 特此通知 behind its last numbered paragraph; of a bare notice it is a part."""
    numbered = any(STRUCTURE.match(piece.text) for piece in rest[:-1])
    return rest[:-1] if numbered and _CLOSING.fullmatch(rest[-1].text) else rest


def _read_header(found: Found, segment: Segment, head: list[Piece]) -> None:
    if segment.source is not None:
        place = (segment.source.start, segment.source.end, 1.0)
        if match := SOURCE_LINE.fullmatch(segment.source.text):
            found.published_on = date_or_none(match["date"])
            found.places["published_on"] = place
            source = match["source"].strip()
        else:
            closing = read_cells(segment.source.text)
            source = next((one.value for one in closing if one.name == "source"), "")
        if source:
            found.source = source
            found.places["source"] = place
    cells = [
        (piece, cell)
        for piece in head
        if is_header_line(piece.text) or SOURCE_LINE.match(piece.text)
        for cell in read_cells(piece.text)
    ]
    _take_days(found, cells)
    for piece, cell in cells:
        if not cell.value:
            continue
        if cell.name == "source" and found.source is None:
            found.source = cell.value
            found.places["source"] = _place(piece, cell)
        elif cell.name == "index_number" and found.index_number is None:
            found.index_number = cell.value
        elif cell.name == "category" and found.category is None:
            found.category = cell.value
        elif cell.name == "validity" and found.validity_printed is None:
            found.validity_printed = cell.value
    _read_split_date(found, head)


def _place(piece: Piece, cell: Cell) -> tuple[int, int, float]:
    return piece.start + cell.start, piece.start + cell.end, 1.0


def _take_days(found: Found, cells: list[tuple[Piece, Cell]]) -> None:
    """Of several days the one printed as that of publishing goes before that of making the page."""
    for name in ("published", "day", "source", "generated"):
        for piece, cell in cells:
            if found.published_on is not None or cell.name != name:
                continue
            value = piece.text[cell.start :] if name == "source" else cell.value
            printed = day_in(value[:60])
            if printed and (day := date_or_none(printed)):
                found.published_on = day
                found.places["published_on"] = _place(piece, cell)
    for piece, cell in cells:
        day = date_or_none(day_in(cell.value) or "") if cell.name == "signed" else None
        if day is not None:
            found.issued_on = day
            found.places["issued_on"] = _place(piece, cell)


def _read_split_date(found: Found, head: list[Piece]) -> None:
    """05/07 on one line, 2019 on the next: how some pages print their date, month first."""
    for piece, following in pairwise(head):
        match = _SPLIT_HEAD_DATE.fullmatch(piece.text)
        if match and re.fullmatch(r"(?:19|20)\d{2}", following.text) and not found.published_on:
            day = date_or_none(f"{following.text}-{match['month']}-{match['day']}")
            if day is None:
                continue
            found.published_on = day
            found.places["published_on"] = (piece.start, following.end, 0.7)
            if int(match["day"]) <= 12:
                found.losses.append(
                    ("unsure", "published_on", piece.start, following.end,
                     f"{piece.text} {following.text}", day.isoformat(), 0.7)
                )  # fmt: skip


def _read_note(found: Found, head: list[Piece]) -> None:
    """（2022年9月30日某某人民代表大会常务委员会第三十七次会议通过）: who passed it, and when."""
    for piece in head:
        if is_lost_date(piece.text) and found.issued_on is None:
            found.losses.append(
                ("lost", "issued_on", piece.start, piece.end, piece.text, None, 0.9)
            )  # fmt: skip
        match = _NOTE.fullmatch(piece.text)
        if match is None:
            continue
        days = list(SIGNED_DATE.finditer(match["words"]))
        if days and found.issued_on is None and (day := date_or_none(days[0].group())):
            found.issued_on = day
            found.places["issued_on"] = (piece.start, piece.end, 0.9)
        body = congress_in(SIGNED_DATE.sub("", match["words"]))
        if body and not found.issuing_authorities:
            found.issuing_authorities = [body]
            found.places["issuing_authorities"] = (piece.start, piece.end, 0.9)


def _read_byline(found: Found, head: list[Piece]) -> None:
    """The paper of a piece of news, and names with a day under a title."""
    for piece in head:
        if match := _BYLINE.match(piece.text):
            if match["paper"] and found.source is None:
                found.source = match["paper"]
                found.places["source"] = (piece.start, piece.start + match.end("paper"), 0.9)
            continue
        if match := _DATED_NAMES.fullmatch(piece.text):
            if found.published_on is None:
                found.published_on = date_or_none(match["date"])
                found.places["published_on"] = (piece.start, piece.end, 0.9)
            names = split_authorities(match["names"])
        elif is_signature(piece.text) and not is_title(piece.text):
            names = split_authorities(SIGNED_DATE.sub("", piece.text))
            day = SIGNED_DATE.search(piece.text)
            if day and found.issued_on is None:
                found.issued_on = date_or_none(day.group())
                found.places["issued_on"] = (piece.start, piece.end, 0.9)
        else:
            continue
        if names and not found.issuing_authorities:
            found.issuing_authorities = names
            found.places["issuing_authorities"] = (piece.start, piece.end, 0.9)


def _read_authorities(found: Found, segment: Segment, head: list[Piece]) -> None:
    whole = "\n".join(piece.text for piece in segment.pieces[:12])
    if not found.issuing_authorities:
        names, place = _other_authorities(found, segment, head)
        if names:
            found.issuing_authorities = names
            found.places["issuing_authorities"] = place
    found.issuing_authorities = in_full(found.issuing_authorities, whole)


def _other_authorities(
    found: Found, segment: Segment, head: list[Piece]
) -> tuple[list[str], tuple[int, int, float]]:
    """Where nothing is signed: the title, the number of an order, the sheet's head, the page's cells, a lead."""
    title = found.places["title"]
    for one in [found.printed_title, *found.other_titles]:
        if names := authorities_in_title(one):
            return names, title
    if agency := agency_of_order(found.document_number):
        return [agency], found.places["document_number"]
    for piece in head:
        match = _RED_HEAD.fullmatch(piece.text)
        if match and (names := split_authorities(match["names"])):
            return names, (piece.start, piece.end, 0.9)
    red = next((i for i, one in enumerate(head) if RED_WORD.fullmatch(one.text)), 0)
    if names := [name for piece in head[:red] for name in split_authorities(piece.text)]:
        return names, (head[0].start, head[red].end, 0.9)
    for piece in head:
        for cell in read_cells(piece.text):
            if cell.name == "issuer" and (names := split_authorities(cell.value)):
                return names, _place(piece, cell)
    explains = re.search("解读|问答|解答", found.title) is not None
    # An explanation's lead tells who made what it explains.
    for piece in () if explains else segment.pieces[:8]:
        if names := authorities_in_lead(piece.text[:400]):
            return names, (piece.start, piece.end, 0.8)
    if explains:
        for piece in segment.pieces[-8:]:
            if name := explaining_body(piece.text):
                return [name], (piece.start, piece.end, 0.8)
    return [], title
