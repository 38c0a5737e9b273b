"""Find the marks and designs whose pictures a picture is like."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from zhishu.flows.index_images import require_images, see_picture
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.importers.door import Door
from zhishu.importers.kept_door import kept_door
from zhishu.rights.images.codes import is_under, parse_code
from zhishu.rights.images.collection import Collection
from zhishu.rights.images.view import METHOD, decode_features, decode_spectrum
from zhishu.warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from zhishu.rights.images.likeness import Likeness

RIGHTS = {"trademark": "商标", "design": "外观设计"}
MOST_HITS = 50


@dataclass(frozen=True)
class ImageFilter:
    """What narrows the pictures; empty leaves a side open.

    vienna, locarno: a code or its beginning; nice_class: of the goods. A filter of marks leaves designs out.
    """

    vienna: str = ""
    locarno: str = ""
    nice_class: int | None = None


@dataclass(frozen=True)
class ImageHit:
    """A picture that is like the sought one, with the right it belongs to.

    right_id: its key in `trademarks` (of several classes the first) or `patents`, null where it is gone;
    why: what agrees, in words.
    """

    image_id: str
    right: str
    number: str
    right_id: str | None
    name: str | None
    holders: tuple[str, ...]
    codes: tuple[str, ...]
    nice_classes: tuple[int, ...]
    file_name: str
    score: float
    level: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class ImageAnswer:
    """The hits, best first; compared: pictures that the filters left; kept: all there are.

    outdated: kept pictures that were reduced by another method and are not compared.
    """

    hits: list[ImageHit]
    compared: int
    kept: int
    outdated: int
    snapshot: int

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class _Kept:
    """The kept pictures: the row of each place, and what it is found by."""

    rows: Sequence[dict[str, Any]]
    collection: Collection


def search_images(
    home: Path,
    path: Path,
    wanted: ImageFilter | None = None,
    *,
    count: int = 20,
    door: Door | None = None,
) -> ImageAnswer:
    """The kept pictures most like the one in a file.

    InvalidFileError where it is no picture, InvalidValueError for a code that cannot be read.
    """
    require_images()
    from zhishu.rights.images.likeness import find_alike

    wanted = wanted or ImageFilter()
    codes = {
        name: parse_code(text)
        for name, text in (("vienna", wanted.vienna), ("locarno", wanted.locarno))
        if text.strip()
    }
    warehouse = open_warehouse(home)
    snapshot = warehouse.snapshot()
    with contextlib.ExitStack() as stack:
        seen = see_picture(door or stack.enter_context(kept_door()), path, sought=True)
    kept, outdated = _kept_at(warehouse, home, snapshot)
    allowed = _allowed(warehouse, kept, wanted, codes, snapshot)
    found = find_alike(kept.collection, seen.views, min(count, MOST_HITS), allowed)
    return ImageAnswer(
        _hits(warehouse, kept, found, snapshot),
        len(kept.rows) if allowed is None else int(allowed.sum()),
        len(kept.rows),
        outdated,
        snapshot,
    )


def read_thumbnails(home: Path, image_ids: Sequence[str]) -> dict[str, str]:
    """The small PNGs of kept pictures, in base64."""
    rows = open_warehouse(home).query(
        "SELECT image_id, thumbnail FROM image_features WHERE image_id IN (SELECT unnest($ids))",
        {"ids": list(image_ids)},
    )
    return {row["image_id"]: row["thumbnail"] for row in rows}


def count_images(home: Path) -> dict[str, int]:
    """How many pictures are kept, by right."""
    rows = open_warehouse(home).query(
        'SELECT "right", count(*) AS pictures FROM image_features GROUP BY ALL ORDER BY 1 DESC'
    )
    return {row["right"]: row["pictures"] for row in rows}


# Of each home the pictures that were read last, and the state of the table they are from.
_cached: dict[Path, tuple[tuple[Any, ...], _Kept]] = {}


def _kept_at(warehouse: Warehouse, home: Path, snapshot: int) -> tuple[_Kept, int]:
    """The kept pictures, read anew only when some were added or changed; and how many are outdated."""
    state = warehouse.query(
        "SELECT count(*), count(*) FILTER (method = $method), max(_snapshot)::BIGINT"
        " FROM image_features",
        {"method": METHOD},
        snapshot=snapshot,
    ).rows[0]
    if home not in _cached or _cached[home][0] != state:
        _cached[home] = (state, _read(warehouse, snapshot))
    return _cached[home][1], state[0] - state[1]


def _read(warehouse: Warehouse, snapshot: int) -> _Kept:
    rows, hashes, spectra, features = [], [], [], []
    stream = warehouse.stream(
        'SELECT image_id, "right", number, file_name, hash, spectrum, features FROM image_features'
        " WHERE method = $method ORDER BY image_id",
        {"method": METHOD},
        snapshot=snapshot,
    )
    for row in stream:
        hashes.append(int(row.pop("hash"), 16))
        spectra.append(decode_spectrum(row.pop("spectrum")))
        features.append(decode_features(row.pop("features")))
        rows.append(row)
    spectrum = np.stack(spectra) if spectra else np.zeros((0, 0), np.float32)
    return _Kept(rows, Collection(np.array(hashes, np.uint64), spectrum, features))


def _allowed(
    warehouse: Warehouse,
    kept: _Kept,
    wanted: ImageFilter,
    codes: dict[str, tuple[int, ...]],
    snapshot: int,
) -> npt.NDArray[np.bool_] | None:
    """Which of the kept pictures the filters leave; None for all of them."""
    if not codes and wanted.nice_class is None:
        return None
    numbers: set[tuple[str, str]] = set()
    if "vienna" in codes or wanted.nice_class is not None:
        numbers |= {
            ("trademark", row["number"])
            for row in warehouse.stream(_MARKS, snapshot=snapshot)
            if _has(row["vienna"], codes.get("vienna"))
            and wanted.nice_class in (None, row["nice_class"])
        }
    if "locarno" in codes:
        numbers |= {
            ("design", row["number"])
            for row in warehouse.stream(_DESIGNS, snapshot=snapshot)
            if _has(row["locarno"], codes["locarno"])
        }
    return np.array([(row["right"], row["number"]) in numbers for row in kept.rows], bool)


_MARKS = """
SELECT registration_number AS number, nice_class, vienna FROM trademarks
WHERE registration_number IN (SELECT number FROM image_features WHERE "right" = 'trademark')
"""
_DESIGNS = """
SELECT application_number AS number, locarno FROM patents
WHERE application_number IN (SELECT number FROM image_features WHERE "right" = 'design')
"""


def _has(printed: list[str] | None, wanted: tuple[int, ...] | None) -> bool:
    return wanted is None or any(is_under(one, wanted) for one in printed or ())


def _hits(
    warehouse: Warehouse, kept: _Kept, found: Sequence[Likeness], snapshot: int
) -> list[ImageHit]:
    """The rights of what was found, in its order."""
    numbers = sorted({kept.rows[one.place]["number"] for one in found})
    marks: dict[str, list[dict[str, Any]]] = {}
    for row in warehouse.query(
        "SELECT registration_number, mark_id AS right_id, name, holders, vienna, nice_class FROM trademarks"
        " WHERE registration_number IN (SELECT unnest($numbers)) ORDER BY mark_id",
        {"numbers": numbers},
        snapshot=snapshot,
    ):
        marks.setdefault(row["registration_number"], []).append(row)
    designs = {
        row["application_number"]: row
        for row in warehouse.query(
            "SELECT application_number, patent_id AS right_id, title AS name, holders, locarno FROM patents"
            " WHERE application_number IN (SELECT unnest($numbers))",
            {"numbers": numbers},
            snapshot=snapshot,
        )
    }
    hits = []
    for one in found:
        row = kept.rows[one.place]
        of_mark = marks.get(row["number"], []) if row["right"] == "trademark" else []
        right = of_mark[0] if of_mark else designs.get(row["number"], {})
        classes = sorted({mark["nice_class"] for mark in of_mark} - {None})
        hits.append(
            ImageHit(
                row["image_id"],
                row["right"],
                row["number"],
                right.get("right_id"),
                right.get("name"),
                tuple(right.get("holders") or ()),
                tuple(right.get("vienna") or right.get("locarno") or ()),
                tuple(classes),
                row["file_name"],
                one.score,
                one.level,
                tuple(one.reasons()),
            )
        )
    return hits
