"""What an output says beside its source: numbers that are not in it, evidence that does not hold its words.

The source is the file's text and what the reader declares to have restored of it. A number may be what 万,
亿, 千, % and 成 make of a printed one; a day may be the last of a printed month or quarter, or come from a
printed stretch of years.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from policy_scoring import plain
from zhishu.base.dates import add_years
from zhishu.base.errors import InvalidValueError
from zhishu.base.money import parse_numeral
from zhishu.importers.policy_page import PolicyPage, page_as_json, read_page
from zhishu.policy.text.repair import clean

SIZES = [Decimal(10) ** power for power in range(-4, 13)]
_LAST_DAYS = {Decimal(day) for day in (10, 20, 28, 29, 30, 31)}
_LISTS = ("tasks", "targets", "measures", "stages", "time_limits", "windows")
# Fields that are figures, and those whose words must stand where their evidence points.
_FIGURES = ("value", "value_max", "baseline", "amount", "amount_max", "cap", "rate", "rate_max")
_WORDS = {"tasks": "text", "targets": "text", "measures": "text", "clauses": "heading"}
# What has no words of its own is told by a number or a day that must stand there.
_TOLD = {"stages": "to", "windows": "until", "time_limits": "value"}


def numbers_in(text: str) -> set[Decimal]:
    """Every number that stands in a text, in digits or in Chinese numerals."""
    bare = re.sub(r"(?<=\d)[,，](?=\d{3})", "", plain(text)).replace("○", "〇")
    # Blanks may part the digits of one number, and may be all that parts two.
    parted = unicodedata.normalize("NFKC", text)
    found = {
        Decimal(one)
        for some in (bare, parted)
        for shape in (r"\d+(?:\.\d+)?", r"\d+")
        for one in re.findall(shape, some)
    }
    for one in re.findall("[零〇一二三四五六七八九十百千两万亿]+", bare):
        digits = "".join(str("〇一二三四五六七八九".find(sign)) for sign in one.replace("零", "〇"))
        if digits.isdecimal():
            found.add(Decimal(digits))
        try:
            found.add(Decimal(parse_numeral(one)))
        except InvalidValueError:
            found |= {Decimal(parse_numeral(sign)) for sign in one if sign not in "万亿"}
    for sign in re.findall("十([一二三四五六七])五", bare):  # the last year of a five-year plan
        found.add(Decimal(2005 + 5 * parse_numeral(sign)))
    if "半" in bare:
        found.add(Decimal(5))
    if "全" in bare:  # 全额, 全覆盖
        found.add(Decimal(1))
    return found


def invented(data: bytes) -> list[str]:
    """What the output of a file says and its source does not."""
    page = read_page(data)
    told = page_as_json(page, evidence=True)
    return [*_numbers_beside(page, told), *_evidence_beside(page, told)]


def _numbers_beside(page: PolicyPage, told: Mapping[str, Any]) -> list[str]:
    cleaned = clean(page.file.text).text.text
    restored = " ".join(str(loss["restored_to"] or "") for loss in told["losses"])
    there = numbers_in(f"{page.file.text}\n{cleaned}\n{restored}")
    sized = {(one * size).normalize() for one in there for size in SIZES}
    found = []
    for document in told["documents"]:
        for kind in _LISTS:
            for item in document[kind]:
                found += [
                    f"{kind} {value}: {item}"
                    for value in _figures(item)
                    if value.normalize() not in sized
                ]
        ends = _ends_of(document, there)
        for name, words in _strings(document):
            if name == "effective_to" and words in ends:
                continue
            timed = name in ("deadline", "until", "from", "to")
            more = _LAST_DAYS | _years_of(document, there) if timed else set()
            found += [
                f"{name} {number}: {words[:60]}"
                for number in _printed(words)
                if number not in there | more
            ]
    return found


def _ends_of(document: Mapping[str, Any], there: set[Decimal]) -> set[str]:
    """The days on which so many printed years end that begin on a day of the document: 有效期3年."""
    years = [int(one) for one in there if one == one.to_integral_value() and 0 < one <= 30]
    found = set()
    for name in ("effective_from", "issued_on", "published_on"):
        if document[name]:
            first = date.fromisoformat(document[name])
            for count in years:
                end = add_years(first, count)
                found |= {end.isoformat(), (end - timedelta(days=1)).isoformat()}
    return found


def _years_of(document: Mapping[str, Any], there: set[Decimal]) -> set[Decimal]:
    """Years that are not printed as such: 明年, 三年内 of a dated document."""
    days = [document[name] for name in ("issued_on", "published_on") if document[name]]
    return {Decimal(day[:4]) + count for day in days for count in there | {Decimal(1)}}


def _figures(item: Mapping[str, Any]) -> Iterator[Decimal]:
    for name in _FIGURES:
        if item.get(name) is not None:
            yield Decimal(str(item[name]))
    for other in item.get("other_caps") or ():
        yield Decimal(str(other["value"]))


def _strings(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of an output with the name of its field."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if key != "evidence":
                yield from _strings(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one, name)


def _printed(words: str) -> set[Decimal]:
    # ~2 is the second clause of a path.
    bare = re.sub(r"~\d+", "", unicodedata.normalize("NFKC", words))
    return {Decimal(one) for one in re.findall(r"\d+", bare)}


def _evidence_beside(page: PolicyPage, told: Mapping[str, Any]) -> list[str]:
    """Items whose words, repaired, do not stand where their evidence says."""
    cleaned = clean(page.file.text).text
    back = page.file.source_span or (lambda start, end: (start, end))
    places = [back(*cleaned.source_span(at, at + 1)) for at in range(len(cleaned))]
    found = []
    for document in told["documents"]:
        for kind, name in (_WORDS | _TOLD).items():
            for item in document[kind]:
                start, end = item["evidence"]["start"], item["evidence"]["end"]
                if not 0 <= start < end <= len(page.file.decoded):
                    found.append(f"{kind} {start}:{end} is no place: {item}")
                    continue
                words = "".join(
                    one
                    for one, (a, b) in zip(cleaned.text, places, strict=True)
                    if start <= a and b <= end
                )
                if not (_is_told if kind in _TOLD else _is_held)(kind, item[name], words):
                    found.append(f"{kind} {item[name]} is not in its evidence {words}")
    return found


def _is_held(kind: str, text: str | None, words: str) -> bool:
    """Whether a text stands in the words; a row of a table is told as its name and the cell they are."""
    parts = re.split(r"[\s|]+", text or "")
    held = [plain(part) in plain(words) for part in parts]
    return all(held) or (kind == "targets" and len(parts) > 1 and held[-1])


def _is_told(kind: str, value: Any, words: str) -> bool:
    """Whether the number, or the last part of the day (what is most exact in it), stands in the words."""
    if value is None:
        return True
    last = Decimal(str(value).rpartition("-")[2] if kind != "time_limits" else str(value))
    return last in numbers_in(words)
