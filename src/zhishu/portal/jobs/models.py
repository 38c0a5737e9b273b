"""A job: a file that was uploaded, and what became of it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from zhishu.portal.pages.sealed import Sealed

STATES = {
    "waiting": "等待",
    "running": "进行中",
    "done": "完成",
    "failed": "没有完成",
    "interrupted": "中断",
}


class Job(Sealed):
    """One upload and its import; the file lies under a random name, its own name is only text."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    file_name = models.CharField("文件名", max_length=255)
    stored_name = models.CharField(max_length=64)
    size = models.BigIntegerField("字节")
    kind = models.CharField("种类", max_length=20, blank=True)
    state = models.CharField("状态", max_length=20, default="waiting")
    phase = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    done_bytes = models.BigIntegerField(default=0)
    raw_sha256 = models.CharField(max_length=64, blank=True)
    format = models.CharField(max_length=40, blank=True)
    rows = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    superseded = models.BigIntegerField(default=0)
    set_aside = models.BigIntegerField(default=0)
    findings = models.BigIntegerField(default=0)
    snapshot = models.BigIntegerField(default=0)
    documents = models.TextField(blank=True)
    message = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    # Which kind of error it was (ZhishuError.code); empty for a job that ended well.
    fault = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "导入任务"
        ordering = ["-id"]

    @property
    def path(self) -> Path:
        """Where the uploaded bytes lie until they are in the warehouse."""
        return Path(settings.MEDIA_ROOT) / self.stored_name

    @property
    def number(self) -> str:
        """How people call it."""
        return f"任务{self.pk}"

    @property
    def state_name(self) -> str:
        return STATES[self.state]

    @property
    def doing(self) -> str:
        """What goes on, in words."""
        if self.state == "waiting":
            return "排队等待"
        if self.phase == "indexing":
            return "正在更新检索库"
        if not self.done_bytes:
            return "正在读文件"
        return (
            f"{self.percent}%，正在读文件" if self.percent < 100 else "已读完，正在合并到数据仓库"
        )

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.done_bytes / self.size)) if self.size else 0

    @property
    def share(self) -> float:
        """How far reading is, for the bar."""
        return self.percent / 100

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "running")

    @property
    def can_rerun(self) -> bool:
        """Whether there is something to run again: the file is kept until it is imported."""
        return self.state in ("failed", "interrupted") and self.path.is_file()

    @property
    def can_be_mapped(self) -> bool:
        """Whether the file is a table whose headings somebody has to map."""
        return self.fault == "unknown_headings" and self.can_rerun

    @property
    def document_ids(self) -> list[str]:
        return self.documents.split()
