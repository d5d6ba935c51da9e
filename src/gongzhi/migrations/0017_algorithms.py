"""The register of algorithms and the uses of its gate."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0016_offline")]

    operations = []
