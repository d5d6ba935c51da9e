"""What residents get of the evidence: the proof of their own matter, and how to know the log's key on paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.ledger.facts import Recorded, UnreadableFact
from gongzhi.ledger.public import PROOF_TYPE, PolicyError, Shown, TileError, key_digits, proof_name, prove
from gongzhi.loops.public import Sentences
from gongzhi.people.public import hidden_uses, last_statement, uses_of
from gongzhi.ui.pictures import private_file

# Of more uses of a person's data than this the file holds the first: without them it would seem to lack their numbers.
# Each line of the page has its own proof.
_USES = 2_000


@dataclass(frozen=True)
class PaperKey:
    """How paper names the log's key: its digits, and the picture that leads to the page which checks proofs."""

    digits: str
    picture: str


def resident_proof(
    subject: UUID, story: Sequence[Recorded], sentences: Sentences, *, number: str, at: datetime
) -> bytes:
    """Return the proof of what a resident may read of their own matter, the uses of their data among it.

    Words that offices say to each other stay closed, as on the page. The steps of another matter it goes along with
    are left out: their records are that one's.
    """
    hidden = hidden_uses(subject, at=at)
    own = [fact for fact in story if fact.subject == subject and fact.id not in hidden]
    shown = {fact.id: (fact.at, _fields(fact, sentences)) for fact in own}
    total, _none = uses_of(subject, at=at, limit=0)
    for line in uses_of(subject, at=at, first=max(0, total - _USES), limit=_USES)[1]:
        fields = ("sealed_basis",) if line.sealed_basis else ()
        shown.setdefault(line.fact, (line.at, fields))
    if (said := last_statement(subject)) and said.lines <= _USES:
        shown[said.fact] = (said.at, ())
    ordered = sorted(shown.items(), key=lambda each: (each[1][0], each[0]))
    return prove([Shown(fact, fields) for fact, (_, fields) in ordered], number=number, at=at)


def proof_or_reason(
    request: HttpRequest,
    subject: UUID,
    story: Sequence[Recorded],
    sentences: Sentences,
    *,
    number: str,
    at: datetime,
    back: str,
) -> HttpResponse:
    """Return the proof of a resident's own matter as a file; where there can be none, say why on the page `back`."""
    return made_or_reason(
        request,
        lambda: resident_proof(subject, story, sentences, number=number, at=at),
        number=number,
        back=back,
    )


def made_or_reason(
    request: HttpRequest, make: Callable[[], bytes], *, number: str, back: str
) -> HttpResponse:
    """Return what `make` proves as a file; where nothing can be proven, say why on the page `back`."""
    try:
        return as_download(make(), number)
    except TileError:
        why = _(
            "A part of the log is missing, so nothing can be proven now. Call us, or tell a supervising body."
        )
    except PolicyError:
        why = _(
            "Nothing can be proven at present: the list of witnesses cannot be read. Call us, and try again later."
        )
    except UnreadableFact:
        why = _(
            "A record that belongs to this proof cannot be read, so it cannot be proven. "
            "Call us, or tell a supervising body."
        )
    messages.error(request, why)
    return redirect(back)


def _fields(fact: Recorded, sentences: Sentences) -> tuple[str, ...]:
    closed = fact.kind in sentences.hidden or fact.data.get("event") in sentences.office
    return () if closed else tuple(fact.texts or ())


def as_download(content: bytes, number: str) -> HttpResponse:
    """Return a proof as a file that no cache keeps. The number stands in its name, and in no address."""
    return private_file(content, PROOF_TYPE, name=proof_name(number))


def paper_key(request: HttpRequest) -> PaperKey | None:
    """Return how a receipt names the log's key; None before the log has one. The address holds nothing of a person."""
    digits = key_digits()
    if not digits:
        return None
    address = f"{request.build_absolute_uri(reverse('evidence-check'))}#k={digits.replace(' ', '')}"
    picture = segno.make(address, error="m", micro=False).svg_data_uri(border=4, dark="#000", light="#fff")
    return PaperKey(digits, picture)
