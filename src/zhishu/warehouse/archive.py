"""One file that holds a home: a tar in which every byte follows from its manifest and its members' hashes.

    manifest.json   first: what the archive is of, and name, size, hash and mode of each member
    the members     in the manifest's order, as they are; nothing is compressed again
    seal.json       last: the hash of the manifest

The reader knows from the manifest what each header and each filling must be and takes nothing else: a
link, a device, a path that leads out, a flipped bit or a missing tail is refused by the member's name.
The seal finds damage, not forgery: whoever can rewrite the file can rewrite the seal.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from zhishu.base.errors import DamagedDataError, InvalidFileError, ZhishuError
from zhishu.warehouse.durable import BLOCK

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "seal.json"
# A tar is made of blocks and ends with two empty ones.
TAR_BLOCK = 512
END = bytes(2 * TAR_BLOCK)
LARGEST_MANIFEST = 1 << 30
_MODES = (0o400, 0o444, 0o600, 0o640, 0o644)
_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_DIGEST = re.compile("[0-9a-f]{64}")

Take = Callable[["Member"], BinaryIO | None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Member:
    """A file of the home: its path there with slashes, and what it must hold."""

    name: str
    size: int
    sha256: str
    mode: int


@dataclass(frozen=True)
class Contents:
    """What a manifest says: `told` is what the archive is of, in words of its maker."""

    told: Mapping[str, Any]
    members: tuple[Member, ...]


def is_safe_name(name: str) -> bool:
    """Whether a name is a plain path below the home, in exactly one way of writing it."""
    parts = name.split("/")
    return (
        not _UNFIT.search(name)
        and len(name.encode()) < 1000
        and all(0 < len(part.encode()) < 256 and part not in (".", "..") for part in parts)
    )


def fit_mode(mode: int) -> int:
    """The mode under which a file is kept: never more than it had, never to be run or written by others."""
    return max((one for one in _MODES if one | mode == mode), default=0o400)


def write_archive(
    stream: BinaryIO,
    told: Mapping[str, Any],
    sources: Iterable[tuple[Member, Path]],
    *,
    halfway: Callable[[], None] = lambda: None,
) -> int:
    """Write an archive and return its size; a source that is not what its member says ends it.

    halfway: called once, with about half of the members written.
    """
    sources = list(sources)
    manifest = _encode(
        {"format": FORMAT, "told": dict(told), "members": [asdict(one) for one, _ in sources]}
    )
    _write_small(stream, MANIFEST, manifest)
    for number, (member, path) in enumerate(sources):
        if number == len(sources) // 2:
            halfway()
        _write_member(stream, member, path)
    _write_small(stream, SEAL, _seal(manifest))
    stream.write(END)
    return stream.tell()


def _write_member(stream: BinaryIO, member: Member, path: Path) -> None:
    stream.write(_header(member.name, member.size, member.mode))
    digest, left = hashlib.sha256(), member.size
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            digest.update(block)
            left -= len(block)
            stream.write(block)
    if left or digest.hexdigest() != member.sha256:
        raise DamagedDataError(
            f"{member.name}与登记的摘要不符，没有做成备份",
            where=str(path),
            next_step="从上一份备份取回这个文件，或者重新导入原件，然后重新备份；"
            "用zhishu warehouse verify检查全部文件",
        )
    stream.write(_filling(member.size))


def read_contents(path: Path) -> Contents:
    """What an archive says of itself; its members are not read."""
    with _open(path) as stream:
        return _Reader(path, stream).contents


def check_archive(path: Path, progress: Progress | None = None) -> Contents:
    """Read every byte; DamagedDataError names the first member that is not what was written."""
    return unpack_archive(path, lambda member: None, progress)


def unpack_archive(path: Path, take: Take, progress: Progress | None = None) -> Contents:
    """Read every byte and write each member to the stream that `take` opens for it (None: nowhere).

    The streams are closed here; their bytes are on the disk before the next member is read.
    """
    with _open(path) as stream:
        reader = _Reader(path, stream)
        for member in reader.contents.members:
            reader.read(member, take)
            if progress:
                progress(stream.tell(), reader.size)
        reader.finish()
        return reader.contents


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise InvalidFileError(
            "备份文件打不开", where=f"{path}：{error.strerror}", next_step="检查文件名和读取权限"
        ) from None


class _Reader:
    """Walks through an archive; what is not exactly as the manifest wants it is damage."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self._path, self._stream = path, stream
        self.size = os.fstat(stream.fileno()).st_size
        manifest = self._manifest()
        self.contents = self._decode(manifest)
        self._tail = _small(SEAL, _seal(manifest)) + END
        self._check_size()

    def _manifest(self) -> bytes:
        head = self._stream.read(TAR_BLOCK)
        try:
            told = tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            told = tarfile.TarInfo("")
        if head != _header(MANIFEST, told.size, 0o600) or told.size > LARGEST_MANIFEST:
            raise InvalidFileError(
                "这不是知枢的备份文件，或者开头已损坏",
                where=str(self._path),
                next_step="选zhishu backup写成的文件，或者换一份备份",
                code="invalid_backup",
            )
        content = self._stream.read(told.size)
        if len(content) != told.size or self._stream.read(len(_filling(told.size))) != _filling(
            told.size
        ):
            raise self._damaged(MANIFEST, "没有写完或已损坏")
        return content

    def _decode(self, manifest: bytes) -> Contents:
        try:
            value = json.loads(manifest)
            newer = value["format"] > FORMAT
        except (ValueError, KeyError, TypeError, RecursionError):
            raise self._damaged(MANIFEST, "读不出来") from None
        if newer:
            raise ZhishuError(
                "这份备份由更新的程序写成，本程序不能读",
                where=str(self._path),
                next_step="升级程序后再恢复",
                code="newer_backup",
            )
        try:
            told, members = value["told"], tuple(Member(**one) for one in value["members"])
            fine = isinstance(told, dict) and all(map(_is_fit, members))
        except (KeyError, TypeError, ValueError):
            raise self._damaged(MANIFEST, "读不出来") from None
        if not fine:
            odd = next((one.name for one in members if not _is_fit(one)), "")
            raise self._damaged(MANIFEST, f"成员{odd!r}的名称、大小或摘要不合规矩")
        if (twice := _colliding(members)) is not None:
            raise self._damaged(MANIFEST, f"成员{twice!r}与另一个成员争同一个位置")
        return Contents(told, members)

    def _check_size(self) -> None:
        """Where the length is right and the end is not, it is manifest or seal that changed."""
        start = self._stream.tell()
        wanted = start + len(self._tail)
        for one in self.contents.members:
            wanted += len(_header(one.name, one.size, one.mode)) + one.size
            wanted += len(_filling(one.size))
        if self.size != wanted:
            return
        self._stream.seek(-len(self._tail), os.SEEK_END)
        if self._stream.read() != self._tail:
            raise self._damaged(SEAL, f"与{MANIFEST}不符")
        self._stream.seek(start)

    def read(self, member: Member, take: Take) -> None:
        """Read one member, comparing header, content and filling."""
        header = _header(member.name, member.size, member.mode)
        found = self._stream.read(len(header))
        if found != header:
            raise self._damaged(
                member.name,
                "没有写完" if header.startswith(found) else "的文件头与清单不符",
            )
        target = take(member)
        try:
            digest, left = hashlib.sha256(), member.size
            while left and (block := self._stream.read(min(BLOCK, left))):
                digest.update(block)
                left -= len(block)
                if target is not None:
                    target.write(block)
            if left:
                raise self._damaged(member.name, "没有写完")
            if digest.hexdigest() != member.sha256:
                raise self._damaged(member.name, "与清单的摘要不符")
            if target is not None:
                target.flush()
                os.fsync(target.fileno())
        finally:
            if target is not None:
                target.close()
        filling = _filling(member.size)
        if self._stream.read(len(filling)) != filling:
            raise self._damaged(member.name, "之后的填充已损坏或没有写完")

    def finish(self) -> None:
        """Nothing but the seal may follow the last member."""
        found = self._stream.read(len(self._tail))
        if found != self._tail:
            raise self._damaged(
                SEAL, "没有写完" if self._tail.startswith(found) else f"与{MANIFEST}不符"
            )
        if self._stream.read(1):
            raise self._damaged(SEAL, "之后还有多余的内容")

    def _damaged(self, name: str, what: str) -> DamagedDataError:
        return DamagedDataError(
            f"备份文件已损坏：{name}{what}",
            where=str(self._path),
            next_step="换一份完好的备份；没有动任何数据",
            code="damaged_backup",
        )


