"""Notices and what became of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_mandate"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seal", models.CharField(default="", editable=False, max_length=80)),
                ("key", models.CharField(max_length=200, verbose_name="事由")),
                ("title", models.CharField(max_length=300, verbose_name="标题")),
                ("words", models.TextField(verbose_name="内容")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="去哪里办")),
                ("due_on", models.DateField(null=True, verbose_name="期限")),
                ("is_pressing", models.BooleanField(default=False, verbose_name="是否紧急")),
                ("made_at", models.DateTimeField(verbose_name="时间")),
                (
                    "addressee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="先给谁",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.organisation",
                        verbose_name="给哪个单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="NoticeEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seal", models.CharField(default="", editable=False, max_length=80)),
                ("word", models.CharField(max_length=20, verbose_name="事件")),
                ("made_at", models.DateTimeField(verbose_name="时间")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="notices.notice",
                        verbose_name="消息",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="由谁",
                    ),
                ),
            ],
            options={
                "verbose_name": "消息的经过",
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("organisation", "key"), name="notice_told_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeevent",
            constraint=models.UniqueConstraint(fields=("notice", "word"), name="notice_event_once"),
        ),
    ]
