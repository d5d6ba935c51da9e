"""An import once done, kept: reading the county's files again for each of some thousand tests tells nothing new."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from psycopg import sql

_TABLES = """
select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2
"""
_SEQUENCES = """
select n.nspname, t.relname, s.oid::regclass::text
from pg_class s
join pg_depend d on d.objid = s.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
join pg_class t on t.oid = d.refobjid
join pg_namespace n on n.oid = t.relnamespace
where s.relkind = 'S'
"""


@dataclass
class Kept:
    """Rows that an import added, by table, and where its sequences stood."""

    rows: list[tuple[sql.Composed, bytes]] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)

    def restore(self) -> None:
        """Put the rows back into a database that has none of them."""
        with transaction.atomic(), connection.cursor() as cursor:
            raw = cursor.connection.cursor()
            raw.execute("set local session_replication_role = replica")
            for table, data in self.rows:
                with raw.copy(sql.SQL("copy {} from stdin (format binary)").format(table)) as copy:
                    copy.write(data)
            for name, at in self.sequences.items():
                raw.execute("select setval(%s::regclass, %s)", (name, at))
            # What a process remembers of matters, units and grids belongs to the county of another test.
            raw.execute("update gongzhi_register set tables = gen_random_uuid(), grids = gen_random_uuid()")
            # Kept facts wait for their place from now on: waiting since the first test, they would make evidence late.
            raw.execute("update gongzhi_pendingfact set recorded_at = now()")
            raw.execute("set local session_replication_role = origin")


def _counts(raw: Any) -> dict[tuple[str, str], int]:
    """Count the rows of every table; the database of a test is small."""
    tables = raw.execute(_TABLES).fetchall()
    each = [
        sql.SQL("select {}, {}, count(*) from {}").format(schema, table, sql.Identifier(schema, table))
        for schema, table in tables
    ]
    found = raw.execute(sql.SQL(" union all ").join(each)).fetchall()
    return {(schema, table): n for schema, table, n in found if n}


def may_keep() -> bool:
    """Return whether this role may see every table and set its rules aside: the serving role of a test may not."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('is_superuser')")
        return bool(cursor.fetchone() == ("on",))


def keep(make: Callable[[], None]) -> Kept | None:
    """Do `make` and keep what it added; None where a table that grew was not empty, so that nothing can be kept."""
    with connection.cursor() as cursor:
        before = _counts(cursor.connection.cursor())
    make()
    with connection.cursor() as cursor:
        raw = cursor.connection.cursor()
        after = _counts(raw)
        if any(after.get(table) != n for table, n in before.items()):
            return None
        kept = Kept()
        added = [table for table in after if table not in before]
        for table in added:
            name = sql.Identifier(*table)
            with raw.copy(sql.SQL("copy {} to stdout (format binary)").format(name)) as copy:
                kept.rows.append((name, b"".join(bytes(part) for part in copy)))  # type: ignore[arg-type]
        for schema, table, sequence in raw.execute(_SEQUENCES).fetchall():
            if (schema, table) in added:
                kept.sequences[sequence] = raw.execute(
                    sql.SQL("select last_value from {}").format(sql.SQL(sequence))
                ).fetchone()[0]
        return kept
