"""The demo city as files in real formats, with the faults that real ones have, written batch by batch."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from zhishu.demo.bibliography import (
    CITATION_HEADINGS,
    GAZETTE_HEADINGS,
    PATENT_HEADINGS,
    Bibliography,
)
from zhishu.demo.city import City
from zhishu.demo.dealings import ASSIGNMENT_HEADINGS, LICENCE_HEADINGS, Dealings
from zhishu.demo.funding import (
    AWARD_HEADINGS,
    CONTROLLER_HEADINGS,
    CREDIT_HEADINGS,
    EXPENSE_HEADINGS,
    FIGURE_HEADINGS,
    RECOGNITION_HEADINGS,
    Funding,
)
from zhishu.demo.life import EVENT_HEADINGS, PAYMENT_HEADINGS, PLEDGE_HEADINGS, Lifetimes
from zhishu.demo.marks import INDICATION_HEADINGS, MARK_HEADINGS, Marks, indication_columns
from zhishu.demo.parties import make_parties
from zhishu.demo.registers import (
    LAYOUT_HEADINGS,
    PATENTS_A_LAYOUT,
    PATENTS_A_SOFTWARE,
    PATENTS_A_VARIETY,
    PATENTS_A_WORK,
    SOFTWARE_HEADINGS,
    VARIETY_HEADINGS,
    WORK_HEADINGS,
    Registers,
    places_among,
)
from zhishu.demo.registry import write_registry
from zhishu.demo.sheet import Sheet
from zhishu.rules.rulebook import load_rulebook

VERSION = 5
SEED = 20260101
PATENTS = 20_000
# So many patents are in memory at a time; the bytes are the same whatever it is.
BATCH = 20_000
PATENTS_A_MARK = 2
POLICIES = Path(__file__).resolve().parent / "policies"


@dataclass(frozen=True)
class DemoFiles:
    """The files that were written; `all` is the order in which they are imported."""

    registry: Path
    patents: Path
    gazette: Path
    events: Path
    payments: Path
    citations: Path
    pledges: Path
    licences: Path
    assignments: Path
    trademarks: Path
    software: Path
    works: Path
    indications: Path
    layout_designs: Path
    plant_varieties: Path
    recognitions: Path
    awards_paid: Path
    figures: Path
    credit_records: Path
    expenses: Path
    controllers: Path
    policies: tuple[Path, ...]

    def all(self) -> tuple[Path, ...]:
        """Every file, in order."""
        tables = (getattr(self, one.name) for one in fields(self) if one.name != "policies")
        return (*tables, *self.policies)


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
        folder / "许可备案.csv",
        folder / "专利权转移.csv",
        folder / "商标.csv",
        folder / "软件著作权.csv",
        folder / "作品著作权.csv",
        folder / "地理标志.csv",
        folder / "集成电路布图设计.csv",
        folder / "植物新品种.csv",
        folder / "认定与称号.csv",
        folder / "已兑付资金.csv",
        folder / "企业年度数据.csv",
        folder / "信用记录.csv",
        folder / "费用凭证.csv",
        folder / "控制人.csv",
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
    marks, registers = Marks(city.draws, parties, rulebook), Registers(city.draws, parties)
    dealings, funding = Dealings(city), Funding(city, lifetimes, parties, seed)
    write_registry(files.registry, parties, seed)
    with ExitStack() as open_files:

        def sheet(path: Path, headings: list[str], encoding: str = "utf-8-sig") -> Sheet:
            return open_files.enter_context(Sheet(path, headings, encoding=encoding))

        published = sheet(files.patents, PATENT_HEADINGS)
        gazette = sheet(files.gazette, GAZETTE_HEADINGS, "gb18030")
        events = sheet(files.events, EVENT_HEADINGS, "utf-8")
        payments = sheet(files.payments, PAYMENT_HEADINGS)
        citations = sheet(files.citations, CITATION_HEADINGS)
        pledges = sheet(files.pledges, PLEDGE_HEADINGS)
        licences = sheet(files.licences, LICENCE_HEADINGS)
        assignments = sheet(files.assignments, ASSIGNMENT_HEADINGS)
        # What stands once for every so many patents.
        others = [
            (sheet(files.trademarks, MARK_HEADINGS), PATENTS_A_MARK, marks.columns),
            (
                sheet(files.software, SOFTWARE_HEADINGS),
                PATENTS_A_SOFTWARE,
                registers.software_columns,
            ),
            (sheet(files.works, WORK_HEADINGS), PATENTS_A_WORK, registers.work_columns),
            (
                sheet(files.layout_designs, LAYOUT_HEADINGS),
                PATENTS_A_LAYOUT,
                registers.layout_columns,
            ),
            (
                sheet(files.plant_varieties, VARIETY_HEADINGS),
                PATENTS_A_VARIETY,
                registers.variety_columns,
            ),
        ]
        sheet(files.indications, INDICATION_HEADINGS).add(indication_columns())
        recognitions = sheet(files.recognitions, RECOGNITION_HEADINGS)
        recognitions.add(funding.recognitions())
        expenses = sheet(files.expenses, EXPENSE_HEADINGS)
        expenses.add(funding.expenses())
        sheet(files.awards_paid, AWARD_HEADINGS).add(funding.awards_paid())
        sheet(files.figures, FIGURE_HEADINGS).add(funding.figures())
        sheet(files.credit_records, CREDIT_HEADINGS).add(funding.credit_records())
        sheet(files.controllers, CONTROLLER_HEADINGS).add(funding.controllers())
        for first in range(0, patents, batch):
            lives = lifetimes.lives(city.patents(np.arange(first, min(first + batch, patents))))
            texts = bibliography.texts(lives)
            published.add(bibliography.publication_columns(lives, texts))
            gazette.add(bibliography.gazette_columns(lives, texts))
            citations.add(bibliography.citation_columns(lives.patents))
            events.add(lifetimes.event_columns(lives))
            pledges.add(lifetimes.pledge_columns(lives))
            payments.add(lifetimes.payment_columns(lives))
            licences.add(dealings.licence_columns(lives))
            assignments.add(dealings.assignment_columns(lives))
            recognitions.add(funding.patent_awards(lives))
            expenses.add(funding.interest(lives))
            last = first + len(lives.term)
            for other, step, columns in others:
                other.add(columns(places_among(first, last, step)))
            say(last)
        gazette.add(bibliography.conflict_columns())
    for path in files.policies:
        shutil.copyfile(POLICIES / path.name, path)
    return files


def count_firms(patents: int) -> int:
    """How many firms file so many patents: a large city has more of them, but far from as many."""
    return max(60, min(3000, patents // 6), min(60_000, patents // 200))
