"""What a query may be: one SELECT over published tables, within time, memory and rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from zhishu.base.errors import ZhishuError
from zhishu.warehouse.engine import connect
from zhishu.warehouse.fence import check_query
from zhishu.warehouse.table import Column, Table
from zhishu.warehouse.warehouse import Warehouse

REFUSED = [
    "",
    "SELEC 1",
    "SELECT 1; SELECT 2",
    "DROP TABLE a",
    "DROP VIEW a",
    "CREATE TABLE x AS SELECT 1",
    "INSERT INTO a VALUES ('x', 1)",
    "DELETE FROM a RETURNING *",
    "WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x",
    "WITH x AS (INSERT INTO a VALUES ('x', 1) RETURNING *) FROM x",
    "UPDATE a SET value = 1",
    "COPY a TO '{folder}/stolen.parquet'",
    "COPY (SELECT 1) TO '{folder}/stolen.csv'",
    "EXPORT DATABASE '{folder}/stolen'",
    "ATTACH '{folder}/stolen.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '100GB'",
    "SET lock_configuration = false",
    "PRAGMA database_list",
    "CALL pragma_version()",
    "EXPLAIN SELECT 1",
    "EXPLAIN ANALYZE SELECT 1",
    "SHOW TABLES",
    "DESCRIBE a",
    "SUMMARIZE a",
    "PREPARE x AS SELECT 1",
    "BEGIN",
    "CHECKPOINT",
    "SELECT * FROM nobody",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM '{segment}'",
    "SELECT * FROM read_parquet('{segment}')",
    "SELECT * FROM parquet_scan('{segment}')",
    "SELECT * FROM parquet_metadata('{segment}')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT * FROM a WHERE key IN (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT * FROM a ORDER BY (SELECT content FROM read_text('/etc/passwd'))",
    "WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x",
    "SELECT * FROM a JOIN read_text('/etc/passwd') ON true",
    "SELECT 1 UNION ALL SELECT content FROM read_text('/etc/passwd')",
    "SELECT list_transform([1], lambda x: (SELECT content FROM read_text('/etc/passwd')))",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('a')",
    "SELECT * FROM json_execute_serialized_sql('{{}}')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM pragma_database_size()",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM pg_catalog.pg_class",
    "SELECT * FROM duckdb_tables",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM dead.a",
    "SELECT * FROM memory.main.a",
    "SELECT * FROM main.a",
    "SELECT getenv('HOME')",
    "SELECT current_setting('temp_directory')",
    "SELECT now()",
    "SELECT today()",
    "SELECT current_date",
    "SELECT CURRENT_TIMESTAMP",
    "SELECT random()",
    "SELECT uuid()",
    "SELECT version()",
    "SELECT pg_sleep(100)",
    "SELECT sleep_ms(100000)",
    "SELECT current_user",
    "SELECT count(*) FILTER (random() > 0.5) FROM a",
    "SELECT sum(value) OVER (ORDER BY random()) FROM a",
    "SELECT nextval('x')",
    "SELECT write_log('x')",
    "SELECT error('x')",
    "SELECT age(DATE '2020-01-01')",
    "SELECT * FROM a TABLESAMPLE 10%",
    "SELECT * FROM a LIMIT (SELECT count(*) FROM read_text('/etc/passwd'))",
    "SELECT $missing",
    "SELECT nobody FROM a",
    "FROM a SELECT key || 1 || value::DATE",
]
ALLOWED = [
    ("SELECT count(*) FROM a", 3),
    ("FROM a SELECT sum(value)", 6),
    ("SELECT count(*) FROM A", 3),
    ('SELECT count(*) FROM "a" AS x JOIN a AS y USING (key)', 3),
    ("WITH x AS (SELECT * FROM a), y AS (FROM x) SELECT count(*) FROM y", 3),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 9) SELECT max(n) FROM t",
        9,
    ),
    ("SELECT count(*) FROM range(5)", 5),
    ("SELECT count(*) FROM (SELECT unnest([1, 2]))", 2),
    ("SELECT count(*) FROM (VALUES (1), (2)) AS v(x)", 2),
    ("SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY key) AS n FROM a)", 3),
    ("SELECT count(DISTINCT value) FILTER (value > 1) FROM a", 2),
    ("SELECT CASE WHEN EXISTS (FROM b) THEN 1 ELSE 0 END", 0),
    ("SELECT year(DATE '2020-05-01')", 2020),
    ("SELECT date_diff('day', DATE '2020-01-01', DATE '2020-01-31')", 30),
    ("SELECT count(*) FROM a WHERE key LIKE 'k%' AND value BETWEEN 1 AND 2 ", 2),
    ("(SELECT 1 EXCEPT SELECT 2) UNION SELECT 1 ORDER BY 1 LIMIT 1", 1),
    ("SELECT list_sum(list_transform([1, 2], lambda x: x * 2))", 6),
    ("SELECT count(*) FROM (PIVOT a ON value IN (1, 2) USING count(*))", 3),
    ("SELECT count(*) FROM a, LATERAL (SELECT a.value) AS v", 3),
    ("SELECT length(array_to_string(['a', 'b'], ','))", 3),
    ("SELECT -- a remark; with a semicolon\n 1", 1),
    ("SELECT 1;", 1),
]


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fence")


@pytest.fixture(scope="module")
def filled(shared_home: Path) -> Warehouse:
    """Made once: whatever a test asks, the next one must find it unchanged."""
    columns = (Column("key", "text", "键"), Column("value", "integer", "值"))
    a, b = (Table(name, name, columns, ("key",)) for name in ("a", "b"))
    warehouse = Warehouse.open(shared_home, (a, b))
    with warehouse.publication("测试", "源") as publication:
        rows = [{"key": f"k{n}", "value": n} for n in (1, 2, 3)]
        publication.merge(a, rows, ("key", "value"))
    return warehouse


@pytest.mark.parametrize("sql", REFUSED)
def test_refused(sql: str, filled: Warehouse, shared_home: Path, tmp_path: Path) -> None:
    (segment,) = (shared_home / "warehouse/tables/a/segments").iterdir()
    sql = sql.format(folder=tmp_path, segment=segment)
    with pytest.raises(ZhishuError) as refusal:
        filled.query(sql, seconds=5)
    assert refusal.value.code == "query_refused"
    assert refusal.value.next_step
    assert not list(tmp_path.glob("stolen*"))
    assert filled.query("SELECT count(*), sum(value) FROM a").rows == [(3, 6)]


@pytest.mark.parametrize(("sql", "value"), ALLOWED)
def test_allowed(sql: str, value: Any, filled: Warehouse) -> None:
    assert filled.query(sql).value() == value


def test_the_relations_read_are_known() -> None:
    assert check_query("SELECT * FROM Patents JOIN b ON true") == {"patents", "b"}
    assert check_query("WITH a AS (SELECT 1) SELECT * FROM a") == set()


def test_a_name_may_be_a_table_outside_and_a_with_inside(filled: Warehouse) -> None:
    sql = "SELECT (WITH a AS (SELECT 7 AS n) SELECT n FROM a) + count(*) FROM a"
    assert filled.query(sql).value() == 10


def test_parameters_are_bound_never_put_in(filled: Warehouse) -> None:
    sql = "SELECT key FROM a WHERE key = $key"
    assert filled.query(sql, {"key": "k1"}).values() == ["k1"]
    assert filled.query(sql, {"key": "x' OR '1'='1"}).values() == []
    many = filled.query(
        "SELECT key FROM a WHERE list_contains($keys, key) ORDER BY key", {"keys": ["k1", "k3"]}
    )
    assert many.values() == ["k1", "k3"]


def test_limits(filled: Warehouse) -> None:
    endless = "SELECT count(*) FROM range(1000000000) AS x, range(1000000) AS y WHERE x.range * y.range % 7 = 3"
    with pytest.raises(ZhishuError, match=r"超过0\.2秒"):
        filled.query(endless, seconds=0.2)
    with pytest.raises(ZhishuError, match="超过10行"):
        filled.query("FROM range(11)", max_rows=10)
    assert len(filled.query("FROM range(10)", max_rows=10)) == 10
    assert sum(1 for _ in filled.stream("FROM range(5000)")) == 5000
    assert filled.query("SELECT count(*) FROM a").value() == 3


def test_a_query_past_its_memory_is_stopped(
    home: Path, pair: tuple[Table, Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHISHU_MEMORY_LIMIT", "20MB")
    warehouse = Warehouse.open(home, pair)
    with pytest.raises(ZhishuError, match="内存"):
        warehouse.query("SELECT list(range || 'xxxxxxxxxxxxxxxx') FROM range(3000000)")
    assert warehouse.query("SELECT 1").value() == 1


def test_a_bad_setting_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHISHU_MEMORY_LIMIT", "许多")
    with pytest.raises(ZhishuError, match="ZHISHU_MEMORY_LIMIT"):
        Warehouse.open(home).query("SELECT 1")


def test_no_bar_of_progress_goes_among_the_results(tmp_path: Path) -> None:
    with connect(tmp_path / "spill") as connection, connection.cursor() as cursor:
        [(shown,)] = cursor.execute("SELECT current_setting('enable_progress_bar')").fetchall()
    assert shown is False
