"""A seal on every row, over what stands there now."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from zhishu.portal.pages.sealed import seal_stored

MODELS = ["Organisation", "User", "UserRegion"]


def seal(apps: Any, schema_editor: Any) -> None:
    for name in MODELS:
        seal_stored(apps.get_model("accounts", name), schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            "organisation", "seal", models.CharField(default="", editable=False, max_length=80)
        ),
        migrations.AddField(
            "user", "seal", models.CharField(default="", editable=False, max_length=80)
        ),
        migrations.AddField(
            "userregion", "seal", models.CharField(default="", editable=False, max_length=80)
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
