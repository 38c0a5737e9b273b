"""What is done to a home when something goes wrong: one function an operation, each safe to run again.

Every operation takes the home and the folder of files, and appends to the journal beside the home what
it acknowledged, durably, before it returns.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from stdnum.cn import uscc

from small_city import INSTANCE, patent_rows, write_city
from zhishu.base.errors import ZhishuError
from zhishu.flows.import_file import import_file
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.flows.rebuild_index import rebuild_index
from zhishu.flows.repair_home import rebuild_derived
from zhishu.flows.roll_back_home import roll_back_home
from zhishu.flows.search_everything import search_everything

NEWER = "更新的题录.csv"
RENAMED = "更名的登记.csv"
CODE = "91990102MA0000001"
# Publications and patents of one state, and how many patents have no period or a period no patent.
READ_SQL = """
SELECT
  (SELECT count(*) FROM patent_publications),
  (SELECT count(*) FROM patents),
  (SELECT count(*) FROM patents ANTI JOIN legal_periods USING (patent_id)),
  (SELECT count(*) FROM legal_periods ANTI JOIN patents USING (patent_id))
"""


def write_files(folder: Path) -> None:
    """The small city's files, and two that change what is known: patents restated, a firm renamed."""
    write_city(folder)
    rows = patent_rows()[10:30]
    for number, row in enumerate(rows):
        row["公开（公告）日"] = "2026-02-03"
        row["名称"] += "（更正）"
        if number % 4 == 0:
            row["公开（公告）号"] = row["公开（公告）号"][:-1] + "C"
    with (folder / NEWER).open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    path = folder / "登记.csv"
    # With check characters that hold, so that a firm is known by its code whatever its name.
    registry = path.read_text(encoding="utf-8").replace(
        "91990102MA00000013", CODE + uscc.calc_check_digit(CODE)
    )
    path.write_text(registry, encoding="utf-8")
    (folder / RENAMED).write_text(registry.replace("电池一厂", "新能源一厂"), encoding="utf-8")


def warm_up() -> None:
    """Read what every operation reads and none changes, once for all children."""
    open_rulebook(Path(os.devnull).parent / "nowhere").regions()


def make_home(home: Path, files: Path) -> None:
    """A home with several snapshots, rows overridden, dead rows, and an index over it."""
    for name in ("登记.csv", "题录.csv", "质押融资促进办法.txt"):
        import_file(home, files / name, synthetic=True)
    rebuild_index(home)
    for name in ("事务.csv", "专项资金管理办法.html"):
        import_file(home, files / name, synthetic=True)
    (home / "instance.yaml").write_text(INSTANCE, encoding="utf-8")


def journal_of(home: Path) -> Path:
    """Where the acknowledgements of a home's operations stand; outside of what may be damaged."""
    return home.with_name(f"{home.name}.journal")


def acknowledged(home: Path) -> list[dict[str, Any]]:
    """What was acknowledged, in order."""
    path = journal_of(home)
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _acknowledge(home: str, **value: object) -> None:
    with journal_of(Path(home)).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(value, ensure_ascii=False) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def import_one(home: str, files: str, name: str) -> None:
    """Import a file."""
    report = import_file(Path(home), Path(files) / name, synthetic=True)
    _acknowledge(home, raw=report.raw_sha256, accepted=report.accepted, snapshot=report.snapshot)


def first_import(home: str, files: str) -> None:
    """The first file of an empty home."""
    import_one(home, files, "题录.csv")


def import_newer(home: str, files: str) -> None:
    """Patents of which some are known with other content."""
    import_one(home, files, NEWER)


def import_renamed(home: str, files: str) -> None:
    """Firms of which one has a new name."""
    import_one(home, files, RENAMED)


def import_many(home: str, files: str) -> None:
    """One file after the other, so that a kill at any moment meets an import."""
    for name in (NEWER, RENAMED, "事务.csv", "题录.csv"):
        import_one(home, files, name)


def compact(home: str, files: str) -> None:
    """Merge segments."""
    _acknowledge(home, compacted=open_warehouse(Path(home)).compact())


def gc(home: str, files: str) -> None:
    """Give up all snapshots but the newest."""
    _acknowledge(home, kept=open_warehouse(Path(home)).gc(keep=1).files)


def sweep(home: str, files: str) -> None:
    """Remove what was left over; every snapshot stays."""
    _acknowledge(home, swept=open_warehouse(Path(home)).gc().files)


def derive(home: str, files: str) -> None:
    """Put the derived tables together anew."""
    _acknowledge(home, derived=rebuild_derived(Path(home)))


def index(home: str, files: str) -> None:
    """Rebuild the index."""
    _acknowledge(home, indexed=rebuild_index(Path(home)).snapshot)


def rollback(home: str, files: str) -> None:
    """Go back to the second snapshot, or the oldest still readable; a second run finds that this was done.

    What was imported before is no longer in the newest state, also when the kill comes before the word.
    """
    _acknowledge(home, rolling_back=True)
    oldest = open_warehouse(Path(home)).snapshots()[-1].number
    try:
        done = roll_back_home(Path(home), max(2, oldest), reason="试验")
    except ZhishuError as error:
        if "没有回退" not in error.what:
            raise
        rebuild_index(Path(home))
        return
    _acknowledge(home, rolled_back=done.snapshot)


def copy_home(source: Path, target: Path) -> Path:
    """A home of one's own, with its journal."""
    shutil.copytree(source, target)
    if journal_of(source).exists():
        shutil.copy(journal_of(source), journal_of(target))
    return target


def told(home: str, files: str, operation: str, report: str) -> None:
    """Run an operation and write down how it ended: nothing, or the one error for people."""
    value: dict[str, Any] = {}
    try:
        globals()[operation](home, files)
    except ZhishuError as error:
        value = {"code": error.code, "what": error.what, "next_step": error.next_step}
    Path(report).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def read_on(home: str, files: str, stop: str) -> None:
    """Ask the newest state again and again until a file appears; either state is right, an error is not."""
    folder, rounds = Path(home), 0
    warehouse = open_warehouse(folder)
    seen = set()
    while not Path(stop).exists() or rounds < 3:
        row = warehouse.query(READ_SQL).rows[0]
        seen.add(row)
        found = search_everything(folder, "隔膜", as_of=date(2026, 10, 31))
        assert found.totals["patent"] == 6, found.totals
        assert not [hint for hint in found.hints if "损坏" in hint]
        rounds += 1
    _acknowledge(home, rounds=rounds, seen=sorted(seen))
