"""检索：万份专利带总数、筛选和分面的p50、p95，建索引的时间和大小，与Groonga、FTS5、PostgreSQL、裸Tantivy同场比较。

Made patents go into a home through the warehouse, our index is built by `rebuild_index`, the peers load
the same rows. Every answer (total, facets, the counts of the ten largest holders) is compared before
anything is timed. Ours is timed through its own door, with marked passages; every peer reads titles and
abstracts of its first twenty.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from record import keep, median, percentile
from search_peers import PEERS, Answer, Asked, Engine, missing, program_versions
from search_sources import PatentMaker

from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.rebuild_index import index_folder, rebuild_index
from zhishu.rights.tables import PATENTS
from zhishu.search.index import Filters
from zhishu.search.query import AllOf, Part, Query
from zhishu.search.tantivy_index import TantivyIndex, open_index
from zhishu.search.tokens import units

KINDS = ("one word", "two characters", "phrase", "word and filter", "two words")
ROUNDS = {"tantivy": 3, "groonga": 3, "fts5": 1, "postgres": 1}
# Slow peers are asked every so many-th question of each kind.
SAMPLED = {"fts5": 4, "postgres": 8}
FLOORS = {"groonga": 5, "fts5": 40, "postgres": 150}
BARE, BUILD, SIZE = 1.3, 1.1, 1.1


class Ours:
    """The platform's own index, built and asked through its own door."""

    name = "zhishu"

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.index: TantivyIndex

    def build(self, rows: Path) -> float:
        """The warehouse is filled first; what is timed is the rebuild."""
        with open_warehouse(self.home).publication("基准", "made") as publication:
            publication.replace_batches(PATENTS, pq.ParquetFile(rows).iter_batches(20_000))
        begun = time.perf_counter()
        rebuild_index(self.home)
        seconds = time.perf_counter() - begun
        self.index = open_index(index_folder(self.home))
        return seconds

    def ask(self, asked: Asked) -> Answer:
        """Total and facets, and the first page with marked passages."""
        parts = tuple(Part("any", word, tuple(units(word))) for word in asked.words)
        query = Query(" ".join(asked.words), parts[0] if len(parts) == 1 else AllOf(parts))
        filters = Filters()
        for name, value in asked.narrowing:
            filters = replace(filters, **{name: int(value) if name == "year" else value})
        found = self.index.search(query, "patent", filters, facets=True)
        facets = found.facets
        return Answer(
            found.total,
            dict(facets["right_kind"]),
            dict(facets["year"]),
            dict(facets["section"]),
            tuple(count for _, count in facets["name"]),
        )

    def size(self) -> int:
        """Every file of the edition."""
        folder = index_folder(self.home)
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    def close(self) -> None:
        """Nothing runs."""


def questions(maker: PatentMaker, rows: Path, each: int) -> list[Asked]:
    """The same questions from the same seed: words by rank, phrases cut from abstracts."""
    chance = random.Random(maker.seed + 9)
    texts = next(pq.ParquetFile(rows).iter_batches(2_000, columns=["abstract"]))[0].to_pylist()
    vocabulary = maker.vocabulary

    def word(length: int | None = None) -> str:
        while True:
            found = vocabulary[int(len(vocabulary) ** chance.random()) - 1]
            if length is None or len(found) == length:
                return found

    def phrase() -> str:
        while True:
            runs = [
                run for run in chance.choice(texts).replace("，", "。").split("。") if len(run) > 9
            ]
            if runs:
                run = chance.choice(runs)
                start = chance.randrange(len(run) - 7)
                found = run[start : start + chance.randrange(5, 8)]
                if all("\u4e00" <= character <= "\u9fff" for character in found):
                    return str(found)

    found = []
    for _ in range(each):
        found.append(Asked(KINDS[0], (word(4),)))
        found.append(Asked(KINDS[1], (word(2),)))
        found.append(Asked(KINDS[2], (phrase(),)))
        narrowing = (("right_kind", "invention"), ("year", str(chance.randrange(2010, 2024))))
        found.append(Asked(KINDS[3], (word(2),), narrowing))
        found.append(Asked(KINDS[4], (word(2), word(2))))
    return found


def ask_all(engine: Engine, asked: list[Asked], rounds: int) -> tuple[list[float], list[Answer]]:
    """The fastest of some rounds of each question in milliseconds, and the answers."""
    answers = [engine.ask(one) for one in asked]
    best = [float("inf")] * len(asked)
    for _ in range(rounds):
        for at, one in enumerate(asked):
            begun = time.perf_counter()
            engine.ask(one)
            best[at] = min(best[at], (time.perf_counter() - begun) * 1000)
    return best, answers


