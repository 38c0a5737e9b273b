"""Look at the pictures of marks and designs in folders and ZIPs, and keep what they are found by."""

from __future__ import annotations

import base64
import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from zhishu.base.errors import InvalidFileError, InvalidValueError, ZhishuError
from zhishu.base.identifiers import ApplicationNumber
from zhishu.base.plain_file import open_plain
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.importers.door import Door
from zhishu.importers.kept_door import kept_door
from zhishu.importers.limits import READER_FAULTS
from zhishu.importers.seen_picture import SeenPicture
from zhishu.rights.images.view import (
    INSTALL,
    METHOD,
    encode_features,
    encode_spectrum,
    is_installed,
)
from zhishu.rights.tables import IMAGE_FEATURES
from zhishu.warehouse.warehouse import Warehouse

Progress = Callable[[int, int], None]
SOURCE = "image_features"
# Pictures that are published together: what a stopped run has to look at again.
PART = 500
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class SetAsidePicture:
    """A picture that was not taken, and why."""

    file_name: str
    reason: str
    next_step: str


@dataclass(frozen=True)
class ImagesReport:
    """What became of the pictures: indexed, unchanged and set_aside add up to `pictures`."""

    pictures: int
    indexed: int
    unchanged: int
    snapshot: int
    set_aside: list[SetAsidePicture] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class _Picture:
    """A file, or a member of a ZIP; name: what it is called there."""

    name: str
    path: Path
    member: int | None = None


@dataclass(frozen=True)
class _Owner:
    """Whose picture it is: right is trademark or design."""

    right: str
    number: str


def require_images() -> None:
    """InvalidFileError that says what to install where the libraries of pictures are missing."""
    if not is_installed():
        raise InvalidFileError(
            "这台机器没有装读图片的扩展",
            next_step=f"请管理员安装：{INSTALL}",
            code="no_image_library",
        )


def index_images(
    home: Path,
    paths: Sequence[Path],
    *,
    progress: Progress = lambda done, total: None,
    door: Door | None = None,
) -> ImagesReport:
    """Keep the features of every picture in these folders, ZIPs and files.

    A picture belongs to the mark whose registration number or image name is its name, or to the design
    of that application number; `NUMBER-2.jpg` is a further picture of one. What cannot be read or
    belongs to nothing is set aside, told, and hinders no other. Pictures that are known stay.
    """
    require_images()
    warehouse = open_warehouse(home)
    aside: list[SetAsidePicture] = []
    indexed = unchanged = done = 0
    with contextlib.ExitStack() as stack:
        door = door or stack.enter_context(kept_door())
        pictures = [one for path in paths for one in _list_pictures(path, door)]
        for at in range(0, len(pictures), PART):
            part = pictures[at : at + PART]
            owners = _find_owners(warehouse, [one.name for one in part])
            known = _known(warehouse, [one.name for one in part])
            rows = {}
            for one in part:
                try:
                    row = _row(door, one, owners.get(one.name), known)
                except ZhishuError as error:
                    aside.append(_told(one.name, error))
                else:
                    unchanged += row is None or row["image_id"] in rows
                    if row is not None:
                        rows[row["image_id"]] = row
                done += 1
                progress(done, len(pictures))
            indexed += len(rows)
            if rows:
                with warehouse.publication("图样特征", SOURCE, tables=(IMAGE_FEATURES,)) as work:
                    work.replace(IMAGE_FEATURES, rows.values())
    return ImagesReport(len(pictures), indexed, unchanged, warehouse.snapshot(), aside)


def see_picture(door: Door, path: Path, member: int | None = None, *, sought: bool) -> SeenPicture:
    """Door.picture, with the next step of a person who has a picture."""
    try:
        return door.picture(path, member, sought=sought)
    except InvalidFileError as error:
        if error.code in READER_FAULTS and "CSV" in error.next_step:
            error.next_step = "在看图软件里打开，缩小后另存为PNG或JPEG再试"
        raise


