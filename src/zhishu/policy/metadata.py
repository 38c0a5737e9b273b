"""Step 4, metadata: titles, number, authorities and dates of one document, null rather than a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from zhishu.base.dates import add_years, parse_date
from zhishu.base.document_number import DocumentNumber
from zhishu.base.errors import InvalidValueError
from zhishu.base.text import drop_inner_blanks
from zhishu.policy.authorities import (
    authorities_in_lead,
    authorities_in_title,
    is_signature,
    split_authorities,
)
from zhishu.policy.pieces import SOURCE_LINE, Piece
from zhishu.policy.segment import (
    ADDRESSEE,
    HEADER_LINE,
    NUMBER_LINE,
    SIGNED_DATE,
    STRUCTURE,
    Segment,
    is_title,
)

_DAMAGED_NUMBER = re.compile(
    r"(?P<agency>[\u4e00-\u9fff]{2,10})\s*+[〔\[［【（(﹝]?\s*+(?P<year>(?:19|20)\d{2})\s*+[〕\]］】）)﹞]?\s*+(?P<serial>\d{1,4})\s*+(?P<hao>号?)"
)
_DAMAGED_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*+年?\s*+(?P<rest>\d{1,2}\s*+月?\s*+\d{1,2})\s*+日"
)
_PUBLISHED = re.compile(
    r"(?:发布(?:时间|日期)|发文日期|公布日期|生成日期|发表时间|(?<!成文)(?<!印发)(?<!施行)(?<!生效)(?:时间|日期))\s*+[:：|]+\s*+\|?\s*+(?P<date>(?:19|20)\d{2}\s*+[-./年]\s*+\d{1,2}\s*+[-./月]\s*+\d{1,2})"
)
_SOURCE = re.compile(
    r"(?:信息|稿件|文章)?来\s*+源\s*+[:：]\s*+(?P<source>[\u4e00-\u9fffA-Za-z·()（）]{2,30}?)(?=文字|字体|字号|背景|点击|浏览|作者|发布|日期|时间|责任|【|\[|\||\s|$)"
)
_HEADER_CELLS = {
    "index_number": re.compile(
        r"索\s*+引\s*+号\s*+[:：]\s*+\|?\s*+(?P<value>[^|\n]*?)\s{0,30}(?:\||$|\n|(?=信息分类))"
    ),
    "category": re.compile(
        r"(?:信息分类|主题分类|分\s*+类)\s*+[:：]\s*+\|?\s*+(?P<value>[^|\n:：]*?)\s{0,30}(?:\||$|\n)"
    ),
    "validity_printed": re.compile(
        r"(?:是否有效|有\s*+效\s*+性|效力状态)\s*+[:：]\s*+\|?\s*+(?P<value>[^|\n:：]*?)\s{0,30}(?:\||$|\n)"
    ),
    "issuer": re.compile(
        r"(?:发布机构|发文机关|发文单位|制发机关)\s*+[:：]\s*+\|?\s*+(?P<value>[^|\n:：]*?)\s{0,30}(?:\||$|\n)"
    ),
    "number": re.compile(
        r"(?:文\s*+号|发文字号)\s*+[:：]\s*+\|?\s*+(?P<value>[^|\n:：]*?)\s{0,30}(?:\||$|\n)"
    ),
    "signed": re.compile(
        r"(?:成文日期)\s*+[:：]\s*+\|?\s*+(?P<value>[^|\n:：]*?)\s{0,30}(?:\||$|\n)"
    ),
}
_SPLIT_HEAD_DATE = re.compile(r"(?P<month>\d{2})/(?P<day>\d{2})")
_FROM_DATE = re.compile(
    r"自\s*+(?P<date>(?:19|20)\d{2}\s*+年\s*+\d{1,2}\s*+月\s*+\d{1,2}\s*+日)\s*+起?(?:正式)?(?:施行|实施|执行|生效)"
)
_FROM_ISSUE = re.compile(r"自(?:印发|发布|公布)之日起(?:正式)?(?:施行|实施|执行|生效)")
_TO_DATE = re.compile(
    r"(?:有效期(?:限)?(?:至|到|截至)|(?:施行|实施|执行)(?:至|到)|截止(?:至|到)?)\s*+(?P<date>(?:19|20)\d{2}\s*+年\s*+\d{1,2}\s*+月\s*+\d{1,2}\s*+日)"
)
_TO_YEARS = re.compile(r"有效期(?:限)?(?:为)?\s*(?P<years>[一二两三四五六七八九十]|\d{1,2})\s*年")
_NUMERALS = "〇一二三四五六七八九十"


@dataclass
class Found:
    """What is known of one document's identity; `places` has (start, end, confidence) in the clean text."""

    title: str = ""
    other_titles: list[str] = field(default_factory=list)
    document_number: str | None = None
    issuing_authorities: list[str] = field(default_factory=list)
    issued_on: date | None = None
    published_on: date | None = None
    source: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    trial: bool = False
    index_number: str | None = None
    category: str | None = None
    validity_printed: str | None = None
    places: dict[str, tuple[int, int, float]] = field(default_factory=dict)
    # (what, field, start, end, found, restored_to, confidence)
    losses: list[tuple[str, str | None, int, int, str, str | None, float]] = field(
        default_factory=list
    )
    body: list[Piece] = field(default_factory=list)


