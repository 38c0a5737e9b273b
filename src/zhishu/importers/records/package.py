"""ZIP packages of records, read in place: what is in them, and whether it is what their index says.

Nothing is unpacked to disk and no name is used as a path. Sizes are bounded before anything is inflated,
and a member never inflates beyond the size that it declares.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from zhishu.base.errors import InvalidFileError
from zhishu.importers.archive import directory_size, overlap, shown_name
from zhishu.importers.records.cells import LOCAL, children
from zhishu.importers.records.xml_stream import ElementStream

MAX_MEMBERS = 200_000
MAX_DIRECTORY = 32 << 20
MAX_INFLATED = 64 << 30
MAX_RATIO = 200  # XML inflates some 10 to 40 times, a bomb a thousand times
SMALL = 16 << 20
_PARTS_OF_OFFICE = ("xl/", "word/", "ppt/", "[Content_Types].xml", "OFD.xml", "META-INF/")
_RECORDS = (".xml", ".json")
_LONGEST_INDEX = 64 << 20
_LONGEST_COUNT = 10
_UTF8_NAME = 0x800  # the flag of a member whose name is in UTF-8
# What reading an archive may raise, whatever is in it.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


class Package:
    """The members of an archive that holds records."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {one: _name(one) for one in archive.infolist() if not one.is_dir()}
        self.records: list[zipfile.ZipInfo] = []
        self._indexes: list[zipfile.ZipInfo] = []
        self._packed: list[zipfile.ZipInfo] = []
        for one, name in self._names.items():
            if _is_index(name):
                self._indexes.append(one)
            elif name.lower().endswith(_RECORDS):
                self.records.append(one)
            elif name.lower().endswith(".zip"):
                self._packed.append(one)

    def name(self, member: zipfile.ZipInfo) -> str:
        """A member's name as text for people."""
        return shown_name(self._names[member])

    def open(self, member: zipfile.ZipInfo) -> BinaryIO:
        """The bytes of a member."""
        return cast(BinaryIO, self._archive.open(member))

    def refuse_odd(self) -> None:
        """Refuse a package that is a bomb, or whose names lead out of it; InvalidFileError."""
        members = list(self._names)
        if len(members) > MAX_MEMBERS:
            raise _too_large(f"里面有{len(members)}个文件")
        inflated = sum(one.file_size for one in members)
        packed = max(1, sum(one.compress_size for one in members))
        if inflated > MAX_INFLATED or (inflated > 16 * SMALL and inflated > MAX_RATIO * packed):
            raise _too_large(f"展开后有{inflated >> 20}MB")
        for one in members:
            name = self._names[one]
            if one.file_size > SMALL and one.file_size > MAX_RATIO * max(1, one.compress_size):
                raise _too_large(f"{shown_name(name)}展开后成百倍增大")
            if ".." in PurePosixPath(name).parts or name.startswith("/") or name[1:2] == ":":
                raise InvalidFileError(
                    f"数据包里有指向包外的文件名：{shown_name(name)}",
                    next_step="向来源重新索取数据包；确认可信的，解开后把里面的文件逐个导入",
                    code="odd_names",
                )
        if overlap(members):
            raise _too_large("里面的文件互相重叠")

    def faults(self) -> Iterator[tuple[str, str]]:
        """(file, what is wrong): where the indexes say otherwise than the members are; other files."""
        for index in self._indexes:
            try:
                listed = self._listed(index)
                yield from self._compare(index, listed)
            except (InvalidFileError, *UNREADABLE) as error:
                reason = error.what if isinstance(error, InvalidFileError) else "压缩数据已损坏"
                yield self.name(index), f"索引读不出，没有核对：{reason}"
        for one in self._packed:
            yield self.name(one), "包里的压缩包不再展开，请解开后单独导入"

    def _listed(self, index: zipfile.ZipInfo) -> _Listed:
        with self.open(index) as stream:
            if self._names[index].lower().endswith(".txt"):
                return _read_text_index(stream)
            return _read_index(stream)

    def _compare(self, index: zipfile.ZipInfo, listed: _Listed) -> Iterator[tuple[str, str]]:
        there: dict[str, zipfile.ZipInfo] = {}
        for one, name in self._names.items():
            there.setdefault(_bare(name), one)
        for name in listed.files:
            if _bare(name) not in there:
                yield shown_name(name), f"索引{self.name(index)}列出，包里没有"
        for name, digest in listed.digests.items():
            member = there.get(_bare(name))
            if member is not None and self._digest(member) != digest.lower():
                yield shown_name(name), f"摘要与索引{self.name(index)}写的不一样，可能没有传完整"
        for what, told, found in listed.counts:
            if told != found:
                yield self.name(index), f"索引写明{told}{what}，实际列出{found}{what}"
        known = set(map(_bare, listed.files))
        strange = [self.name(one) for one in self.records if _bare(self._names[one]) not in known]
        if strange and known:
            reason = f"包里有{len(strange)}个文件没有列在索引里，已照读：{'、'.join(strange[:3])}"
            yield self.name(index), reason

    def _digest(self, member: zipfile.ZipInfo) -> str:
        digest = hashlib.md5(usedforsecurity=False)
        with self.open(member) as stream:
            while block := stream.read(1 << 18):
                digest.update(block)
        return digest.hexdigest()


