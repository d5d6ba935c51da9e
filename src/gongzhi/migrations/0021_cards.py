"""Hypothesis cards."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0020_forecasts")]

    operations = []
