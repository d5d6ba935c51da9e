"""Mandates to act for somebody; paper and SMS on their way in."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0012_hotline")]

    operations = []
