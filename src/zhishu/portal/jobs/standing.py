"""How jobs and their worker stand, for /readyz and /metrics."""

from __future__ import annotations

import time
from datetime import timedelta

from zhishu.portal.jobs.models import STATES, Job
from zhishu.portal.jobs.steady import steady_now
from zhishu.portal.jobs.worker import SILENT_SECONDS, heartbeat_file
from zhishu.portal.pages.gauges import tell_gauge
from zhishu.portal.pages.health import tell_part


def tell_standing() -> None:
    """Add what this room knows."""
    tell_part("worker", "任务进程", worker_trouble)
    tell_gauge("zhishu_jobs", "Import jobs by state.", "state", jobs_by_state)
    tell_gauge("zhishu_worker_silent_seconds", "Since the worker last told of itself.", "", silence)


def worker_trouble() -> str:
    """Empty while the worker lives: idle it beats in a file, at work in its job's row."""
    heard = silence().get("", SILENT_SECONDS + 1)
    if heard <= SILENT_SECONDS:
        return ""
    lately = steady_now() - timedelta(seconds=SILENT_SECONDS)
    if Job.objects.filter(state="running", touched_at__gte=lately).exists():
        return ""
    return "没有动静，上传的文件在排队"


def silence() -> dict[str, float]:
    """Seconds since the last beat; nothing when there never was one."""
    try:
        return {"": max(0.0, time.time() - heartbeat_file().stat().st_mtime)}
    except FileNotFoundError:
        return {}


def jobs_by_state() -> dict[str, float]:
    """How many jobs are in each state."""
    return dict.fromkeys(STATES, 0.0) | Job.objects.count_by("state")
