"""The demo city: the same seed gives the same bytes, and the real importers take all of it."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from zhishu.base.errors import ZhishuError
from zhishu.base.identifiers import ApplicationNumber, CreditCode, IpcSymbol, LocarnoSymbol
from zhishu.demo.build import build_demo
from zhishu.demo.files import make_demo
from zhishu.demo.parties import DEMO_FIRM
from zhishu.demo.themes import DESIGN_THINGS, THEMES
from zhishu.flows.import_file import import_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.search_images import count_images
from zhishu.rights.images.view import is_installed

SIZE = 300


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_same_seed_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    made = []
    for salt in ("1", "2"):
        folder = tmp_path / salt
        code = f"from pathlib import Path; from zhishu.demo.files import make_demo; make_demo(Path({str(folder)!r}), patents={SIZE})"
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": salt}, check=True
        )
        made.append(digests(folder))
    assert made[0] == made[1]
    make_demo(tmp_path / "other", seed=7, patents=SIZE)
    other = digests(tmp_path / "other")
    assert other["专利题录.csv"] != made[0]["专利题录.csv"]


def test_no_two_of_a_thousand_titles_are_equal(tmp_path: Path) -> None:
    files = make_demo(tmp_path, patents=3000)
    titles: dict[str, str] = {}
    for row in table(files.patents):
        titles[row["申请号"]] = row["标题"]
    ordered = list(titles.values())
    for start in range(0, len(ordered) - 1000, 500):
        window = ordered[start : start + 1000]
        assert len(set(window)) == len(window)
    abstracts = [row["摘要"] for row in table(files.patents)]
    assert all(40 <= len(text) <= 300 for text in abstracts)


def test_numbers_and_classes_hold(tmp_path: Path) -> None:
    files = make_demo(tmp_path, patents=SIZE)
    numbers = set()
    for row in table(files.patents):
        number = ApplicationNumber.parse(row["申请号"])
        assert number.year == int(row["申请日"][:4])
        assert row["申请日"] < row["公开（公告）日"] <= "2026.10.31"
        numbers.add(str(number))
    assert len(numbers) == SIZE
    for row in table(files.registry):
        assert CreditCode.parse(row["统一社会信用代码"]).region.startswith("9901")
        assert CreditCode.parse(row["统一社会信用代码"]).inner_check_holds
    for theme in THEMES:
        assert {IpcSymbol.parse(symbol).section for symbol in theme.ipc} <= set("ABCDEFGH")
    assert {IpcSymbol.parse(theme.ipc[0]).section for theme in THEMES} == set("ABCDEFGH")
    assert all(LocarnoSymbol.parse(symbol) for symbol, _ in DESIGN_THINGS)


def test_the_real_importers_take_it_with_the_faults_meant(tmp_path: Path) -> None:
    home = tmp_path / "home"
    files = make_demo(tmp_path / "files", patents=1500)
    for path in files.all():
        report = import_file(home, path, synthetic=True)
        parts = (report.accepted, report.unchanged, report.superseded, report.set_aside)
        assert sum(parts) == report.rows > 0
        # One publication number with two contents; a mark of a class there is not; numbers nobody can
        # read, one of them destroyed by a spreadsheet; a kind of protection and a recognition there are not.
        meant = {
            files.gazette: 2,
            files.trademarks: 1,
            files.software: 1,
            files.licences: 1,
            files.indications: 1,
            files.recognitions: 1,
        }
        assert report.set_aside == meant.get(path, 0), report.set_aside_rows[:3]
        damaged = (
            *(files.gazette, files.software, files.works, files.layout_designs, files.expenses),
        )
        assert report.findings or path not in damaged, path.name
    warehouse = open_warehouse(home)
    # The firm of the demo's account holds rights of five kinds, and deals in them.
    for table in ("patents", "trademarks", "copyrights", "layout_designs", "plant_varieties"):
        held = f"SELECT count(*) FROM {table} WHERE list_contains(holders, $firm)"
        assert warehouse.query(held, {"firm": DEMO_FIRM}).value() > 0, table
    # What is dealt in is a patent there is, but for those whose number the gazette destroyed.
    for table in ("pledges", "licences", "assignments", "fee_payments"):
        sql = (
            f"SELECT count(*) FILTER (p.patent_id IS NULL) / count(*) FROM {table} d"
            " LEFT JOIN patents p ON p.application_number = d.right_number"
        )
        assert warehouse.query(sql).value() < 0.05, table
    known = "SELECT count(*) FROM patents"
    assert warehouse.query(known).value() >= 1490
    states = dict(
        warehouse.query(
            "SELECT state, count(*) FROM legal_periods WHERE from_on <= DATE '2026-10-31'"
            " AND (until_on IS NULL OR until_on > DATE '2026-10-31') GROUP BY state"
        ).rows
    )
    assert set(states) == {"pending", "in_force", "ceased", "unknown"}
    assert states["in_force"] > states["unknown"] > 20
    # The contradictions put in are found, and no others.
    rules = warehouse.query("SELECT DISTINCT rule FROM status_findings").values()
    assert set(rules) <= {"ended_twice"}
    # What figures ask of a patent stands beside each of its periods as the patent has it.
    copied = ("right_kind", "filed_on", "granted_on", "region_code", "ipc_section")
    differ = " OR ".join(f"s.{name} IS DISTINCT FROM p.{name}" for name in copied)
    strange = (
        f"SELECT count(*) FROM legal_periods s LEFT JOIN patents p USING (patent_id) WHERE {differ}"
    )
    assert warehouse.query(strange).value() == 0
    # Every granted patent has one period on a day, so that counting periods counts patents.
    on_a_day = warehouse.query(
        "SELECT count(*), count(DISTINCT s.patent_id), (SELECT count(*) FROM patents WHERE granted_on <= $day)"
        " FROM legal_periods s WHERE granted_on <= $day AND from_on <= $day"
        " AND (until_on IS NULL OR $day < until_on)",
        {"day": date(2024, 6, 30)},
    )
    rows, patents, granted = on_a_day.rows[0]
    assert rows == patents == granted > 300
    # Every grant event belongs to a patent that is granted.
    stray = warehouse.query(
        "SELECT count(*) FROM legal_events e JOIN patents p USING (application_number)"
        " WHERE e.code = 'GR01' AND p.granted_on IS NULL"
    )
    assert stray.value() <= 60  # their grant stands in the damaged gazette


def test_a_build_is_done_once_and_goes_on_after_a_stop(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = build_demo(home, patents=SIZE)
    assert first.built
    assert not build_demo(home, patents=SIZE).built
    # Stopped before the end: the mark is missing; a second run brings nothing twice.
    (home / "instance.yaml").unlink()
    snapshot = open_warehouse(home).snapshot()
    again = build_demo(home, patents=SIZE)
    assert again.built
    assert all(report.accepted == 0 for report in again.imports)
    assert open_warehouse(home).snapshot() == snapshot
    # Some marks and designs have pictures, where there is what draws and reads them.
    assert set(count_images(home)) == ({"trademark", "design"} if is_installed() else set())


def test_real_data_and_the_demo_never_share_a_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    page = tmp_path / "通知.txt"
    page.write_text("云澜市关于某事的通知\n一、总体要求\n做好工作。\n", encoding="utf-8")
    import_file(home, page)
    with pytest.raises(ZhishuError, match="真实数据"):
        build_demo(home, patents=SIZE)
