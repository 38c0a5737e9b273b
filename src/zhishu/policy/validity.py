"""Whether a policy is in force on a day: from its own dates, from what repeals it, from what its page said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

Validity = Literal["in_force", "lapsed", "repealed", "not_yet", "unknown"]
VALIDITY: dict[str, str] = {
    "in_force": "有效",
    "lapsed": "失效",
    "repealed": "废止",
    "not_yet": "未施行",
    "unknown": "效力未写明",
}


class Dated(Protocol):
    """What validity is told from."""

    @property
    def issued_on(self) -> date | None: ...
    @property
    def effective_from(self) -> date | None: ...
    @property
    def effective_to(self) -> date | None: ...
    @property
    def validity_printed(self) -> str | None: ...


@dataclass(frozen=True)
class Judged:
    """A validity and, in words, what it rests on."""

    validity: Validity
    reason: str


def validity_at(
    document: Dated, as_of: date, *, repealed_by: tuple[str, date | None] | None = None
) -> Judged:
    """The validity on a day; without dates and words of its own it is unknown, never assumed.

    repealed_by: title and day of a document in the library that repeals this one.
    """
    if repealed_by and repealed_by[1] is not None and repealed_by[1] <= as_of:
        return Judged("repealed", f"被《{repealed_by[0]}》废止")
    start, end = document.effective_from, document.effective_to
    if start and as_of < start:
        return Judged("not_yet", f"自{start.isoformat()}施行")
    if end and as_of > end:
        return Judged("lapsed", f"有效期至{end.isoformat()}")
    if end:
        return Judged("in_force", f"有效期至{end.isoformat()}")
    printed = (document.validity_printed or "").strip()
    if printed in {"有效", "是", "现行有效"}:
        return Judged("in_force", f"来源网页写明{printed}")
    if printed in {"失效", "否", "已失效"}:
        return Judged("lapsed", f"来源网页写明{printed}")
    if printed in {"废止", "已废止"}:
        return Judged("repealed", f"来源网页写明{printed}")
    if start:
        return Judged("in_force", f"自{start.isoformat()}施行，未写有效期")
    return Judged("unknown", "原文没有写施行日期和有效期")