def _list_pictures(path: Path, door: Door) -> Iterator[_Picture]:
    if path.is_dir():
        files = sorted(one for one in path.iterdir() if not one.name.startswith("."))
        yield from (_Picture(one.name, one) for one in files if not one.is_dir())
        return
    with open_plain(path) as file:
        is_archive = file.read(4) == _ZIP
    if not is_archive:
        yield _Picture(path.name, path)
        return
    for member, name in door.picture_names(path):
        yield _Picture(name, path, member)


def _row(
    door: Door, picture: _Picture, owner: _Owner | None, known: dict[tuple[str, str], str]
) -> dict[str, Any] | None:
    """The row of a picture; None where it is known already."""
    if owner is None:
        raise InvalidFileError(
            "没有这个注册号、图样文件名或外观设计申请号",
            next_step="先导入商标或外观设计，再用注册号或申请号作文件名",
            code="not_found",
        )
    image_id = f"{owner.right}:{owner.number}:{picture.name}"
    if picture.member is None and (known.get((image_id, METHOD)) == _sha256(picture.path)):
        return None
    seen = see_picture(door, picture.path, picture.member, sought=False)
    if known.get((image_id, METHOD)) == seen.sha256:
        return None
    [view] = seen.views
    return {
        "image_id": image_id,
        "right": owner.right,
        "number": owner.number,
        "file_name": picture.name,
        "sha256": seen.sha256,
        "width": seen.width,
        "height": seen.height,
        "method": METHOD,
        "hash": f"{int(view.hashes[0]):016x}",
        "spectrum": encode_spectrum(view.spectrum),
        "features": encode_features(view.features[0]),
        "thumbnail": base64.b64encode(seen.thumbnail).decode(),
    }


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open_plain(path) as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _known(warehouse: Warehouse, names: list[str]) -> dict[tuple[str, str], str]:
    """(image, method) -> digest of the file, of pictures by these names."""
    rows = warehouse.query(
        "SELECT image_id, method, sha256 FROM image_features"
        " WHERE file_name IN (SELECT unnest($names))",
        {"names": names},
    )
    return {(row["image_id"], row["method"]): row["sha256"] for row in rows}


def _find_owners(warehouse: Warehouse, names: list[str]) -> dict[str, _Owner]:
    """Whose pictures these files are, by file name."""
    keys = {name: _keys(name) for name in names}
    asked = sorted({key for one in keys.values() for key in one})
    marks: dict[str, str] = {}
    rows = warehouse.query(
        "SELECT DISTINCT registration_number, image_name FROM trademarks"
        " WHERE registration_number IN (SELECT unnest($keys))"
        " OR image_name IN (SELECT unnest($keys)) ORDER BY registration_number DESC",
        {"keys": asked},
    )
    for row in rows:
        if row["registration_number"]:
            marks[row["registration_number"]] = row["registration_number"]
            marks[row["image_name"] or row["registration_number"]] = row["registration_number"]
    numbers = {key: number for key in asked if (number := _application_number(key))}
    found = warehouse.query(
        "SELECT application_number FROM patents WHERE right_kind = 'design'"
        " AND application_number IN (SELECT unnest($numbers))",
        {"numbers": sorted(set(numbers.values()))},
    )
    designs = {row["application_number"] for row in found}
    owners = {}
    for name, own in keys.items():
        mark = next((marks[key] for key in own if key in marks), None)
        design = next((numbers[key] for key in own if numbers.get(key) in designs), None)
        if mark:
            owners[name] = _Owner("trademark", mark)
        elif design:
            owners[name] = _Owner("design", design)
    return owners


def _keys(name: str) -> list[str]:
    """What a file name may mean: itself, without its ending, and without a trailing -2 or _2."""
    stem = name.rpartition(".")[0] or name
    found = [name, stem]
    for sign in "-_":
        front, _, number = stem.rpartition(sign)
        if front and number.isdigit() and len(number) <= 3:
            found.append(front)
    return found


def _application_number(key: str) -> str | None:
    try:
        return str(ApplicationNumber.parse(key))
    except InvalidValueError:
        return None


def _told(name: str, error: ZhishuError) -> SetAsidePicture:
    return SetAsidePicture(name, error.what, error.next_step)
