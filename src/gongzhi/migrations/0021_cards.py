"""Hypothesis cards."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import gongzhi.kernel.ids


def _codes(*codes: str) -> list[tuple[str, str]]:
    return [(code, code) for code in codes]


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0020_forecasts")]

    operations = [
        migrations.CreateModel(
            name="HypothesisCard",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("matter", models.CharField(max_length=32)),
                ("division", models.CharField(max_length=12)),
                ("grid", models.CharField(blank=True, max_length=20)),
                (
                    "ground",
                    models.CharField(
                        choices=_codes("BURST", "REPEAT", "FORECAST", "TOPIC", "OWN"), max_length=16
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=100)),
                ("figures", models.JSONField(default=dict)),
                ("expected", models.TextField(blank=True)),
                ("why", models.TextField(blank=True)),
                ("true_if", models.TextField(blank=True)),
                ("false_if", models.TextField(blank=True)),
                ("check_on", models.DateField()),
                (
                    "state",
                    models.CharField(choices=_codes("DRAFT", "OPEN", "CHECKED", "DISMISSED"), max_length=16),
                ),
                ("proposer", models.UUIDField(null=True)),
                ("taker", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(blank=True, choices=_codes("TRUE", "FALSE", "UNCLEAR"), max_length=16),
                ),
                ("late", models.BooleanField(default=False)),
                ("seen", models.TextField(blank=True)),
                ("done", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                ("digest", models.CharField(max_length=64)),
                ("told_due", models.BooleanField(default=False)),
                ("told_overdue", models.BooleanField(default=False)),
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
                    models.Index(condition=Q(state="OPEN"), fields=["check_on"], name="card_open_by_day"),
                    models.Index(
                        condition=Q(ended_at__isnull=False), fields=["-ended_at"], name="card_by_end"
                    ),
                    models.Index(fields=["division", "-made_at"], name="card_by_place"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=~Q(key=""), fields=("key",), name="card_of_evidence_once"
                    ),
                    models.CheckConstraint(
                        condition=~Q(state="OPEN") | Q(taken_at__isnull=False, unit__isnull=False),
                        name="card_open_has_owner",
                    ),
                    models.CheckConstraint(
                        condition=Q(state="CHECKED", ended_at__isnull=False) & ~Q(outcome="") & ~Q(seen="")
                        | ~Q(state="CHECKED") & Q(outcome=""),
                        name="card_checked_says_what",
                    ),
                    models.CheckConstraint(
                        condition=~Q(state="DISMISSED") | ~Q(reason="") & Q(ended_at__isnull=False),
                        name="card_dismissed_says_why",
                    ),
                ],
            },
        ),
    ]
