"""The last day of a step of patent procedure, by the rulebook of a home."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rights.deadlines import (
    Delivery,
    Procedure,
    ProcedureDeadline,
    deadline_rules,
    procedure_deadline,
)


def tell_procedure_deadline(
    home: Path, procedure: Procedure, day: date, *, delivery: Delivery | None = None
) -> ProcedureDeadline:
    """From when and until when; InvalidValueError for what cannot be or is not carried."""
    rules = deadline_rules(open_rulebook(home))
    return procedure_deadline(procedure, day, rules, delivery=delivery)
