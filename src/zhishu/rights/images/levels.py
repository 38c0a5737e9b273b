"""How like two pictures are told to be, by the score of their likeness."""

from __future__ import annotations

from typing import Literal

Level = Literal["same", "near", "weak"]
LEVELS: dict[str, str] = {"same": "多半是同一图样", "near": "可能近似", "weak": "只是线索"}
# Of pictures that are not there hardly any finds one told as the same, and one in seven one told as near
# (benchmarks/image_search.py).
SAME, NEAR = 0.9, 0.65


def level_of(score: float) -> Level:
    """The level of a score from 0 to 1."""
    return "same" if score >= SAME else "near" if score >= NEAR else "weak"
