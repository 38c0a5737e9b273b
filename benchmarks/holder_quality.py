"""How right the linking of holders is: made names by ten kinds of noise, and pairs labelled by hand.

    ./zhishu bench holder_quality [--firms 20000] [--names 2000] [--seed 2] [--errors KIND]

Made: firms of made-up names in forty cities; each kind of noise has so many names, and so has each kind of
name that is nobody's (the same trade name elsewhere, another trade, another number, a child or group, a
masked name, a person). Seed 1 is for development; the figures are of seed 2. precision: of what was linked, how
much is right; recall: of all, how much was linked right; reach: linked right or laid before an officer.

Labelled: pairs of an applicant of the gazette and a firm of the registry (tests/parties/linking/labelled_pairs.csv;
needs ZHISHU_SAMPLES); the half for development and the half for the figure are told apart.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from holder_trial import judge, link_all, names_of, rates
from record import keep

from holder_noise import OTHER_KINDS, OWN_KINDS, Spoiler, make_firms
from zhishu.flows.open_linker import open_linker
from zhishu.rules.rulebook import load_rulebook

OWN = ("exact", *OWN_KINDS)


def main() -> None:
    """Judge every kind, keep the result."""
    parser = argparse.ArgumentParser(prog="./zhishu bench holder_quality")
    parser.add_argument("--firms", type=int, default=20_000)
    parser.add_argument("--names", type=int, default=2_000, help="of each kind")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--errors", help="print what goes wrong of a kind instead")
    asked = parser.parse_args()
    linker = open_linker(load_rulebook())
    firms = make_firms(asked.firms, asked.seed)
    spoiler = Spoiler(firms, linker.readings, asked.seed)
    kinds = (*OWN, *OTHER_KINDS) if not asked.errors else (asked.errors,)
    made = [spoiler.make(kind) for kind in kinds for _ in range(asked.names)]
    with tempfile.TemporaryDirectory() as folder:
        found = link_all(Path(folder), linker, names_of(firms), [one.name for one in made])
    counts: dict[str, Counter[str]] = {}
    by_id = {firm.party_id: firm.name for firm in firms}
    for one, decisions in zip(made, found, strict=True):
        verdict = judge(one, decisions)
        counts.setdefault(one.kind, Counter())[verdict] += 1
        if asked.errors and verdict != "right":
            told = [
                (each.state, by_id.get(each.party_id or ""), each.reasons) for each in decisions
            ]
            print(verdict, one.name, [by_id[party] for party in one.truth], told)
    if asked.errors:
        print(counts)
        return
    own = sum((counts[kind] for kind in OWN), Counter())
    every = sum(counts.values(), Counter())
    figures: dict[str, Any] = {
        "kinds": rates(counts, own=OWN),
        "precision": round(own["right"] / (own["right"] + every["wrong"]), 4),
        "recall": round(own["right"] / own.total(), 4),
        "reach": round((own["right"] + own["offered"]) / own.total(), 4),
    }
    if os.environ.get("ZHISHU_SAMPLES"):
        from labelled_pairs import judge_pairs

        figures["labelled_pairs"] = judge_pairs(Path(os.environ["ZHISHU_SAMPLES"]), linker)
    keep(
        "holder_quality",
        command=f"./zhishu bench holder_quality --firms {asked.firms} --names {asked.names} --seed {asked.seed}",
        data={"firms": asked.firms, "names_of_each_kind": asked.names, "seed": asked.seed},
        figures=figures,
        floors={
            "precision_99": figures["precision"] >= 0.99,
            "reach_95": figures["reach"] >= 0.95,
        },
    )


if __name__ == "__main__":
    main()
