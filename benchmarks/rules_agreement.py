"""A million cases: the compiled rules beside the walk, over random rulebooks and random parties.

    ./zhishu bench rules_agreement [--cases 1000000] [--seed 1000000]

A case is one measure judged for one party: its state, the condition that decided, both ends of its sum, and whether
it is open; with each party also both totals after groups and awards received. Rules and parties are those of
tests/random_rules.py, other seeds than the tests'.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from record import keep

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from rule_agreement import make_trial

MEASURES, PARTIES = 8, 60


def main() -> None:
    """Compare until there are cases enough, keep the result."""
    parser = argparse.ArgumentParser(prog="./zhishu bench rules_agreement")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1_000_000)
    asked = parser.parse_args()
    cases, parties, seed = 0, 0, asked.seed
    states: Counter[str] = Counter()
    differences: list[str] = []
    begun = time.perf_counter()
    while cases < asked.cases and not differences:
        trial = make_trial(seed, measures=MEASURES, parties=PARTIES)
        differences += trial.differences()
        cases += trial.cases
        parties += len(trial.parties)
        states.update(str(one.state) for walked in trial.walked for one in walked.assessments)
        seed += 1
        if seed % 200 == 0:
            print(f"{cases} / {asked.cases}", file=sys.stderr)
    for line in differences:
        print(line, file=sys.stderr)
    keep(
        "rules_agreement",
        command=f"./zhishu bench rules_agreement --cases {asked.cases} --seed {asked.seed}",
        data={
            "cases": cases,
            "parties": parties,
            "rulebooks": seed - asked.seed,
            "first_seed": asked.seed,
            "states": dict(sorted(states.items())),
        },
        figures={
            "differences": len(differences),
            "seconds": round(time.perf_counter() - begun, 1),
        },
        floors={"a_million_cases_agree": cases >= 1_000_000 and not differences},
        libraries=("numpy", "pyarrow"),
    )
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
