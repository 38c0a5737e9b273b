"""What restoring one patent takes, by the rulebook of a home."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rights.fees.annual_fees import PatentFacts
from zhishu.rights.fees.fee_rules import RightKind, fee_rules
from zhishu.rights.fees.reductions import kind_of_share
from zhishu.rights.fees.restoration import restoration_rules
from zhishu.rights.fees.restoration_request import (
    MissedLimit,
    RestorationRequest,
    restoration_request,
)


def tell_restoration(
    home: Path,
    *,
    kind: RightKind,
    filed_on: date,
    granted_on: date,
    year: int,
    as_of: date,
    notice_received_on: date | None = None,
    obstacle_ended_on: date | None = None,
    reduction: Decimal | None = None,
    missed: MissedLimit = "annual_fee",
) -> RestorationRequest:
    """Until when to ask and what it costs; InvalidValueError for what cannot be or is not carried."""
    book = open_rulebook(home)
    fees = fee_rules(book)
    held = None if reduction is None else kind_of_share(reduction, fees.reductions)
    return restoration_request(
        PatentFacts(kind, filed_on, granted_on, held),
        year,
        as_of=as_of,
        fees=fees,
        rules=restoration_rules(book),
        notice_received_on=notice_received_on,
        obstacle_ended_on=obstacle_ended_on,
        missed=missed,
    )
