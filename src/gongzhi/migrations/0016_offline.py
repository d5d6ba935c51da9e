"""What was written without a network."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0015_events")]

    operations = []
