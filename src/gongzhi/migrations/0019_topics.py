"""Similar messages and the topics they make."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0018_diagnosis")]

    operations = []
