"""Step 5, the clause tree: 章, 条, 一、, (一), 1. found inside lines too, hung by a stack.

Running numbers that go on under a new parent are no gap; an item whose parent is lost hangs under
`?`; a path met again gets ~2; a chapter parts clauses but is no part of a path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhishu.base.errors import InvalidValueError
from zhishu.base.money import parse_numeral
from zhishu.policy.structure.headings import are_titled, chapter_heading, read_heading
from zhishu.policy.text.pieces import Piece

_CN = "一二三四五六七八九十百千零〇"
_MARKER = re.compile(
    rf"(?P<chapter>第[{_CN}]+章)|(?P<article>第[{_CN}]+条(?:之[{_CN}]+)?)|(?P<first>[一二三四五六七八九十]{{1,3}}、)|"
    r"(?P<second>[(（][一二三四五六七八九十]{1,3}[)）])|(?P<third>(?<![\d.〔\[(（第])\d{1,2}[.．、](?:(?!\d)|(?=(?:19|20)\d{2}年)))"
)
RANKS = {"chapter": 0, "article": 1, "first": 1, "second": 2, "third": 3}
_CHAPTER_LINE = re.compile(rf"第[{_CN}]+[章节]|[一二三四五六七八九十]{{1,3}}、")
_LONGEST_CONTENTS = 100
_CHAPTER_MARK = re.compile(rf"第[{_CN}]+章")
_BOUNDARY = '。！？；;!?:：”"》)）】〕 \t\u00a0\u3000'
_AFTER_CUT = re.compile(rf"[ \u00a0\u3000]|第[{_CN}]+[章条]")
_REFERENCE = re.compile(r"(?:第|至|和|及|、|按照|根据|依据|依照|本办法|前款|上述|违反|符合|列|的)$")


@dataclass(frozen=True)
class Marker:
    """A number that may begin a clause: its kind, its value, where it stands."""

    kind: str
    number: int
    start: int
    end: int
    printed: str
    at_start: bool


@dataclass
class Node:
    """A clause being built: its place in the tree and the passages that are its own."""

    path: str
    heading: str | None
    start: int
    end: int
    parts: list[tuple[int, int]] = field(default_factory=list)
    confidence: float = 1.0
    rank: int = 9
    # Where a heading stands that is only one when words or clauses follow it; else it is the text.
    alone: tuple[int, int] | None = None


@dataclass
class Gap:
    """A place where numbers are missing or a parent is lost: the clause it was seen at."""

    start: int
    end: int
    found: str
    path: str


@dataclass
class Tree:
    """The clauses of a document in order, and the gaps met on the way."""

    nodes: list[Node]
    gaps: list[Gap]


def build_tree(text: str, body: list[Piece]) -> Tree:
    """The clauses of a body; passages before the first number are the clause with path ''."""
    body = without_contents(body)
    markers = _accepted(text, body)
    builder = _Builder(text, markers)
    position = 0
    for piece in body:
        inside = []
        while position < len(markers) and markers[position].start < piece.end:
            inside.append(markers[position])
            position += 1
        builder.add_piece(piece, inside)
    return Tree(builder.finish(), builder.gaps)


def _accepted(text: str, body: list[Piece]) -> list[Marker]:
    """Markers that begin a clause: at the start of a paragraph, or inside one where the count goes on."""
    found: list[Marker] = []
    last: dict[str, int] = {}
    for piece in body:
        for match in _MARKER.finditer(text, piece.start, piece.end):
            marker = _marker(match, piece)
            if marker is None:
                continue
            if not marker.at_start and not _goes_on(text, marker, piece, last):
                continue
            if (
                marker.at_start
                and marker.kind in ("article", "chapter")
                and _is_reference(text, marker)
            ):
                continue
            found.append(marker)
            last[marker.kind] = marker.number
    return found


def _marker(match: re.Match[str], piece: Piece) -> Marker | None:
    kind = match.lastgroup or ""
    digits = re.sub(r"[第章条、()（）.．]", "", match.group()).partition("之")[0]
    try:
        number = int(digits) if digits.isdecimal() else parse_numeral(digits)
    except InvalidValueError:
        return None
    return Marker(
        kind, number, match.start(), match.end(), match.group(), match.start() == piece.start
    )


def _is_reference(text: str, marker: Marker) -> bool:
    """第九条规定的… or 第九条的… at a paragraph's start speaks of another article."""
    return (
        re.match(
            r"(?:第[一二三四五六七八九十]+[款项]|[款项](?!目)|规定|所[述列称]|的)",
            text[marker.end : marker.end + 6],
        )
        is not None
    )


