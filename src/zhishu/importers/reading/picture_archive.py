"""Pictures in a ZIP, one at a time and each bounded; names are words for people and never become paths."""

from __future__ import annotations

import zipfile
import zlib
from typing import BinaryIO

from zhishu.base.errors import InvalidFileError

MAX_PICTURES = 5_000
MAX_BYTES = 32 << 20  # of one picture, inflated
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UTF8 = 0x800
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError, RuntimeError,
)  # fmt: skip


def list_pictures(stream: BinaryIO) -> list[tuple[int, str]]:
    """(place in the archive, file name without folders) of every file; InvalidFileError for no ZIP."""
    members = _members(stream)
    found = []
    for place, one in enumerate(members):
        name = _name(one).replace("\\", "/")
        last = name.rsplit("/", 1)[-1]
        if last and not last.startswith(".") and not name.startswith("__MACOSX/"):
            found.append((place, last))
    if len(found) > MAX_PICTURES:
        raise InvalidFileError(
            f"压缩包里有{len(found)}个文件，一次最多{MAX_PICTURES}个",
            next_step="拆成几个压缩包，或解开后写明文件夹",
            code="too_large",
        )
    return found


def read_member(stream: BinaryIO, place: int) -> bytes:
    """The bytes of one file of the archive; InvalidFileError where it is locked, damaged or too large."""
    members = _members(stream)
    if not 0 <= place < len(members):
        raise _damaged("压缩包已损坏")
    one = members[place]
    if one.flag_bits & 1:
        raise _damaged("文件加了密码")
    if one.compress_type not in _PACKED:
        raise _damaged("压缩方法不是常用的")
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(one) as file:
            data = file.read(MAX_BYTES + 1)
    except _DAMAGED:
        raise _damaged("压缩包已损坏") from None
    check_bytes(data)
    return data


def check_bytes(data: bytes) -> None:
    """Refuse a picture file that is too large to be looked at."""
    if len(data) > MAX_BYTES:
        raise InvalidFileError(
            f"图片文件超过{MAX_BYTES >> 20}MB",
            next_step="缩小后另存为PNG或JPEG",
            code="too_large",
        )


def _members(stream: BinaryIO) -> list[zipfile.ZipInfo]:
    try:
        stream.seek(0)
        with zipfile.ZipFile(stream) as archive:
            return [one for one in archive.infolist() if not one.is_dir()]
    except _DAMAGED:
        raise _damaged("压缩包已损坏") from None


def _name(member: zipfile.ZipInfo) -> str:
    """Its name; programs that do not say UTF-8 mean the code page of the machine, here GB18030."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030", "replace")
    except UnicodeEncodeError:
        return member.filename


def _damaged(reason: str) -> InvalidFileError:
    return InvalidFileError(
        f"压缩包里的图片取不出：{reason}",
        next_step="解开压缩包，写明放图片的文件夹",
        code="not_text",
    )
