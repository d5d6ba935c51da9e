"""The records of a loop with their proof, for an auditor: in which order and when, and not a word of what was said."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.facts import UnreadableFact
from gongzhi.ledger.public import (
    PROOF_TYPE,
    PolicyError,
    Shown,
    TileError,
    ensure_checkpointed,
    proof_name,
    prove,
    story_of,
)
from gongzhi.loops.views.sheet import find
from gongzhi.people.facts import Actor
from gongzhi.people.public import hidden_uses
from gongzhi.ui.guards import needs
from gongzhi.ui.pictures import private_file
from gongzhi.ui.words import refusal_sentence


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
    hidden = hidden_uses(loop_id, at=at)
    shown = [Shown(fact.id) for fact in story_of(loop_id) if fact.id not in hidden]
    number = view.loop.number
    try:
        ensure_checkpointed(at)
        content = prove(shown, number=number, at=at)
    except Refused as refused:
        return _back(request, loop_id, refusal_sentence(refused.refusal))
    except (TileError, PolicyError, UnreadableFact):
        return _back(
            request,
            loop_id,
            _("Nothing can be proven now. Have `gongzhi ledger verify` run, and read what it names."),
        )
    kind.sheet.opened(actor, view, at=at)
    return private_file(content, PROOF_TYPE, name=proof_name(number))


def _back(request: HttpRequest, loop_id: UUID, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("loop-uses", loop_id)
