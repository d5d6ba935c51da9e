"""How staff sign in: a second factor, providers outside, sessions; and which accounts are the demo's."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gongzhi.kernel.ids


def _id() -> models.Field:
    return models.UUIDField(
        default=gongzhi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
    )


def _account(**more: object) -> models.Field:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **more
    )


def _of_account() -> models.Field:
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT,
        primary_key=True,
        related_name="+",
        serialize=False,
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0009_keys")]

    operations = [
        migrations.AddField(model_name="account", name="demo", field=models.BooleanField(default=False)),
        # The demo's county before this column was there: its posts begin with the code of no real county.
        migrations.RunSQL(
            "update gongzhi_account set demo = true where id in (select account_id from gongzhi_holding"
            " join gongzhi_post on gongzhi_post.id = post_id where gongzhi_post.code like '990121-%')",
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name="SignInTries",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("wrong", models.PositiveIntegerField()),
                ("since_at", models.DateTimeField()),
                ("times", models.PositiveIntegerField(default=0)),
                ("until_at", models.DateTimeField(null=True)),
                ("account", _account(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                ("id", _id()),
                ("kind", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=40)),
                ("secret", models.BinaryField(default=b"")),
                ("step", models.BigIntegerField(default=0)),
                ("credential", models.CharField(blank=True, max_length=1400)),
                ("public_key", models.BinaryField(default=b"")),
                ("counter", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("account", _account()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=(models.Q(kind="TOTP", credential="") & ~models.Q(secret=b""))
                        | (models.Q(kind="PASSKEY", secret=b"") & ~models.Q(credential="")),
                        name="second_factor_is_one_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(kind="TOTP"), fields=["account"], name="second_factor_one_app"
                    ),
                    models.UniqueConstraint(
                        condition=~models.Q(credential=""),
                        fields=["credential"],
                        name="second_factor_passkey_once",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="RecoveryCodes",
            fields=[
                ("account", _of_account()),
                ("hashes", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ProviderBinding",
            fields=[
                ("id", _id()),
                ("issuer", models.CharField(max_length=255)),
                ("subject", models.CharField(max_length=255)),
                ("made_at", models.DateTimeField()),
                ("account", _account()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["issuer", "subject"], name="provider_subject_once"),
                    models.UniqueConstraint(fields=["issuer", "account"], name="provider_account_once"),
                ]
            },
        ),
        migrations.CreateModel(
            name="OpenSession",
            fields=[
                ("id", _id()),
                ("device", models.CharField(default="OTHER", max_length=16)),
                ("way", models.CharField(default="PASSWORD", max_length=16)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("account", _account()),
            ],
            options={"indexes": [models.Index(fields=["account", "begun_at"], name="session_of_account")]},
        ),
        migrations.CreateModel(
            name="ResetToTell",
            fields=[("account", _of_account()), ("reset_at", models.DateTimeField())],
        ),
    ]
