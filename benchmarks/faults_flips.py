"""Single flipped bits over warehouse, index and the portal's database: answers served wrong, and what share is found."""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from record import ROOT, keep

sys.path.insert(0, str(ROOT / "tests"))

from faults.flips import KINDS, REFUSED, answers, copy_with_flip, flippable, names_it
from faults.operations import index, make_home, write_files
from faults.portal import REFUSALS, ask, fill, sign_in
from zhishu.flows.verify_home import verify_home

BATCH = 50


def of_files(home: Path, work: Path, count: int, chance: random.Random) -> dict[str, Any]:
    """Flips in the files of warehouse and index, the kinds in turn."""
    right = answers(home)
    assert REFUSED not in right
    places = flippable(home)
    tried, found, wrong, refused = (Counter[str]() for _ in range(4))
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        copy = work / f"copy{number}"
        flipped = copy_with_flip(home, copy, chance.choice(places[kind]), chance)
        tried[kind] += 1
        found[kind] += names_it(flipped, verify_home(copy))
        got = answers(copy)
        wrong[kind] += any(
            one not in (REFUSED, expected) for one, expected in zip(got, right, strict=True)
        )
        refused[kind] += REFUSED in got
        shutil.rmtree(copy)
        tell("files", number + 1)
    return {
        kind: {
            "flips": tried[kind],
            "found": found[kind],
            "served_wrong": wrong[kind],
            "refused_an_answer": refused[kind],
        }
        for kind in KINDS
    }


def of_database(home: Path, work: Path, count: int, chance: random.Random) -> dict[str, Any]:
    """Flips in the portal's database, each asked by the pages and by the scrub."""
    database = fill(home)
    figures: Counter[str] = Counter(flips=0)
    for begun in range(0, count, BATCH):
        sign_in(home)
        content, rows = database.read_bytes(), dump(database)
        [right], [public] = (ask(home, [database], signed_in=one) for one in (True, False))
        assert right["found"] == [] and not set(right["answers"]) & REFUSALS
        # Who is no longer signed in, for the session is damaged, sees what everybody sees.
        sound = [
            {*REFUSALS, *both} for both in zip(right["answers"], public["answers"], strict=True)
        ]
        copies = []
        for number in range(begun, min(begun + BATCH, count)):
            changed = bytearray(content)
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
            copies.append(work / f"{number}.sqlite3")
            copies[-1].write_bytes(changed)
        for copy, said in zip(copies, ask(home, copies), strict=True):
            frame, seal = said["frame"], len(said["found"]) > said["frame"]
            figures["flips"] += 1
            figures["found"] += bool(said["found"])
            figures["found_by_integrity_check"] += bool(frame)
            figures["found_by_seals_alone"] += seal and not frame
            changed_rows = dump(copy) != rows
            figures["changed_a_row"] += changed_rows
            figures["changed_a_row_and_found"] += changed_rows and bool(said["found"])
            figures["served_wrong"] += any(
                got not in either for got, either in zip(said["answers"], sound, strict=True)
            )
            figures["changed_nothing_that_is_shown"] += (
                not said["found"] and said["answers"] == right["answers"]
            )
        for copy in copies:
            copy.unlink()
        tell("database", figures["flips"])
    return {
        **figures,
        "bytes": database.stat().st_size,
        "share_found": round(figures["found"] / max(1, figures["flips"]), 3),
    }


def tell(what: str, done: int) -> None:
    """How far it is, on stderr."""
    if done % BATCH == 0:
        print(f"{what}: {done:,}", file=sys.stderr, flush=True)


def dump(database: Path) -> str:
    """All rows of a database as text; what cannot be read is told as it is told."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as file:
            return "".join(file.iterdump())
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return repr(error)


def main() -> None:
    """Flip, look, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=2100, help="in files of warehouse and index")
    parser.add_argument("--database-flips", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=20260318)
    asked = parser.parse_args()
    print(f"seed {asked.seed}", file=sys.stderr)
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="faults-flips-") as folder:
        work = Path(folder)
        files, home = work / "files", work / "home"
        write_files(files)
        make_home(home, files)
        index(str(home), str(files))
        kinds = of_files(home, work, asked.flips, chance)
        database = of_database(home, work, asked.database_flips, chance)
    wrong = sum(one["served_wrong"] for one in kinds.values()) + database["served_wrong"]
    keep(
        "faults_flips",
        command=f"./zhishu bench faults_flips --flips {asked.flips} --database-flips {asked.database_flips} --seed {asked.seed}",
        data={"seed": asked.seed, "home": "the small city of the tests, five snapshots"},
        figures={"files": kinds, "database": database, "served_wrong": wrong},
        floors={
            "no wrong answer served": wrong == 0,
            "every flip in warehouse and index is found": all(
                one["found"] == one["flips"] for one in kinds.values()
            ),
        },
        libraries=("duckdb", "pyarrow", "tantivy", "django"),
    )


if __name__ == "__main__":
    main()
