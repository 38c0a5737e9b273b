"""Result files: what was measured, where, with which versions; one JSON file a run in `results/`."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"
ROOT = RESULTS.parents[1]


def timed(work: Callable[[], Any], *, rounds: int = 3) -> tuple[list[float], Any]:
    """Seconds of each round, and the last answer."""
    seconds, answer = [], None
    for _ in range(rounds):
        begun = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - begun)
    return seconds, answer


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0 to 1) of the values lies, the next higher one taken."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def keep(
    name: str,
    *,
    command: str,
    data: Mapping[str, Any],
    figures: Mapping[str, Any],
    floors: Mapping[str, bool],
    libraries: Sequence[str] = (),
    programs: Mapping[str, str] | None = None,
) -> Path:
    """Write the result file of a run, print it, and return its path.

    data: what was worked on, with sizes and seeds; figures: medians and ratios; floors: each floor of
    the table that this run speaks of, and whether it holds; libraries: packages whose versions
    matter; programs: versions of other programs, as they print them.
    """
    now = datetime.now(UTC)
    result = {
        "benchmark": name,
        "command": command,
        "at": now.isoformat(timespec="seconds"),
        "commit": _git("rev-parse", "--short", "HEAD"),
        "changed_files": len(_git("status", "--porcelain", "--untracked-files=no").splitlines()),
        "machine": _machine(),
        "versions": {
            "python": platform.python_version(),
            **{one: metadata.version(one) for one in libraries},
            **(programs or {}),
        },
        "data": dict(data),
        "figures": dict(figures),
        "floors": dict(floors),
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}-{now:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return path


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip()


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": platform.system(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory / 2**30),
        "load_before": round(os.getloadavg()[0], 2),
    }
