"""Notices that leave the house: by SMS, e-mail, letter, webhook."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0013_assisted")]

    operations = []
