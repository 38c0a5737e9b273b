"""Find the party of many holders' names at once: equal names by a join, candidates by keys, Python for the few left."""

# ruff: noqa: S608 - the SQL is put together from texts of this file alone
from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any, TypeVar

import pyarrow as pa

from zhishu.parties.linking.deciding import Decision, decide_equal
from zhishu.parties.linking.holder_name import compare_forms
from zhishu.parties.linking.keys import holder_keys, party_keys, party_sounds
from zhishu.parties.linking.linker import Linker
from zhishu.parties.party import is_person
from zhishu.warehouse.publication import Publication

T = TypeVar("T")
BATCH = 20_000
# A key that more parties share tells too little: 农业:福州.
MOST_PARTIES = 60
# Shorter names have too few characters to tell a slip from another name.
SHORTEST_WITH_SLIP = 6

_NAMES = pa.schema([("id", pa.int64()), ("name", pa.string()), ("text", pa.string())])
_PARTIES = pa.schema([
    ("id", pa.int64()), ("party_id", pa.string()), ("name", pa.string()), ("text", pa.string()),
    ("former", pa.bool_()),
])  # fmt: skip
_KEYS = pa.schema([("id", pa.int64()), ("key", pa.string())])
# Two names that differ by one slip have a key of these in common: the name, or it without one character.
_SLIPS = """
SELECT id, hash(text[:i - 1] || text[i + 1:]) AS key
FROM (SELECT id, text, unnest(range(1, length(text) + 1)) AS i FROM {names}
      WHERE length(text) >= {shortest})
UNION ALL SELECT id, hash(text) FROM {names} WHERE length(text) >= {shortest}
"""
_EQUAL = """
SELECT n.id, n.name, list({{'party_id': p.party_id, 'name': p.name, 'former': p.former}}
  ORDER BY p.party_id, p.former) AS parties
FROM {names} n JOIN held_party_names p USING (text) GROUP BY n.id, n.name
"""
_PAIRS = f"""
WITH shared AS (
  SELECT key FROM held_party_keys GROUP BY key HAVING count(*) <= {MOST_PARTIES}
), pairs AS (
  SELECT h.id, p.id AS party FROM held_holder_keys h
  JOIN shared USING (key) JOIN held_party_keys p USING (key)
  UNION
  SELECT h.id, p.id FROM held_holder_slips h JOIN held_party_slips p USING (key)
)
SELECT n.id, n.name, p.party_id, p.name AS party_name, p.former
FROM pairs JOIN held_holder_left n ON n.id = pairs.id JOIN held_party_names p ON p.id = pairs.party
ORDER BY n.id, p.party_id, p.id
"""


def find_links(
    work: Publication,
    linker: Linker,
    holders: Iterable[tuple[int, str]],
    parties: Iterable[tuple[str, str, bool]],
) -> Iterator[tuple[int, Decision]]:
    """The decision on each holder (a number of its own, one name), in no order.

    parties: (party, one of its names, whether it bore that before). What is compared is kept on disk
    by `work`, so that memory does not grow with either side.
    """
    work.hold("party_names", _party_batches(parties), _PARTIES)
    work.hold("holder_names", _name_batches(holders), _NAMES)
    equal: list[int] = []
    for row in work.stream(_EQUAL.format(names="held_holder_names")):
        if is_person(row["name"]):
            continue
        equal.append(row["id"])
        named = [(one["party_id"], one["name"], one["former"]) for one in row["parties"]]
        if len(named) == 1 and not named[0][2]:
            yield row["id"], decide_equal(named[0][0])
        else:
            yield row["id"], linker.link(row["name"], named)
    ids = pa.schema([("id", pa.int64())])
    work.hold("holder_done", [pa.record_batch([pa.array(equal, pa.int64())], schema=ids)], ids)
    left = "SELECT * FROM held_holder_names ANTI JOIN held_holder_done USING (id)"
    work.hold("holder_left", work.batches(left), _NAMES)
    yield from _find_unlike(work, linker)


def _find_unlike(work: Publication, linker: Linker) -> Iterator[tuple[int, Decision]]:
    """The decisions on names that no party bears to the letter."""
    foreign = False
    keys: list[tuple[int, str]] = []
    for row in work.stream("SELECT id, name, text FROM held_holder_left"):
        if is_person(row["name"]):
            continue
        name = linker.reader.read(row["name"], row["text"])
        foreign = foreign or name.is_foreign
        keys.extend((row["id"], key) for key in holder_keys(name, linker.words))
    work.hold("holder_keys", _key_batches(keys), _KEYS)
    work.hold("party_keys", _key_batches(_keys_of_parties(work, linker, foreign)), _KEYS)
    for side in ("holder", "party"):
        names = "held_holder_left" if side == "holder" else "held_party_names"
        sql = _SLIPS.format(names=names, shortest=SHORTEST_WITH_SLIP)
        schema = pa.schema([("id", pa.int64()), ("key", pa.uint64())])
        work.hold(f"{side}_slips", work.batches(sql), schema)
    found: set[int] = set()
    for (number, printed), rows in groupby(
        work.stream(_PAIRS), key=lambda row: (row["id"], row["name"])
    ):
        found.add(number)
        named = [(row["party_id"], row["party_name"], row["former"]) for row in rows]
        yield number, linker.link(printed, named)
    for row in work.stream("SELECT id, name FROM held_holder_left"):
        if row["id"] not in found:
            yield row["id"], linker.link(row["name"], ())


def _keys_of_parties(work: Publication, linker: Linker, foreign: bool) -> Iterator[tuple[int, str]]:
    for row in work.stream("SELECT id, name, text FROM held_party_names"):
        name = linker.reader.read(row["name"], row["text"])
        keys = party_keys(name)
        if foreign:
            keys |= party_sounds(name, linker.readings)
        for key in keys:
            yield row["id"], key


def _party_batches(parties: Iterable[tuple[str, str, bool]]) -> Iterator[pa.RecordBatch]:
    number = 0
    for part in _batches(parties):
        identifiers, names, former = zip(*part, strict=True)
        texts = compare_forms(names)
        numbers = range(number, number + len(part))
        number += len(part)
        columns: list[Any] = [numbers, identifiers, names, texts, former]
        yield pa.record_batch(
            [pa.array(list(c), f.type) for c, f in zip(columns, _PARTIES, strict=True)],
            schema=_PARTIES,
        )


def _name_batches(holders: Iterable[tuple[int, str]]) -> Iterator[pa.RecordBatch]:
    for part in _batches(holders):
        numbers, names = zip(*part, strict=True)
        yield pa.record_batch(
            [pa.array(numbers, pa.int64()), pa.array(names), pa.array(compare_forms(names))],
            schema=_NAMES,
        )


def _key_batches(keys: Iterable[tuple[int, str]]) -> Iterator[pa.RecordBatch]:
    for part in _batches(keys):
        numbers, texts = zip(*part, strict=True)
        yield pa.record_batch([pa.array(numbers, pa.int64()), pa.array(texts)], schema=_KEYS)


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    stream = iter(rows)
    while part := list(islice(stream, BATCH)):
        yield part
