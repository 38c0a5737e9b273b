"""From bytes to text: byte-order marks, UTF-8, then GB18030; a page that says otherwise is not believed.

What was misread before it was saved is taken back (misread.py); its encoding is then told as utf-8/latin-1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishu.base.errors import InvalidFileError
from zhishu.base.text import HAN, simplify
from zhishu.importers.reading.misread import take_back

MAX_BYTES = 32 * 1024 * 1024
_KINDS = {
    b"%PDF": "PDF文件",
    b"PK\x03\x04": "压缩包或Office文件",
    b"\xd0\xcf\x11\xe0": "旧版Office文件",
    b"\x1f\x8b": "压缩包",
    b"GIF8": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"{\\rtf": "RTF文件",
}
_HAN = re.compile(f"[{HAN}]")
# Of so many characters, this share is of those in daily use, or it is no Chinese that was read.
_ENOUGH, _SAMPLE, _COMMON = 8, 20_000, 0.85


@dataclass(frozen=True)
class Decoded:
    """A page's text and how its bytes were read; faults: how many bytes could not be."""

    text: str
    encoding: str
    faults: int = 0


def decode(data: bytes) -> Decoded:
    """The text of a page; raises InvalidFileError for what is no text (kind named), empty or too large."""
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise InvalidFileError("文件是空的", next_step="确认选对了文件", code="empty_file")
    if len(data) > MAX_BYTES:
        raise InvalidFileError(
            "文件超过32MB", next_step="政策网页不应这样大，请只保存正文", code="too_large"
        )
    for magic, kind in _KINDS.items():
        if data.startswith(magic):
            raise InvalidFileError(
                f"这是{kind}，不是文本或网页",
                next_step="另存为文本（TXT）或网页（HTML）",
                code="not_text",
            )
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return _checked(data[2:].decode(encoding, "replace"), encoding)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return _checked(data.decode(encoding), encoding.removesuffix("-sig"))
        except UnicodeDecodeError:
            continue
    made = [data.decode(encoding, "replace") for encoding in ("utf-8-sig", "gb18030")]
    best = min(range(2), key=lambda index: made[index].count("\ufffd"))
    return _checked(made[best], ("utf-8", "gb18030")[best])


def _checked(text: str, encoding: str) -> Decoded:
    text, encoding = take_back(text) or (text, encoding)
    control = len(re.findall("[\x00-\x08\x0e-\x1f]", text))
    faults = text.count("\ufffd")
    if control + faults > max(16, len(text) // 10) or (
        # Nearly all bytes are some character of GB18030: Big5 or Korean come out as rare ones.
        encoding == "gb18030" and not _is_chinese(text)
    ):
        raise InvalidFileError(
            "文件不是文本，或编码无法识别", next_step="另存为UTF-8编码的文本再试", code="not_text"
        )
    return Decoded(text, encoding, faults)


def _is_chinese(text: str) -> bool:
    """Whether the characters of a text are those in daily use (the first level of GB 2312); few say nothing."""
    han = "".join(_HAN.findall(text[:_SAMPLE]))
    leads = simplify(han).encode("gb2312", "ignore")[::2]
    return len(han) < _ENOUGH or sum(lead <= 0xD7 for lead in leads) >= _COMMON * len(han)
