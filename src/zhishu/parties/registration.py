"""Whether a party still exists, by what the registry prints of its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhishu.base.text import narrow
from zhishu.rules.loading import Located
from zhishu.rules.schema import Fields, iso_date

STATES = {"existing": "存续", "cancelled": "已注销", "revoked": "已吊销", "unknown": "未知"}


@dataclass(frozen=True)
class PartyStates:
    """The state that each printed word means."""

    words: Mapping[str, str]

    def of(self, printed: str | None) -> str:
        """Existing | cancelled (the party has ended) | revoked (it may not trade, but is there) | unknown."""
        return self.words.get(_folded(printed or ""), "unknown")

    def printed(self, *states: str) -> list[str]:
        """The printed words of some states, folded."""
        return [word for word, state in self.words.items() if state in states]


def _folded(printed: str) -> str:
    return "".join(narrow(printed).split())


def read_party_states(content: Located, *, where: str) -> PartyStates:
    """The words of `linking/party_states.yaml` as loaded; raises RulebookError by line."""
    fields = Fields(content, where)
    fields.text("party_states")
    fields.text("source")
    fields.truth("verified")
    iso_date(fields.text("issued_on"), where, fields.line("issued_on"))
    inner = fields.inner("states")
    fields.done()
    found: dict[str, str] = {}
    for state in inner.mapping:
        if state not in STATES:
            raise inner.error(state, f"没有“{state}”这种状态")
        found.update(dict.fromkeys(map(_folded, inner.texts(state, required=True)), state))
    return PartyStates(found)
