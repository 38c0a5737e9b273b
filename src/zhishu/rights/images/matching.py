"""How many features of two pictures agree on one way to lay one over the other. Needs the extra for OpenCV.

Pairs that are clearly nearer than the next best one (Lowe's ratio test), each feature in one pair; then
RANSAC finds the affine map that most pairs agree on.
"""

from __future__ import annotations

import cv2
import numpy as np

from zhishu.rights.images.view import Features

RATIO = 0.85
REACH = 5.0  # pixels of the reduced picture within which a pair agrees
_TRIALS = 500
_FEWEST = 5
_LEAST, _MOST, _SKEWED = 0.2, 5.0, 2.5  # of the scales of a believable map, and of their ratio
_APART = 6  # pixels: features that lie closer say the same thing

cv2.setNumThreads(1)


def count_matches(sought: Features, kept: Features) -> int:
    """Features that agree, those of one spot counted once; 0 where no believable map is found."""
    pairs = _pairs(sought, kept)
    if len(pairs) < _FEWEST:
        return 0
    source, target = sought.points[pairs[:, 0]], kept.points[pairs[:, 1]]
    cv2.setRNGSeed(1)  # the same two pictures give the same answer
    found, inside = cv2.estimateAffine2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=REACH, maxIters=_TRIALS
    )
    if found is None or not np.isfinite(found).all():
        return 0
    large, small = np.linalg.svd(found[:, :2], compute_uv=False)
    if small < _LEAST or large > _MOST or large > _SKEWED * small:
        return 0
    agreeing = inside.ravel() > 0
    return min(_spots(source[agreeing]), _spots(target[agreeing]))


def _pairs(sought: Features, kept: Features) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Pairs of places (sought, kept): nearest, clearly so, and each kept feature with the nearest only."""
    if len(sought) < _FEWEST or len(kept) < _FEWEST:
        return np.zeros((0, 2), np.int64)
    matcher = cv2.BFMatcher(cv2.NORM_HAMMING)
    best: dict[int, tuple[float, int]] = {}
    for near in matcher.knnMatch(sought.descriptors, kept.descriptors, k=2):
        if len(near) == 2 and near[0].distance < RATIO * near[1].distance:
            told = (near[0].distance, near[0].queryIdx)
            best[near[0].trainIdx] = min(told, best.get(near[0].trainIdx, told))
    return np.array([(one, other) for other, (_, one) in best.items()], np.int64).reshape(-1, 2)


def _spots(points: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> int:
    return len(np.unique((points / _APART).round(), axis=0))
