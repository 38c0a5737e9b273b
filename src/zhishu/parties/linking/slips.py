"""One slip of the pen between two texts: a character put in, left out, exchanged, or two in the wrong order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Slip:
    """Where two texts differ by one slip: the index in the second, what stands there in each (may be empty)."""

    at: int
    found: str
    meant: str


def find_slip(found: str, meant: str) -> Slip | None:
    """The one slip that makes `meant` into `found`; None when they are equal or differ by more."""
    start = 0
    limit = min(len(found), len(meant))
    while start < limit and found[start] == meant[start]:
        start += 1
    end = 0
    while end < limit - start and found[-1 - end] == meant[-1 - end]:
        end += 1
    left, right = found[start : len(found) - end], meant[start : len(meant) - end]
    if len(left) <= 1 and len(right) <= 1 and left != right:
        return Slip(start, left, right)
    if len(left) == len(right) == 2 and left == right[::-1]:
        return Slip(start, left, right)
    return None
