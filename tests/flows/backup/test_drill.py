"""The drill for real: backup, restore, every figure and page compared; what differs is named; nothing stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forked_commands import Run
from zhishu.base.errors import DamagedDataError, NotFoundError
from zhishu.flows.back_up_home import back_up_home
from zhishu.flows.drill_backup import Pages, drill_backup
from zhishu.flows.import_file import import_file
from zhishu.warehouse.archive import read_contents, unpack_archive, write_archive


def test_a_drill_passes_and_leaves_nothing(
    city: Path, tmp_path: Path, run: Run, left_over: Callable[..., list[str]]
) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    before = names_in(city)
    done = run("drill", "--home", city, "--workspace", workspace, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["passed"] and set(report["seconds"]) == {"backup", "restore", "compare"}
    compared = {one["what"]: one for one in report["comparisons"]}
    assert all(one["compared"] and not one["left_out"] for one in compared.values()), compared
    assert compared["门户的页面"]["compared"] >= 15
    assert 'status": 4' not in done.stderr and 'status": 5' not in done.stderr
    assert compared["检索的页面"]["compared"] >= 3
    assert compared["指标，与运行中的"]["compared"] == 3
    assert list(workspace.iterdir()) == []
    assert left_over(city) == []
    assert names_in(city) == before


def names_in(home: Path) -> list[Path]:
    """Files of a home but those by which its readers hold it."""
    paths = (path for path in home.rglob("*") if "locks" not in path.parts)
    return sorted(path for path in paths if not path.name.endswith((".lock", "-shm", "-wal")))


def no_pages(database: object) -> Pages:
    return Pages(snapshot=5, index_snapshot=5, pages={"/": "200"}, searches={})


def test_a_page_that_breaks_is_no_page(archive: Path, built_home: Path, tmp_path: Path) -> None:
    """Equal to the broken one of the home that runs is not good enough."""
    broken = Pages(
        snapshot=5, index_snapshot=5, pages={"/": "500 error"}, searches={"/search": "200 a"}
    )
    report = drill_backup(
        built_home, archive, read_pages=lambda database: broken, workspace=tmp_path
    )
    assert {one.what: one.different for one in report.comparisons if one.different} == {
        "门户的页面": ("/",)
    }


def test_what_differs_is_named(archive: Path, built_home: Path, tmp_path: Path) -> None:
    """A backup of figures that are not its own, as after a fault in the program that made it."""
    contents = read_contents(archive)
    told = json.loads(json.dumps(contents.told))
    told["figures"]["values"]["valid_inventions"] = "7（另有0未知）"
    told["tables"]["patents"]["digest"] = "1"
    forged = tmp_path / "forged.tar"
    _write_again(archive, forged, told)
    report = drill_backup(built_home, forged, read_pages=no_pages, workspace=tmp_path)
    different = {one.what: one.different for one in report.comparisons if one.different}
    assert different == {
        "数据仓库的表，与备份所记": ("patents",),
        "指标，与备份所记": ("valid_inventions",),
    }
    assert not report.passed
    assert list(tmp_path.glob("zhishu-drill-*")) == []


def _write_again(archive: Path, target: Path, told: dict[str, Any]) -> None:
    folder = target.with_suffix(".members")
    folder.mkdir()
    members = read_contents(archive).members
    sources = [(one, folder / str(number)) for number, one in enumerate(members)]
    places = dict(sources)
    unpack_archive(archive, lambda member: places[member].open("wb"))
    with target.open("wb") as stream:
        write_archive(stream, told, sources)


def test_a_home_that_went_on_is_compared_at_the_backups_snapshot(
    city: Path, tmp_path: Path
) -> None:
    """Tables and figures are compared as of then; pages are not, and the report says so."""
    folder = tmp_path / "kept"
    with pytest.raises(NotFoundError, match="没有这个数据文件夹的备份"):
        folder.mkdir()
        drill_backup(city, folder, read_pages=no_pages, workspace=tmp_path)
    back_up_home(city, folder)
    page = tmp_path / "新.txt"
    page.write_text(
        "云澜市人民政府关于新事项的通知\n云政发〔2026〕9号\n一、要求\n做好。\n", "utf-8"
    )
    import_file(city, page)

    def pages(database: object) -> Pages:
        return Pages(snapshot=6, index_snapshot=5, pages={}, searches={})

    report = drill_backup(city, folder, read_pages=pages, workspace=tmp_path)
    assert report.passed and report.snapshot == 5
    left_out = {one.what: one.left_out for one in report.comparisons if one.left_out}
    assert left_out == {"门户的页面": "运行中的已到快照6，备份是快照5"}
    assert {"数据仓库的表，与运行中的", "指标，与运行中的"} <= {
        one.what for one in report.comparisons if one.compared
    }


def test_on_another_machine_it_is_compared_with_what_it_says_of_itself(
    archive: Path, tmp_path: Path
) -> None:
    """And what a drill that was killed had left is taken away by the next."""
    left = tmp_path / "zhishu-drill-killed"
    (left / "home").mkdir(parents=True)
    (left / "in-use").touch()
    report = drill_backup(tmp_path / "none", archive, read_pages=no_pages, workspace=tmp_path)
    assert report.passed
    assert [one.what for one in report.comparisons if one.left_out] == ["数据仓库的表，与运行中的"]
    assert report.comparisons[-1].what == "门户的页面，只看能否打开"
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_does_not_restore_fails_the_drill(
    archive: Path, built_home: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.tar"
    bad.write_bytes(archive.read_bytes()[:-5000])
    with pytest.raises(DamagedDataError, match="没有写完"):
        drill_backup(built_home, bad, read_pages=no_pages, workspace=tmp_path)
    assert list(tmp_path.iterdir()) == [bad]
