"""Elements of a kind out of a stream of XML, one at a time, in bounded memory, whatever the bytes are.

Nothing outside the file is ever opened, no entity is put in, and the parser's own bounds stay: depth 256,
a text or an attribute of some 10 MB.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from lxml import etree

from zhishu.base.errors import InvalidFileError

CHUNK = 1 << 16
# Bytes without the end of a record, and of one tag: what is larger is no record of a patent.
MAX_RECORD = 64 << 20
MAX_TAG = 1 << 20
# Bytes in which the first record has to begin.
LOOKED_AT = 1 << 20
# The files of a week are many documents one behind the other, each with a declaration of its own.
_DECLARATION = b"<?xml "
_NEXT_DOCUMENT = b"\n" + _DECLARATION
_BLANKS = b" \t\r\n"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ERRORS = etree.ErrorTypes
_REASONS = {
    _ERRORS.ERR_INVALID_ENCODING: "内容与写明的编码不符",
    _ERRORS.ERR_UNSUPPORTED_ENCODING: "写明的编码不认识",
    _ERRORS.ERR_UNKNOWN_ENCODING: "写明的编码不认识",
    _ERRORS.ERR_DOCUMENT_END: "结尾之后还有内容",
    _ERRORS.ERR_ENTITY_LOOP: "实体互相引用",
    _ERRORS.ERR_INVALID_CHAR: "有不允许的字符",
    _ERRORS.ERR_ATTRIBUTE_REDEFINED: "一个标签里同一属性写了两次",
    _ERRORS.ERR_TAG_NAME_MISMATCH: "标签没有成对",
    _ERRORS.ERR_UNDECLARED_ENTITY: "用了没有定义的实体",
}
_BREAKS_OFF = {
    _ERRORS.ERR_TAG_NOT_FINISHED,
    _ERRORS.ERR_GT_REQUIRED,
    _ERRORS.ERR_LTSLASH_REQUIRED,
    _ERRORS.ERR_CDATA_NOT_FINISHED,
    _ERRORS.ERR_COMMENT_NOT_FINISHED,
    _ERRORS.ERR_PI_NOT_FINISHED,
    _ERRORS.ERR_ATTRIBUTE_NOT_FINISHED,
}
# What the parser says where one of its bounds is reached -> why.
_BOUNDS = {
    "depth": "标签一层套一层，太深",
    "amplification": "实体展开后成倍增大",
    "too long": "一段文字或一个名称太长",
    "size limit": "一段文字或一个属性太长",
}


@dataclass(frozen=True)
class Opening:
    """How XML begins: the first known tag (empty: none), the root's name, the encoding that it says."""

    tag: str
    root: str
    encoding: str


class ElementStream:
    """The elements of some tags in a stream; `done`: bytes read so far, `line`: lines above the document.

    An element is whole when it comes, and gone when the next one is asked for. Raises InvalidFileError
    with place and reason, behind the elements before it, for what is no XML, declares entities or breaks off.
    """

    def __init__(self, stream: BinaryIO, tags: Sequence[str]) -> None:
        """tags: names without their namespace."""
        self.done = 0
        self.line = 0
        self._stream = stream
        self._tags = [f"{{*}}{tag}" for tag in tags]

    def __iter__(self) -> Iterator[Any]:
        document = _Document(self._tags)
        for begins, piece in self._pieces():
            if begins:
                yield from document.feed(b"", self.line, last=True)
                self.line += document.lines
                document = _Document(self._tags)
            yield from document.feed(piece, self.line)
        yield from document.feed(b"", self.line, last=True)

    def _pieces(self) -> Iterator[tuple[bool, bytes]]:
        """(whether another document begins here, bytes), cut where one does."""
        held = b""
        while block := self._stream.read(CHUNK):
            self.done += len(block)
            data = held + block
            # Looking for one sign is many times quicker than for the whole mark; it is a rare one.
            first, *others = data.split(_NEXT_DOCUMENT) if b"?" in data else (data,)
            parts = [(False, first), *((True, _DECLARATION + other) for other in others)]
            begins, last = parts.pop()
            yield from parts
            # The mark may lie across the end of the block.
            keep = len(_NEXT_DOCUMENT) - 1
            yield begins, last[:-keep]
            held = last[-keep:]
        yield False, held


