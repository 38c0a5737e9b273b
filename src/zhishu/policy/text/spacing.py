"""Step 1, spacing: text printed letter by letter closed up, and the letter O where a zero belongs."""

from __future__ import annotations

import re

from zhishu.base.text import HAN, OffsetText
from zhishu.policy.document import Loss

# One Chinese character, digit or capital between single blanks: 管 理 办 法, 2 0 1 4, P C T.
_CHARACTERS = re.compile(
    rf"(?<![{HAN}])[{HAN}](?: [{HAN}](?![{HAN}])){{2,}}"
    r"|(?<![0-9.])[0-9](?: [0-9O](?![0-9O.])){1,}|(?<![A-Za-z])[A-Z](?: [A-Z](?![A-Za-z])){1,}"
)
_SPACED_LINE = re.compile(r"[^\n]+")
# A blank of a spaced line that parts nothing: a single one with Chinese or a digit on both sides.
_INNER = re.compile(
    rf"(?<=[{HAN}，。、；：？！（）《》“”〔〕—…·0-9%()\[\]]) (?=[{HAN}，。、；：？！（）《》“”〔〕—…·0-9%()\[\]])"
)
_SINGLE = re.compile(r"(?<=\S) (?=\S)")
# A day alone printed so: 2 0 1 2 年 3 月 2 0 日.
_SPACED_DAY = re.compile(r"[12] [09] \d \d ?年 ?\d ?\d? ?月 ?\d ?\d? ?日")
# How many runs show that a text is printed so; a lone one may be a row of figures.
_LEAST_RUNS = 3
# The letter between digits, alone or beside one: 2O13, 1OO%, 5O; not O2O, ISO9001 or H2O.
_LETTER_ZERO = re.compile(
    r"(?<![A-Za-z0-9.Ｏ])(?=[0-9OＯ]{0,20}[0-9])(?!O2O)[0-9OＯ]{2,20}(?![A-Za-z0-9Ｏ])"
)
_NUMERAL_ZERO = re.compile(
    r"(?<=[一二])[ \u3000]?[OoＯ0Ο][ \u3000]?(?=[一二三四五六七八九OoＯ○〇零0Ο])"
    r"|(?<=[一二][〇零○OoＯ0Ο])[OoＯ0Ο](?=[一二三四五六七八九]年)"
    r"|(?<=[一二][〇零○OoＯ0Ο][一二三四五六七八九])[OoＯ0Ο](?=年)"
)


def close_spaced_text(text: OffsetText) -> tuple[OffsetText, list[Loss]]:
    """The text without the blanks between single characters, with one loss for all of them."""
    text = text.sub(_SPACED_DAY, lambda match: match.group().replace(" ", ""))
    runs = list(_CHARACTERS.finditer(text.text))
    spaced = [
        match for match in runs if match.group()[0] not in "0123456789" or len(match.group()) > 4
    ]
    if len(spaced) < _LEAST_RUNS:
        return text, []
    places: set[int] = set()
    for match in runs:
        places.update(_blanks_of(match))
    for match in _SPACED_LINE.finditer(text.text):
        inner = _between(match.group())
        if inner is not None:
            places.update(match.start() + one.start() for one in inner.finditer(match.group()))
    spans = tuple(text.source_span(at, at + 1) for at in sorted(places))
    loss = Loss(
        "restored", None, None, (spans[0][0], spans[-1][1]), "字间空格", "", 1.0, len(spans), spans
    )
    return text.edit([(at, at + 1, "") for at in places]), [loss]


def _blanks_of(match: re.Match[str]) -> list[int]:
    return [match.start() + at for at, one in enumerate(match.group()) if one == " "]


def _between(line: str) -> re.Pattern[str] | None:
    """Which blanks of a line part nothing: of one printed letter by letter all single ones; None where most do."""
    words = line.split()
    single = sum(len(word) == 1 for word in words)
    if len(words) <= 3 or single < 0.6 * len(words):
        return None
    chinese = sum(len(word) == 1 and re.match(f"[{HAN}]", word) is not None for word in words)
    # Between the bars of a table a single figure may be a cell of its own.
    whole = single >= 0.95 * len(words) and (2 * chinese >= len(words) or "|" not in words)
    return _SINGLE if whole else _INNER


def restore_zeros(text: OffsetText) -> tuple[OffsetText, list[Loss]]:
    """The letter O as 0 among digits and as 〇 among Chinese numerals, each place listed."""
    edits: list[tuple[int, int, str]] = []
    for match in _LETTER_ZERO.finditer(text.text):
        made = re.sub("[OＯ]", "0", match.group())
        if made != match.group():
            edits.append((match.start(), match.end(), made))
    for match in _NUMERAL_ZERO.finditer(text.text):
        edits.append((match.start(), match.end(), "〇"))
    if not edits:
        return text, []
    spans = tuple(text.source_span(start, end) for start, end, _ in sorted(edits))
    loss = Loss(
        "restored",
        None,
        None,
        (spans[0][0], spans[-1][1]),
        "字母O作零",
        "0或〇",
        1.0,
        len(spans),
        spans,
    )
    return text.edit(edits), [loss]
