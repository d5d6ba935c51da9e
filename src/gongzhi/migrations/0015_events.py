"""Who is told of facts by webhook, and what could not be delivered."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import gongzhi.kernel.ids

STATES = [("WAITING", "WAITING"), ("SENT", "SENT"), ("DEAD", "DEAD"), ("SET_ASIDE", "SET_ASIDE")]


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0014_notices")]

    operations = [
        migrations.CreateModel(
            name="Hook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.apikey"
                    ),
                ),
                ("url", models.CharField(max_length=500)),
                ("kinds", models.CharField(blank=True, max_length=400)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("paused_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "hook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.hook"
                    ),
                ),
                ("fact_id", models.UUIDField()),
                ("kind", models.CharField(max_length=64)),
                ("position", models.PositiveBigIntegerField()),
                ("state", models.CharField(choices=STATES, max_length=16)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("said", models.CharField(blank=True, max_length=64)),
                ("next_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("hook", "fact_id"), name="delivery_once")],
                "indexes": [
                    models.Index(condition=Q(state="WAITING"), fields=["next_at"], name="delivery_due"),
                    models.Index(
                        condition=Q(state="WAITING"), fields=["hook", "position"], name="delivery_waiting"
                    ),
                    models.Index(condition=Q(state="DEAD"), fields=["hook", "-id"], name="delivery_dead"),
                    models.Index(
                        condition=Q(done_at__isnull=False), fields=["done_at"], name="delivery_done"
                    ),
                ],
            },
        ),
    ]
