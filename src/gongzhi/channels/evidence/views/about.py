"""What the evidence log is, in plain words, and how it stands."""

from base64 import b64encode
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.channels.evidence.witness_words import troubles
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import (
    PolicyError,
    broken_places,
    evidence_is_late,
    fingerprint,
    keys_in_force,
    last_checkpoint,
    origin,
    own_policy,
    policy_digits,
    quorum_view,
    unsigned_since,
)
from gongzhi.people.public import last_sum, reviews, sealed_uses


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show origin, size, the last checkpoint, its keys and its witnesses, and what a weekly notice prints."""
    at = now()
    last, quorum, unreadable = last_checkpoint(), None, False
    try:
        policy = own_policy()
        quorum = quorum_view(policy) if policy else None
    except PolicyError:
        unreadable = True
    context: dict[str, Any] = {
        "origin": origin(),
        "last": last,
        "root": b64encode(last.root).decode() if last else "",
        "keys": [{"vkey": vkey, "fingerprint": fingerprint(vkey)} for vkey in keys_in_force()],
        "quorum": quorum,
        "unreadable": unreadable,
        "policy_digits": policy_digits() if quorum else "",
        "troubles": list(troubles(quorum, at=at)) if quorum and quorum.witnesses else [],
        "late_since": unsigned_since() if evidence_is_late(at) else None,
        "broken": broken_places(),
        "sealed": sealed_uses(at=at),
        "stated": last_sum(),
        "reviews": reviews(at=at),
        "now": at,
    }
    return render(request, "evidence/about.html", context)
