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

from served_portal import Visitor, new_database, serving, wait_for
from small_city import INSTANCE
from throwaway_postgres import running_server
from zhishu.base.database_address import DatabaseAddress
from zhishu.base.errors import InvalidValueError
from zhishu.portal.accounts.demo import DEMO_LOGINS

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "src/zhishu/portal"
# Their pages read the warehouse; of the portal's database they ask who the visitor is, as all others do.
WAREHOUSE_PAGES = (
    "applications", "hostile_text", "image_limits", "image_search", "kept_pages", "lint_page", "logs", "marks",
    "measures", "registers",
)  # fmt: skip
OFFICER = next(one for one in DEMO_LOGINS if one.role == "city_officer")


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with running_server() as address:
        yield address


@pytest.mark.long(250)
@pytest.mark.postgres
def test_the_portals_tests_pass_on_postgresql(
    database: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The files whose tests write or ask rows, again, in a process that reads ZHISHU_DATABASE; a browser sees no database."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/portal", "-m", "not browser",
         "-n", "0", "-p", "no:cacheprovider", "--ignore=tests/portal/test_postgres.py",
         *(f"--ignore=tests/portal/test_{name}.py" for name in WAREHOUSE_PAGES),
         # Two runs that tidy one temporary folder would stumble over each other.
         f"--basetemp={tmp_path_factory.mktemp('postgres')}"],
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


JOBS = 4
POLICY = """云澜市第{n}号试点办法
云知发〔2026〕{n}号
第一条 为推动第{n}项试点，制定本办法。
第二条 第{n}项试点期间免收登记服务费用。
云澜市市场监督管理局
2026年5月6日
"""
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.mark.parametrize("engine", ENGINES)
def test_two_workers_lose_no_job_and_run_none_twice(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Two web processes take the files; the worker of `serve` and one more beside it import them."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "instance.yaml").write_text(INSTANCE, encoding="utf-8")
    more = {"ZHISHU_HOME": str(home)}
    if engine == "postgresql":
        more["ZHISHU_DATABASE"] = new_database(request.getfixturevalue("database"))
    environment = {**os.environ, **more, "DJANGO_SETTINGS_MODULE": "zhishu.portal.settings"}
    with serving(home, **more) as portal:
        beside = subprocess.Popen(
            [sys.executable, "-m", "zhishu.portal.jobs.worker"], env=environment
        )
        try:
            officer = Visitor(portal)
            officer.log_in(OFFICER.username, OFFICER.password)
            files = [(f"{n}.txt", POLICY.format(n=n)) for n in range(1, JOBS + 1)]
            assert officer.ask("/data/uploads/new/", form={"kind": ""}, files=files)[0] == 302
            wait_for(lambda: officer.ask("/data/uploads/")[1].count("完成</span>") == JOBS, 120)
        finally:
            beside.terminate()
            beside.wait(30)
        library = officer.ask("/policy/")[1]
        assert all(f"云知发〔2026〕{n}号" in library for n in range(1, JOBS + 1))
        metrics = officer.ask("/metrics")[1]
    assert f'zhishu_jobs{{state="done"}} {JOBS}.0' in metrics
    told = subprocess.run(
        [sys.executable, "-c", COUNT_RUNS],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    runs, workers, accepted = map(int, told.stdout.split())
    assert (runs, accepted) == (JOBS, JOBS) and workers == 2


# How often imports ran, by how many workers, and what they accepted together.
COUNT_RUNS = """
import django; django.setup()
from django_tasks_db.models import DBTaskResult
from zhishu.portal.jobs.models import Job
ids = [one for result in DBTaskResult.objects.filter(task_path__endswith=".run_job") for one in result.worker_ids]
print(len(ids), len(set(ids)), sum(job.accepted for job in Job.objects.all()))
"""
