"""What an agent may do for a holder; the role of agents."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_seal"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(
                choices=[
                    ("firm", "企业"),
                    ("agency", "代理机构"),
                    ("county_officer", "区县人员"),
                    ("city_officer", "市级人员"),
                    ("administrator", "管理员"),
                ],
                max_length=20,
                verbose_name="角色",
            ),
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seal", models.CharField(default="", editable=False, max_length=80)),
                ("scope", models.CharField(blank=True, max_length=10, verbose_name="范围")),
                ("until", models.DateField(null=True, verbose_name="截止日")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_held",
                        to="accounts.organisation",
                        verbose_name="代理机构",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_given",
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
                "verbose_name": "委托",
                "ordering": ["id"],
            },
        ),
    ]
