"""Years in running text: by when something is to be, when it was, and what it is compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["deadline", "past", "reference"]
_YEAR = re.compile(
    r"(?P<plan>[“\"]?(?P<which>十[一二三四五六七])[”\"]?五[”\"]?(?P<close>期末|末期?|期间|时期))"
    r"|(?P<after>后年)|(?P<next>明年)|(?P<end_of_this>(?:今|本)年年?[底末]前?)|(?P<this>今年|本年度)(?!以来|\d|[一二三四]季度|上半年|前|[，,]?(?:已|共|累计|截至|截止|初|下达|印发|获|新?授权))|(?<![\d一二两三四五六七八九十半当])(?P<within>年内|年底前)|(?P<term>(?:到|至)(?:规划|行动|计划|方案|创建|建设)?期末|(?:试点|创建|建设|培育)期满)|(?P<year>(?:19|20)\d{2})(?P<unit>年)?(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?(?P<end>年?底|末|期间|度)?(?P<before>以前|之前|前)?"
)
PLAN_END = {
    "十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035, "十七": 2040,
}  # fmt: skip
_BY = re.compile(r"(?:到|至|力争|争取|确保)$")
_COMPARED = re.compile(r"(?:比|较|由|从|与|同|以|较之|相比|相较于?)(?:在)?$")
_BASE_BEHIND = re.compile(r"(?:的?基础上|为基[数期]|的?基数|相比|同期)")
_FIGURE_BEHIND = re.compile(r"的\d")
_OWN_NUMBER = re.compile(r"[〔\[﹝【（(]((?:19|20)\d{2})[〕\]﹞】）)]\s?\d{1,4}\s?号")
_SIGNED = re.compile(r"(?m)^[^\d\n]{0,40}((?:19|20)\d{2})年\d{1,2}月\d{1,2}日\s?$")
_PRINTED = re.compile(r"(?<!\d)((?:19|20)\d{2})[-./年]\d{1,2}[-./月]\d{1,2}(?!\d)")
_BREAKDOWN_GAP = 16
_JOINED = re.compile(r"[、和及与,，]")


@dataclass(frozen=True)
class YearMark:
    """A year or several of a list, and what they are for the words behind them.

    wide: set apart by a comma, so that it holds for all that follows. said: 到, 前 make it a deadline.
    direct: a number follows at once, 2024年8个, and the year is for this number alone.
    """

    start: int
    end: int
    kind: Kind
    deadlines: tuple[str, ...]
    wide: bool
    said: bool
    before: bool = False
    direct: bool = False


def last_year_named(text: str, start: int, end: int) -> int | None:
    """The year in which a document was made, by its number or the date below it; None if neither is there."""
    found = [int(match[1]) for match in _OWN_NUMBER.finditer(text, start, min(end, start + 700))]
    signed = _SIGNED.search(text, start, end)
    if signed:
        found.append(int(signed[1]))
    if found:
        return max(found)
    printed = [int(match[1]) for match in _PRINTED.finditer(text, start, min(end, start + 600))]
    return max(printed) if printed else None


def find_years(text: str, now: int | None, term: str | None = None) -> list[YearMark]:
    """The years of a passage in order, those of a list as one; term: when the plan's term ends, 到期末."""
    quoted = [match.span() for match in re.finditer(r"《[^》]{0,120}》|〔[^〕]{0,8}〕", text)]
    found: list[YearMark] = []
    listed: YearMark | None = None
    at = 0
    while match := _YEAR.search(text, at):
        at = match.end()
        if any(a <= match.start() < b for a, b in quoted):
            continue
        if match["term"]:
            if term is not None:
                found.append(YearMark(match.start(), match.end(), "deadline", (term,), True, True))
            continue
        if any(match[name] for name in ("after", "next", "this", "end_of_this", "within")):
            if now is not None:
                due = (str(now + (2 if match["after"] else 1 if match["next"] else 0)),)
                found.append(YearMark(match.start(), match.end(), "deadline", due, True, True))
            continue
        if match["year"] and not _is_year(text, match):
            continue
        if _is_span(text, match):
            # 2024—2026年 names the term of a plan, not when something is due.
            behind = re.match(
                r"(?:-|—|－|–|~|至|到)+(?:19|20)\d{2}年?", text[match.end() : match.end() + 12]
            )
            at = match.end() + (behind.end() if behind else 0)
            if text.startswith("分别", at):
                # 2022年至2024年分别新建6个、7个、8个: a year each.
                years = range(int(match["year"]), int(re.findall(r"\d{4}", text[:at])[-1]) + 1)
                each = tuple(str(year) for year in years)
                found.append(YearMark(match.start(), at, "deadline", each, False, True))
            continue
        mark = _mark(text, match, now)
        if (
            listed is not None
            and listed.kind != "reference"
            and match.start() - listed.end == 1
            and _JOINED.match(text, listed.end)
            and match["year"]
        ):
            mark = YearMark(
                listed.start, mark.end, "deadline" if "deadline" in (listed.kind, mark.kind) else mark.kind,
                listed.deadlines + mark.deadlines, mark.wide, listed.said or mark.said,
            )  # fmt: skip
            found[-1] = mark
        else:
            found.append(mark)
        listed = mark
    return _with_breakdowns(found)


