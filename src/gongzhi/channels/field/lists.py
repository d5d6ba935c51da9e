"""What goes along on a telephone: what somebody owes, in as few words as an inbox has, and the forms for it."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from gongzhi.channels.field.facts import MOST_WORK, STEPS
from gongzhi.channels.field.forms import case_form, event_form, told, why_photos
from gongzhi.ledger.public import facts_about
from gongzhi.loops.public import Due, Kind, LoopRow, due_rows, exact, loop_row, place_lines, registered_kinds
from gongzhi.people.facts import NOT_IN_STORIES, Actor

# Facts that leave a matter as it was: who looked, and clocks that ran on.
QUIET = frozenset(
    {
        *NOT_IN_STORIES,
        "people.data_used",
        "people.contact_shown",
        "people.reveal_asked",
        "people.reveal_declined",
        "people.reveal_closed",
        "people.reveal_reviewed",
        "people.identity_revealed",
        "people.call_relayed",
        "loops.deadline_fired",
        "loops.deadlines_recomputed",
    }
)


def kind_named(code: str) -> Kind:
    """Return the kind of a loop."""
    return next(kind for kind in registered_kinds() if kind.code == code)


def facts_of(loop_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return the facts that changed each loop, oldest first; how many there are is its version."""
    found: dict[UUID, list[UUID]] = {id_: [] for id_ in loop_ids}
    for fact in facts_about(loop_ids, without=QUIET):
        if fact.subject in found:
            found[fact.subject].append(fact.id)
    return found


def own_steps(loop_id: UUID, *, since: int, by: Actor) -> int:
    """Return the version of a loop if nobody but this actor moved it since another version, else 0.

    What the same person wrote next on the same telephone was written knowing of this step.
    """
    facts = facts_about([loop_id], without=QUIET)
    return len(facts) if all(fact.actor == by.name() for fact in facts[since:]) else 0


def view_of(actor: Actor, loop_id: UUID) -> tuple[Kind, Any] | None:
    """Return a loop as its kind shows it to this actor; None to whoever has no part in it."""
    row = loop_row(loop_id)
    if row is None:
        return None
    kind = kind_named(row.subject_kind)
    view = kind.sheet.find(actor, loop_id)
    return None if view is None else (kind, view)


def state_in_words(kind: Kind, loop: LoopRow) -> str:
    """Return how a loop stands."""
    if loop.ended_at is not None:
        return str(kind.ends.get(loop.end_kind, ""))
    return str(kind.states.get(loop.state, ""))


def work_of(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Return what the actor's unit owes and the steps that may be written down on the way.

    No word of it names a person: number, title as lists show it, place without a door, and what is due when.
    """
    lines = due_rows(actor, 0, MOST_WORK + 1)
    shown = lines[:MOST_WORK]
    versions = facts_of([line.loop.id for line in shown])
    places = _places([line.loop for line in shown])
    steps: dict[str, Any] = {}
    return {
        "work": [_line(actor, line, versions, places, steps, at=at) for line in shown],
        "steps": steps,
        "more": len(lines) > MOST_WORK,
    }


def lists_of(actor: Actor, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return what is reported by: forms, matters, places; with a mark that changes when one of them does."""
    found: dict[str, Any] = {"photo_why": why_photos(at=at)}
    if actor.may("case.intake"):
        found["case"] = {"label": _("File a case"), "fields": told(case_form(actor, at=at))}
    if actor.may("patrol.report"):
        found["event"] = {"label": _("Report an event"), "fields": told(event_form(actor, at=at))}
    text = json.dumps(found, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16], found


def _line(
    actor: Actor,
    line: Due,
    versions: Mapping[UUID, list[UUID]],
    places: Mapping[UUID, str],
    steps: dict[str, Any],
    *,
    at: datetime,
) -> dict[str, Any]:
    loop, kind = line.loop, kind_named(line.loop.subject_kind)
    return {
        "id": str(loop.id),
        "number": loop.number,
        "kind": str(kind.label),
        "title": loop.title,
        "place": places[loop.id],
        "owe": kind.owes(line.what, line.party),
        "state": state_in_words(kind, loop),
        "due": exact(line.due_at),
        "due_at": line.due_at.isoformat(),
        "limit": exact(loop.due_at) if loop.due_at else "",
        "version": len(versions[loop.id]),
        "steps": _steps(actor, kind, loop, steps, at=at),
    }


def _steps(
    actor: Actor, kind: Kind, loop: LoopRow, known: dict[str, Any], *, at: datetime
) -> list[dict[str, str]]:
    """Return the steps that are open now; the form of each is told once for all loops of a kind."""
    view = kind.sheet.find(actor, loop.id)
    if view is None:
        return []
    allowed = kind.sheet.allowed(actor, view, at=at)
    found = []
    for key in STEPS.get(kind.code, ()):
        if key in kind.sheet.acts and key in allowed and allowed[key] is None:
            form = f"{kind.code}.{key}"
            if form not in known:
                known[form] = {
                    "label": str(kind.sheet.acts[key].label),
                    "fields": told(kind.sheet.form(key, actor, view, at=at)),
                }
            found.append({"step": key, "form": form})
    return found


def _places(loops: Collection[LoopRow]) -> dict[UUID, str]:
    own: dict[UUID, str] = {}
    for kind in registered_kinds():
        if rows := [loop for loop in loops if loop.subject_kind == kind.code]:
            own |= kind.places(rows)
    lines = place_lines({(loop.division, "") for loop in loops})
    return {
        loop.id: " · ".join(filter(None, (lines[loop.division, ""], own.get(loop.id, "")))) for loop in loops
    }
