"""Keys of other systems."""

import django.db.models.deletion
from django.db import migrations, models

import gongzhi.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0008_vault")]

    operations = [
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.unit"
                    ),
                ),
                ("division", models.CharField(max_length=12)),
                ("scopes", models.CharField(max_length=400)),
                ("per_minute", models.PositiveIntegerField()),
                ("per_day", models.PositiveIntegerField()),
                ("prefix", models.CharField(max_length=12, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="KeyDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.apikey"
                    ),
                ),
                ("on", models.DateField()),
                ("used", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=64)),
                ("asked", models.CharField(max_length=64)),
                ("once", models.UUIDField()),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.apikey"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["at"], name="kept_answer_by_age")]},
        ),
        migrations.AddConstraint(
            model_name="keptanswer",
            constraint=models.UniqueConstraint(fields=("key", "name"), name="kept_answer_once"),
        ),
        migrations.AddConstraint(
            model_name="keptanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(status=None) | models.Q(status__lt=300), name="kept_answer_good"
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(per_minute__gt=0, per_day__gt=0), name="key_may_be_used"
            ),
        ),
        migrations.AddConstraint(
            model_name="keyday",
            constraint=models.UniqueConstraint(fields=("key", "on"), name="key_counted_once_a_day"),
        ),
        # What other systems read: the latest of a matter, and what has changed since they last came.
        migrations.AddIndex(
            model_name="loop", index=models.Index(fields=["matter", "opened_at"], name="loop_of_matter")
        ),
        migrations.AddIndex(
            model_name="loop", index=models.Index(fields=["entered_at", "id"], name="loop_entered_lately")
        ),
        migrations.AlterField(
            model_name="case",
            name="channel",
            field=models.CharField(
                max_length=16,
                choices=[
                    ("PORTAL", "PORTAL"),
                    ("HOTLINE", "HOTLINE"),
                    ("COUNTER", "COUNTER"),
                    ("PAPER", "PAPER"),
                    ("GRID", "GRID"),
                    ("IMPORT", "IMPORT"),
                    ("OPEN311", "OPEN311"),
                ],
            ),
        ),
    ]
