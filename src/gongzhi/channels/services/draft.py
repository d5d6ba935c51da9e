"""The draft of an application: in the session and, for when that expires, in hidden fields of each page.

It is of one situation of one item; somebody who begins another one begins anew. A photo stands on the
server from the moment it is chosen, and the draft carries its token.
"""

from collections.abc import Iterable
from uuid import uuid4

from django.http import HttpRequest

from gongzhi.catalogue.facts import Situation
from gongzhi.channels.services.facts import PERSON
from gongzhi.ui.photo_drafts import drop_photo

_KEY = "services.draft"

Draft = dict[str, str]


def answer_names(situation: Situation) -> tuple[str, ...]:
    """Return the names of the fields of the first page."""
    return ("division", *(f"field-{asked.key}" for asked in situation.fields))


def paper_names(situation: Situation) -> tuple[str, ...]:
    """Return the names of the fields of the second page; ``file-…`` is the token of a photo."""
    return tuple(f"{part}-{need.key}" for need in situation.needs for part in ("how", "file"))


def all_names(situation: Situation) -> tuple[str, ...]:
    """Return every name a draft of this situation may hold, beside the key of the request."""
    return (*answer_names(situation), *paper_names(situation), *PERSON)


def draft_of(request: HttpRequest, of: str, situation: Situation, own: Iterable[str] = ()) -> Draft:
    """Return the draft as it stands with what this request brings.

    `of` names item and situation; `own` are the fields of the page itself: a box that was emptied counts.
    Other fields come from the hidden fields only where the session knows nothing of them.
    """
    kept: Draft = dict(request.session.get(_KEY, {}))
    if kept.get("of") != of:
        kept = {"of": of}
    for name in all_names(situation):
        if request.method == "POST" and name in own:
            kept[name] = request.POST.get(name, "")
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
    for name, value in request.session.pop(_KEY, {}).items():
        if name.startswith("file-"):
            drop_photo(value)


def hidden(draft: Draft, situation: Situation, own: Iterable[str]) -> list[tuple[str, str]]:
    """Return what a page carries in hidden fields: everything that has no field of its own on it."""
    shown = set(own)
    names = ("once", *all_names(situation))
    return [(name, draft[name]) for name in names if name not in shown and draft.get(name)]
