"""经过: what happened to one right, as far as any table tells it, and what lies ahead, in the order of days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhishu.base.money import Money
from zhishu.rights.portfolio.dues import Due
from zhishu.rights.portfolio.events import is_reminder
from zhishu.rights.portfolio.holding import Holding

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Moment:
    """Something on a day: what, and the particulars; source: the table or rule that tells it."""

    on: date
    words: str
    note: str
    source: str


# Days of the rows of rights that are told, whatever the kind.
_DAYS = (
    ("filed_on", "申请"),
    ("created_on", "创作（开发）完成"),
    ("first_published_on", "首次发表"),
    ("first_exploited_on", "首次商业利用"),
    ("preliminary_published_on", "初审公告"),
    ("published_on", "公开（公告）"),
    ("granted_on", "授权公告"),
    ("registered_on", "登记（注册）公告"),
    ("term_from", "专用期起"),
)


@dataclass(frozen=True)
class Dealings:
    """What is told of one right beside its own row."""

    payments: Sequence[Row]
    pledges: Sequence[Row]
    licences: Sequence[Row]
    assignments: Sequence[Row]


def history_of(
    right: Holding, dealings: Dealings, dues: Iterable[Due], *, as_of: date
) -> list[Moment]:
    """Past and future days; of what lies ahead only limits, no reminders."""
    moments = [
        Moment(right.facts[name], words, "", f"{right.type_name}数据")
        for name, words in _DAYS
        if right.facts.get(name)
    ]
    for rows, tell in (
        (dealings.payments, _payment),
        (dealings.pledges, _pledge),
        (dealings.licences, _licence),
        (dealings.assignments, _assignment),
    ):
        for row in rows:
            moments.extend(tell(row))
    for due in dues:
        for step in due.ladder:
            if step.on >= as_of and not is_reminder(step):
                place = f"{step.source}{step.clause}"
                moments.append(
                    Moment(step.on, f"{due.words}：{step.words}", due.state_words, place)
                )
    if (
        right.ends_on
        and right.ends_on >= as_of
        and not any(due.on == right.ends_on for due in dues)
    ):
        moments.append(Moment(right.ends_on, "期限届满", "", "期限规则"))
    return sorted(set(moments), key=lambda one: (one.on, one.words, one.note))


def _payment(row: Row) -> list[Moment]:
    year = f"第{row['patent_year']}年度" if row["patent_year"] else ""
    what = f"缴{year}{row['fee_kind'] or '费用'}"
    amount = "" if row["amount"] is None else str(Money(row["amount"]))
    return _days(row, (("paid_on", what, amount),), "缴费数据")


def _pledge(row: Row) -> list[Moment]:
    note = f"质权人：{_names(row['pledgees'])}，登记号{row['recordal_number'] or '未写'}"
    days = (("registered_on", "质押登记生效", note), ("released_on", "质押登记解除", note))
    return _days(row, days, "质押登记")


def _licence(row: Row) -> list[Moment]:
    note = f"被许可人：{_names(row['licensees'])}，备案号{row['recordal_number'] or '未写'}"
    days = (
        ("recorded_on", "许可备案", note),
        ("valid_until", "许可期满", note),
        ("cancelled_on", "许可备案注销", note),
    )
    return _days(row, days, "许可备案")


def _assignment(row: Row) -> list[Moment]:
    note = f"{_names(row['assignors'])}转让给{_names(row['assignees'])}"
    return _days(row, (("effective_on", "权利转移", note),), "权利转移")


def _days(row: Row, days: Iterable[tuple[str, str, str]], source: str) -> list[Moment]:
    return [Moment(row[name], words, note, source) for name, words, note in days if row[name]]


def _names(names: Sequence[str] | None) -> str:
    return "、".join(names or ()) or "未写"