def tidy(text: str) -> str:
    """Without blanks between Chinese characters or beside their punctuation, half-width too."""
    text = drop_inner_blanks(text)
    text = re.sub(r"(?<=[\u4e00-\u9fff\u3001-\u301f，。；：？！（）])\s+(?=[,;:()])", "", text)
    text = re.sub(r"(?<=[,;:()])\s+(?=[\u4e00-\u9fff《〈“])", "", text)
    return text.strip()


def read_metadata(segment: Segment) -> Found:
    """Identity of a document; what is neither title, number, header nor signature stays as its body."""
    found = Found()
    head, rest = _split_head(segment.pieces)
    _read_header(found, segment, head)
    rest = _read_titles(found, head, rest)
    _read_number(found, head)
    rest = _read_signature(found, rest)
    _read_authorities(found, segment)
    _repair_number(found, head)
    found.body = rest
    found.trial = any("试行" in title for title in [found.title, *found.other_titles])
    _read_validity(found, rest)
    return found


def _split_head(pieces: tuple[Piece, ...]) -> tuple[list[Piece], list[Piece]]:
    """The lines of titles, number and page header before addressees or text begin."""
    head: list[Piece] = []
    for index, piece in enumerate(pieces):
        text = piece.text
        if index and not (
            (is_title(text) and len(head) < 14)
            or _own_number(text)
            or HEADER_LINE.search(text[:40])
            or _PUBLISHED.match(text)
            or SOURCE_LINE.match(text)
            or _SPLIT_HEAD_DATE.fullmatch(text)
            or re.fullmatch(r"(?:19|20)\d{2}", text)
            or re.fullmatch(r"的(?:通知|公告|决定|函)", text)
            or _title_part(pieces, index)
        ):
            return head, list(pieces[index:])
        head.append(piece)
    return head, []


def _title_part(pieces: tuple[Piece, ...], index: int) -> bool:
    """Whether a line is the first half of a title that the next line ends, or bodies before one."""
    text = pieces[index].text
    if len(text) > 60 or ADDRESSEE.match(text) or STRUCTURE.match(text) or text.endswith("。"):
        return False
    if re.search(r"(?:关于印发|转发|印发)", text) and text.rstrip().endswith(("》", "〉")):
        return True
    following = pieces[index + 1].text if index + 1 < len(pieces) else ""
    return (
        len(text) < 40
        and len(following) < 60
        and is_title(text + following)
        and (bool(split_authorities(text)) or re.match(r"关于", following) is not None)
    )


def _own_number(text: str) -> bool:
    return len(text) < 40 and (
        NUMBER_LINE.fullmatch(text) is not None or _DAMAGED_NUMBER.fullmatch(text) is not None
    )


