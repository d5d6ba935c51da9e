"""A million cases in a minute or two: rows of loops and cases only, copied inside the database from real ones.

For what reads these two tables and nothing else. Numbers, ids, times, words and places differ from row to row; holders,
obligations, facts and notices there are none, so no page of staff and no replay can be measured over them.
"""

from typing import Any

from gongzhi.kernel.ids import new_id

# Each row is one of the real ones, drawn by lot; what ended did so in the last `days`, as long after it was opened as
# its original did. The id begins with the instant, as ids do.
_COPY = """
    create temporary table thin on commit drop as
    select g.n as figure, r.original, now() - g.back - r.lasted as opened, now() - g.back as over,
        (lpad(to_hex((extract(epoch from now() - g.back - r.lasted) * 1000)::bigint), 12, '0') || '7'
        || substr(md5('a' || %(first)s || g.n), 1, 3) || '9' || substr(md5('b' || %(first)s || g.n), 1, 15))::uuid as id
    from (
        select n, random() * %(days)s * interval '1 day' as back, 1 + floor(random() * %(kinds)s)::int as kind
        from generate_series(1, %(count)s) as n
    ) g
    join (
        select row_number() over (order by l.id) as kind, l.id as original,
            coalesce(l.ended_at, l.entered_at) - l.opened_at as lasted
        from gongzhi_loop l where l.id = any(%(originals)s)
    ) r using (kind)
"""
_COLUMNS = """
    select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped
"""
_EARLIER = {
    "opened_at": "t.opened",
    "entered_at": "t.over",
    "ended_at": "case when s.ended_at is null then null else t.over end",
}
_OF_LOOP = {
    "id": "t.id",
    "number": "'T' || %(first)s || '-' || t.figure",
    **_EARLIER,
    "first_due_at": "s.first_due_at + (t.opened - s.opened_at)",
    "due_at": "s.due_at + (t.opened - s.opened_at)",
}
_OF_CASE = {
    "loop_id": "t.id",
    "public_id": "substr(md5('p' || %(first)s || t.figure), 1, 16)",
    "contact_id": "null",
    "filer": "'ANONYMOUS'",
    "source": "''",
    "text": "s.text || ' ' || t.figure",
    "longitude_e6": "case when s.longitude_e6 is null then null else 110000000 + floor(random() * 500000)::int end",
    "latitude_e6": "case when s.latitude_e6 is null then null else 30000000 + floor(random() * 500000)::int end",
}


def thin(connection: Any, originals: list[Any], count: int, *, days: float) -> None:
    """Write so many cases more that ended, or stand where they stand, since so many `days`.

    `connection` is a superuser's.
    """
    asked = {
        "originals": originals,
        "kinds": len(originals),
        "count": count,
        "days": days,
        "first": new_id().hex[-8:],
    }
    with connection.transaction(), connection.cursor() as cursor:
        # Rows are right by construction: no checks.
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("set local synchronous_commit = off")
        cursor.execute(_COPY, asked)
        for table, key, differs in (("gongzhi_loop", "id", _OF_LOOP), ("gongzhi_case", "loop_id", _OF_CASE)):
            cursor.execute(_COLUMNS, [table])
            names = [str(name) for (name,) in cursor.fetchall()]
            chosen = ", ".join(differs.get(name, f's."{name}"') for name in names)
            columns = ", ".join(f'"{name}"' for name in names)
            joined = f"from thin t join {table} s on s.{key} = t.original"
            cursor.execute(f"insert into {table} ({columns}) select {chosen} {joined}", asked)
