"""`python -m zhishu.portal.jobs.child`: work on foreign bytes in a process of its own.

It has no network and dies with the worker; when it dies itself (a library that aborts, no memory), the
worker lives on and says so. One JSON value a line on stdout: progress, then a report or an error.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import resource
import signal
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from zhishu.base.errors import ZhishuError

_CLONE_NEWUSER, _CLONE_NEWNET, _PR_SET_PDEATHSIG = 0x10000000, 0x40000000, 1
_PROGRESS_SECONDS = 0.5


def main() -> None:
    """import: one file into the warehouse. index: the search index, when it is behind."""
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=("import", "index"))
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--path", type=Path)
    parser.add_argument("--name", default="")
    parser.add_argument("--kind", default="")
    parser.add_argument("--synthetic", action="store_true")
    asked = parser.parse_args()
    _shut_in()
    try:
        if asked.work == "import":
            _tell(report=_import(asked))
        else:
            _tell(report={"rebuilt": _index(asked.home)})
    except ZhishuError as error:
        _tell(error={"code": error.code, "what": error.what, "next_step": error.next_step})


def _shut_in() -> None:
    """No core file with people's data, no life after the worker, first to go when memory ends, no network."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("800", encoding="ascii")
    # Some systems forbid namespaces of one's own; the import is no less right there.
    system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _tell(**message: Any) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _import(asked: argparse.Namespace) -> dict[str, Any]:
    from zhishu.flows.import_file import import_file

    told = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if monotonic() - told > _PROGRESS_SECONDS or done >= total:
            told = monotonic()
            _tell(done=done)

    report = import_file(
        asked.home,
        asked.path,
        kind=asked.kind or None,
        file_name=asked.name,
        progress=progress,
        synthetic=asked.synthetic,
    )
    kept = report.as_dict()
    del kept["set_aside_rows"]
    return kept


def _index(home: Path) -> bool:
    from zhishu.flows.rebuild_index import index_status, rebuild_index

    try:
        if not index_status(home).is_behind:
            return False
    except ZhishuError:
        # None yet, or damaged: a new one is what helps.
        pass
    rebuild_index(home)
    return True


if __name__ == "__main__":
    main()
