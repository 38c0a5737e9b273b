"""The rule of patents.py for many rows at once, as far as they are without fault.

A column is looked at once for each of its different texts, numbers as a matrix of digits. What is not
beyond doubt here (a number in an unusual form, a fault of any kind) is left to `read_patent`, which is
the rule; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.base.errors import InvalidValueError
from zhishu.importers.format import Faults
from zhishu.importers.patents import (
    KINDS_PRINTED,
    PatentCells,
    parse_count,
    parse_day,
    read_classes,
    split_address,
    split_names,
)
from zhishu.parties.place import Places

Mask = npt.NDArray[np.bool_]
T = TypeVar("T")

# The canonical form, first digit and letter in agreement; anything else is left to the rule.
_PUBLICATION = (
    r"^CN(?:[14](?:\d{8}|\d{6})|8[5-8]1\d{5})[ABC]\d?$"
    r"|^CN(?:2(?:\d{8}|\d{6})|8[5-8]2\d{5})[UY]\d?$"
    r"|^CN(?:3(?:\d{8}|\d{6})|8[5-8]3\d{5})[SD]\d?$"
)
_APPLICATION = r"^(?:CN|ZL)?(\d{12})\.?([\dX])$"
_KINDS = np.array(["invention", "utility_model", "design"])
_BY_LETTER = np.zeros(128, np.int8)
_BY_LETTER[[ord("U"), ord("Y")]] = 1
_BY_LETTER[[ord("S"), ord("D")]] = 2
_IS_GRANT = np.zeros(128, np.bool_)
_IS_GRANT[[ord(letter) for letter in "BUSCYD"]] = True
_BY_DIGIT = np.full(128, -1, np.int8)
for _digit, _kind in (("1", 0), ("2", 1), ("3", 2), ("8", 0), ("9", 1)):
    _BY_DIGIT[ord(_digit)] = _kind
_WEIGHTS = np.array([2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5])
_JOIN = "\x1f"
MOST_REMEMBERED = 200_000


class Seen(Generic[T]):
    """What each different text of a column says; None where the rule has to look closer."""

    def __init__(self, read: Callable[[str], T | None]) -> None:
        self._read = read
        self._known: dict[str, T | None] = {}

    def of(self, column: pa.Array) -> tuple[list[T | None], pa.Array, Mask]:
        """(what the different texts say, index into it for each row, rows to look at closer)."""
        coded = column.dictionary_encode()
        texts = coded.dictionary.to_pylist()
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        known, read = self._known, self._read
        said: list[T | None] = []
        for text in texts:
            if text not in known:
                known[text] = read(text)
            said.append(known[text])
        unsure = np.fromiter((one is None for one in said), np.bool_, len(said))
        return said, coded.indices, unsure[coded.indices.to_numpy(zero_copy_only=False)]


def _parsed(parse: Callable[[str], T]) -> Callable[[str], tuple[T | None] | None]:
    """The value of a cell in a tuple of one; (None,) for an empty cell, None for an unreadable one."""

    def read(text: str) -> tuple[T | None] | None:
        if not text.strip():
            return (None,)
        try:
            return (parse(text),)
        except InvalidValueError:
            return None

    return read


class PatentBatch:
    """Reads batches of cells by field; remembers what texts say from batch to batch."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._days = Seen(_parsed(parse_day))
        self._counts = Seen(_parsed(parse_count))
        self._names: Seen[tuple[list[str] | None]] = Seen(lambda text: (split_names(text) or None,))
        self._addresses = Seen(self._place)
        self._classes = Seen(_classes)

    def _place(self, text: str) -> tuple[str | None, str | None, str | None]:
        printed, province = text.split(_JOIN)
        postcode, address = split_address(printed)
        return postcode, address, self._places.find(address or "", province)

    def read(self, cells: Mapping[str, pa.Array], count: int) -> tuple[dict[str, pa.Array], Mask]:
        """(columns of patent publications for all rows, rows that `read_patent` has to look at).

        cells: by field of PatentCells; a field that the file lacks may be absent.
        """
        empty = pa.repeat("", count)

        def cell(name: str) -> pa.Array:
            return cells.get(name, empty)

        columns: dict[str, pa.Array] = {}
        number, letters, unsure = _publications(cell("publication_number"))
        kind = _BY_LETTER[letters]
        is_grant = _IS_GRANT[letters]
        application, years, kind_told, doubtful = _applications(cell("application_number"))
        unsure = unsure | doubtful | ((kind_told >= 0) & (kind_told != kind))
        columns["record_key"] = columns["publication_number"] = number
        columns["kind_code"] = pc.replace_substring_regex(number, r"^CN\d+", "")
        columns["is_grant"] = pa.array(is_grant)
        columns["right_kind"] = pa.array(_KINDS[kind], pa.string())
        columns["application_number"] = application

        published, doubtful = self._read_days(cell("published_on"))
        unsure |= doubtful
        filed, doubtful = self._read_days(cell("filed_on"))
        unsure |= doubtful | _is_true(pc.greater(filed, published))
        filed_year = pc.fill_null(pc.year(filed), 0).to_numpy(zero_copy_only=False)
        unsure |= (years > 0) & (years < filed_year)
        columns["published_on"], columns["filed_on"] = published, filed

        told = cell("grant_number")
        granted, doubtful = self._read_days(cell("granted_on"))
        sound = _is_true(pc.match_substring_regex(told, _PUBLICATION)) | _is_true(
            pc.equal(told, "")
        )
        unsure |= ~is_grant & (doubtful | ~sound)
        hidden = pa.array(is_grant)
        columns["grant_number"] = pc.if_else(hidden, None, _text(told))
        columns["granted_on"] = pc.if_else(hidden, None, granted)
        unsure |= _kinds_differ(cell("right_kind"), kind)

        for name in ("title", "abstract", "first_claim", "agency", "priority", "province_code"):
            columns[name] = _text(cell(name))
        columns["legal_status_printed"] = _text(cell("legal_status"))
        unsure |= _is_true(pc.is_null(columns["title"]))
        for name in ("holders", "current_holders", "inventors", "agents", "family"):
            said, at, _ = self._names.of(cell(name))
            columns[name] = _spread(said, 0, at, pa.list_(pa.string()))
        unsure |= _is_true(pc.is_null(columns["holders"]))
        for name in ("claim_count", "cited_by_count"):
            counts, at, doubtful = self._counts.of(cell(name))
            columns[name] = _spread(counts, 0, at, pa.int64())
            unsure |= doubtful

        places, at, _ = self._addresses.of(
            pc.binary_join_element_wise(cell("address"), cell("province_code"), _JOIN)
        )
        for place, name in enumerate(("postcode", "address", "region_code")):
            columns[name] = _spread(places, place, at, pa.string())
        classes, at, doubtful = self._classes.of(
            pc.binary_join_element_wise(
                columns["right_kind"], cell("main_class"), cell("classes"), cell("locarno"), _JOIN
            )
        )
        unsure |= doubtful
        columns["main_ipc"] = _spread(classes, 0, at, pa.string())
        columns["ipc"] = _spread(classes, 1, at, pa.list_(pa.string()))
        columns["locarno"] = _spread(classes, 2, at, pa.list_(pa.string()))
        return columns, unsure

    def _read_days(self, column: pa.Array) -> tuple[pa.Array, Mask]:
        said: list[tuple[date | None] | None]
        said, at, unsure = self._days.of(column)
        return _spread(said, 0, at, pa.date32()), unsure


