"""A backup that is damaged, cut, forged or too new is refused by name, and nothing is touched."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zhishu.base.errors import ZhishuError
from zhishu.flows.restore_home import restore_home
from zhishu.warehouse.archive import check_archive, is_safe_name

Damage = Callable[[bytes], bytes]
Manifest = dict[str, Any]


def header(name: str, size: int, mode: int = 0o600, **more: Any) -> bytes:
    told = tarfile.TarInfo(name)
    told.size, told.mode = size, mode
    for key, value in more.items():
        setattr(told, key, value)
    return told.tobuf(tarfile.GNU_FORMAT, "utf-8")


def place(archive: bytes, ending: str) -> tarfile.TarInfo:
    """The first member whose name ends so."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        return next(one for one in opened.getmembers() if one.name.endswith(ending))


def flip(ending: str, at: str = "content") -> Damage:
    """One bit turned: in the middle of a member, in its header, or in the filling behind it."""

    def damage(archive: bytes) -> bytes:
        found = place(archive, ending)
        middle = found.offset_data + found.size // 2
        filling = found.offset_data + found.size
        spot = {"content": middle, "header": found.offset_data - 512 + 110, "filling": filling}[at]
        return archive[:spot] + bytes([archive[spot] ^ 1]) + archive[spot + 1 :]

    return damage


def cut(ending: str, share: float) -> Damage:
    """The file ends within a member."""

    def damage(archive: bytes) -> bytes:
        found = place(archive, ending)
        return archive[: found.offset_data + int(found.size * share)]

    return damage


def as_link(archive: bytes) -> bytes:
    """A header that makes the member a link to somewhere."""
    found = place(archive, "instance.yaml")
    start = found.offset_data - 512
    link = header(found.name, found.size, found.mode, type=tarfile.SYMTYPE, linkname="/etc/passwd")
    return archive[:start] + link[:512] + archive[start + 512 :]


def swapped(archive: bytes) -> bytes:
    """Two members in each other's place."""
    one, two = place(archive, "portal.sqlite3"), place(archive, "instance.yaml")
    start, middle = one.offset_data - 512, two.offset_data - 512
    end = two.offset_data + two.size + -two.size % 512
    return archive[:start] + archive[middle:end] + archive[start:middle] + archive[end:]


def forged(change: Callable[[Manifest], None]) -> Damage:
    """A manifest that says something else, with headers and seal to match: whole, but not ours."""

    def damage(archive: bytes) -> bytes:
        manifest, contents = taken_apart(archive)
        names = [one["name"] for one in manifest["members"]]
        change(manifest)
        parts = []
        for old, one in zip(names, manifest["members"], strict=False):
            content = contents[old]
            parts.append(header(one["name"], len(content), one["mode"]) + content)
            parts.append(bytes(-len(content) % 512))
        return sealed(manifest, parts)

    return damage


