"""The feed of events and webhooks, as operations of the interface for other systems."""

from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from gongzhi.channels.events.actions.hooks import end_hook, make_hook
from gongzhi.channels.events.cloudevents import event_of, secret_of
from gongzhi.channels.events.facts import HookView
from gongzhi.channels.events.queries import feed, health, hook, hooks
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.answers import one, page, written
from gongzhi.channels.rest.facts import Answer, Caller, Kept
from gongzhi.channels.rest.fields import Id, Instant, Said, Told
from gongzhi.channels.rest.tags import state_of
from gongzhi.channels.rest.views.operations import IdempotencyKey, IfMatch, reads, writes
from gongzhi.kernel.refusals import Refusal, Refused

router = Router(tags=["events"])

Place = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,18}$",
        description="`next` of the page before; 0 for the beginning. Kept by you: it is all a reader has to remember.",
    ),
]
Kind = Annotated[
    str,
    Field(pattern=r"^(applications|cases|directives|loops|patrol)\.[a-z_]{0,40}$", examples=["loops.moved"]),
]
Url = Annotated[
    str,
    Field(
        pattern=r"^https?://[A-Za-z0-9][A-Za-z0-9.-]{0,200}"
        r"(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}))?(/[A-Za-z0-9._~/-]{0,200})?$",
        examples=["https://example.org/events"],
    ),
]


class Event(Told):
    """CloudEvents 1.0. `type` is org.gongzhi. and the kind of fact; `sequence` its place in the order."""

    specversion: str
    id: Id
    source: str
    type: str
    subject: Id | None
    time: Instant
    datacontenttype: str
    sequence: str
    by: str
    data: dict[str, Any]


class EventPage(Told):
    """`next` stands still when there is nothing new. A page may be empty and `next` still go on: ask again."""

    items: list[Event]
    next: str


class HookOut(Told):
    id: Id
    url: str
    kinds: list[str]
    version: int
    made_at: Instant
    paused_at: Instant | None
    ended_at: Instant | None
    waiting: int
    dead: int


class HookList(Told):
    items: list[HookOut]
    next: str | None


class NewHook(Said):
    """Where to be told, of what: beginnings of kinds of facts, none for all your key may see."""

    url: Url
    kinds: list[Kind] = Field([], max_length=10)


class HookMade(Told):
    """`secret` signs every message; it is told once."""

    id: Id
    secret: str
    etag: str


class HookEnded(Told):
    id: Id
    ended_at: Instant | None
    etag: str


class Ending(Said):
    """Nothing has to be said."""


@reads(router, "/events", Scope.FEED_READ, EventPage, "listEvents")
def list_events(
    request: HttpRequest,
    after: Place = "0",
    kinds: list[Kind] = Query([], max_length=10),  # type: ignore[type-arg]  # noqa: B008
    limit: Annotated[int, Field(ge=1, le=500)] = 100,
) -> HttpResponse:
    """List what happened with matters your key may see, in the order of the record."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    facts, place = feed(caller.actor, after=int(after), kinds=tuple(kinds), limit=limit)
    return page([event_of(fact) for fact in facts], str(place))


@reads(router, "/hooks", Scope.HOOKS_MANAGE, HookList, "listHooks")
def list_hooks(request: HttpRequest) -> HttpResponse:
    """List the webhooks of your key."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return page([_told(view) for view in hooks(key_id=caller.key.id)], None)


@reads(router, "/hooks/{uuid:hook_id}", Scope.HOOKS_MANAGE, HookOut, "readHook")
def read_hook(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Read how a webhook of your key stands."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    view = _own(caller, hook_id)
    return one(request, _told(view), _state(view))


@writes(router, "/hooks", Scope.HOOKS_MANAGE, HookMade, "makeHook", status=201)
def make_new_hook(request: HttpRequest, said: NewHook, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Be told of events from now on. The key has to open feed.read as well: what it may see is what comes."""
    caller: Caller = request.auth  # type: ignore[attr-defined]

    def do(kept: Kept) -> Answer:
        hook_id = make_hook(
            key_id=caller.key.id,
            url=said.url,
            kinds=said.kinds,
            by=caller.actor,
            at=caller.at,
            once=kept.once,
        )
        view = _own(caller, hook_id)
        secret = secret_of(settings.SECRET_KEY, str(hook_id), view.version)
        return Answer(201, {"id": str(hook_id), "secret": secret, "etag": f'"{_state(view)}"'}, again=True)

    return written(request, caller, idempotency_key, said, do)


@writes(router, "/hooks/{uuid:hook_id}/end", Scope.HOOKS_MANAGE, HookEnded, "endHook")
def end_a_hook(
    request: HttpRequest,
    hook_id: UUID,
    said: Ending,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> HttpResponse:
    """Be told no more."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    view = _own(caller, hook_id)

    def do(_kept: Kept) -> Answer:
        end_hook(hook_id=hook_id, by=caller.actor, at=caller.at)
        ended = _own(caller, hook_id)
        body = {
            "id": str(hook_id),
            "ended_at": ended.ended_at.isoformat() if ended.ended_at else None,
            "etag": f'"{_state(ended)}"',
        }
        return Answer(200, body)

    return written(request, caller, idempotency_key, said, do, if_match=if_match, state=lambda: _state(view))


def _own(caller: Caller, hook_id: UUID) -> HookView:
    view = hook(hook_id)
    if view is None or view.key_id != caller.key.id:
        raise Refused(Refusal("channels.no_such_thing"))
    return view


def _state(view: HookView) -> str:
    return state_of(view.id, view.version, view.paused_at, view.ended_at)


def _told(view: HookView) -> dict[str, Any]:
    found = health(view.id)
    return {
        "id": view.id,
        "url": view.url,
        "kinds": list(view.kinds),
        "version": view.version,
        "made_at": view.made_at,
        "paused_at": view.paused_at,
        "ended_at": view.ended_at,
        "waiting": found.waiting,
        "dead": found.dead,
    }
