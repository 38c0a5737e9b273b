"""The lines of a policy that were recognised in pictures: their rows, their figures, what in them is doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from zhishu.importers.policy_rows import PolicyRows
from zhishu.importers.reading.file_text import FileText
from zhishu.importers.reading.printed import PlacedLine
from zhishu.importers.reading.recognition import DOUBTFUL
from zhishu.policy.document import Loss, LossKind, PolicyDocument

# Marks that a figure hangs on; of other punctuation the recogniser is seldom sure, and nothing is lost with it.
_TELLING = ".%‰〇"


def doubts_of(file: FileText) -> list[Loss]:
    """Every run of doubtful characters within a line, with the least confidence in it."""
    return [
        Loss("unsure", None, None, (start, end), file.text[start:end], None, round(least, 3))
        for one in file.recognised
        for start, end, least in _doubtful_runs(one)
    ]


def _doubtful_runs(one: PlacedLine) -> Iterator[tuple[int, int, float]]:
    begun: int | None = None
    least = 1.0
    words = one.line.text
    for at, sure in enumerate((*one.line.sure, 1.0)):
        if sure < DOUBTFUL and (words[at].isalnum() or words[at] in _TELLING):
            begun, least = at if begun is None else begun, min(least, sure)
        elif begun is not None:
            yield one.start + begun, one.start + at, least
            begun, least = None, 1.0


def lost_pages(file: FileText) -> list[Loss]:
    """Pages that are pictures and were not recognised; pieces of pages that could not be, noise among them."""
    found: list[tuple[int, LossKind, str]] = [
        *((page, "lost", f"第{page + 1}页是图像，没有识别") for page in file.unread),
        *((page, "unsure", f"第{page + 1}页有{count}处认不出") for page, count in file.unreadable),
    ]
    places = [min(file.pages[page], len(file.text) - 1) for page, _, _ in found]
    return [
        Loss(what, None, None, (at, at + 1), words)
        for at, (_, what, words) in zip(places, found, strict=True)
    ]


def recognition_as_json(
    lines: Sequence[PlacedLine], *, evidence: bool = False
) -> dict[str, Any] | None:
    """How sure the recogniser was; None where nothing was recognised. evidence: line by line."""
    if not lines:
        return None
    told: dict[str, Any] = {
        "pages": sorted({one.line.page + 1 for one in lines}),
        "lines": len(lines),
        "confidence": mean_confidence(lines),
    }
    if evidence:
        told["evidence"] = [
            {
                "start": one.start,
                "end": one.end,
                "page": one.line.page + 1,
                "box": one.line.box,
                "confidence": mean_confidence([one]),
            }
            for one in lines
        ]
    return told


def mean_confidence(lines: Sequence[PlacedLine]) -> float:
    """Of all characters of some lines."""
    sure = [one for line in lines for one in line.line.sure]
    return round(sum(sure) / len(sure), 4)


def add_lines(rows: PolicyRows, file: FileText, documents: Sequence[PolicyDocument]) -> None:
    """The lines of a recognised file, printed ones too: their texts and what leads them are the whole text.

    A row is of the document that the line stands in, else of the file's first.
    """
    names = [row["document_id"] for row in rows.documents]
    end = 0
    for position, one in enumerate(file.lines, 1):
        owner = next(
            (
                name
                for name, document in zip(names, documents, strict=True)
                if document.span[0] <= one.start < document.span[1]
            ),
            names[0],
        )
        box = [round(10_000 * share) for share in one.line.box] if one.line.box else [None] * 4
        sure = Decimal(str(mean_confidence([one]))) if one.line.sure else None
        rows.lines.append(
            {
                "document_id": owner,
                "position": position,
                "page": one.line.page + 1,
                "lead": file.text[end : one.start],
                "text": file.text[one.start : one.end],
                **dict(zip(("box_left", "box_top", "box_right", "box_bottom"), box, strict=True)),
                "confidence": sure,
            }
        )
        end = one.end
