"""How like two pictures are, from what the three ways found, and in words why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhishu.rights.images.collection import Collection
from zhishu.rights.images.levels import Level, level_of
from zhishu.rights.images.matching import count_matches
from zhishu.rights.images.view import View

# Where each way ceases to say anything; seen on drawn pictures that are not each other (benchmarks/image_search.py).
HASH_LIMIT, SPECTRUM_LIMIT, FEWEST_MATCHES = 18, 0.06, 7
_HALF = 14  # matches that make half of the score


@dataclass(frozen=True)
class Likeness:
    """A kept picture that a sought one is like.

    place: in the collection; score: 0 to 1, for the order; hash_distance: bits of 64 that differ;
    spectrum_distance: 1 - cosine; matches: local features that agree; handling: how the picture was
    taken when they did: 0 as it stands, 1 inverted, 2 mirrored.
    """

    place: int
    score: float
    level: Level
    hash_distance: int
    spectrum_distance: float
    matches: int
    handling: int

    def reasons(self) -> list[str]:
        """What agrees, in words."""
        told = []
        if self.matches >= FEWEST_MATCHES:
            how = ("", "，明暗反过来", "，左右翻转")[self.handling]
            told.append(f"{self.matches}处局部特征对得上{how}")
        if self.hash_distance < HASH_LIMIT:
            told.append(f"整体布局相近（64位感知哈希差{self.hash_distance}位）")
        if self.spectrum_distance < SPECTRUM_LIMIT:
            told.append(f"转到任何角度的轮廓相近（差{self.spectrum_distance:.3f}）")
        return told or ["没有一项明确相近"]


def find_alike(
    collection: Collection,
    views: Sequence[View],
    count: int,
    allowed: npt.NDArray[np.bool_] | None = None,
) -> list[Likeness]:
    """The pictures most like any of the views of one, best first; what says nothing at all is left out."""
    best: dict[int, Likeness] = {}
    for view in views:
        hashes, spectra = collection.hash_distances(view), collection.spectrum_distances(view)
        for handling, places in enumerate(collection.candidates(view, allowed)):
            for place in map(int, places):
                matches = count_matches(view.features[handling], collection.features[place])
                found = _judge(place, int(hashes[place]), float(spectra[place]), matches, handling)
                if found.score > 0 and (place not in best or found.score > best[place].score):
                    best[place] = found
    return sorted(best.values(), key=lambda one: (-one.score, one.place))[:count]


def _judge(
    place: int, hash_distance: int, spectrum_distance: float, matches: int, handling: int
) -> Likeness:
    """Each way leaves so much doubt; they are taken for independent."""
    by_hash = 0.9 * max(0.0, 1 - hash_distance / HASH_LIMIT)
    by_spectrum = 0.6 * max(0.0, 1 - spectrum_distance / SPECTRUM_LIMIT)
    by_matches = matches / (matches + _HALF) if matches >= FEWEST_MATCHES else 0.0
    score = 1 - (1 - by_hash) * (1 - by_spectrum) * (1 - by_matches)
    return Likeness(
        place,
        round(score, 4),
        level_of(score),
        hash_distance,
        round(max(0.0, spectrum_distance), 4),
        matches,
        handling,
    )
