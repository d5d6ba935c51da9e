"""Tripwire: what is on record cannot be changed, not even by the role that owns the tables.

The first guard is the privilege (web/launch/grants.sql); this one also stops a slip of an
administrator. Only openings can be erased: they hold the texts, the record holds commitments.
"""

from django.db import migrations

GUARDED = ("gongzhi_fact", "gongzhi_entry")

CREATE_FUNCTION = """
    create function gongzhi_refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception '% is append-only: % refused', tg_table_name, tg_op
            using errcode = 'restrict_violation',
                  hint = 'Facts are never changed. Record a new fact, or erase an opening.';
    end
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("gongzhi", "0001_initial")]

    operations = [
        # The running figure of a loop's number: no gap matters, so no lock either.
        migrations.RunSQL("create sequence gongzhi_number", "drop sequence gongzhi_number"),
        migrations.RunSQL(CREATE_FUNCTION, "drop function gongzhi_refuse_change()"),
        *(
            migrations.RunSQL(
                f"create trigger append_only before update or delete or truncate on {table}"
                " for each statement execute function gongzhi_refuse_change()",
                f"drop trigger append_only on {table}",
            )
            for table in GUARDED
        ),
    ]
