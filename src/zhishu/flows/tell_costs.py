"""What applying for a right and the requests beside it cost, by the rulebook of a home."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rights.fees.fee_rules import fee_rules
from zhishu.rights.fees.one_off_fees import CostFacts, CostItem, cost_rules, one_off_costs
from zhishu.rights.fees.reductions import kind_of_share


def tell_costs(
    home: Path, facts: CostFacts, *, on: date, reduction: Decimal | None = None
) -> list[CostItem]:
    """Every fee by the figures of a day; InvalidValueError for what cannot be.

    reduction: the share taken off (费用减缴), one of those that the rulebook knows.
    """
    book = open_rulebook(home)
    if reduction is not None:
        facts = replace(facts, reduction=kind_of_share(reduction, fee_rules(book).reductions))
    return one_off_costs(facts, on=on, rules=cost_rules(book))
