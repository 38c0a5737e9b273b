"""How characters are read (pinyin without tones): names that sound alike, names in Latin letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, product

from zhishu.rules.loading import Located
from zhishu.rules.schema import Fields

# A name of many characters with several readings each is told in no more ways than this.
_MOST_WAYS = 16


@dataclass(frozen=True)
class Readings:
    """Character -> its readings, the usual one first."""

    by_character: Mapping[str, tuple[str, ...]]

    def of(self, text: str) -> tuple[str, ...]:
        """The usual reading of each character; one that has none stands for itself."""
        return tuple(self.by_character.get(one, (one,))[0] for one in text)

    def ways(self, text: str) -> frozenset[str]:
        """The ways to spell a text as one word, characters of several readings in all of theirs."""
        choices = [self.by_character.get(one, (one,)) for one in text]
        return frozenset("".join(way) for way in islice(product(*choices), _MOST_WAYS))

    def sound_alike(self, left: str, right: str) -> bool:
        """Whether two texts of one length can be read the same."""
        return len(left) == len(right) and all(
            a == b or not set(self._read(a)).isdisjoint(self._read(b))
            for a, b in zip(left, right, strict=True)
        )

    def _read(self, character: str) -> Iterable[str]:
        return self.by_character.get(character, (character,))


def read_readings(content: Located, *, where: str) -> Readings:
    """Readings from their YAML: `list` is a block of lines `syllable characters`; raises RulebookError.

    A character's usual reading is the syllable it stands under; under `+syllable` it is read so as well.
    """
    fields = Fields(content, where)
    fields.text("readings")
    fields.text("source")
    block = fields.text("list")
    fields.done()
    usual: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for offset, line in enumerate(block.splitlines()):
        syllable, _, characters = line.strip().partition(" ")
        if not syllable.removeprefix("+").isascii() or not characters:
            raise fields.error("list", f"第{offset + 1}行应为“拼音 汉字…”")
        target = others if syllable.startswith("+") else usual
        for one in characters.strip():
            target.setdefault(one, []).append(syllable.removeprefix("+"))
    return Readings(
        {
            one: tuple(dict.fromkeys([*usual.get(one, []), *others.get(one, [])]))
            for one in sorted(usual.keys() | others.keys())
        }
    )
