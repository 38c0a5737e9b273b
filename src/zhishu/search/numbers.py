"""Numbers as keys: whatever way an application number, publication number or 文号 is written."""

from __future__ import annotations

import re

from zhishu.search.tokens import fold

_BRACKETS = str.maketrans("〔〕【】［］〈〉《》（）{}()<>", "[][][][][][][][][]", " \u3000")
_DOCUMENT_NUMBER = re.compile(r"(\D*?)第?\[?(\d{4})\]?年?第?0*(\d{1,5})号")
_FILLING = re.compile(r"[\s.\-·:：]")
_APPLICATION = re.compile(r"(?:zl|cn|zlcn|cnzl)?(\d{8}|\d{12})([\dx])?")
_PUBLICATION = re.compile(r"([a-z]{2})(\d{6,13})([a-z]\d?)?")


_IPC_SYMBOL = re.compile(r"[a-h]\d{2}[a-z](?:\d{1,4}/\d{2,6})?")


def _document_number_key(folded: str) -> str | None:
    """云府发〔2023〕5号, with any brackets, blanks or leading zeros, as 云府发[2023]5号."""
    match = _DOCUMENT_NUMBER.fullmatch(folded.replace(" ", "").translate(_BRACKETS))
    if match is None or not match.group(1):
        return None
    return f"{match.group(1).rstrip('[')}[{match.group(2)}]{match.group(3)}号"


def number_keys(text: str) -> tuple[str, ...]:
    """The keys under which a number is sought, as it was typed; none when the text is no number.

    Nine digits behind CN may be an old application number or a publication number: both are asked.

    >>> number_keys("ZL 2023 1 0123456.7")
    ('2023101234567',)
    """
    folded = fold(text).strip()
    document_number = _document_number_key(folded)
    if document_number is not None:
        return (document_number,)
    bare = _FILLING.sub("", folded)
    keys = []
    if match := _APPLICATION.fullmatch(bare):
        keys.append(match.group(1) + (match.group(2) or ""))
    if _PUBLICATION.fullmatch(bare):
        keys.append(bare)
    return tuple(keys)


def kept_keys(number: str) -> tuple[str, ...]:
    """The keys under which an entry answers for one of its numbers.

    An application number answers without its check digit too, a publication number without its
    kind code.

    >>> kept_keys("CN112345678A")
    ('cn112345678a', 'cn112345678')
    """
    keys = list(number_keys(number))
    bare = _FILLING.sub("", fold(number))
    application, publication = _APPLICATION.fullmatch(bare), _PUBLICATION.fullmatch(bare)
    if application and application.group(2) and not bare.startswith("cn"):
        keys.append(application.group(1))
    if publication and publication.group(3):
        keys.append(publication.group(1) + publication.group(2))
    return tuple(dict.fromkeys(keys))


def ipc_key(symbol: str) -> str:
    """An IPC symbol as it is kept and sought: h01m10/0525."""
    return "".join(fold(symbol).split())


def symbol_keys(text: str) -> tuple[str, ...]:
    """The key of an IPC subclass or full symbol; none when the text is no symbol."""
    key = ipc_key(text)
    return (key,) if _IPC_SYMBOL.fullmatch(key) else ()


def symbol_and_subclass(symbol: str) -> tuple[str, ...]:
    """The keys under which a patent answers to a bare symbol: its own and its subclass's."""
    keys = symbol_keys(symbol)
    return tuple(dict.fromkeys([*keys, *(key[:4] for key in keys)]))
