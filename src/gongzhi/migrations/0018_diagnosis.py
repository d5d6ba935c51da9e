"""Proposals about messages, and what people made of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0017_algorithms")]

    operations = [
        migrations.CreateModel(
            name="MatterProposal",
            fields=[
                (
                    "loop",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="gongzhi.loop",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("entry", models.CharField(blank=True, max_length=60)),
                ("version", models.CharField(blank=True, max_length=64)),
                ("matter", models.CharField(blank=True, max_length=32)),
                ("confidence", models.PositiveSmallIntegerField(null=True)),
                ("levels", models.JSONField(default=list)),
                ("others", models.JSONField(default=list)),
                ("reasons", models.JSONField(default=list)),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[("LIFE", "LIFE"), ("SOON", "SOON"), ("PLAIN", "PLAIN")],
                        max_length=8,
                    ),
                ),
                ("urgent_reasons", models.JSONField(default=list)),
                ("needs", models.CharField(blank=True, max_length=60)),
                ("data", models.JSONField(default=dict)),
                ("article", models.UUIDField(null=True)),
                ("groups", models.JSONField(default=dict)),
                ("uses", models.JSONField(default=list)),
                ("why_not", models.JSONField(default=list)),
                ("dispatched_at", models.DateTimeField(null=True)),
                ("decided", models.CharField(blank=True, max_length=32)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decider",
                    models.CharField(
                        blank=True,
                        choices=[("DESK", "DESK"), ("ARBITER", "ARBITER"), ("RULES", "RULES")],
                        max_length=8,
                    ),
                ),
                ("verified", models.CharField(blank=True, max_length=32)),
                ("verified_at", models.DateTimeField(null=True)),
                ("awaits_second", models.BooleanField(default=False)),
                ("second", models.JSONField(default=dict)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gongzhi.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("awaits_second", True)),
                        fields=["made_at"],
                        name="proposal_second",
                    ),
                    models.Index(
                        condition=models.Q(("verified_at__isnull", False)),
                        fields=["matter", "verified_at"],
                        name="proposal_verified",
                    ),
                    models.Index(
                        condition=models.Q(("decided", ""), ("urgency", "LIFE")),
                        fields=["made_at"],
                        name="proposal_life",
                    ),
                    models.Index(fields=["made_at"], name="proposal_made"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided", ""), ("decided_at", None), ("decider", "")),
                            models.Q(
                                models.Q(("decided", ""), _negated=True),
                                ("decided_at__isnull", False),
                                models.Q(("decider", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_decided_has_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verified", ""), ("verified_at", None)),
                            models.Q(
                                models.Q(("verified", ""), _negated=True), ("verified_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="proposal_verified_has_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("running", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField()),
                ("learnt", models.PositiveIntegerField()),
                ("held", models.PositiveIntegerField()),
                ("ours", models.IntegerField()),
                ("theirs", models.IntegerField(null=True)),
                ("low", models.IntegerField(null=True)),
                ("high", models.IntegerField(null=True)),
            ],
        ),
    ]
