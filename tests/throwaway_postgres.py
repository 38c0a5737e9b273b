"""A PostgreSQL server that lives as long as a test: a folder of its own, a socket, no network."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "postgres"


def programs() -> Path | None:
    """The folder of the server's programs, the newest version; None without one that can be run."""
    if os.geteuid() == 0 and not _has_owner():
        return None  # the server refuses to run as root
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdecimal() else 0,
    )
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _has_owner() -> bool:
    try:
        pwd.getpwnam(_NAME)
    except KeyError:
        return False
    return True


@contextmanager
def running_server() -> Iterator[str]:
    """A server that answers: the address of its first database."""
    folder = programs()
    assert folder is not None
    # Not pytest's own folder: its parents are closed to the server's user.
    place = Path(tempfile.mkdtemp(prefix="zhishu-pg-"))
    data = place / "data"
    as_owner: dict[str, object] = {}
    if os.geteuid() == 0:
        owner = pwd.getpwnam(_NAME)
        os.chown(place, owner.pw_uid, owner.pw_gid)
        as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def run(name: str, *arguments: str) -> None:
        done = subprocess.run(
            [folder / name, *arguments], cwd=place, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **as_owner,  # type: ignore[call-overload]
        )  # fmt: skip
        assert done.returncode == 0, f"{name}: {done.stdout}"

    try:
        run("initdb", "-D", str(data), "-U", _NAME, "-A", "trust", "-E", "UTF8", "--no-sync",
            "--locale=C.UTF-8")  # fmt: skip
        settings = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync=off"
        # Its output goes to a file: a pipe that it inherits would never end.
        run("pg_ctl", "-D", str(data), "-l", str(place / "log"), "-o", settings, "-w", "start")
        try:
            yield f"postgresql:///{_NAME}?host={place}&user={_NAME}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)
