"""Similar messages and the topics they make."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import gongzhi.kernel.ids


def _id() -> models.UUIDField:
    return models.UUIDField(
        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0018_diagnosis")]

    operations = [
        migrations.CreateModel(
            name="FeatureCounts",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField(unique=True)),
                ("messages", models.PositiveIntegerField()),
                ("counts", models.BinaryField()),
                ("names", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", _id()),
                (
                    "kind",
                    models.CharField(
                        choices=[("ONE_PLACE", "ONE_PLACE"), ("MANY_PLACES", "MANY_PLACES")], max_length=12
                    ),
                ),
                ("division", models.CharField(blank=True, max_length=12)),
                ("matter", models.CharField(blank=True, max_length=32)),
                ("name", models.CharField(blank=True, max_length=60)),
                ("size", models.PositiveIntegerField(default=0)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gongzhi.topic",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlacedMessage",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("division", models.CharField(max_length=12)),
                ("grid", models.CharField(blank=True, max_length=20)),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("features", models.BinaryField(default=bytes)),
                ("live", models.BooleanField(default=True)),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gongzhi.topic",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TopicLink",
            fields=[
                ("id", _id()),
                ("one", models.UUIDField()),
                ("other", models.UUIDField()),
                ("together", models.BooleanField()),
                ("matter", models.CharField(blank=True, max_length=32)),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["matter", "said_at"], name="topic_link_of_matter")],
                "constraints": [models.UniqueConstraint(fields=("one", "other"), name="topic_link_once")],
            },
        ),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["last_at"], name="topic_open"
            ),
        ),
        migrations.AddIndex(
            model_name="placedmessage",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("live", True)), fastupdate=False, fields=["keys"], name="placed_by_key"
            ),
        ),
        migrations.AddIndex(
            model_name="placedmessage",
            index=models.Index(condition=models.Q(("live", True)), fields=["at"], name="placed_live"),
        ),
        migrations.AddIndex(
            model_name="placedmessage",
            index=models.Index(
                condition=models.Q(("topic__isnull", False)), fields=["topic", "at"], name="placed_of_topic"
            ),
        ),
    ]
