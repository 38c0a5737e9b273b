"""Backup, restore and drill of a demo city of 100,000 patents: seconds, size, and the time to be back.

    ./zhishu bench backup_drill [--patents 100000] [--home FOLDER] [--cases 100000]

Peers in the same run: `tar` and `sha256sum` over the same files, which is what copying and hashing them
costs without knowing what they are. Every comparison of the drill must be equal first. `--cases` rows of
the portal stand for an office's jobs. `--home` keeps the city for the next run.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from record import keep, median, timed

from zhishu.cli.drill import read_pages
from zhishu.cli.serve import prepare_portal, set_up_portal
from zhishu.demo.build import build_demo
from zhishu.flows.back_up_home import back_up_home
from zhishu.flows.drill_backup import drill_backup
from zhishu.flows.restore_home import restore_home

ROUNDS = 3
SECONDS_TO_BE_BACK = 60


def main() -> None:
    """Build, measure, write the result."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="zhishu-bench-", dir=asked.workspace) as folder:
        work = Path(folder)
        home = (asked.home or work / "home").absolute()
        build_demo(home, patents=asked.patents, say=_say)
        set_up_portal(home, prepare_portal(home), only_tables=True)
        _add_jobs(home, asked.cases)
        figures, sizes = _measure(home, work)
        drill = drill_backup(home, None, read_pages=read_pages, workspace=work, say=_say)
        assert drill.passed, [one for one in drill.comparisons if one.different]
        left_out = [one.what for one in drill.comparisons if one.left_out]
        assert not left_out, left_out
        figures["drill_seconds"] = drill.seconds
        figures["compared"] = {one.what: one.compared for one in drill.comparisons}
        figures["peak_memory_mb"] = round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1
        )
    keep(
        "backup_drill",
        command=" ".join(["./zhishu bench backup_drill", *sys.argv[1:]]),
        data={"patents": asked.patents, "jobs": asked.cases, **sizes},
        figures=figures,
        floors={
            f"restored and searchable within {SECONDS_TO_BE_BACK} s": figures["restore"]["median"]
            <= SECONDS_TO_BE_BACK,
            "every figure, row and page of the drill equal": drill.passed,
        },
        libraries=["duckdb", "tantivy"],
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patents", type=int, default=100_000)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--workspace", type=Path)
    return parser.parse_args()


def _add_jobs(home: Path, count: int) -> None:
    """Rows as an office has them after years; made once in a home that is kept."""
    with sqlite3.connect(home / "portal.sqlite3") as database:
        columns = database.execute(
            "SELECT name, type, pk FROM pragma_table_info('jobs_job')"
        ).fetchall()
        names = [name for name, _, pk in columns if not pk]
        kinds = {name: kind for name, kind, _ in columns}
        [(there,)] = database.execute("SELECT count(*) FROM jobs_job").fetchall()

        def value(name: str, number: int) -> Any:
            if name == "user_id":
                return 1
            if kinds[name] in ("bigint", "integer", "bool"):
                return number
            return "done" if name == "state" else f"{name}-{number}"

        database.executemany(
            f"INSERT INTO jobs_job ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            ([value(name, number) for name in names] for number in range(there, count)),
        )
    database.close()


def _measure(home: Path, work: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    made: list[Path] = []

    def backup() -> None:
        made.append(back_up_home(home, work / f"{len(made)}.tar").file)

    def restore() -> None:
        shutil.rmtree(work / "back", ignore_errors=True)
        restore_home(made[0], work / "back")

    def plain(*command: str) -> Callable[[], Any]:
        return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    figures: dict[str, Any] = {}

    def measure(name: str, job: Callable[[], Any]) -> None:
        seconds, _ = timed(job, rounds=ROUNDS)
        figures[name] = {
            "median": round(median(seconds), 3),
            "seconds": [round(one, 3) for one in seconds],
        }

    measure("backup", backup)
    measure("restore", restore)
    copied = ("warehouse", "portal.sqlite3")
    measure("peer_tar", plain("tar", "-cf", str(work / "peer.tar"), "-C", str(home), *copied))
    measure("peer_sha256sum", plain("sha256sum", str(made[0])))
    figures["backup_over_tar"] = round(
        figures["backup"]["median"] / figures["peer_tar"]["median"], 2
    )
    files = [path for path in home.rglob("*") if path.is_file()]
    sizes = {
        "home_bytes": sum(path.stat().st_size for path in files),
        "backup_bytes": made[0].stat().st_size,
    }
    return figures, sizes


def _say(message: str) -> None:
    print(message, file=sys.stderr)


if __name__ == "__main__":
    main()
