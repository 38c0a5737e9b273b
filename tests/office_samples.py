"""Makers of the packed and printed files that tests read: DOCX, OFD and PDF, written by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_O = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_NUMBERING = f"""<w:numbering {_W}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def pack(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP archive of some parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx_paragraph(text: str, depth: int | None = None) -> str:
    """A paragraph, numbered by Word itself where a depth is given."""
    number = ""
    if depth is not None:
        number = f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="7"/></w:numPr></w:pPr>'
    return f"<w:p>{number}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def docx_table(rows: Sequence[Sequence[str]]) -> str:
    """A table of one paragraph a cell."""
    made = "".join(
        "<w:tr>" + "".join(f"<w:tc>{docx_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{made}</w:tbl>"


def make_docx(*blocks: str, prolog: str = "") -> bytes:
    """A Word document of some blocks."""
    body = f"{prolog}<w:document {_W}><w:body>{''.join(blocks)}</w:body></w:document>"
    return pack({"word/document.xml": body, "word/numbering.xml": _NUMBERING})


def wrap(paragraphs: Sequence[str], columns: int) -> list[tuple[str, int]]:
    """Printed lines with their indent in letters: two at the head of a paragraph."""
    lines = []
    for paragraph in paragraphs:
        indent, rest = 2, paragraph
        while rest:
            lines.append((rest[: columns - indent], indent))
            rest, indent = rest[columns - indent :], 0
    return lines


def paginate(lines: Sequence[tuple[str, int]], rows: int) -> list[list[tuple[str, int]]]:
    """Lines by page, each page with its number below."""
    pages = [list(lines[at : at + rows]) for at in range(0, len(lines), rows)]
    return [[*page, (f"— {number} —", 12)] for number, page in enumerate(pages, 1)]


def make_ofd(pages: Sequence[Sequence[tuple[str, int]]]) -> bytes:
    """An OFD document; letters of 5 mm, one text object a line."""
    parts: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {_O}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_O}><ofd:Pages>"
        + "".join(
            f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
        )
        + "</ofd:Pages></ofd:Document>",
    }
    for number, page in enumerate(pages):
        things = "".join(
            f'<ofd:TextObject ID="{at}" Boundary="{30 + 5 * indent} {30 + 9 * at} 150 7" Size="5">'
            f'<ofd:TextCode X="0" Y="5" DeltaX="g {max(1, len(text) - 1)} 5">{escape(text)}</ofd:TextCode></ofd:TextObject>'
            for at, (text, indent) in enumerate(page)
        )
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page {_O}><ofd:Content><ofd:Layer ID="1">{things}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    return pack(parts)


def make_pdf(pages: Sequence[Sequence[tuple[str, int]]], *, locked: bool = False) -> bytes:
    """A PDF with letters of 14 points in a font that the reader knows and the file does not hold."""
    objects: list[bytes] = [b"", b""]
    objects.append(
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>"
    )
    objects.append(
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 2>>/DW 1000/FontDescriptor 5 0 R>>"
    )
    objects.append(
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
    )
    kids = []
    for page in pages:
        content = b"".join(
            b"BT /F 14 Tf %d %d Td <%s> Tj ET\n"
            % (70 + 14 * indent, 760 - 26 * at, text.encode("utf-16-be").hex().encode())
            for at, (text, indent) in enumerate(page)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        stream = len(objects)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % stream
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    extra = b""
    if locked:
        key = b"<" + b"5a" * 32 + b">"
        objects.append(b"<</Filter/Standard/V 1/R 2/O%s/U%s/P -4>>" % (key, key))
        extra = b"/Encrypt %d 0 R/ID[<00><00>]" % len(objects)
    made = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, extra, len(made))
    )
