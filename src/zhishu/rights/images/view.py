"""What is kept of a picture, as numbers: a perceptual hash, a polar spectrum and local features.

A picture is first reduced to its ink: how far each place is from the colour of the background, cut to
what is drawn. Colour, inversion and margins are gone then (see importers.reading.picture_features).
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

# What the numbers mean: pictures reduced in another way are not compared.
METHOD = "ink-1"
INSTALL = "./zhishu install ocr"
HASHES = 8  # as it stands, turned by quarters, and the same four mirrored
SPECTRUM = 144  # 9 angular frequencies x 16 radii
KEPT_FEATURES = 240  # of a picture that is kept
MOST_FEATURES = 2 * KEPT_FEATURES  # of one that is sought: words written over it take their share
DESCRIPTOR = 32  # bytes
_POINT = np.dtype("<u2")  # in eighths of a pixel

Hashes = npt.NDArray[np.uint64]
Spectrum = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Features:
    """Places (n x 2: x, y in pixels of the reduced picture) and what it looks like there (n x 32 bytes)."""

    points: npt.NDArray[np.float32]
    descriptors: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True)
class View:
    """One look at a picture.

    hashes: of 64 bits; the first is the picture as it stands, the others are turned and mirrored.
    spectrum: of length 1; the same however the picture is turned or mirrored.
    features: as it stands; a picture that is sought has them inverted and mirrored as well.
    """

    hashes: Hashes
    spectrum: Spectrum
    features: tuple[Features, ...]


def is_installed() -> bool:
    """Whether the libraries that read and compare pictures are there; nothing of them is loaded."""
    return all(map(find_spec, ("cv2", "PIL")))


def encode_spectrum(spectrum: Spectrum) -> str:
    """As text."""
    return base64.b64encode(spectrum.astype("<f2").tobytes()).decode()


def decode_spectrum(text: str) -> Spectrum:
    """From text; ValueError for what is no spectrum."""
    values = np.frombuffer(_bytes(text), "<f2").astype(np.float32)
    if len(values) != SPECTRUM or not np.isfinite(values).all():
        raise ValueError("no spectrum")
    return values


def encode_features(features: Features) -> str:
    """As text: the number of features, the places, what it looks like there."""
    places = (features.points * 8).round().astype(_POINT)
    return base64.b64encode(places.tobytes() + features.descriptors.tobytes()).decode()


def decode_features(text: str) -> Features:
    """From text; ValueError for what are no features."""
    data = _bytes(text)
    size = 2 * _POINT.itemsize + DESCRIPTOR
    count, rest = divmod(len(data), size)
    if rest or count > MOST_FEATURES:
        raise ValueError("no features")
    cut = 2 * _POINT.itemsize * count
    places = np.frombuffer(data[:cut], _POINT).reshape(count, 2)
    points = places.astype(np.float32) / np.float32(8)
    return Features(points, np.frombuffer(data[cut:], np.uint8).reshape(count, DESCRIPTOR))


def view_as_json(view: View) -> dict[str, Any]:
    """Plain values: what a child behind the door says."""
    return {
        "hashes": [f"{int(one):016x}" for one in view.hashes],
        "spectrum": encode_spectrum(view.spectrum),
        "features": [encode_features(one) for one in view.features],
    }


def view_from_json(told: Any) -> View:
    """A view from plain values; ValueError for what is none."""
    match told:
        case {"hashes": [*hashes], "spectrum": str() as spectrum, "features": [*features]}:
            pass
        case _:
            raise ValueError("no view")
    if len(hashes) not in (1, HASHES) or not 1 <= len(features) <= 3:
        raise ValueError("no view")
    if not all(isinstance(one, str) and len(one) == 16 for one in hashes):
        raise ValueError("no view")
    return View(
        np.array([int(one, 16) for one in hashes], np.uint64),
        decode_spectrum(spectrum),
        tuple(decode_features(one) if isinstance(one, str) else _refuse() for one in features),
    )


def _refuse() -> Features:
    raise ValueError("no features")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("no base64") from None
