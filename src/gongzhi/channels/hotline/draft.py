"""The draft of a call: kept on the server with each keystroke that reaches it, so that a reload loses nothing.

It is in the operator's own session, goes with the filing, and ends with the sign-in. A mark apart tells which drafts
are filed, so that a request that comes late cannot bring one back.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.core.cache import cache
from django.http import HttpRequest, QueryDict

_KEY, _EXTENSION = "hotline.draft", "hotline.extension"
_FILED_SECONDS = 3600
FIELDS = (
    *(
        "once",
        "text",
        "address",
        "division",
        "matter",
        "filer",
        "name",
        "phone",
        "number_of_call",
        "helper_name",
    ),
    *("helper_phone", "confidential", "needs_note", "expert", "lon", "lat", "age"),
)
Draft = dict[str, Any]


def draft_of(request: HttpRequest) -> Draft:
    """Return the draft, a new one where there is none or it is filed; with what the request brings, which is kept."""
    kept: Draft = dict(request.session.get(_KEY, {}))
    if request.method == "POST" and "text" in request.POST:
        kept = {name: request.POST.get(name, "") for name in FIELDS}
        kept["needs"] = request.POST.getlist("needs")[:20]
        kept |= {
            name: before[name]
            for name in ("said", "found", "call")
            if name in (before := request.session.get(_KEY, {}))
        }
    if not _is_key(kept.get("once", "")):
        kept["once"] = str(uuid4())
    if cache.get(_mark(kept["once"])):
        return {"once": str(uuid4())} if request.method != "POST" else kept
    if request.method == "POST":
        request.session[_KEY] = kept
    return kept


def as_data(draft: Draft) -> QueryDict:
    """Return a draft as a form reads it."""
    data = QueryDict(mutable=True)
    for name in FIELDS:
        if draft.get(name):
            data[name] = draft[name]
    data.setlist("needs", draft.get("needs", []))
    return data


def said_before(draft: Draft, version_id: int) -> str:
    """Return what was said in this call about an article, "" for nothing yet."""
    return str(draft.get("said", {}).get(str(version_id), ""))


def note_said(request: HttpRequest, draft: Draft, version_id: int, said: str) -> None:
    """Remember what was said about an article, so that a second press counts nothing."""
    draft["said"] = {**draft.get("said", {}), str(version_id): said}
    request.session[_KEY] = draft


def note_found(request: HttpRequest, draft: Draft, case_ids: Iterable[UUID], refusal: str) -> None:
    """Remember which cases of the caller were found in this call, or why none: the page shows them until it ends."""
    draft["found"] = {"cases": [str(each) for each in case_ids], "refusal": refusal}
    request.session[_KEY] = draft


def belongs_to(request: HttpRequest, draft: Draft, call_id: UUID) -> None:
    """Remember during which call the first words were typed: the next caller's number is not theirs."""
    if draft.get("text", "").strip() and "call" not in draft:
        draft["call"] = str(call_id)
        request.session[_KEY] = draft


def drop(request: HttpRequest, *, filed: str = "") -> None:
    """Forget the draft; one that is filed does not come back."""
    request.session.pop(_KEY, None)
    if filed:
        cache.set(_mark(filed), 1, _FILED_SECONDS)


def is_new(draft: Draft, version_id: int) -> bool:
    """Tell, once, that a case of this draft was answered by an article: a retry of the request is told False."""
    return bool(cache.add(f"hotline.yes.{draft['once']}.{version_id}", 1, _FILED_SECONDS))


def extension_of(request: HttpRequest) -> str:
    """Return which telephone the operator sits at, as said in this sign-in."""
    return str(request.session.get(_EXTENSION, ""))


def sit_at(request: HttpRequest, extension: str) -> None:
    """Remember which telephone it is until the operator signs out."""
    request.session[_EXTENSION] = extension.strip()[:20]


def _mark(once: str) -> str:
    return f"hotline.filed.{once}"


def _is_key(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
