"""How many conditions of policies get a right test by declared cues, and how complete drafts of rules are.

    ./zhishu bench draft_quality [--part development|strangers] [--errors] [--keep]

Each annotated condition is held against what it should become (tests/funding/condition_gold.yaml, written by
hand from the definitions of the declared facts): a whole test, a test with a rest that stays open, or nothing,
where no declared fact tells it. The cues were written while looking at both parts, so this is no measure of
texts that nobody has seen; most conditions ask for what no table of an office holds and are left to officers.

Drafts are those of all measures that are read out of the texts: how many have nothing open, of how many
figures the place in the clause is known, what is open most often.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from record import keep

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from condition_scoring import conditions_of, score_conditions
from zhishu.funding.drafting import Origin, draft_measures
from zhishu.importers.policy_page import read_page
from zhishu.rules.rulebook import Rulebook, load_rulebook

CASES = Path(__file__).parents[1] / "tests" / "policy" / "cases"
PARTS = ("development", "strangers")
DAY = date(2026, 11, 26)


def count_drafts(part: str, rulebook: Rulebook) -> dict[str, Any]:
    """The drafts of every measure read in the texts of a part."""
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for path in sorted((CASES / part).iterdir()):
        if path.suffix == ".yaml":
            continue
        for document in read_page(path.read_bytes()).read.documents:
            origin = Origin(
                "990100", "x", document.title, DAY, document.document_number,
                document.issued_on, document.effective_from, document.effective_to,
            )  # fmt: skip
            clauses = {one.path: (one.heading, one.text) for one in document.clauses}
            made = draft_measures(origin, clauses, document.measures, rulebook.cues, rulebook.facts)
            for draft in made.measures:
                figures = draft.content.get("parameters", {})
                placed = {mark.key for mark in draft.marks}
                counts["drafts"] += 1
                counts["nothing_open"] += not draft.open
                counts["lost"] += "lost" in draft.content
                counts["figures"] += len(figures)
                counts["figures_placed"] += sum(f"parameters.{name}" in placed for name in figures)
                reasons.update({one.partition("：")[0] for one in draft.open})
    return {**counts, "open": dict(reasons.most_common())}


def main() -> None:
    """Score the parts and print counts, precision and recall."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    rulebook, result = load_rulebook(), {}
    for part in [asked.part] if asked.part else PARTS:
        score = score_conditions(conditions_of(CASES / part), rulebook)
        result[part] = score.as_dict()
        result[part]["drafts"] = count_drafts(part, rulebook)
        print(part, result[part])
        if asked.errors:
            print("\n".join(score.errors))
    if asked.keep:
        keep(
            "draft_quality",
            command="./zhishu bench draft_quality --keep",
            data={part: f"tests/policy/cases/{part}" for part in result},
            figures=result,
            floors={
                "no wrong test": all(one["wrong"] == 0 for one in result.values()),
            },
        )


if __name__ == "__main__":
    main()
