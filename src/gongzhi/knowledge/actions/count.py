"""Count what became of the questions an article was read for; what is counted names nobody and is no fact."""

from datetime import datetime

from django.db import connection, transaction

from gongzhi.knowledge.facts import Helped
from gongzhi.people.facts import Actor

_COLUMNS = {Helped.YES: "yes", Helped.NO: "no", Helped.FURTHER: "further"}
_ADD = """
    insert into gongzhi_articlecount (version_id, yes, no, further)
    select id, %s, %s, %s from gongzhi_articleversion where id = %s and state <> 'DRAFT'
    on conflict (version_id) do update set yes = greatest(0, gongzhi_articlecount.yes + %s),
        no = greatest(0, gongzhi_articlecount.no + %s), further = greatest(0, gongzhi_articlecount.further + %s)
"""


def count_help(
    *, version_id: int, said: Helped, by: Actor, at: datetime, before: Helped | None = None
) -> None:
    """Count an answer; where `before` was said of the same question, that is taken back. Who and when is not kept."""
    if said is before:
        return
    steps = [(each is said) - (each is before) for each in _COLUMNS]
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_ADD, [*(max(0, step) for step in steps), version_id, *steps])
