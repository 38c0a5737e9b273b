"""Two small declared tables and a warehouse over them; children that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from zhishu.warehouse.table import Column, Table
from zhishu.warehouse.warehouse import Warehouse

RIGHTS = Table(
    "rights_example",
    "权利",
    (
        Column("number", "text", "号"),
        Column("published_on", "date", "公开日"),
        Column("title", "text", "名称"),
        Column("holders", "texts", "权利人"),
        Column("claims", "integer", "权利要求数"),
        Column("fee", "decimal", "费用"),
        Column("granted", "boolean", "授权"),
        Column("read_at", "timestamp", "读入时间"),
    ),
    ("number",),
    "published_on",
)
COUNTS = Table(
    "counts_example",
    "计数",
    (
        Column("place", "text", "地区"),
        Column("year", "integer", "年"),
        Column("n", "integer", "数"),
    ),
    ("place", "year"),
)

# What a child process runs before its own lines: the same tables, the home named by its argument.
PRELUDE = """
import sys
from datetime import date
from pathlib import Path
from zhishu.warehouse.table import Column, Table
from zhishu.warehouse.warehouse import Warehouse
A = Table("a", "甲", (Column("key", "text", "键"), Column("value", "integer", "值")), ("key",))
B = Table("b", "乙", (Column("key", "text", "键"), Column("value", "integer", "值")), ("key",))
warehouse = Warehouse.open(Path(sys.argv[1]), (A, B))
def rows(first, last, value=1):
    return [{"key": f"k{n}", "value": value} for n in range(first, last)]
"""
A = Table("a", "甲", (Column("key", "text", "键"), Column("value", "integer", "值")), ("key",))
B = Table("b", "乙", (Column("key", "text", "键"), Column("value", "integer", "值")), ("key",))

Child = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def child() -> Iterator[Child]:
    """Start Python on the prelude and some lines: child(lines, home, ZHISHU_FAULTPOINT=...)."""
    started: list[subprocess.Popen[str]] = []

    def start(lines: str, home: Path, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PRELUDE + lines, str(home)],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()


@pytest.fixture
def rights() -> Table:
    return RIGHTS


@pytest.fixture
def counts() -> Table:
    return COUNTS


@pytest.fixture
def pair() -> tuple[Table, Table]:
    return A, B


@pytest.fixture
def warehouse(home: Path) -> Warehouse:
    return Warehouse.open(home, (RIGHTS, COUNTS, A, B))


@pytest.fixture
def stored_files() -> Callable[[Path], list[str]]:
    """Names of all files of a home's warehouse but the locks."""

    def names(home: Path) -> list[str]:
        root = home / "warehouse"
        found: list[Any] = [path for path in root.rglob("*") if path.is_file()]
        return sorted(str(path.relative_to(root)) for path in found if "locks" not in path.parts)

    return names
