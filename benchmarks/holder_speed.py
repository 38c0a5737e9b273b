"""A million holders' names against 450,000 firms, beside RapidFuzz with blocking and a plain sorted neighbourhood.

    ./zhishu bench holder_speed [--names 1000000] [--firms 450000] [--seed 1]

All three get the same firms and names: 55 of 100 names as registered, 35 spoilt in ten ways, 10 that are nobody's.
The peers get names folded as ours (width, brackets, blanks, script) and link where the likeness of RapidFuzz
(normalised edit distance) is at least 0.90: with blocking by the first three characters (the 市 of a city left
out), the best of the block; in the sorted neighbourhood the best of the ten neighbours on either side in the
order of names. precision: of what was linked, how much is right; recall: of the names that are somebody's, how many
are linked right; reach: linked right or laid before an officer, which the peers do not do.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from holder_trial import Named, judge, link_all, names_of
from rapidfuzz import fuzz, process
from record import keep

from holder_noise import OTHER_KINDS, OWN_KINDS, Printed, Spoiler, make_firms
from zhishu.flows.open_linker import open_linker
from zhishu.parties.linking.deciding import Decision
from zhishu.parties.linking.holder_name import compare_forms
from zhishu.rules.rulebook import load_rulebook

LIKE = 90
NEIGHBOURS = 10
Linked = list[list[Decision]]


def main() -> None:
    """Time and judge all three, keep the result."""
    parser = argparse.ArgumentParser(prog="./zhishu bench holder_speed")
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--firms", type=int, default=450_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    linker = open_linker(load_rulebook())
    firms = make_firms(asked.firms, asked.seed)
    made = _make_names(Spoiler(firms, linker.readings, asked.seed), asked.names, asked.seed)
    parties, names = list(names_of(firms)), [one.name for one in made]

    def ours() -> Linked:
        with tempfile.TemporaryDirectory() as folder:
            return link_all(Path(folder), linker, parties, names)

    ways: dict[str, Callable[[], Linked]] = {
        "zhishu": ours,
        "rapidfuzz_with_blocking": lambda: _with_blocking(parties, names),
        "sorted_neighbourhood": lambda: _sorted_neighbourhood(parties, names),
    }
    figures: dict[str, Any] = {}
    for name, way in ways.items():
        begun = time.perf_counter()
        linked = way()
        seconds = time.perf_counter() - begun
        figures[name] = {"seconds": round(seconds, 1), **_rates(made, linked)}
        del linked
    mine = figures["zhishu"]
    peers = [figures[name] for name in ways if name != "zhishu"]
    keep(
        "holder_speed",
        command=f"./zhishu bench holder_speed --names {asked.names} --firms {asked.firms} --seed {asked.seed}",
        data={"names": len(made), "firms": len(firms), "seed": asked.seed},
        figures=figures,
        floors={
            "more_right_than_each_peer": all(mine["recall"] >= one["recall"] for one in peers),
            "less_wrong_than_each_peer": all(
                mine["precision"] >= one["precision"] for one in peers
            ),
        },
        libraries=("rapidfuzz", "duckdb"),
    )


def _make_names(spoiler: Spoiler, count: int, seed: int) -> list[Printed]:
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        roll = chance.random()
        kinds = ("exact",) if roll < 0.55 else OWN_KINDS if roll < 0.9 else OTHER_KINDS
        made.append(spoiler.make(chance.choice(kinds)))
    return made


def _rates(made: Sequence[Printed], linked: Linked) -> dict[str, float]:
    own: Counter[str] = Counter()
    wrong = 0
    for one, decisions in zip(made, linked, strict=True):
        verdict = judge(one, decisions)
        wrong += verdict == "wrong"
        if one.truth:
            own[verdict] += 1
    return {
        "precision": round(own["right"] / (own["right"] + wrong), 5),
        "recall": round(own["right"] / own.total(), 5),
        "reach": round((own["right"] + own["offered"]) / own.total(), 5),
    }


def _decided(party: str | None) -> list[Decision]:
    return [Decision("linked" if party else "none", party, 0, (), ())]


def _folded(parties: Sequence[Named], names: Sequence[str]) -> tuple[list[str], list[str]]:
    return compare_forms(name for _, name, _ in parties), compare_forms(names)


def _with_blocking(parties: Sequence[Named], names: Sequence[str]) -> Linked:
    theirs, mine = _folded(parties, names)
    blocks: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for (party, _, _), text in zip(parties, theirs, strict=True):
        texts, owners = blocks[_block(text)]
        texts.append(text)
        owners.append(party)
    found: Linked = []
    for text in mine:
        texts, owners = blocks.get(_block(text), ([], []))
        best = process.extractOne(text, texts, scorer=fuzz.ratio, score_cutoff=LIKE)
        found.append(_decided(owners[best[2]] if best else None))
    return found


def _block(text: str) -> str:
    return text.replace("市", "", 1)[:3]


def _sorted_neighbourhood(parties: Sequence[Named], names: Sequence[str]) -> Linked:
    theirs, mine = _folded(parties, names)
    order = sorted(zip(theirs, (party for party, _, _ in parties), strict=True))
    texts = [text for text, _ in order]
    found: Linked = []
    for text in mine:
        at = bisect_left(texts, text)
        first = max(0, at - NEIGHBOURS)
        best = process.extractOne(
            text, texts[first : at + NEIGHBOURS], scorer=fuzz.ratio, score_cutoff=LIKE
        )
        found.append(_decided(order[first + best[2]][1] if best else None))
    return found


if __name__ == "__main__":
    main()
