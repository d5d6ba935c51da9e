"""Loops of every kind: a list, one with its story, what can be done with it, and what a unit owes."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.answers import one, page, written
from gongzhi.channels.rest.cursors import Cursor, Limit, cursor_of
from gongzhi.channels.rest.doing import act_of, acts_of, find, known_kinds
from gongzhi.channels.rest.facts import Answer, Caller, Kept
from gongzhi.channels.rest.fields import Code, DivisionCode, Instant, MatterCode, Number
from gongzhi.channels.rest.shapes import Acts, Changed, LoopOut, LoopPage, NewAct, OwedPage
from gongzhi.channels.rest.states import changed, place_after, state_of_loop, wanted
from gongzhi.channels.rest.telling import line, whole
from gongzhi.channels.rest.views.operations import IdempotencyKey, IfMatch, reads, writes
from gongzhi.kernel.readings import one_reading
from gongzhi.loops.public import loops_in_order, owed_in_order

router = Router(tags=["loops"])


@reads(router, "/loops", Scope.LOOPS_READ, LoopPage, "listLoops")
def list_loops(
    request: HttpRequest,
    kind: Code | None = None,
    ended: Literal["yes", "no", "any"] = "any",
    state: Code | None = None,
    division: DivisionCode | None = None,
    matter: MatterCode | None = None,
    number: Number | None = None,
    opened_from: Instant | None = None,
    opened_before: Instant | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """List matters of every kind in your tree of divisions, newest first."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    kinds = [each for each in known_kinds() if kind in (None, each.code)]
    asked = wanted(ended, state, division, matter, number, opened_from, opened_before)
    loops = loops_in_order(
        caller.actor, kinds, asked, at=caller.at, after=place_after(cursor), limit=limit + 1
    )
    shown = loops[:limit]
    more = len(loops) > limit
    after = cursor_of(shown[-1].opened_at, shown[-1].id) if more else None
    return page([line(caller, loop) for loop in shown], after)


@reads(router, "/loops/{uuid:loop_id}", Scope.LOOPS_READ, LoopOut, "readLoop")
def read_loop(request: HttpRequest, loop_id: UUID) -> HttpResponse:
    """Read a matter of your tree of divisions, or one your unit plays a part in: story, duties, both clocks."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    with one_reading():
        kind, view = find(caller, loop_id)
        return one(request, whole(caller, kind, view), state_of_loop(loop_id))


@reads(router, "/loops/{uuid:loop_id}/acts", Scope.LOOPS_ACT, Acts, "listActs")
def list_acts(request: HttpRequest, loop_id: UUID) -> HttpResponse:
    """List what your unit can do now, with the parameters of each act and the reason against those that are barred.

    Which kinds: cases with `loops.act`; applications, instructions, and grid events with their rounds where the key
    opens `loops.act.applications`, `.directives` or `.patrol` as well. What opens an identity, needs a photo, or is
    decided by heads, desks and arbiters is for no system.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    with one_reading():
        kind, view = find(caller, loop_id)
        body: dict[str, Any] = {
            "id": view.loop.id,
            "number": view.loop.number,
            "state": view.loop.state,
            "acts": acts_of(caller, kind, view),
        }
        return one(request, body, state_of_loop(loop_id))


@writes(router, "/loops/{uuid:loop_id}/acts", Scope.LOOPS_ACT, Changed, "act")
def act(
    request: HttpRequest,
    loop_id: UUID,
    said: NewAct,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> HttpResponse:
    """Do something your unit can do now: one of the acts that are listed, as a handler of the unit would.

    Of other kinds than cases the key needs the scope of the kind beside `loops.act`.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    kind, view = find(caller, loop_id)

    def do(kept: Kept) -> Answer:
        if not kept.done:
            act_of(caller, kind, loop_id, said.event, said.parameters, kept.once)
        return changed(loop_id, view.loop)

    return written(
        request, caller, idempotency_key, said, do, if_match=if_match, state=lambda: state_of_loop(loop_id)
    )


@reads(router, "/obligations", Scope.LOOPS_READ, OwedPage, "listObligations")
def list_obligations(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = 50) -> HttpResponse:
    """List what your unit owes, soonest due first."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    rows = owed_in_order(caller.key.unit_id, after=place_after(cursor), limit=limit + 1)
    shown = rows[:limit]
    items = [
        {
            "id": row.obligation_id,
            "what": row.what,
            "party": row.party,
            "status": row.status,
            "due_at": row.due_at,
            "loop": line(caller, row.loop),
        }
        for row in shown
    ]
    more = len(rows) > limit
    return page(items, cursor_of(shown[-1].due_at, shown[-1].obligation_id) if more else None)
