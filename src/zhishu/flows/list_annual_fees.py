"""The annual fees of one patent from what is known of it, by the rulebook of a home."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rights.fees.annual_fees import AnnualFee, PatentFacts, annual_fees
from zhishu.rights.fees.fee_rules import RightKind, fee_rules
from zhishu.rights.fees.reductions import kind_of_share


def list_annual_fees(
    home: Path,
    *,
    kind: RightKind,
    filed_on: date,
    granted_on: date,
    as_of: date,
    reduction: Decimal | None = None,
    open_licence: bool = False,
    paid_through: int | None = None,
) -> list[AnnualFee]:
    """One row for each patent year after the last one paid; InvalidValueError for what cannot be.

    reduction: the share taken off (费用减缴), one of those that the rulebook knows.
    """
    rules = fee_rules(open_rulebook(home))
    patent = PatentFacts(
        kind,
        filed_on,
        granted_on,
        None if reduction is None else kind_of_share(reduction, rules.reductions),
        open_licence,
        paid_through,
    )
    return annual_fees(patent, as_of=as_of, rules=rules)
