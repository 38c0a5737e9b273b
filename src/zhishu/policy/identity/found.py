"""What the reading of one document's identity has found so far, and how its words are tidied."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from zhishu.base.dates import parse_date
from zhishu.base.errors import InvalidValueError
from zhishu.base.text import drop_inner_blanks
from zhishu.policy.text.pieces import Piece


@dataclass
class Found:
    """What is known of one document's identity; `places` has (start, end, confidence) in the clean text."""

    title: str = ""
    # The title with its blanks, which part the bodies that issue together.
    printed_title: str = ""
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
    # Where the text that a notice issues begins; -1 where there is none.
    attached_at: int = -1
    body: list[Piece] = field(default_factory=list)


def tidy(text: str) -> str:
    """Without blanks between Chinese characters or beside their punctuation, half-width too."""
    text = drop_inner_blanks(text)
    text = re.sub(r"(?<=[\u4e00-\u9fff\u3001-\u301f，。；：？！（）])\s+(?=[,;:()])", "", text)
    text = re.sub(r"(?<=[,;:()])\s+(?=[\u4e00-\u9fff《〈“])", "", text)
    return text.strip()


def date_or_none(text: str) -> date | None:
    """The day that a text writes; None for anything else."""
    try:
        return parse_date(re.sub(r"\s", "", text))
    except InvalidValueError:
        return None
