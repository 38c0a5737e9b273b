"""How real laws and real 文号 are read: laws to their articles in order, numbers as printed and in every other print.

    ZHISHU_SAMPLES=… ./zhishu bench policy_real [--laws 0] [--numbers 0]

Every law of the sample folder is read; what is not read to its articles and chapters is counted by kind and
named. Every number stands in the head of a notice and in a citation, as printed and in the other ways of
pages. 0 is all of them.
"""

from __future__ import annotations

import argparse
import os
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from record import keep

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from law_checking import is_law, misses, printed_articles
from policy_numbers import (
    NOTICE,
    PRINTED,
    cited_number,
    kind_of_miss,
    own_number,
    real_numbers,
    stored,
)
from zhishu.base.errors import InvalidValueError
from zhishu.importers.policy_page import page_as_json, read_page

NAMED = 40
# Another number than the notice's own, to be told from it.
CITED = "国知发〔2019〕7号"


def read(data: bytes) -> list[dict[str, Any]]:
    """The documents of a file."""
    told: list[dict[str, Any]] = page_as_json(read_page(data), evidence=False)["documents"]
    return told


def laws(samples: Path) -> Iterator[tuple[str, bytes]]:
    """Every law of the archive, by its path."""
    with tarfile.open(samples / "data/policy/laws_md/all_laws_md.tar.xz") as archive:
        for member in archive:
            if member.name.endswith(".md") and (file := archive.extractfile(member)):
                yield member.name, file.read()


def read_laws(samples: Path, limit: int) -> dict[str, Any]:
    """Laws, those that are complete, the articles, and the misses by kind."""
    total, complete, articles, others = 0, 0, 0, 0
    kinds: Counter[str] = Counter()
    named: list[str] = []
    for name, data in laws(samples):
        text = data.decode()
        if not is_law(text):
            others += 1
            continue
        total += 1
        articles += len(printed_articles(text))
        if found := misses(text, read(data)):
            kinds.update(found)
            named.append(f"{Path(name).stem}: {'; '.join(found)}")
        else:
            complete += 1
        if total == limit:
            break
    return {
        "laws": total,
        "not laws of articles (decisions, replies, lists)": others,
        "articles": articles,
        "complete": complete,
        "share": round(complete / total, 4),
        "misses": dict(kinds),
        "named": named[:NAMED],
    }


def read_numbers(samples: Path, limit: int) -> dict[str, Any]:
    """Numbers parsed alone, and read in a notice in every print, with the misses by kind."""
    alone: Counter[str] = Counter()
    numbers: list[tuple[str, str]] = []
    for printed in real_numbers(samples):
        try:
            numbers.append((printed, stored(printed)))
        except InvalidValueError:
            alone[kind_of_miss(printed, None)] += 1
        if len(numbers) == limit:
            break
    prints = {}
    for name, change in PRINTED.items():
        # Each print is a notice of its own, and reading costs: as printed all, otherwise every tenth.
        tried = numbers if name == "as it is" else numbers[::10]
        own = {"read": 0, "misses": Counter[str]()}
        cited = {"read": 0, "misses": Counter[str]()}
        for printed, wanted in tried:
            made = change(printed)
            documents = read(NOTICE.format(number=made, cited=CITED).encode())
            _count(own, printed, wanted, own_number(documents))
            documents = read(NOTICE.format(number=CITED, cited=made).encode())
            _count(cited, printed, wanted, cited_number(documents))
        prints[name] = {"tried": len(tried), "own": own, "cited": cited}
    total = len(numbers) + alone.total()
    return {
        "numbers": total,
        "parsed": len(numbers),
        "share": round(len(numbers) / total, 4),
        "misses": dict(alone),
        "in notices": prints,
    }


def _count(told: dict[str, Any], printed: str, wanted: str, found: str | None) -> None:
    if found == wanted:
        told["read"] += 1
    else:
        told["misses"][kind_of_miss(printed, found)] += 1


def main() -> None:
    """Read them all, keep."""
    parser = argparse.ArgumentParser(prog="./zhishu bench policy_real")
    parser.add_argument("--laws", type=int, default=0)
    parser.add_argument("--numbers", type=int, default=0)
    asked = parser.parse_args()
    if "ZHISHU_SAMPLES" not in os.environ:
        sys.exit("请用环境变量ZHISHU_SAMPLES指明样例文件夹")
    samples = Path(os.environ["ZHISHU_SAMPLES"])
    found = {
        "laws": read_laws(samples, asked.laws),
        "numbers": read_numbers(samples, asked.numbers),
    }
    printed = found["numbers"]["in notices"]["as it is"]
    keep(
        "policy_real",
        command="./zhishu bench policy_real",
        data={"laws": found["laws"]["laws"], "numbers": found["numbers"]["numbers"]},
        figures=found,
        floors={
            "every law to its articles in order": found["laws"]["share"] == 1,
            "every number is parsed": found["numbers"]["share"] == 1,
            "every number is read in a notice": printed["own"]["read"] == printed["tried"],
        },
        libraries=("rjieba", "opencc"),
    )


if __name__ == "__main__":
    main()
