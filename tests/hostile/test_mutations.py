"""Random damage to every kind of file: no trace, no hang, no row lost, no growth. 100,000 each in benchmarks."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostile.mutations import IMPORTERS, PAGES, make, run
from zhishu.base.errors import InvalidFileError
from zhishu.flows.import_file import import_file
from zhishu.importers.door import Door

COUNT = 2_000
# Through the door and into a warehouse, which takes longer.
SAMPLE = 4
READ = 25


@pytest.mark.long(12)
@pytest.mark.parametrize("importer", IMPORTERS)
def test_damage_is_told_and_nothing_is_lost(importer: str) -> None:
    told = run(importer, 0, COUNT)
    assert told["traces"] == []
    assert told["tried"] == COUNT == told["read"] + told["refused"]
    assert (told["crashed"], told["hung"], told["rows_lost"]) == (0, 0, 0)
    # Most of the damage leaves something to read: the readers were tried and not only their first look.
    assert told["read"] > COUNT / 10 and told["rows"] >= told["read"]
    assert told["memory_mb_after"] - told["memory_mb_before"] < 32


def test_damage_behind_the_door(tmp_path: Path) -> None:
    with Door() as door:
        for importer in IMPORTERS:
            for seed in range(READ):
                file = tmp_path / "文件"
                file.write_bytes(make(importer, seed))
                try:
                    if importer in PAGES:
                        assert door.page(file)["documents"]
                    else:
                        found = door.records(file)
                        with (
                            door.record_table(file, found.parts[0])
                            if found
                            else door.table(file) as table
                        ):
                            numbers = [one.number for one in table.records()]
                        assert numbers == list(range(1, len(numbers) + 1))
                except InvalidFileError as error:
                    assert error.code not in {"reader_died", "took_too_long"}, error


@pytest.mark.parametrize("importer", IMPORTERS)
def test_damage_into_a_warehouse(importer: str, home: Path, tmp_path: Path) -> None:
    name = f"页.{importer}" if importer in PAGES else "表.csv"
    with Door() as door:
        for seed in range(SAMPLE):
            file = tmp_path / name
            file.write_bytes(make(importer, seed))
            try:
                report = import_file(home, file, door=door)
            except InvalidFileError:
                continue
            counts = (report.accepted, report.unchanged, report.superseded, report.set_aside)
            assert report.rows == sum(counts)
