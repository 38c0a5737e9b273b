"""The figures that annual fees need, looked up by name once for any number of patents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from zhishu.base.dates import Calendar
from zhishu.rights.fees.postponements import Postponement, read_postponements
from zhishu.rights.fees.reductions import REDUCTION_KINDS, ReductionRules
from zhishu.rules.loading import load_file
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.scale import Scale

RightKind = Literal["invention", "utility_model", "design"]
KINDS: tuple[RightKind, ...] = get_args(RightKind)


@dataclass(frozen=True)
class FeeRules:
    """Fees and terms by kind, surcharge, grace, reductions, postponements, and the calendar."""

    fees: Mapping[RightKind, Scale]
    terms: Mapping[RightKind, Parameter]
    surcharge: Scale
    grace: Parameter
    reductions: ReductionRules
    postponements: tuple[Postponement, ...]
    calendar: Calendar


def fee_rules(rulebook: Rulebook) -> FeeRules:
    """The figures from a rulebook; NotFoundError for one that it does not hold."""
    postponements: list[Postponement] = []
    for name, path in rulebook.files("*/postponements.yaml"):
        postponements.extend(read_postponements(load_file(path, name=name), where=name))
    return FeeRules(
        fees={kind: rulebook.scale(f"{kind}_annual_fee") for kind in KINDS},
        terms={kind: rulebook.parameter(f"{kind}_term") for kind in KINDS},
        surcharge=rulebook.scale("late_payment_surcharge"),
        grace=rulebook.parameter("annual_fee_grace"),
        reductions=ReductionRules(
            shares={kind: rulebook.parameter(f"fee_reduction_{kind}") for kind in REDUCTION_KINDS},
            years=rulebook.parameter("fee_reduction_years"),
            open_licence=rulebook.parameter("open_licence_reduction"),
        ),
        postponements=tuple(postponements),
        calendar=rulebook.calendar(),
    )
