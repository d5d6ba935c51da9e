"""A look in an emergency owes a review, and the uses of a person's data are stated once a month. Columns that may be
empty or have a default: PostgreSQL rewrites no row. The two indexes hold what waits, and nothing waits yet."""

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
        migrations.AddConstraint(
            "reveal",
            models.CheckConstraint(
                condition=Q(("reviewed_by", None), ("reviewed_at", None), ("needed", None))
                | (
                    Q(
                        ("review_until__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("reviewed_at__isnull", False),
                        ("needed__isnull", False),
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
