"""Reading the library again: what is read otherwise is one snapshot, what cannot be read any more stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import small_city
from zhishu.cli import cli
from zhishu.flows.import_file import import_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.reread_policies import reread_policies
from zhishu.policy.tables import PARTS, POLICY_CLAUSES, POLICY_DOCUMENTS, TABLES

OTHER = """云澜市知识产权局关于开展专利导航工作的通知
云知发〔2026〕9号
各区县知识产权局：
一、工作目标
到2027年，全市有效发明专利达到5000件。
二、时间安排
自受理之日起5个工作日内办结。
云澜市知识产权局
2026年3月2日
"""
LOGIN = "<!doctype html><html><body><form>登录</form></body></html>"


def stored(home: Path) -> dict[str, list[dict[str, Any]]]:
    """All that is published of policies, but which snapshot wrote it."""
    found = {}
    for table in TABLES:
        columns = ", ".join(f'"{one.name}"' for one in table.columns)
        keys = ", ".join(table.key)
        sql = f"SELECT {columns} FROM {table.name} ORDER BY {keys}"
        found[table.name] = open_warehouse(home).query(sql).dicts()
    return found


@pytest.fixture
def library(home: Path, tmp_path: Path) -> Path:
    for name, text in (("办法.txt", small_city.POLICY), ("通知.txt", OTHER)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        import_file(home, path, kind="policy")
    return home


def test_what_an_older_reader_read_otherwise_is_read_anew_in_one_snapshot(library: Path) -> None:
    before = stored(library)
    warehouse = open_warehouse(library)
    [notice] = [row for row in before["policy_documents"] if row["file_name"] == "通知.txt"]
    own = notice["document_id"]
    lost = next(row for row in before["policy_clauses"] if row["document_id"] == own)
    # As an older reader left it: another title, a clause not found, a second document that is none.
    with warehouse.publication("旧程序", "试") as work:
        more = {**notice, "document_id": f"{notice['raw_sha256'][:16]}-2", "position": 2}
        work.replace(POLICY_DOCUMENTS, [{**notice, "title": "旧题"}, more])
        work.replace(POLICY_CLAUSES, [], [(lost["clause_id"],)])
    report = reread_policies(library)
    assert (report.files, report.failed) == (2, [])
    assert report.changed == [own, more["document_id"]]
    assert report.snapshot == work.snapshot + 1
    assert stored(library) == before
    newest = next(iter(warehouse.snapshots(1)))
    assert set(newest.written) == {"policy_documents", "policy_clauses"}
    again = reread_policies(library)
    assert (again.changed, again.snapshot) == ([], report.snapshot)


def test_a_file_that_fails_today_keeps_what_was_read_of_it(library: Path, tmp_path: Path) -> None:
    page = tmp_path / "旧网页.html"
    page.write_text(LOGIN, encoding="utf-8")
    warehouse = open_warehouse(library)
    raw = warehouse.keep_raw(page)
    model = stored(library)["policy_documents"][0]
    old = {**model, "document_id": f"{raw.sha256[:16]}-1", "raw_sha256": raw.sha256}
    with warehouse.publication("旧程序", "试") as work:
        work.replace(POLICY_DOCUMENTS, [{**old, "file_name": page.name}])
    before = stored(library)
    done = CliRunner().invoke(cli, ["policy", "reread", "--home", str(library)])
    assert done.exit_code == 1
    assert "重读了2个原件" in done.stdout
    assert "0份有变化" in done.stdout
    assert done.stderr == (
        "旧网页.html：文件里没有找到政策正文。确认保存的是正文页，不是列表页或登录页。"
        "原来读出的内容没有动。\n"
    )
    assert stored(library) == before
    assert warehouse.snapshot() == work.snapshot


def test_an_empty_library_is_read_again_to_nothing(home: Path) -> None:
    report = reread_policies(home)
    assert (report.files, report.documents, report.changed, report.snapshot) == (0, 0, [], 0)
    assert all(not stored(home)[table.name] for table in PARTS)
