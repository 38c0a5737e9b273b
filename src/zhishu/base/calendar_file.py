"""Calendar files (RFC 5545): whole days with reminders, the same bytes for the same events.

Lines end with CRLF and are folded at 75 octets, never within a character; text is escaped; what controls a
device is left out. Every event keeps its UID, so that a calendar that reads the file again changes its own
entry and makes no second one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LONGEST = 75


@dataclass(frozen=True)
class CalendarEvent:
    """A day: key names it for good; alarms are days before it, 0 and more."""

    key: str
    on: date
    summary: str
    description: str
    url: str = ""
    alarms: tuple[int, ...] = ()


def make_calendar(name: str, events: Iterable[CalendarEvent], *, made_at: datetime) -> bytes:
    """The file; made_at: when what it rests on was known."""
    stamp = f"{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Zhishu//Deadlines//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    ]
    for event in sorted(events, key=lambda one: (one.on, one.key)):
        lines.extend(_event(event, stamp))
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in fold_line(line)).encode()


def _event(event: CalendarEvent, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid_of(event.key)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escape_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escape_text(event.description)}"
    if event.url:
        yield f"URL:{escape_text(event.url)}"
    yield "TRANSP:TRANSPARENT"
    for days in sorted(set(event.alarms), reverse=True):
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{escape_text(event.summary)}"
        yield f"TRIGGER:-P{days}D"
        yield "END:VALARM"
    yield "END:VEVENT"


def uid_of(key: str) -> str:
    """The UID of an event: a digest of its key, in characters that every program takes."""
    return f"{hashlib.sha256(key.encode()).hexdigest()[:40]}@zhishu"


def escape_text(text: str) -> str:
    r"""A TEXT value: \ ; , and line ends escaped, other controls left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(sign for sign in text if sign >= " " and sign != "\x7f")


def fold_line(line: str) -> list[str]:
    """A line in parts of at most 75 octets; each after the first begins with a blank."""
    parts: list[str] = []
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode("utf-8", "replace"))
        if size + octets > _LONGEST:
            parts.append(part)
            part, size = " ", 1
        part += sign
        size += octets
    return [*parts, part]
