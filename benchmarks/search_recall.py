"""检索：一字、两字的词和短语与逐篇比对的结果相比，查全率应为1.000，没有误中；有ZHISHU_SAMPLES时也比公报题名。

Every string is looked for by our index and by a plain `in` over the same folded texts; the two sets of
identifiers must be the same.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from record import keep
from search_sources import PatentMaker

from zhishu.importers.reading.decode import decode
from zhishu.search.index import Entry
from zhishu.search.query import Part, Query
from zhishu.search.tantivy_build import build_index
from zhishu.search.tantivy_index import LARGEST_PAGE, TantivyIndex, open_index
from zhishu.search.tokens import fold, units

SHAPES = {"one character": 1, "two characters": 2, "three": 3, "phrase of four to eight": 0}


def made(rows: int) -> list[Entry]:
    """Made patents: titles, abstracts, holders."""
    found = []
    for batch in PatentMaker(rows).batches():
        for row in batch.to_pylist():
            texts = (row["abstract"],)
            found.append(Entry("patent", row["patent_id"], row["title"], texts, (*row["holders"],)))
    return found


def titles(folder: Path) -> list[Entry]:
    """The titles of the gazette's files in the sample folder, each once."""
    found: dict[str, None] = {}
    for path in sorted((folder / "data/patents").rglob("*.csv")):
        rows = csv.reader(decode(path.read_bytes()).text.splitlines())
        head = next(rows, [])
        at = next(
            (place for place, name in enumerate(head) if name.strip() in ("name", "名称", "标题")),
            None,
        )
        if at is not None:
            found.update(dict.fromkeys(row[at] for row in rows if len(row) > at and row[at]))
    return [Entry("patent", f"t{place}", title) for place, title in enumerate(found)]


def strings(texts: list[str], each: int, seed: int) -> dict[str, list[str]]:
    """Strings of Chinese characters cut from the texts, and as many that may be in none."""
    chance = random.Random(seed)
    found: dict[str, list[str]] = {}
    for shape, length in SHAPES.items():
        chosen: dict[str, None] = {}
        tries = 0
        while len(chosen) < each and tries < each * 200:
            tries += 1
            text = chance.choice(texts)
            wanted = length or chance.randrange(4, 9)
            if len(text) < wanted:
                continue
            start = chance.randrange(len(text) - wanted + 1)
            cut = text[start : start + wanted]
            if tries % 3 == 0:
                cut = "".join(chance.sample(cut, wanted))
            if all("\u4e00" <= character <= "\u9fff" for character in cut):
                chosen.setdefault(cut)
        found[shape] = list(chosen)
    return found


def _ids(index: TantivyIndex, sought: str) -> set[str]:
    query = Query(sought, Part("any", sought, tuple(units(sought))))
    total = index.count(query, "patent")
    found: set[str] = set()
    for page in range(1, -(-total // LARGEST_PAGE) + 1):
        hits = index.hits(query, "patent", page=page, size=LARGEST_PAGE, sort="newest")
        found.update(hit.entry_id for hit in hits)
    assert len(found) == total, f"{sought}: total {total}, {len(found)} found"
    return found


def compare(entries: list[Entry], each: int) -> dict[str, Any]:
    """Recall and false hits of every shape of string."""
    with tempfile.TemporaryDirectory(prefix="zhishu-recall-") as place:
        build_index(Path(place), entries, snapshot=1)
        index = open_index(Path(place))
        scanned = [
            (one.entry_id, [fold(text) for text in (one.title, *one.texts, *one.names)])
            for one in entries
        ]
        texts = [text for _, some in scanned for text in some]
        told: dict[str, Any] = {"entries": len(entries)}
        for shape, chosen in strings(texts, each, 20261101).items():
            held = missed = wrong = 0
            for sought in chosen:
                expected = {one for one, some in scanned if any(sought in text for text in some)}
                found = _ids(index, sought)
                held += len(expected)
                missed += len(expected - found)
                wrong += len(found - expected)
            told[shape] = {
                "strings": len(chosen),
                "held": held,
                "recall": 1.0 if not held else round((held - missed) / held, 6),
                "false_hits": wrong,
            }
        return told


def main() -> None:
    """Compare, keep, and end with 1 when anything was missed or wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--each", type=int, default=100, help="每种长度几个字串")
    asked = parser.parse_args()
    sources: dict[str, Callable[[], Iterable[Entry]]] = {"made": lambda: made(asked.rows)}
    if samples := os.environ.get("ZHISHU_SAMPLES"):
        sources["gazette titles"] = lambda: titles(Path(samples))
    figures = {name: compare(list(read()), asked.each) for name, read in sources.items()}
    shapes = [told[shape] for told in figures.values() for shape in SHAPES]
    floors = {
        "recall 1.000": all(one["recall"] == 1.0 for one in shapes),
        "no false hit": all(one["false_hits"] == 0 for one in shapes),
    }
    keep(
        "search_recall",
        command=f"./zhishu bench search_recall --rows {asked.rows}",
        data={"rows": asked.rows, "strings_each": asked.each, "seed": 20261101},
        figures=figures,
        floors=floors,
        libraries=("tantivy",),
    )
    raise SystemExit(0 if all(floors.values()) else 1)


if __name__ == "__main__":
    main()
