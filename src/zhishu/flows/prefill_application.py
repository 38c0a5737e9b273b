"""The application of one firm for one measure, filled in as far as data tells, with what it would repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhishu.base.errors import InvalidValueError, NotFoundError
from zhishu.base.region import RegionCode
from zhishu.flows.find_double_awards import find_earlier_awards
from zhishu.flows.find_entitlements import FirmEntitlements, find_entitlements
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.funding.application import Application, prefill, read_paper_rules
from zhishu.funding.double_award import DoubleAward
from zhishu.funding.rule_facts import facts_wanted
from zhishu.rules.fact import Known


@dataclass(frozen=True)
class PrefilledApplication:
    """The form; earlier: awards of its own or of related firms for the same things, to be looked at before one is paid."""

    form: Application
    entitlements: FirmEntitlements
    earlier: list[DoubleAward]


def prefill_application(
    home: Path,
    party_id: str,
    measure: str,
    *,
    as_of: date,
    region: RegionCode | None = None,
    snapshot: int | None = None,
    stated: Mapping[str, Known] | None = None,
) -> PrefilledApplication:
    """The form of a measure for a party of the registry; InvalidValueError for one that cannot be applied for."""
    view = find_entitlements(
        home, party_id, region=region, as_of=as_of, snapshot=snapshot, stated=stated
    )
    assert view.party is not None and view.snapshot is not None
    rulebook = open_rulebook(home)
    known = rulebook.measures.get(measure)
    if known is None:
        raise NotFoundError(f"规则库里没有措施{measure}", next_step="用zhishu rules check看有哪些")
    one = next((one for one in view.found.assessments if one.measure.name == measure), None)
    if one is None:
        why = "文件缺损" if known.is_lost else "不在有效期，或者不在这个地区施行"
        raise InvalidValueError(f"“{known.title}”{why}，不能申报", next_step="换一项措施或日期")
    form = prefill(
        one,
        view.party,
        view.facts,
        view.declared,
        facts_wanted(measure, rulebook.measures),
        read_paper_rules(rulebook),
        as_of=as_of,
        place=rulebook.regions().full_name(view.party.region_code or ""),
        snapshot=view.snapshot,
        conflicts=view.conflicts,
    )
    earlier = find_earlier_awards(
        open_warehouse(home), rulebook, view.party, measure, as_of=as_of, snapshot=view.snapshot
    )
    return PrefilledApplication(form, view, earlier)
