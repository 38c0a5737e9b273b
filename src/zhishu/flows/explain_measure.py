"""One measure for the facts of a file: every condition, every figure, the money and what took it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhishu.base.errors import NotFoundError
from zhishu.base.region import RegionCode
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rules.assessment import Assessment
from zhishu.rules.casefile import NOWHERE
from zhishu.rules.entitling import entitle
from zhishu.rules.fact import REGION, UNKNOWN, Fact, Facts
from zhishu.rules.measure import Measure


@dataclass(frozen=True)
class Explained:
    """A measure and what it comes to; assessment None: its text is lost, or it is not in force on the day."""

    measure: Measure
    as_of: date
    assessment: Assessment | None
    declared: Mapping[str, Fact]


def explain_measure(home: Path, name: str, facts: Facts, *, as_of: date) -> Explained:
    """One measure judged beside all of its region, so that groups tell what they take; NotFoundError for none."""
    rulebook = open_rulebook(home)
    measure = rulebook.measures.get(name)
    if measure is None:
        raise NotFoundError(
            f"规则库里没有措施{name}", next_step="核对编号：地区/文件/条款，如361000/fund/9-1"
        )
    lies_in = facts.get(REGION, UNKNOWN).value
    region = RegionCode(str(lies_in)) if lies_in else measure.region or NOWHERE
    if measure.region is not None and not measure.region.contains(region):
        # Of a party from elsewhere: judged where the measure holds, so that it is told why not.
        region = measure.region
    found = entitle(rulebook, region, facts, as_of)
    assessment = next((one for one in found.assessments if one.measure.name == name), None)
    return Explained(measure, as_of, assessment, rulebook.facts)
