"""The table of event codes, read from the rulebook."""

from __future__ import annotations

from typing import get_args

from zhishu.rights.legal_status import Effect, EventCode
from zhishu.rules.loading import Located
from zhishu.rules.schema import Fields


def read_event_codes(content: Located, *, where: str) -> dict[str, EventCode]:
    """Event codes by code from their YAML as loaded; raises RulebookError by line.

    Shape: event_codes (title), source, codes: {code: {meaning, effect, [only_where]}}.
    """
    fields = Fields(content, where)
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
            entry.choice("effect", get_args(Effect)),  # type: ignore[arg-type]
            entry.text("only_where", required=False),
        )
        entry.done()
    return found