def taken_apart(archive: bytes) -> tuple[Manifest, dict[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        contents = {one.name: opened.extractfile(one).read() for one in opened}  # type: ignore[union-attr]
    return json.loads(contents["manifest.json"]), contents


def sealed(manifest: Manifest, parts: list[bytes]) -> bytes:
    def small(name: str, value: Any) -> bytes:
        content = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
        data = content.encode()
        return header(name, len(data)) + data + bytes(-len(data) % 512)

    first = small("manifest.json", manifest)
    text = (json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
    seal = small("seal.json", {"manifest_sha256": hashlib.sha256(text).hexdigest()})
    return first + b"".join(parts) + seal + bytes(1024)


def renamed(name: str) -> Damage:
    """The second member under another name."""
    return forged(lambda manifest: manifest["members"][1].update(name=name))


def told(**values: Any) -> Damage:
    return forged(lambda manifest: manifest["told"].update(values))


def member(**values: Any) -> Damage:
    return forged(lambda manifest: manifest["members"][1].update(values))


def replaced(old: bytes, new: bytes) -> Damage:
    def damage(archive: bytes) -> bytes:
        assert old in archive
        return archive.replace(old, new, 1)

    return damage


# What is done to a good backup -> what the refusal must name.
DAMAGES: dict[str, tuple[Damage, str]] = {
    "nothing in it": (lambda archive: b"", "这不是知枢的备份文件"),
    "some text": (lambda archive: "备份".encode() * 4000, "这不是知枢的备份文件"),
    "another tar": (lambda archive: header("a.txt", 0) + bytes(1024), "这不是知枢的备份文件"),
    "compressed": (gzip.compress, "这不是知枢的备份文件"),
    "its first half gone": (lambda archive: archive[len(archive) // 2 :], "这不是知枢的备份文件"),
    "first header": (flip("manifest.json", "header"), "这不是知枢的备份文件"),
    "cut in the manifest": (cut("manifest.json", 0.5), "manifest.json没有写完"),
    "no JSON": (replaced(b'{\n "format"', b'[\n "format"'), "manifest.json读不出来"),
    "a word of the manifest": (
        replaced(b'"machine"', b'"maschin"'),
        "seal.json与manifest.json不符",
    ),
    "behind the manifest": (flip("manifest.json", "filling"), "manifest.json没有写完或已损坏"),
    "the database": (flip("portal.sqlite3"), "portal.sqlite3与清单的摘要不符"),
    "the pointer": (flip("warehouse/current"), "warehouse/current与清单的摘要不符"),
    "a snapshot": (flip("snapshots/3.json"), "warehouse/snapshots/3.json与清单"),
    "a manifest of a table": (flip("patents/manifests/2.json"), "patents/manifests/2.json与清单"),
    "a segment": (flip(".parquet"), ".parquet与清单的摘要不符"),
    "the rulebook": (flip("说明.txt"), "rulebook/990100/本市 说明.txt与清单"),
    "an upload": (flip("uploads/0123456789abcdef"), "uploads/0123456789abcdef与清单"),
    "a header": (flip("instance.yaml", "header"), "instance.yaml的文件头与清单不符"),
    "a link": (as_link, "instance.yaml的文件头与清单不符"),
    "a filling": (flip("instance.yaml", "filling"), "instance.yaml之后的填充"),
    "two members swapped": (swapped, "portal.sqlite3的文件头与清单不符"),
    "cut in the database": (cut("portal.sqlite3", 0.7), "portal.sqlite3没有写完"),
    "cut before a member": (cut("snapshots/3.json", -0.01), "snapshots/3.json没有写完"),
    "cut in the seal": (cut("seal.json", 0.5), "seal.json没有写完"),
    "without its last block": (lambda archive: archive[:-512], "seal.json没有写完"),
    "the seal": (flip("seal.json"), "seal.json与manifest.json不符"),
    "something behind": (lambda archive: archive + b"x", "seal.json之后还有多余的内容"),
    "twice": (lambda archive: archive * 2, "seal.json之后还有多余的内容"),
    "out of the home": (renamed("../../evil"), "'../../evil'的名称"),
    "out of the home, later": (renamed("rulebook/../../evil"), "'rulebook/../../evil'的名称"),
    "from the root": (renamed("/etc/evil"), "'/etc/evil'的名称"),
    "another way of writing": (renamed("rulebook//x"), "'rulebook//x'的名称"),
    "a line in a name": (renamed("rulebook/a\nb"), "的名称"),
    "a name twice": (renamed("portal.sqlite3"), "portal.sqlite3'与另一个成员争"),
    "a file that is a folder": (renamed("warehouse"), "争同一个位置"),
    "the manifest's name": (renamed("manifest.json"), "'manifest.json'的名称"),
    "a mode that runs": (member(mode=0o755), "'instance.yaml'的名称、大小"),
    "less than nothing": (member(size=-1), "'instance.yaml'的名称、大小"),
    "no digest": (member(sha256="0"), "'instance.yaml'的名称、大小"),
    "a word too much": (member(link="/etc"), "manifest.json读不出来"),
    "a key": (renamed("secret_key"), "不该有的成员secret_key"),
    "a mark": (renamed("restoring"), "不该有的成员restoring"),
    "no tables told": (told(tables=None), "manifest.json缺少该有的内容"),
    "no database there": (
        told(database={"engine": "sqlite", "member": "x", "tables": {}}),
        "manifest.json缺少该有的内容",
    ),
    "a database of another kind": (renamed("portal.pgdump"), ""),
    "a newer archive": (forged(lambda manifest: manifest.update(format=9)), "由更新的程序写成"),
    "a newer home": (told(home_version=99), "由更新的程序（0.1.0）写成"),
}
DAMAGES["a database of another kind"] = (
    forged(
        lambda manifest: (
            manifest["told"]["database"].update(engine="postgresql", member="portal.pgdump"),
            manifest["members"][0].update(name="portal.pgdump"),
        )[0]
    ),
    "备份里门户的数据库是postgresql",
)


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_backup_is_refused_by_name(name: str, archive: Path, tmp_path: Path) -> None:
    damage, named = DAMAGES[name]
    bad = tmp_path / "bad.tar"
    good = archive.read_bytes()
    damaged = damage(good)
    assert damaged != good
    bad.write_bytes(damaged)
    with pytest.raises(ZhishuError) as refused:
        restore_home(bad, tmp_path / "home")
    assert named in refused.value.what
    assert str(bad) in refused.value.where and refused.value.next_step
    assert sorted(tmp_path.iterdir()) == [bad], "nothing was touched"


def test_every_single_byte_counts(archive: Path, tmp_path: Path) -> None:
    """One bit turned anywhere is found: in both ends, and at distances that fall on every kind of block."""
    good = archive.read_bytes()
    bad = tmp_path / "bad.tar"
    spots = [
        *range(0, 1024, 31),
        *range(1024, len(good), 99_971),
        *range(len(good) - 2100, len(good), 97),
    ]
    for spot in spots:
        bad.write_bytes(good[:spot] + bytes([good[spot] ^ 0x10]) + good[spot + 1 :])
        with pytest.raises(ZhishuError):
            check_archive(bad)


# What passes as a file and is not what was backed up: found once it is unpacked, and the home stays closed.
UNPACKED: dict[str, tuple[Damage, str]] = {
    "rows of the portal": (
        forged(
            lambda manifest: manifest["told"]["database"]["tables"]["accounts_user"].update(rows=7)
        ),
        "表accounts_user与备份时不同",
    ),
    "another state's pointer": (
        lambda archive: with_content(archive, "warehouse/current", b"{}"),
        "快照指针",
    ),
}


def with_content(archive: bytes, name: str, content: bytes) -> bytes:
    """The archive with other bytes in a member, and everything above them to match."""
    manifest, contents = taken_apart(archive)
    parts = []
    for one in manifest["members"]:
        data = content if one["name"] == name else contents[one["name"]]
        one.update(size=len(data), sha256=hashlib.sha256(data).hexdigest())
        parts.append(header(one["name"], len(data), one["mode"]) + data + bytes(-len(data) % 512))
    return sealed(manifest, parts)


@pytest.mark.parametrize("name", UNPACKED)
def test_what_comes_back_other_than_it_was_stays_closed(
    name: str, archive: Path, tmp_path: Path
) -> None:
    damage, named = UNPACKED[name]
    bad, home = tmp_path / "bad.tar", tmp_path / "home"
    bad.write_bytes(damage(archive.read_bytes()))
    with pytest.raises(ZhishuError, match=named):
        restore_home(bad, home)
    assert (home / "restoring").exists()
    restore_home(archive, home)
    assert not (home / "restoring").exists()


@pytest.mark.parametrize(
    "name", ["a", "a/b.json", "rulebook/990100/本市 规则.yaml", "a..b", ".hidden", "a" * 255]
)
def test_plain_names_are_safe(name: str) -> None:
    assert is_safe_name(name)


@pytest.mark.parametrize(
    "name", ["", "/a", "a/", "a//b", ".", "..", "a/./b", "a/../b", "a\0b", "a\x7fb", "a" * 256]
)
def test_others_are_not(name: str) -> None:
    assert not is_safe_name(name)
