"""Put a rule that an officer released into the home's own rulebook: whole files, then a new edition."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from zhishu.base.errors import InvalidFileError
from zhishu.rules.loading import load_yaml
from zhishu.rules.rulebook import EDITION
from zhishu.warehouse.durable import make_folder, put_file

_KINDS = frozenset({"measures", "cases"})


def publish_rule(home: Path, files: Mapping[str, str], *, number: int) -> bool:
    """Write files by their name within the rulebook; False where all of them stand there already.

    Each file is there whole or as it was before. number: of the decision that released them; with it the edition is
    another one and every running process reads the rules anew. An empty text takes the office's own file away.
    """
    folder = home / "rulebook"
    changed = {name: text for name, text in files.items() if stands(home, name) != (text or None)}
    for name, text in changed.items():
        path = _inside(folder, name)
        if not text:
            path.unlink(missing_ok=True)
            continue
        load_yaml(text, where=name)
        make_folder(path.parent)
        put_file(text.encode(), path, path.parent)
    if changed:
        put_file(f"{number}\n".encode(), folder / EDITION, folder)
    return bool(changed)


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
