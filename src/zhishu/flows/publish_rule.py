"""Put a rule that an officer released into the home's own rulebook: whole files, then a new edition."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from zhishu.base.errors import InvalidFileError
from zhishu.rules.loading import RulebookError, load_yaml
from zhishu.rules.rulebook import EDITION, SHIPPED, Rulebook
from zhishu.warehouse.durable import make_folder, put_file

_KINDS = frozenset({"measures", "cases"})


def publish_rule(home: Path, files: Mapping[str, str], *, decisions: Collection[int]) -> bool:
    """Write files by their name within the rulebook; False where all of them stand there already.

    Each file is there whole or as it was before; an empty text takes the office's own file away. decisions: the numbers
    of all those that stand with these files. They are the edition, written last: every running process reads the rules
    anew, and an edition that names others tells that an earlier run did not come to its end. RulebookError where with
    the files the rulebook could not be judged by; then nothing is written.
    """
    folder = home / "rulebook"
    changed = {name: text for name, text in files.items() if stands(home, name) != (text or None)}
    if changed and (misfit := find_misfit(home, changed)) is not None:
        raise misfit
    for name, text in changed.items():
        _put(folder, name, text)
    if changed or decided(home) != frozenset(decisions):
        make_folder(folder)
        numbers = " ".join(map(str, sorted(decisions)))
        put_file(f"{numbers}\n".encode(), folder / EDITION, folder)
    return bool(changed)


def decided(home: Path) -> frozenset[int]:
    """The decisions that the edition of the office's own rules names."""
    try:
        words = (home / "rulebook" / EDITION).read_text(encoding="ascii").split()
    except FileNotFoundError:
        return frozenset()
    return frozenset(int(word) for word in words if word.isdecimal())


def find_misfit(home: Path, *changes: Mapping[str, str]) -> RulebookError | None:
    """The fault that the last of some changes would bring, laid one after the other over the office's own rules.

    A rulebook that is at fault without it is not made worse: None, so that it can be mended.
    """
    *before, last = changes
    own = home / "rulebook"
    with TemporaryDirectory() as staging:
        folder = Path(staging) / "rulebook"
        if own.is_dir():
            shutil.copytree(own, folder)
        earlier = [_fault_with(folder, files) for files in ({}, *before)][-1]
        found = _fault_with(folder, last)
    return found if earlier is None else None


def _fault_with(folder: Path, files: Mapping[str, str]) -> RulebookError | None:
    """Lay files over a rulebook; its first fault then."""
    try:
        for name, text in files.items():
            _put(folder, name, text)
        Rulebook((SHIPPED, folder)).refuse_faults()
    except RulebookError as error:
        return error
    return None


def _put(folder: Path, name: str, text: str) -> None:
    """One file as it is to stand in a rulebook, empty: gone."""
    path = _inside(folder, name)
    if not text:
        path.unlink(missing_ok=True)
        return
    load_yaml(text, where=name)
    make_folder(path.parent)
    put_file(text.encode(), path, path.parent)


def stands(home: Path, name: str) -> str | None:
    """The text of a file of the office's own rulebook; None where it has none of that name."""
    try:
        return _inside(home / "rulebook", name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _inside(folder: Path, name: str) -> Path:
    """The path of a rule or its cases; anything else is refused."""
    parts = PurePosixPath(name).parts
    if len(parts) != 4 or parts[1] not in _KINDS or not all(map(_is_plain, parts)):
        raise InvalidFileError(
            f"规则文件不能放在{name[:80]}", next_step="放在“地区/measures/文件/条款.yaml”"
        )
    return folder.joinpath(*parts)


def _is_plain(part: str) -> bool:
    bare = part.removesuffix(".yaml").replace("-", "").replace("_", "")
    return bare.isascii() and bare.isalnum()
