"""Step 3, documents: where on a page one document ends and the next begins.

Every line that looks like a title is a candidate; it is scored by what stands before it (a source
line, a signature with its date) and behind it (a 文号, addressees), and against being the title of
what the notice before it issues.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishu.base.text import inner_title
from zhishu.policy.pieces import SOURCE_LINE, Piece, is_furniture

_TITLE_KIND = r"(?:通知|意见|办法|方案|规划|纲要|条例|规定|细则|决定|措施|计划|公告|通告|批复|函|指引|指南|规则|准则|清单|要点|工作安排|制度|标准|章程|政策)"
TITLE = re.compile(
    rf"(?=.{{6,90}}$)(?:【[^】]{{1,12}}】)?[^。；;！!？?]*?{_TITLE_KIND}(?:[(（][^()（）]{{1,24}}[)）]|[》〉”\s])*(?:的(?:通知|公告|决定|函|通告|批复|意见))?$"
)
_NOTICE = re.compile(r"的(?:通知|公告|决定|函|通告|批复)$")
NUMBER_LINE = re.compile(
    r"[\u4e00-\u9fff]{2,12}\s*+[〔\[［【（(﹝]\s*+(?:19|20)\d{2}\s*+[〕\]］】）)﹞]?\s*+(?:第)?\s*+\d{1,4}\s*+号?"
)
SIGNED_DATE = re.compile(
    r"(?:(?:19|20)\d{2}\s*+年\s*+\d{1,2}\s*+月\s*+\d{1,2}\s*+日|[二一][〇零○O0oＯ九][〇零○O0oＯ一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
STRUCTURE = re.compile(
    r"第[一二三四五六七八九十百零〇]+[章条]|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)"
)
HEADER_LINE = re.compile(
    r"(?:索\s*+引\s*+号|信息分类|主题分类|发布机构|发文机关|发文单位|制发机关|生成日期|成文日期|发布日期|发布时间|公布日期|文\s*+号|发文字号|"
    r"是否有效|有\s*+效\s*+性|效力状态|名\s*+称|标\s*+题|信息来源|来\s*+源|主题词|公开方式|公开形式|公开时限|体裁分类|组配分类|信息名称)\s*+[:：]"
)
ADDRESSEE = re.compile(r"^(?:各|市|省|县|区|国务院|有关|相关)[^。]{2,260}[:：]$")
_THRESHOLD = 3.0


@dataclass(frozen=True)
class Segment:
    """The pieces of one document, and the source line that closed it."""

    pieces: tuple[Piece, ...]
    source: Piece | None = None


def is_title(text: str) -> bool:
    """Whether a line has the shape of an official document's title."""
    return TITLE.match(text) is not None and not text.endswith(("：", ":"))


def split_documents(pieces: list[Piece]) -> list[Segment]:
    """The documents of a page, in order; pieces before the first title that lead to none are dropped."""
    body, last_source = _without_tail(pieces)
    kept = [piece for piece in body if not is_furniture(piece.text)]
    starts = [index for index, piece in enumerate(kept) if _score(kept, index) >= _THRESHOLD]
    if not starts:
        starts = [next((i for i, piece in enumerate(kept) if is_title(piece.text)), 0)]
    starts = [_with_header(kept, start) for start in starts]
    segments: list[Segment] = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(kept)
        body = kept[start:end]
        source = next((piece for piece in body if SOURCE_LINE.fullmatch(piece.text)), None)
        if source is not None:
            body = body[: body.index(source)] or body
        if sum(len(piece.text) for piece in body) >= 12:
            segments.append(
                Segment(tuple(body), source or (last_source if end == len(kept) else None))
            )
    return segments


def _with_header(pieces: list[Piece], start: int) -> int:
    """The first of the page-header lines right above a title: 索引号, 发文机关, 发布时间, 来源."""
    while (
        start
        and HEADER_LINE.match(pieces[start - 1].text)
        and not SOURCE_LINE.fullmatch(pieces[start - 1].text)
    ):
        start -= 1
    return start


def _without_tail(pieces: list[Piece]) -> tuple[list[Piece], Piece | None]:
    """The pieces without the page's tail, and the source line at its beginning.

    What follows the first furniture behind the last numbered paragraph or signature is about the
    site, not of a document.
    """
    last = max(
        (
            index
            for index, piece in enumerate(pieces)
            if STRUCTURE.match(piece.text)
            or (SIGNED_DATE.search(piece.text) and len(piece.text) < 60)
            or SOURCE_LINE.fullmatch(piece.text)
        ),
        default=-1,
    )
    for index in range(last + 1, len(pieces)):
        text = pieces[index].text
        if text.startswith("来源") and len(text) < 40:
            return pieces[:index], pieces[index]
        if is_furniture(text):
            return pieces[:index], None
    return pieces, None


def _score(pieces: list[Piece], index: int) -> float:
    """How much a piece looks like the beginning of a document."""
    piece = pieces[index]
    if not piece.first or len(piece.text) > 120:
        return 0.0
    before = pieces[index - 1] if index else None
    tail = before is not None and SOURCE_LINE.fullmatch(before.text) is not None
    if tail:
        return 4.0
    if not is_title(piece.text):
        return 0.0
    score = 1.0 + (1.0 if _NOTICE.search(piece.text) else 0.0)
    following = pieces[index + 1 : index + 5]
    if any(NUMBER_LINE.match(one.text) for one in following):
        score += 1.5
    if any(ADDRESSEE.match(one.text) for one in following):
        score += 1.0
    if before is None or index == 0 or (SIGNED_DATE.search(before.text) and len(before.text) < 60):
        score += 1.0
    elif before.text.endswith(("。", "，", ",", "、")):
        score += 0.5 if before.text.endswith("。") else -1.5
    if _issued_before(pieces, index):
        score -= 4.0
    if _follows_its_own_title(pieces, index):
        score -= 4.0
    return score


def _bare(text: str) -> str:
    return re.sub(r"[\s《》〈〉<>()（）“”\"【】—─-]", "", text)


def _core(text: str) -> str:
    """What a title is about: what a notice issues, without a column's name in 【】."""
    return _bare(inner_title(text) or re.sub("【[^】]{0,200}】", "", text))


def _issued_before(pieces: list[Piece], index: int) -> bool:
    """Whether a notice shortly before issues what bears this title, in the notice's own words."""
    title = _bare(pieces[index].text)
    core = title[-14:] if len(title) > 14 else title
    for piece in pieces[max(0, index - 40) : index]:
        if SOURCE_LINE.fullmatch(piece.text):
            continue
        if core in _bare(piece.text) and ("印发" in piece.text or "转发" in piece.text):
            return True
    return False


def _follows_its_own_title(pieces: list[Piece], index: int) -> bool:
    """Whether a headline just before says the same: one document with two titles, not two."""
    title = _core(pieces[index].text)
    for piece in pieces[max(0, index - 6) : index]:
        if is_title(piece.text) and len(piece.text) > 8:
            other = _core(piece.text)
            if other in title or title in other:
                return True
            shared = len(set(title) & set(other))
            if shared >= 0.75 * min(len(set(title)), len(set(other))):
                return True
    return False
