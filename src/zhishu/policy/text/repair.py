"""Step 1, clean: readings behind characters taken out, shifted bytes put back, simplified script, plain digits.

Every edit keeps its place in the decoded file. A page whose characters carry their readings in
brackets, 知(zhī)识(shí), is told by the number of such pairs, so that `(TISC)` elsewhere stays.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from zhishu.base.text import HAN, OffsetText, simplify
from zhishu.policy.document import Loss, Span
from zhishu.policy.text.spacing import close_spaced_text, restore_zeros

# Some pages write the phonetic forms of a and g.
_VOWELS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňḿɑɡ"
_MARKS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňḿ"
_READING = re.compile(rf"(?<=[{HAN}])\(([a-z{_VOWELS}]{{1,7}})\)")
_ANY_READING = re.compile(rf"\(([a-z{_VOWELS}]{{1,7}})\)")
_MARKED = re.compile(rf"[{_MARKS}]")
MIN_READINGS = 6

# A lost lead byte leaves `?`; what follows is read one byte off until an ASCII trail byte. A full-width
# letter or mark among it was made narrow by the page: ,F(xiàn) is 。现, i_(kāi) is 。开.
_SHIFTED = re.compile(
    rf"\?(?:[a-z{_VOWELS}]{{1,7}}\))?(?P<wide>[{HAN},;:!]{{0,2}})(?P<trail>[@-~])"
    rf"(?:\((?P<reading>[a-z{_VOWELS}]{{1,7}})\))?(?=[{HAN}，。、；：,;:)）?])"
    rf"|\?(?P<narrow>[!-~])(?P<last>[@-~])\((?P<sound>[a-z{_VOWELS}]{{1,7}})\)(?=[{HAN}?])"
)
_WIDE_MARKS = {
    ord(narrow): ord(wide) for narrow, wide in zip(",;:!?()", "，；：！？（）", strict=True)
}
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
# A mark alone that was lost between two words; most are commas. Not the lead byte of what could not be restored.
_LONE_MARK = re.compile(rf"(?<=[{HAN}）)])\?(?=[{HAN}])(?![{HAN}]{{1,2}}[@-~])")
# Brackets of a 文号 in other shapes: „2009‟3号, 〖2009〗3号.
_OPENED = re.compile(r"[„〖{｛](?=(?:19|20)\d{2}[‟〗}｝] ?\d{1,4} ?号)")
_CLOSED = re.compile(r"(?<=[〔„〖{｛][12]\d{3})[‟〗}｝](?= ?\d{1,4} ?号)")
# Characters that begin a sentence of a notice (现予印发) and join no word before them.
_BEGINNERS = "现"
_PLAIN_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\u2028\u2029\ue000-\uf8ff]")


@dataclass(frozen=True)
class Cleaned:
    """The clean text with the way back to the decoded file, and what was mended on the way."""

    text: OffsetText
    losses: tuple[Loss, ...]


def clean(decoded: str) -> Cleaned:
    """Line ends, control characters, readings, shifted bytes, script, full-width digits; nothing else is touched."""
    text = OffsetText.of(decoded).sub(re.compile(r"\r\n?"), "\n").sub(_NO_TEXT, "")
    text = text.sub(_OPENED, "〔").sub(_CLOSED, "〕")
    readings = list(_ANY_READING.finditer(text.text))
    losses: list[Loss] = []
    if sum(_MARKED.search(match[1]) is not None for match in readings) >= MIN_READINGS:
        spans = tuple(text.source_span(match.start(), match.end()) for match in readings)
        losses.append(_mass_loss(spans))
        text, mended = _restore_shifted(text, _known_readings(text.text))
        losses.extend(mended)
        text = text.sub(_READING, "").sub(_LONE_MARK, "，")
    text, closed = close_spaced_text(text.translate(_PLAIN_DIGITS))
    text, zeros = restore_zeros(text)
    return Cleaned(text.simplified(), (*losses, *closed, *zeros))


def _mass_loss(spans: tuple[Span, ...]) -> Loss:
    return Loss(
        "restored",
        None,
        None,
        (spans[0][0], spans[-1][1]),
        "汉字后括注的读音",
        "",
        1.0,
        len(spans),
        spans,
    )


def _known_readings(text: str) -> dict[str, Counter[str]]:
    """What the page itself teaches: which characters go with a reading."""
    known: dict[str, Counter[str]] = {}
    for match in _READING.finditer(text):
        character = simplify(text[match.start() - 1])
        known.setdefault(match[1], Counter())[character] += 1
    return known


def _restore_shifted(
    text: OffsetText, known: dict[str, Counter[str]]
) -> tuple[OffsetText, list[Loss]]:
    edits: list[tuple[int, int, str]] = []
    losses: list[Loss] = []
    seen = _sequences(text.text)
    for match in _SHIFTED.finditer(text.text):
        before = simplify(_READING.sub("", text.text[max(0, match.start() - 24) : match.start()]))
        after = simplify(_READING.sub("", text.text[match.end() : match.end() + 24]))
        made, confidence = _best_reading(match, before[-4:], after[:3], known, seen)
        start, end = match.start(), match.end()
        span = text.source_span(start, end)
        if made is None and not match["wide"] and not match["narrow"]:
            made, confidence = _by_sound(match["reading"] or match["sound"], known)
        if made is None:
            losses.append(Loss("lost", None, None, span, match.group(), None, 0.5))
            continue
        edits.append((start, end, made))
        losses.append(Loss("restored", None, None, span, match.group(), made, confidence))
    return (text.edit(edits) if edits else text), losses


def _best_reading(
    match: re.Match[str],
    before: str,
    after: str,
    known: dict[str, Counter[str]],
    seen: frozenset[str],
) -> tuple[str | None, float]:
    """The characters whose bytes fit and which the page has elsewhere so, or make words; None for a tie."""
    wide = match["wide"] if match["narrow"] is None else match["narrow"]
    reading = match["reading"] or match["sound"]
    try:
        body = wide.translate(_FULL_WIDTH).encode("gbk")
        body += (match["trail"] or match["last"]).encode("ascii")
    except UnicodeEncodeError:
        return None, 0.0
    scored: dict[str, tuple[int, int]] = {}
    for lead in range(0x81, 0xFF):
        try:
            made = simplify((bytes([lead]) + body).decode("gbk"))
        except UnicodeDecodeError:
            continue
        if not re.fullmatch(rf"[{HAN}。，、；：]+", made):
            continue
        if reading and made[-1] not in known.get(reading, {made[-1]: 1}):
            continue
        if reading and len(made) == 1 and made in _BEGINNERS and _may_end(before):
            # A sentence begins here: its stop went with the lead byte.
            made = "。" + made
        sense, pieces = _fluency(before, made, after)
        scored[made] = (sense + 2 * _support(before, made, after, seen), pieces)
    if not scored:
        return None, 0.0
    ranked = sorted(scored, key=lambda made: scored[made], reverse=True)
    if len(ranked) > 1 and scored[ranked[0]] == scored[ranked[1]]:
        return None, 0.0
    return ranked[0], 0.9


def _by_sound(reading: str | None, known: dict[str, Counter[str]]) -> tuple[str | None, float]:
    """Where the bytes tell nothing: the one character that the page reads so, behind a lost comma."""
    characters = known.get(reading or "", Counter())
    return (f"，{next(iter(characters))}", 0.6) if len(characters) == 1 else (None, 0.0)


def _sequences(text: str) -> frozenset[str]:
    """Every two and three characters that stand next to each other somewhere on the page."""
    plain = simplify(_READING.sub("", text)).translate(_WIDE_MARKS)
    return frozenset(
        plain[at : at + size] for size in (2, 3) for at in range(len(plain) - size + 1)
    )


def _support(before: str, made: str, after: str, seen: frozenset[str]) -> int:
    """In how many of the sequences that characters would be part of the page has them elsewhere too."""
    words = (before[-2:] + made + after[:2]).translate(_WIDE_MARKS)
    first, last = len(before[-2:]), len(before[-2:]) + len(made)
    return sum(
        words[at : at + size] in seen
        for size in (2, 3)
        for at in range(max(0, first - size + 1), min(last, len(words) - size + 1))
    )


def _may_end(before: str) -> bool:
    """Whether a sentence without its stop may stand before: no mark parts it from what follows."""
    return re.search(rf"[{HAN}》）)”]$", before) is not None


def _fluency(before: str, made: str, after: str) -> tuple[int, int]:
    """How well characters sit among their neighbours: characters inside words of two and more, fewer pieces."""
    # Its dictionary takes a tenth of a second to load, and few texts ask for it.
    import rjieba

    words = rjieba.cut(before + made + after, False)
    at, inside = 0, 0
    for word in words:
        end = at + len(word)
        touches = at < len(before) + len(made) and end > len(before)
        if touches and len(word) > 1:
            inside += len(word)
        at = end
    punctuation = sum(character in "。，、；：" for character in made)
    common = sum(_is_common(character) for character in made)
    # A mark between sentences goes before a rare neighbour that makes no word.
    return common * 10 + inside + 5 * punctuation, -len(words)


def _is_common(character: str) -> bool:
    """Whether a character is of GB 2312's first level (3,755 in daily use) or plain punctuation."""
    try:
        data = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(data) == 2 and (0xB0 <= data[0] <= 0xD7 or character in "。，、；：")
