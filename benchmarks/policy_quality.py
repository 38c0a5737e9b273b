"""How right the reading of policies is: precision, recall and F1 by field, over annotated texts.

    ./zhishu bench policy_quality [--part development|sealed|seeds] [--errors FIELD]

The parts are told apart: the development set, on which the reader is built; the sealed third of it, which
nobody who builds the reader looks at; and the five seeds. The mean is over all fields.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from record import keep

from policy_scoring import FIELDS, Case, Score, load_cases, score_case
from zhishu.importers.policy_page import page_as_json, read_page

CASES = Path(__file__).parents[1] / "tests" / "policy" / "cases"
PARTS = ("development", "sealed", "seeds")


def cases_of(part: str) -> list[Case]:
    """The cases of a part; none of the seeds where the sample folder is missing."""
    samples = os.environ.get("ZHISHU_SAMPLES")
    if part != "seeds":
        return load_cases(CASES / part)
    return load_cases(CASES / part, Path(samples) / "seeds") if samples else []


def read_case(case: Case) -> list[dict[str, Any]]:
    """The documents of a case's text as `zhishu policy read` tells them."""
    told: list[dict[str, Any]] = page_as_json(read_page(case.path.read_bytes()), evidence=False)[
        "documents"
    ]
    return told


def score_cases(cases: list[Case]) -> dict[str, Score]:
    """All cases together, by field."""
    total = {name: Score() for name in FIELDS}
    for case in cases:
        for name, score in score_case(case, read_case(case)).items():
            total[name].add(score)
    return total


def figures(scores: dict[str, Score]) -> dict[str, Any]:
    """Counts and ratios by field, and the mean F1."""
    told: dict[str, Any] = {
        name: {
            "precision": round(one.precision, 3),
            "recall": round(one.recall, 3),
            "f1": round(one.f1, 3),
            "right": one.right,
            "invented": one.invented,
            "missed": one.missed,
        }
        for name, one in scores.items()
    }
    told["mean_f1"] = round(sum(one.f1 for one in scores.values()) / len(scores), 3)
    return told


def main() -> None:
    """Score the parts asked for, show the errors of a field, or keep the result."""
    parser = argparse.ArgumentParser(prog="./zhishu bench policy_quality")
    parser.add_argument("--part", action="append", choices=PARTS)
    parser.add_argument("--errors", choices=FIELDS)
    asked = parser.parse_args()
    cases = {part: some for part in asked.part or PARTS if (some := cases_of(part))}
    found = {part: score_cases(some) for part, some in cases.items()}
    if asked.errors:
        for scores in found.values():
            sys.stdout.writelines(f"{one}\n" for one in scores[asked.errors].errors)
        return
    told = {part: figures(scores) for part, scores in found.items()}
    floors = {
        f"{part}: mean F1 at least 0.75": one["mean_f1"] >= 0.75 for part, one in told.items()
    }
    keep(
        "policy_quality",
        command="./zhishu bench policy_quality",
        data={part: len(some) for part, some in cases.items()},
        figures=told,
        floors=floors,
        libraries=("rjieba", "opencc"),
    )


if __name__ == "__main__":
    main()
