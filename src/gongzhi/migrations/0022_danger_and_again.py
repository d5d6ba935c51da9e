"""What a person at the desk said of danger to life, and what is proposed anew after a return. Two columns with a
default: PostgreSQL keeps the default aside and rewrites no row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0021_cards")]

    operations = [
        migrations.AddField(
            model_name="matterproposal",
            name="danger",
            field=models.CharField(
                blank=True,
                choices=[("CONFIRMED", "CONFIRMED"), ("TAKEN_BACK", "TAKEN_BACK")],
                default="",
                db_default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="matterproposal",
            name="again",
            field=models.JSONField(default=dict, db_default=models.Value({}, models.JSONField())),
        ),
    ]
