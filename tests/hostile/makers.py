"""Makers of broken and hostile files: workbooks put together by hand, bombs, pages."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from xml.sax.saxutils import escape

HEAD = "企业名称,统一社会信用代码,企业类型\n"
HEADINGS = HEAD.strip().split(",")
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def table(*rows: str) -> str:
    """A registry of firms with these lines."""
    return HEAD + "".join(f"{row}\n" for row in rows)


def name_row(name: str) -> str:
    """The line of a firm of this name, quoted."""
    quoted = name.replace('"', '""')
    return f'"{quoted}",,'


def cell(reference: str, text: str) -> str:
    """A cell with its text in place."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def sheet(rows: list[list[str]], tail: str = "", head: str = "") -> str:
    """The XML of a sheet."""
    lines = []
    for at, row in enumerate(rows, 1):
        cells = "".join(cell(f"{chr(65 + column)}{at}", text) for column, text in enumerate(row))
        lines.append(f'<row r="{at}">{cells}</row>')
    body = "".join(lines)
    return f'{DECLARATION}{head}<worksheet xmlns="{MAIN}"><sheetData>{body}{tail}</sheetData></worksheet>'


def parts(rows: list[list[str]] | None = None, **changed: str | bytes) -> dict[str, bytes]:
    """The parts of a small workbook; changed: parts by a short name."""
    named = {
        "types": ("[Content_Types].xml", (
            f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            "</Types>")),
        "rels": ("_rels/.rels", (
            f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>')),
        "book_rels": ("xl/_rels/workbook.xml.rels", (
            f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')),
        "book": ("xl/workbook.xml", (
            f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
            '<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>')),
        "strings": ("xl/sharedStrings.xml", f'{DECLARATION}<sst xmlns="{MAIN}"></sst>'),
        "sheet": ("xl/worksheets/sheet1.xml", sheet([HEADINGS, ["示例公司", "", ""]] if rows is None else rows)),
    }  # fmt: skip
    made = {}
    for short, (name, text) in named.items():
        content = changed.pop(short, text)
        made[name] = content.encode() if isinstance(content, str) else content
    for name, content in changed.items():
        made[name] = content.encode() if isinstance(content, str) else content
    return made


def book(rows: list[list[str]] | None = None, **changed: str | bytes) -> bytes:
    """A small workbook as bytes."""
    return pack(parts(rows, **changed))


def pack(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def extended(more: Mapping[str, bytes]) -> bytes:
    """A small workbook with more members."""
    return pack({**parts(), **more})


def raw_archive(
    members: list[tuple[str, bytes, int, int]], *, directory: int | None = None
) -> bytes:
    """An archive put together by hand: name, packed bytes, the size that it declares, flags.

    directory: how long the list of members is said to be.
    """
    body, central = b"", b""
    for name, packed, declared, flags in members:
        encoded = name.encode()
        local = struct.pack(
            "<4s5H3L2H", b"PK\x03\x04", 20, flags | 0x800, 8, 0, 0, 0, len(packed), declared,
            len(encoded), 0,
        )  # fmt: skip
        central += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, flags | 0x800, 8, 0, 0, 0, len(packed), declared,
            len(encoded), 0, 0, 0, 0, 0, len(body),
        ) + encoded  # fmt: skip
        body += local + encoded + packed
    size = len(central) if directory is None else directory
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, len(members) & 0xFFFF, len(members) & 0xFFFF, size,
        len(body), 0,
    )  # fmt: skip
    return body + central + end


def deflated(content: bytes) -> bytes:
    """Bytes packed as members of archives are."""
    pack_ = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return pack_.compress(content) + pack_.flush()


def zeros(megabytes: int) -> bytes:
    """So many megabytes of blanks, packed."""
    pack_ = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    made = b"".join(pack_.compress(b" " * (1 << 20)) for _ in range(megabytes))
    return made + pack_.flush()


def lying_book() -> bytes:
    """A workbook whose sheet inflates to 100 MB and is said to be 1,000 bytes."""
    made = [(name, deflated(content), len(content), 0) for name, content in parts().items()]
    made.append(("xl/worksheets/sheet2.xml", zeros(100), 1000, 0))
    return raw_archive(made)


def overlapping_book() -> bytes:
    """A workbook of which 1,000 members are the same bytes."""
    made = raw_archive(
        [(name, deflated(content), len(content), 0) for name, content in parts().items()]
        + [(f"xl/media/{at:04}.bin", b"", 1 << 20, 0) for at in range(1000)]
    )
    return made.replace(b"xl/media/0000.bin", b"xl/media/0000.bin", 1)


def same_place_book() -> bytes:
    """A workbook whose list of members names one place twice."""
    content = bytearray(book())
    at = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", at + 4)
    content[second + 42 : second + 46] = content[at + 42 : at + 46]
    return bytes(content)


def many_members() -> bytes:
    """An archive of a million empty members."""
    name = b"xl/0"
    entry = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0
    ) + name  # fmt: skip
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name
    central = entry * 1_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(central), len(local), 0)
    return local + central + end


PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>云澜市</title></head><body>
<h1>云澜市知识产权专项资金管理办法</h1><p>云财规〔2025〕6号</p>
<p>第一条 为规范知识产权专项资金的管理，制定本办法。</p><p>第二条 专项资金用于专利转化和保护。{}</p>
<p>云澜市财政局</p><p>2025年11月7日</p></body></html>"""
POLICY = """云澜市财政局关于印发《云澜市知识产权专项资金管理办法》的通知
云财规〔2025〕6号
第一条 为规范知识产权专项资金的管理，制定本办法。
第二条 专项资金用于专利转化和保护。{}
云澜市财政局
2025年11月7日
"""
