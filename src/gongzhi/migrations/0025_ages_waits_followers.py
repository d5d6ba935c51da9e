"""A coarse age as a statistic; how long calls rang; from when a newer article holds; messages over a day's limit."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SMS_STATES = ("FILED", "JUDGED", "OBJECTED", "STOPPED", "CALL", "UNCLEAR", "TOO_MANY", "SETTLED")
_AGES = ("FROM_60", "FROM_18", "UNDER_18")

# Of the calls that are still known; those of longer ago are counted in time or not, and that stays.
_WAITED = """
    insert into gongzhi_hotlinewait (division, "on", seconds, calls)
    select division, (began_at at time zone %s)::date,
        least(3600, greatest(0, ceil(extract(epoch from answered_at - ringing_at)))), count(*)
    from gongzhi_hotlinecall where answered_at is not null and ringing_at is not null group by 1, 2, 3
"""
# A version is followed from the day the next one holds: that of its publishing, or a later one it named. What was
# withdrawn ends at once what still held before it.
_FOLLOWED = """
    update gongzhi_articleversion v set followed_on = (
        select min(case when x.state = 'WITHDRAWN'
            then least((x.changed_at at time zone %s)::date, greatest((w.changed_at at time zone %s)::date, x.valid_from))
            else greatest((w.changed_at at time zone %s)::date, x.valid_from) end)
        from gongzhi_articleversion w join gongzhi_articleversion x on x.article_id = w.article_id and x.n = w.n + 1
        where w.article_id = v.article_id and w.n >= v.n and w.state = 'SUPERSEDED' and x.state <> 'DRAFT')
    where v.state = 'SUPERSEDED'
"""


def count_known_calls(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Count how long the calls rang that are known, and say since when old versions are followed."""
    with editor.connection.cursor() as cursor:
        cursor.execute(_WAITED, [settings.TIME_ZONE])
        cursor.execute(_FOLLOWED, [settings.TIME_ZONE] * 3)


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0024_reviewed_and_stated")]

    operations = [
        migrations.CreateModel(
            name="CaseAge",
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
                ("band", models.CharField(choices=[(each, each) for each in _AGES], max_length=8)),
            ],
        ),
        migrations.CreateModel(
            name="HotlineWait",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("division", models.CharField(max_length=12)),
                ("on", models.DateField()),
                ("seconds", models.PositiveSmallIntegerField()),
                ("calls", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("on", "division", "seconds"), name="hotline_wait_once")
                ]
            },
        ),
        migrations.AddField("articleversion", "followed_on", models.DateField(null=True)),
        migrations.AlterField(
            "incomingsms",
            "state",
            models.CharField(choices=[(each, each) for each in _SMS_STATES], max_length=16),
        ),
        migrations.RunPython(count_known_calls, migrations.RunPython.noop),
    ]