def _join_titles(pieces: list[Piece]) -> list[tuple[str, int, int]]:
    """Titles among head pieces, halves put together."""
    titles: list[tuple[str, int, int]] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if _own_number(piece.text) or HEADER_LINE.match(piece.text):
            at += 1
            continue
        text, end, step = piece.text, piece.end, 1
        while not is_title(text) and at + step < len(pieces) and step < 4:
            following = pieces[at + step]
            if _own_number(following.text) or HEADER_LINE.match(following.text):
                break
            text, end, step = text + " " + following.text, following.end, step + 1
        if at + step < len(pieces) and re.fullmatch(
            r"的(?:通知|公告|决定|函)", pieces[at + step].text
        ):
            text, end, step = text + pieces[at + step].text, pieces[at + step].end, step + 1
        if is_title(text) or not titles:
            titles.append((tidy(text), piece.start, end))
            at += step
        else:
            at += 1
    return titles


def _read_titles(found: Found, head: list[Piece], rest: list[Piece]) -> list[Piece]:
    # A page cut in front may have nothing that looks like a title: its first line stands for it.
    titles = _join_titles(head) or [(tidy(head[0].text), head[0].start, head[0].end)]
    attached, rest = _attached_titles([title for title, _, _ in titles], rest)
    formal = [one for one in titles if re.search(r"的(?:通知|公告|决定|函|通告|批复)$", one[0])]
    chosen = formal[-1] if formal else titles[0]
    found.title = chosen[0]
    found.places["title"] = (chosen[1], chosen[2], 1.0 if formal else 0.9)
    others = [one for one in [*titles, *attached] if one[0] != found.title]
    found.other_titles = list(dict.fromkeys(one[0] for one in others))
    return rest


def _attached_titles(
    known: list[str], rest: list[Piece]
) -> tuple[list[tuple[str, int, int]], list[Piece]]:
    """Titles that stand between a notice's signature and the text it issues; they leave the body."""
    for index, piece in enumerate(rest[:60]):
        if STRUCTURE.match(piece.text):
            break
        signed = SIGNED_DATE.search(piece.text) or _DAMAGED_DATE.fullmatch(piece.text)
        if not (signed and len(piece.text) < 160):
            continue
        at = index + 1
        while at < len(rest) and re.fullmatch(r"[(（].{2,30}[)）]", rest[at].text):
            at += 1
        run: list[Piece] = []
        while at < len(rest) and len(run) < 3 and _may_be_title(rest[at].text):
            run.append(rest[at])
            at += 1
        joined = " ".join(piece.text for piece in run)
        if run and (is_title(joined) or is_title(tidy(joined))):
            titles = [(tidy(joined), run[0].start, run[-1].end)]
            return titles, [piece for piece in rest if piece not in run]
        break
    return [], rest


def _may_be_title(text: str) -> bool:
    return (
        4 <= len(text) <= 60
        and not STRUCTURE.match(text)
        and not text.endswith(("。", ":", "：", ";", "；"))
        and not is_signature(text)
    )


def _read_header(found: Found, segment: Segment, head: list[Piece]) -> None:
    lines = "\n".join(piece.text for piece in head)
    for name in ("index_number", "category", "validity_printed"):
        match = _HEADER_CELLS[name].search(lines)
        if match and match["value"].strip():
            setattr(found, name, match["value"].strip())
    if segment.source is not None:
        place = (segment.source.start, segment.source.end, 1.0)
        if match := SOURCE_LINE.fullmatch(segment.source.text):
            found.published_on = _date_or_none(match["date"])
            found.places["published_on"] = place
        else:
            match = _SOURCE.match(segment.source.text)
        if match and match["source"].strip():
            found.source = match["source"].strip()
            found.places["source"] = place
    for piece in head:
        if found.published_on is None and (match := _PUBLISHED.search(piece.text)):
            found.published_on = _date_or_none(match["date"])
            found.places["published_on"] = (
                piece.start + match.start(),
                piece.start + match.end(),
                1.0,
            )
        if found.source is None and (match := _SOURCE.search(piece.text)):
            found.source = match["source"].strip()
    match = _HEADER_CELLS["signed"].search(lines)
    if match and (day := _date_or_none(match["value"])):
        found.issued_on = day
    _read_split_date(found, head)


