"""A rulebook as a key of what is kept for it: one that was read anew is another, whatever folders it is of."""

from __future__ import annotations

from zhishu.rules.rulebook import Rulebook


class KeptRulebook:
    """The very rulebook; what is kept by it is not given for another of the same folders."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeptRulebook) and self.rulebook is other.rulebook

    def __hash__(self) -> int:
        return id(self.rulebook)
