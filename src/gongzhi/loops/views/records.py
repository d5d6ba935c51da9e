"""The records of a loop with their proof, for an auditor: in which order and when, and not a word of what was said."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.ledger.public import PROOF_TYPE, Shown, proof_name, prove, story_of
from gongzhi.loops.views.sheet import find
from gongzhi.people.facts import Actor
from gongzhi.people.public import hidden_uses
from gongzhi.ui.guards import needs
from gongzhi.ui.pictures import private_file


@never_cache
@needs("supervise.read")
@require_safe
def records(request: HttpRequest, loop_id: UUID) -> HttpResponse:
    """Give out the proof of all records of a loop, the office's own among them, except what is sealed now.

    No commitment is opened in it: who needs the words as well asks the person for their file.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at, (kind, view) = now(), find(actor, loop_id)
    if getattr(view, "masked", False):
        raise Http404  # entries name grid and matter in clear, and this reader must not know where it is
    kind.sheet.opened(actor, view, at=at)
    hidden = hidden_uses(loop_id, at=at)
    shown = [Shown(fact.id) for fact in story_of(loop_id) if fact.id not in hidden]
    number = view.loop.number
    return private_file(prove(shown, number=number, at=at), PROOF_TYPE, name=proof_name(number))
