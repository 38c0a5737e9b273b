"""Jobs remember which kind of error ended them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("jobs", "0002_seal")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="fault",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
    ]