def _with_breakdowns(marks: list[YearMark]) -> list[YearMark]:
    """2024年8个，2025年10个: the years of a breakdown are all due when the last is."""
    made = list(marks)
    for index in range(len(made) - 2, -1, -1):
        one, after = made[index], made[index + 1]
        if (
            one.kind == "past"
            and one.direct
            and after.direct
            and after.kind == "deadline"
            and after.start - one.end < _BREAKDOWN_GAP
        ):
            made[index] = replace(one, kind="deadline")
    return made


def _is_year(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 1) : match.start()]
    if before.isdecimal() or (before in (".", "-", "—") and not match["unit"]):
        return False
    if match["unit"] or match["end"] in ("底", "末", "年底"):
        return True
    # 2024、2025年: the first of a list goes without 年.
    return re.match(r"[、和](?:19|20)\d{2}[、年]", text[match.end() : match.end() + 7]) is not None


def _is_span(text: str, match: re.Match[str]) -> bool:
    return match["year"] is not None and (
        re.match(r"(?:-|—|－|–|~|至)+(?:19|20)\d{2}年", text[match.end() : match.end() + 9])
        is not None
    )


def _mark(text: str, match: re.Match[str], now: int | None) -> YearMark:
    before = text[max(0, match.start() - 4) : match.start()]
    behind = text[match.end() : match.end() + 6]
    wide = behind[:1] in ("，", ",", ":", "：")
    said = bool(_BY.search(before)) or bool(match["before"])
    if match["plan"]:
        year = PLAN_END[match["which"]]
        at_end = (match["close"] or "").startswith(("期末", "末"))
        late = year >= now if now is not None else at_end
        kind: Kind = "deadline" if late or said else "past"
        return YearMark(
            match.start(), match.end(), kind, (str(year),) if at_end else (), wide, said
        )  # fmt: skip
    year = int(match["year"])
    deadline = str(year)
    if match["month"]:
        month = min(max(int(match["month"]), 1), 12)
        deadline += f"-{month:02d}-{int(match['day']):02d}" if match["day"] else f"-{month:02d}"
    if match["day"] and not match["before"]:
        return YearMark(match.start(), match.end(), "reference", (deadline,), wide, False)
    if behind.startswith("起"):
        return YearMark(match.start(), match.end(), "reference", (deadline,), wide, False)
    if re.search(r"(?:截至|截止到?|自)$", before):
        return YearMark(match.start(), match.end(), "past", (deadline,), wide, False)
    if (
        _COMPARED.search(before)
        or _BASE_BEHIND.match(behind)
        or (_FIGURE_BEHIND.match(behind) and not said)
    ):
        return YearMark(match.start(), match.end(), "reference", (deadline,), wide, False)
    if said and now is not None and year < now:
        return YearMark(match.start(), match.end(), "past", (deadline,), wide, False)
    if said:
        return YearMark(
            match.start(), match.end(), "deadline", (deadline,), wide, True, bool(match["before"])
        )
    kind = "past" if now is not None and year < now else "deadline"
    direct = behind[:1].isdecimal()
    return YearMark(match.start(), match.end(), kind, (deadline,), wide, False, False, direct)
