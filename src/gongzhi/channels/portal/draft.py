"""The draft of a report: kept in the session and, for when that expires, in hidden fields of each page."""

from collections.abc import Iterable
from uuid import uuid4

from django.http import HttpRequest

from gongzhi.cases.public import drop_photos
from gongzhi.channels.portal.facts import DRAFT_FIELDS

_KEY = "portal.draft"

Draft = dict[str, str]


def draft_of(request: HttpRequest, own: Iterable[str] = ()) -> Draft:
    """Return the draft as it stands with what this request brings.

    `own` are the fields of the page itself: a box that was emptied counts. Other fields come from the
    hidden fields only where the session knows nothing of them.
    """
    kept: Draft = dict(request.session.get(_KEY, {}))
    for name in DRAFT_FIELDS:
        if request.method == "POST" and name in own:
            kept[name] = ",".join(
                filter(None, request.POST.getlist(name))
            )  # several for boxes that are ticked
        elif name not in kept and name in request.POST:
            kept[name] = request.POST[name]
    kept["once"] = request.POST.get("once") or kept.get("once") or str(uuid4())
    return kept


def keep(request: HttpRequest, draft: Draft) -> None:
    """Keep the draft until it is sent, at the longest until the browser closes: terminals in halls are shared."""
    if not request.user.is_authenticated:
        request.session.set_expiry(0)
    request.session[_KEY] = draft


def drop(request: HttpRequest) -> None:
    """Forget the draft and its photos."""
    drop_photos(request.session.pop(_KEY, {}).get("pictures", ""))


def hidden(draft: Draft, own: Iterable[str]) -> list[tuple[str, str]]:
    """Return what a page carries in hidden fields: everything that has no field of its own on it."""
    shown = set(own)
    return [(name, draft[name]) for name in DRAFT_FIELDS if name not in shown and draft.get(name)]
