"""Shutting a process in: no network, no life after its parent, bounds on memory, time, files and processes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
from pathlib import Path

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


def shut_in() -> None:
    """No core file with people's data, no life after the parent, first to go when memory ends, no network.

    Called before the process has threads. Some systems forbid namespaces of one's own: the work is no
    less right there, and `has_network` tells it.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("800", encoding="ascii")
    # With a user namespace everybody may; without one only an administrator.
    if system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET):
        system.unshare(_CLONE_NEWNET)


def has_network() -> bool:
    """Whether this process could send a packet to anybody, itself included; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("127.0.0.1", 9))
        except OSError:
            return False
    return True


def die_with(parent: int) -> None:
    """End when the parent ends; at once when it is gone already."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def bound(memory: int, seconds: int) -> None:
    """Bound this process: address space in bytes, seconds of processor time, no file written, no process begun."""
    limits = {
        resource.RLIMIT_AS: (memory, memory),
        # The first is a signal that tells why, the second the end.
        resource.RLIMIT_CPU: (seconds, seconds + 1),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_NOFILE: (64, 64),
        resource.RLIMIT_NPROC: (0, 0),
    }
    for kind, wanted in limits.items():
        most = resource.getrlimit(kind)[1]
        soft, hard = (one if most == resource.RLIM_INFINITY else min(one, most) for one in wanted)
        resource.setrlimit(kind, (soft, hard))
