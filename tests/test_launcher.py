"""The launcher, without installing anything: what it says where something is missing, odd folders, offline archives."""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = ["zhishu", "tools", "locks", "pyproject.toml", ".gitignore"]
OTHER_PYTHON = "python 3.99\nmachine x86_64\nlibc glibc 2.28\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """What the launcher reads, in a folder whose name has blanks and Chinese characters."""
    folder = tmp_path / "知枢 副本"
    folder.mkdir()
    for part in PARTS:
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / part)
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """What every system has, and one Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ["sh", "cat", "cksum", "cut", "mkdir", "rmdir", "sleep"]:
        (folder / name).symlink_to(str(shutil.which(name)))
    (folder / "python3").symlink_to(Path(sys.executable).resolve())
    return folder


def launch(
    tree: Path, programs: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [tree / "zhishu", *arguments],
        env={**os.environ, "PATH": str(programs), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def without_ensurepip(tree: Path) -> dict[str, str]:
    """A Python as Debian ships it without python3-venv."""
    folder = tree.parent / "missing"
    folder.mkdir()
    (folder / "ensurepip.py").write_text("raise ImportError\n")
    return {"PYTHONPATH": str(folder)}


def without_python(tree: Path) -> dict[str, str]:
    (tree.parent / "bin/python3").unlink()
    return {}


def nothing(tree: Path) -> dict[str, str]:
    return {}


def with_other_wheels(tree: Path) -> dict[str, str]:
    (tree / "wheels").mkdir()
    (tree / "wheels/PLATFORM").write_text(OTHER_PYTHON)
    return {}


def with_a_damaged_wheel(tree: Path) -> dict[str, str]:
    check = importlib.import_module("check_bundle")
    (tree / "wheels").mkdir()
    (tree / "wheels/PLATFORM").write_text(check.encode(check.this_machine()))
    (tree / "wheels/a.whl").write_bytes(b"damaged")
    (tree / "SHA256SUMS").write_text(f"{hashlib.sha256(b'whole').hexdigest()}  wheels/a.whl\n")
    return {}


@pytest.fixture(autouse=True)
def _tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))


@pytest.mark.parametrize(
    ("arguments", "prepare", "said"),
    [
        (["--help"], without_ensurepip, "apt-get install python3-venv"),
        (["--help"], without_python, "没有找到Python 3.11"),
        (["--offline", "--help"], nothing, "没有离线安装用的 wheels"),
        (["--offline", "test"], with_other_wheels, "只带运行用的依赖"),
        (["--offline", "install", "ocr"], with_other_wheels, "没有带识别扩展"),
        (["--offline", "demo"], with_other_wheels, "请安装Python 3.99"),
        (["--offline", "--offline", "demo"], with_a_damaged_wheel, "不符：wheels/a.whl"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_left(
    tree: Path,
    programs: Path,
    arguments: list[str],
    prepare: Callable[[Path], dict[str, str]],
    said: str,
) -> None:
    done = launch(tree, programs, *arguments, **prepare(tree))
    assert done.returncode == 1, done.stderr
    assert said in done.stderr
    assert done.stdout == ""
    assert not (tree / ".venv").exists()
    assert not (tree / ".venv.lock").exists()


@pytest.mark.parametrize("offline", [[], ["--offline"]])
def test_an_environment_that_is_ready_is_used_at_once(
    tree: Path, programs: Path, offline: list[str]
) -> None:
    """In a folder with blanks; --offline is no matter then, and belongs to no command."""
    (tree / ".venv").mkdir()
    for part in ["bin", "lib", "pyvenv.cfg"]:
        (tree / ".venv" / part).symlink_to(Path(sys.prefix) / part)
    locks = sorted((tree / "locks").glob("*.txt"))
    content = b"".join(path.read_bytes() for path in [tree / "pyproject.toml", *locks])
    summed = subprocess.run(["cksum"], input=content, capture_output=True, check=True)
    (tree / ".venv/stamp.test").write_text(f"{summed.stdout.decode().strip()} {tree}\n")
    done = launch(tree, programs, *offline, "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("zhishu, version")


def platform(python: str = "3.11", machine: str = "x86_64", libc: str = "glibc 2.28") -> object:
    check = importlib.import_module("check_bundle")
    return check.decode(f"python {python}\nmachine {machine}\nlibc {libc}\n")


@pytest.mark.parametrize(
    ("here", "said"),
    [
        ({}, ""),
        ({"libc": "glibc 2.41"}, ""),
        ({"python": "3.12"}, "请安装Python 3.11"),
        ({"machine": "aarch64"}, "处理器"),
        ({"libc": "glibc 2.17"}, "更新的操作系统"),
        ({"libc": "glibc 2.9"}, "更新的操作系统"),
        ({"libc": " 0.0"}, "无glibc"),
    ],
)
def test_wheels_fit_machines_like_the_one_they_were_fetched_on(
    here: dict[str, str], said: str
) -> None:
    told = importlib.import_module("check_bundle").misfit(platform(), platform(**here))
    assert said in told
    assert bool(told) == bool(said)


def test_the_oldest_system_is_read_from_the_names_of_the_wheels() -> None:
    names = [
        "a-1-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
        "b-1-cp311-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
        "c-1-py3-none-any.whl",
    ]
    assert importlib.import_module("check_bundle").needed_libc(names) == (2, 27)


@pytest.fixture
def bundling() -> ModuleType:
    return importlib.import_module("make_bundle")


def test_the_same_content_makes_the_same_bytes(tmp_path: Path, bundling: ModuleType) -> None:
    made = []
    for round_, names in enumerate([["甲.txt", "run"], ["run", "甲.txt"]]):
        folder = tmp_path / str(round_)
        folder.mkdir()
        for place, name in enumerate(names):
            (folder / name).write_text(name)
            os.utime(folder / name, (place, 1000 * round_ + place))
        (folder / "run").chmod(0o700)
        out = tmp_path / f"{round_}.tar"
        bundling.write_archive(out, "顶", {name: folder / name for name in names} | {"b": b"x"})
        made.append(out.read_bytes())
    assert made[0] == made[1]
    with tarfile.open(tmp_path / "0.tar") as archive:
        modes = {one.name: (one.mode, one.uid, one.size) for one in archive}
    assert modes == {"顶/b": (0o644, 0, 1), "顶/run": (0o755, 0, 3), "顶/甲.txt": (0o644, 0, 7)}


def test_without_git_the_source_is_what_gitignore_leaves(tree: Path, bundling: ModuleType) -> None:
    left_out = [".venv/a", "src/__pycache__/b.pyc", "home/c", "wheels/d.whl", "SHA256SUMS"]
    kept = ["src/home/c", "说明.txt"]
    for name in [*left_out, *kept]:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("")
    found = bundling.source_files(tree)
    assert bundling.tracked(tree) is None
    assert set(kept) <= set(found)
    assert not set(left_out) & set(found)
    assert "zhishu" in found
    assert found == sorted(found)


def test_in_git_the_source_is_what_is_tracked(bundling: ModuleType) -> None:
    if not (ROOT / ".git").exists():
        assert bundling.tracked(ROOT) is None
        return
    found = bundling.source_files(ROOT)
    assert {"zhishu", "tools/install.sh", "locks/run.txt"} <= set(found)
    assert not [name for name in found if name.startswith((".venv/", "wheels/"))]
