"""A look in an emergency owes a review, and the uses of a person's data are stated once a month. Columns that may be
empty or have a default: PostgreSQL rewrites no row. Of looks the indexes hold those in an emergency, and there is none
yet; of uses what waits for a statement, which is every matter until the first one."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0023_said_of_two")]

    operations = [
        migrations.AddField("reveal", "review_until", models.DateTimeField(null=True)),
        migrations.AddField("reveal", "reviewed_by", models.UUIDField(null=True)),
        migrations.AddField("reveal", "reviewed_at", models.DateTimeField(null=True)),
        migrations.AddField("reveal", "needed", models.BooleanField(null=True)),
        migrations.AddIndex(
            "reveal",
            models.Index(
                fields=["review_until"],
                name="reveal_to_review",
                condition=Q(("review_until__isnull", False), ("reviewed_at", None)),
            ),
        ),
        migrations.AddIndex(
            "reveal",
            models.Index(
                fields=["needed"], name="reveal_with_review", condition=Q(("review_until__isnull", False))
            ),
        ),
        migrations.AddConstraint(
            "reveal",
            models.CheckConstraint(
                condition=Q(("needed", None), ("reviewed_at", None), ("reviewed_by", None))
                | (
                    Q(
                        ("needed__isnull", False),
                        ("review_until__isnull", False),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                    )
                    & ~Q(("reviewed_by", F("account")))
                ),
                name="reveal_reviewed_whole",
            ),
        ),
        migrations.AddField("usecount", "stated", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddIndex(
            "usecount",
            models.Index(fields=["subject"], name="use_to_state", condition=Q(("size__gt", F("stated")))),
        ),
    ]
