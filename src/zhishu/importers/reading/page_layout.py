"""From the pieces of a recognised page to its lines in reading order: tables by their rulings, columns, rows.

A table is what stands between ruled lines: a row of it is one line, cells parted by ` | ` as in a table of
Word. Two columns of running text are read one after the other; what goes across both parts them into bands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhishu.importers.reading.printed import Line, box_around, join_pieces
from zhishu.importers.reading.recognition import Piece, RecognisedPage, Ruling

_COLUMN_LINES = 4  # the fewest lines that make a column
_RUNNING = 0.6  # the share of a column's lines that fill it when it is running text
_CROSSING = 0.25  # the share of lines that may go across both columns
_STEPS = 80
_Cell = tuple[float, float, float, float]  # top, left, bottom, right


def lay_out(page: RecognisedPage, number: int) -> list[Line]:
    """The lines of page `number` (from 0), in the order in which a person reads them."""
    cells: dict[_Cell, list[Piece]] = {}
    rest: list[Piece] = []
    for piece in page.pieces:
        cell = _cell_of(piece, page.across, page.down)
        if cell is None:
            rest.append(piece)
        else:
            cells.setdefault(cell, []).append(piece)
    if len(cells) < 4:  # a frame, or a rule below a title: no table
        rest, cells = list(page.pieces), {}
    rows = _table_rows(cells, page.down, number)
    if not rows:
        return _in_columns([_line(one, number) for one in rest])
    # The text is parted by the tables that stand in it.
    lines = [_line(one, number) for one in rest]
    made: list[Line] = []
    at = float("-inf")
    for row in rows:
        made += _in_columns([one for one in lines if at <= one.top < row.top])
        made.append(row)
        at = row.top
    return [*made, *_in_columns([one for one in lines if one.top >= at])]


def _line(piece: Piece, number: int) -> Line:
    middle, height = (piece.top + piece.bottom) / 2, piece.bottom - piece.top
    return Line(piece.text, number, piece.left, piece.right, middle, height, piece.sure, piece.box)


def _cell_of(piece: Piece, across: Sequence[Ruling], down: Sequence[Ruling]) -> _Cell | None:
    """The nearest rulings above, left, below and right of a piece; None where one is missing."""
    x, y = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
    slack = (piece.bottom - piece.top) / 2
    level = [one.at for one in across if one.start - slack <= x <= one.end + slack]
    plumb = [one.at for one in down if one.start - slack <= y <= one.end + slack]
    top, bottom = (
        max((a for a in level if a <= y), default=None),
        min((a for a in level if a > y), default=None),
    )
    left, right = (
        max((a for a in plumb if a <= x), default=None),
        min((a for a in plumb if a > x), default=None),
    )
    if top is None or bottom is None or left is None or right is None:
        return None
    return top, left, bottom, right


def _table_rows(cells: dict[_Cell, list[Piece]], down: Sequence[Ruling], number: int) -> list[Line]:
    """A line a row, empty cells too; a cell that goes over several rows stands in its first."""
    rows: list[list[_Cell]] = []
    for cell in sorted(cells):
        if rows and abs(rows[-1][0][0] - cell[0]) < _letter(cells[cell]) / 2:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [_row({cell: cells[cell] for cell in row}, down, number) for row in rows]


def _row(cells: dict[_Cell, list[Piece]], down: Sequence[Ruling], number: int) -> Line:
    pieces = [one for some in cells.values() for one in some]
    letter = _letter(pieces)
    middle = sum(one.top + one.bottom for one in pieces) / 2 / len(pieces)
    words, sure = "", list[float]()
    for left in _edges_at(middle, down, letter):
        inside = [cell for cell in cells if abs(cell[1] - left) < letter / 2]
        for line in join_pieces([_line(one, number) for cell in inside for one in cells[cell]]):
            words += line.text
            sure += line.sure
        words += " | "
        sure += [1.0] * 3
    return Line(
        words.strip(),
        number,
        min(cell[1] for cell in cells),
        max(cell[3] for cell in cells),
        min(cell[0] for cell in cells),
        letter,
        tuple(sure[len(words) - len(words.lstrip()) : len(words.rstrip())]),
        box_around([one.box for one in pieces]),
        alone=True,
    )


def _letter(pieces: Sequence[Piece]) -> float:
    return min(one.bottom - one.top for one in pieces)


def _edges_at(height: float, down: Sequence[Ruling], letter: float) -> list[float]:
    """Where the cells begin that a table has at a height; a double rule is one."""
    found: list[float] = []
    for at in sorted(one.at for one in down if one.start <= height <= one.end):
        if not found or at - found[-1] > letter / 2:
            found.append(at)
    return found[:-1]


def _in_columns(lines: list[Line], depth: int = 2) -> list[Line]:
    """Rows of pieces, column after column where there are columns."""
    between = _gutter(lines) if depth else None
    if between is None:
        return join_pieces(lines)
    made: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []

    def close() -> None:
        nonlocal left, right
        shift = min((one.left for one in right), default=0) - min(
            (one.left for one in left), default=0
        )
        made.extend(_in_columns(left, depth - 1))
        # Both columns begin at one edge, as the paragraphs of one column do.
        moved = [replace(one, left=one.left - shift, right=one.right - shift) for one in right]
        made.extend(_in_columns(moved if left else right, depth - 1))
        left, right = [], []

    for line in sorted(lines, key=lambda one: one.top):
        if line.left < between < line.right:
            close()
            made.append(line)
        elif line.right <= between:
            left.append(line)
        else:
            right.append(line)
    close()
    return made


def _gutter(lines: list[Line]) -> float | None:
    """Where two columns of running text part; None where there are none."""
    if len(lines) < 2 * _COLUMN_LINES:
        return None
    first, last = min(one.left for one in lines), max(one.right for one in lines)
    places = [first + (last - first) * (0.3 + 0.4 * step / _STEPS) for step in range(_STEPS + 1)]
    crossing = [sum(one.left < at < one.right for one in lines) for at in places]
    fewest = min(crossing)
    if fewest > _CROSSING * len(lines):
        return None
    best = [at for at, count in zip(places, crossing, strict=True) if count == fewest]
    at = best[len(best) // 2]
    sides = ([one for one in lines if one.right <= at], [one for one in lines if one.left >= at])
    return at if all(map(_is_running, sides)) else None


def _is_running(lines: list[Line]) -> bool:
    """Whether lines are running text: most fill their column."""
    if len(lines) < _COLUMN_LINES:
        return False
    width = max(one.right for one in lines) - min(one.left for one in lines)
    full = sum(one.right - one.left > 0.7 * width for one in lines)
    return full >= _RUNNING * len(lines)
