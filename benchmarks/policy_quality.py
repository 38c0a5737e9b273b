"""How right the reading of policies is: precision, recall and F1 by field, over annotated texts.

    ./zhishu bench policy_quality [--part development|sealed|unread|seeds] [--errors FIELD]
    ./zhishu bench policy_quality --part development --differences tasks|targets|stages|measures
    ./zhishu bench policy_quality --damage

The parts are told apart: the development set, on which the reader is built; the sealed third of it, which
nobody who builds the reader looks at; texts that others wrote later and that nobody who builds the reader
has read, only their scores; and the five seeds. The mean is over all fields. --differences counts which
part of an item is wrong where it is not found as a whole (tests/policy_differences.py).

--damage reads the development texts damaged in every way that pages suffer (tests/policy_damage.py): F1 by
field of what can still be read, the share of garbled lines put back word for word, and whether anything that
is read is absent from its source, over at least 500 made files.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from record import keep

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from policy_damage import DAMAGES, GARBLED, Damaged, count_repaired, damage_text
from policy_differences import PARTS as ITEM_PARTS
from policy_differences import tell_differences
from policy_invention import invented
from policy_scoring import FIELDS, Case, Score, load_cases, score_case
from policy_survival import surviving
from zhishu.base.errors import InvalidFileError
from zhishu.importers.policy_page import page_as_json, read_page
from zhishu.policy.text.repair import clean

CASES = Path(__file__).parents[1] / "tests" / "policy" / "cases"
PARTS = ("development", "strangers", "sealed", "unread", "seeds")
SEED = 20261126
WHOLE = "whole"


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


def score_damage(kind: str, cases: list[Case]) -> dict[str, Any]:
    """The development texts damaged in one way: F1 by field, what was repaired, what was invented."""
    total = {name: Score() for name in FIELDS}
    told: dict[str, Any] = {"files": 0, "refused": 0, "garbled": 0, "repaired": 0, "invented": []}
    for case in cases:
        text = read_page(case.path.read_bytes()).file.text
        made = Damaged(text.encode()) if kind == WHOLE else damage_text(kind, text, SEED)
        try:
            page = read_page(made.data)
        except InvalidFileError:
            told["refused"] += 1
            continue
        told["files"] += 1
        told["invented"] += [f"{case.name}: {one}" for one in invented(made.data)]
        documents = page_as_json(page, evidence=False)["documents"]
        expected, read = surviving(case.expected["documents"], documents, text, made.lost)
        for name, score in score_case(
            Case(case.name, case.path, {"documents": expected}), read
        ).items():
            total[name].add(score)
        # A text that has its own damage does not say what it was before.
        if kind in GARBLED and not clean(text).losses:
            repaired, garbled, _ = count_repaired(made, text)
            told["repaired"] += repaired
            told["garbled"] += garbled
    told["f1"] = {name: round(one.f1, 3) for name, one in total.items()}
    told["mean_f1"] = round(sum(one.f1 for one in total.values()) / len(total), 3)
    return told


def show_differences(name: str, cases: list[Case]) -> None:
    """Every item of a field that is not found as a whole, with the parts that are wrong; then their counts."""
    counts: Counter[str] = Counter()
    for case in cases:
        found = tell_differences(name, case, read_case(case))
        sys.stdout.writelines(f"{one}\n" for one in found.told)
        counts += found.parts
    sys.stdout.writelines(f"{count:5} {part}\n" for part, count in counts.most_common())


def keep_damage() -> None:
    """Read every damage of every development text, keep."""
    cases = cases_of("development")
    found = {kind: score_damage(kind, cases) for kind in (WHOLE, *DAMAGES)}
    repaired = sum(one["repaired"] for one in found.values())
    garbled = sum(one["garbled"] for one in found.values())
    made = sum(one["files"] for kind, one in found.items() if kind != WHOLE)
    keep(
        "policy_quality_damage",
        command="./zhishu bench policy_quality --damage",
        data={"texts": len(cases), "kinds": len(DAMAGES), "files": made, "seed": SEED},
        figures={
            "garbled_repaired": round(repaired / garbled, 4),
            "garbled": garbled,
            "by_kind": found,
        },
        floors={
            "goal: garbled text repaired 0.98": repaired >= 0.98 * garbled,
            "at least 500 files": made >= 500,
            "nothing is invented": not any(one["invented"] for one in found.values()),
        },
        libraries=("rjieba", "opencc"),
    )


def main() -> None:
    """Score the parts asked for, show the errors of a field, or keep the result."""
    parser = argparse.ArgumentParser(prog="./zhishu bench policy_quality")
    parser.add_argument("--part", action="append", choices=PARTS)
    parser.add_argument("--errors", choices=FIELDS)
    parser.add_argument("--differences", choices=tuple(ITEM_PARTS))
    parser.add_argument("--damage", action="store_true")
    asked = parser.parse_args()
    if asked.damage:
        return keep_damage()
    cases = {part: some for part in asked.part or PARTS if (some := cases_of(part))}
    if asked.differences:
        return show_differences(asked.differences, [one for some in cases.values() for one in some])
    found = {part: score_cases(some) for part, some in cases.items()}
    if asked.errors:
        for scores in found.values():
            sys.stdout.writelines(f"{one}\n" for one in scores[asked.errors].errors)
        return
    told = {part: figures(scores) for part, scores in found.items()}
    floors = {}
    for part, scores in found.items():
        floors[f"{part}: mean F1 at least 0.75"] = told[part]["mean_f1"] >= 0.75
        floors[f"{part}: no field under 0.6"] = min(one.f1 for one in scores.values()) >= 0.6
    if {"development", "sealed"} <= told.keys():
        gap = told["development"]["mean_f1"] - told["sealed"]["mean_f1"]
        floors["sealed within 0.05 of development"] = gap <= 0.05
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
