"""What stands in the value of an event: lines of label and value, days, parties.

The gazette prints `登记生效日:20210901 变更前权利人:甲 变更后权利人:乙`: labels and values with colons of
either width, parted by blanks, line ends or semicolons, or by nothing at all. The international data
have the same in English.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import re2

from zhishu.parties.party import is_body

_LONGEST_LABEL = 32
_PARTING = " \t\r\n\u3000;；。"
_TRIMMED = _PARTING + "，,"
# What was changed, where it was who holds a right: inventors and agents are changed as well.
_OF_RIGHTS = ("权人", "权利人", "申请人", "受让人", "让与人")
_NOBODY = frozenset({"", "无", "-", "—", "空"})

# When a right ended, came back or was held invalid.
TURN_LABELS = (
    "终止日期", "终止日", "失效日期", "失效日", "届满日期", "届满日", "恢复日期", "恢复日",
    "无效宣告决定日", "决定日期", "决定日", "放弃生效日", "生效日期", "生效日", "Termination date",
    "TERMINATION DATE", "Effective date", "EFFECTIVE DATE",
)  # fmt: skip
# When a term ends after compensation.
TERM_LABELS = (
    "现专利权期限届满终止日", "现专利权期限届满日", "现期限届满日", "补偿后期限届满日",
)  # fmt: skip
_REGISTERED = ("Effective date of registration", "EFFECTIVE DATE", "Effective date")
BEGIN_LABELS = (
    "登记生效日", "备案生效日", "备案日期", "备案日", "生效日期", "生效日", "保全起始日", "声明生效日",
    *_REGISTERED,
)  # fmt: skip
END_LABELS = (
    "解除日期", "解除日", "注销日期", "注销日", "保全终止日", "撤回生效日", "生效日",
    "Date of cancellation",
)  # fmt: skip
TRANSFER_LABELS = ("变更生效日", "登记生效日", "生效日期", "生效日", *_REGISTERED)
NUMBER_LABELS = (
    "质押合同登记号", "登记号", "合同备案号", "许可合同备案号", "备案号", "许可备案号", "声明编号",
    "Registration number",
)  # fmt: skip
GIVER_LABELS = ("出质人", "让与人", "许可人", "许可方", "Pledgor", "Assignor")
TAKER_LABELS = ("质权人", "受让人", "被许可人", "被许可方", "Pledgee", "Assignee")
CHANGED_LABEL = "变更事项"
_HOLDER = (
    "主专利权人", "共同专利权人", "专利权人", "申请（专利权）人", "申请(专利权)人", "专利申请人",
    "共同申请人", "主申请人", "申请人", "权利人", "",
)  # fmt: skip
_ABROAD = ("Patentee", "Co-patentee", "Applicant")
BEFORE_LABELS = (
    *(f"变更前{one}" for one in _HOLDER),
    *(f"{one} before" for one in _ABROAD),
    *("Former owner", "FORMER OWNER"),
)
AFTER_LABELS = (
    *(f"变更后{one}" for one in _HOLDER),
    *(f"{one} after" for one in _ABROAD),
    *("Owner name", "OWNER NAME"),
)
_KNOWN = tuple(
    sorted(
        {
            *TURN_LABELS, *TERM_LABELS, *BEGIN_LABELS, *END_LABELS, *TRANSFER_LABELS,
            *NUMBER_LABELS, *GIVER_LABELS, *TAKER_LABELS, *BEFORE_LABELS, *AFTER_LABELS,
            CHANGED_LABEL, "变更前地址", "变更后地址", "许可种类", "专利号", "申请日",
            "Address before", "Address after", "Granted publication date",
        },
        key=lambda label: -len(label),
    )
)  # fmt: skip
_KNOWN_BY_END = {
    end: tuple(label for label in _KNOWN if label[-1] == end)
    for end in {label[-1] for label in _KNOWN}
}
# Before and after a change, whatever it was that changed.
_TURNS = ("变更前", "变更后", "before", "after", "from", "to")
_NAMED = frozenset((*BEFORE_LABELS, *AFTER_LABELS)) - frozenset(_TURNS)
# Where people live and are reached, who invents, designs, or acts for another.
_PERSONAL = (
    "地址", "住址", "住所", "邮编", "邮政编码", "电话", "手机", "联系", "身份证", "证件号码",
    "发明人", "设计人", "代理人", "代表人",
)  # fmt: skip
_PERSONAL_ABROAD = ("address", "inventor", "designer", "agent", "telephone")


class Line(NamedTuple):
    """A label and what is printed behind it."""

    label: str
    value: str


def day_pattern(labels: Iterable[str]) -> str:
    """The pattern (RE2) of a day behind one of these labels: groups year, month, day.

    One pattern for one value and for a column of values: Arrow has the same engine.
    """
    words = "|".join(sorted(labels, key=lambda label: -len(label)))
    return (
        rf"(?:{words})[ \t]{{0,2}}[:：][ \t]{{0,2}}"
        r"(?P<year>[0-9]{4})[-./年]?(?P<month>[0-9]{1,2})[-./月]?(?P<day>[0-9]{1,2})"
    )


TURN_DAY, TERM_DAY = day_pattern(TURN_LABELS), day_pattern(TERM_LABELS)
_COMPILED = {pattern: re2.compile(pattern) for pattern in (TURN_DAY, TERM_DAY)}


def told_day(value: str, pattern: str) -> date | None:
    """The first day that a value tells behind the labels of a pattern; None where it is no day."""
    found = _COMPILED[pattern].search(value)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def read_lines(value: str) -> list[Line]:
    """The lines of a value in their order; what stands before the first label has the label ''."""
    found: list[Line] = []
    begun, label = 0, ""
    colons = value.replace("：", ":")  # of the same length
    at = colons.find(":")
    while at >= 0:
        start = _label_start(value, begun, at)
        if start is not None:
            _keep(found, label, value[begun:start])
            label, begun = value[start:at].strip(), at + 1
        at = colons.find(":", at + 1)
    _keep(found, label, value[begun:])
    return found


def _label_start(value: str, begun: int, colon: int) -> int | None:
    """Where the label before a colon starts: a known one, else the word that a parting sets off."""
    first = max(begun, colon - _LONGEST_LABEL)
    before = value[first:colon].rstrip(" \t")
    for label in _KNOWN_BY_END.get(before[-1:], ()):
        if before.endswith(label):
            return first + len(before) - len(label)
    cut = max(map(before.rfind, _PARTING))
    if cut < 0 < first:
        return None  # longer than any label; or `12:30`, a web address: part of the value
    return first + cut + 1


def _keep(found: list[Line], label: str, value: str) -> None:
    value = value.strip(_TRIMMED)
    if label or value:
        found.append(Line(label, value))


def first_text(lines: Iterable[Line], labels: Iterable[str]) -> str:
    """What stands behind the first of these labels; '' where none is told."""
    wanted = frozenset(labels)
    return next((line.value for line in lines if line.label in wanted and line.value), "")


def first_day(lines: Iterable[Line], labels: Iterable[str]) -> date | None:
    """The day behind the first of these labels; None where none is told or it is no day."""
    text = first_text(lines, labels)
    digits = "".join(one if one.isascii() and one.isdigit() else " " for one in text[:20]).split()
    if digits and len(digits[0]) == 8:
        digits = [digits[0][:4], digits[0][4:6], digits[0][6:]]
    try:
        return date(*(int(part) for part in digits[:3])) if len(digits) >= 3 else None
    except ValueError:
        return None


def names(lines: Iterable[Line], labels: Iterable[str]) -> tuple[str, ...]:
    """All names behind these labels, in their order, each once; `无` is nobody.

    Where the value says what was changed (变更事项), only lines of holders count: addresses are
    printed under the same labels.
    """
    wanted, changed = frozenset(labels), ""
    found: list[str] = []
    for line in lines:
        if line.label == CHANGED_LABEL:
            changed = line.value
        elif line.label in wanted and (not changed or changed.endswith(_OF_RIGHTS)):
            found.extend(part.strip() for part in _split_names(line.value))
    return tuple(dict.fromkeys(name for name in found if name not in _NOBODY))


def public_lines(lines: Iterable[Line]) -> list[Line]:
    """The lines that a visitor may read: no address, nor who invents, designs or acts for another.

    The gazette prints these under the labels of holders as well, behind what was changed (变更事项).
    Where it cannot be told, a line is hidden: a bare 变更前 that no body bears, and labels not known
    behind a hidden line, for a colon may stand in an address.
    """
    found: list[Line] = []
    changed, hides = "", False
    for line in lines:
        if line.label == CHANGED_LABEL:
            changed = line.value
            hides = _is_personal(changed) or not changed.endswith(_OF_RIGHTS)
            if changed.endswith(_PERSONAL):
                found.append(line)
        elif _tells_turn(line.label):
            hides = not _is_of_holders(line, changed)
        elif line.label in _KNOWN:
            hides = False
        else:
            hides = hides or _is_personal(line.label + line.value)
        if not hides:
            found.append(line)
    return found


def public_value(value: str) -> str:
    """A value as a visitor may read it; as printed where nothing of it is hidden."""
    lines = read_lines(value)
    shown = public_lines(lines)
    if len(shown) == len(lines):
        return value
    return "；".join(f"{one.label}：{one.value}" if one.label else one.value for one in shown)


def _tells_turn(label: str) -> bool:
    folded = label.casefold()
    return folded.startswith(_TURNS) or folded.endswith(_TURNS)


def _is_of_holders(line: Line, changed: str) -> bool:
    """Whether what stood before or after a change is a holder's name."""
    if _is_personal(line.label) or _is_personal(changed):
        return False
    if changed:
        return changed.endswith(_OF_RIGHTS)
    told = (name.strip() for name in _split_names(line.value))
    return line.label in _NAMED or all(name in _NOBODY or is_body(name) for name in told)


def _is_personal(text: str) -> bool:
    folded = text.casefold()
    return any(word in folded for word in (*_PERSONAL, *_PERSONAL_ABROAD))


def _split_names(value: str) -> list[str]:
    for parting in "；;|\n":
        value = value.replace(parting, "、")
    return value.split("、")
