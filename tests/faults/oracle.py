"""What must hold of a home whatever happened to it, told without the code that wrote it.

The oracle of every fault is the same: the journal of what was acknowledged, a recount from the raw
files with the csv module alone, and the files that the records on disk name.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

from faults.operations import acknowledged
from zhishu.flows.open_warehouse import ALL_TABLES, open_warehouse
from zhishu.flows.rebuild_index import index_folder
from zhishu.flows.search_everything import search_everything
from zhishu.flows.verify_home import DERIVED, verify_home

# What differs between two runs that did the same.
OF_THE_RUN = {"imported_at"}
QUERIES = ("隔膜", "质押", "更正", "云澜电池一厂")


def state(home: Path) -> dict[str, list[Any]]:
    """Every row of every table at the newest snapshot, but for the time of day it was imported."""
    warehouse = open_warehouse(home)
    found = {}
    for table in ALL_TABLES:
        names = [column.name for column in table.columns if column.name not in OF_THE_RUN]
        columns = ", ".join(f'"{name}"' for name in names)
        # Who derived a row differs between an import and a repair; the row does not.
        source = "" if table in DERIVED else ", _source"
        rows = warehouse.query(f"SELECT {columns}{source} FROM {table.name}").rows
        found[table.name] = sorted(map(repr, rows))
    return found


def searched(home: Path) -> list[Any]:
    """What the index answers: totals and hits."""
    answers = []
    for text in QUERIES:
        found = search_everything(home, text, size=50)
        hits = sorted((hit.kind, hit.entry_id, hit.title.text) for hit in found.hits)
        answers.append((found.totals, hits))
    return answers


def _raw_rows(home: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of the raw tables that are kept, by the hash of their bytes, which must be their name."""
    found = {}
    for path in (home / "warehouse/raw").rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        assert hashlib.sha256(content).hexdigest() == path.name, "a raw file under a wrong name"
        text = content.decode("utf-8-sig")
        if text.startswith(("<", "云")) and "," not in text.splitlines()[0]:
            continue
        found[path.name] = list(csv.DictReader(io.StringIO(text)))
    return found


def recount(home: Path) -> None:
    """Nothing lost, nothing doubled: keys in the tables are those of the raw files that count as imported."""
    warehouse = open_warehouse(home)
    imported = set(warehouse.query("SELECT raw_sha256 FROM imports").values())
    raws = _raw_rows(home)
    rows = [row for sha256, one in raws.items() if sha256 in imported for row in one]
    expected = {
        "patent_publications": {row["公开（公告）号"] for row in rows if "公开（公告）号" in row},
        "legal_events": {
            (row["申请号"], row["事务代码"], row["公告日"]) for row in rows if "事务代码" in row
        },
        "parties": {row["企业名称"][-6:] for row in rows if "企业名称" in row},
        "patents": {row["申请号"] for row in rows if "公开（公告）号" in row},
    }
    for name, keys in expected.items():
        table = warehouse.table(name)
        key = ", ".join(f'"{one}"' for one in table.key)
        [(count, distinct)] = warehouse.query(
            f"SELECT count(*), count(DISTINCT ({key})) FROM {name}"
        ).rows
        assert (count, distinct) == (len(keys), len(keys)), (home, name)


def nothing_acknowledged_is_lost(home: Path) -> None:
    """The raw file of every acknowledged import is logged, but for those before somebody went back."""
    warehouse = open_warehouse(home)
    newest = warehouse.snapshot()
    said = acknowledged(home)
    imported = set(warehouse.query("SELECT raw_sha256 FROM imports").values())
    gone_back = max((at for at, one in enumerate(said) if "rolling_back" in one), default=-1)
    for at, one in enumerate(said):
        assert one.get("snapshot", 0) <= newest
        if "raw" in one and at > gone_back:
            assert one["raw"] in imported


def orphans(home: Path) -> list[str]:
    """Files that no record on disk names, found from the records themselves."""
    root = home / "warehouse"
    if not root.exists():
        return []
    pointer = json.loads((root / "current").read_bytes())
    needed = {root / "current"}
    for number in range(pointer["oldest"], pointer["snapshot"] + 1):
        record = root / f"snapshots/{number}.json"
        needed.add(record)
        for name, line in json.loads(record.read_bytes())["tables"].items():
            manifest = root / f"tables/{name}/manifests/{line['written_by']}.json"
            needed.add(manifest)
            for segment in json.loads(manifest.read_bytes())["segments"]:
                needed.add(root / f"tables/{name}/segments/{segment['sha256']}.parquet")
                if segment["dead"]:
                    needed.add(root / f"tables/{name}/dead/{segment['dead']['sha256']}.parquet")
    files = {
        path for path in root.rglob("*") if path.is_file() and "locks" not in path.parts
    } - set((root / "raw").rglob("*"))
    assert needed <= files, "a needed file is not there"
    left = [str(path.relative_to(home)) for path in sorted(files - needed)]
    folder = index_folder(home)
    editions = [path.name for path in folder.glob("*") if path.is_dir()] if folder.exists() else []
    # The edition in use and the one before it, for those who read it.
    return left + (sorted(editions) if len(editions) > 2 else [])


def holds(home: Path) -> dict[str, list[Any]]:
    """All of it; returns the state."""
    nothing_acknowledged_is_lost(home)
    recount(home)
    assert verify_home(home) == []
    return state(home)
