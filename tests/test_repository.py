"""The repository keeps its own promises: locks without addresses, a launcher that any sh runs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_locks_pin_every_package_with_hashes_and_name_no_host() -> None:
    locks = sorted((ROOT / "locks").glob("*.txt"))
    assert {lock.stem for lock in locks} == {"bench", "installer", "ocr", "run", "test"}
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert not re.search(r"https?://|--index-url|--find-links", text), lock.name
        for entry in re.split(r"\n(?=\S)", text.strip()):
            assert re.match(r"[A-Za-z0-9._\[\]-]+==\S+", entry), f"{lock.name}: {entry[:60]}"
            assert "--hash=sha256:" in entry, f"{lock.name}: {entry[:60]}"


def test_each_lock_holds_the_smaller_one() -> None:
    """One environment serves all: what runs is what was tested and measured."""

    def pins(name: str) -> set[str]:
        text = (ROOT / f"locks/{name}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"^([A-Za-z0-9._\[\]-]+==[^\s;\\]+)", text, re.M))

    assert pins("run") <= pins("test") <= pins("bench")
    # The extra comes beside any of them: what both have is the same.
    shared = {pin.split("==")[0] for pin in pins("ocr")} & {
        pin.split("==")[0] for pin in pins("bench")
    }
    assert "numpy" in shared
    for name in shared:
        same = (f"{name}==",)
        assert {one for one in pins("ocr") if one.startswith(same)} == {
            one for one in pins("bench") if one.startswith(same)
        }, name


def test_scripts_are_posix_sh() -> None:
    for script in [
        "zhishu",
        *(f"tools/{path.name}" for path in sorted((ROOT / "tools").glob("*.sh"))),
    ]:
        path = ROOT / script
        assert path.read_text(encoding="utf-8").startswith("#!/bin/sh\n"), script
        assert subprocess.run(["sh", "-n", path], check=False).returncode == 0, script


def test_the_launcher_keeps_the_folder_of_its_caller(tmp_path: Path) -> None:
    (tmp_path / "通知.txt").write_text(
        "云澜市人民政府办公室关于印发知识产权工作要点的通知\n云政办发〔2026〕3号\n一、总体要求\n做好工作。\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [ROOT / "zhishu", "policy", "read", "通知.txt", "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "云政办发〔2026〕3号" in done.stdout
