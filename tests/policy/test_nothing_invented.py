"""No number that is read is absent from its source: over the development texts, and over damaged ones."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hostile.mutations import damage
from policy_scoring import load_cases, plain
from zhishu.base.errors import InvalidFileError, InvalidValueError
from zhishu.base.money import parse_numeral
from zhishu.importers.policy_page import page_as_json, read_page

CASES = load_cases(Path(__file__).parent / "cases" / "development")
DAMAGED = 500
# What 万, 亿, 千, % and 成 make of a number, and rates of percentages.
SIZES = [Decimal(10) ** power for power in range(-4, 13)]


def numbers_in(text: str) -> set[Decimal]:
    """Every number that stands in a text, in digits or in Chinese numerals."""
    bare = re.sub(r"(?<=\d)[,，](?=\d{3})", "", plain(text))
    # Blanks may part the digits of one number, and may be all that parts two.
    parted = unicodedata.normalize("NFKC", text)
    found = {Decimal(one) for some in (bare, parted) for one in re.findall(r"\d+(?:\.\d+)?", some)}
    for one in re.findall("[零〇一二三四五六七八九十百千两万亿]+", bare):
        try:
            found.add(Decimal(parse_numeral(one)))
        except InvalidValueError:
            found |= {Decimal(parse_numeral(sign)) for sign in one if sign not in "万亿"}
    if "半" in bare:
        found.add(Decimal(5))
    if "全" in bare:  # 全额, 全覆盖
        found.add(Decimal(1))
    return found


def numbers_of(item: dict[str, Any]) -> Iterator[Decimal]:
    names = ("value", "value_max", "baseline", "amount", "amount_max", "cap", "rate", "rate_max")
    for name in names:
        if item.get(name) is not None:
            yield Decimal(str(item[name]))
    for other in item.get("other_caps") or ():
        yield Decimal(str(other["value"]))


def invented(data: bytes) -> list[str]:
    """Numbers of the output that its source does not have."""
    page = read_page(data)
    there = numbers_in(page.file.text)
    possible = {(one * size).normalize() for one in there for size in SIZES}
    told = page_as_json(page, evidence=True)
    found = []
    for document in told["documents"]:
        for kind in ("targets", "measures", "time_limits"):
            for item in document[kind]:
                start, end = item["evidence"]["start"], item["evidence"]["end"]
                assert 0 <= start < end <= len(page.file.decoded), item
                found += [
                    f"{kind} {value}: {item}"
                    for value in numbers_of(item)
                    if value.normalize() not in possible
                ]
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_number_of_a_development_text_is_in_it(case: Any) -> None:
    assert invented(case.path.read_bytes()) == []


def test_every_number_of_a_damaged_text_is_in_it() -> None:
    tried = 0
    for seed in range(DAMAGED):
        chance = random.Random(seed)
        case = chance.choice(CASES)
        data = damage(case.path.read_bytes(), chance)
        try:
            assert invented(data) == [], seed
        except InvalidFileError:
            continue
        tried += 1
    assert tried > DAMAGED * 3 / 4
