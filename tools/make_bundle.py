"""Behind `./zhishu bundle`: one archive that installs on a machine without any registry.

Holds the source tree, every wheel of the run lock and of the installer (with `--with-ocr` those of the
extra that recognises pictures), what platform they are for, and the SHA-256 of each file. The same content makes the same bytes: names sorted, dates and owners fixed.
"""

from __future__ import annotations

import argparse
import fnmatch
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from check_bundle import PLATFORM, SUMS, encode, needed_libc, this_machine

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("run", "installer")
# Files carry no date of their own: an archive made tomorrow of the same content is the same.
DATE = 1_767_225_600  # 2026-01-01 UTC


def tracked(root: Path) -> list[str] | None:
    """What git holds of this tree; None where the tree is not a repository of its own."""
    done = subprocess.run(
        ["git", "-C", str(root), "rev-parse", "--show-toplevel"], capture_output=True, text=True
    )
    if done.returncode or Path(done.stdout.strip()) != root:
        return None
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=True
    )
    return [name for name in listed.stdout.decode().split("\0") if name]


def untracked_walk(root: Path) -> Iterator[str]:
    """Without git: every file but what .gitignore names and what a bundle adds."""
    lines = (root / ".gitignore").read_text(encoding="utf-8").split()
    ignored = [*lines, ".git/", "/wheels/", f"/{SUMS}"]

    def is_ignored(name: str, is_folder: bool) -> bool:
        for pattern in ignored:
            wanted = pattern.strip("/")
            text = name if pattern.startswith("/") else name.rsplit("/", 1)[-1]
            if (is_folder or not pattern.endswith("/")) and fnmatch.fnmatch(text, wanted):
                return True
        return False

    def walk(folder: Path) -> Iterator[str]:
        for path in folder.iterdir():
            name = path.relative_to(root).as_posix()
            if is_ignored(name, path.is_dir()):
                continue
            if path.is_dir():
                yield from walk(path)
            else:
                yield name

    yield from walk(root)


def source_files(root: Path) -> list[str]:
    """The files of the source tree, sorted."""
    names = tracked(root)
    found = untracked_walk(root) if names is None else names
    return sorted(name for name in found if (root / name).is_file())


def fetch_wheels(folder: Path, locks: Sequence[str]) -> list[Path]:
    """Every wheel of the locks, each compared with its hash, by pip as this machine has set it."""
    for lock in locks:
        command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check"]
        command += ["--require-hashes", "--only-binary", ":all:", "--no-deps", "-d", str(folder)]
        if (ROOT / "wheels").is_dir():  # an archive that was unpacked can be packed again
            command += ["--find-links", str(ROOT / "wheels")]
        command += ["-r", str(ROOT / f"locks/{lock}.txt")]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.stderr.write(done.stderr)
            sys.exit("有的依赖没有取到，安装包没有做成。请检查网络或软件源设置，然后重试。")
    return sorted(folder.glob("*.whl"))


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write_archive(out: Path, top: str, files: Mapping[str, Path | bytes]) -> None:
    """A tar of these files under one folder, in order of name; not compressed, for wheels are."""
    with tarfile.open(out, "w", format=tarfile.GNU_FORMAT) as archive:
        for name in sorted(files):
            held = files[name]
            content = held if isinstance(held, bytes) else held.read_bytes()
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mtime = len(content), DATE
            runs = isinstance(held, Path) and held.stat().st_mode & 0o100
            entry.mode = 0o755 if runs else 0o644
            archive.addfile(entry, io.BytesIO(content))


def main() -> None:
    """Make the archive, say where it is and how to use it."""
    parser = argparse.ArgumentParser(
        prog="./zhishu bundle", description="做一个离线安装包：源码、全部依赖和摘要，一个文件。"
    )
    parser.add_argument("--out", type=Path, metavar="文件", help="写到哪里，默认写在当前文件夹。")
    parser.add_argument(
        "--with-ocr", action="store_true", help="带上识别扫描件和图片的扩展，约多140MB。"
    )
    asked = parser.parse_args()

    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    with tempfile.TemporaryDirectory(prefix="zhishu-bundle-") as work:
        print("正在取依赖……", file=sys.stderr)
        wheels = fetch_wheels(Path(work), (*LOCKS, "ocr") if asked.with_ocr else LOCKS)
        machine = this_machine()
        needs = replace(machine, libc_version=needed_libc([wheel.name for wheel in wheels]))
        files: dict[str, Path | bytes] = {name: ROOT / name for name in source_files(ROOT)}
        files |= {f"wheels/{wheel.name}": wheel for wheel in wheels}
        files[PLATFORM] = encode(needs).encode()
        sums = {
            name: digest(held if isinstance(held, bytes) else held.read_bytes())
            for name, held in files.items()
        }
        files[SUMS] = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()
        # Another content unpacks into another folder: the version before stays beside it, whole.
        content = digest(files[SUMS])[:8]
        tag = f"py{needs.python.replace('.', '')}-{needs.machine}"
        out = asked.out or Path(f"zhishu-{version}-{tag}-{content}.tar")
        part = out.with_name(out.name + ".part")
        try:
            write_archive(part, f"zhishu-{version}-{content}", files)
            part.replace(out)
        except OSError as error:
            part.unlink(missing_ok=True)
            sys.exit(f"安装包写不出去：{out}（{error.strerror}）。请换一个能写、空间够的位置。")
    print(out)
    print(
        f"离线安装包已做成：{out.stat().st_size / 1e6:.0f}MB，{len(files)}个文件，"
        f"用于{needs}以上的机器。\n"
        f"摘要（SHA-256）：{digest(out.read_bytes())}\n"
        "在没有网络的机器上：tar xf 这个文件，进入解开的文件夹，运行 ./zhishu --offline demo",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
