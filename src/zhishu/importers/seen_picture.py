"""A picture as the child behind the door tells it: numbers to find it by and a thumbnail made anew."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from zhishu.rights.images.view import View, view_as_json, view_from_json

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_VIEWS = 3


@dataclass(frozen=True)
class SeenPicture:
    """sha256: of the file; width and height in pixels; views: one to keep, or those to seek with."""

    sha256: str
    width: int
    height: int
    views: tuple[View, ...]
    thumbnail: bytes


def picture_as_json(picture: SeenPicture) -> dict[str, Any]:
    """Plain values."""
    return {
        "sha256": picture.sha256,
        "width": picture.width,
        "height": picture.height,
        "views": [view_as_json(one) for one in picture.views],
        "thumbnail": base64.b64encode(picture.thumbnail).decode(),
    }


def picture_from_json(told: Any) -> SeenPicture:
    """From plain values; ValueError for what is none."""
    match told:
        case {
            "sha256": str() as sha256,
            "width": int() as width,
            "height": int() as height,
            "views": [*views],
            "thumbnail": str() as thumbnail,
        } if 1 <= len(views) <= _MOST_VIEWS and len(sha256) == 64:
            return SeenPicture(
                sha256, width, height, tuple(map(view_from_json, views)), _png(thumbnail)
            )
    raise ValueError("no picture")


def _png(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("no base64") from None
    if not data.startswith(_PNG):
        raise ValueError("no PNG")
    return data
