"""What came back, told by a mail server or an SMS gateway that does not write reports into a mailbox."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.answers import written
from gongzhi.channels.rest.facts import Answer, Caller, Kept
from gongzhi.channels.rest.fields import Id, Said, Told, Yes
from gongzhi.channels.rest.views.operations import IdempotencyKey, writes
from gongzhi.notices.public import bounced

router = Router(tags=["notices"])


class Bounce(Said):
    """One message that was not delivered. No address and no word of it is asked for."""

    id: UUID = Field(description="What we gave it: of an e-mail the Message-ID before @, of an SMS its key.")
    for_good: Yes = Field(description="It will never arrive. What may still arrive changes nothing.")


class BounceTaken(Told):
    """The same for a message nobody knows here: an answer tells nothing about what was sent."""

    id: Id


@writes(router, "/notices/bounces", Scope.NOTICES_REPORT, BounceTaken, "reportBounce")
def report_bounce(request: HttpRequest, said: Bounce, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Report a message that came back: that way is used no more for its matter, the next one chosen is."""
    caller: Caller = request.auth  # type: ignore[attr-defined]

    def do(_kept: Kept) -> Answer:
        if said.for_good:
            bounced(key=said.id, by=caller.actor, at=caller.at)
        return Answer(200, {"id": str(said.id)})

    return written(request, caller, idempotency_key, said, do)
