"""The app of jobs: it tells how jobs and their worker stand."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Uploads and what became of them."""

    name = "zhishu.portal.jobs"
    label = "jobs"
    verbose_name = "任务"

    def ready(self) -> None:
        """Once the models are there."""
        from zhishu.portal.jobs import standing

        standing.tell_standing()
