"""Notices that leave the house: by SMS, e-mail, letter, webhook."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import gongzhi.kernel.ids

# The vault opens to one more kind of fact. Going back leaves it so: no such fact can be made then.
REACH = Path(__file__).parent.parent / "people" / "vault" / "reach.sql"


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0013_assisted")]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("fact_id", models.UUIDField()),
                ("code", models.CharField(max_length=64)),
                ("subject", models.UUIDField()),
                ("number", models.CharField(max_length=32)),
                ("division", models.CharField(max_length=12)),
                ("named_unit", models.UUIDField(null=True)),
                ("until", models.DateTimeField(null=True)),
                (
                    "way",
                    models.CharField(
                        choices=[("SMS", "SMS"), ("EMAIL", "EMAIL"), ("LETTER", "LETTER"), ("HOOK", "HOOK")],
                        max_length=16,
                    ),
                ),
                ("language", models.CharField(max_length=16)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "WAITING"),
                            ("HELD", "HELD"),
                            ("SENDING", "SENDING"),
                            ("SENT", "SENT"),
                            ("FAILED", "FAILED"),
                            ("BOUNCED", "BOUNCED"),
                            ("UNKNOWN", "UNKNOWN"),
                            ("STOPPED", "STOPPED"),
                            ("SETTLED", "SETTLED"),
                        ],
                        max_length=16,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("urgent", models.BooleanField(default=False)),
                ("taken_at", models.DateTimeField(null=True)),
                ("sent_as", models.UUIDField(null=True)),
                ("journal", models.CharField(blank=True, max_length=36)),
                ("opened", models.UUIDField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("parts", models.PositiveSmallIntegerField(default=0)),
                ("cost", models.PositiveIntegerField(default=0)),
                ("provider_id", models.CharField(blank=True, max_length=200)),
                ("failure", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ToldBy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.UUIDField()),
                (
                    "way",
                    models.CharField(
                        choices=[("SMS", "SMS"), ("EMAIL", "EMAIL"), ("LETTER", "LETTER"), ("HOOK", "HOOK")],
                        max_length=16,
                    ),
                ),
                ("language", models.CharField(max_length=16)),
                ("at_once", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ON", "ON"),
                            ("OFF", "OFF"),
                            ("STOPPED", "STOPPED"),
                            ("BOUNCED", "BOUNCED"),
                        ],
                        max_length=16,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="UnitWay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("SMS", "SMS"), ("EMAIL", "EMAIL"), ("LETTER", "LETTER"), ("HOOK", "HOOK")],
                        max_length=16,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("PLAIN", "PLAIN"), ("DINGTALK", "DINGTALK"), ("WECOM", "WECOM")],
                        max_length=16,
                    ),
                ),
                ("address", models.CharField(max_length=500)),
                ("secret", models.CharField(blank=True, max_length=200)),
                ("at_once", models.BooleanField(default=True)),
                ("on", models.BooleanField(default=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="contact",
            name="contact_is_not_empty",
        ),
        migrations.AddField(
            model_name="contact",
            name="has_address",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="contact",
            name="has_email",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("mark", ""), _negated=True), fields=["mark"], name="contact_by_mark"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("has_name", True),
                    ("has_phone", True),
                    ("has_email", True),
                    ("has_address", True),
                    ("by_helper", True),
                    _connector="OR",
                ),
                name="contact_is_not_empty",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="contact",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.contact"
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.unit"
            ),
        ),
        migrations.AddField(
            model_name="toldby",
            name="contact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.contact"
            ),
        ),
        migrations.AddField(
            model_name="unitway",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["WAITING", "HELD"]), models.Q(("way", "LETTER"), _negated=True)
                ),
                fields=["next_at"],
                name="message_due",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "SENDING")), fields=["taken_at"], name="message_sending"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state__in", ["FAILED", "BOUNCED", "UNKNOWN"])),
                fields=["at"],
                name="message_undelivered",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state__in", ["WAITING", "SENDING"]), ("way", "LETTER")),
                fields=["at"],
                name="message_letters",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("cost__gt", 0)), fields=["sent_at"], name="message_costs"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["subject"], name="message_of_subject"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("sent_as__isnull", False)), fields=["sent_as"], name="message_sent_as"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("contact__isnull", False)), fields=["contact"], name="message_of_contact"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("contact__isnull", False)),
                fields=("fact_id", "contact", "way"),
                name="message_once_to_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unit__isnull", False)),
                fields=("fact_id", "unit", "way"),
                name="message_once_to_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contact", None), ("unit__isnull", False)),
                    models.Q(("contact__isnull", False), ("unit", None)),
                    _connector="OR",
                ),
                name="message_has_one_receiver",
            ),
        ),
        migrations.AddIndex(
            model_name="toldby",
            index=models.Index(fields=["contact"], name="told_contact"),
        ),
        migrations.AddConstraint(
            model_name="toldby",
            constraint=models.UniqueConstraint(fields=("subject", "way"), name="told_once_by_way"),
        ),
        migrations.AddConstraint(
            model_name="unitway",
            constraint=models.UniqueConstraint(fields=("unit", "way"), name="unit_told_once_by_way"),
        ),
        migrations.RunSQL(REACH.read_text(), migrations.RunSQL.noop),
    ]
