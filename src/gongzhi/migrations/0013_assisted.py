"""Mandates to act for somebody; paper and SMS on their way in."""

import django.db.models.deletion
from django.db import migrations, models

import gongzhi.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0012_hotline")]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="channel",
            field=models.CharField(
                choices=[
                    ("PORTAL", "PORTAL"),
                    ("HOTLINE", "HOTLINE"),
                    ("COUNTER", "COUNTER"),
                    ("PAPER", "PAPER"),
                    ("GRID", "GRID"),
                    ("IMPORT", "IMPORT"),
                    ("SMS", "SMS"),
                    ("OPEN311", "OPEN311"),
                    ("SYSTEM", "SYSTEM"),
                    ("ABOVE", "ABOVE"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="judged_via",
            field=models.CharField(
                blank=True,
                choices=[
                    ("RESIDENT", "RESIDENT"),
                    ("CALLBACK", "CALLBACK"),
                    ("HELPER", "HELPER"),
                    ("SMS", "SMS"),
                    ("ABOVE", "ABOVE"),
                ],
                max_length=16,
            ),
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.UUIDField(null=True)),
                ("kinds", models.CharField(max_length=100)),
                ("acts", models.CharField(max_length=60)),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("PRESENT", "PRESENT"),
                            ("PHONE", "PHONE"),
                            ("PAPER", "PAPER"),
                            ("SMS", "SMS"),
                            ("WITNESS", "WITNESS"),
                        ],
                        max_length=16,
                    ),
                ),
                ("photo", models.CharField(blank=True, max_length=100)),
                ("photo_sha256", models.CharField(blank=True, max_length=64)),
                ("through_resident", models.BooleanField(default=False)),
                ("account", models.UUIDField()),
                ("unit", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gongzhi.contact",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HelpedOnce",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.UUIDField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("FILE", "FILE"),
                            ("ADD", "ADD"),
                            ("JUDGE", "JUDGE"),
                            ("WITHDRAW", "WITHDRAW"),
                        ],
                        max_length=16,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("disputed_at", models.DateTimeField(null=True)),
                (
                    "disputed_via",
                    models.CharField(
                        blank=True,
                        choices=[("WEB", "WEB"), ("SMS", "SMS"), ("PHONE", "PHONE")],
                        max_length=16,
                    ),
                ),
                ("undone", models.BooleanField(null=True)),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.mandate"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SameHand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.UUIDField()),
                ("second", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["second"], name="same_hand_second")],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="same_hand_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="same_hand_in_order"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(fields=["subject"], name="mandate_of_subject"),
        ),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(fields=["account", "until"], name="mandate_of_account"),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acts", ""), _negated=True), models.Q(("kinds", ""), _negated=True)
                ),
                name="mandate_allows_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("made_at"))), name="mandate_period"
            ),
        ),
        migrations.AddIndex(
            model_name="helpedonce",
            index=models.Index(fields=["subject"], name="helped_of_subject"),
        ),
        migrations.AddConstraint(
            model_name="helpedonce",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disputed_at", None), ("disputed_via", ""), ("undone", None)),
                    models.Q(
                        ("disputed_at__isnull", False),
                        ("undone__isnull", False),
                        models.Q(("disputed_via", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="helped_disputed_whole",
            ),
        ),
        migrations.CreateModel(
            name="IncomingSms",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("gateway_id", models.CharField(max_length=200, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("FILED", "FILED"),
                            ("JUDGED", "JUDGED"),
                            ("OBJECTED", "OBJECTED"),
                            ("STOPPED", "STOPPED"),
                            ("CALL", "CALL"),
                            ("UNCLEAR", "UNCLEAR"),
                            ("SETTLED", "SETTLED"),
                        ],
                        max_length=16,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gongzhi.contact",
                    ),
                ),
                (
                    "loop",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gongzhi.loop",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["CALL", "UNCLEAR"])),
                        fields=["at"],
                        name="sms_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["CALL", "UNCLEAR"]), ("text", ""), _connector="OR"),
                        name="sms_text_while_it_waits",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperForm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=32, unique=True)),
                ("matter", models.CharField(blank=True, max_length=32)),
                ("twice", models.BooleanField(default=False)),
                ("printed_at", models.DateTimeField()),
                ("received_on", models.DateField(null=True)),
                ("entered_at", models.DateTimeField(null=True)),
                ("entered_by", models.UUIDField(null=True)),
                ("again_at", models.DateTimeField(null=True)),
                ("again_by", models.UUIDField(null=True)),
                (
                    "loop",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gongzhi.loop",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.unit"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("again_at", None), ("entered_at__isnull", False), ("twice", True)
                        ),
                        fields=["entered_at"],
                        name="paper_waits_again",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entered_at", None),
                                ("entered_by", None),
                                ("loop", None),
                                ("received_on", None),
                            ),
                            models.Q(
                                ("entered_at__isnull", False),
                                ("entered_by__isnull", False),
                                ("loop__isnull", False),
                                ("received_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="paper_entered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("again_by", None),
                            models.Q(("again_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="paper_by_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account", models.UUIDField()),
                ("division", models.CharField(max_length=12)),
                ("channel", models.CharField(default="IMPORT", max_length=16)),
                (
                    "state",
                    models.CharField(
                        choices=[("CHOOSING", "CHOOSING"), ("RUNNING", "RUNNING"), ("DONE", "DONE")],
                        max_length=16,
                    ),
                ),
                ("stored", models.CharField(blank=True, max_length=100)),
                ("sha256", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("rows", models.PositiveIntegerField()),
                ("line", models.PositiveIntegerField(default=0)),
                ("filed", models.PositiveIntegerField(default=0)),
                ("before", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BulkBadRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64)),
                ("details", models.JSONField(default=dict)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bad", to="gongzhi.bulkfile"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="bulkfile",
            index=models.Index(
                condition=models.Q(("state", "RUNNING")), fields=["at"], name="bulk_file_running"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkbadrow",
            constraint=models.UniqueConstraint(fields=("file", "line"), name="bulk_bad_row_once"),
        ),
    ]
