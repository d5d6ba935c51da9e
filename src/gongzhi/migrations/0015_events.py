"""Who is told of facts by webhook, and what could not be delivered."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0014_notices")]

    operations = []
