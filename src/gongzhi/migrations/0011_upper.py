"""Orders of a platform above: their number, their clock, their codes."""

import django.db.models.deletion
from django.db import migrations, models

import gongzhi.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0010_sign_in")]

    operations = [
        migrations.CreateModel(
            name="UpperPlatform",
            fields=[
                ("code", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("cursor", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="UpperOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=64)),
                ("given_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("category", models.CharField(blank=True, max_length=64)),
                ("deadline_class", models.CharField(blank=True, max_length=64)),
                ("status", models.CharField(blank=True, max_length=64)),
                ("solved", models.BooleanField(null=True)),
                ("seen", models.PositiveIntegerField(default=0)),
                ("warned", models.CharField(blank=True, max_length=8)),
                ("warn_at", models.DateTimeField(null=True)),
                ("over_at", models.DateTimeField(null=True)),
                (
                    "loop",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.loop"
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="gongzhi.upperplatform",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UpperMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField()),
                ("text", models.TextField()),
                ("loaded_at", models.DateTimeField()),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mappings",
                        to="gongzhi.upperplatform",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UpperDifference",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=64)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("MISSING_HERE", "MISSING_HERE"),
                            ("MISSING_ABOVE", "MISSING_ABOVE"),
                            ("STATUS", "STATUS"),
                            ("DEADLINE", "DEADLINE"),
                            ("CATEGORY", "CATEGORY"),
                            ("OPINION", "OPINION"),
                            ("NOT_FOLLOWED", "NOT_FOLLOWED"),
                        ],
                        max_length=16,
                    ),
                ),
                ("ours", models.CharField(blank=True, max_length=64)),
                ("theirs", models.CharField(blank=True, max_length=64)),
                ("found_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("how", models.CharField(blank=True, max_length=16)),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="gongzhi.upperorder",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gongzhi.upperplatform",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UpperCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("CATEGORY", "CATEGORY"),
                            ("UNIT", "UNIT"),
                            ("CLASS", "CLASS"),
                            ("STATUS", "STATUS"),
                        ],
                        max_length=16,
                    ),
                ),
                ("value", models.CharField(max_length=64)),
                ("first_at", models.DateTimeField()),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gongzhi.upperplatform",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UpperRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("compared", models.PositiveIntegerField()),
                ("found", models.PositiveIntegerField()),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gongzhi.upperplatform",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UpperMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("SIGN", "SIGN"),
                            ("RETURN", "RETURN"),
                            ("EXTENSION", "EXTENSION"),
                            ("REPLY", "REPLY"),
                            ("JUDGEMENT", "JUDGEMENT"),
                            ("CLOSED", "CLOSED"),
                            ("REOPENED", "REOPENED"),
                        ],
                        max_length=16,
                    ),
                ),
                ("fact_id", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "WAITING"),
                            ("SENT", "SENT"),
                            ("REFUSED", "REFUSED"),
                            ("DEAD", "DEAD"),
                            ("ASIDE", "ASIDE"),
                        ],
                        default="WAITING",
                        max_length=16,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("code", models.CharField(blank=True, max_length=80)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="gongzhi.upperorder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["SENT", "ASIDE"]), _negated=True),
                        fields=["order", "id"],
                        name="upper_message_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "fact_id", "kind"), name="upper_message_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "SENT"), ("sent_at__isnull", False)),
                            models.Q(models.Q(("state", "SENT"), _negated=True), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="upper_message_sent_at",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="upperorder",
            index=models.Index(
                condition=models.Q(("over_at", None)), fields=["platform", "number"], name="upper_order_open"
            ),
        ),
        migrations.AddIndex(
            model_name="upperorder",
            index=models.Index(fields=["platform", "over_at"], name="upper_order_over"),
        ),
        migrations.AddIndex(
            model_name="upperorder",
            index=models.Index(
                condition=models.Q(("warn_at__isnull", False)), fields=["warn_at"], name="upper_order_warn"
            ),
        ),
        migrations.AddConstraint(
            model_name="upperorder",
            constraint=models.UniqueConstraint(fields=("platform", "number"), name="upper_order_once"),
        ),
        migrations.AddConstraint(
            model_name="upperdifference",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at", None)),
                fields=("platform", "number", "what"),
                name="upper_difference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="upperdifference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", ""), ("settled_at", None)),
                    models.Q(("settled_at__isnull", False), models.Q(("how", ""), _negated=True)),
                    _connector="OR",
                ),
                name="upper_difference_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="uppercode",
            constraint=models.UniqueConstraint(fields=("platform", "what", "value"), name="upper_code_once"),
        ),
        migrations.AddConstraint(
            model_name="upperrun",
            constraint=models.UniqueConstraint(fields=("platform", "day"), name="upper_run_once_a_day"),
        ),
    ]
