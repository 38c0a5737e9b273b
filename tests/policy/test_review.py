"""Decisions on what was read, one behind the other; what becomes of every number of a text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhishu.base.errors import InvalidValueError
from zhishu.importers.policy_page import read_policy_page
from zhishu.policy.review.decisions import (
    Decision,
    Review,
    fold_decisions,
    release_payload,
    settle_roles,
)
from zhishu.policy.review.fields import (
    FIELDS,
    Field,
    check_values,
    merge_values,
    read_value,
    row_of_values,
    show_value,
    values_of_row,
)
from zhishu.policy.review.reading import (
    ReadClause,
    Reading,
    clause_words,
    item_key,
    read_items,
)
from zhishu.policy.review.shown import describe, name_items, show_source

TEXT = """云澜市知识产权服务能力提升方案
云知发〔2026〕8号
各县（区）市场监督管理局，市直有关单位：
为提升知识产权服务能力，制定本方案。2025年末全市有服务机构42家。咨询电话：0990-1234567。
一、主要目标
到2027年，每万人口高价值发明专利拥有量达到9件以上，知识产权质押融资年登记金额突破15亿元。
二、重点任务
（一）培育服务机构。引进高端服务机构，建立服务机构名录。（责任单位：市市场监管局、市财政局）
（二）加强人才培养。每年举办培训班4期以上，培训业务骨干。（牵头单位：市教育局；配合单位：市人力资源社会保障局）
（三）支持质押融资。对企业以专利权质押取得贷款的，按实际支付利息的50%给予贴息，单个企业每年最高20万元。（责任单位：市地方金融管理局）
三、办理
受理后5个工作日内办结，大厅设窗口12个。
云澜市知识产权局
2026年5月18日
"""
WHEN = datetime(2026, 11, 26, 8, tzinfo=UTC)


def reading(text: str = TEXT) -> Reading:
    rows = read_policy_page(text.encode(), "方案.txt", "0" * 64)
    clauses = tuple(
        ReadClause(
            row["path"],
            clause_words(row["heading"], row["text"]),
            (row["span_start"], row["span_end"]),
            at,
        )
        for at, row in enumerate(rows.clauses)
    )
    items = read_items(
        clauses,
        tasks=rows.tasks,
        task_units=rows.task_units,
        targets=rows.targets,
        measures=rows.measures,
        times=rows.times,
    )
    return Reading("0" * 16 + "-1", rows.documents[0]["title"], clauses, items)


class Desk:
    """An officer who decides: the decisions so far, and how the document stands."""

    def __init__(self, read: Reading | None = None) -> None:
        self.read = read or reading()
        self.told: list[Decision] = []

    @property
    def review(self) -> Review:
        return fold_decisions(self.read, self.told)

    def key(self, kind: str, at: int = 0) -> str:
        return [one.key for one in self.review.items if one.kind == kind][at]

    def decide(self, word: str, key: str = "", value: Any = None, **more: Any) -> Decision:
        item = self.review.find(key)
        path = (value or {}).get("clause") if word == "added" else item and item.clause
        digest = self.read.by_path[path].digest if path is not None else ""
        kind = more.pop("kind", item.kind if item else "")
        if word == "confirmed" and item is not None:
            value = item.values
        one = Decision(
            len(self.told) + 1, word, kind, key, digest, value, 7, "city_officer", WHEN, **more
        )
        self.told.append(one)
        return one

    def states(self) -> list[tuple[str, str]]:
        return [(one.kind, one.state) for one in self.review.items]


def test_the_items_stand_in_the_order_of_the_text_at_their_places() -> None:
    read = reading()
    kinds = [one.kind for one in read.items]
    assert kinds == "target target task task target task measure time".split()
    for item in read.items:
        assert item.place is not None, item
        start, end = item.place
        words = read.by_path[item.clause].words[start:end]
        assert words == item.values.get("text", words)
    assert [one.values["value"] for one in read.items if one.kind == "time"] == ["5"]


NUMBERS = [
    ("2025年", "past"),
    ("42家", "past"),
    ("0990-1234567", "phone"),
    ("2027年", "used"),
    ("9件以上", "used"),
    ("15亿元", "used"),
    ("50%", "used"),
    ("20万元", "used"),
    ("5个工作日内", "used"),
    ("12个", ""),
]


@pytest.mark.parametrize(("printed", "role"), NUMBERS)
def test_every_number_is_used_or_has_a_role(printed: str, role: str) -> None:
    review = Desk().review
    [number] = [one for one in review.numbers if printed in one.printed]
    assert (number.key in review.uses) is (role == "used")
    if role != "used" and number.quantity.form == "quantity":
        assert number.role == role


def test_a_number_that_loses_its_item_waits_for_a_role() -> None:
    desk = Desk()
    before = {one.printed for one in desk.review.unused}
    desk.decide("dropped", desk.key("measure"))
    after = {one.printed for one in desk.review.unused}
    assert after - before == {"50%", "20万元"}
    desk.decide("undone", undoes=1)
    assert {one.printed for one in desk.review.unused} == before


def test_a_review_is_settled_by_its_items_and_its_numbers() -> None:
    desk = Desk()
    for item in desk.review.items:
        desk.decide("confirmed", item.key)
    assert not desk.review.pending and not desk.review.is_settled
    proposed = settle_roles(desk.review, {})
    desk.decide("settled", value=proposed)
    [left] = desk.review.unsettled
    assert left.printed == "12个" and not left.role
    desk.decide("settled", value=settle_roles(desk.review, {left.key: "other"}))
    assert desk.review.is_settled
    payload = release_payload(desk.review)
    assert len(payload["items"]) == len(desk.read.items)
    assert {one["decision"] for one in payload["items"]} == {"confirmed"}
    assert payload["items"][0]["user"] == 7 and payload["items"][0]["made_at"] == WHEN.isoformat()
    desk.decide("released", value=payload)
    assert desk.review.released and not desk.review.changed_since
    desk.decide("dropped", desk.key("task"))
    assert desk.review.changed_since


def correct(desk: Desk) -> None:
    key = desk.key("target")
    desk.decide("corrected", key, {**desk.review.find(key).values, "value": "10"})


def split(desk: Desk) -> None:
    key = desk.key("task")
    desk.decide("split", key, [desk.review.find(key).values] * 2)


def merge(desk: Desk) -> None:
    first, other = (desk.review.find(desk.key("task", at)) for at in (0, 1))
    values = merge_values("task", first.values, other.values)
    desk.decide("merged", first.key, values, others=(other.key,))


def add(desk: Desk) -> None:
    values = {"clause": "三", "text": "大厅设窗口", "units": [["市政务服务局", "lead"]]}
    desk.decide("added", "task-a1", values, kind="task")


ACTS = [
    (lambda desk: desk.decide("confirmed", desk.key("task")), 0, ["confirmed"]),
    (lambda desk: desk.decide("dropped", desk.key("task")), 0, ["dropped"]),
    (correct, 0, ["corrected"]),
    (split, 1, []),
    (merge, -1, []),
    (add, 1, ["added"]),
]


@pytest.mark.parametrize(("act", "more", "states"), ACTS)
def test_what_an_act_makes_of_the_items_and_undoing_it(
    act: Any, more: int, states: list[str]
) -> None:
    desk = Desk()
    before = desk.review.items
    act(desk)
    items = desk.review.items
    assert len(items) == len(before) + more
    assert [one.state for one in items if not one.is_open] == states
    desk.decide("undone", undoes=1)
    assert desk.review.items == before


def test_an_item_may_be_put_to_another_clause() -> None:
    desk = Desk()
    item = desk.review.find(desk.key("time"))
    moved = {**item.values, "clause": "二(一)"}
    digest = desk.read.by_path["二(一)"].digest
    desk.told.append(
        Decision(1, "corrected", "time", item.key, digest, moved, 7, "city_officer", WHEN)
    )
    assert [one.state for one in desk.review.items if one.clause == "二(一)"] == [
        "pending",
        "corrected",
    ]
    desk.decide("dropped", item.key)
    assert desk.review.find(item.key).state == "dropped"


def test_parts_of_a_split_are_decided_each_for_itself() -> None:
    desk = Desk()
    split(desk)
    first, second = [one for one in desk.review.items if ".s1." in one.key]
    desk.decide("corrected", first.key, {**first.values, "units": [["市市场监管局", "lead"]]})
    desk.decide("dropped", second.key)
    assert [one.state for one in desk.review.items if ".s1." in one.key] == ["corrected", "dropped"]
    assert desk.review.last_of(second.key).word == "dropped"


def test_a_merged_task_has_the_words_and_units_of_both() -> None:
    desk = Desk()
    merge(desk)
    values = desk.review.find(desk.key("task")).values
    assert values["text"].count("\n") == 1
    assert [name for name, _ in values["units"]] == [
        "市市场监管局",
        "市财政局",
        "市教育局",
        "市人力资源社会保障局",
    ]


def test_a_decision_on_other_words_of_its_clause_is_one_on_an_older_text() -> None:
    desk = Desk()
    for item in desk.review.items:
        desk.decide("confirmed", item.key)
    newer = reading(TEXT.replace("培训业务骨干", "培训业务骨干200人"))
    review = fold_decisions(newer, desk.told)
    changed = [one for one in review.items if one.is_open]
    assert {one.clause for one in changed} == {"二(二)"}
    assert all(one.state == "confirmed" for one in review.items if one.clause != "二(二)")
    assert newer.text_digest != desk.read.text_digest


def test_the_same_words_read_otherwise_keep_what_a_person_said() -> None:
    desk = Desk()
    correct(desk)
    key = desk.told[0].key
    others = tuple(one for one in desk.read.items if one.key != key)
    # The program finds it no longer, or reads now what was corrected before: one item, and settled.
    values = desk.told[0].value
    [read] = [one for one in desk.read.items if one.key == key]
    better = replace(read, key=item_key("target", values), values=values)
    for items in (others, (*others, better)):
        review = fold_decisions(replace(desk.read, items=items), desk.told)
        found = [one.state for one in review.items if one.values.get("value") == "10"]
        assert found == ["corrected"]
        assert len(review.items) == len(desk.read.items)


def test_items_that_say_the_same_are_told_apart_and_settled_alone() -> None:
    double = TEXT.replace("三、办理\n", "三、办理\n受理后5个工作日内办结。\n")
    desk = Desk(reading(double))
    times = [one.key for one in desk.review.items if one.kind == "time"]
    assert len(times) == len(set(times)) == 2
    desk.decide("confirmed", times[0])
    assert [one.state for one in desk.review.items if one.kind == "time"] == [
        "confirmed",
        "pending",
    ]


WRITTEN = [
    ("number", "1,500,000", "1500000"),
    ("number", "9.50", "9.5"),
    ("number", "", None),
    ("percent", "50", "0.5"),
    ("percent", "1.5", "0.015"),
    ("day", "2027", "2027"),
    ("day", "2027-06-30", "2027-06-30"),
    ("lines", "甲\r\n\r\n 乙 ", ["甲", "乙"]),
    ("units", "市科技局（牵头）\n市财政局(配合)\n市教育局", [["市科技局", "lead"], ["市财政局", "participant"], ["市教育局", "responsible"]]),
    ("units", "市政府办公室（市外办）", [["市政府办公室（市外办）", "responsible"]]),
    ("flag", "on", True),
    ("flag", None, False),
    ("text", "  ", None),
]  # fmt: skip


@pytest.mark.parametrize(("form", "written", "kept"), WRITTEN)
def test_what_is_written_is_kept(form: Any, written: Any, kept: Any) -> None:
    assert read_value(Field("x", "某栏", form), written) == kept


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("number", "九"), ("number", "1e999"), ("number", "NaN"), ("number", "0.00001"),
        ("number", "99999999999999999999"), ("day", "明年"), ("day", "2027-13"), ("text", "甲\x00乙"),
        ("text", "长" * 60_000), ("choice", "x"), ("units", "市科技局（主管）"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_with_a_way_on(form: Any, written: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        read_value(Field("x", "某栏", form), written)
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("target", {"value": None}, "value"),
        ("target", {"comparator": "range"}, "value_max"),
        ("time", {"value": None}, "value"),
        ("time", {"kind": "window"}, "ends"),
        ("time", {"kind": "stage"}, "starts"),
        ("target", {}, None),
        ("time", {}, None),
    ],
)
def test_values_that_do_not_go_together(
    kind: str, changes: dict[str, Any], field: str | None
) -> None:
    values = next(one.values for one in reading().items if one.kind == kind)
    assert list(check_values(kind, {**values, **changes})) == ([field] if field else [])


def test_every_item_comes_back_from_its_fields_as_it_was() -> None:
    for item in reading().items:
        written = {one.name: show_value(one, item.values[one.name]) for one in FIELDS[item.kind]}
        again = {one.name: read_value(one, written[one.name]) for one in FIELDS[item.kind]}
        assert {"clause": item.clause, **again} == item.values
        row = row_of_values(item.kind, item.values)
        units = [{"name": name, "role": role} for name, role in item.values.get("units") or ()]
        assert values_of_row(item.kind, row, units) == item.values
        name, words = describe(item.kind, item.values)
        assert name and words


@given(st.decimals(Decimal("-1e15"), Decimal("1e15"), places=4))
def test_numbers_come_back(value: Decimal) -> None:
    for form in ("number", "percent"):
        one = Field("x", "某数", form)
        kept = f"{value.normalize():f}"
        if form == "percent":
            kept = f"{value.quantize(Decimal('0.0001')).normalize():f}"
        assert Decimal(read_value(one, show_value(one, kept)) or 0) == Decimal(kept)


def test_the_source_holds_every_word_once_with_items_losses_and_numbers() -> None:
    desk = Desk()
    review = desk.review
    lost = {"what": "lost", "found": "大厅设窗口", "restored_to": None, "count": 1}
    at = desk.read.by_path["三"].span[0]
    shown = show_source(review, [{**lost, "span_start": at}], name_items(review.items))
    for clause, told in zip(desk.read.clauses, shown, strict=True):
        lines = [
            "".join(run.text for piece in line for run in piece.runs if run.kind != "lost")
            for line in told.paragraphs
        ]
        assert lines == [line for line in clause.words.split("\n") if line]
    runs = [run for one in shown for line in one.paragraphs for piece in line for run in piece.runs]
    assert [run.text for run in runs if run.kind == "lost"] == ["原文此处有缺失"]
    assert [run.text for run in runs if run.kind == "asked"] == ["12个"]
    chips = [piece.chip for one in shown for line in one.paragraphs for piece in line if piece.chip]
    assert len(chips) == len(set(chips)) and "措施1" in chips


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(range(7)), st.integers(0, 9)), max_size=12))
def test_undoing_all_leads_back_to_the_beginning(acts: list[tuple[int, int]]) -> None:
    """Whatever was decided: all undone, the document stands as it was read; nothing is ever lost twice."""
    desk = Desk(_READ)
    before = desk.review.items
    for act, at in acts:
        items = desk.review.items
        if not items:
            break
        item = items[at % len(items)]
        if act == 0:
            desk.decide("confirmed", item.key)
        elif act == 1:
            desk.decide("dropped", item.key)
        elif act == 2:
            desk.decide("corrected", item.key, {**item.values, "clause": item.clause})
        elif act == 3:
            desk.decide("split", item.key, [item.values, item.values])
        elif act == 4:
            same = [one for one in items if one.kind == item.kind and one.key != item.key]
            if same:
                values = merge_values(item.kind, item.values, same[0].values)
                desk.decide("merged", item.key, values, others=(same[0].key,))
        elif act == 5 and desk.review.live:
            desk.decide("undone", undoes=desk.review.live[-1].number)
        elif act == 6:
            desk.decide("settled", value=settle_roles(desk.review, {}))
        keys = [one.key for one in desk.review.items]
        assert len(keys) == len(set(keys))
        assert all(one.decision is not None for one in desk.review.items if not one.is_open)
    for one in reversed(desk.review.live):
        desk.decide("undone", undoes=one.number)
    assert desk.review.items == before and desk.review.roles == {}


_READ = reading()
