"""The table of policy files that cannot be read: name of the case -> the file, its error, a word of the sentence."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable

from office_samples import docx_paragraph, make_docx, make_ofd, make_pdf, paginate, wrap

TEXT = """云澜市知识产权服务业发展若干措施
云知发〔2025〕7号
各区县知识产权局，市直有关单位：
一、培育服务主体
对新设立的知识产权服务机构，一次性奖励10万元。
二、优化服务环境
市知识产权局建立服务机构名录，每年公布一次。
云澜市知识产权局
2025年6月18日
"""
TRADITIONAL = "雲瀾市知識產權局關於印發辦法的通知\n第一條 為規範專項資金的管理，制定本辦法。\n第二條 資金用於保護。\n"
LOCKED_BOOK = b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
_FLAGS = {b"PK\x03\x04": 6, b"PK\x01\x02": 8}


def _printed() -> list[list[tuple[str, int]]]:
    return paginate(wrap(TEXT.splitlines(), 30), 8)


def _docx() -> bytes:
    return make_docx(*map(docx_paragraph, TEXT.splitlines()))


def _locked_docx() -> bytes:
    """Every member of the archive marked as encrypted, as an archiver with a password does."""
    made = bytearray(_docx())
    for mark, at in _FLAGS.items():
        place = made.find(mark)
        while place >= 0:
            made[place + at] |= 1
            place = made.find(mark, place + 4)
    return bytes(made)


def _noise() -> bytes:
    chance = random.Random(7)
    return bytes(chance.randrange(256) for _ in range(5000))


UNREADABLE: dict[str, tuple[str, Callable[[], bytes], str, str]] = {
    "half a PDF": ("措施.pdf", lambda: make_pdf(_printed())[:-400], "not_text", "残缺"),
    "half a Word file": ("措施.docx", lambda: _docx()[:600], "not_text", "已损坏"),
    "a Word file without its last bytes": ("措施.docx", lambda: _docx()[:-30], "not_text", "已损坏"),
    "half an OFD": ("措施.ofd", lambda: make_ofd(_printed())[:900], "not_text", "已损坏"),
    "noise": ("措施.txt", _noise, "not_text", "编码无法识别"),
    "a program": ("措施.txt", lambda: b"\x7fELF\x02\x01\x01" + _noise(), "not_text", "不是文本"),
    "zeros": ("措施.txt", lambda: b"\0" * 5000, "empty_file", "空的"),
    "a picture": ("措施.html", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "not_text", "图像打不开"),
    "a packed text": ("措施.txt", lambda: gzip.compress(TEXT.encode()), "not_text", "压缩包"),
    "another archive": ("措施.txt", lambda: b"Rar!\x1a\x07\x01\0" + bytes(500), "not_text", "压缩包"),
    "rich text": ("措施.txt", lambda: b"{\\rtf1\\ansi {\\fonttbl}\\u30693 ?}", "not_text", "RTF"),
    "a locked PDF": ("措施.pdf", lambda: make_pdf(_printed(), locked=True), "not_text", "加了密码"),
    "a locked Word file": ("措施.docx", lambda: LOCKED_BOOK, "not_text", "加了密码"),
    "a Word file in a locked archive": ("措施.docx", _locked_docx, "not_text", "加了密码"),
    "UTF-16 without its mark": ("措施.txt", lambda: TEXT.encode("utf-16-le"), "not_text", "编码"),
    "UTF-16 the other way": ("措施.txt", lambda: TEXT.encode("utf-16-be"), "not_text", "编码"),
    "UTF-32": ("措施.txt", lambda: TEXT.encode("utf-32"), "not_text", "编码无法识别"),
    "Big5": ("措施.txt", lambda: TRADITIONAL.encode("big5"), "not_text", "编码无法识别"),
    "UTF-7": ("措施.txt", lambda: TEXT.encode("utf-7"), "no_document", "没有找到政策正文"),
    "EBCDIC": ("措施.txt", lambda: b"\x88\x85\x93\x93\x96\x40" * 80, "not_text", "编码无法识别"),
    "100 MB": ("措施.txt", lambda: "第一条 为规范管理。\n".encode() * (4 << 20), "too_large", "超过32MB"),
    "100 MB of a PDF": ("措施.pdf", lambda: make_pdf(_printed()) + b"\n" * (100 << 20), "too_large", "超过32MB"),
}  # fmt: skip
