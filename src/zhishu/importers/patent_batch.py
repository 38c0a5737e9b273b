"""The rule of patents.py for many rows at once, as far as they are without fault.

A column is looked at once for each of its different texts, numbers as a matrix of digits. What is not
beyond doubt here (a number in an unusual form, a fault of any kind) is left to `read_patent`, which is
the rule; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import LocarnoSymbol, parse_ipc_list
from zhishu.importers.columns import (
    TEXTS,
    Mask,
    Seen,
    first_piece,
    is_true,
    read_days,
    read_pieces,
    scatter,
    split_column,
    spread,
    trimmed,
)
from zhishu.importers.patents import KINDS_PRINTED, parse_count, parse_day, split_address
from zhishu.parties.place import Places
from zhishu.warehouse.arrow_kinds import characters

T = TypeVar("T")

# The canonical form, first digit and letter in agreement; anything else is left to the rule.
_PUBLICATION = (
    r"^CN(?:[14](?:\d{8}|\d{6})|8[5-8]1\d{5})[ABC]\d?$"
    r"|^CN(?:2(?:\d{8}|\d{6})|8[5-8]2\d{5})[UY]\d?$"
    r"|^CN(?:3(?:\d{8}|\d{6})|8[5-8]3\d{5})[SD]\d?$"
)
_APPLICATION = r"^(?:CN|ZL)?(\d{12})\.?([\dX])$"
_KINDS = ["invention", "utility_model", "design"]
_DESIGN = 2
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
# The blanks that Python's \\s knows; RE2's knows those of ASCII only.
_BLANKS = r"\t-\r \x{1c}-\x{1f}\x{85}\pZ"
_BETWEEN_NAMES = rf"(?:[;；|]|\?{{2,}})[?|{_BLANKS}]*"
_BETWEEN_CLASSES = r"[;；,，、|]+|\?{2,}"
_BETWEEN_DESIGNS = r"[;；|]|\?{2,}"
_TEXTS = {
    name: name
    for name in ("title", "abstract", "first_claim", "agency", "priority", "province_code")
} | {"legal_status_printed": "legal_status"}
_LISTS = ("holders", "current_holders", "inventors", "agents", "family")


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
        self._addresses = Seen(self._place)
        self._symbols = Seen(_symbol)
        self._designs = Seen(_design)

    def _place(self, text: str) -> tuple[str | None, str | None, str | None]:
        printed, province = text.split(_JOIN)
        postcode, address = split_address(printed)
        return postcode, address, self._places.find(address or "", province)

    def read(self, cells: Mapping[str, pa.Array], count: int) -> tuple[dict[str, pa.Array], Mask]:
        """(columns of patent publications for all rows, rows that `read_patent` has to look at).

        cells: by field of PatentCells; a field that the file lacks may be absent.
        """
        columns: dict[str, pa.Array] = {}
        empty = pa.repeat("", count)

        def cell(name: str) -> pa.Array:
            return cells.get(name, empty)

        number, kind_code, letters, unsure = read_publications(cell("publication_number"))
        kind = _BY_LETTER[letters]
        is_grant = _IS_GRANT[letters]
        application, years, kind_told, doubtful = read_applications(cell("application_number"))
        unsure = unsure | doubtful | ((kind_told >= 0) & (kind_told != kind))
        columns["record_key"] = columns["publication_number"] = number
        columns["kind_code"] = kind_code
        columns["is_grant"] = pa.array(is_grant)
        columns["right_kind"] = pa.DictionaryArray.from_arrays(kind, _KINDS).cast(pa.string())
        columns["application_number"] = application

        published, doubtful = read_days(cell("published_on"), self._days)
        filed, too = read_days(cell("filed_on"), self._days)
        unsure |= doubtful | too | is_true(pc.greater(filed, published))
        filed_year = pc.fill_null(pc.year(filed), 0).to_numpy(zero_copy_only=False)
        unsure |= (years > 0) & (years < filed_year)
        columns["published_on"], columns["filed_on"] = published, filed
        columns["grant_number"], columns["granted_on"], doubtful = self._granted(cells, is_grant)
        unsure |= doubtful
        if "right_kind" in cells:
            unsure |= _kinds_differ(cells["right_kind"], kind)

        for name, field in _TEXTS.items():
            columns[name] = (
                trimmed(cells[field]) if field in cells else pa.nulls(count, pa.string())
            )
        unsure |= is_true(pc.is_null(columns["title"]))
        for name in _LISTS:
            known = name in cells
            columns[name] = (
                split_column(cells[name], _BETWEEN_NAMES) if known else pa.nulls(count, TEXTS)
            )
        unsure |= is_true(pc.is_null(columns["holders"]))
        for name in ("claim_count", "cited_by_count"):
            counts, at, doubtful = self._counts.of(cell(name))
            columns[name] = spread(counts, 0, at, pa.int64())
            unsure |= doubtful

        places, at, _ = self._addresses.of(
            pc.binary_join_element_wise(cell("address"), cell("province_code"), _JOIN)
        )
        for place, name in enumerate(("postcode", "address", "region_code")):
            columns[name] = spread(places, place, at, pa.string())
        unsure |= self._read_classes(columns, cells, count, kind == _DESIGN)
        return columns, unsure

    def _granted(
        self, cells: Mapping[str, pa.Array], is_grant: Mask
    ) -> tuple[pa.Array, pa.Array, Mask]:
        """(number and day of a grant that another document tells, rows to look at closer)."""
        count = len(is_grant)
        number, day = pa.nulls(count, pa.string()), pa.nulls(count, pa.date32())
        unsure = np.zeros(count, np.bool_)
        hidden = pa.array(is_grant)
        if "granted_on" in cells:
            day, unsure = read_days(cells["granted_on"], self._days)
            day = pc.if_else(hidden, None, day)
        if (told := cells.get("grant_number")) is not None:
            empty = pc.equal(told, "")
            sound = is_true(pc.or_(empty, pc.match_substring_regex(told, _PUBLICATION)))
            number = pc.if_else(pc.or_(hidden, empty), None, told)
            unsure = unsure | ~sound
        return number, day, unsure & ~is_grant

    def _read_classes(
        self,
        columns: dict[str, pa.Array],
        cells: Mapping[str, pa.Array],
        count: int,
        is_design: Mask,
    ) -> Mask:
        """Put the classes of IPC and of Locarno; the rows to look at closer."""
        main, classes, locarno = (
            cells.get(name, pa.repeat("", count)) for name in ("main_class", "classes", "locarno")
        )
        unsure = np.zeros(count, np.bool_)
        others = pc.binary_join_element_wise(main, classes, ";").filter(pa.array(~is_design))
        ipc, unsure[~is_design] = read_pieces(others, _BETWEEN_CLASSES, self._symbols)
        first = pc.if_else(pc.equal(classes, ""), main, classes)
        first = pc.if_else(pc.equal(locarno, ""), first, locarno).filter(pa.array(is_design))
        designs, unsure[is_design] = read_pieces(first, _BETWEEN_DESIGNS, self._designs)
        columns["main_ipc"] = scatter(first_piece(ipc), ~is_design)
        columns["ipc"] = scatter(ipc, ~is_design)
        columns["locarno"] = scatter(designs, is_design)
        return unsure


def read_publications(
    column: pa.Array,
) -> tuple[pa.Array, pa.Array, npt.NDArray[np.uint8], Mask]:
    """(numbers, kind codes, their first letters, rows in an unusual form)."""
    usual = pc.match_substring_regex(column, _PUBLICATION)
    # Behind CN and digits stands the kind code alone.
    code = pc.ascii_ltrim(pc.utf8_slice_codeunits(column, 2), "0123456789")
    code = pc.if_else(usual, code, "A")
    letters = np.frombuffer(characters(pc.utf8_slice_codeunits(code, 0, 1)), np.uint8)
    return column, code, letters, ~is_true(usual)


def read_applications(
    column: pa.Array,
) -> tuple[pa.Array, npt.NDArray[np.int64], npt.NDArray[np.int8], Mask]:
    """(canonical numbers, null where the cell is empty; year and kind in them, 0 and -1; rows in doubt)."""
    count = len(column)
    bare = pc.utf8_trim_whitespace(column)
    usual = is_true(pc.match_substring_regex(bare, _APPLICATION))
    empty = is_true(pc.equal(bare, ""))
    plain = pc.replace_substring_regex(bare.filter(pa.array(usual)), _APPLICATION, r"\1\2")
    printed = np.frombuffer(characters(plain), np.uint8).reshape(-1, 13)
    digits = printed.astype(np.int64) - 48
    digits[:, 12][printed[:, 12] == ord("X")] = 10
    kinds = _BY_DIGIT[printed[:, 4]]
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


def _kinds_differ(column: pa.Array, kind: npt.NDArray[np.int8]) -> Mask:
    """Rows whose printed type is another than that of their number."""
    coded = column.dictionary_encode()
    told = np.full(len(coded.dictionary), -1, np.int8)
    for at, text in enumerate(coded.dictionary.to_pylist()):
        found = next((one for words, one in KINDS_PRINTED.items() if text.startswith(words)), None)
        if found is not None:
            told[at] = _KINDS.index(found)
    said = told[coded.indices.to_numpy(zero_copy_only=False)]
    differ: Mask = (said >= 0) & (said != kind)
    return differ


def _symbol(piece: str) -> str | None:
    """The one IPC symbol of a piece; a piece of several, or of none, is looked at closer."""
    symbols, faults = parse_ipc_list(piece)
    if faults or len(symbols) > 1:
        return None
    return str(symbols[0]) if symbols else ""


def _design(piece: str) -> str | None:
    if not piece.strip():
        return ""
    try:
        return str(LocarnoSymbol.parse(piece))
    except InvalidValueError:
        return None
