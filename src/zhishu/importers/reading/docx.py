"""DOCX to text: paragraphs with the numbers that Word counts itself, tables as rows of cells.

Word keeps 一、 and (一) as a rule of counting, not as text: without them a policy has no clauses. Deleted
text of tracked changes is left out, inserted text kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from zhishu.importers.reading.packed import PackedDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_SKIPPED = {
    f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "footnoteReference")
}


@dataclass
class _Level:
    """How one level of a list is numbered."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass
class _Numbering:
    """The lists of a document and how far each has counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # by numId
    of_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)  # by abstract list
    abstract: dict[str, str] = field(default_factory=dict)

    def next(self, list_id: str, depth: int) -> str:
        """The number that Word prints before the next paragraph of a list."""
        levels = self.levels.get(list_id)
        if levels is None or depth not in levels:
            return ""
        counts = self.counts.setdefault(self.abstract.get(list_id, list_id), {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        printed = levels[depth].text
        for at in range(depth + 1):
            level = levels.get(at, _Level())
            number = counts.get(at, level.start)
            printed = printed.replace(f"%{at + 1}", numeral(number, level.form))
        return printed


def docx_to_text(data: bytes) -> str:
    """The text of a Word document; InvalidFileError where it cannot be opened."""
    packed = PackedDocument(data, "Word文件")
    body = packed.part("word/document.xml").find(f"{_W}body")
    if body is None:
        raise packed.error("没有正文")
    numbering = _numbering(packed)
    return "\n".join(_blocks(body, numbering))


def numeral(number: int, form: str) -> str:
    """A number in one of Word's forms; in digits where the form is another.

    >>> numeral(12, "chineseCountingThousand")
    '十二'
    """
    if number < 1 or form in ("none", "bullet"):
        return "" if form in ("none", "bullet") else str(number)
    if form.startswith(("chineseCounting", "japaneseCounting", "taiwaneseCounting")):
        return _chinese(number)
    if form == "chineseLegalSimplified":
        return "".join(_LEGAL[int(digit)] for digit in str(number))
    if form.startswith("ideographDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(0x2460 + number - 1)
    if form == "ideographTraditional":
        return _STEMS[(number - 1) % 10]
    if form == "ideographZodiac":
        return _BRANCHES[(number - 1) % 12]
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    return str(number)


def _chinese(number: int) -> str:
    """一 to 九千九百九十九."""
    if number > 9999:
        return str(number)
    made, pending = "", False
    for step, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, step)
        if digit:
            made += ("零" if pending and made else "") + _DIGITS[digit] + name
            pending = False
        elif made and number:
            pending = True
    return made.removeprefix("一") if made.startswith("一十") else made


def _roman(number: int) -> str:
    made = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        count, number = divmod(number, value)
        made += sign * count
    return made


def _value(element: Any, name: str) -> str:
    """The `val` of a child element; nothing where there is none."""
    child = element.find(f"{_W}{name}") if element is not None else None
    return "" if child is None else str(child.get(f"{_W}val") or "")


def _integer(text: str, otherwise: int = 0) -> int:
    return int(text) if text.isdigit() and len(text) < 7 else otherwise


def _numbering(packed: PackedDocument) -> _Numbering:
    found = _Numbering()
    if "word/numbering.xml" not in packed:
        return found
    root = packed.part("word/numbering.xml")
    abstracts: dict[str, dict[int, _Level]] = {}
    for one in root.iterfind(f"{_W}abstractNum"):
        levels = {}
        for level in one.iterfind(f"{_W}lvl"):
            levels[_integer(str(level.get(f"{_W}ilvl") or ""))] = _Level(
                _value(level, "numFmt") or "decimal",
                _value(level, "lvlText"),
                _integer(_value(level, "start"), 1),
            )
        abstracts[str(one.get(f"{_W}abstractNumId"))] = levels
    for one in root.iterfind(f"{_W}num"):
        list_id, abstract = str(one.get(f"{_W}numId")), _value(one, "abstractNumId")
        found.levels[list_id] = abstracts.get(abstract, {})
        found.abstract[list_id] = abstract
    if "word/styles.xml" in packed:
        for style in packed.part("word/styles.xml").iterfind(f"{_W}style"):
            told = style.find(f"{_W}pPr/{_W}numPr")
            if told is not None and _value(told, "numId"):
                found.of_style[str(style.get(f"{_W}styleId"))] = (
                    _value(told, "numId"),
                    _integer(_value(told, "ilvl")),
                )
    return found


def _blocks(body: Any, numbering: _Numbering) -> Iterator[str]:
    """Lines of text: a paragraph each, a row of a table each."""
    for child in body:
        if child.tag == f"{_W}p":
            yield _paragraph(child, numbering)
        elif child.tag == f"{_W}tbl":
            for row in child.iterfind(f"{_W}tr"):
                cells = [
                    " ".join(line for line in _blocks(cell, numbering) if line)
                    for cell in row.iterfind(f"{_W}tc")
                ]
                yield " | ".join(cells) + " |"
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag"):
            yield from _blocks(child, numbering)


def _paragraph(paragraph: Any, numbering: _Numbering) -> str:
    text = "".join(_runs(paragraph)).strip("\n")
    properties = paragraph.find(f"{_W}pPr")
    told = properties.find(f"{_W}numPr") if properties is not None else None
    list_id, depth = "", 0
    if told is not None:
        list_id, depth = _value(told, "numId"), _integer(_value(told, "ilvl"))
    elif properties is not None:
        list_id, depth = numbering.of_style.get(_value(properties, "pStyle"), ("", 0))
    if not list_id or list_id == "0" or not text.strip():
        return text
    return numbering.next(list_id, depth) + text.lstrip()


def _runs(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield "\t"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag != f"{_W}pPr" and isinstance(child.tag, str):
            yield from _runs(child)
