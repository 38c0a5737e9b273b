"""Truths of many parties, one bit a party, the first party's in the lowest bit of the first byte, as Arrow has them.

So a truth of 131,072 parties is 16 KB, and two of them are joined in a microsecond. What bits behind the last party
hold means nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

# uint8: eight parties a byte; and one byte a party, 0 or 1.
Bits = npt.NDArray[Any]
Flags = npt.NDArray[Any]
Numbers = npt.NDArray[Any]
FULL = np.uint8(255)


def pack(flags: npt.NDArray[Any]) -> Bits:
    """Bits of flags."""
    return np.packbits(flags, bitorder="little")


def unpack(bits: Bits, size: int) -> Flags:
    """Flags of the first so many bits."""
    return np.unpackbits(bits, count=size, bitorder="little")


def bits_at(bits: Bits, rows: Numbers) -> Flags:
    """The flags of some parties."""
    found: Flags = (bits[rows >> 3] >> (rows & 7).astype(np.uint8)) & np.uint8(1)
    return found


def clear(bits: Bits, rows: Numbers) -> Bits:
    """The bits without those of some parties."""
    found = bits.copy()
    masks = np.uint8(1) << (rows & 7).astype(np.uint8)
    np.bitwise_and.at(found, rows >> 3, ~masks)
    return found


def places(chain: Sequence[Bits]) -> list[Bits]:
    """How many of a chain of truths hold, in binary, the lowest digit first; each truth holds only where the one before does."""
    digits = []
    step = 1
    while step <= len(chain):
        digit = chain[step - 1]
        for at in range(2 * step, len(chain) + 1, step):
            digit = digit ^ chain[at - 1]
        digits.append(digit)
        step *= 2
    return digits
