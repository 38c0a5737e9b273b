"""Numbers as keys: whatever way an application number, publication number or 文号 is written.

One key a number: of an application number its digits without the check digit, of a publication
number its digits without the kind code (a patent's publication and grant bear the same digits), of
a 文号 its agency, year and serial. The same key is made of what is kept and of what is typed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from zhishu.base.document_number import DocumentNumber
from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import ApplicationNumber
from zhishu.search.tokens import fold

_BRACKETS = str.maketrans("〔〕【】［］〈〉《》（）{}()<>﹝﹞", "[][][][][][][][][][]", " \u3000")
_DOCUMENT_NUMBER = re.compile(r"(\D*?)第?\[?(\d{4})\]?年?第?0*(\d{1,5})号")
_ORDER = re.compile(r"(\D{2,16}?)第?([0-9〇零○一二三四五六七八九十百]+)号(令|公告)")
_LABEL = re.compile(r"^(?:专利|申请|公开|公告|授权公告|文)号[:：]?")
_ORDINAL = re.compile(r"^第(?=(?:zl|cn)?\d{7})|(?<=[\da-z])号$")
_FILLING = re.compile(r"[\s.\-·:：。,，/]")
_APPLICATION = re.compile(r"(?:zl|cn|zlcn|cnzl)?(\d{8}|\d{12})([\dx])?")
_PUBLICATION = re.compile(r"([a-z]{2})(\d{6,13})([a-z]\d?)?")
# As the warehouse writes them: an application number, a publication number with its kind.
_AS_STORED = re.compile(r"([0-9]{12}|[0-9]{8})[0-9X]|(CN[0-9]{7,13})[A-Z][0-9]?")
_IPC_SYMBOL = re.compile(r"[a-h]\d{2}[a-z](?:\d{1,4}/\d{2,6})?")
# Numbers that people write with blanks inside, found at a place of a longer text.
_NUMBER_AT = re.compile(
    r"(?:[ZzＺｚ][LlＬｌ]|[CcＣｃ][NnＮｎ])?\s*+\d{4}\s*+[1-389１-３８９]\s*+\d{7}\s*+(?:[.．·]?\s*+[\dXxＸｘ](?![\w.]))?(?!\w)"
    r"|[CcＣｃ][NnＮｎ]\s*+\d(?:\s*+\d){6,8}(?:\s*+[A-CSUYa-csuyＡ-ＣＳＵＹ]\d?)?(?!\w)"
    r"|[\u4e00-\u9fff]{2,12}\s*+[〔\[［【（(﹝〈<]\s*+\d{4}\s*+[〕\]］】）)﹞〉>]\s*+第?\s*+\d{1,5}\s*+号"
)


def number_at(text: str, place: int) -> str:
    """The number that is written from a place of a text on, with the blanks inside it; or nothing."""
    match = _NUMBER_AT.match(text, place)
    return match.group() if match and number_keys(match.group()) else ""


def _document_number_key(folded: str) -> str | None:
    """云府发〔2023〕5号, with any brackets, blanks or leading zeros, as 云府发[2023]5号."""
    bare = "".join(folded.translate(_BRACKETS).split())
    match = _DOCUMENT_NUMBER.fullmatch(bare)
    if match is not None:
        agency = match.group(1).rstrip("[")
        return f"{agency}[{match.group(2)}]{match.group(3)}号" if agency else None
    if turned := _ORDER.fullmatch(bare):  # 国家知识产权局第77号令
        bare = f"{turned[1]}{turned[3]}第{turned[2]}号"
    try:
        return fold(str(DocumentNumber.parse(bare)))
    except InvalidValueError:
        return None


def _bare(text: str) -> str:
    """Folded, without label, blanks and dots: zl2023101234567."""
    return _ORDINAL.sub("", _FILLING.sub("", _LABEL.sub("", fold(text).strip())))


def number_keys(text: str) -> tuple[str, ...]:
    """The keys of a number as it was written; none when the text is no number.

    Nine digits may be an old application number or a publication number: both are keys.

    >>> number_keys("ZL 2023 1 0123456.7")
    ('202310123456',)
    """
    document_number = _document_number_key(_LABEL.sub("", fold(text).strip()))
    if document_number is not None:
        return (document_number,)
    bare = _bare(text)
    keys = []
    if match := _APPLICATION.fullmatch(bare):
        keys.append(match.group(1))
    if match := _PUBLICATION.fullmatch(bare):
        keys.append(match.group(1) + match.group(2))
    elif re.fullmatch(r"[1-4]\d{8}", bare):  # typed without CN
        keys.append(f"cn{bare}")
    return tuple(dict.fromkeys(keys))


def kept_keys(number: str) -> tuple[str, ...]:
    """The keys under which an entry answers for one of its numbers.

    >>> kept_keys("CN112345678A")
    ('cn112345678',)
    """
    if match := _AS_STORED.fullmatch(number):  # nearly all: a build asks this of millions
        return (match[1] or match[2].lower(),)
    keys = number_keys(number)
    bare = _bare(number)
    # What is kept says itself which of the two it is.
    return keys[-1:] if bare.startswith("cn") else keys[:1]


def wrong_check_digit(text: str) -> str | None:
    """The check digit that an application number should bear, when it bears another."""
    match = _APPLICATION.fullmatch(_bare(text))
    if match is None or not match.group(2) or len(match.group(1)) != 12:
        return None
    expected = ApplicationNumber.check_digit(match.group(1))
    return expected if match.group(2).upper() != expected else None


@lru_cache(maxsize=100_000)
def ipc_key(symbol: str) -> str:
    """An IPC symbol as it is kept and sought: h01m10/0525."""
    return "".join(fold(symbol).split())


def symbol_keys(text: str) -> tuple[str, ...]:
    """The key of an IPC subclass or full symbol; none when the text is no symbol."""
    key = ipc_key(text)
    return (key,) if _IPC_SYMBOL.fullmatch(key) else ()
