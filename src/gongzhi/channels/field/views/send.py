"""Take one entry from a telephone. Sent again it does nothing more, and is answered the same."""

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from gongzhi.channels.field.facts import MovedOn, Unfit
from gongzhi.channels.field.rules import read_entry, whose_refusal
from gongzhi.channels.field.taking import take
from gongzhi.channels.field.views.answers import for_field_work, refused
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused, ensure
from gongzhi.people.facts import Actor
from gongzhi.ui.photo_fields import limit


@for_field_work
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """Answer 200 with the number; 409 with what stands there now, or with the reason; 422 with what is wrong.

    The first so many photos count; whatever is wrong with one is said, and nothing is done.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        entry = read_entry(request.POST.get("entry", ""))
    except Refused as found:
        return refused(found.refusal, status=400)
    try:
        ensure(whose_refusal(entry, account=request.user.id, post=actor.post_id))
        outcome = take(entry, request.FILES.getlist("photos")[: limit() + 1], by=actor, at=now())
    except Refused as found:
        return refused(found.refusal)
    if isinstance(outcome, Unfit):
        return JsonResponse({"state": "unfit", "errors": outcome.errors}, status=422)
    if isinstance(outcome, MovedOn):
        return JsonResponse({"state": "moved_on", **asdict(outcome)}, status=409)
    return JsonResponse(
        {
            "state": "sent",
            "number": outcome.number,
            "code": outcome.code,
            "says": outcome.says,
            "version": outcome.version,
            "url": reverse("loop", args=[outcome.loop_id]),
        }
    )
