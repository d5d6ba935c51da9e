"""Calls, knowledge articles, known outages."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0011_upper")]

    operations = []
