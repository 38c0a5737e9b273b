"""Open what links holders to parties: word lists, readings and regions of the rulebook."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from zhishu.parties.linking.holder_name import NamePlaces, NameReader
from zhishu.parties.linking.linker import Linker
from zhishu.parties.linking.lookalikes import Lookalikes, read_lookalikes
from zhishu.parties.linking.owner_kind import read_owner_kinds
from zhishu.parties.linking.readings import Readings, read_readings
from zhishu.parties.linking.words import read_linking_words
from zhishu.rules.loading import load_file
from zhishu.rules.rulebook import Rulebook

T = TypeVar("T")


@lru_cache(maxsize=4)
def open_linker(rulebook: Rulebook) -> Linker:
    """The linker of a rulebook, kept for the life of the process as the rulebook is."""
    words = read_linking_file(rulebook, "holder_names", read_linking_words)
    return Linker(
        words,
        NameReader(words, NamePlaces(rulebook.regions())),
        open_readings(rulebook),
        open_lookalikes(rulebook),
        read_linking_file(rulebook, "owner_kinds", read_owner_kinds),
    )


@lru_cache(maxsize=4)
def open_readings(rulebook: Rulebook) -> Readings:
    """How characters are read."""
    return read_linking_file(rulebook, "readings", read_readings)


@lru_cache(maxsize=4)
def open_lookalikes(rulebook: Rulebook) -> Lookalikes:
    """Which characters look alike."""
    return read_linking_file(rulebook, "lookalikes", read_lookalikes)


def read_linking_file(rulebook: Rulebook, name: str, read: Callable[..., T]) -> T:
    """The last of a rulebook's files of a name: an office's own stands in place of the shipped one."""
    where, path = rulebook.files(f"*/linking/{name}.yaml")[-1]
    return read(load_file(path, name=where), where=where)
