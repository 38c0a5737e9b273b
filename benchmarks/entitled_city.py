"""The firms of a measure in a city of 100,000, beside judging each firm by itself; a million payments for leads.

    ./zhishu bench entitled_city [--firms 100000] [--payments 1000000] [--seed 1] [--home FOLDER]

The home is made up: firms, three patents for each, one in five recognised, one in a hundred with a voucher,
payments of which one in four is for the same word and some thousands for a thing that another firm was paid for.
The peer asks `find_entitlements` firm by firm, for a sample, and its time is that of the sample times the share;
the states of the sample are compared first. Floors go by the processor's time, which other work on the
machine moves less. A home that is there is used again.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from record import keep, median, percentile

from zhishu.base.region import RegionCode
from zhishu.flows.find_double_awards import find_double_awards
from zhishu.flows.find_entitlements import find_entitlements
from zhishu.flows.list_entitled import list_entitled
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.funding.tables import AWARDS_PAID, EXPENSES, RECOGNITIONS
from zhishu.parties.tables import PARTIES
from zhishu.rights.tables import LEGAL_PERIODS, PATENTS
from zhishu.rules.assessment import State
from zhishu.warehouse.table import Table

CITY, DAY = RegionCode.parse("361000"), date(2026, 10, 31)
COUNTIES = ("361002", "361021", "361022", "361023", "361024")
MEASURES = ("361000/fund/9-1", "361000/fund/9-2b", "361000/fund/8-3a")
SAMPLE = 40
SIGNS = "安邦昌辰达鼎东方丰福港光广国海航恒宏华辉惠嘉佳建杰金京景凯康科朗乐力利联龙隆美明宁鹏普启千强庆瑞润森山胜盛世顺泰天通同万威伟祥新信兴雄旭亚阳耀益银永友宇裕远悦云泽展哲振正志中忠众卓"


def main() -> None:
    """Make the home, time all three, keep the result."""
    parser = argparse.ArgumentParser(prog="./zhishu bench entitled_city")
    parser.add_argument("--firms", type=int, default=100_000)
    parser.add_argument("--payments", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder)
        if not open_warehouse(home).snapshot():
            make_home(home, asked.firms, asked.payments, asked.seed)
        figures = measure(home, asked.firms, random.Random(asked.seed))
    lists = [figures[name]["processor_seconds"] for name in MEASURES]
    keep(
        "entitled_city",
        command=f"./zhishu bench entitled_city --firms {asked.firms} --payments {asked.payments}",
        data={"firms": asked.firms, "payments": asked.payments, "seed": asked.seed},
        figures=figures,
        floors={
            "a city's firms for one measure within 10 s of the processor": max(lists) < 10,
            "a million payments within 30 s of the processor": figures["doubles"][
                "processor_seconds"
            ]
            < 30,
            "less than 2 GB": figures["peak_mb"] < 2048,
        },
        libraries=("duckdb",),
    )


def measure(home: Path, firms: int, chance: random.Random) -> dict[str, Any]:
    """Seconds of each list, of the sample one by one, of the leads; the states agree."""
    figures: dict[str, Any] = {}
    states: dict[str, dict[str, State]] = {}
    for name in MEASURES:
        begun, worked = time.perf_counter(), time.process_time()
        listed = list_entitled(home, name, region=CITY, as_of=DAY)
        figures[name] = {
            "seconds": round(time.perf_counter() - begun, 2),
            "processor_seconds": round(time.process_time() - worked, 2),
            "counts": {str(state): count for state, count in listed.counts.items()},
        }
        states[name] = {one.party_id: one.assessment.state for one in listed.listed()}
    each = []
    worked = time.process_time()
    for number in sorted(chance.sample(range(firms), SAMPLE)):
        begun = time.perf_counter()
        view = find_entitlements(home, code_of(number), region=CITY, as_of=DAY)
        each.append(time.perf_counter() - begun)
        for one in view.found.assessments:
            if one.measure.name in states:
                told = states[one.measure.name].get(code_of(number), State.NOT_MET)
                assert told is one.state, f"{one.measure.name} {number}: {told} {one.state}"
    alone = (time.process_time() - worked) / SAMPLE
    slowest = max(figures[name]["processor_seconds"] for name in MEASURES)
    figures["one_firm_all_measures"] = {
        "median_ms": round(median(each) * 1000, 1),
        "p99_ms": round(percentile(each, 0.99) * 1000, 1),
        "processor_ms": round(alone * 1000, 1),
    }
    figures["one_by_one"] = {
        "processor_seconds_for_all": round(alone * firms),
        "times_slower": round(alone * firms / slowest),
    }
    begun, worked = time.perf_counter(), time.process_time()
    found = find_double_awards(home, as_of=DAY)
    figures["doubles"] = {
        "seconds": round(time.perf_counter() - begun, 2),
        "processor_seconds": round(time.process_time() - worked, 2),
        "leads": len(found.leads),
    }
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def code_of(number: int) -> str:
    """What a made-up firm is known by."""
    return f"91361000MA{number:08d}"


def name_of(number: int) -> str:
    """A name that no other has: three signs tell the number."""
    size = len(SIGNS)
    signs = SIGNS[number % size] + SIGNS[number // size % size] + SIGNS[number // size**2 % size]
    return f"抚州{signs}示例科技有限公司"


def make_home(home: Path, firms: int, payments: int, seed: int) -> None:
    """Publish the made-up rows."""
    chance = random.Random(seed)
    rows: dict[Table, Iterable[dict[str, Any]]] = {
        PARTIES: (
            {"party_id": code_of(n), "kind": "enterprise", "name": name_of(n), "folded_name": name_of(n),
             "credit_code": code_of(n), "region_code": COUNTIES[n % 5], "address": f"江西省抚州市示例路{n // 2}号"}
            for n in range(firms)
        ),
        PATENTS: (
            {"patent_id": f"2020{n:08d}", "right_kind": ("invention", "utility_model")[n % 2],
             "holders": [name_of(chance.randrange(firms))], "region_code": COUNTIES[n % 5]}
            for n in range(3 * firms)
        ),
        LEGAL_PERIODS: (
            {"patent_id": f"2020{n:08d}", "state": "in_force" if n % 7 else "ceased", "from_on": date(2021, 1, 1)}
            for n in range(3 * firms)
        ),
        RECOGNITIONS: _recognitions(firms),
        EXPENSES: (
            {"expense_id": str(n), "kind": "certification_fee", **_holder(n * 9 % firms), "amount": 9000 + n,
             "paid_on": date(2026, 3, 1)}
            for n in range(firms // 100)
        ),
        AWARDS_PAID: (
            {"award_id": str(n), "measure": "361000/fund/8-3a", "item": "专利产品奖励", **_holder(n % firms),
             "subject": "产品" if n % 4 == 0 else f"产品{n % (payments * 99 // 100)}", "amount": 1000,
             "year": 2020 + n % 6}
            for n in range(payments)
        ),
    }  # fmt: skip
    with open_warehouse(home).publication("测速", "测速") as publication:
        for table, made in rows.items():
            names = [column.name for column in table.columns]
            publication.merge(table, ({**dict.fromkeys(names), **row} for row in made), set(names))


def _recognitions(firms: int) -> Iterator[dict[str, Any]]:
    for number in range(0, firms, 5):
        kind = ("certification", "advantage", "product_recordal")[number % 3]
        yield {
            "recognition_id": str(number), "kind": kind, "level": "national", **_holder(number),
            "subject": f"产品{number}", "recognised_on": date(2026, 1 + number % 9, 1),
        }  # fmt: skip


def _holder(number: int) -> dict[str, Any]:
    name = name_of(number)
    return {"holder": name, "folded_name": name, "credit_code": code_of(number)}


if __name__ == "__main__":
    main()
