"""Characters that look alike: names misread or mistyped, marks that pass for one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhishu.rules.loading import Located
from zhishu.rules.schema import Fields, iso_date


@dataclass(frozen=True)
class Lookalikes:
    """Character -> a character that stands for all that look like it."""

    first: Mapping[str, str]

    def look_alike(self, left: str, right: str) -> bool:
        """Whether two texts differ only in characters that look alike."""
        return len(left) == len(right) and self.told(left) == self.told(right)

    def told(self, text: str) -> str:
        """The text with each character in place of which all that look like it are the same."""
        return "".join(self.first.get(one, one) for one in text)


def read_lookalikes(content: Located, *, where: str) -> Lookalikes:
    """Groups of characters that look alike, as loaded; a character of two groups joins both; raises RulebookError."""
    fields = Fields(content, where)
    fields.text("lookalikes")
    fields.text("source")
    iso_date(fields.text("issued_on"), where, fields.line("issued_on"))
    groups = fields.texts("groups", required=True)
    fields.done()
    first: dict[str, str] = {}
    for group in groups:
        known = {first[one] for one in group if one in first} | {group[0]}
        chosen = min(known)
        for one, other in list(first.items()):
            if other in known:
                first[one] = chosen
        first.update(dict.fromkeys(group, chosen))
    return Lookalikes(first)
