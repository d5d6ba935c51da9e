"""Until when something about a loop may be done, for kinds that add a window of their own to its rules."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.models import Deadline, Loop
from gongzhi.loops.queries import Setting, duration_of, setting_of
from gongzhi.loops.rules.calendar import Due
from gongzhi.loops.rules.deadlines import may_extend
from gongzhi.loops.rules.durations import parse_duration


def window_ends(loop_id: UUID, key: str, *, since: datetime) -> datetime:
    """Return when a time of the loop's profile (`key`, or a duration) is over that began at `since`."""
    loop = Loop.objects.get(id=loop_id)
    setting = setting_of(loop)
    return setting.calendar.add(since, duration_of(loop, setting, key)).at


def windows_end(since: Mapping[UUID, datetime], key: str) -> dict[UUID, datetime]:
    """Return the same for several loops, each since an instant of its own; without the key none waits."""
    found = {}
    for loop in Loop.objects.filter(id__in=list(since)):
        setting = setting_of(loop)
        known = setting.profile.has(key)
        begun = since[loop.id]
        found[loop.id] = setting.calendar.add(begun, duration_of(loop, setting, key)).at if known else begun
    return found


def office_closes(loop_id: UUID, on: date) -> datetime:
    """Return when the office of a loop's place closes on a day: a date somebody names falls due then."""
    profile = setting_of(Loop.objects.get(id=loop_id)).profile
    return datetime.combine(on, profile.office_hours[-1][1], tzinfo=profile.zone)


def extension_refusal(loop_id: UUID, *, at: datetime) -> Refusal | None:
    """Say why the deadline of the present state may not be moved now; the action asks the same."""
    running = Deadline.objects.select_related("obligation__loop").filter(
        obligation__loop=loop_id,
        obligation__settled_at=None,
        obligation__beside=False,
        what=F("obligation__loop__state"),
        cancelled_at=None,
    )
    for deadline in running:
        loop = deadline.obligation.loop
        setting = setting_of(loop)
        if deadline.obligation.party == setting.definition.states[loop.state].owner:
            return longer_refusal(loop, setting, deadline, at=at)
    return Refusal("loops.not_now")


def own_deadline(loop: Loop, owner: str) -> Deadline | None:
    """Return the owner's own running deadline of the present state."""
    rows = Deadline.objects.select_related("obligation").filter(
        obligation__loop=loop,
        obligation__party=owner,
        obligation__settled_at=None,
        what=loop.state,
        cancelled_at=None,
    )
    return rows.first()


def longer_refusal(loop: Loop, setting: Setting, deadline: Deadline, *, at: datetime) -> Refusal | None:
    """Once, by no more than the limit, and asked for in time: the person concerned must hear of it before."""
    limit = parse_duration(deadline.limit)
    return may_extend(
        at=at,
        by=limit,
        already=1 if deadline.extension else 0,
        due=Due(deadline.due_at, deadline.provisional),
        limit=limit,
        limit_class=loop.limit_class,
        calendar=setting.calendar,
        profile=setting.profile,
    )
