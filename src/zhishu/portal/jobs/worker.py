"""`python -m zhishu.portal.jobs.worker`: the library's job worker, which tells at every turn that it lives."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from zhishu.settings import home

# A loop that stands still for this long is no longer one.
SILENT_SECONDS = 30
INTERVAL_SECONDS = 0.5
_BEAT_SECONDS = 5


def heartbeat_file() -> Path:
    """Its time of change is the last beat."""
    return home() / "run" / "worker"


def main() -> None:
    """Work until asked to stop; a task that runs is finished first."""
    import django

    django.setup()
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    from zhishu.portal.jobs.daily import ask_daily

    class BeatingWorker(Worker):
        """`run` asks at every turn whether to go on: the place to beat, and to ask for what is daily."""

        @property
        def running(self) -> bool:
            beat()
            ask_daily()
            return self._goes_on

        @running.setter
        def running(self, value: bool) -> None:
            self._goes_on = value

    # Its own lines are for developers; a job that fails says so on its page and in our log.
    for name in ("django_tasks", "django_tasks_db"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    worker = BeatingWorker(
        queue_names=["default"],
        interval=INTERVAL_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    worker.run()


def beat() -> None:
    """Touch the file, at most every few seconds."""
    path = heartbeat_file()
    try:
        if path.stat().st_mtime > time.time() - _BEAT_SECONDS:
            return
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


if __name__ == "__main__":
    main()
