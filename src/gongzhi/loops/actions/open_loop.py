"""Open a loop."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.actions.find_by import card_of
from gongzhi.loops.actions.steps import Step, duration_of, enter
from gongzhi.loops.facts import LoopOpened
from gongzhi.loops.models import Holder, Loop
from gongzhi.loops.queries import LoopRow, newest_definition_id, row_of, setting_for
from gongzhi.loops.rules.deadlines import plan
from gongzhi.people.facts import Actor


def open_loop(
    *,
    definition: str,
    subject_kind: str,
    title: str,
    division: str,
    matter: str,
    limit_class: str,
    holders: Mapping[str, UUID | None],
    by: Actor,
    at: datetime,
    found_by: str | None = None,
    number: str = "",
    loop_id: UUID | None = None,
) -> LoopRow:
    """Open a loop by the newest version of `definition`, inside the caller's transaction.

    `holders` says who plays which party from the start (None is the resident). The overall limit of
    the matter counts from now. A search finds the loop by the words of `found_by`, or of its title if that
    is None. `number` and `loop_id`: reserved before (`reserve_numbers`). Raises Refused
    ``loops.no_definition`` when none is published.
    """
    assert connection.in_atomic_block
    definition_id = definition_in_force(definition)
    loop = Loop(
        id=loop_id or new_id(),
        subject_kind=subject_kind,
        number=number or next_numbers(at, 1)[0],
        title=title,
        definition_id=definition_id,
        state="",
        division=division,
        matter=matter,
        limit_class=limit_class,
        opened_at=at,
        entered_at=at,
    )
    setting = setting_for(definition_id, division, timezone.localdate(at))
    step = Step(loop=loop, setting=setting, holders={p: (unit,) for p, unit in holders.items()}, at=at)
    start(step, by)
    loop.save(force_insert=True)
    Holder.objects.bulk_create(Holder(loop=loop, party=p, unit_id=unit) for p, unit in holders.items())
    card_of(loop, found_by).save(force_insert=True)
    return row_of(loop)


def definition_in_force(name: str) -> int:
    """Return the id of the newest version of a definition. Raises Refused ``loops.no_definition``."""
    found = newest_definition_id(name)
    if found is None:
        raise Refused(Refusal("loops.no_definition", {"definition": name}))
    return found


def start(step: Step, by: Actor) -> None:
    """Put a new loop into its first state and record that it was opened.

    Foreign keys are checked at commit, so that the loop itself is written once, when all is known.
    """
    loop, setting = step.loop, step.setting
    limit = plan(
        start=step.at,
        duration=duration_of(step, "limit"),
        calendar=setting.calendar,
        profile=setting.profile,
    )
    loop.first_due_at = limit.due.at
    loop.state = setting.definition.start.name
    enter(step, loop.state)
    step.tell(_fact(step), by)


def _fact(step: Step) -> LoopOpened:
    loop, definition = step.loop, step.setting.definition
    return LoopOpened(
        subject_kind=loop.subject_kind,
        number=loop.number,
        definition=definition.id,
        version=definition.version,
        state=loop.state,
        division=loop.division,
        matter=loop.matter,
        limit_class=loop.limit_class,
        holders=step.holder_names(),
        first_due_at=loop.first_due_at,
        changes=step.changes(),
    )


def next_numbers(at: datetime, count: int) -> list[str]:
    """Return the next numbers: the day and a running figure, as people know it from a hotline receipt."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('gongzhi_number') from generate_series(1, %s)", [count])
        figures = [figure for (figure,) in cursor.fetchall()]
    return [f"{timezone.localdate(at):%y%m%d}-{figure:07d}" for figure in figures]
