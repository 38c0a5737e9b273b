"""Named places where a test may kill the process, to see that nothing is lost there."""

from __future__ import annotations

import os
import signal
from collections import Counter

VARIABLE = "ZHISHU_FAULTPOINT"
_passed: Counter[str] = Counter()


def faultpoint(name: str) -> None:
    """Die here by SIGKILL when ZHISHU_FAULTPOINT has this name; otherwise do nothing.

    `name:3` dies at the third pass. tests/faults finds every name in the source and has a scenario
    for each.
    """
    asked = os.environ.get(VARIABLE)
    if not asked:
        return
    wanted, _, pass_number = asked.partition(":")
    if wanted == name:
        _passed[name] += 1
        if _passed[name] >= int(pass_number or 1):
            os.kill(os.getpid(), signal.SIGKILL)
