"""XML parts of a packed document (DOCX, OFD), read with bounds and without anything from outside.

Sizes are counted while a part is inflated, never believed. A part with a document type declaration is
refused: no format of these needs one, and entities are how XML is made to explode or to fetch.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from lxml import etree

from zhishu.base.errors import InvalidFileError

MAX_MEMBERS = 20_000
MAX_PART = 96 << 20  # bytes of one part, inflated
MAX_WHOLE = 256 << 20  # bytes of all parts read


class PackedDocument:
    """A ZIP archive of XML parts, opened over its bytes."""

    def __init__(self, data: bytes, what: str) -> None:
        self._what = what
        self._left = MAX_WHOLE
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self.names = [one.filename for one in self._archive.infolist()]
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise self.error("文件残缺或已损坏") from None
        if len(self.names) > MAX_MEMBERS:
            raise self.error(f"里面有{len(self.names)}个文件")
        self._known = set(self.names)

    def error(self, reason: str) -> InvalidFileError:
        """The error for a document that cannot be read."""
        return InvalidFileError(
            f"{self._what}打不开：{reason}",
            next_step="在办公软件里打开，另存一份或另存为文本（TXT）后再导入",
            code="not_text",
        )

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def part(self, name: str) -> Any:
        """The root element of a part; InvalidFileError where it is missing, broken, locked or a bomb."""
        if name not in self._known:
            raise self.error(f"缺少{name[:60]}")
        data = self._inflated(self._archive.getinfo(name))
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            raise self.error(f"{name[:60]}不是完整的XML") from None
        if root.getroottree().docinfo.doctype:
            raise self.error(f"{name[:60]}带有文档类型声明")
        return root

    def _inflated(self, member: zipfile.ZipInfo) -> bytes:
        if member.flag_bits & 1:
            raise self.error("文件加了密码")
        most = min(MAX_PART, self._left)
        try:
            with self._archive.open(member) as stream:
                data = stream.read(most + 1)
        # ValueError: of places before the beginning, of names in no encoding.
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ):
            raise self.error(f"{member.filename[:60]}已损坏") from None
        if len(data) > most:
            raise self.error("展开后太大")
        self._left -= len(data)
        return data


def joined(folder: str, name: str) -> str:
    """A part's name as another part gives it: from the root, or from that part's folder."""
    if name.startswith("/"):
        return name.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, name))
