"""Two operations at once, and a reader while everything is switched: each as if alone, never an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.children import Children
from faults.operations import acknowledged
from faults.oracle import holds, orphans, searched
from zhishu.flows.open_warehouse import open_warehouse


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("import_newer", "import_newer"),
        ("import_newer", "import_renamed"),
        ("import_newer", "compact"),
        ("import_newer", "gc"),
    ],
)
def test_two_at_once(
    one: str, other: str, nursery: Children, own: Path, files: Path, tmp_path: Path, prepared: Path
) -> None:
    pids = [nursery.start(f"faults.operations:{name}", own, files) for name in (one, other)]
    assert [nursery.wait(pid)["code"] for pid in pids] == [0, 0]
    found = holds(own)
    accepted = [said["accepted"] for said in acknowledged(own) if "accepted" in said]
    if one == other:
        # The same rows came in once, whoever was first.
        assert sorted(accepted) == [0, max(accepted)] and max(accepted) > 10
    for name in {one, other}:
        assert nursery.run(f"faults.operations:{name}", own, files)["code"] == 0
    assert holds(own) == found, "a second run brings nothing"
    open_warehouse(own).gc()
    assert orphans(own) == []


def test_a_reader_sees_one_state_or_the_other_whatever_is_switched(
    nursery: Children, own: Path, files: Path, tmp_path: Path
) -> None:
    stop = tmp_path / "stop"
    readers = [nursery.start("faults.operations:read_on", own, files, stop) for _ in range(2)]
    for name in ("import_newer", "index", "compact", "rollback", "gc", "import_many", "gc"):
        assert nursery.run(f"faults.operations:{name}", own, files)["code"] == 0
    stop.touch()
    assert [nursery.wait(pid)["code"] for pid in readers] == [0, 0]
    said = [one for one in acknowledged(own) if "rounds" in one]
    assert len(said) == 2
    for one in said:
        # No patent without its periods, no period without its patent, in any state.
        assert {tuple(row[2:]) for row in one["seen"]} == {(0, 0)}
    assert {row[0] for one in said for row in one["seen"]} >= {36}
    assert searched(own)
