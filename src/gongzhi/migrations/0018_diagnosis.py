"""Proposals about messages, and what people made of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0017_algorithms")]

    operations = []
