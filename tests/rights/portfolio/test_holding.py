"""The state of a right of each kind on a day, from what its table tells and no more."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhishu.rights.portfolio.dues import due_rules, end_due, renewal_due
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
_ODD_END = {**_MARK, "term_until": D("2027-02-14")}
_OPPOSED = {"registered_on": D("2019-05-07"), "term_until": D("2028-01-13")}
_NO_DAY: dict[str, Any] = {"filed_on": D("2026-01-05")}
_MARK_OF_ORIGIN = {"registered_on": D("2013-03-18"), "protection_kind": "certification_mark"}
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
        # The day that the register prints ends the term, whatever one would count.
        ("trademark", _ODD_END, "2027-02-14", "in_force", "2027-02-14"),
        ("trademark", _ODD_END, "2027-02-15", "unknown", "2027-02-14"),
        ("trademark", _OPPOSED, "2028-01-13", "in_force", "2028-01-13"),
        ("trademark", _OPPOSED, "2028-01-14", "unknown", "2028-01-13"),
        ("trademark", {**_MARK, "term_until": D("9999-12-31")}, "2028-01-14", "in_force", "9999-12-31"),
        # Said to be invalid within the grace: it can still be renewed; what was cancelled cannot.
        ("trademark", {**_MARK, "is_valid_printed": False}, "2027-01-14", "unknown", "2027-01-13"),
        ("trademark", {**_MARK, "is_valid_printed": False}, "2027-07-13", "unknown", "2027-01-13"),
        ("trademark", {**_MARK, "is_valid_printed": False}, "2027-07-14", "ceased", "2027-01-13"),
        ("trademark", {**_MARK, "legal_status_printed": "期限届满"}, "2027-02-01", "unknown", "2027-01-13"),
        ("trademark", {**_MARK, "legal_status_printed": "期限届满"}, "2028-02-01", "ceased", "2027-01-13"),
        ("trademark", {**_MARK, "legal_status_printed": "已注销"}, "2027-02-01", "ceased", "2027-01-13"),
        # Registered as printed, though no day tells since when.
        ("trademark", {**_NO_DAY, "legal_status_printed": "已注册"}, "2026-10-31", "in_force", None),
        ("trademark", {**_NO_DAY, "is_valid_printed": True}, "2026-10-31", "in_force", None),
        ("trademark", {**_NO_DAY, "legal_status_printed": "期限届满（宽展期内）"}, "2026-10-31", "unknown", None),
        ("trademark", {**_NO_DAY, "legal_status_printed": "注册申请审查中"}, "2026-10-31", "pending", None),
        ("trademark", {"term_until": D("2027-01-13")}, "2026-10-31", "in_force", "2027-01-13"),
        # Works: of an organisation fifty years; of a person as long as the author can be alive.
        ("copyright", _SOFTWARE, "2070-12-31", "in_force", "2070-12-31"),
        ("copyright", _SOFTWARE, "2071-01-01", "ceased", "2070-12-31"),
        ("copyright", {**_SOFTWARE, "first_published_on": D("2021-02-03")}, "2026-01-01", "in_force", "2071-12-31"),
        ("copyright", {**_SOFTWARE, "holders": PERSON}, "2026-10-31", "in_force", None),
        ("copyright", {**_SOFTWARE, "holders": PERSON}, "2071-10-31", "unknown", None),
        ("copyright", {"work_kind": "work"}, "2026-10-31", "unknown", None),
        # Layout designs: ten years from filing or first use, fifteen from creation at the most.
        ("layout_design", _LAYOUT, "2027-06-07", "in_force", "2027-06-08"),
        ("layout_design", _LAYOUT, "2027-06-08", "ceased", "2027-06-08"),
        ("layout_design", {"filed_on": D("2017-06-08"), "legal_status_printed": "有效"}, "2026-10-31", "in_force", "2027-06-08"),
        ("layout_design", {**_LAYOUT, "first_exploited_on": D("2016-01-01")}, "2020-01-01", "in_force", "2026-01-01"),
        ("layout_design", {**_LAYOUT, "legal_status_printed": "专有权终止"}, "2020-01-01", "ceased", "2027-06-08"),
        ("layout_design", {"filed_on": D("2026-01-05")}, "2026-10-31", "pending", "2036-01-05"),
        # Indications have no term, but those that are marks go by that of marks.
        ("geographical_indication", _MARK_OF_ORIGIN, "2023-03-17", "in_force", "2023-03-17"),
        ("geographical_indication", _MARK_OF_ORIGIN, "2023-03-18", "unknown", "2023-03-17"),
        ("geographical_indication", {**_MARK_OF_ORIGIN, "legal_status_printed": "撤销"}, "2020-01-01", "ceased", "2023-03-17"),
        ("geographical_indication", {**_MARK_OF_ORIGIN, "protection_kind": "agricultural"}, "2026-10-31", "in_force", None),
        ("geographical_indication", {"registered_on": D("2015-05-05")}, "2026-10-31", "in_force", None),
        ("geographical_indication", {"registered_on": D("2015-05-05"), "legal_status_printed": "撤销"}, "2026-10-31", "ceased", None),
        ("geographical_indication", {}, "2026-10-31", "pending", None),
        # Varieties: what came after the grant is told by nobody, unless the register says it stands.
        ("plant_variety", {"granted_on": D("2022-01-01")}, "2026-10-31", "unknown", None),
        ("plant_variety", {"granted_on": D("2022-01-01"), "legal_status_printed": "有效"}, "2026-10-31", "in_force", None),
        ("plant_variety", {"filed_on": D("2025-01-01")}, "2026-10-31", "pending", None),
        ("plant_variety", {"legal_status_printed": "已授权"}, "2026-10-31", "in_force", None),
        ("plant_variety", {"granted_on": D("2022-01-01"), "legal_status_printed": "未授权"}, "2026-10-31", "unknown", None),
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
    ("printed", "state"),
    [
        ("撤销/无效宣告申请审查中", "in_force"),
        ("无效宣告请求已受理", "in_force"),
        ("部分无效", "in_force"),
        ("部分撤销", "in_force"),
        ("部分注销", "in_force"),
        ("部分商品宣告无效", "in_force"),
        ("撤销申请被驳回，维持注册", "in_force"),
        ("期限届满（宽展期内）", "in_force"),
        ("异议审查中", "in_force"),
        ("已注册", "in_force"),
        ("宣告无效", "ceased"),
        ("无效宣告审查结论：全部无效", "ceased"),
        ("已撤销", "ceased"),
        ("宽展期满未续展，已注销", "ceased"),
        ("宽展期内未续展，注销", "ceased"),
        ("期限届满", "ceased"),
        ("注册申请失效", "ceased"),
    ],
)
def test_printed_words_are_read_in_their_order(
    printed: str, state: str, rules: HoldingRules
) -> None:
    mark = row(**_MARK, legal_status_printed=printed)
    assert make_holding("trademark", mark, as_of=D("2020-01-01"), rules=rules).state == state


@pytest.mark.parametrize(
    ("told", "renew_from", "grace_until"),
    [
        (_ODD_END, "2026-02-15", "2027-08-16"),
        (_OPPOSED, "2027-01-14", "2028-07-13"),
        (_RENEWED, "2036-01-14", "2037-07-13"),
        (_MARK, "2026-01-14", "2027-07-13"),
    ],
)
def test_renewal_counts_from_the_printed_end(
    told: dict[str, Any], renew_from: str, grace_until: str, rules: HoldingRules
) -> None:
    term = make_holding("trademark", row(**told), as_of=D("2026-11-26"), rules=rules).mark_term
    assert term is not None
    assert (term.renew_from, term.grace_until) == (D(renew_from), D(grace_until))


def test_what_can_still_be_renewed_is_told(rules: HoldingRules) -> None:
    mark = row(**_MARK, is_valid_printed=False)
    right = make_holding("trademark", mark, as_of=D("2027-02-01"), rules=rules)
    assert right.is_live and "宽展期到2027年7月13日，还可以续展" in right.reason


@pytest.mark.parametrize(
    ("right_type", "told", "amount"),
    [
        ("trademark", _MARK, 500),
        ("trademark", {**_MARK, "is_madrid": True}, None),
        ("geographical_indication", {**_MARK_OF_ORIGIN, "registered_on": D("2017-01-14")}, 500),
    ],
)
def test_marks_are_renewed_not_ended(
    right_type: RightType, told: dict[str, Any], amount: int | None, rules: HoldingRules
) -> None:
    as_of, dues = D("2026-11-26"), due_rules(load_rulebook(Path("none")))
    right = make_holding(right_type, row(**told), as_of=as_of, rules=rules)
    due = renewal_due(right, as_of=as_of, rules=dues)
    assert due is not None and (due.on, due.amount) == (D("2027-01-13"), amount)
    assert any("由国际局续展" in step.text for step in due.explanation) is (amount is None)
    assert end_due(right, as_of=as_of, rules=dues) is None


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


def test_a_patent_that_outlived_its_term_ends_on_no_known_day(rules: HoldingRules) -> None:
    told = {"right_kind": "invention", "filed_on": D("2006-03-01"), "granted_on": D("2010-01-01")}
    patent = row(patent_id="1", state="unknown", reason="TG01 期限有补偿，届满日未知", **told)
    before = make_holding("patent", patent, as_of=D("2026-02-28"), rules=rules)
    assert before.ends_on == D("2026-03-01")
    assert "有期限补偿的，届满得更晚" in before.term[-1].text
    after = make_holding("patent", patent, as_of=D("2026-03-01"), rules=rules)
    assert after.ends_on is None and "期限已经延长" in after.term[-1].text


def test_current_holders_stand_before_those_of_the_filing(rules: HoldingRules) -> None:
    patent = row(patent_id="1", state="unknown", current_holders=PERSON)
    assert make_holding("patent", patent, as_of=D("2026-10-31"), rules=rules).holders == ("林某某",)
