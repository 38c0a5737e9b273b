"""The first pass: of all kept pictures the few that a view may be like, by three ways that miss different things.

The hash finds what was scaled, stretched, recoloured; the spectrum what was turned; the votes of single features
what was cut, covered or written over. NumPy alone; some 17 KB of memory a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from zhishu.rights.images.view import DESCRIPTOR, SPECTRUM, Features, Hashes, Spectrum, View

Numbers = npt.NDArray[np.int64]
# Each feature is filed under so many words of so many of its bits: two looks at one place agree in
# one of them more often than not, two different places hardly ever.
WORDS, BITS = 8, 18
_PART = 50_000  # descriptors whose bits are spread out at a time
# Pictures that each way names.
BY_HASH, BY_SPECTRUM, BY_VOTES = 20, 20, 15
_SMALL = 20  # features that do not count when votes are set against them: of few a chance hit weighs much


class Collection:
    """Kept pictures by their place; `features[n]` are those of the picture at place n."""

    def __init__(
        self, hashes: Hashes, spectra: Spectrum, features: Sequence[Features], seed: int = 7
    ) -> None:
        self.features = features
        self._hashes = hashes
        self._spectra = spectra.reshape(len(features), SPECTRUM)
        counts = np.array([len(one) for one in features], np.int64)
        self._size = np.sqrt(counts + _SMALL)
        chance = np.random.default_rng(seed)
        self._bits = [chance.choice(8 * DESCRIPTOR, BITS, replace=False) for _ in range(WORDS)]
        owners = np.repeat(np.arange(len(features), dtype=np.int32), counts)
        parts = [one.descriptors for one in features]
        words = self._words(np.concatenate(parts) if parts else np.zeros((0, DESCRIPTOR), np.uint8))
        self._owners, self._starts = [], []
        for column in words.T:
            order = np.argsort(column, kind="stable")
            self._owners.append(owners[order])
            self._starts.append(np.searchsorted(column[order], np.arange((1 << BITS) + 1)))

    def __len__(self) -> int:
        return len(self.features)

    def hash_distances(self, view: View) -> Numbers:
        """Bits that differ, at the best of the turns of the view."""
        differing = np.bitwise_count(self._hashes[None, :] ^ view.hashes[:, None])
        found: Numbers = differing.min(axis=0).astype(np.int64)
        return found

    def spectrum_distances(self, view: View) -> npt.NDArray[np.float32]:
        """1 - cosine."""
        found: npt.NDArray[np.float32] = 1 - self._spectra @ view.spectrum
        return found

    def votes(self, features: Features) -> npt.NDArray[np.float64]:
        """How much of the features' words each picture has; a word that many have says little."""
        found = np.zeros(len(self))
        if not len(features):
            return found
        for column, owners, starts in zip(
            self._words(features.descriptors).T, self._owners, self._starts, strict=True
        ):
            first, count = starts[column], starts[column + 1] - starts[column]
            places = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
            weights = np.repeat(1 / np.maximum(count, 1), count)
            found += np.bincount(owners[places], weights, minlength=len(self))
        return found / self._size

    def candidates(self, view: View, allowed: npt.NDArray[np.bool_] | None = None) -> list[Numbers]:
        """Places of the pictures to look at closely, for each handling of the view's features.

        Hash and spectrum know all handlings by themselves: what they name is looked at as it stands.
        allowed: which pictures count at all.
        """

        def best(distances: npt.NDArray[Any], most: int) -> Numbers:
            if allowed is not None:
                distances = np.where(allowed, distances, np.inf)
            order = np.argsort(distances, kind="stable")[:most]
            named: Numbers = order[np.isfinite(distances[order])]
            return named

        found = [best(-self.votes(one), BY_VOTES) for one in view.features]
        by_hash = best(self.hash_distances(view), BY_HASH)
        by_spectrum = best(self.spectrum_distances(view), BY_SPECTRUM)
        found[0] = np.unique(np.concatenate([by_hash, by_spectrum, found[0]]))
        return found

    def _words(self, descriptors: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
        """One row a descriptor, WORDS columns: some bits of each descriptor as a number."""
        found = np.zeros((len(descriptors), WORDS), np.int32)
        weights = (1 << np.arange(BITS)).astype(np.int32)
        for at in range(0, len(descriptors), _PART):
            spread = np.unpackbits(descriptors[at : at + _PART], axis=1)
            for word, bits in enumerate(self._bits):
                found[at : at + _PART, word] = spread[:, bits].astype(np.int32) @ weights
        return found
