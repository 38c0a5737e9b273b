"""The state of a right of each kind on a day, from what its table tells and no more."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhishu.rights.portfolio.holding import HoldingRules, RightType, holding_rules, make_holding
from zhishu.rules.rulebook import load_rulebook

D = date.fromisoformat
ORGANISATION, PERSON = ["云澜芯光电科技有限公司"], ["林某某"]


@pytest.fixture(scope="module")
def rules() -> HoldingRules:
    return holding_rules(load_rulebook(Path("none")))


def row(**told: Any) -> dict[str, Any]:
    """A row in which the other columns are null."""
    return defaultdict(lambda: None, {"holders": ORGANISATION, **told})


_MARK = {"term_from": D("2017-01-14"), "registered_on": D("2017-01-14")}
_RENEWED = {**_MARK, "term_until": D("2037-01-13")}
_SOFTWARE = {"work_kind": "software", "created_on": D("2020-05-06")}
_LAYOUT = {"filed_on": D("2017-06-08"), "registered_on": D("2017-09-01")}


@pytest.mark.parametrize(
    ("right_type", "told", "as_of", "state", "ends_on"),
    [
        # Marks: the term of ten years; beyond it nobody knows, unless the register says so.
        ("trademark", _MARK, "2017-01-13", "pending", "2027-01-13"),
        ("trademark", _MARK, "2017-01-14", "in_force", "2027-01-13"),
        ("trademark", _MARK, "2027-01-13", "in_force", "2027-01-13"),
        ("trademark", _MARK, "2027-01-14", "unknown", "2027-01-13"),
        ("trademark", _MARK, "2030-01-01", "unknown", "2027-01-13"),
        ("trademark", _RENEWED, "2030-01-01", "in_force", "2037-01-13"),
        ("trademark", {**_MARK, "is_valid_printed": False}, "2020-01-01", "ceased", "2027-01-13"),
        ("trademark", {**_MARK, "legal_status_printed": "已注销"}, "2020-01-01", "ceased", "2027-01-13"),
        ("trademark", {"filed_on": D("2026-01-05")}, "2026-10-31", "pending", None),
        # Works: of an organisation fifty years; of a person as long as the author can be alive.
        ("copyright", _SOFTWARE, "2070-12-31", "in_force", "2070-12-31"),
        ("copyright", _SOFTWARE, "2071-01-01", "ceased", "2070-12-31"),
        ("copyright", {**_SOFTWARE, "first_published_on": D("2021-02-03")}, "2026-01-01", "in_force", "2071-12-31"),
        ("copyright", {**_SOFTWARE, "holders": PERSON}, "2026-10-31", "in_force", None),
        ("copyright", {**_SOFTWARE, "holders": PERSON}, "2071-10-31", "unknown", None),
        ("copyright", {"work_kind": "work"}, "2026-10-31", "unknown", None),
        # Layout designs: ten years from filing or first use, fifteen from creation at the most.
        ("layout_design", _LAYOUT, "2027-06-08", "in_force", "2027-06-08"),
        ("layout_design", _LAYOUT, "2027-06-09", "ceased", "2027-06-08"),
        ("layout_design", {**_LAYOUT, "first_exploited_on": D("2016-01-01")}, "2020-01-01", "in_force", "2026-01-01"),
        ("layout_design", {**_LAYOUT, "legal_status_printed": "专有权终止"}, "2020-01-01", "ceased", "2027-06-08"),
        ("layout_design", {"filed_on": D("2026-01-05")}, "2026-10-31", "pending", "2036-01-05"),
        # Indications have no term.
        ("geographical_indication", {"registered_on": D("2015-05-05")}, "2026-10-31", "in_force", None),
        ("geographical_indication", {"registered_on": D("2015-05-05"), "legal_status_printed": "撤销"}, "2026-10-31", "ceased", None),
        ("geographical_indication", {}, "2026-10-31", "pending", None),
        # Varieties: what came after the grant is told by nobody, unless the register says it stands.
        ("plant_variety", {"granted_on": D("2022-01-01")}, "2026-10-31", "unknown", None),
        ("plant_variety", {"granted_on": D("2022-01-01"), "legal_status_printed": "有效"}, "2026-10-31", "in_force", None),
        ("plant_variety", {"filed_on": D("2025-01-01")}, "2026-10-31", "pending", None),
    ],
)  # fmt: skip
def test_the_state_is_what_can_be_said(
    right_type: RightType,
    told: dict[str, Any],
    as_of: str,
    state: str,
    ends_on: str | None,
    rules: HoldingRules,
) -> None:
    right = make_holding(right_type, row(**told), as_of=D(as_of), rules=rules)
    assert (right.state, right.ends_on) == (state, D(ends_on) if ends_on else None)
    assert right.reason and right.holders


@pytest.mark.parametrize(
    ("told", "ends_on"),
    [
        ({"right_kind": "invention", "granted_on": D("2019-01-01")}, "2037-12-04"),
        ({"right_kind": "utility_model", "granted_on": D("2019-01-01")}, "2027-12-04"),
        ({"right_kind": "invention"}, None),
        ({"granted_on": D("2019-01-01")}, None),
    ],
)
def test_a_granted_patent_has_a_term(
    told: dict[str, Any], ends_on: str | None, rules: HoldingRules
) -> None:
    patent = row(patent_id="1", state="in_force", filed_on=D("2017-12-04"), **told)
    right = make_holding("patent", patent, as_of=D("2026-10-31"), rules=rules)
    assert right.ends_on == (D(ends_on) if ends_on else None)
    assert bool(right.term) is (ends_on is not None)


def test_current_holders_stand_before_those_of_the_filing(rules: HoldingRules) -> None:
    patent = row(patent_id="1", state="unknown", current_holders=PERSON)
    assert make_holding("patent", patent, as_of=D("2026-10-31"), rules=rules).holders == ("林某某",)
