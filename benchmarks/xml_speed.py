"""Reading of 1 GB of CNIPA's standard XML through the door, beside a bare lxml pass over the same file; peak memory.

    ./zhishu bench xml_speed [--size 1024] [--small 100] [--rounds 3]

The bare pass is `etree.iterparse` over the tag of a document, which clears each and takes nothing from it.
Ours runs behind the door as every import does: bounded, the columns of all documents taken and handed to
the parent. The files are made: whole documents with description and claims (some 25 KB each), and, told
apart, bibliography alone (some 4 KB), where there is least to pass over and most to take. Numbers and
titles are checked against what was made. Flat memory means: the child of the large file needs at most 1.15
times that of the small one.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

from lxml import etree
from record import keep, median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from cnipa_samples import BUSINESS, DECLARATION, SPACES, document_xml, make_document
from zhishu.importers.door import Door
from zhishu.importers.tabular import CellBatch

TAG = f"{{{BUSINESS}}}PatentDocumentAndRelated"
PARAGRAPHS = 60  # of the description of a whole document: some 8,000 characters
SEED = 20261031
FLAT = 1.15
HALF = 0.5
DIFFERENT = 20_000  # documents that are made; a larger file has them again


def main() -> None:
    """Time both sides in turn, measure memory at two sizes, keep the result."""
    parser = argparse.ArgumentParser(prog="./zhishu bench xml_speed")
    parser.add_argument("--size", type=int, default=1024, help="megabytes of the large file")
    parser.add_argument("--small", type=int, default=100, help="megabytes of the small file")
    parser.add_argument("--rounds", type=int, default=3, help="a round: the bare pass, then ours")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "题录.xml"
        small = _measure(file, asked.small, PARAGRAPHS, 1)
        alone = _measure(file, asked.small, 0, asked.rounds)
        large = _measure(file, asked.size, PARAGRAPHS, asked.rounds)
    growth = round(large["child_megabytes"] / small["child_megabytes"], 3)
    keep(
        "xml_speed",
        command="./zhishu bench xml_speed",
        data={"megabytes": asked.size, "small_megabytes": asked.small, "seed": SEED},
        figures={
            "whole_documents": large,
            "small_file": small,
            "bibliography_alone": alone,
            "growth": growth,
        },
        floors={
            "at least half the speed of a bare pass": large["share_of_bare"] >= HALF,
            f"peak memory at most {FLAT} times from the small to the large": growth <= FLAT,
        },
        libraries=("lxml", "pyarrow"),
    )


def _measure(file: Path, megabytes: int, paragraphs: int, rounds: int) -> dict[str, Any]:
    """Seconds of both sides over a file that is made for it, and the peak memory of the child."""
    written, digest = _write(file, megabytes << 20, paragraphs)
    bare, ours, peak = list[float](), list[float](), 0
    for _ in range(rounds):
        begun = time.perf_counter()
        assert _pass_over(file) == written
        bare.append(time.perf_counter() - begun)
        seconds, found, child = _read(file)
        assert found == (written, digest), "something else was read"
        ours.append(seconds)
        peak = max(peak, child)
    size = file.stat().st_size / 1e6
    file.unlink()
    return {
        "documents": written,
        "bare_seconds": round(median(bare), 2),
        "seconds": round(median(ours), 2),
        "megabytes_per_second": round(size / median(ours), 1),
        "share_of_bare": round(median([b / o for b, o in zip(bare, ours, strict=True)]), 3),
        "child_megabytes": peak,
    }


def _write(file: Path, size: int, paragraphs: int) -> tuple[int, str]:
    """Documents up to a size: how many, and a digest over their numbers and titles."""
    made = [make_document(number) for number in range(1, DIFFERENT + 1)]
    digest = hashlib.sha256()
    with file.open("w", encoding="utf-8") as stream:
        stream.write(f"{DECLARATION}<business:PatentDocuments {SPACES}>\n")
        for at in count():
            one = made[at % DIFFERENT]
            stream.write(document_xml(one, spaces=False, description=paragraphs))
            digest.update(f"{one.publication}\x1f{one.title}\x1e".encode())
            if at % 100 == 99 and stream.tell() >= size:
                break
        stream.write("</business:PatentDocuments>\n")
    return at + 1, digest.hexdigest()


def _pass_over(file: Path) -> int:
    """The bare pass: how many documents there are."""
    found = 0
    for _, element in etree.iterparse(str(file), tag=TAG):
        found += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return found


def _read(file: Path) -> tuple[float, tuple[int, str], int]:
    """Ours: seconds, (documents, digest), peak megabytes of the child."""
    batches: list[tuple[list[str], list[str]]] = []
    rows = peak = 0
    digest = hashlib.sha256()
    with Door() as door:
        assert door.records(file) is not None  # the helper has started
        begun = time.perf_counter()
        with door.record_table(file, "documents") as table:
            number, title = (table.headings.index(one) for one in ("publication_number", "title"))
            for part in table.batches():
                assert isinstance(part, CellBatch)
                rows += len(part)
                batches.append((part.columns[number].to_pylist(), part.columns[title].to_pylist()))
                peak = max(peak, *map(_most_memory, _children(door.process_id)))
            seconds = time.perf_counter() - begun
    for numbers, titles in batches:
        _add(digest, zip(numbers, titles, strict=True))
    return seconds, (rows, digest.hexdigest()), peak


def _add(digest: Any, pairs: Iterable[tuple[str, str]]) -> None:
    for number, title in pairs:
        digest.update(f"{number}\x1f{title}\x1e".encode())


def _children(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    return [int(one) for one in told.split()] or [process]


def _most_memory(process: int) -> int:
    told = Path(f"/proc/{process}/status").read_text("ascii")
    return int(told.split("VmHWM:")[1].split()[0]) >> 10


if __name__ == "__main__":
    main()
