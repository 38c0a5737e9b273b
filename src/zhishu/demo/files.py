"""The demo city as files in real formats, with the faults that real ones have, written batch by batch."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zhishu.demo.bibliography import (
    CITATION_HEADINGS,
    GAZETTE_HEADINGS,
    PATENT_HEADINGS,
    Bibliography,
)
from zhishu.demo.city import City
from zhishu.demo.life import EVENT_HEADINGS, PAYMENT_HEADINGS, PLEDGE_HEADINGS, Lifetimes
from zhishu.demo.marks import INDICATION_HEADINGS, MARK_HEADINGS, Marks, indication_columns
from zhishu.demo.parties import DemoParty, make_parties
from zhishu.demo.sheet import Sheet
from zhishu.rules.rulebook import load_rulebook

VERSION = 2
SEED = 20260101
PATENTS = 20_000
# So many patents are in memory at a time; the bytes are the same whatever it is.
BATCH = 20_000
POLICIES = Path(__file__).resolve().parent / "policies"

REGISTRY_HEADINGS = [
    "企业名称",
    "统一社会信用代码",
    "注册日期",
    "企业类型",
    "法人代表",
    "注册资金",
    "经营范围",
    "所在省份",
    "地区",
    "注册地址",
]


@dataclass(frozen=True)
class DemoFiles:
    """The files that were written; `all` are those that importers read, in the order of import."""

    registry: Path
    patents: Path
    gazette: Path
    events: Path
    payments: Path
    citations: Path
    pledges: Path
    trademarks: Path
    indications: Path
    policies: tuple[Path, ...]

    def all(self) -> tuple[Path, ...]:
        """Every file that an importer reads, in order."""
        return (self.registry, self.patents, self.gazette, self.events, *self.policies)

    def later(self) -> tuple[Path, ...]:
        """The files for which there is no importer yet."""
        return (self.payments, self.citations, self.pledges, self.trademarks, self.indications)


def demo_files(folder: Path) -> DemoFiles:
    """What the files are called in a folder."""
    return DemoFiles(
        folder / "企业登记.csv",
        folder / "专利题录.csv",
        folder / "专利公报.csv",
        folder / "法律事务.csv",
        folder / "年费缴纳.csv",
        folder / "专利引证.csv",
        folder / "专利权质押登记.csv",
        folder / "商标.csv",
        folder / "地理标志.csv",
        tuple(
            folder / path.name
            for path in sorted(POLICIES.iterdir())
            if path.suffix in {".txt", ".html"}
        ),
    )


def make_demo(
    folder: Path,
    *,
    seed: int = SEED,
    patents: int = PATENTS,
    batch: int = BATCH,
    say: Callable[[int], None] = lambda made: None,
) -> DemoFiles:
    """Write the demo city's files into a folder: the same seed and size give the same bytes.

    say: told after each batch how many patents are written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = demo_files(folder)
    rulebook = load_rulebook()
    parties = make_parties(seed, count_firms(patents))
    city = City(seed, patents, parties)
    bibliography, lifetimes = Bibliography(city), Lifetimes(city, rulebook)
    marks = Marks(city.draws, parties, rulebook)
    _write_registry(files.registry, parties)
    with ExitStack() as open_files:

        def sheet(path: Path, headings: list[str], encoding: str = "utf-8-sig") -> Sheet:
            return open_files.enter_context(Sheet(path, headings, encoding=encoding))

        published = sheet(files.patents, PATENT_HEADINGS)
        gazette = sheet(files.gazette, GAZETTE_HEADINGS, "gb18030")
        events = sheet(files.events, EVENT_HEADINGS, "utf-8")
        payments = sheet(files.payments, PAYMENT_HEADINGS)
        citations = sheet(files.citations, CITATION_HEADINGS)
        pledges = sheet(files.pledges, PLEDGE_HEADINGS)
        trademarks = sheet(files.trademarks, MARK_HEADINGS)
        sheet(files.indications, INDICATION_HEADINGS).add(indication_columns())
        for first in range(0, patents, batch):
            lives = lifetimes.lives(city.patents(np.arange(first, min(first + batch, patents))))
            texts = bibliography.texts(lives)
            published.add(bibliography.publication_columns(lives, texts))
            gazette.add(bibliography.gazette_columns(lives, texts))
            citations.add(bibliography.citation_columns(lives.patents))
            events.add(lifetimes.event_columns(lives))
            pledges.add(lifetimes.pledge_columns(lives))
            payments.add(lifetimes.payment_columns(lives))
            # A trademark for every second patent.
            trademarks.add(
                marks.columns(np.arange(-(-first // 2), -(-(first + len(lives.term)) // 2)))
            )
            say(first + len(lives.term))
        gazette.add(bibliography.conflict_columns())
    for path in files.policies:
        shutil.copyfile(POLICIES / path.name, path)
    return files


def count_firms(patents: int) -> int:
    """How many firms file so many patents: a large city has more of them, but far from as many."""
    return max(60, min(3000, patents // 6), min(60_000, patents // 200))


def _write_registry(path: Path, parties: list[DemoParty]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(REGISTRY_HEADINGS)
        for party in parties:
            writer.writerow(
                [
                    party.name, party.credit_code, party.registered_on, party.type_printed, "",
                    party.capital, party.scope, "示例", "云澜", party.address,
                ]
            )  # fmt: skip
