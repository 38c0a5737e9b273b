"""Hostile XML, JSON and packages of patent records: name of the case -> file, content, codes of the refusal or rows."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

from cnipa_samples import (
    DECLARATION,
    MadeEvent,
    document_xml,
    documents_xml,
    legal_xml,
    make_document,
    package,
)
from hostile.makers import deflated, raw_archive

Content = Callable[[], str | bytes]
# What becomes of a case: the codes of its refusal, or (rows, set aside).
Outcome = tuple[str, ...] | tuple[int, int]

DOCUMENT = document_xml(make_document(901))
TITLE = make_document(901).title


def _typed(declarations: str, text: str = TITLE) -> str:
    """The document with a DOCTYPE that declares something, and a title that may use it."""
    name = "business:PatentDocumentAndRelated"
    return f"{DECLARATION}<!DOCTYPE {name} [{declarations}]>\n{DOCUMENT.replace(TITLE, text)}"


def _laughs(kind: str = "", use: str = "&") -> str:
    """Entities each of which is ten of the one before; kind, use: how they are declared and used."""
    texts = ["x" * 1000, *(f"{use}l{at};" * 10 for at in range(11))]
    return "".join(f'<!ENTITY {kind}l{at} "{text}">' for at, text in enumerate(texts))


def _nested(depth: int) -> str:
    return f"{DECLARATION}{'<a>' * depth}{DOCUMENT}{'</a>' * depth}"


def _in_title(text: str) -> str:
    return DECLARATION + DOCUMENT.replace(TITLE, text)


def _declared(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{DOCUMENT}'


def _packed(name: str, content: str | bytes = DOCUMENT) -> bytes:
    return package({name: content})


BOMB = '<?xml version="1.0"?><a>' + " " * (60 << 20) + "</a>"
JSON_DEPTH = '{"a":' * 100_000 + "1" + "}" * 100_000
REFUSED, LARGE = ("invalid_file",), ("too_large",)

RECORD_CASES: dict[str, tuple[str, Content, Outcome]] = {
    "good": ("题录.xml", lambda: documents_xml([901, 902]), (2, 0)),
    "entities that double": ("题录.xml", lambda: _typed(_laughs(), "&l11;"), ("invalid_file", "too_large")),
    "entities that double, unused": ("题录.xml", lambda: _typed(_laughs()), REFUSED),
    "parameter entities": ("题录.xml", lambda: _typed(_laughs("% ", "&#37;") + "%l11;"), ("invalid_file", "too_large")),
    "an entity from a file": (
        "题录.xml", lambda: _typed('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;"), REFUSED),
    "an entity from the network": (
        "题录.xml", lambda: _typed('<!ENTITY e SYSTEM "http://127.0.0.1:9/x">', "&e;"), REFUSED),
    "a DTD from a file": (
        "题录.xml", lambda: _typed('<!ENTITY % e SYSTEM "file:///etc/passwd"> %e;'), REFUSED),
    "an entity that means itself": ("题录.xml", lambda: _typed('<!ENTITY e "&e;">', "&e;"), REFUSED),
    "an entity that nobody declared": ("题录.xml", lambda: _in_title("&nothing;"), REFUSED),
    "names of pictures": (
        "题录.xml",
        lambda: _typed('<!NOTATION TIF SYSTEM "t"><!ENTITY p SYSTEM "p.tif" NDATA TIF>'),
        (1, 0)),
    "depth 100,000": ("题录.xml", lambda: _nested(100_000), LARGE),
    "depth 200": ("题录.xml", lambda: _nested(200), (1, 0)),
    "a text of 20 MB": ("题录.xml", lambda: _in_title("x" * (20 << 20)), LARGE),
    "a text of 2 MB": ("题录.xml", lambda: _in_title("x" * (2 << 20)), (1, 1)),
    "a million attributes": (
        "题录.xml",
        lambda: _in_title(TITLE).replace(' lang="zh"', "".join(f' a{at}="1"' for at in range(1_000_000))),
        LARGE),
    "an attribute of 20 MB": (
        "题录.xml", lambda: _in_title(TITLE).replace('lang="zh"', f'lang="{"z" * (20 << 20)}"'), LARGE),
    "a name of 200,000 letters": ("题录.xml", lambda: _in_title(f"<{'a' * 200_000}/>"), (*REFUSED, *LARGE)),
    "a comment of 20 MB": ("题录.xml", lambda: _in_title(f"<!--{'x' * (20 << 20)}-->"), LARGE),
    "GB18030 that says UTF-8": ("题录.xml", lambda: _declared("UTF-8").encode("gb18030"), REFUSED),
    "UTF-8 that says GB18030": ("题录.xml", lambda: _declared("GB18030").encode(), REFUSED),
    "UTF-8 that says UTF-16": ("题录.xml", lambda: _declared("UTF-16").encode(), REFUSED),
    "UTF-16 that says UTF-8": ("题录.xml", lambda: _declared("UTF-8").encode("utf-16"), (1, 0)),
    "an encoding that nobody knows": ("题录.xml", lambda: _declared("X-ODD").encode(), REFUSED),
    "half a file": ("题录.xml", lambda: documents_xml(range(901, 911))[:9000], ("incomplete",)),
    "half a tag": ("题录.xml", lambda: (DECLARATION + DOCUMENT)[:-8], ("incomplete",)),
    "half a declaration": ("题录.xml", lambda: DECLARATION[:20], (*REFUSED, "incomplete")),
    "tags that do not fit": ("题录.xml", lambda: _in_title("<a><b></a></b>"), REFUSED),
    "a NUL": ("题录.xml", lambda: _in_title("一种\0电池"), REFUSED),
    "a number of no character": ("题录.xml", lambda: _in_title("一种&#0;电池"), REFUSED),
    "what could not be decoded before": ("题录.xml", lambda: _in_title("一种\ufffd电池"), (1, 1)),
    "markup in a title": ("题录.xml", lambda: _in_title("&lt;script&gt;alert(1)&lt;/script&gt;"), (1, 0)),
    "a record without anything": (
        "题录.xml",
        lambda: f'{DECLARATION}<a><PatentDocumentAndRelated/><PatentDocumentAndRelated xmlns="x:y"/></a>',
        (2, 2)),
    "an event without anything": ("事务.xml", lambda: f"{DECLARATION}<PRS><PRSRecord/></PRS>", (1, 1)),
    "an event of a number that is none": (
        "事务.xml",
        lambda: legal_xml([MadeEvent("9999999999999", "GR01", make_document(901).filed, "授权")]),
        (1, 1)),
    "a family without members": ("同族.xml", lambda: f"{DECLARATION}<patent-family/>", (0, 0)),
    "a document of DOCDB without anything": ("文献.xml", lambda: f"{DECLARATION}<exchange-document/>", (1, 1)),
    "XML of nobody": ("题录.xml", lambda: f"{DECLARATION}<a/>", ("unknown_records",)),
    "JSON of nobody": ("题录.json", lambda: '{"a": [1, 2]}', ("unknown_records",)),
    "JSON of depth 100,000": ("题录.json", lambda: JSON_DEPTH, LARGE),
    "half a JSON": ("题录.json", lambda: '{"exchange-document": {"@country": "CN"', REFUSED),
    "a JSON number of 10,000 digits": ("题录.json", lambda: f'{{"a": {"9" * 10_000}}}', REFUSED),
    "JSON of 40 MB": ("题录.json", lambda: f'{{"a": "{"x" * (40 << 20)}"}}', LARGE),
    "JSON names that are none": (
        "题录.json", lambda: '{"exchange-document": {"<x>": 1, "": 2, "@<": 3, "a b": {"\\u0000": "\\u0000"}}}', (1, 1)),
    "a package: good": ("包.zip", lambda: _packed("一.xml"), (1, 0)),
    "a package: names that lead out": ("包.zip", lambda: _packed("../../tmp/zhishu-out.xml"), ("odd_names",)),
    "a package: an absolute name": ("包.zip", lambda: _packed("/tmp/zhishu-out.xml"), ("odd_names",)),
    "a package: a drive": ("包.zip", lambda: _packed("C:\\zhishu-out.xml"), ("odd_names",)),
    "a package: a bomb": ("包.zip", lambda: package({"一.xml": DOCUMENT, "二.xml": BOMB}), LARGE),
    "a package: a bomb that lies": (
        "包.zip", lambda: raw_archive([("一.xml", deflated(BOMB.encode()), 1000, 0)]), (*REFUSED, "unknown_records", "not_a_table")),
    "a package: locked": (
        "包.zip", lambda: raw_archive([("一.xml", deflated(DOCUMENT.encode()), 9, 1)]), (*REFUSED, "unknown_records")),
    "a package: one that is no XML": (
        "包.zip", lambda: package({"一.xml": DOCUMENT, "二.xml": b"\0\1\2", "三.xml": "", "四.json": "{}"}), (4, 3)),
    "a package: hostile among good ones": (
        "包.zip",
        lambda: package({"一.xml": DOCUMENT, "二.xml": _typed(_laughs(), "&l11;"), "三.xml": _nested(9_000)}),
        (3, 2)),
    "a package: an index of noise": (
        "包.zip",
        lambda: package({"一.xml": DOCUMENT, "INDEX-CN-1.XML": b"<content" + bytes(range(256)), "1-INDEX-1.txt": bytes(range(256))}),
        (2, 1)),
    "a package: half": ("包.zip", lambda: _packed("一.xml")[:-30], ("not_a_table",)),
    "a package: packed in another way": (
        "包.zip", lambda: package({"一.xml": DOCUMENT}, zipfile.ZIP_LZMA), (1, 0)),
    "a package: 1,000 files": (
        "包.zip", lambda: package({f"{at}.xml": b"" for at in range(1_000)} | {"0.xml": DOCUMENT}), (1_000, 999)),
}  # fmt: skip