def _read_split_date(found: Found, head: list[Piece]) -> None:
    """05/07 on one line, 2019 on the next: how some pages print their date, month first."""
    for piece, following in pairwise(head):
        match = _SPLIT_HEAD_DATE.fullmatch(piece.text)
        if match and re.fullmatch(r"(?:19|20)\d{2}", following.text) and not found.published_on:
            day = _date_or_none(f"{following.text}-{match['month']}-{match['day']}")
            if day is None:
                continue
            found.published_on = day
            found.places["published_on"] = (piece.start, following.end, 0.7)
            if int(match["day"]) <= 12:
                found.losses.append(
                    ("unsure", "published_on", piece.start, following.end,
                     f"{piece.text} {following.text}", day.isoformat(), 0.7)
                )  # fmt: skip


def _date_or_none(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except InvalidValueError:
        return None


def _read_number(found: Found, head: list[Piece]) -> None:
    lines = "\n".join(piece.text for piece in head)
    cell = _HEADER_CELLS["number"].search(lines)
    candidates = [(piece.text, piece) for piece in head if NUMBER_LINE.fullmatch(piece.text)]
    if cell and cell["value"].strip():
        holder = next((piece for piece in head if cell["value"].strip() in piece.text), head[0])
        candidates.insert(0, (cell["value"].strip(), holder))
    for text, piece in candidates:
        try:
            number = DocumentNumber.parse(tidy(re.sub(r"\s", "", text)))
        except InvalidValueError:
            continue
        found.document_number = str(number)
        at = piece.start + max(0, piece.text.find(text))
        found.places["document_number"] = (at, at + len(text), 1.0)
        return


def _repair_number(found: Found, head: list[Piece]) -> None:
    """〔20215 of a document signed in 2021 is 〔2021〕5号: one reading only, else null and a loss."""
    if found.document_number is not None:
        return
    for piece in head:
        match = _DAMAGED_NUMBER.fullmatch(re.sub(r"\s", "", piece.text))
        if match is None or is_title(piece.text):
            continue
        restored = None
        year = (found.issued_on or found.published_on or date(1, 1, 1)).year
        if int(match["year"]) == year:
            restored = f"{match['agency']}〔{match['year']}〕{int(match['serial'])}号"
            found.document_number = restored
            found.places["document_number"] = (piece.start, piece.end, 0.9)
        found.losses.append(
            ("restored" if restored else "lost", "document_number", piece.start, piece.end,
             piece.text, restored, 0.9 if restored else 0.5)
        )  # fmt: skip
        return


def _read_signature(found: Found, rest: list[Piece]) -> list[Piece]:
    """Bodies and day under a notice or at the end; they leave the body."""
    for group in _signature_groups(rest):
        text = " ".join(piece.text for piece in group)
        day, span = _signed_day(found, group)
        names = split_authorities(
            SIGNED_DATE.sub("", _DAMAGED_DATE.sub("", re.sub(r"[(（][^()（）]*[)）]", " ", text)))
        )
        if day is None and not names:
            continue
        if day is not None and (found.issued_on is None):
            found.issued_on = day
            found.places["issued_on"] = (*span, 1.0)
        names = _mend_first(found, names, group)
        if names and not found.issuing_authorities:
            found.issuing_authorities = list(dict.fromkeys(names))
            found.places["issuing_authorities"] = (group[0].start, group[-1].end, 1.0)
        rest = [piece for piece in rest if piece not in group]
        if found.issued_on is not None:
            break
    return rest


def _mend_first(found: Found, names: list[str], group: list[Piece]) -> list[str]:
    """A name that begins with the last character of another lost what stood before: 委某市人民政府."""
    if names and (match := re.match(r"[委局厅府院部](?=[\u4e00-\u9fff]{2,6}[省市县区])", names[0])):
        start, end = group[0].start, group[-1].end
        found.losses.append(
            ("lost", "issuing_authorities", start, end, names[0], None, 0.8)
        )  # fmt: skip
        return [names[0][match.end() :], *names[1:]]
    return names


def _signature_groups(rest: list[Piece]) -> list[list[Piece]]:
    """Runs of signature lines: under the notice (before the first number) first, then at the end."""
    groups: list[list[Piece]] = []
    run: list[Piece] = []
    first_marker = next(
        (i for i, piece in enumerate(rest) if STRUCTURE.match(piece.text)), len(rest)
    )
    for index, piece in enumerate(rest):
        text = re.sub(r"[(（][^()（）]{2,20}[)）]", "", piece.text).strip()
        damaged = _DAMAGED_DATE.fullmatch(text)
        if (text and is_signature(text)) or damaged:
            run.append(piece)
            continue
        if run and (index <= first_marker or index > len(rest) - 4):
            groups.append(run)
        run = []
    if run:
        groups.append(run)
    return groups


def _signed_day(found: Found, group: list[Piece]) -> tuple[date | None, tuple[int, int]]:
    for piece in reversed(group):
        match = SIGNED_DATE.search(piece.text)
        if match and (day := _date_or_none(match.group().replace(" ", ""))):
            return day, (piece.start + match.start(), piece.start + match.end())
        damaged = _DAMAGED_DATE.search(piece.text)
        if damaged:
            readings = _damaged_days(damaged)
            restored = readings[0] if len(readings) == 1 else None
            found.losses.append(
                ("restored" if restored else "lost", "issued_on", piece.start, piece.end,
                 piece.text, restored.isoformat() if restored else None, 0.9)
            )  # fmt: skip
            return restored, (piece.start, piece.end)
    return None, (0, 0)


def _damaged_days(match: re.Match[str]) -> list[date]:
    """Every day that digits without their 年 and 月 may mean."""
    rest = match["rest"]
    if "月" in rest:
        pairs = [tuple(rest.split("月"))]
    else:
        digits = re.sub(r"\s", "", rest)
        pairs = [(digits[:cut], digits[cut:]) for cut in range(1, len(digits))]
    found = set()
    for month, day in pairs:
        if (month.strip().startswith("0") and len(month.strip()) == 1) or (
            day.strip().startswith("0") and len(day.strip()) == 1
        ):
            continue
        try:
            found.add(date(int(match["year"]), int(month), int(day)))
        except ValueError:
            continue
    return sorted(found)


def _read_authorities(found: Found, segment: Segment) -> None:
    if found.issuing_authorities:
        return
    head = "\n".join(piece.text for piece in segment.pieces[:8])
    cell = _HEADER_CELLS["issuer"].search(head)
    if cell and (names := split_authorities(cell["value"])):
        found.issuing_authorities = names
        return
    for title in [found.title, *found.other_titles]:
        if names := authorities_in_title(title):
            found.issuing_authorities = names
            found.places["issuing_authorities"] = found.places["title"]
            return
    for piece in segment.pieces[:8]:
        if names := authorities_in_lead(piece.text[:400]):
            found.issuing_authorities = names
            found.places["issuing_authorities"] = (piece.start, piece.end, 0.8)
            return


def _read_validity(found: Found, body: list[Piece]) -> None:
    for piece in [*body[:3], *body[-6:]]:
        if match := _FROM_DATE.search(piece.text):
            found.effective_from = _date_or_none(re.sub(r"\s", "", match["date"]))
            found.places["effective_from"] = (
                piece.start + match.start(),
                piece.start + match.end(),
                1.0,
            )
        elif _FROM_ISSUE.search(piece.text) and found.effective_from is None:
            found.effective_from = found.issued_on
        if match := _TO_DATE.search(piece.text):
            found.effective_to = _date_or_none(re.sub(r"\s", "", match["date"]))
            found.places["effective_to"] = (
                piece.start + match.start(),
                piece.start + match.end(),
                1.0,
            )
        elif (
            found.effective_to is None
            and found.effective_from
            and (match := _TO_YEARS.search(piece.text))
        ):
            years = match["years"].replace("两", "二")
            count = int(years) if years.isdigit() else _NUMERALS.index(years)
            end = add_years(found.effective_from, count)
            found.effective_to = date.fromordinal(end.toordinal() - 1)
