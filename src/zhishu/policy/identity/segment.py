"""Step 3, documents: where on a page one document ends and the next begins.

Every line that looks like a title is a candidate; it is scored by what stands before it (a source
line, a signature with its date) and behind it (a 文号, addressees), and against being the title of
what the notice before it issues.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from zhishu.base.text import inner_title
from zhishu.policy.identity.authorities import RED_WORD, split_authorities
from zhishu.policy.identity.headers import is_header_line, is_open_label
from zhishu.policy.identity.numbers import (
    NUMBER_LINE,
    begins_with_number,
    is_number_line,
    is_order_half,
    is_order_line,
)
from zhishu.policy.identity.titles import NOTICE_END, REGISTRATION, is_title, title_run
from zhishu.policy.text.furniture import ENTRY_LABEL, RULE_LINE, is_furniture
from zhishu.policy.text.marking import ADDRESSEE, ADDRESSEES_ONLY, SIGNED_DATE, STRUCTURE
from zhishu.policy.text.pieces import SOURCE_LINE, Piece

_THRESHOLD = 3.0
_NEAR = 5
# In so many pieces a page's head is over.
_TOP = 40


@dataclass(frozen=True)
class Segment:
    """The pieces of one document, and the source line that closed it."""

    pieces: tuple[Piece, ...]
    source: Piece | None = None


def split_documents(pieces: list[Piece]) -> list[Segment]:
    """The documents of a page, in order; pieces before the first title that lead to none are dropped."""
    body, last_source = _without_tail(pieces)
    kept = _with_values([piece for piece in body if not is_furniture(piece.text)])
    parted = {
        index
        for index, piece in enumerate(kept)
        if _parts(piece.text)
        or (
            re.fullmatch(r"[（(]?[一二三四五六七八九十]{1,2}[)）]?", piece.text)
            and index + 1 < len(kept)
            and title_run(kept, index + 1)
        )
    }
    starts = _starts(kept, parted)
    if not starts:
        starts = [_only_start(kept)]
    starts = [_with_header(kept, start) for start in starts]
    segments: list[Segment] = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(kept)
        body = [kept[index] for index in range(start, end) if index not in parted]
        source = next(
            (
                piece
                for index, piece in enumerate(body)
                if SOURCE_LINE.fullmatch(piece.text) and not _in_head(body, index)
            ),
            None,
        )
        if source is not None:
            body = body[: body.index(source)] or body
        if sum(len(piece.text) for piece in body) >= 12:
            segments.append(
                Segment(tuple(body), source or (last_source if end == len(kept) else None))
            )
    return segments


def _parts(text: str) -> bool:
    """Whether a line only parts what stands above from what stands below: a rule, or 政策二."""
    return RULE_LINE.fullmatch(text) is not None or ENTRY_LABEL.fullmatch(text) is not None


def _with_values(pieces: list[Piece]) -> list[Piece]:
    """Labels of the page's head that stand alone, each with the line behind it as its value."""
    made: list[Piece] = []
    for index, piece in enumerate(pieces):
        before = made[-1] if made else None
        if (
            before is not None
            and index < _TOP
            and is_open_label(before.text)
            and len(piece.text) < 60
            and not is_header_line(piece.text)
            and not is_title(piece.text)
        ):
            made[-1] = replace(before, end=piece.end, text=f"{before.text} {piece.text}")
        else:
            made.append(piece)
    return made


def _only_start(pieces: list[Piece]) -> int:
    """Where a page's only document begins when no title is sure: at its title, or at the notice that issues it."""
    for index in range(min(len(pieces), 24)):
        run = title_run(pieces, index)
        if not run:
            continue
        text = " ".join(piece.text for piece in pieces[index : index + run])
        if _issued_before(pieces, index, text):
            return next(
                at
                for at, piece in enumerate(pieces)
                if at == index
                or _is_head(piece.text)
                or ADDRESSEE.match(piece.text)
                or ADDRESSEES_ONLY.fullmatch(piece.text)
                or "印发" in piece.text
            )
        return index
    return _first_line(pieces)


def _first_line(pieces: list[Piece]) -> int:
    """The first line that is neither a rule nor a header line: a news headline, or what a cut page has."""
    return next(
        (
            index
            for index, piece in enumerate(pieces)
            if not _parts(piece.text) and not is_header_line(piece.text)
        ),
        0,
    )


def _starts(pieces: list[Piece], parted: set[int]) -> list[int]:
    """Where documents begin: every title in its place, those of one document once."""
    found: list[int] = []
    at = 0
    while at < len(pieces):
        run = 0 if at in parted else title_run(pieces, at)
        if _score(pieces, at, run, parted) >= _THRESHOLD:
            found.append(at)
        at += run or 1
    return found


def _in_head(pieces: list[Piece], index: int) -> bool:
    """Whether a source line stands in the head of its document: among titles, numbers and header lines."""
    if index > 6 or index + 1 >= len(pieces):
        return False
    at = 0
    while at < index:
        run = title_run(pieces, at)
        if not run and not _is_head(pieces[at].text) and at:
            return False
        at += run or 1
    return True


def _is_head(text: str) -> bool:
    return (
        is_header_line(text)
        or is_number_line(text)
        or SOURCE_LINE.fullmatch(text) is not None
        or REGISTRATION.fullmatch(text) is not None
    )


