"""Flipped bits: no wrong answer served, all found by verify, what is derived rebuilt, facts refused by name."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from faults.children import Children
from faults.flips import KINDS, REFUSED, answers, copy_with_flip, flippable, names_it
from faults.operations import copy_home
from faults.oracle import searched, state
from faults.portal import REFUSALS, ask, fill
from zhishu.base.errors import DamagedDataError
from zhishu.flows.copy_sqlite import count_sqlite
from zhishu.flows.import_file import import_file
from zhishu.flows.machine_facts import look_at_database
from zhishu.flows.repair_home import repair_home
from zhishu.flows.verify_home import verify_home

SEED = 20260317
FLIPS_A_KIND = 5
FLIPS_OF_DATABASE = 20


@pytest.fixture(scope="module")
def whole(
    nursery: Children, prepared: Path, files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The prepared home with its index up to date."""
    home = copy_home(prepared, tmp_path_factory.mktemp("whole") / "home")
    assert nursery.run("faults.operations:index", home, files)["code"] == 0
    return home


@pytest.mark.parametrize("kind", KINDS)
def test_flips(kind: str, whole: Path, tmp_path: Path) -> None:
    right = answers(whole)
    assert REFUSED not in right
    chance = random.Random(f"{SEED}-{kind}")
    places = flippable(whole)[kind]
    assert places
    for number in range(FLIPS_A_KIND):
        copy = tmp_path / f"copy{number}"
        flipped = copy_with_flip(whole, copy, chance.choice(places), chance)
        found = verify_home(copy)
        assert names_it(flipped, found), flipped
        assert all(one.next_step for one in found)
        for got, expected in zip(answers(copy), right, strict=True):
            assert got in (REFUSED, expected), flipped
        shutil.rmtree(copy)


@pytest.mark.parametrize("bit", range(8))
def test_a_damaged_pointer_is_damage_and_not_another_version(
    whole: Path, tmp_path: Path, bit: int
) -> None:
    home = copy_home(whole, tmp_path / "home")
    pointer = home / "warehouse/current"
    content = bytearray(pointer.read_bytes())
    content[content.index(b'"format": ') + len(b'"format": ')] ^= 1 << bit
    pointer.write_bytes(content)
    assert names_it(pointer, verify_home(home))
    assert answers(home)[0] == REFUSED


def test_flips_of_the_database(whole: Path, tmp_path: Path) -> None:
    """Every page is as it was or refused; the share of flips that is found is a figure of the benchmark."""
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    database = fill(home)
    chance = random.Random(SEED)
    content = database.read_bytes()
    copies = [database]
    for number in range(FLIPS_OF_DATABASE):
        changed = bytearray(content)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        copies.append(tmp_path / f"{number}.sqlite3")
        copies[-1].write_bytes(changed)
    right, *damaged = ask(home, copies)
    assert right["found"] == []
    assert not set(right["answers"]) & REFUSALS, "every page answers"
    for one in damaged:
        for got, expected in zip(one["answers"], right["answers"], strict=True):
            assert got == expected or got in REFUSALS


def test_a_broken_name_of_a_table_is_damage(whole: Path, tmp_path: Path) -> None:
    """SQLite quotes the name in its complaint, which is then no text."""
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    database = fill(home)
    content = database.read_bytes()
    name = b"tableaccounts_useraccounts_user"
    assert name in content
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(content.replace(name, name[:9] + b"\xe7" + name[10:]))
    (said,) = ask(home, [broken])
    assert said["found"] and set(said["answers"]) == {"not started"}
    database.write_bytes(broken.read_bytes())
    assert look_at_database(home, deep=True).damage
    with pytest.raises(DamagedDataError, match="门户的数据库"):
        count_sqlite(database)


@pytest.mark.parametrize("table", ["patents", "legal_periods"])
@pytest.mark.parametrize("kind", ["segments", "manifests"])
def test_a_derived_table_is_rebuilt(
    table: str, kind: str, whole: Path, tmp_path: Path, files: Path
) -> None:
    right, hits = state(whole), searched(whole)
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    newest = max(
        (home / f"warehouse/tables/{table}/{kind}").iterdir(),
        key=lambda one: one.stat().st_mtime_ns,
    )
    newest.write_bytes(newest.read_bytes()[:-9] + b"x" * 9)
    with pytest.raises(DamagedDataError, match="repair"):
        import_file(home, files / "更新的题录.csv")
    done = repair_home(home)
    assert (done.tables, done.index) == ((table,), True)
    assert state(home) == right
    assert searched(home) == hits
    # The snapshots of before the repair stay damaged until they are restored or given up.
    assert all(one.is_old and "gc --keep" in one.next_step for one in done.left)
    assert done.left
    import_file(home, files / "更新的题录.csv", synthetic=True)


def test_the_index_is_rebuilt(whole: Path, tmp_path: Path) -> None:
    hits = searched(whole)
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    for path in flippable(home)["index"]:
        if path.name != "current":
            path.write_bytes(b"x" + path.read_bytes()[1:])
    done = repair_home(home)
    assert (done.tables, done.index, done.left) == ((), True, ())
    assert searched(home) == hits


def test_what_is_derived_from_damaged_facts_is_not_rebuilt(whole: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    for table in ("patents", "patent_publications"):
        for path in (home / f"warehouse/tables/{table}/segments").iterdir():
            path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(DamagedDataError, match="patent_publications"):
        repair_home(home)
    left = {one.table: one.next_step for one in verify_home(home)}
    assert "从备份恢复" in left["patent_publications"]


def test_a_damaged_raw_file_is_healed_by_the_same_import(
    whole: Path, tmp_path: Path, files: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    raw = flippable(home)["raw"][0]
    raw.chmod(0o644)
    raw.write_bytes(b"x" + raw.read_bytes()[1:])
    [found] = verify_home(home)
    assert found.path == str(raw) and "重新导入同一份原件" in found.next_step
    for path in files.iterdir():
        import_file(home, path, synthetic=True)
    assert verify_home(home) == []
