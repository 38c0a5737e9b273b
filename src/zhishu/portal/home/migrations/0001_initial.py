"""What holders state of themselves, and the addresses of their calendars."""

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
            name="CalendarAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seal", models.CharField(default="", editable=False, max_length=80)),
                ("digest", models.CharField(blank=True, max_length=80, verbose_name="口令的摘要")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.organisation",
                        verbose_name="权利人",
                    ),
                ),
                (
                    "revokes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="home.calendaraddress",
                        verbose_name="所停用的地址",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="由谁",
                    ),
                ),
            ],
            options={
                "verbose_name": "日历地址",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["digest"], name="calendar_by_digest")],
            },
        ),
        migrations.CreateModel(
            name="StatedFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seal", models.CharField(default="", editable=False, max_length=80)),
                ("name", models.CharField(max_length=20, verbose_name="事实")),
                ("value", models.CharField(blank=True, max_length=40, verbose_name="内容")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.organisation",
                        verbose_name="权利人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="由谁",
                    ),
                ),
            ],
            options={
                "verbose_name": "权利人说明",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["organisation", "name"], name="stated_of_organisation")
                ],
            },
        ),
    ]
