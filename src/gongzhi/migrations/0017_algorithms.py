"""The register of algorithms and the uses of its gate."""

import django.contrib.postgres.fields
import django.db.models.deletion
import gongzhi.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gongzhi", "0016_offline"),
    ]

    operations = [
        migrations.CreateModel(
            name="Algorithm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("division", models.CharField(max_length=12)),
                ("registered_at", models.DateTimeField()),
                ("switched_off", models.BooleanField(default=False)),
                ("switched_at", models.DateTimeField(null=True)),
                ("switched_because", models.TextField(blank=True)),
                ("suspended", models.BooleanField(default=False)),
                ("suspended_at", models.DateTimeField(null=True)),
                (
                    "suspended_for",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_because", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="AlgorithmAppeal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("about", models.UUIDField(null=True)),
                ("once", models.UUIDField(null=True, unique=True)),
                ("obligation", models.UUIDField()),
                ("mark", models.CharField(max_length=64, unique=True)),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("upheld", models.BooleanField(null=True)),
                ("severe", models.BooleanField(default=False)),
                ("answer", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="AlgorithmMonitor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("uses", models.PositiveIntegerField()),
                ("worst", models.CharField(max_length=12)),
                ("findings", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="AlgorithmReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(choices=[("DRIFT", "DRIFT"), ("GROUNDED", "GROUNDED")], max_length=12),
                ),
                ("at", models.DateTimeField()),
                ("n", models.PositiveIntegerField()),
                ("value", models.PositiveIntegerField()),
                ("passed", models.BooleanField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AlgorithmReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("event", models.CharField(max_length=32)),
                ("simple", models.BooleanField()),
                ("members", models.PositiveSmallIntegerField()),
                ("affected", models.PositiveSmallIntegerField()),
                ("against", models.PositiveSmallIntegerField()),
                ("conditions", models.TextField(blank=True)),
                ("because", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AlgorithmUse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("purpose", models.CharField(max_length=40)),
                ("tier", models.CharField(max_length=4)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("SHOWN", "SHOWN"),
                            ("SHADOW", "SHADOW"),
                            ("HUMAN_ARM", "HUMAN_ARM"),
                            ("ABSTAINED", "ABSTAINED"),
                            ("FAILED", "FAILED"),
                        ],
                        max_length=12,
                    ),
                ),
                ("about", models.UUIDField(null=True)),
                ("about_kind", models.CharField(blank=True, max_length=32)),
                ("groups", models.JSONField(default=dict)),
                ("value", models.CharField(blank=True, max_length=100)),
                ("confidence", models.PositiveSmallIntegerField(null=True)),
                ("reasons", models.CharField(blank=True, max_length=64)),
                ("took_ms", models.PositiveIntegerField(default=0)),
                ("decided", models.CharField(blank=True, max_length=100)),
                ("agreed", models.BooleanField(null=True)),
                ("looked_ms", models.PositiveIntegerField(null=True)),
                ("turned_out", models.BooleanField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AlgorithmVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("n", models.PositiveIntegerField()),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("tier", models.CharField(max_length=4)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("need", "need"),
                            ("impact", "impact"),
                            ("testing", "testing"),
                            ("tested", "tested"),
                            ("review", "review"),
                            ("reviewed", "reviewed"),
                            ("re_review", "re_review"),
                            ("shadow", "shadow"),
                            ("pilot", "pilot"),
                            ("comparison", "comparison"),
                            ("production", "production"),
                            ("arbitration", "arbitration"),
                            ("retired", "retired"),
                            ("dropped", "dropped"),
                            ("rejected", "rejected"),
                        ],
                        max_length=16,
                    ),
                ),
                ("document", models.JSONField(default=dict)),
                (
                    "purposes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("impact_level", models.PositiveSmallIntegerField(default=0)),
                ("expires_on", models.DateField(null=True)),
                ("limit_ms", models.PositiveIntegerField(default=1000)),
                ("arm_share", models.PositiveSmallIntegerField(default=0)),
                ("arm_seed", models.CharField(blank=True, max_length=32)),
                ("review_round", models.PositiveSmallIntegerField(default=0)),
                ("entered_at", models.DateTimeField()),
                ("in_force_at", models.DateTimeField(null=True)),
                ("out_of_force_at", models.DateTimeField(null=True)),
                ("post_mortem", models.TextField(blank=True)),
                ("post_mortem_en", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="AlgorithmVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "seat",
                    models.CharField(
                        choices=[("EXPERT", "EXPERT"), ("OFFICIAL", "OFFICIAL"), ("AFFECTED", "AFFECTED")],
                        max_length=12,
                    ),
                ),
                ("group", models.CharField(blank=True, max_length=80)),
                (
                    "opinion",
                    models.CharField(
                        choices=[("YES", "YES"), ("CONDITIONS", "CONDITIONS"), ("NO", "NO")], max_length=12
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="desk",
            name="desk_office_known",
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "office__in",
                        [
                            "DISPATCH",
                            "ARBITRATION",
                            "CALLBACK",
                            "RECHECK",
                            "HOTLINE",
                            "SERVICE_HALL",
                            "GRID_DESK",
                            "PETITION",
                            "COURT",
                            "REVIEW",
                            "DISCIPLINE",
                            "DISCLOSURE",
                            "ETHICS",
                        ],
                    )
                ),
                name="desk_office_known",
            ),
        ),
        migrations.AddField(
            model_name="algorithm",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.unit"
            ),
        ),
        migrations.AddField(
            model_name="algorithmmonitor",
            name="algorithm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="monitors", to="gongzhi.algorithm"
            ),
        ),
        migrations.AddField(
            model_name="algorithmappeal",
            name="use",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="gongzhi.algorithmuse",
            ),
        ),
        migrations.AddField(
            model_name="algorithmversion",
            name="algorithm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="gongzhi.algorithm"
            ),
        ),
        migrations.AddField(
            model_name="algorithmversion",
            name="loop",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.loop"
            ),
        ),
        migrations.AddField(
            model_name="algorithmuse",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.algorithmversion"
            ),
        ),
        migrations.AddField(
            model_name="algorithmreview",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="gongzhi.algorithmversion",
            ),
        ),
        migrations.AddField(
            model_name="algorithmreport",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.algorithmversion"
            ),
        ),
        migrations.AddField(
            model_name="algorithmmonitor",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.algorithmversion"
            ),
        ),
        migrations.AddField(
            model_name="algorithmappeal",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gongzhi.algorithmversion"
            ),
        ),
        migrations.AddField(
            model_name="algorithm",
            name="running",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="gongzhi.algorithmversion",
            ),
        ),
        migrations.AddField(
            model_name="algorithm",
            name="trying",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="gongzhi.algorithmversion",
            ),
        ),
        migrations.AddField(
            model_name="algorithmvote",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="algorithmvote",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="votes",
                to="gongzhi.algorithmversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="algorithmversion",
            constraint=models.UniqueConstraint(fields=("algorithm", "n"), name="algorithm_version_once"),
        ),
        migrations.AddConstraint(
            model_name="algorithmversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("tier__in", ["T0", "T1", "T2", "T2+", "T3"])),
                name="algorithm_tier_registered",
            ),
        ),
        migrations.AddConstraint(
            model_name="algorithmversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("impact_level__lte", 4)), name="algorithm_impact_level"
            ),
        ),
        migrations.AddConstraint(
            model_name="algorithmversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("arm_share__lte", 50)), name="algorithm_arm_share"
            ),
        ),
        migrations.AddIndex(
            model_name="algorithmuse",
            index=models.Index(fields=["version", "at"], name="algorithm_use_window"),
        ),
        migrations.AddIndex(
            model_name="algorithmuse",
            index=models.Index(
                condition=models.Q(("about__isnull", False)), fields=["about"], name="algorithm_use_about"
            ),
        ),
        migrations.AddConstraint(
            model_name="algorithmreview",
            constraint=models.UniqueConstraint(fields=("version", "round"), name="algorithm_review_once"),
        ),
        migrations.AddConstraint(
            model_name="algorithmreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("against", 0),
                    models.Q(("because", ""), _negated=True),
                    ("event__in", ["not_yet", "reject"]),
                    _connector="OR",
                ),
                name="algorithm_no_is_answered",
            ),
        ),
        migrations.AddIndex(
            model_name="algorithmreport",
            index=models.Index(fields=["version", "what", "-at"], name="algorithm_report_latest"),
        ),
        migrations.AddConstraint(
            model_name="algorithmmonitor",
            constraint=models.UniqueConstraint(fields=("algorithm", "on"), name="algorithm_monitored_once"),
        ),
        migrations.AddIndex(
            model_name="algorithmappeal",
            index=models.Index(fields=["version", "made_at"], name="algorithm_appeals"),
        ),
        migrations.AddIndex(
            model_name="algorithmappeal",
            index=models.Index(
                condition=models.Q(("about__isnull", False)), fields=["about"], name="algorithm_appeal_about"
            ),
        ),
        migrations.AddConstraint(
            model_name="algorithmappeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("upheld", None)),
                    models.Q(("answered_at__isnull", False), ("upheld__isnull", False)),
                    _connector="OR",
                ),
                name="algorithm_appeal_answered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="algorithmvote",
            constraint=models.UniqueConstraint(
                fields=("version", "round", "account"), name="algorithm_vote_once"
            ),
        ),
    ]
