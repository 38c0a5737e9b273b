"""Editions of the index on disk: built aside, switched by one durable rename, checked by hash.

`<folder>/<name>/` holds one edition with its `manifest.json`; `<folder>/current` names the edition
that is in use and the digest of its manifest. Who reads or builds an edition holds a lock on it;
editions that are not in use go when nobody holds theirs.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from zhishu.base.errors import BusyError, DamagedDataError, NotFoundError
from zhishu.base.faultpoint import faultpoint

# Raised when the schema or the cutting of text changes: an older edition is then rebuilt.
FORMAT = 3
MANIFEST = "manifest.json"
# Locked by readers and by the builder of an edition; not one of its files.
HELD = "held.lock"
POINTER = "current"
_HASHERS = 4  # hashing leaves the interpreter to others
REBUILD = "运行zhishu index rebuild重建检索索引"


@dataclass(frozen=True)
class Manifest:
    """What an edition was built from and the SHA-256 of each of its files.

    sources: of each table read, what is different when it holds something else.
    """

    format: int
    name: str
    snapshot: int
    built_at: str
    entries: Mapping[str, int]
    sources: Mapping[str, Sequence[int]]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Pointer:
    """The edition in use and the digest of its manifest."""

    name: str
    manifest_sha256: str


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha256_if_there(path: Path) -> str | None:
    try:
        return _sha256(path)
    except OSError:
        return None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_durably(path: Path, content: bytes) -> None:
    """Write, sync, rename, sync the folder: the file is old or new, never half."""
    aside = path.with_name(f".{path.name}.new")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if path.name == POINTER:
        faultpoint("index.during_switch")
    aside.replace(path)
    _sync_folder(path.parent)


def read_pointer(folder: Path) -> Pointer:
    """The edition in use; NotFoundError when none was built yet."""
    path = folder / POINTER
    try:
        value = json.loads(path.read_bytes())
        return Pointer(str(value["name"]), str(value["manifest_sha256"]))
    except FileNotFoundError:
        raise NotFoundError(
            "检索索引还没有建立", where=str(folder), next_step=REBUILD, code="no_index"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise DamagedDataError(
            "检索索引的指针读不出来", where=str(path), next_step=REBUILD
        ) from None


def read_manifest(folder: Path, pointer: Pointer) -> Manifest:
    """The manifest of an edition, checked against the pointer's digest."""
    path = folder / pointer.name / MANIFEST
    try:
        content = path.read_bytes()
    except OSError:
        raise DamagedDataError("检索索引缺少清单", where=str(path), next_step=REBUILD) from None
    if hashlib.sha256(content).hexdigest() != pointer.manifest_sha256:
        raise DamagedDataError("检索索引的清单与指针不符", where=str(path), next_step=REBUILD)
    value = json.loads(content)
    if value.get("format") != FORMAT:
        raise DamagedDataError(
            "检索索引是另一版本的知枢建立的", where=str(path), next_step=REBUILD, code="old_index"
        )
    return Manifest(**value)


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare every file of the edition with its hash; DamagedDataError names the first that fails."""
    paths = [folder / manifest.name / name for name in manifest.files]
    with ThreadPoolExecutor(_HASHERS) as pool:
        for path, expected, found in zip(
            paths, manifest.files.values(), pool.map(_sha256_if_there, paths), strict=True
        ):
            if found is None:
                raise DamagedDataError("检索索引缺少文件", where=str(path), next_step=REBUILD)
            if found != expected:
                raise DamagedDataError(
                    "检索索引的文件与登记的摘要不符", where=str(path), next_step=REBUILD
                )


def stamps(folder: Path, manifest: Manifest) -> tuple[tuple[int, int], ...]:
    """Size and time of change of every file: while they stay, a file need not be read again."""
    found = []
    for name in manifest.files:
        path = folder / manifest.name / name
        try:
            status = path.stat()
        except OSError:
            raise DamagedDataError("检索索引缺少文件", where=str(path), next_step=REBUILD) from None
        found.append((status.st_size, status.st_mtime_ns))
    return tuple(found)


@contextmanager
def _only_builder(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                "另一个进程正在重建检索索引", where=str(folder), next_step="等它完成后再试"
            ) from None
        yield


def hold(path: Path) -> int:
    """Hold an edition, so that nobody removes it; the descriptor is closed to let it go."""
    descriptor = os.open(path / HELD, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _is_held(path: Path) -> bool:
    """Whether a process, this one included, reads or builds the edition."""
    try:
        with (path / HELD).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def sweep(folder: Path) -> None:
    """Remove the editions that are not in use and that nobody holds; left alone while one is built."""
    try:
        with _only_builder(folder):
            _remove_unheld(folder)
    except BusyError:
        return  # the builder sweeps when it has switched


def _remove_unheld(folder: Path) -> None:
    try:
        kept = read_pointer(folder).name
    except (NotFoundError, DamagedDataError):
        kept = ""
    for path in folder.iterdir():
        if path.is_dir() and path.name != kept and not _is_held(path):
            shutil.rmtree(path, ignore_errors=True)


class EditionBuilder:
    """Hands out the folder of a new edition and switches to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        _remove_unheld(folder)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        self.name = f"edition-{stamp}"
        self.path = folder / self.name
        self.path.mkdir()
        self.published = False

    def publish(
        self,
        snapshot: int,
        entries: Mapping[str, int],
        sources: Mapping[str, Sequence[int]],
    ) -> Manifest:
        """Hash and sync every file, write the manifest, switch the pointer."""
        files = {}
        for path in sorted(self.path.rglob("*")):
            if path.is_dir():
                _sync_folder(path)
            elif path.name.endswith(".lock"):
                path.unlink()
            else:
                _sync_file(path)
                files[path.relative_to(self.path).as_posix()] = _sha256(path)
        built_at = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(FORMAT, self.name, snapshot, built_at, dict(entries), sources, files)
        content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        _write_durably(self.path / MANIFEST, content)
        # The edition's own name is on the disk before the pointer names it.
        _sync_folder(self._folder)
        faultpoint("index.before_switch")
        pointer = Pointer(self.name, hashlib.sha256(content).hexdigest())
        _write_durably(self._folder / POINTER, json.dumps(asdict(pointer)).encode())
        self.published = True
        faultpoint("index.after_switch")
        _remove_unheld(self._folder)
        return manifest


@contextmanager
def building(folder: Path) -> Iterator[EditionBuilder]:
    """Build a new edition under the builder's lock; on an exception the edition in use stays."""
    with _only_builder(folder):
        builder = EditionBuilder(folder)
        try:
            yield builder
        except BaseException:
            if not builder.published:
                shutil.rmtree(builder.path, ignore_errors=True)
            raise