def differences(asked: list[Asked], ours: list[Answer], theirs: list[Answer]) -> list[str]:
    """Questions that two engines answer differently."""
    return [
        f"{one.kind} {one.words} {one.narrowing}: {mine} / {other}"
        for one, mine, other in zip(asked, ours, theirs, strict=True)
        if mine != other
    ]


def figures(asked: list[Asked], times: list[float]) -> dict[str, Any]:
    """p50 and p95 of all questions, and of each kind."""

    def told(values: list[float]) -> dict[str, float]:
        return {"p50_ms": round(median(values), 2), "p95_ms": round(percentile(values, 0.95), 2)}

    kinds = {
        kind: told([time for one, time in zip(asked, times, strict=True) if one.kind == kind])
        for kind in KINDS
    }
    return {"questions": len(asked), **told(times), "kinds": kinds}


def _text_bytes(rows: Path) -> int:
    total = 0
    for batch in pq.ParquetFile(rows).iter_batches(columns=["title", "abstract", "holders"]):
        for name in ("title", "abstract"):
            total += pc.sum(pc.binary_length(batch[name])).as_py()
        total += pc.sum(pc.binary_length(batch["holders"].flatten())).as_py()
    return total


def main() -> None:
    """Build, compare, time, keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=40, help="每类问题几个")
    parser.add_argument("--peers", default=",".join(PEERS), help="对照物，逗号分隔")
    asked_for = parser.parse_args()
    peers = [name for name in asked_for.peers.split(",") if name]
    for name in peers:
        if name not in PEERS or missing(name):
            parser.error(missing(name) if name in PEERS else f"没有对照物{name}")
    maker = PatentMaker(asked_for.rows)
    with tempfile.TemporaryDirectory(prefix="zhishu-search-") as place:
        folder = Path(place)
        rows = folder / "rows.parquet"
        _write(maker, rows)
        text_bytes = _text_bytes(rows)
        asked = questions(maker, rows, asked_for.each)
        ours: Engine = Ours(folder)
        shown: dict[str, Any] = {}
        built = {"zhishu": ours.build(rows)}
        times, answers = ask_all(ours, asked, 3)
        shown["zhishu"] = figures(asked, times) | _built(ours, built["zhishu"], text_bytes)
        floors = {f"index at most {SIZE} of the text": ours.size() <= SIZE * text_bytes}
        ratios: dict[str, Any] = {}
        for name in peers:
            peer: Engine = PEERS[name](folder)
            try:
                built[name] = peer.build(rows)
                # Every step-th of each kind: the questions stand in rows of one of each kind.
                step = SAMPLED.get(name, 1)
                chosen = [at for at in range(len(asked)) if at // len(KINDS) % step == 0]
                theirs, told = ask_all(peer, [asked[at] for at in chosen], ROUNDS[name])
                mine = [times[at] for at in chosen]
                wrong = differences(
                    [asked[at] for at in chosen], [answers[at] for at in chosen], told
                )
                if wrong:
                    raise SystemExit("\n".join([f"{name}: answers differ", *wrong[:5]]))
                shown[name] = figures([asked[at] for at in chosen], theirs)
                shown[name] |= _built(peer, built[name], text_bytes)
            finally:
                peer.close()
            ratios[name] = {
                "p50": round(median(theirs) / median(mine), 2),
                "p95": round(percentile(theirs, 0.95) / percentile(mine, 0.95), 2),
                "build": round(built[name] / built["zhishu"], 2),
            }
            if name in FLOORS:
                floors[f"p95 {FLOORS[name]}x against {name}"] = ratios[name]["p95"] >= FLOORS[name]
            else:
                floors[f"p95 within {BARE} of bare {name}"] = ratios[name]["p95"] * BARE >= 1
            if name in ("groonga", "postgres"):
                floors[f"build {BUILD}x against {name}"] = ratios[name]["build"] >= BUILD
    keep(
        "search_speed",
        command=f"./zhishu bench search_speed --rows {asked_for.rows}",
        data={"rows": asked_for.rows, "seed": maker.seed, "text_bytes": text_bytes},
        figures={"engines": shown, "peer_over_ours": ratios},
        floors=floors,
        libraries=("tantivy", "pyarrow", "duckdb", "psycopg"),
        programs=program_versions(peers),
    )


def _write(maker: PatentMaker, path: Path) -> None:
    writer: pq.ParquetWriter | None = None
    for batch in maker.batches():
        if writer is None:
            writer = pq.ParquetWriter(path, batch.schema, compression="zstd")
        writer.write_table(pa.Table.from_batches([batch]))
    assert writer is not None
    writer.close()


def _built(engine: Engine, seconds: float, text_bytes: int) -> dict[str, float]:
    size = engine.size()
    return {
        "build_s": round(seconds, 1),
        "size_mb": round(size / 1e6, 1),
        "size_over_text": round(size / text_bytes, 3),
    }


if __name__ == "__main__":
    main()