def _goes_on(text: str, marker: Marker, piece: Piece, last: dict[str, int]) -> bool:
    """Whether a number inside a paragraph begins a clause: behind a sentence, and next in its count."""
    before = text[max(piece.start, marker.start - 4) : marker.start]
    expected = last.get(marker.kind, 0) + 1
    if _is_reference(text, marker):
        return False
    if marker.kind in ("article", "chapter"):
        follows = text[marker.end : marker.end + 1]
        # Behind a title's bracket it is an article of that other text.
        glued = not before or before[-1] not in _BOUNDARY or before[-1] in "》〉”"
        if glued and text[piece.start : marker.start].strip(",，;；、 "):
            # Where text was lost, a number may stand against a cut sentence; one that goes on in
            # words (本法第二条的规定) speaks of another article.
            return (
                expected <= marker.number <= expected + 5
                and _AFTER_CUT.match(text, marker.end) is not None
                and not _REFERENCE.search(before)
            )
        return (
            expected <= marker.number <= expected + 5 and follows not in "款项规所，,、)）和及至的"
        )
    if not before or before[-1] not in _BOUNDARY:
        # Glued to a cut sentence: only (一) marks are told from text, and only where the count goes on.
        return (
            marker.kind == "second"
            and 1 < expected <= marker.number <= expected + 2
            and not _REFERENCE.search(before)
        )
    if before[-1] in ":：" and marker.kind != "second" and marker.number != 1:
        return False
    if marker.kind == "third":
        return marker.number in (1, expected) and text[marker.end : marker.end + 1] not in "%％万亿"
    if marker.kind == "second" and re.search(r"[)）]$", before):
        return False
    return marker.number in (1, expected) or (
        marker.number > expected and before[-1] in "。 \u00a0"
    )


