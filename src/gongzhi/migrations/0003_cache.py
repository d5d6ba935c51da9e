"""The table of the cache (Django's database cache): what all processes know for some minutes.

Unlogged: it may be lost with the server's power, and then somebody may try a wrong code again.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0002_guards")]

    operations = [
        migrations.RunSQL(
            """
            create unlogged table gongzhi_cache (
                cache_key varchar(255) primary key, value text not null, expires timestamptz not null
            );
            create index gongzhi_cache_expires on gongzhi_cache (expires);
            """,
            "drop table gongzhi_cache",
        )
    ]
