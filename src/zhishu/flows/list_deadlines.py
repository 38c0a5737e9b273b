"""The ladder of deadlines of one right from what is known of it, by the rulebook of a home."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zhishu.base.errors import InvalidValueError
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rights.deadline_ladder import (
    LadderStep,
    compensation_ladder,
    deadline_ladders,
    end_ladder,
    fee_ladder,
    trademark_ladder,
)
from zhishu.rights.fees.fee_rules import fee_rules
from zhishu.rights.fees.patent_years import patent_year, year_begins
from zhishu.rights.fees.restoration import restoration_rules
from zhishu.rights.patent import RIGHT_KINDS
from zhishu.rights.terms.right_term import TermFacts, right_term, term_rules
from zhishu.rights.terms.trademark_term import trademark_term
from zhishu.rules.rulebook import Rulebook


def list_deadlines(
    home: Path,
    facts: TermFacts,
    *,
    as_of: date,
    year: int | None = None,
    is_reduced: bool = False,
    notice_received_on: date | None = None,
) -> list[LadderStep]:
    """Every day on which the right asks for something, in order; those passed before `as_of` too.

    year: the patent year whose fee is asked about; without it the next that falls due. A patent's own end and,
    where grant or approval of a drug are known, the request for compensation stand in the same list.
    InvalidValueError for what cannot be or is not carried.
    """
    book = open_rulebook(home)
    plans, rules = deadline_ladders(book), term_rules(book)
    term = right_term(facts, as_of=as_of, rules=rules)
    if facts.kind not in RIGHT_KINDS and (year, is_reduced, notice_received_on) != (
        None,
        False,
        None,
    ):
        raise InvalidValueError("专利年度、减缴和终止通知只与专利有关", next_step="去掉这几项")
    if facts.kind == "trademark":
        assert facts.registered_on is not None
        running = trademark_term(facts.registered_on, rules.marks, renewals=facts.renewals or 0)
        return trademark_ladder(running, plans=plans, rules=rules.marks)
    steps: list[LadderStep] = []
    if facts.kind in RIGHT_KINDS:
        due = _fee_asked(facts, book, as_of, year)
        if due is not None:
            steps += fee_ladder(
                due,
                plans=plans,
                fees=fee_rules(book),
                restoration=restoration_rules(book),
                is_reduced=is_reduced,
                notice_received_on=notice_received_on,
            )
        # A grant before the rule has nothing to ask for.
        for day in (facts.granted_on if facts.kind == "invention" else None, facts.approved_on):
            if day is not None and rules.compensation.request.at(day) is not None:
                steps += compensation_ladder(day, plans=plans, rules=rules.compensation)
    if term.ends_on is not None:
        rule = next(one for one in term.explanation if one.about == "ends_on")
        steps += end_ladder(term.ends_on, rule, plans=plans)
    return sorted(steps, key=lambda step: step.on)


def _fee_asked(facts: TermFacts, book: Rulebook, as_of: date, year: int | None) -> date | None:
    """The anniversary on which the fee asked about is due, None when no fee is left in the term."""
    assert facts.filed_on is not None
    last = int(book.parameter(f"{facts.kind}_term").required(facts.filed_on).value)
    if year is None:
        begun = year_begins(facts.filed_on, max(patent_year(facts.filed_on, as_of), 1)) == as_of
        year = max(patent_year(facts.filed_on, as_of) + (not begun), 2)
        return year_begins(facts.filed_on, year) if year <= last else None
    if not 2 <= year <= last:
        raise InvalidValueError(f"第{year}年度不在期限之内", next_step=f"写2至{last}之间的专利年度")
    return year_begins(facts.filed_on, year)
