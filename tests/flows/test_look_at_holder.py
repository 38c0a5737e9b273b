"""The rights of one holder: found by all its names, each with its state, its dues and what to do next."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from held_rights import (
    ABROAD,
    BEHIND,
    BOUGHT,
    CODE,
    ENDING,
    FIRM,
    FORMER,
    LAPSED,
    LATE,
    OFFERED,
    OLD,
    OTHER,
    PAID,
    SECOND,
    SOLD,
    TODAY,
    UNHEARD,
    UNTOLD,
    keep_rights,
)
from zhishu.base.errors import InvalidValueError
from zhishu.flows.look_at_holder import HolderView, look_at_holder
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.parties.party import fold_name
from zhishu.parties.tables import HOLDER_LINKS
from zhishu.rights.tables import COPYRIGHTS
from zhishu.rules.rulebook import SHIPPED


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("holder")
    keep_rights(home)
    return home


@pytest.fixture(scope="module")
def view(home: Path) -> HolderView:
    return look_at_holder(home, FIRM, as_of=TODAY)


def test_one_query_finds_rights_of_every_kind(view: HolderView) -> None:
    counts = {kind: one["all"] for kind, one in view.counts().items()}
    assert counts == {
        "patent": 8,
        "trademark": 3,
        "copyright": 1,
        "geographical_indication": 1,
        "layout_design": 1,
        "plant_variety": 0,
    }
    assert view.counts()["patent"] == {
        "all": 8,
        "in_force": 5,
        "pending": 1,
        "ceased": 1,
        "unknown": 1,
    }
    assert view.party is not None and view.party.credit_code == CODE
    assert (view.as_of, view.heard_until) == (TODAY, TODAY)


def test_the_credit_code_and_the_former_name_find_the_same(home: Path, view: HolderView) -> None:
    by_code = look_at_holder(home, "别的名称", credit_code=CODE, as_of=TODAY)
    assert [line.right for line in by_code.lines] == [line.right for line in view.lines]
    assert BEHIND in {line.right.right_id for line in view.lines}  # stands under the former name


def test_what_was_assigned_belongs_to_whom_it_was_assigned_to(home: Path, view: HolderView) -> None:
    own = {line.right.right_id for line in view.lines}
    assert BOUGHT in own and SOLD not in own
    before = look_at_holder(home, FIRM, as_of=date(2024, 3, 2))
    assert SOLD in {line.right.right_id for line in before.lines}
    others = {line.right.right_id for line in look_at_holder(home, OTHER, as_of=TODAY).lines}
    assert SOLD in others and BOUGHT not in others and ENDING in others  # held jointly


def test_a_foreign_name_is_found_in_any_case_and_width(home: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    shutil.copytree(home, foreign)
    row = {"registration_number": "9", "title": "软件", "holders": ["ＡＣＭＥ Photonics, Inc."]}
    other = {**row, "registration_number": "8", "holders": ["Acme Photonics, Inc"]}
    third = {**row, "registration_number": "7", "holders": ["ACME PHOTONICS, INC."]}
    with open_warehouse(foreign).publication("测试", "源") as publication:
        publication.merge(COPYRIGHTS, [row, other, third], set(row))
    view = look_at_holder(foreign, "Acme Photonics, Inc.", as_of=TODAY)
    # What is printed in full width alone is found where the linking has told of it.
    assert {line.right.right_id for line in view.lines} == {"7"}


def test_a_link_decides_whose_a_name_is_and_an_officer_stands_above_it(
    home: Path, tmp_path: Path
) -> None:
    linked = tmp_path / "linked"
    shutil.copytree(home, linked)

    def own(*links: tuple[str, int, str | None, str]) -> set[str]:
        names = ("whole_name", "position", "party_id", "state")
        rows = [dict(zip(names, (fold_name(name), *rest), strict=True)) for name, *rest in links]
        with open_warehouse(linked).publication("关联", "测试") as publication:
            publication.merge(HOLDER_LINKS, rows, set(names))
        return {line.right.right_id for line in look_at_holder(linked, FIRM, as_of=TODAY).lines}

    before = own((OTHER, 1, "another", "linked"), (FORMER, 1, CODE, "uncertain"))
    assert BEHIND in before and SOLD not in before
    # Of two holders that one string names, the second is the firm.
    assert own((OTHER, 2, CODE, "linked")) - before == {SOLD, "20199900001"}
    assert before - own((FORMER, 1, CODE, "rejected")) == {BEHIND}


def dues(view: HolderView, number: str) -> list[tuple[str, str, Decimal | None]]:
    return [
        (due.words, due.state, due.payable) for due in view.dues if due.right.right_id == number
    ]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (PAID, [("第10年度年费", "due", Decimal(4000))]),
        # Three months late of 1,200: 15%.
        (LATE, [("第7年度年费", "grace", Decimal(1380)), ("第8年度年费", "due", Decimal(1200))]),
        (
            UNHEARD,
            [("第6年度年费", "unknown", Decimal(1200)), ("第7年度年费", "due", Decimal(2000))],
        ),
        # Told as due, not as paid, and of no payment: nothing is known of that year.
        (
            BEHIND,
            [("第5年度年费", "unknown", Decimal(1200)), ("第6年度年费", "due", Decimal(1200))],
        ),
        (ENDING, [("期限届满", "ends", None)]),
        (LAPSED, []),
        ("90000001", [("商标续展", "due", Decimal(500))]),
        ("90000002", [("商标续展", "unknown", Decimal(750))]),
        ("90000003", []),
        ("2024SR9900007", []),
        ("BS.175990001", [("期限届满", "ends", None)]),
    ],
)
def test_what_a_right_asks_for(
    view: HolderView, number: str, expected: list[tuple[str, str, Decimal | None]]
) -> None:
    assert dues(view, number) == expected


def test_sums_count_what_is_owed_and_say_what_is_unknown(view: HolderView) -> None:
    assert (view.late_sum.total, view.late_sum.count) == (Decimal(1380), 1)
    coming = view.coming
    assert (coming.total, coming.count, coming.unknown) == (Decimal(10_900), 6, 0)
    months = {one.month: one.sum.total for one in view.months}
    assert len(months) == 13
    assert sum(months.values()) == coming.total
    assert months[date(2026, 12, 1)] == 4000
    assert {due.right.right_id for due in view.unheard} == {UNHEARD, BEHIND, BOUGHT, "90000002"}


def test_an_amount_that_no_rule_carries_makes_the_sum_a_lower_bound(
    home: Path, tmp_path: Path
) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(home, bare)
    # An office's own figure takes the place of the shipped one of the same file.
    fee = Path("national/parameters/trademark_renewal_fee.yaml")
    text = (SHIPPED / fee).read_text("utf-8").replace("2019-07-01", "2099-01-01")
    (bare / "rulebook" / fee.parent).mkdir(parents=True)
    (bare / "rulebook" / fee).write_text(text, encoding="utf-8")
    view = look_at_holder(bare, FIRM, as_of=TODAY)
    assert dues(view, "90000001") == [("商标续展", "due", None)]
    coming = view.coming
    assert (coming.total, coming.unknown, coming.at_least) == (Decimal(10_400), 1, True)
    told = next(due for due in view.dues if due.right.right_id == "90000001").explanation
    assert any("没有收录，金额未知" in step.text and not step.source for step in told)


def test_a_reduction_counts_when_the_holder_states_it(home: Path) -> None:
    view = look_at_holder(home, FIRM, as_of=TODAY, reduction="single")
    # The tenth year of 4,000 at 15%; the surcharge stays that of the full fee.
    assert dues(view, PAID) == [("第10年度年费", "due", Decimal(600))]
    assert dues(view, LATE)[0] == ("第7年度年费", "grace", Decimal(360))


def test_every_amount_says_why(view: HolderView) -> None:
    [late] = view.late
    told = {step.about: step for step in late.explanation}
    assert "加收全额年费的15%" in told["surcharge"].text
    assert told["surcharge"].source and told["surcharge"].clause
    unheard = next(due for due in view.unheard if due.right.right_id == BEHIND)
    assert "不视为未缴" in unheard.explanation[-1].text
    assert all(due.explanation for due in view.dues)
    assert len({due.key for due in view.dues}) == len(view.dues)


@pytest.mark.parametrize(
    ("number", "words", "urgency"),
    [
        (LATE, "尽快补缴第7年度年费1,380元", "bad"),
        (PAID, "缴第10年度年费4,000元", "soon"),
        ("90000001", "办理续展", "soon"),
        (UNHEARD, "核对第6年度年费是否已经缴纳", "unknown"),
        (LAPSED, "看是否还能请求恢复权利", "info"),
        (BEHIND, "核对第5年度年费是否已经缴纳", "unknown"),
        ("90000003", "暂时不用做什么", "ok"),
    ],
)
def test_what_to_do_next(view: HolderView, number: str, words: str, urgency: str) -> None:
    [line] = [line for line in view.lines if line.right.right_id == number]
    assert (line.next.words, line.next.urgency) == (words, urgency)
    assert line.next.reason


@pytest.fixture(scope="module")
def second(home: Path) -> HolderView:
    return look_at_holder(home, SECOND, as_of=TODAY)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        # Due on 2025-02-03 and by the payments never made up for; the years after it ask for nothing.
        (UNTOLD, [("第6年度年费", "lapsed", None)]),
        # The law here says nothing of it.
        (ABROAD, []),
        # 15% off 2,000 and two months' surcharge; of the year due after the licence the whole.
        (
            OFFERED,
            [("第8年度年费", "grace", Decimal(1900)), ("第9年度年费", "due", Decimal(2000))],
        ),
        (OLD, [("第16年度年费", "due", Decimal(8000))]),
    ],
)
def test_what_the_rights_of_another_firm_ask_for(
    second: HolderView, number: str, expected: list[tuple[str, str, Decimal | None]]
) -> None:
    assert dues(second, number) == expected


def test_a_right_lapsed_by_the_payments_is_told_until_its_end_is_announced(
    second: HolderView,
) -> None:
    [line] = [line for line in second.lines if line.right.right_id == UNTOLD]
    assert (line.next.words, line.next.urgency) == (
        "核对第6年度年费是否已经缴纳，看能否恢复权利",
        "bad",
    )
    assert line.next.reason == "按缴费数据补缴期已满，应自2025年2月3日终止，尚未见公告"
    assert second.lapsed == [line.next.due]
    assert "尚未见终止公告" in line.dues[0].explanation[-1].text
    # It is no money any more.
    assert (second.late_sum.count, second.coming.count) == (1, 2)
    assert [one.rights for one in second.health if one.name == "lapsed"] == [(line.right,)]


def test_a_patent_of_another_office_has_no_fees_and_no_term_of_here(second: HolderView) -> None:
    [line] = [line for line in second.lines if line.right.right_id == ABROAD]
    assert (line.trouble, line.right.ends_on) == ("别国的专利，不按中国的法律计算", None)


def test_a_reduction_is_asked_for_while_one_is_possible(home: Path, second: HolderView) -> None:
    def is_reminded(view: HolderView, number: str) -> list[bool]:
        return [
            any(step.kind == "reduction_request" for step in due.ladder)
            for due in view.dues
            if due.right.right_id == number
        ]

    # An open licence is no 费用减缴; in the fifteenth year from the grant there is none to be had.
    assert is_reminded(second, OFFERED) == [True, True]
    assert is_reminded(second, OLD) == [False]
    reduced = look_at_holder(home, SECOND, as_of=TODAY, reduction="single")
    assert is_reminded(reduced, OFFERED) == [False, False]


def test_beyond_the_last_day_of_the_payments_nothing_is_called_unpaid(home: Path) -> None:
    view = look_at_holder(home, FIRM, as_of=date(2026, 12, 1))
    # A surcharge and the renewal of a mark were paid since: the register of annual fees ends before.
    assert view.heard_until == TODAY
    assert dues(view, LATE)[0] == ("第7年度年费", "unknown", Decimal(1200))
    told = next(due for due in view.unheard if due.right.right_id == LATE).explanation[-1].text
    assert told == "截至缴费数据日2026年10月31日，第7年度未缴；其后未知，也许已经补缴"
    assert view.late == []


@pytest.mark.parametrize(("day", "urgency"), [("2028-09-07", "info"), ("2028-09-08", "plain")])
def test_the_way_back_is_open_two_years_from_the_end_of_the_grace(
    home: Path, day: str, urgency: str
) -> None:
    # Due on 2026-03-05; the grace ends on a Saturday, so on Monday 2026-09-07.
    view = look_at_holder(home, FIRM, as_of=date.fromisoformat(day))
    [line] = [line for line in view.lines if line.right.right_id == LAPSED]
    assert line.next.urgency == urgency


def test_the_ladder_runs_from_the_reminder_to_the_last_way_back(view: HolderView) -> None:
    due = next(due for due in view.dues if due.right.right_id == PAID)
    days = {step.kind: step.on for step in due.ladder}
    assert days["remind_90"] == date(2026, 9, 5)
    assert days["due"] == date(2026, 12, 4)
    assert days["grace_end"] == date(2027, 6, 4)


def test_a_name_that_nobody_knows_holds_nothing(home: Path) -> None:
    nobody = look_at_holder(home, "云澜芯光电", as_of=TODAY)
    assert nobody.party is None and nobody.lines == () and nobody.coming.count == 0


@pytest.mark.parametrize(
    ("day", "count"), [("0001-01-01", 0), ("2016-12-31", 2), ("2018-12-31", 7), ("2099-12-31", 14)]
)
def test_a_holder_has_what_was_there_on_the_day(home: Path, day: str, count: int) -> None:
    view = look_at_holder(home, FIRM, as_of=date.fromisoformat(day))
    assert len(view.lines) == count
    assert not [line.trouble for line in view.lines if line.trouble]
    assert all(view.history(line) for line in view.lines)
    assert view.calendar("历").startswith(b"BEGIN:VCALENDAR")


def test_a_day_at_the_end_of_time_is_refused_in_words(home: Path) -> None:
    with pytest.raises(InvalidValueError, match="太远"):
        look_at_holder(home, FIRM, as_of=date.max)
