"""How many conditions of policies get a right test by declared cues, over the annotated texts.

    ./zhishu bench draft_quality [--part development|strangers] [--errors] [--keep]

Each annotated condition is held against what it should become (tests/funding/condition_gold.yaml, written by
hand from the definitions of the declared facts): a whole test, a test with a rest that stays open, or nothing,
where no declared fact tells it. The cues were written while looking at both parts, so this is no measure of
texts that nobody has seen; most conditions ask for what no table of an office holds and are left to officers.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from record import keep

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from condition_scoring import conditions_of, score_conditions
from zhishu.rules.rulebook import load_rulebook

CASES = Path(__file__).parents[1] / "tests" / "policy" / "cases"
PARTS = ("development", "strangers")


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
