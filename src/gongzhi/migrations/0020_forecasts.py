"""Counts by day, forecasts, bursts."""

import django.db.models.deletion
from django.db import migrations, models

import gongzhi.kernel.ids


def _id() -> models.UUIDField:
    return models.UUIDField(
        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0019_topics")]

    operations = [
        migrations.CreateModel(
            name="DayCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("matter", models.CharField(blank=True, max_length=32)),
                ("division", models.CharField(max_length=12)),
                ("grid", models.CharField(blank=True, max_length=20)),
                ("day", models.DateField()),
                ("count", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="day_count_of_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("division", "matter", "grid", "day"), name="day_count_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CountHead",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("position", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="ForecastRun",
            fields=[
                ("id", _id()),
                ("made_at", models.DateTimeField()),
                ("begins_on", models.DateField(unique=True)),
                ("levels", models.JSONField()),
                ("left_out", models.CharField(blank=True, max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name="Forecast",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("level", models.CharField(max_length=40)),
                ("matter", models.CharField(blank=True, max_length=32)),
                ("division", models.CharField(max_length=12)),
                ("mean_e2", models.JSONField()),
                ("likely", models.JSONField()),
                ("ends", models.JSONField()),
                ("carried", models.JSONField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gongzhi.forecastrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "division", "matter"), name="forecast_once_a_run")
                ],
            },
        ),
        migrations.CreateModel(
            name="CountAlarm",
            fields=[
                ("id", _id()),
                (
                    "kind",
                    models.CharField(choices=[("BURST", "BURST"), ("REPEAT", "REPEAT")], max_length=8),
                ),
                ("matter", models.CharField(blank=True, max_length=32)),
                ("division", models.CharField(max_length=12)),
                ("grid", models.CharField(blank=True, max_length=20)),
                ("on", models.DateField()),
                ("days", models.PositiveSmallIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("expected_e2", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("on", "kind", "division", "matter", "grid"), name="count_alarm_once_a_day"
                    )
                ],
            },
        ),
    ]
