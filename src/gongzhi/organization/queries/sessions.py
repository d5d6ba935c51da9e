"""From a signed-in request to the actor behind it."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from gongzhi.organization.queries.posts import actor_for
from gongzhi.people.facts import Actor

SESSION_POST = "post_id"


def actor_of(request: HttpRequest, *, at: datetime) -> Actor | None:
    """Return the actor behind a request: the account in the post chosen in its session, or in its first post.

    None when nobody is signed in, or the account holds no post at `at`. A chosen post that has ended
    falls back to the first one.
    """
    account_id: UUID | None = getattr(request.user, "id", None)
    if account_id is None:
        return None
    chosen = request.session.get(SESSION_POST)
    actor = actor_for(account_id, UUID(chosen), at=at) if chosen else None
    return actor or actor_for(account_id, at=at)