def _publications(column: pa.Array) -> tuple[pa.Array, npt.NDArray[np.uint8], Mask]:
    """(numbers, first letter of the kind code, rows in an unusual form)."""
    usual = pc.match_substring_regex(column, _PUBLICATION)
    letter = pc.if_else(usual, pc.replace_substring_regex(column, r"^CN\d+([A-Z])\d?$", r"\1"), "A")
    letters = np.frombuffer(_bytes(letter), np.uint8)
    return column, letters, ~_is_true(usual)


def _applications(
    column: pa.Array,
) -> tuple[pa.Array, npt.NDArray[np.int64], npt.NDArray[np.int8], Mask]:
    """(canonical numbers, null where the cell is empty; year and kind in them, 0 and -1; rows in doubt)."""
    count = len(column)
    bare = pc.utf8_trim_whitespace(column)
    usual = _is_true(pc.match_substring_regex(bare, _APPLICATION))
    empty = _is_true(pc.equal(bare, ""))
    plain = pc.replace_substring_regex(bare.filter(pa.array(usual)), _APPLICATION, r"\1\2")
    characters = np.frombuffer(_bytes(plain), np.uint8).reshape(-1, 13)
    digits = characters.astype(np.int64) - 48
    digits[:, 12][characters[:, 12] == ord("X")] = 10
    kinds = _BY_DIGIT[characters[:, 4]]
    sound = (digits[:, :12] @ _WEIGHTS % 11 == digits[:, 12]) & (kinds >= 0)
    years = np.zeros(count, np.int64)
    years[usual] = digits[:, :4] @ np.array([1000, 100, 10, 1])
    kind = np.full(count, -1, np.int8)
    kind[usual] = kinds
    in_doubt = ~(usual | empty)
    in_doubt[np.flatnonzero(usual)[~sound]] = True
    places = np.cumsum(usual) - 1
    at = pa.array(np.where(usual, places, 0), pa.int64(), mask=~usual)
    return plain.take(at), years, kind, in_doubt


def _bytes(column: pa.Array) -> bytes:
    """The characters of all texts (none is null), one after the other."""
    _, offsets, characters = column.buffers()
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    return bytes(characters[ends[0] : ends[-1]]) if characters is not None else b""


def _kinds_differ(column: pa.Array, kind: npt.NDArray[np.int8]) -> Mask:
    """Rows whose printed type is another than that of their number."""
    coded = column.dictionary_encode()
    told = np.full(len(coded.dictionary), -1, np.int8)
    for at, text in enumerate(coded.dictionary.to_pylist()):
        found = next((one for words, one in KINDS_PRINTED.items() if text.startswith(words)), None)
        if found is not None:
            told[at] = list(_KINDS).index(found)
    said = told[coded.indices.to_numpy(zero_copy_only=False)]
    differ: Mask = (said >= 0) & (said != kind)
    return differ


def _classes(text: str) -> tuple[str | None, list[str] | None, list[str] | None] | None:
    right_kind, main, classes, locarno = text.split(_JOIN)
    faults = Faults()
    read = read_classes(
        PatentCells(main_class=main, classes=classes, locarno=locarno), right_kind, faults
    )
    return None if faults.found else (read["main_ipc"], read["ipc"], read["locarno"])


def _spread(said: list[Any], place: int, at: pa.Array, kind: pa.DataType) -> pa.Array:
    """What each row says at a place of the tuples."""
    return pa.array([None if one is None else one[place] for one in said], kind).take(at)


def _text(column: pa.Array) -> pa.Array:
    """The text without blanks around it; null for an empty cell."""
    bare = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(bare, ""), None, bare)


def _is_true(column: pa.Array) -> Mask:
    found: Mask = pc.fill_null(column, False).to_numpy(zero_copy_only=False)
    return found
