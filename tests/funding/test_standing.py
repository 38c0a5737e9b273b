"""Which rule in force a draft is: by its clause and by sums or beneficiary, never by the letter of a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from funding.test_drafting import ORIGIN, draft
from zhishu.funding.draft_file import read_draft
from zhishu.funding.standing import find_beside, match_standing, name_drafts
from zhishu.rules.measure import Measure

CLAUSE = "获得甲奖、乙奖的企业，分别一次性奖励50万元、30万元，两项奖励从高。"


def rules(*clauses: tuple[str, str]) -> list[Measure]:
    """The rules that the clauses were once made into, under the names of their drafts."""
    found = []
    for one in draft(*((path, None, words) for path, words in clauses)).measures:
        measure = read_draft(one.text, where="x").measure
        assert measure is not None
        found.append(measure)
    return found


# The standing clause, the names it has in the rulebook; the clause now; name and rule of each draft.
MATCHES: list[tuple[str, list[str], str, list[tuple[str, str]]]] = [
    # The letters are the other way round; the sums tell.
    (CLAUSE, ["2b", "2a"], CLAUSE, [("2b", "2b"), ("2a", "2a")]),
    # Two rules for enterprises, and new sums: nothing is sure.
    (CLAUSE, ["2a", "2b"], CLAUSE.replace("50万元、30万元", "60万元、40万元"), [("2c", ""), ("2d", "")]),
    # One rule of the clause for the same: its new version.
    ("对企业获得丙奖的，一次性奖励2万元。", ["2"], "对企业获得丙奖的，一次性奖励3万元。", [("2", "2")]),
    # One rule of the clause for somebody else.
    ("对企业获得丙奖的，一次性奖励2万元。", ["2"], "对高校获得丙奖的，一次性奖励3万元。", [("2a", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "names", "now", "expected"), MATCHES)
def test_a_draft_is_the_rule_that_says_the_same(
    before: str, names: list[str], now: str, expected: list[tuple[str, str]]
) -> None:
    prefix = f"{ORIGIN.region}/{ORIGIN.folder}/"
    made = rules(("第二条", before))
    standing = [replace(one, name=prefix + name) for one, name in zip(made, names, strict=True)]
    drafts = draft(("第二条", None, now)).measures
    matched = match_standing(drafts, standing)
    named = name_drafts(drafts, matched, [one.name for one in standing])
    found = [
        (one.name.removeprefix(prefix), matched[at].name.removeprefix(prefix) if at in matched else "")
        for at, one in enumerate(named)
    ]  # fmt: skip
    assert found == expected
    assert all(one.content["measure"] == one.name for one in named)


def test_a_rule_of_the_same_clause_pays_beside_it() -> None:
    words = "对企业获得丙奖的，一次性奖励2万元。"
    [rule] = rules(("第二条", words))
    other = replace(rule, name="demo/fund/2")
    moved = replace(other, source=replace(rule.source, title="别的办法", clause="第三条"))
    apart = replace(moved, source=replace(moved.source, words_digest="0" * 64))
    same = replace(other, source=replace(rule.source, words_digest="", title="《某办法》"))
    over = replace(other, source=replace(rule.source, effective_to=date(2026, 2, 1)))
    lost = replace(other, lost=("金额",), amount=None, conditions=None)
    assert find_beside(rule, [other, moved, same]) == [other, moved, same]
    assert find_beside(rule, [apart, over, lost]) == []
