"""Of an offline archive that was unpacked: do its wheels fit this machine, are its files what was packed?

Runs before anything is installed, so it uses the standard library only.
"""

from __future__ import annotations

import hashlib
import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path

SUMS = "SHA256SUMS"
PLATFORM = "wheels/PLATFORM"


@dataclass(frozen=True)
class Platform:
    """What wheels are made for: a version of Python, a machine, and the oldest C library that carries them."""

    python: str
    machine: str
    libc: str
    libc_version: tuple[int, int]

    def __str__(self) -> str:
        libc = f"{self.libc} {'.'.join(map(str, self.libc_version))}" if self.libc else "无glibc"
        return f"Python {self.python}、{self.machine}、{libc}"


def this_machine() -> Platform:
    """What this machine is."""
    libc, version = platform.libc_ver()
    numbers = [int(part) for part in re.findall(r"\d+", version)[:2]]
    major, minor = (*numbers, 0, 0)[:2]
    return Platform(
        f"{sys.version_info.major}.{sys.version_info.minor}",
        platform.machine(),
        libc,
        (major, minor),
    )


def needed_libc(wheels: list[str]) -> tuple[int, int]:
    """The oldest glibc that carries all of these wheels, by their names."""
    newest = (0, 0)
    for name in wheels:
        tags = re.findall(r"manylinux_(\d+)_(\d+)_", name)
        if tags:  # a wheel of several tags runs on the oldest of them
            newest = max(newest, min((int(major), int(minor)) for major, minor in tags))
    return newest


def encode(needs: Platform) -> str:
    """As it is written in the archive."""
    libc = f"{needs.libc} {needs.libc_version[0]}.{needs.libc_version[1]}"
    return f"python {needs.python}\nmachine {needs.machine}\nlibc {libc}\n"


def decode(text: str) -> Platform:
    """As it is read from the archive."""
    found = dict(line.split(" ", 1) for line in text.splitlines())
    libc, _, version = found["libc"].partition(" ")
    major, _, minor = version.partition(".")
    return Platform(found["python"], found["machine"], libc, (int(major), int(minor)))


def misfit(needs: Platform, here: Platform) -> str:
    """Why wheels of one platform do not run on another, in a sentence; empty when they do."""
    if needs.python != here.python:
        step = f"请安装Python {needs.python}（可用ZHISHU_PYTHON指明它的路径）"
    elif needs.machine != here.machine:
        step = "请换用同样处理器的机器"
    elif needs.libc != here.libc or needs.libc_version > here.libc_version:
        step = "请换用更新的操作系统"
    else:
        return ""
    return (
        f"这个离线安装包是给{needs}以上的机器做的，这台机器是{here}。"
        f"{step}，或者在与这台相同的机器上用 ./zhishu bundle 重新做一个。"
    )


def changed_files(root: Path) -> list[str]:
    """The files that are missing or not what was packed."""
    changed = []
    for line in (root / SUMS).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        path = root / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            changed.append(name)
    return changed


def main(what: str, root: Path) -> int:
    """Say what is wrong; 1 when something is."""
    if what == "platform":
        told = misfit(decode((root / PLATFORM).read_text(encoding="utf-8")), this_machine())
        if told:
            print(told)
        return 1 if told else 0
    changed = changed_files(root)
    if changed:
        shown = "、".join(changed[:5]) + ("等" if len(changed) > 5 else "")
        print(
            f"{len(changed)}个文件与离线安装包的清单不符：{shown}。"
            f"请重新解开安装包；若是您有意改动的，删除 {SUMS} 再试。"
        )
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
