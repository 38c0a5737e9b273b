"""Whatever a language model says, no number and no words are accepted that its source does not have."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposed_policy import (
    BASIS,
    CREATE,
    DOCUMENT,
    EVERY,
    FIRST,
    HONEST,
    POLICY,
    SECOND,
    TIMES,
    USE,
    checked,
    honest,
)
from standin_model import completion
from zhishu.policy.proposals.reply import check_answer


def numbers_in(text: str) -> set[Decimal]:
    """Every number of a text in digits, and what 万 and percent make of it."""
    found = {Decimal(one) for one in re.findall(r"\d+(?:\.\d+)?", text)}
    return {(one * size).normalize() for one in found for size in (1, 10_000, Decimal("0.01"))}


def numbers_of(value: Any) -> Iterator[Decimal]:
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield Decimal(str(value)).normalize()
    elif isinstance(value, str):
        yield from (Decimal(one).normalize() for one in re.findall(r"\d+(?:\.\d+)?", value))
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from numbers_of(one)


def strings_of(value: Any) -> Iterator[str]:
    """Every text of an item but its days."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings_of(one)
    elif isinstance(value, str) and not re.fullmatch(r"\d{4}(-\d\d){0,2}", value):
        yield value


WHOLE = "".join(f"{one['heading'] or ''}{one['text']}" for one in DOCUMENT["clauses"]).replace(
    "\n", ""
)
# Words of the contract and units in their one form.
CODES = {
    *("lead participant responsible = >= > <= < range level growth_rate count relative".split()),
    "元",
    "工作日",
    "%",
}


def assert_nothing_is_invented(told: dict[str, Any]) -> None:
    clauses = {one["path"]: f"{one['heading']}{one['text']}" for one in DOCUMENT["clauses"]}
    for one in told["accepted"]:
        item = {name: value for name, value in one["item"].items() if name != "clause"}
        there = numbers_in(clauses[one["item"]["clause"]])
        assert set(numbers_of(item)) <= there, one
        for words in strings_of(item):
            assert words.replace("\n", "") in WHOLE or words in CODES, one


def test_the_check_of_numbers_bites() -> None:
    told = checked(honest("targets"))
    told["accepted"][0]["item"]["value"] = 1801
    with pytest.raises(AssertionError):
        assert_nothing_is_invented(told)


NUMBERS = st.one_of(
    st.sampled_from(
        [3, 5, 6, 10, 20, 1200, 1800, 2.5, 25000, 30000, 60000, 1000, 0.03, 2026, 29490]
    ),
    st.integers(-(10**6), 10**8),
    st.decimals(0, 100, places=2).map(float),
)
PIECES = re.findall(r"[^，。；\n]+", POLICY)
WORDS = st.one_of(
    st.sampled_from(PIECES),
    st.sampled_from([one for one in PIECES if re.search(r"\d", one)]),
    st.tuples(st.sampled_from(PIECES), st.integers(0, 12), st.integers(1, 16)).map(
        lambda part: part[0][part[1] : part[1] + part[2]]
    ),
    st.integers(1, 10**7).map(lambda number: f"{number}万元"),
    st.text(max_size=8),
)
DAYS = st.builds(lambda year, month: f"{year}{month}", st.integers(2020, 2030), st.sampled_from(["", "-03", "-05", "-06", "-11", "-12"]))  # fmt: skip


Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every single value of an item, with the way to it."""
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(one, (*path, name))
    else:
        yield path, value


CHOICES: dict[str | int, list[Any]] = {
    "role": ["lead", "participant", "responsible"],
    "comparator": ["=", ">=", "<=", "range"],
    "unit": ["件", "家", "工作日", "日", "%", "元"],
    "clause": [BASIS, CREATE, USE, FIRST, SECOND, TIMES],
}


def other(draw: st.DrawFn, name: str | int, value: Any) -> Any:
    """Another value for a field, of its kind."""
    if name in CHOICES:
        return draw(st.sampled_from(CHOICES[name]))
    if isinstance(value, int | float):
        return draw(NUMBERS)
    if isinstance(value, str) and re.fullmatch(r"\d{4}(-\d\d)?", value):
        return draw(DAYS)
    return draw(WORDS)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    """An honest item with some of its numbers, days and words changed, beside one as it is."""
    kind = draw(st.sampled_from(sorted(HONEST)))
    made = copy.deepcopy(draw(st.sampled_from(HONEST[kind])))
    for path, value in draw(st.lists(st.sampled_from(list(leaves(made))), min_size=1, max_size=2)):
        inner = made
        for name in path[:-1]:
            inner = inner[name]
        inner[path[-1]] = other(draw, path[-1], value)
    return {kind: [made, HONEST[kind][0]]}


@settings(max_examples=1000, deadline=None)
@given(said=answers())
def test_no_number_is_accepted_that_is_absent_from_its_source(said: dict[str, Any]) -> None:
    told = checked(said)
    assert told["fault"] is None
    assert_nothing_is_invented(told)
    assert told["accepted"], "the honest one beside it"
    assert len(told["accepted"]) + len(told["refused"]) + told["duplicates"] == 2


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_bytes_are_an_answer_or_none(data: st.DataObject) -> None:
    whole = completion(HONEST)
    at = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40))
    answer = whole[:at] + data.draw(st.binary(max_size=12)) + whole[at + length :]
    told = check_answer(DOCUMENT, EVERY, answer)
    assert_nothing_is_invented(told)
    assert told["fault"] is None or told["accepted"] == []
