"""An archive made here installs and works where there is no network: a network namespace without one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from small_city import write_city

ROOT = Path(__file__).resolve().parent.parent
# Root enters a namespace as it is; others by a user namespace of their own.
UNSHARE = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-r", "-n"]


def _has_namespaces() -> bool:
    tried = shutil.which("unshare") and subprocess.run([*UNSHARE, "true"], capture_output=True)
    return bool(tried and tried.returncode == 0)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The tree of a fresh archive, in a folder whose name has blanks and Chinese characters."""
    folder = tmp_path_factory.mktemp("离线 安装")
    made = subprocess.run(
        [ROOT / "zhishu", "bundle", "--out", folder / "包.tar"], capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    with tarfile.open(folder / "包.tar") as archive:
        archive.extractall(folder, filter="data")
    (folder / "包.tar").unlink()
    (tree,) = folder.iterdir()
    yield tree
    shutil.rmtree(folder)  # half a gigabyte


def offline(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the launcher without network, and without what this machine has set for its installers."""
    return subprocess.run(
        [*UNSHARE, tree / "zhishu", "--offline", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(tree.parent), "LANG": "C.UTF-8"},
        cwd=tree.parent,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.long(90)
@pytest.mark.skipif(
    not _has_namespaces(), reason="缺 unshare：以root运行，或允许用户命名空间（util-linux）"
)
def test_an_archive_installs_and_works_without_a_network(unpacked: Path) -> None:
    links = subprocess.run([*UNSHARE, "cat", "/proc/net/dev"], capture_output=True, text=True)
    assert [line.split(":")[0].strip() for line in links.stdout.splitlines()[2:]] == ["lo"]

    helped = offline(unpacked, "--help")
    assert helped.returncode == 0, helped.stderr
    assert "准备环境" in helped.stderr
    assert "demo" in helped.stdout

    city = unpacked.parent / "city"
    files = write_city(city)
    read = offline(unpacked, "policy", "read", "city/质押融资促进办法.txt", "--json")
    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout)["files"][0]["documents"][0]["document_number"] == (
        "云政办发〔2026〕12号"
    )
    imported = offline(unpacked, "import", str(files[1]), "--home", "home", "--json")
    assert imported.returncode == 0, imported.stderr
    assert json.loads(imported.stdout)["imports"][0]["accepted"] == 36
    assert offline(unpacked, "index", "rebuild", "--home", "home").returncode == 0
    found = offline(unpacked, "search", "隔膜", "--home", "home", "--json")
    assert json.loads(found.stdout)["totals"]["patent"] == 6
