"""The mandate under which an agent made the address of a calendar."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_mandate"), ("home", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="calendaraddress",
            name="mandate",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="accounts.mandate",
                verbose_name="所依据的委托",
            ),
        ),
    ]
