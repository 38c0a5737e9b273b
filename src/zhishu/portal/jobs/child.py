"""`python -m zhishu.portal.jobs.child`: import a file or rebuild the index in a process of its own.

Foreign bytes are read behind the door, in a child of this one (see importers/door.py). This one maps,
stores and indexes the values: it has no network and dies with the worker; when it dies itself (a library
that aborts, no memory), the worker lives on and says so, and the memory it took is given back. One JSON
value a line on stdout: progress, then a report or an error.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from zhishu.base.errors import ZhishuError
from zhishu.importers.confinement import shut_in

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
    shut_in()
    try:
        if asked.work == "import":
            _tell(report=_import(asked))
        else:
            _tell(report={"rebuilt": _index(asked.home)})
    except ZhishuError as error:
        _tell(error={"code": error.code, "what": error.what, "next_step": error.next_step})


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
