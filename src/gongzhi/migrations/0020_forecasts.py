"""Counts by day, forecasts, bursts."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0019_topics")]

    operations = []