def _is_fit(member: Member) -> bool:
    return (
        isinstance(member.name, str)
        and is_safe_name(member.name)
        and member.name not in (MANIFEST, SEAL)
        and type(member.size) is int
        and 0 <= member.size < 1 << 60
        and isinstance(member.sha256, str)
        and _DIGEST.fullmatch(member.sha256) is not None
        and member.mode in _MODES
    )


def _colliding(members: Sequence[Member]) -> str | None:
    """A name that stands twice, or is also the folder of another."""
    names: set[str] = set()
    folders: set[str] = set()
    for one in members:
        parts = one.name.split("/")
        own = {"/".join(parts[:at]) for at in range(1, len(parts))}
        if one.name in names or one.name in folders or own & names:
            return one.name
        names.add(one.name)
        folders |= own
    return None


def _encode(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _seal(manifest: bytes) -> bytes:
    return _encode({"manifest_sha256": hashlib.sha256(manifest).hexdigest()})


def _header(name: str, size: int, mode: int) -> bytes:
    """The one header under which a file of this name, size and mode stands."""
    told = tarfile.TarInfo(name)
    told.size, told.mode = size, mode
    return told.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")


def _filling(size: int) -> bytes:
    return bytes(-size % TAR_BLOCK)


def _small(name: str, content: bytes) -> bytes:
    return _header(name, len(content), 0o600) + content + _filling(len(content))


def _write_small(stream: BinaryIO, name: str, content: bytes) -> None:
    stream.write(_small(name, content))