def _with_header(pieces: list[Piece], start: int) -> int:
    """The first of the page-header lines right above a title: 索引号, 发文机关, 发布时间, 来源, its number."""
    at = start
    while at and (
        _is_head(pieces[at - 1].text)
        or (is_order_half(pieces[at - 1].text) and is_number_line(pieces[at].text))
    ):
        # Behind another text a source line closes that one; at the top of a page it is this one's.
        above = pieces[: at - 1]
        closes = SOURCE_LINE.fullmatch(pieces[at - 1].text) is not None
        if closes and not all(_is_head(piece.text) for piece in above):
            break
        at -= 1
    return _under_red_head(pieces, at)


def _under_red_head(pieces: list[Piece], at: int) -> int:
    """Where the bodies begin that stand above 文件 on a line of its own; at where none do."""
    begin = at - 1
    if begin < 1 or RED_WORD.fullmatch(pieces[begin].text) is None:
        return at
    while begin and split_authorities(pieces[begin - 1].text):
        begin -= 1
    return begin if begin < at - 1 else at


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
        default=_longest(pieces),
    )
    for index in range(last + 1, len(pieces)):
        text = pieces[index].text
        if text.startswith("来源") and len(text) < 40:
            return pieces[:index], pieces[index]
        if is_furniture(text):
            return pieces[:index], None
    return pieces, None


def _longest(pieces: list[Piece]) -> int:
    """The longest paragraph: what stands before it is no tail."""
    return max(range(len(pieces)), key=lambda index: len(pieces[index].text), default=-1)


def _score(pieces: list[Piece], index: int, run: int, parted: set[int]) -> float:
    """How much a piece looks like the beginning of a document."""
    piece = pieces[index]
    if not piece.first or len(piece.text) > 120 or index in parted:
        return 0.0
    before = pieces[index - 1] if index else None
    if (
        before is not None
        and SOURCE_LINE.fullmatch(before.text)
        and not _closes_nothing(pieces, index - 1)
    ):
        return 4.0
    if index - 1 in parted and not RULE_LINE.fullmatch(pieces[index - 1].text):
        return 4.0
    if _begins_order(pieces, index):
        return 4.0
    if not run:
        return 0.0
    text = " ".join(one.text for one in pieces[index : index + run])
    score = 1.0 + (1.0 if NOTICE_END.search(text) else 0.0)
    following = pieces[index + run : index + run + 4]
    if any(begins_with_number(one.text) or NUMBER_LINE.fullmatch(one.text) for one in following):
        score += 1.5
    if any(ADDRESSEE.match(one.text) for one in following):
        score += 1.0
    if (
        before is None
        or (SIGNED_DATE.search(before.text) and len(before.text) < 60)
        or _at_top(pieces, index)
    ):
        score += 1.0
    elif index - 1 in parted:
        score += 2.0
    elif before.text.endswith(("。", "，", ",", "、")):
        score += 0.5 if before.text.endswith("。") else -1.5
    if _issued_before(pieces, index, text):
        score -= 4.0
    if _follows_its_own_title(pieces, index, text) or _behind_order(pieces, index):
        score -= 4.0
    return score


def _at_top(pieces: list[Piece], index: int) -> bool:
    """Whether only short lines without a sentence stand above: a site's name, a column's."""
    return index < _NEAR and all(
        len(piece.text) < 60
        and not re.search("[。；;]", piece.text)
        and not STRUCTURE.match(piece.text)
        for piece in pieces[:index]
    )


def _closes_nothing(pieces: list[Piece], index: int) -> bool:
    """Whether a source line has no text of its own above it: it is of the head of what follows."""
    for at in range(index - 1, max(-1, index - _NEAR), -1):
        text = pieces[at].text
        if not (_is_head(text) or is_title(text)) and at:
            return False
    return index <= _NEAR and bool(index) and any(title_run(pieces, at) for at in range(index))


def _begins_order(pieces: list[Piece], index: int) -> bool:
    """某某总局令, with its number on the line or the next, and words of issue behind it."""
    text = pieces[index].text
    if not (
        is_order_line(text)
        or (NUMBER_LINE.fullmatch(text) and re.search("令(?:第|$)|第\\d+号令", text))
    ):
        return False
    if any(title_run(pieces, at) for at in range(max(0, index - 3), index)):
        return False
    return any(re.search("公布|通过|施行", one.text) for one in pieces[index + 1 : index + 4])


def _behind_order(pieces: list[Piece], index: int) -> bool:
    """Whether the text that an order makes public stands here, under the order's signature."""
    return any(_begins_order(pieces, at) for at in range(max(0, index - 8), index))


def _bare(text: str) -> str:
    return re.sub(r"[\s《》〈〉<>()（）“”\"【】—─-]", "", text)


def _core(text: str) -> str:
    """What a title is about: what a notice issues, without a column's name in 【】."""
    return _bare(inner_title(text) or re.sub("【[^】]{0,200}】", "", text))


def _issued_before(pieces: list[Piece], index: int, text: str) -> bool:
    """Whether a notice shortly before issues what bears this title, in the notice's own words."""
    title = _bare(text)
    core = title[-14:] if len(title) > 14 else title
    for piece in pieces[max(0, index - 40) : index]:
        if SOURCE_LINE.fullmatch(piece.text):
            continue
        if core in _bare(piece.text) and ("印发" in piece.text or "转发" in piece.text):
            return True
    return False


def _follows_its_own_title(pieces: list[Piece], index: int, text: str) -> bool:
    """Whether a headline just before says the same: one document with two titles, not two."""
    title = _core(text)
    for piece in pieces[max(0, index - 6) : index]:
        if is_title(piece.text) and len(piece.text) > 8:
            other = _core(piece.text)
            if other in title or title in other:
                return True
            shared = len(set(title) & set(other))
            if shared >= 0.75 * min(len(set(title)), len(set(other))):
                return True
    return False
