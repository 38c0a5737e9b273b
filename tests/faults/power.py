"""A power cut: a process is stopped, what its disk holds at that moment is looked at on another mount.

The disk is an image with a file system of its own. What was written but never forced to it is not in
the image yet, so a copy of the image is what a machine finds after a cut.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path

from faults.children import Children
from faults.disk import image, mounted
from faults.operations import copy_home, journal_of
from faults.oracle import holds, searched

MEGABYTES = 64


class NoImagesError(Exception):
    """This machine mounts no images (no root, or no loop devices)."""


def cut_once(
    nursery: Children, work: Path, prepared: Path, files: Path, operation: str, seconds: float
) -> str:
    """Cut the power after some seconds of an operation: what does not hold afterwards, empty when all does."""
    disk, copy = work / "disk.img", work / "cut.img"
    home, after = work / "home", work / "after"
    with image(disk, megabytes=MEGABYTES) as made, mounted(disk, work / "disk") as there:
        if not (made and there):
            raise NoImagesError
        copy_home(prepared, work / "disk/home")
        os.sync()
        home.symlink_to(work / "disk/home")
        pid = nursery.start(f"faults.operations:{operation}", home, files)
        time.sleep(seconds)
        os.kill(pid, signal.SIGSTOP)
        shutil.copyfile(disk, copy)
        if journal_of(home).exists():
            # What was said before the stop; its own disk is another.
            shutil.copyfile(journal_of(home), journal_of(after))
        os.kill(pid, signal.SIGKILL)
        nursery.wait(pid)
    try:
        with mounted(copy, work / "cut"):
            after.symlink_to(work / "cut/home")
            holds(after)
            searched(after)
            again = nursery.run(f"faults.operations:{operation}", after, files)
            if again["code"] != 0:
                return "did not finish when run again"
            holds(after)
    except Exception as error:  # whatever it is, it is what was lost
        return repr(error)
    finally:
        for path in (home, after, journal_of(home), journal_of(after), disk, copy):
            path.unlink(missing_ok=True)
    return ""


def moment(chance: random.Random, longest: float) -> float:
    """When to cut."""
    return chance.uniform(0.02, longest)
