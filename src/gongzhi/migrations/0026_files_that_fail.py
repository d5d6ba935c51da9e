"""A file that cannot be brought in to its end says so; what is open, and what lies in a box, is found by an index."""

from django.db import migrations, models

_STATES = ("CHOOSING", "RUNNING", "DONE", "FAILED")


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0025_ages_waits_followers")]

    operations = [
        migrations.AlterField(
            model_name="bulkfile",
            name="state",
            field=models.CharField(choices=[(each, each) for each in _STATES], max_length=16),
        ),
        migrations.AddIndex(
            model_name="loop",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["opened_at", "id"],
                name="loop_open_by_opening",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("latitude_e6__isnull", False)),
                fields=["latitude_e6", "longitude_e6"],
                name="case_at_point",
            ),
        ),
    ]
