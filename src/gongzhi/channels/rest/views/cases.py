"""Cases: a list, one, a new one, and words added to one."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from gongzhi.cases.facts import Channel, Filer, Need
from gongzhi.cases.public import CaseLine, CaseView, Person, Place, add, case_for, case_lines, file_case
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.answers import one, page, written
from gongzhi.channels.rest.cursors import Cursor, Limit, cursor_of
from gongzhi.channels.rest.facts import PREFIX, Answer, Caller, Kept
from gongzhi.channels.rest.fields import Code, DivisionCode, Instant, MatterCode, Number
from gongzhi.channels.rest.shapes import CaseFiled, CaseOut, CasePage, Changed, NewCase, NewWords
from gongzhi.channels.rest.states import changed, place_after, state_of_loop, wanted
from gongzhi.channels.rest.views.operations import IdempotencyKey, IfMatch, reads, writes
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import LoopRow, loops_in_order, registered_kinds
from gongzhi.organization.facts import CoordinateSystem
from gongzhi.organization.public import division as division_of
from gongzhi.organization.public import matter as matter_of
from gongzhi.organization.public import within

router = Router(tags=["cases"])
KIND = "case"


@reads(router, "/cases", Scope.CASES_READ, CasePage, "listCases")
def list_cases(
    request: HttpRequest,
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
    """List the cases of your tree of divisions, newest first."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    kinds = [kind for kind in registered_kinds() if kind.code == KIND]
    asked = wanted(ended, state, division, matter, number, opened_from, opened_before)
    loops = loops_in_order(
        caller.actor, kinds, asked, at=caller.at, after=place_after(cursor), limit=limit + 1
    )
    shown = loops[:limit]
    lines = case_lines(caller.actor, [loop.id for loop in shown], texts=caller.reads(Scope.CASES_READ_TEXT))
    items = [_told(caller, loop, lines[loop.id]) for loop in shown if loop.id in lines]
    more = len(loops) > limit
    return page(items, cursor_of(shown[-1].opened_at, shown[-1].id) if more else None)


@reads(router, "/cases/{uuid:case_id}", Scope.CASES_READ, CaseOut, "readCase")
def read_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Read a case of your tree of divisions, or one your unit plays a part in."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    case = _case(caller, case_id)
    return one(request, _told(caller, case.loop, case), state_of_loop(case_id))


@writes(router, "/cases", Scope.CASES_FILE, CaseFiled, "fileCase", status=201)
def file_new_case(request: HttpRequest, said: NewCase, idempotency_key: IdempotencyKey) -> HttpResponse:
    """File a case, with the same deadlines as any other one. Number and code belong to whoever reported it."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return written(request, caller, idempotency_key, said, lambda kept: _file(caller, said, kept.once))


@writes(router, "/cases/{uuid:case_id}/words", Scope.CASES_FILE, Changed, "addWords")
def add_words(
    request: HttpRequest,
    case_id: UUID,
    said: NewWords,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> HttpResponse:
    """Add what the resident has to say to an open case. The office reads it as the resident's own words."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    case = _case(caller, case_id)

    def do(kept: Kept) -> Answer:
        add(case_id=case_id, text=said.text, by=caller.actor, at=caller.at, once=kept.once)
        return changed(case_id, case.loop)

    return written(
        request, caller, idempotency_key, said, do, if_match=if_match, state=lambda: state_of_loop(case_id)
    )


def _case(caller: Caller, case_id: UUID) -> CaseView:
    found = case_for(caller.actor, case_id, at=caller.at)
    if found is None:
        raise Refused(Refusal("channels.no_such_thing"))
    return found


def _file(caller: Caller, said: NewCase, once: UUID) -> Answer:
    filed = file_case(
        text=said.text,
        place=_place(caller, said),
        channel=Channel.SYSTEM,
        matter=_matter(caller, said),
        person=_person(said),
        confidential=said.confidential,
        by=caller.actor,
        at=caller.at,
        once=once,
    )
    body = {
        "id": filed.loop_id,
        "number": filed.number,
        "code": filed.code,
        "located": filed.located,
        "proposed_unit": filed.proposed_unit,
    }
    # The code is kept nowhere: who sends again gets it made anew from what only this request has.
    return Answer(201, body, {"Location": f"{PREFIX}v1/cases/{filed.loop_id}"}, again=True)


def _place(caller: Caller, said: NewCase) -> Place:
    code = said.place.division or caller.key.division
    if not within(caller.key.division, code) or division_of(code) is None:
        raise Refused(Refusal("channels.division_unknown"))
    point = said.place.point
    if point is None:
        return Place(division=code, address=said.place.address)
    return Place(
        division=code,
        longitude=point.longitude,
        latitude=point.latitude,
        system=CoordinateSystem(point.system),
        address=said.place.address,
    )


def _matter(caller: Caller, said: NewCase) -> str:
    if said.matter is None:
        return ""
    if matter_of(said.matter, at=caller.at) is None:
        raise Refused(Refusal("channels.matter_unknown"))
    return said.matter


def _person(said: NewCase) -> Person:
    person, helper = said.person.reached, said.person.helper
    filer = Filer.HELPER if helper else Filer.NAMED if person else Filer.ANONYMOUS
    return Person(
        filer=filer,
        name=person.name if person else "",
        phone=person.phone if person else "",
        helper_name=helper.name if helper else "",
        helper_phone=helper.phone if helper else "",
        needs=[Need(each) for each in said.person.needs],
        needs_note=said.person.needs_note,
    )


def _told(caller: Caller, loop: LoopRow, case: CaseLine | CaseView) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": loop.id,
        "number": loop.number,
        "state": loop.state,
        "division": loop.division,
        "matter": loop.matter,
        "channel": case.channel,
        "filer": case.filer,
        "confidential": case.confidential,
        "opened_at": loop.opened_at,
        "first_due_at": loop.first_due_at,
        "due_at": loop.due_at,
        "paused_until": loop.paused_until,
        "ended_at": loop.ended_at,
        "end_kind": loop.end_kind,
        "urged": loop.urged,
        "supervised": loop.supervised,
        "lead": case.lead,
        "finding": case.finding,
        "solved": case.solved,
        "satisfied": case.satisfied,
        "parent": case.parent,
    }
    if caller.reads(Scope.CASES_READ_TEXT):
        told |= {"title": loop.title, "text": case.text}
    if caller.reads(Scope.CASES_READ_PLACE):
        told["place"] = {
            "kind": case.place_kind,
            "longitude": _degrees(case.longitude_e6),
            "latitude": _degrees(case.latitude_e6),
            "address": case.address,
            "grid": case.grid,
        }
    return told


def _degrees(micro: int | None) -> float | None:
    return None if micro is None else micro / 1_000_000
