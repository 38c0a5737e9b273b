from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("drafts", "0001_initial")]

    operations = [
        migrations.AddField(
            "ruledraft",
            "relation",
            models.CharField("与同一条款的现行规则", max_length=20, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "ruledraft",
            "beside",
            models.TextField("同一条款的现行规则", blank=True, default=""),
            preserve_default=False,
        ),
    ]