class _Builder:
    """Hangs markers by rank and hands each passage to the clause above it."""

    def __init__(self, text: str, markers: list[Marker]) -> None:
        self.text = text
        self.gaps: list[Gap] = []
        self._nodes: list[Node] = []
        self._stack: list[tuple[int, str]] = []  # (rank, step of the path)
        self._last: dict[str | int, int] = {}
        self._fresh: dict[int, bool] = {2: True, 3: True}
        self._seen: dict[str, int] = {}
        kinds = {marker.kind for marker in markers}
        self._has_articles = "article" in kinds
        self._titled = are_titled(text, [one.end for one in markers if one.kind == "article"])
        self._has_top = bool(kinds & {"article", "first"})
        self._has_second = "second" in kinds

    def add_piece(self, piece: Piece, markers: list[Marker]) -> None:
        """Take one paragraph with the markers inside it."""
        at = piece.start
        for index, marker in enumerate(markers):
            self._passage(at, marker.start)
            end = markers[index + 1].start if index + 1 < len(markers) else piece.end
            at = self._open(marker, end)
        self._passage(at, piece.end)

    def finish(self) -> list[Node]:
        """The clauses in order; a heading with nothing under it is the clause's text."""
        for node, following in zip(self._nodes, [*self._nodes[1:], None], strict=False):
            if node.alone is None or node.parts:
                continue
            if following is None or following.rank <= node.rank:
                node.heading, node.parts = None, [node.alone]
        return self._nodes

    def _passage(self, start: int, end: int) -> None:
        words = self.text[start:end]
        if not words.strip():
            return
        start += len(words) - len(words.lstrip())
        end = start + len(words.strip())
        if not self._nodes:
            self._nodes.append(Node("", None, start, end))
        node = self._nodes[-1]
        node.parts.append((start, end))
        node.end = end

    def _open(self, marker: Marker, end: int) -> int:
        """Begin a clause; returns where its own words begin behind number and heading."""
        rank = RANKS[marker.kind]
        # In a text of articles 一、 parts them as a chapter does.
        if rank == 0 or (marker.kind == "first" and self._has_articles):
            return self._chapter(marker, end)
        step, confidence = self._place(marker, rank)
        path = self._once("".join(part for _, part in self._stack if part) + step)
        self._stack.append((rank, step))
        found = read_heading(
            self.text,
            marker.end,
            end,
            article=marker.kind == "article",
            articles=self._has_articles,
            titled=self._titled,
        )
        node = Node(path, found.words, marker.start, found.at, confidence=confidence, rank=rank)
        if found.needs_more:
            node.alone = _trimmed(self.text, marker.end, found.at)
        self._nodes.append(node)
        return found.at

    def _chapter(self, marker: Marker, end: int) -> int:
        """A chapter is a clause of its own, above articles but no part of their paths."""
        last = self._last.get(marker.kind, 0)
        # A table of contents counts the chapters once before the text does.
        if marker.number not in (last + 1, 1):
            self._gap(marker, 0)
        self._last[marker.kind] = marker.number
        self._stack = []
        self._fresh[2] = False
        self._fresh[3] = True
        self._last.pop(2, None)
        self._last.pop(3, None)
        path = self._once(marker.printed.strip("、"))
        heading, length = chapter_heading(self.text[marker.end : end])
        at = marker.end + length
        self._nodes.append(Node(path, heading, marker.start, at, rank=0))
        return at

    def _once(self, path: str) -> str:
        """The path, with ~2 when it is met again."""
        count = self._seen.get(path, 0) + 1
        self._seen[path] = count
        return path if count == 1 else f"{path}~{count}"

    def _place(self, marker: Marker, rank: int) -> tuple[str, float]:
        """Pop to the parent, count, and say by which step the clause is called."""
        step = marker.printed.strip("、.．").replace("（", "(").replace("）", ")")
        last = self._last.get(rank, 0)
        while self._stack and self._stack[-1][0] >= rank:
            self._stack.pop()
        confidence = 1.0
        if rank == 1:
            # An annex counts anew from one.
            if marker.number not in (last + 1, 1):
                self._gap(marker, rank)
            self._fresh[2] = self._fresh[3] = True
            self._last.pop(3, None)
        else:
            lost = self._parent_lost(marker, rank, last)
            if lost:
                self._stack = [entry for entry in self._stack if entry[0] < rank - 1]
                self._stack.append((rank - 1, "?"))
                confidence = 0.6
                self._gap(marker, rank)
            elif marker.number > last + 1 and not (
                self._fresh.get(rank) and last == 0 and rank == 3
            ):
                self._gap(marker, rank)
            self._fresh[rank] = False
            if rank == 2:
                self._fresh[3] = True
        self._last[rank] = marker.number
        return step, confidence

    def _parent_lost(self, marker: Marker, rank: int, last: int) -> bool:
        """Whether what this clause belongs to is missing above it."""
        parents = [entry for entry in self._stack if entry[0] == rank - 1]
        if rank == 3 and not self._has_second:
            return False
        if not parents and rank == 3:
            # 1. straight under an article or 一、 is at home there; a count that jumps is not.
            return bool(self._stack) and marker.number not in (1, last + 1)
        if not parents:
            return self._has_top
        if parents[-1][1] == "?":
            # Still the same lost parent, unless the count starts anew.
            return marker.number <= last
        if self._fresh.get(rank) or (marker.number == 1 and self._announced(marker)):
            return False
        return marker.number <= last

    def _announced(self, marker: Marker) -> bool:
        """Whether the words before end with a colon: a second list of the same article."""
        return self.text[max(0, marker.start - 8) : marker.start].rstrip()[-1:] in (":", "：")

    def _gap(self, marker: Marker, rank: int) -> None:
        path = self._nodes[-1].path if self._nodes else ""
        self.gaps.append(Gap(marker.start, marker.end, marker.printed, path))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the blanks at its ends."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def without_contents(body: list[Piece]) -> list[Piece]:
    """The body without its table of contents: chapters named in a row before they come."""
    bare = [re.sub(r"\s", "", piece.text) for piece in body]
    for index, piece in enumerate(body[:12]):
        named = re.fullmatch(r"目\s{0,4}[录次]", piece.text) is not None
        # Without its heading it is told by chapters right behind each other that come again.
        first, line = (index + 1, _CHAPTER_LINE) if named else (index, _CHAPTER_MARK)
        end = first
        while (
            end < min(len(body), first + _LONGEST_CONTENTS)
            and line.match(body[end].text)
            and len(body[end].text) < 40
        ):
            end += 1
        # The last line of the contents may be the first chapter itself.
        while end > first and not _comes_again(body[end - 1].text, bare[end:]):
            end -= 1
        if named or end - first > 1:
            return [*body[:index], *body[end:]]
        if _names_chapters(piece.text, bare[index + 1 :]):
            return [*body[:index], *body[index + 1 :]]
    return body


def _names_chapters(line: str, rest: list[str]) -> bool:
    """Whether a line is a whole table of contents: 第一章 总则 第二章 …, of which the first comes again."""
    marks = [match.start() for match in _CHAPTER_MARK.finditer(line)]
    return len(marks) > 1 and marks[0] == 0 and _comes_again(line[: marks[1]], rest)


def _comes_again(line: str, rest: list[str]) -> bool:
    bare = re.sub(r"[\s\d.…·]", "", line)
    return any(other.startswith(bare) for other in rest)
