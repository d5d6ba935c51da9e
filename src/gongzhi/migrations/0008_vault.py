"""Identities leave the tables for the vault: a schema of its own that opens to a fact on record only."""

from pathlib import Path

import django.db.models.deletion
import gongzhi.kernel.ids
from django.db import migrations, models

from gongzhi.migrations._moving_contacts import move_contacts

VAULT = Path(__file__).parent.parent / "people" / "vault" / "vault.sql"


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0007_evidence")]

    operations = [
        migrations.RunSQL(VAULT.read_text(), "drop schema vault cascade"),
        migrations.AddField("photo", "cleared_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="DataUse",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("seq", models.PositiveIntegerField()),
                ("what", models.CharField(max_length=32)),
                ("item", models.UUIDField(null=True)),
                ("purpose", models.CharField(max_length=32)),
                ("basis", models.CharField(max_length=32)),
                ("unit", models.UUIDField(null=True)),
                ("account", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("sealed_until", models.DateTimeField(null=True)),
                ("sealed_basis", models.CharField(blank=True, max_length=200)),
                ("fact", models.UUIDField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.UUIDField()),
                ("what", models.CharField(max_length=16)),
                ("because", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="KeyGeneration",
            fields=[
                ("name", models.CharField(max_length=7, primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.UUIDField()),
                ("purpose", models.CharField(max_length=32)),
                ("basis", models.CharField(max_length=32)),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("ASKED", "ASKED"), ("OPEN", "OPEN"), ("DECLINED", "DECLINED")],
                        max_length=16,
                    ),
                ),
                ("account", models.UUIDField()),
                ("post", models.UUIDField()),
                ("unit", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("fact", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="UseCount",
            fields=[
                ("subject", models.UUIDField(primary_key=True, serialize=False)),
                ("size", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="contact",
            name="by_helper",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="contact",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="contact",
            name="has_name",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="contact",
            name="has_phone",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="contact",
            name="mark",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="unitkind",
            name="third_party",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(
            "update gongzhi_unitkind set third_party = true where code in"
            " ('ENTERPRISE', 'UTILITY_COMPANY', 'PROPERTY_COMPANY', 'OWNERS_COMMITTEE', 'SOCIAL_ORG')",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at", None), models.Q(("mark", ""), ("salt", b"")), _connector="OR"
                ),
                name="contact_erased_leaves_nothing",
            ),
        ),
        migrations.AddIndex(
            model_name="datause",
            index=models.Index(fields=["subject", "account", "at"], name="use_of_subject"),
        ),
        migrations.AddIndex(
            model_name="datause",
            index=models.Index(
                condition=models.Q(("sealed_until", None), _negated=True),
                fields=["sealed_until"],
                name="use_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="datause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sealed_until", None)), fields=("subject", "seq"), name="use_counted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="datause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sealed_until__isnull", False)),
                fields=("seq",),
                name="use_sealed_counted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="datause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sealed_basis", ""), ("sealed_until", None)),
                    models.Q(("sealed_until__isnull", False), models.Q(("sealed_basis", ""), _negated=True)),
                    _connector="OR",
                ),
                name="use_sealed_with_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.UniqueConstraint(fields=("subject", "what"), name="erased_once"),
        ),
        migrations.AddField(
            model_name="reveal",
            name="contact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.contact"
            ),
        ),
        migrations.AddIndex(
            model_name="reveal",
            index=models.Index(fields=["subject"], name="reveal_of_subject"),
        ),
        migrations.AddIndex(
            model_name="reveal",
            index=models.Index(fields=["account", "until"], name="reveal_of_account"),
        ),
        migrations.AddIndex(
            model_name="reveal",
            index=models.Index(
                condition=models.Q(("state", "ASKED")), fields=["asked_at"], name="reveal_asked"
            ),
        ),
        migrations.AddConstraint(
            model_name="reveal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fact__isnull", False), ("state", "OPEN"), ("until__isnull", False)),
                    models.Q(models.Q(("state", "OPEN"), _negated=True), ("fact", None), ("until", None)),
                    _connector="OR",
                ),
                name="reveal_open_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="reveal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("account")), _negated=True),
                    _connector="OR",
                ),
                name="reveal_second_person",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="contact",
            name="contact_is_not_empty",
        ),
        # A point may be erased; that there was one stays.
        migrations.RemoveConstraint(
            model_name="case",
            name="case_point_when_place_says",
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("latitude_e6__isnull", False),
                        ("longitude_e6__isnull", False),
                        ("place_kind", "POINT"),
                    ),
                    models.Q(("latitude_e6", None), ("longitude_e6", None)),
                    _connector="OR",
                ),
                name="case_point_when_place_says",
            ),
        ),
        migrations.CreateModel(
            name="Sweep",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("ended_at", models.DateTimeField(null=True)),
                ("loop", models.UUIDField(null=True)),
                ("again_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunPython(move_contacts),
        migrations.RemoveField(
            model_name="contact",
            name="helper_name",
        ),
        migrations.RemoveField(
            model_name="contact",
            name="helper_phone",
        ),
        migrations.RemoveField(
            model_name="contact",
            name="name",
        ),
        migrations.RemoveField(
            model_name="contact",
            name="phone",
        ),
        # A column that is dropped stays in the rows on disk until they are written anew.
        migrations.RunSQL(
            [
                "cluster gongzhi_contact using gongzhi_contact_pkey",
                "alter table gongzhi_contact set without cluster",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("has_name", True), ("has_phone", True), ("by_helper", True), _connector="OR"
                ),
                name="contact_is_not_empty",
            ),
        ),
    ]
