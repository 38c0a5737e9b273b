"""The table of event codes, read from the rulebook."""

from __future__ import annotations

from zhishu.rights.legal_status import EventCode
from zhishu.rules.loading import load_yaml
from zhishu.rules.schema import Fields

_EFFECTS = ("ceases", "restores", "grants", "ends_filing", "none")


def read_event_codes(text: str, *, where: str) -> dict[str, EventCode]:
    """Event codes by code from their YAML; raises RulebookError by line."""
    fields = Fields(load_yaml(text, where=where), where)
    fields.text("event_codes")
    fields.text("source")
    codes = fields.inner("codes")
    fields.done()
    found: dict[str, EventCode] = {}
    for code in codes.mapping:
        entry = codes.inner(code)
        found[code] = EventCode(
            code,
            entry.text("meaning"),
            entry.choice("effect", _EFFECTS),  # type: ignore[arg-type]
        )
        entry.done()
    return found
