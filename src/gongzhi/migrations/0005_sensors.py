"""Sensors: sites with one event each, devices, what their readings come to, and keys."""

import django.db.models.deletion
import gongzhi.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gongzhi", "0004_four_kinds"),
    ]

    operations = [
        migrations.CreateModel(
            name="SensorKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=64, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SensorSite",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=32)),
                ("refused", models.CharField(blank=True, max_length=64)),
                ("refused_details", models.JSONField(default=dict)),
                (
                    "loop",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gongzhi.loop",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sensor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("grid", models.CharField(max_length=20)),
                ("longitude_e6", models.IntegerField(null=True)),
                ("latitude_e6", models.IntegerField(null=True)),
                ("matter", models.CharField(blank=True, max_length=32)),
                ("raise_at", models.BigIntegerField(null=True)),
                ("clear_at", models.BigIntegerField(null=True)),
                ("in_row", models.PositiveSmallIntegerField(null=True)),
                ("silent_after", models.PositiveIntegerField(null=True)),
                ("in_use", models.BooleanField(default=True)),
                ("registered_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.unit"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sensors",
                        to="gongzhi.sensorsite",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SensorState",
            fields=[
                (
                    "sensor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="state",
                        serialize=False,
                        to="gongzhi.sensor",
                    ),
                ),
                ("newest_at", models.DateTimeField(null=True)),
                ("value", models.BigIntegerField(null=True)),
                ("in_row", models.PositiveSmallIntegerField(default=0)),
                ("raised", models.BooleanField(default=False)),
                ("crossed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("crossed_at__isnull", False), ("raised", True)),
                            models.Q(("crossed_at", None), ("raised", False)),
                            _connector="OR",
                        ),
                        name="sensor_raised_since",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="sensorsite",
            constraint=models.UniqueConstraint(fields=("code", "kind"), name="sensor_site_once_per_kind"),
        ),
        migrations.AddConstraint(
            model_name="sensor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude_e6", None), ("longitude_e6", None)),
                    models.Q(("latitude_e6__isnull", False), ("longitude_e6__isnull", False)),
                    _connector="OR",
                ),
                name="sensor_point_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="sensor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("clear_at", None), ("raise_at", None)),
                    models.Q(("clear_at__isnull", False), ("raise_at__isnull", False)),
                    _connector="OR",
                ),
                name="sensor_limits_are_whole",
            ),
        ),
        # Rewritten by each reading: with room on its page a new version of a row needs no index entry (HOT).
        migrations.RunSQL(
            "alter table gongzhi_sensorstate set (fillfactor = 50)",
            "alter table gongzhi_sensorstate reset (fillfactor)",
        ),
    ]
