"""How gunicorn runs the portal: its settings by their own names, and what it does when a process ends."""

from __future__ import annotations

import os
from typing import Any

from prometheus_client.multiprocess import mark_process_dead

wsgi_app = "zhishu.portal.wsgi:application"
worker_class = "gthread"
threads = 8
timeout = 120
# Requests that run are answered before a process ends; `serve` waits a little longer.
graceful_timeout = 25
keepalive = 5
# Else it writes into the home folder of the user.
control_socket_disable = True
loglevel = "warning"
logger_class = "zhishu.portal.pages.logs.WebServerLog"


def child_exit(server: Any, worker: Any) -> None:
    """What a web process counted stays counted."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        mark_process_dead(worker.pid)
