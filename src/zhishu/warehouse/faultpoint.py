"""Named places where a test may kill the process, to see that nothing is lost there."""

from __future__ import annotations

import os
import signal

from zhishu.settings import FAULTPOINT


def faultpoint(name: str) -> None:
    """Die here by SIGKILL when ZHISHU_FAULTPOINT has this name; otherwise do nothing.

    Names in use: publish.before_switch, publish.during_switch, publish.after_switch,
    import.while_reading.
    """
    if FAULTPOINT.value() == name:
        os.kill(os.getpid(), signal.SIGKILL)
