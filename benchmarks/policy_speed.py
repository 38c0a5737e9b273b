"""How fast policies are read: beside plain patterns that only look for numbers, dates, sums and brackets.

    ./zhishu bench policy_speed [--documents 10000]

Both sides read the same texts on one core in one process: the development texts and copies of them with
other figures, so that no two are alike. The baseline is what a first script would do; it gives no clauses,
no units, no targets. Flat cost: the second half of the documents takes as long as the first.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from record import keep

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from policy_scoring import load_cases
from zhishu.importers.policy_page import page_as_json, read_page

CASES = Path(__file__).parents[1] / "tests" / "policy" / "cases" / "development"
SEED = 20261126
BASELINE = [
    re.compile(r"[\u4e00-\u9fff]{2,12}〔\d{4}〕\d{1,5}号"),
    re.compile(r"\d{4}年\d{1,2}月\d{1,2}日"),
    re.compile(r"\d+(?:\.\d+)?(?:万|亿)?元"),
    re.compile(r"\d+(?:\.\d+)?%"),
    re.compile(r"[（(〔][^（()）〕]{2,80}(?:负责|参与|配合)[^（()）〕]{0,20}[)）〕]"),
    re.compile(r"《[^《》]{2,60}》"),
    re.compile(r"(?m)^\s*(?:第[一二三四五六七八九十百]+条|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])"),
]  # fmt: skip


def documents(count: int) -> Iterator[bytes]:
    """The texts again and again, every copy with other digits inside its sums."""
    chance = random.Random(SEED)
    texts = [case.path.read_text("utf-8") for case in load_cases(CASES)]
    for at in range(count):
        text = texts[at % len(texts)]
        if at >= len(texts):
            text = re.sub(r"(?<=\d)\d(?=万元|家|件|%)", lambda _: str(chance.randrange(10)), text)
        yield text.encode()


def plainly(data: bytes) -> int:
    """What the baseline finds."""
    text = data.decode()
    return sum(len(pattern.findall(text)) for pattern in BASELINE)


def main() -> None:
    """Read, time both halves, keep."""
    parser = argparse.ArgumentParser(prog="./zhishu bench policy_speed")
    parser.add_argument("--documents", type=int, default=10_000)
    asked = parser.parse_args()
    read_page(next(documents(1)))  # words and patterns are loaded
    seconds, sizes, memory = [], [], []
    baseline = 0.0
    for data in documents(asked.documents):
        begun = time.perf_counter()
        page_as_json(read_page(data), evidence=False)
        seconds.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        plainly(data)
        baseline += time.perf_counter() - begun
        sizes.append(len(data))
        if len(seconds) in (asked.documents // 2, asked.documents):
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
    half = asked.documents // 2
    first = sum(seconds[:half]) / sum(sizes[:half])
    second = sum(seconds[half:]) / sum(sizes[half:])
    total, megabytes = sum(seconds), sum(sizes) / 1e6
    figures = {
        "seconds": round(total, 2),
        "documents_per_second": round(asked.documents / total, 1),
        "megabytes_per_second": round(megabytes / total, 3),
        "seconds_for_a_megabyte": round(total / megabytes, 2),
        "baseline_megabytes_per_second": round(megabytes / baseline, 2),
        "times_baseline": round(total / baseline, 1),
        "second_half_over_first": round(second / first, 3),
        "peak_megabytes_at_half_and_end": memory,
    }
    keep(
        "policy_speed",
        command="./zhishu bench policy_speed",
        data={"documents": asked.documents, "megabytes": round(megabytes, 1), "seed": SEED},
        figures=figures,
        floors={
            "goal: within 5 times of the baseline": figures["times_baseline"] <= 5,
            "goal: a megabyte in under 3 seconds": figures["seconds_for_a_megabyte"] < 3,
            "flat cost": figures["second_half_over_first"] < 1.15,
            "flat memory": memory[1] < 1.1 * memory[0],
        },
        libraries=("rjieba", "opencc"),
    )


if __name__ == "__main__":
    main()