class _Document:
    """One document that is fed piece by piece."""

    def __init__(self, tags: list[str]) -> None:
        self.lines = 0
        self._parser = _parser(("end",), tags)
        self._has_begun = self._is_checked = False
        self._since = 0  # bytes since the last element ended
        self._in_tag = 0  # bytes of a tag that is open

    def feed(self, piece: bytes, above: int, *, last: bool = False) -> Iterator[Any]:
        """The elements that end in a piece; above: lines before this document, for messages."""
        if not self._has_begun:
            piece = piece.lstrip(_BLANKS)
            self._has_begun = bool(piece)
        if not self._has_begun:
            return
        fault: InvalidFileError | None = None
        try:
            if last:
                self._parser.close()
            else:
                self._parser.feed(piece)
        except etree.XMLSyntaxError as error:
            fault = _fault(error, above)
        for _, element in self._parser.read_events():
            if not self._is_checked:
                refuse_entities(element)
                self._is_checked = True
            self._since = 0
            yield element
            _forget(element)
        if fault:
            raise fault
        self.lines += piece.count(b"\n")
        self._since += len(piece)
        self._measure_tag(piece)
        if self._since > MAX_RECORD:
            raise too_large(f"一条记录超过{MAX_RECORD >> 20}MB", f"第{above + self.lines}行")
        if self._in_tag > MAX_TAG:
            raise too_large("一个标签太长，属性太多", f"第{above + self.lines}行")

    def _measure_tag(self, piece: bytes) -> None:
        opened, closed = piece.rfind(b"<"), piece.rfind(b">")
        if opened > closed:
            self._in_tag = len(piece) - opened
        elif closed >= 0:
            self._in_tag = 0
        elif self._in_tag:
            self._in_tag += len(piece)


def _parser(events: tuple[str, ...], tags: list[str] | None = None) -> Any:
    return etree.XMLPullParser(
        events=events,
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _forget(element: Any) -> None:
    """Give back the memory of an element that was read and of what stood before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def open_xml(stream: BinaryIO, tags: Sequence[str]) -> Opening:
    """How a stream of XML begins; InvalidFileError for what is none or declares entities."""
    parser = _parser(("start",))
    known, root, looked = frozenset(tags), "", 0
    while looked < LOOKED_AT and (block := stream.read(1 << 14)):
        if not looked:
            _refuse_lying_encoding(block)
        fault: InvalidFileError | None = None
        try:
            parser.feed(block if looked else block.lstrip(_BLANKS))
        except etree.XMLSyntaxError as error:
            fault = _fault(error, 0)
        looked += len(block)
        for _, element in parser.read_events():
            name = local_name(element.tag)
            if not root:
                refuse_entities(element)
                root = name
            if name in known:
                info = element.getroottree().docinfo
                return Opening(name, root, (info.encoding or "utf-8").lower())
        if fault:
            raise fault
    if not root and looked >= LOOKED_AT:
        raise too_large("第一个标签太长，属性太多", "第1行")
    if not root:
        try:
            parser.close()
        except etree.XMLSyntaxError as error:
            raise _fault(error, 0) from None
    return Opening("", root, "")


def local_name(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def refuse_entities(element: Any) -> None:
    """Refuse a document that declares an entity with a content; names of pictures (NDATA) are none."""
    declared = element.getroottree().docinfo.internalDTD
    for one in declared.iterentities() if declared is not None else ():
        if one.system_url is None or one.content is None:
            raise InvalidFileError(
                f"XML里定义了实体{one.name[:40]}，这样的文件不读",
                where="文件开头的DOCTYPE",
                next_step="删去DOCTYPE里的ENTITY，或向来源索取不带实体的文件",
            )


def _refuse_lying_encoding(head: bytes) -> None:
    """Text that says GB and is UTF-8 would be read as other characters, without any fault."""
    told = head[:200].lower()
    if not (told.startswith(b"<?xml") and b"encoding" in told.split(b"?>")[0]):
        return
    if b"gb" not in told.split(b"?>")[0] or head.startswith(_UTF16) or head.isascii():
        return
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return
    raise InvalidFileError(
        "XML读不下去：写明的编码是国标，内容是UTF-8",
        where="第1行",
        next_step="把第一行的encoding改成UTF-8再导入",
    )


def _fault(error: etree.XMLSyntaxError, above: int) -> InvalidFileError:
    where = f"第{above + (error.lineno or 1)}行"
    if error.code in _BREAKS_OFF:
        return InvalidFileError(
            "文件不完整，写到一半就断了",
            where=where,
            next_step="重新下载或重新导出这个文件",
            code="incomplete",
        )
    for sign, reason in _BOUNDS.items():
        if sign in (error.msg or ""):
            return too_large(reason, where)
    return InvalidFileError(
        f"XML读不下去：{_REASONS.get(error.code, '不合XML的写法')}",
        where=where,
        next_step="重新下载或重新导出这个文件，并确认编码写对了",
    )


def too_large(what: str, where: str) -> InvalidFileError:
    """The error for XML beyond the bounds."""
    return InvalidFileError(
        f"XML太大：{what}",
        where=where,
        next_step="确认这是专利数据文件；是的话请拆小后再导入",
        code="too_large",
    )
