"""What pictures are found by, as numbers: codes of figures, what is kept and how it travels, the first pass."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from zhishu.base.errors import InvalidValueError
from zhishu.rights.images.codes import is_under, parse_code
from zhishu.rights.images.collection import Collection
from zhishu.rights.images.levels import LEVELS, level_of
from zhishu.rights.images.view import (
    KEPT_FEATURES,
    SPECTRUM,
    Features,
    View,
    view_as_json,
    view_from_json,
)


@pytest.mark.parametrize(
    ("code", "wanted", "expected"),
    [
        ("03.01.14", "3.1", True),
        ("3.1.14", "03.01.14", True),
        ("3.1", "3.1.14", False),
        ("03.10.01", "3.1", False),
        ("26.04.01", "3", False),
        ("06-01", "6", True),
        ("06-01", "06-01", True),
        ("06-10", "06-01", False),
        ("０６－０１", "06-01", True),
        ("动物", "3", False),
        ("", "3", False),
        ("3..1", "3", False),
    ],
)
def test_a_code_holds_those_below_it(code: str, wanted: str, expected: bool) -> None:
    assert is_under(code, parse_code(wanted)) is expected


@pytest.mark.parametrize("text", ["", "a", "3.", "3.1.2.4", "一", "3 1", "1" * 30 + "x"])
def test_what_is_no_code_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InvalidValueError, match="分类号") as told:
        parse_code(text)
    assert "06-01" in told.value.next_step


def some_features(count: int, seed: int = 1) -> Features:
    chance = np.random.default_rng(seed)
    points = chance.integers(0, 304 * 8, (count, 2)).astype(np.float32) / 8
    return Features(points, chance.integers(0, 256, (count, 32), np.uint8))


def some_view(seed: int = 1, count: int = 40) -> View:
    chance = np.random.default_rng(seed)
    spectrum = chance.random(SPECTRUM).astype(np.float16).astype(np.float32)
    hashes = chance.integers(0, 1 << 63, 8).astype(np.uint64)
    return View(hashes, spectrum, (some_features(count, seed),))


@pytest.mark.parametrize("count", [0, 1, KEPT_FEATURES])
def test_a_view_comes_back_as_it_went(count: int) -> None:
    sent = some_view(count=count)
    came = view_from_json(view_as_json(sent))
    assert (came.hashes == sent.hashes).all()
    assert (came.spectrum == sent.spectrum).all()
    assert (came.features[0].points == sent.features[0].points).all()
    assert (came.features[0].descriptors == sent.features[0].descriptors).all()


@pytest.mark.parametrize(
    "change",
    [
        {"hashes": []},
        {"hashes": ["0" * 16] * 9},
        {"hashes": ["x" * 16]},
        {"hashes": [7]},
        {"spectrum": "AAAA"},
        {"spectrum": "不是"},
        {"spectrum": None},
        {"features": []},
        {"features": ["AAAA"]},
        {"features": [3]},
        {"features": ["A" * 48 * 500]},
    ],
)
def test_nonsense_is_no_view(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        view_from_json({**view_as_json(some_view()), **change})


def test_the_first_pass_names_a_picture_by_each_of_its_ways() -> None:
    views = [some_view(seed) for seed in range(1, 200)]
    kept = Collection(
        np.array([one.hashes[0] for one in views]),
        np.stack([one.spectrum for one in views]),
        [one.features[0] for one in views],
    )
    other, sought = some_view(777), views[120]
    for way in (
        View(sought.hashes, other.spectrum, other.features),
        View(other.hashes, sought.spectrum, other.features),
        View(other.hashes, other.spectrum, sought.features),
    ):
        assert 120 in kept.candidates(way)[0]
    barred = np.arange(199) != 120
    assert 120 not in kept.candidates(sought, barred)[0]
    assert not len(kept.candidates(sought, barred & False)[0])


def test_an_empty_collection_names_nothing() -> None:
    kept = Collection(np.zeros(0, np.uint64), np.zeros((0, SPECTRUM), np.float32), [])
    assert [len(one) for one in kept.candidates(some_view())] == [0]


def test_every_level_has_its_words() -> None:
    found = [level_of(score) for score in (1.0, 0.9, 0.89, 0.65, 0.64, 0.0)]
    assert found == ["same", "same", "near", "near", "weak", "weak"]
    assert set(found) == set(LEVELS)
