"""What a packed workbook would inflate to, counted before a library inflates it; headers are not trusted."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from zhishu.base.errors import InvalidFileError

MAX_MEMBERS = 2_000
MAX_DIRECTORY = 1 << 20  # bytes of the list of members
MAX_INFLATED = 3 << 30  # bytes of all sheets and texts together
MAX_RATIO = 400  # text inflates some 10 to 60 times, a bomb a thousand times
SMALL = 16 << 20  # a member below this size is no bomb, whatever its ratio
# Up to this size the bytes are counted by inflating them once. Above, that would cost more than the
# reading itself, and the reader's bound on memory holds (see limits.py).
COUNTED = 16 << 20
_BLOCK = 1 << 16
LONGEST_NAME = 150
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")


def measure_archive(path: Path) -> None:
    """Refuse what is no workbook, is locked or a bomb; InvalidFileError names the reason."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        if directory_size(stream, size) > MAX_DIRECTORY:
            raise _too_large("里面的文件太多")
        try:
            with zipfile.ZipFile(stream) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise unreadable("压缩包已损坏") from None
        if not any(one.filename.startswith("xl/") for one in members):
            raise InvalidFileError(
                "这是压缩包，不是表格",
                next_step="解开后把里面的表格逐个导入",
                code="not_a_table",
            )
        _refuse_declared(members)
        if sum(one.compress_size for one in members) <= COUNTED:
            for one in members:
                _count(stream, one)


def directory_size(stream: BinaryIO, size: int) -> int:
    """Bytes of the list of members, as the end of the archive says; 0 where no end is found."""
    stream.seek(max(0, size - _END.size - 0xFFFF))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        return 0
    return int(_END.unpack_from(tail, at)[5])


def _refuse_declared(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise _too_large(f"里面有{len(members)}个文件")
    inflated = sum(one.file_size for one in members)
    if inflated > MAX_INFLATED:
        raise _too_large(f"展开后有{inflated >> 20}MB")
    for one in members:
        if one.flag_bits & 1:
            raise unreadable("文件加了密码")
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise unreadable("压缩方法不是工作簿所用的")
        if one.file_size > SMALL and one.file_size > MAX_RATIO * max(1, one.compress_size):
            raise _too_large(
                f"{shown_name(one.filename)}展开到{one.file_size // max(1, one.compress_size)}倍"
            )
    if overlap(members):
        raise _too_large("里面的文件互相重叠")


def overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Whether members lie over each other, as in a bomb."""
    end = 0
    for one in sorted(members, key=lambda one: one.header_offset):
        if one.header_offset < end:
            return True
        end = one.header_offset + _LOCAL.size + one.compress_size
    return False


def _count(stream: BinaryIO, member: zipfile.ZipInfo) -> None:
    """Inflate a member without keeping it, up to the size that it declares."""
    stream.seek(member.header_offset)
    head = stream.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise unreadable("压缩包已损坏")
    fields = _LOCAL.unpack(head)
    stream.seek(fields[9] + fields[10], 1)
    left, count = member.compress_size, 0
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    packed = member.compress_type == zipfile.ZIP_DEFLATED
    while left and (block := stream.read(min(_BLOCK, left))):
        left -= len(block)
        if not packed:
            count += len(block)
        while packed and block:
            try:
                count += len(inflate.decompress(block, _BLOCK * 16))
            except zlib.error:
                raise unreadable("压缩包已损坏") from None
            block = inflate.unconsumed_tail
            if count > member.file_size:
                raise _too_large(f"{shown_name(member.filename)}展开后比它写明的大")
    if count > member.file_size:
        raise _too_large(f"{shown_name(member.filename)}展开后比它写明的大")


def shown_name(name: str) -> str:
    """A member's name as people can read it, whatever is in it."""
    return "".join(sign if sign.isprintable() else "?" for sign in name[:LONGEST_NAME])


def unreadable(reason: str) -> InvalidFileError:
    """The error for a workbook that cannot be opened."""
    return InvalidFileError(
        f"工作簿打不开：{reason}",
        next_step="在表格软件里打开，另存为XLSX或CSV（UTF-8）后再导入",
        code="not_a_table",
    )


def _too_large(what: str) -> InvalidFileError:
    return InvalidFileError(
        f"工作簿太大：{what}",
        next_step="另存为CSV（UTF-8）后再导入，CSV没有大小限制",
        code="too_large",
    )
