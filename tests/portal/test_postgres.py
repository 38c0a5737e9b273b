"""The portal's tests hold on PostgreSQL too; its models and queries use only what every database has."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from throwaway_postgres import running_server
from zhishu.base.database_address import DatabaseAddress
from zhishu.base.errors import InvalidValueError

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "src/zhishu/portal"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with running_server() as address:
        yield address


@pytest.mark.postgres
def test_the_portals_tests_pass_on_postgresql(database: str) -> None:
    """The same files, again, in a process that reads ZHISHU_DATABASE; a browser sees no database."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/portal", "-m", "not browser and not postgres",
         "-n", "0", "-p", "no:cacheprovider", "--no-header"],
        cwd=ROOT, env={**os.environ, "ZHISHU_DATABASE": database}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed and int(passed.group(1)) > 100, done.stdout[-500:]
    assert "skipped" not in done.stdout and "failed" not in done.stdout


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://zhishu:p%40ss@db:5433/office", ("office", "db", 5433, "zhishu", "p@ss")),
        ("postgres://zhishu@10.0.0.7/office", ("office", "10.0.0.7", None, "zhishu", "")),
        ("postgresql:///office", ("office", "", None, "", "")),
        ("postgresql:///office?host=/run/pg&user=zhishu&port=5433",
         ("office", "/run/pg", 5433, "zhishu", "")),
        ("postgresql://[::1]:5432/office?sslmode=require", ("office", "::1", 5432, "", "")),
    ],
)  # fmt: skip
def test_an_address_is_read(text: str, expected: tuple[object, ...]) -> None:
    read = DatabaseAddress.parse(text)
    assert (read.name, read.host, read.port, read.user, read.password) == expected
    assert "p@ss" not in str(read) and "p@ss" not in repr(read)


@pytest.mark.parametrize(
    "text",
    [
        "mysql://zhishu:geheim@db/office",
        "portal.sqlite3",
        "postgresql://zhishu:geheim@db",
        "postgresql://zhishu:geheim@db/",
        "postgresql://zhishu:geheim@db/a/b",
        "postgresql://zhishu:geheim@db:port/office",
        "postgresql://zhishu:geheim@db:99999/office",
        "postgresql://db/office?user=a&user=b",
        "postgresql://a@db/office?user=b",
        "postgresql://db/office?options=-c%20x",
        "postgresql://[::1/office",
    ],
)
def test_a_bad_address_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        DatabaseAddress.parse(text)
    assert "ZHISHU_DATABASE" in str(caught.value) and "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://zhishu:geheim@127.0.0.1/office", "应以postgresql://开头"),
        ("postgresql://zhishu:geheim@127.0.0.1:1/office", "数据库没有应答"),
        ("postgresql:///office?host=/nowhere&user=zhishu&password=geheim", "数据库没有应答"),
    ],
)
def test_serve_says_what_is_wrong_with_the_database(
    address: str, words: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zhishu", "serve", "--home", str(tmp_path / "home"), "--port", "0"],
        env={**os.environ, "ZHISHU_DATABASE": address}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert words in done.stderr and "下一步" in done.stderr
    assert "geheim" not in done.stderr and "Traceback" not in done.stderr


# What not every database of a Chinese office has: openGauss descends from PostgreSQL 9.2.
_UNPORTABLE_NAMES = {
    "JSONField", "KeyTransform", "KeyTextTransform", "RawSQL", "bulk_create_conflicts",
    "update_conflicts", "ignore_conflicts", "unique_fields", "ArrayAgg", "StringAgg",
}  # fmt: skip
_UNPORTABLE_CALLS = {"raw", "extra", "distinct_on", "notify", "listen", "cursor", "execute"}


def _python(folder: Path) -> list[tuple[Path, ast.AST]]:
    paths = sorted(folder.rglob("*.py"))
    assert len(paths) > 30
    return [(path, node) for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]


def unportable(node: ast.AST) -> str:
    """What of a program text not every database has; empty for what is fine."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
        "django.contrib.postgres"
    ):
        return "django.contrib.postgres"
    if isinstance(node, ast.Name) and node.id in _UNPORTABLE_NAMES:
        return node.id
    if isinstance(node, ast.Attribute) and node.attr in _UNPORTABLE_NAMES:
        return node.attr
    if isinstance(node, ast.keyword) and node.arg in _UNPORTABLE_NAMES | {"nulls_distinct"}:
        return str(node.arg)
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return ""
    name = node.func.attr
    if name in _UNPORTABLE_CALLS and _asks_the_database(node.func.value):
        return f".{name}()"
    if name == "distinct" and node.args:
        return ".distinct(列)"
    if name in ("Index", "UniqueConstraint") and (
        node.args
        or any(one.arg in ("expressions", "condition", "opclasses") for one in node.keywords)
    ):
        return f"{name} over an expression"
    return ""


def _asks_the_database(value: ast.AST) -> bool:
    words = {one.attr for one in ast.walk(value) if isinstance(one, ast.Attribute)}
    names = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
    return bool(words & {"objects"} or names & {"connection", "connections"})


def test_the_portal_uses_only_what_every_database_has() -> None:
    found = [f"{path.name}: {what}" for path, node in _python(PORTAL) if (what := unportable(node))]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "models.JSONField()",
        "from django.contrib.postgres.fields import ArrayField",
        "Job.objects.bulk_create(rows, ignore_conflicts=True)",
        "Job.objects.raw('SELECT 1')",
        "Job.objects.filter(a=1).extra(where=['x'])",
        "Job.objects.distinct('kind')",
        "models.Index(Lower('name'), name='x')",
        "models.UniqueConstraint(fields=['a'], condition=Q(b=1), name='x')",
        "connection.cursor().execute('LISTEN x')",
    ],
)
def test_the_check_sees_what_it_looks_for(text: str) -> None:
    assert any(unportable(node) for node in ast.walk(ast.parse(text)))
