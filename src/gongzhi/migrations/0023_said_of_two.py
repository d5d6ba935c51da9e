"""What people said of two cases: one problem, or two. A new table; nothing there is touched."""

import django.db.models.deletion
from django.db import migrations, models

import gongzhi.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0022_danger_and_again")]

    operations = [
        migrations.CreateModel(
            name="SaidOfTwo",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("same", models.BooleanField()),
                ("said_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.case"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "other"), name="said_of_two_once"),
                    models.CheckConstraint(
                        condition=models.Q(("case", models.F("other")), _negated=True),
                        name="said_of_two_cases",
                    ),
                ],
            },
        ),
    ]
