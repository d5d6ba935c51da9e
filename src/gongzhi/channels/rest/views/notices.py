"""Notices of the key's unit: a list, how they stand, and marking them as read."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest import shapes
from gongzhi.channels.rest.answers import one, page, written
from gongzhi.channels.rest.cursors import Cursor, Limit, cursor_of, place_at
from gongzhi.channels.rest.facts import Answer, Caller, Kept
from gongzhi.channels.rest.tags import state_of
from gongzhi.channels.rest.views.operations import IdempotencyKey, IfMatch, reads, writes
from gongzhi.notices.facts import NoticeView
from gongzhi.notices.public import mark_read, notice_sentence, notices_in_order, standing_of

router = Router(tags=["notices"])


@reads(router, "/notices", Scope.NOTICES_READ, shapes.NoticePage, "listNotices")
def list_notices(
    request: HttpRequest,
    unread: Literal["yes", "any"] = "any",
    cursor: Cursor | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """List the notices of your unit, newest first."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    rows = notices_in_order(
        caller.key.unit_id,
        after=place_at(cursor) if cursor else None,
        limit=limit + 1,
        unread_only=unread == "yes",
    )
    shown = rows[:limit]
    after = cursor_of(shown[-1].at, shown[-1].id) if len(rows) > limit else None
    return page([_told(caller, row) for row in shown], after)


@reads(router, "/notices/standing", Scope.NOTICES_READ, shapes.Standing, "readStanding")
def read_standing(request: HttpRequest) -> HttpResponse:
    """Read how many notices of your unit are unread, and which is the newest."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    found = standing_of(caller.key.unit_id)
    body = {"unread": found.unread, "newest": found.newest, "newest_at": found.newest_at}
    return one(request, body, _state(caller))


@writes(router, "/notices/read", Scope.NOTICES_READ, shapes.MarkedRead, "markRead")
def mark_as_read(
    request: HttpRequest, said: shapes.ReadUpTo, idempotency_key: IdempotencyKey, if_match: IfMatch = None
) -> HttpResponse:
    """Mark the notices of your unit up to an instant as read. If-Match is the ETag of how they stand."""
    caller: Caller = request.auth  # type: ignore[attr-defined]

    def do(_kept: Kept) -> Answer:
        marked = mark_read(up_to=said.up_to, by=caller.actor, at=caller.at)
        return Answer(200, {"marked": marked, "etag": f'"{_state(caller)}"'})

    return written(
        request,
        caller,
        idempotency_key,
        said,
        do,
        if_match=if_match,
        state=lambda: _state(caller),
    )


def _state(caller: Caller) -> str:
    found = standing_of(caller.key.unit_id)
    return state_of(caller.key.unit_id, found.unread, found.newest)


def _told(caller: Caller, view: NoticeView) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": view.id,
        "code": view.code,
        "sentence": notice_sentence(view.code),
        "subject": view.subject,
        "number": view.number,
        "at": view.at,
        "read": view.read,
    }
    return told | {"title": view.title} if caller.reads(Scope.LOOPS_READ_TEXT) else told
