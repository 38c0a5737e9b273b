"""Whose policy a document is: the region that its issuing authority or its title begins with."""

from __future__ import annotations

from zhishu.policy.document import PolicyDocument
from zhishu.rules.place import COLLECTIVE, Regions

_LONGEST = 11


class RegionNames:
    """Regions by their name; a name that several bear tells none of them."""

    def __init__(self, regions: Regions) -> None:
        self._codes: dict[str, str | None] = {}
        for region in regions:
            if region.name not in COLLECTIVE and region.until is None:
                taken = region.name in self._codes
                self._codes[region.name] = None if taken else str(region.code)

    def find(self, words: str) -> str | None:
        """The code of the smallest region that words begin with: 江西省抚州市… is 抚州市."""
        found, at = None, 0
        while True:
            length = next(
                (
                    size
                    for size in range(min(_LONGEST, len(words) - at), 1, -1)
                    if self._codes.get(words[at : at + size])
                ),
                0,
            )
            if not length:
                return found
            found = self._codes[words[at : at + length]]
            at += length

    def of(self, document: PolicyDocument) -> str | None:
        """The region of a document; None where neither its authorities nor its titles tell one."""
        told = (*document.issuing_authorities, document.title, *document.other_titles)
        return next((code for words in told if (code := self.find(words))), None)
