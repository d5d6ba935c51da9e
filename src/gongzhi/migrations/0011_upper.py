"""Orders of a platform above: their number, their clock, their codes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0010_sign_in")]

    operations = []
