"""Calls, knowledge articles, known outages."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import gongzhi.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gongzhi", "0011_upper"),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("division", models.CharField(max_length=12)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ArticleVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "DRAFT"),
                            ("PUBLISHED", "PUBLISHED"),
                            ("SUPERSEDED", "SUPERSEDED"),
                            ("WITHDRAWN", "WITHDRAWN"),
                        ],
                        max_length=16,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("title_en", models.CharField(blank=True, max_length=120)),
                ("body", models.TextField()),
                ("body_en", models.TextField(blank=True)),
                ("sources", models.TextField(blank=True)),
                (
                    "matters",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32), default=list, size=None
                    ),
                ),
                ("public", models.BooleanField(default=False)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("review_on", models.DateField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("words", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="HotlineCall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.UUIDField()),
                ("told_id", models.CharField(max_length=80)),
                ("division", models.CharField(max_length=12)),
                ("queue", models.CharField(blank=True, max_length=40)),
                ("ringing_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("abandoned_at", models.DateTimeField(null=True)),
                ("transferred_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("began_at", models.DateTimeField()),
                ("agent", models.CharField(blank=True, max_length=64)),
                ("agent_at", models.DateTimeField(null=True)),
                ("sealed", models.BinaryField(default=b"")),
                ("tidied", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="HotlineDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("division", models.CharField(max_length=12)),
                ("on", models.DateField()),
                ("filed", models.IntegerField(default=0)),
                ("on_the_spot", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="HotlineHour",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("division", models.CharField(max_length=12)),
                ("on", models.DateField()),
                ("hour", models.PositiveSmallIntegerField()),
                ("queue", models.CharField(blank=True, max_length=40)),
                ("offered", models.IntegerField(default=0)),
                ("answered", models.IntegerField(default=0)),
                ("timed", models.IntegerField(default=0)),
                ("quick", models.IntegerField(default=0)),
                ("abandoned", models.IntegerField(default=0)),
                ("transferred", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Outage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("matter", models.CharField(max_length=32)),
                ("division", models.CharField(max_length=12)),
                ("grid", models.CharField(blank=True, max_length=32)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("planned", models.BooleanField()),
                ("starts_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
                ("text", models.TextField()),
                ("text_en", models.TextField(blank=True)),
                ("noted_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="article",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.unit"
            ),
        ),
        migrations.CreateModel(
            name="ArticleCount",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="count",
                        serialize=False,
                        to="gongzhi.articleversion",
                    ),
                ),
                ("yes", models.PositiveIntegerField(default=0)),
                ("no", models.PositiveIntegerField(default=0)),
                ("further", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="articleversion",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="gongzhi.article"
            ),
        ),
        migrations.AddIndex(
            model_name="hotlinecall",
            index=models.Index(
                condition=models.Q(("tidied", False)), fields=["agent"], name="hotline_call_of_agent"
            ),
        ),
        migrations.AddIndex(
            model_name="hotlinecall",
            index=models.Index(fields=["began_at"], name="hotline_call_began"),
        ),
        migrations.AddConstraint(
            model_name="hotlinecall",
            constraint=models.UniqueConstraint(fields=("source", "told_id"), name="hotline_call_once"),
        ),
        migrations.AddConstraint(
            model_name="hotlinecall",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tidied", False), models.Q(("agent", ""), ("sealed", b"")), _connector="OR"
                ),
                name="hotline_call_tidied_leaves_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="hotlineday",
            constraint=models.UniqueConstraint(fields=("on", "division"), name="hotline_day_once"),
        ),
        migrations.AddConstraint(
            model_name="hotlinehour",
            constraint=models.UniqueConstraint(
                fields=("on", "division", "hour", "queue"), name="hotline_hour_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="hotlinehour",
            constraint=models.CheckConstraint(
                condition=models.Q(("hour__lt", 24)), name="hotline_hour_of_a_day"
            ),
        ),
        migrations.AddField(
            model_name="outage",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="articleversion",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="article_by_words"),
        ),
        migrations.AddIndex(
            model_name="articleversion",
            index=models.Index(
                condition=models.Q(("state", "PUBLISHED")), fields=["review_on"], name="article_by_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="articleversion",
            constraint=models.UniqueConstraint(fields=("article", "n"), name="article_version_once"),
        ),
        migrations.AddConstraint(
            model_name="articleversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "PUBLISHED")), fields=("article",), name="article_published_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="articleversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "DRAFT")), fields=("article",), name="article_drafted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="articleversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None),
                    ("valid_from", None),
                    ("valid_to__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="article_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "DRAFT"),
                    models.Q(
                        ("review_on__isnull", False),
                        ("valid_from__isnull", False),
                        models.Q(("sources", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="article_published_says_all",
            ),
        ),
        migrations.AddIndex(
            model_name="outage",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["division"], name="outage_running"
            ),
        ),
        migrations.AddIndex(
            model_name="outage",
            index=models.Index(fields=["ended_at"], name="outage_ended"),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_at", None), ("until_at__gt", models.F("starts_at")), _connector="OR"
                ),
                name="outage_period",
            ),
        ),
    ]
