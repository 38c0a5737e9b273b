"""Text whose bytes were read in the wrong encoding before it was saved: the words that its lines agree on.

UTF-8 or GBK taken for Latin-1 shows çŸ¥è¯† or ÖªÊ¶, UTF-8 taken for GBK 鐭ヨ瘑. Line by line the wrong
reading is taken back; it is believed when most lines of a file come out as Chinese. A byte that was lost on
the way stays lost: the character is U+FFFD.
"""

from __future__ import annotations

import re
from itertools import islice

from zhishu.base.text import HAN

# (read as, written as)
_WAYS = (("latin-1", "utf-8"), ("latin-1", "gb18030"), ("gb18030", "utf-8"))
# What browsers and Windows show for 0x80 to 0x9F of Latin-1.
_WINDOWS = {
    ord(bytes([code]).decode("cp1252")): code
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_CHINESE = re.compile(
    f"[{HAN}\u00a0-\u00bf\u00d7\u00e0-\u017f\u01cd-\u01dc\u2010-\u2027\u2030-\u203b\u2100-\u22ff\u2460-\u24ff\u25a0-\u25ff\u3000-\u303f\uff00-\uffef]"
)
# A line with fewer such characters decides nothing; so many lines tell enough.
_LEAST, _MOST = 4, 1000
# So many of the lines that decide must come out as Chinese, and so many characters of a line.
_LINES, _CHARACTERS = 0.6, 0.85


def take_back(text: str) -> tuple[str, str] | None:
    """The text as it was written and by which way (utf-8/latin-1); None where it was not misread."""
    lines = text.split("\n")
    deciding = list(islice((line for line in lines if _foreign(line) >= _LEAST), _MOST))
    for read, written in _WAYS:
        made = [_reread(line, read, written) for line in deciding]
        good = sum(one is not None for one in made)
        if deciding and good >= _LINES * len(deciding):
            again = (_reread(line, read, written) for line in lines)
            whole = [line if one is None else one for line, one in zip(lines, again, strict=True)]
            return "\n".join(whole), f"{written}/{read}"
    return None


def _reread(line: str, read: str, written: str) -> str | None:
    """A line as it was written; None where that does not come out as Chinese."""
    data = _bytes_of(line, read)
    if data is None:
        return None
    made = re.sub("\ufffd+", "\ufffd", data.decode(written, "replace"))
    lost = made.count("\ufffd")
    foreign = _foreign(made) - lost
    chinese = len(made) - len(_CHINESE.sub("", made))
    is_chinese = foreign > 0 and chinese >= _CHARACTERS * foreign
    return made if is_chinese and lost <= line.count("\ufffd") else None


def _foreign(text: str) -> int:
    """How many characters are not ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _bytes_of(line: str, read: str) -> bytes | None:
    """The bytes that were read so; one that was lost is 0xFF, which is of no character."""
    try:
        if read == "latin-1":
            return line.translate(_WINDOWS).encode("latin-1")
        parts = re.split("([€\ufffd])", line)
        signs = {"€": b"\x80", "\ufffd": b"\xff"}
        return b"".join(signs.get(part) or part.encode("gb18030") for part in parts)
    except UnicodeEncodeError:
        return None
