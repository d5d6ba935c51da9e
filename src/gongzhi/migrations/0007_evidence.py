"""The hash tree beside the order: tiles, checkpoints, witnesses. What exists is hashed by the sequencer later."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

GUARDED = ("gongzhi_tile", "gongzhi_checkpoint", "gongzhi_cosignature")


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0006_cases_in_full")]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("key", models.CharField(max_length=64)),
                ("line", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Edge",
            fields=[
                ("level", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("hashes", models.BinaryField(max_length=8160)),
            ],
        ),
        migrations.CreateModel(
            name="LogKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("vkey", models.TextField(unique=True)),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("data", models.BinaryField(max_length=8192)),
            ],
        ),
        migrations.CreateModel(
            name="WitnessedLog",
            fields=[
                ("origin", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("vkeys", models.TextField()),
                ("size", models.BigIntegerField(default=0)),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="head",
            name="tree_size",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="head",
            name="unhashed_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Broken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("position", models.BigIntegerField(null=True)),
                ("fact", models.UUIDField(null=True)),
                ("subject", models.UUIDField(null=True)),
                ("found_at", models.DateTimeField()),
                ("mended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["subject"], name="broken_by_subject")],
            },
        ),
        migrations.AddField(
            model_name="pendingfact",
            name="recorded_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddIndex(
            model_name="checkpoint",
            index=models.Index(fields=["at"], name="checkpoint_by_time"),
        ),
        migrations.AddField(
            model_name="cosignature",
            name="checkpoint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cosignatures",
                to="gongzhi.checkpoint",
            ),
        ),
        migrations.AddConstraint(
            model_name="cosignature",
            constraint=models.UniqueConstraint(fields=("key", "checkpoint"), name="cosignature_once_per_key"),
        ),
        # What is there already is evidence without a signature from this moment on, until the sequencer has caught up.
        migrations.RunSQL(
            "update gongzhi_head set unhashed_since = now() where size > 0", migrations.RunSQL.noop
        ),
        *(
            migrations.RunSQL(
                f"create trigger append_only before update or delete or truncate on {table}"
                " for each statement execute function gongzhi_refuse_change()",
                f"drop trigger append_only on {table}",
            )
            for table in GUARDED
        ),
    ]
