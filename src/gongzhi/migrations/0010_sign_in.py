"""How staff sign in: a second factor, providers outside, sessions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0009_keys")]

    operations = []
