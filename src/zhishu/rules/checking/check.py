"""The checks of a whole rulebook, in order: what it names and how, circles, and what can never be met."""

from __future__ import annotations

from collections.abc import Iterator

from zhishu.rules.checking.circles import check_circles
from zhishu.rules.checking.finding import Book, Finding
from zhishu.rules.checking.measures import check_group, check_measure
from zhishu.rules.checking.reach import check_reach
from zhishu.rules.measure import Measure


def check_book(book: Book) -> Iterator[Finding]:
    """Every finding; what can never be met is asked only of measures without faults, while there is no circle."""
    circles = list(check_circles(book.measures))
    for measure in book.measures.values():
        findings = list(check_measure(measure, book))
        yield from findings
        if not circles and not any(one.is_fault for one in findings):
            yield from check_reach(measure, book)
    for group in book.measure_groups.values():
        yield from check_group(group, book)
    yield from circles


def check_one(measure: Measure, book: Book) -> list[Finding]:
    """Every finding about one measure (a draft, say), which need not be in the book yet."""
    measures = {**book.measures, measure.name: measure}
    circles = [one for one in check_circles(measures) if one.file == measure.file]
    findings = [*check_measure(measure, book), *circles]
    if not any(one.is_fault for one in findings):
        findings += check_reach(measure, book)
    return findings


def find_fault(book: Book) -> Finding | None:
    """The first fault of a rulebook: with it nothing may be judged."""
    for measure in book.measures.values():
        for finding in check_measure(measure, book):
            if finding.is_fault:
                return finding
    for group in book.measure_groups.values():
        for finding in check_group(group, book):
            if finding.is_fault:
                return finding
    return next(check_circles(book.measures), None)
