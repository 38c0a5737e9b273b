"""Reading every stored byte of the index in use: which files do not hold what was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhishu.base.errors import DamagedDataError, NotFoundError
from zhishu.search.edition import POINTER, Manifest, read_manifest, read_pointer, verify


def find_damage(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each damaged file with what is wrong; nothing where no index was built yet."""
    try:
        manifest = read_manifest(folder, read_pointer(folder))
    except NotFoundError:
        # Editions without a pointer: it was lost, or a first build did not finish.
        if any(path.is_dir() for path in folder.glob("*")):
            yield folder / POINTER, "检索索引的指针不见了"
        return
    except DamagedDataError as error:
        yield Path(error.where), error.what
        return
    for name in manifest.files:
        one = Manifest(**{**vars(manifest), "files": {name: manifest.files[name]}})
        try:
            verify(folder, one)
        except DamagedDataError as error:
            yield Path(error.where), error.what
