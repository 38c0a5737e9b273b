"""Calendar files, read back by a reader of our own that knows only the RFC's words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhishu.base.calendar_file import CalendarEvent, escape_text, fold_line, make_calendar, uid_of

MADE = datetime(2026, 10, 31, 8, 5, 9, tzinfo=timezone(timedelta(hours=8)))


def unfold(content: bytes) -> list[str]:
    """RFC 5545, 3.1: a line end and a blank are taken out before anything else is read."""
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    text = content.decode("utf-8").replace("\r\n ", "")
    return text.removesuffix("\r\n").split("\r\n")


def read(content: bytes) -> list[dict[str, object]]:
    """The events: properties by name, alarms as a list of triggers."""
    events: list[dict[str, object]] = []
    inside: list[str] = []
    for line in unfold(content):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            inside.append(value)
            if value == "VEVENT":
                events.append({"alarms": []})
        elif name == "END":
            assert inside.pop() == value
        elif inside[-1] == "VEVENT":
            events[-1][name.partition(";")[0]] = unescape(value)
        elif inside[-1] == "VALARM" and name == "TRIGGER":
            events[-1]["alarms"].append(value)  # type: ignore[attr-defined]
    assert inside == []
    return events


def unescape(value: str) -> str:
    found, signs = "", iter(value)
    for sign in signs:
        if sign == "\\":
            sign = {"n": "\n", "N": "\n"}.get(following := next(signs), following)
        found += sign
    return found


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("第7年度年费", "第7年度年费"),
        ("a,b;c", "a\\,b\\;c"),
        ("反\\斜", "反\\\\斜"),
        ("一\n二\r\n三\r四", "一\\n二\\n三\\n四"),
        ("响\x07铃\x7f", "响铃"),
        ("BEGIN:VEVENT", "BEGIN:VEVENT"),
    ],
)
def test_text_is_escaped(text: str, escaped: str) -> None:
    assert escape_text(text) == escaped


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("", [""]),
        ("a" * 75, ["a" * 75]),
        ("a" * 76, ["a" * 75, " a"]),
        ("a" * 150, ["a" * 75, " " + "a" * 74, " a"]),
        ("知" * 25, ["知" * 25]),
        ("a" + "知" * 25, ["a" + "知" * 24, " 知"]),
        ("a" * 74 + "😀", ["a" * 74, " 😀"]),
    ],
)
def test_lines_are_folded_at_75_octets_between_characters(line: str, parts: list[str]) -> None:
    assert fold_line(line) == parts


def test_a_file_is_read_back() -> None:
    event = CalendarEvent(
        "patent-1-annual_fee-7-due",
        date(2027, 2, 28),
        "一种光纤阵列，第7年度年费：缴费截止；按时缴纳的最后一天" * 3,
        "应缴1,380元\n依据：实施细则",
        "https://example.invalid/space/1/",
        (7, 90, 30, 30),
    )
    other = CalendarEvent("a", date(2027, 2, 1), "先", "")
    [first, second] = read(make_calendar("名下,期限", [event, other], made_at=MADE))
    assert first["SUMMARY"] == "先" and "DESCRIPTION" not in first
    assert second == {
        "UID": uid_of(event.key),
        "DTSTAMP": "20261031T000509Z",
        "DTSTART": "20270228",
        "DTEND": "20270301",
        "SUMMARY": event.summary,
        "DESCRIPTION": event.description,
        "URL": event.url,
        "TRANSP": "TRANSPARENT",
        "alarms": ["-P90D", "-P30D", "-P7D"],
    }


def test_the_same_events_are_the_same_bytes_in_any_order() -> None:
    events = [CalendarEvent(str(n), date(2027, 1, 1 + n % 3), f"事{n}", "") for n in range(9)]
    once = make_calendar("历", events, made_at=MADE)
    assert once == make_calendar("历", reversed(events), made_at=MADE.astimezone(UTC))
    assert uid_of("1") != uid_of("2") and uid_of("1") == uid_of("1")


@given(st.text(), st.text())
def test_no_text_breaks_out_of_its_line(summary: str, description: str) -> None:
    summary, description = (
        text.encode("utf-8", "ignore").decode() for text in (summary, description)
    )
    event = CalendarEvent("k", date(2027, 1, 1), summary, description)
    [found] = read(make_calendar(summary, [event], made_at=MADE))
    assert found["UID"] == uid_of("k")
    assert set(found) <= {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP", "alarms",
    }  # fmt: skip
    plain = summary.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in plain if sign == "\n" or (sign >= " " and sign != "\x7f"))
    assert found["SUMMARY"] == kept