@dataclass
class _Listed:
    """What an index says: the files, MD5 digests of some, counts (of what, told, listed)."""

    files: list[str] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    counts: list[tuple[str, int, int]] = field(default_factory=list)


def open_package(stream: BinaryIO) -> Package | None:
    """The package in an archive; None where it is an office document, holds no records or is damaged."""
    size = stream.seek(0, 2)
    if directory_size(stream, size) > MAX_DIRECTORY:
        return None
    try:
        archive = zipfile.ZipFile(stream)
    except UNREADABLE:
        return None
    names = [one.filename for one in archive.infolist()]
    if any(name.startswith(_PARTS_OF_OFFICE) for name in names):
        return None
    package = Package(archive)
    return package if package.records else None


def _name(member: zipfile.ZipInfo) -> str:
    """The name of a member; one that is not said to be UTF-8 is tried as GB18030."""
    if not member.flag_bits & _UTF8_NAME:
        try:
            return member.filename.encode("cp437").decode("gb18030").replace("\\", "/")
        except UnicodeError:
            pass
    return member.filename.replace("\\", "/")


def _bare(name: str) -> str:
    """The last part of a name, by which an index and the members are compared."""
    return PurePosixPath(name.replace("\\", "/")).name.lower()


def _is_index(name: str) -> bool:
    bare = _bare(name)
    return (bare.startswith("index-") and bare.endswith(".xml")) or (
        "-index-" in bare and bare.endswith((".txt", ".xml"))
    )


def _read_index(stream: BinaryIO) -> _Listed:
    """INDEX-CN-*.XML: /content@patcnt,@filecnt,@file,@md5 /doclist@path /file@filename."""
    listed = _Listed()
    documents = 0
    for element in ElementStream(stream, ("doclist", "content")):
        if LOCAL[element.tag] == "doclist":
            documents += 1
            listed.files += [
                f"{element.get('path', '')}/{file.get('filename', '')}"
                for file in children(element, "file")
            ]
        else:
            for what, name, found in (
                ("件", "patcnt", documents),
                ("个文件", "filecnt", len(listed.files)),
            ):
                count = element.get(name, "")
                if count.isdecimal() and len(count) < _LONGEST_COUNT:
                    listed.counts.append((what, int(count), found))
            if element.get("file") and element.get("md5"):
                listed.digests[element.get("file")] = element.get("md5")
    return listed


def _read_text_index(stream: BinaryIO) -> _Listed:
    """*-INDEX-*.txt: a file a line, its digest beside it where there is one."""
    listed = _Listed()
    for line in stream.read(_LONGEST_INDEX).decode("gb18030", "replace").splitlines():
        parts = line.replace(",", " ").replace("|", " ").split()
        name = next((one for one in parts if one.lower().endswith((*_RECORDS, ".zip"))), None)
        digest = next((one for one in parts if len(one) == 32 and one.isalnum()), None)
        if name is not None:
            listed.files.append(name)
            if digest is not None:
                listed.digests[name] = digest
    return listed


def _too_large(what: str) -> InvalidFileError:
    return InvalidFileError(
        f"数据包太大：{what}",
        next_step="确认这是专利数据包；是的话请拆成几个压缩包再导入",
        code="too_large",
    )
