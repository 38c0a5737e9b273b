"""著作权 and 软件著作权: economic rights to the 31 December of a last year.

著作权法第二十三条, 计算机软件保护条例第十四条. Of a natural person: life and fifty years after the death (of the
last to die of joint authors). Of a legal person: fifty years after the first publication; what was not
published within fifty years of its completion is protected no longer. Photographs whose term had ended before
2021-06-01 are not told apart here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhishu.base.dates import print_date
from zhishu.rules.explanation import Step, step
from zhishu.rules.parameter import Parameter


@dataclass(frozen=True)
class CopyrightTerm:
    """ends_on: the last day of protection, None as long as the author lives."""

    ends_on: date | None
    explanation: tuple[Step, ...]


def term_of_a_person(created_on: date, died_on: date | None, rule: Parameter) -> CopyrightTerm:
    """A natural person's work; rule: the years of works or of software, by the day protection counts from."""
    if died_on is None:
        text = "保护期为作者终生及其死亡后若干年，作者在世时没有届满日"
        return CopyrightTerm(None, (step("ends_on", text, rule.required(created_on)),))
    return _years_after(died_on, "作者死亡", rule)


def term_of_an_organisation(
    completed_on: date, published_on: date | None, rule: Parameter
) -> CopyrightTerm:
    """A legal person's work: from its first publication where that came in time, else from its completion."""
    unpublished = _years_after(completed_on, "创作完成（未发表）", rule)
    assert unpublished.ends_on is not None
    if published_on is None or published_on > unpublished.ends_on:
        return unpublished
    return _years_after(published_on, "首次发表", rule)


def _years_after(day: date, what: str, rule: Parameter) -> CopyrightTerm:
    years = rule.required(day)
    ends = date(day.year + int(years.value), 12, 31)
    text = f"{what}{print_date(day)}后第{years.value}年的12月31日，{print_date(ends)}"
    return CopyrightTerm(ends, (step("ends_on", text, years),))
