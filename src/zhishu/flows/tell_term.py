"""The term of one right from what is known of it, by the rulebook of a home."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rights.terms.right_term import RightTerm, TermFacts, right_term, term_rules


def tell_term(home: Path, facts: TermFacts, *, as_of: date) -> RightTerm:
    """Begin, end, renewal and state on a day; InvalidValueError for what cannot be or is not carried."""
    return right_term(facts, as_of=as_of, rules=term_rules(open_rulebook(home)))
