"""All that links holders, together: reads names, weighs candidates, decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from zhishu.parties.linking.deciding import Candidate, Decision, decide
from zhishu.parties.linking.holder_name import HolderName, NameReader
from zhishu.parties.linking.likeness import Comparison
from zhishu.parties.linking.lookalikes import Lookalikes
from zhishu.parties.linking.owner_kind import OwnerKindRules
from zhishu.parties.linking.readings import Readings
from zhishu.parties.linking.words import LinkingWords
from zhishu.parties.party import is_person

# (party, one of its names, whether it bore that before)
Named = tuple[str, str, bool]


@dataclass(frozen=True)
class Linker:
    """The words, readings, look-alikes and regions by which holders are linked."""

    words: LinkingWords
    reader: NameReader
    readings: Readings
    lookalikes: Lookalikes
    owner_kinds: OwnerKindRules

    def __post_init__(self) -> None:
        # Names come again and again among candidates.
        object.__setattr__(self, "_read", lru_cache(maxsize=100_000)(self.reader.read))

    def read(self, name: str) -> HolderName:
        """The parts of a name."""
        found: HolderName = self._read(name)  # type: ignore[attr-defined]
        return found

    def link(self, printed: str, parties: Iterable[Named]) -> Decision:
        """Which of some parties a holder is; a natural person is none of them."""
        if is_person(printed):
            return Decision("none", None, 0, ("自然人不与单位关联",), ())
        holder = self.read(printed)
        if holder.is_masked:
            return Decision("none", None, 0, ("名称有遮盖，看不出是谁",), ())
        comparison = Comparison(self.words, self.readings, self.lookalikes)
        return decide(
            (
                Candidate(party_id, comparison.compare(holder, self.read(name), former=former))
                for party_id, name, former in parties
            ),
            self.words,
        )
