"""Editions of the index on disk: built aside, switched by one durable rename, checked by hash.

`<folder>/<name>/` holds one edition with its `manifest.json`; `<folder>/current` names the edition
that is in use and the digest of its manifest. The edition before stays until the next rebuild, for
readers that opened it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from zhishu.base.errors import BusyError, DamagedDataError, NotFoundError
from zhishu.base.faultpoint import faultpoint

# Raised when the schema or the cutting of text changes: an older edition is then rebuilt.
FORMAT = 1
MANIFEST = "manifest.json"
POINTER = "current"
REBUILD = "运行zhishu index rebuild重建检索索引"


@dataclass(frozen=True)
class Manifest:
    """What an edition was built from and the SHA-256 of each of its files."""

    format: int
    name: str
    snapshot: int
    built_at: str
    entries: Mapping[str, int]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Pointer:
    """The edition in use and the digest of its manifest."""

    name: str
    manifest_sha256: str


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    for name, expected in manifest.files.items():
        path = folder / manifest.name / name
        try:
            found = _sha256(path)
        except OSError:
            raise DamagedDataError("检索索引缺少文件", where=str(path), next_step=REBUILD) from None
        if found != expected:
            raise DamagedDataError(
                "检索索引的文件与登记的摘要不符", where=str(path), next_step=REBUILD
            )


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


def _names_kept(folder: Path) -> set[str]:
    """The edition in use, as far as the pointer can be read."""
    try:
        return {read_pointer(folder).name}
    except (NotFoundError, DamagedDataError):
        return set()


def _remove_others(folder: Path, kept: set[str]) -> None:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


class EditionBuilder:
    """Hands out the folder of a new edition and switches to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before = _names_kept(folder)
        _remove_others(folder, self._before)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        self.name = f"edition-{stamp}"
        self.path = folder / self.name
        self.path.mkdir()

    def publish(self, snapshot: int, entries: Mapping[str, int]) -> Manifest:
        """Hash and sync every file, write the manifest, switch the pointer."""
        files = {}
        for path in sorted(self.path.iterdir()):
            if path.name.endswith(".lock"):
                path.unlink()
                continue
            _sync_file(path)
            files[path.name] = _sha256(path)
        built_at = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(FORMAT, self.name, snapshot, built_at, dict(entries), files)
        content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        _write_durably(self.path / MANIFEST, content)
        faultpoint("index.before_switch")
        pointer = Pointer(self.name, hashlib.sha256(content).hexdigest())
        _write_durably(self._folder / POINTER, json.dumps(asdict(pointer)).encode())
        faultpoint("index.after_switch")
        _remove_others(self._folder, {self.name} | self._before)
        return manifest


@contextmanager
def building(folder: Path) -> Iterator[EditionBuilder]:
    """Build a new edition under the builder's lock; on an exception the edition in use stays."""
    with _only_builder(folder):
        builder = EditionBuilder(folder)
        try:
            yield builder
        except BaseException:
            if builder.name not in _names_kept(folder):
                shutil.rmtree(builder.path, ignore_errors=True)
            raise
