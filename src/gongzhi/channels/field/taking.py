"""Take in what was written without a network, by the same doors as everything else."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import Person, Place, age_of, drop_photos, file_case
from gongzhi.channels.field.actions.sent_before import sent_before
from gongzhi.channels.field.facts import ACT, CASE, EVENT, STEPS, WORDS, Entry, MovedOn, Outcome, Sent, Unfit
from gongzhi.channels.field.forms import case_form, event_form
from gongzhi.channels.field.lists import facts_of, own_steps, state_in_words, view_of
from gongzhi.channels.field.rules import once_of
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import Do, Kind, exact, loop_row
from gongzhi.patrol.public import Report, Spot, report_event
from gongzhi.people.facts import Actor, MandateProof, MandateWish
from gongzhi.ui.photo_field import PhotoField
from gongzhi.ui.photo_fields import Chosen
from gongzhi.ui.words import refusal_sentence


def take(entry: Entry, photos: Sequence[Any], *, by: Actor, at: datetime) -> Outcome:
    """Do what an entry says, once. Raises Refused: what the actions refuse, ``field.gone``, ``field.not_here``."""
    ways = {CASE: _case, EVENT: _event, ACT: _step}
    return ways[entry.what](entry, photos, by, at)


def _bound(entry: Entry) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in entry.data.items():
        data.setlist(name, values)
    data["once"] = str(once_of(entry))
    return data


def _errors(form: Any) -> Unfit:
    return Unfit({name: [str(each) for each in errors] for name, errors in form.errors.items()})


def _case(entry: Entry, photos: Sequence[Any], by: Actor, at: datetime) -> Outcome:
    form = case_form(by, at=at, data=_bound(entry), files=MultiValueDict({"photos": list(photos)}))
    form.full_clean()
    chosen = form.cleaned_data.get("photos") or Chosen()
    for problem in chosen.problems:
        form.add_error("photos", problem)
    if form.errors:
        return _errors(form)
    data = form.cleaned_data
    filed = file_case(
        text=data["text"],
        place=Place(
            division=data["division"], longitude=data["lon"], latitude=data["lat"], address=data["address"]
        ),
        channel=Channel(data["channel"]),
        matter=data["matter"],
        person=_person(data),
        confidential=data["confidential"],
        photos=chosen.photos,
        once=data["once"],
        by=by,
        at=at,
    )
    return Sent(filed.loop_id, filed.number, _("The case is filed."), filed.code or "")


def _person(data: Mapping[str, Any]) -> Person:
    filer = Filer(data["filer"])
    named, helped = filer is not Filer.ANONYMOUS, filer is Filer.HELPER
    return Person(
        filer=filer,
        name=data["name"] if named else "",
        phone=data["phone"] if named else "",
        helper_name=data["helper_name"] if helped else "",
        helper_phone=data["helper_phone"] if helped else "",
        needs=data["needs"],
        needs_note=data["needs_note"],
        age=age_of(data["age"]),
        mandate=_mandate(data),
    )


def _mandate(data: Mapping[str, Any]) -> MandateWish | None:
    """Return how the person asked; None where how it came in says it."""
    return MandateWish(MandateProof(data["proof"]), note=data["proof_note"]) if data["proof"] else None


def _event(entry: Entry, photos: Sequence[Any], by: Actor, at: datetime) -> Outcome:
    form = event_form(by, at=at, data=_bound(entry))
    form.full_clean()
    photo = None
    try:
        photo = PhotoField().clean(photos[0]) if photos else None
    except ValidationError as error:
        form.add_error(None, error.messages[0])
    if form.errors:
        return _errors(form)
    data = form.cleaned_data
    reported = report_event(
        report=Report(
            matter=data["matter"],
            text=data["text"],
            spot=Spot(grid=data["grid"], longitude=data["lon"], latitude=data["lat"]),
            grade=data["grade"],
            photo=photo,
        ),
        by=by,
        at=at,
        once=data["once"],
    )
    return Sent(reported.loop_id, reported.number, _("The event is reported."))


def _step(entry: Entry, photos: Sequence[Any], by: Actor, at: datetime) -> Outcome:
    assert entry.loop is not None
    # The version first: if it moved by this very entry, the receipt below is there by now.
    facts = facts_of([entry.loop])[entry.loop]
    if sent_before(once=once_of(entry)):
        return _done(entry.loop)
    found = view_of(by, entry.loop)
    if found is None:
        raise Refused(Refusal("field.gone"))
    kind, view = found
    if entry.step not in STEPS.get(kind.code, ()) or entry.step not in kind.sheet.acts:
        raise Refused(Refusal("field.not_here"))
    if len(facts) != entry.version:
        return _moved_on(entry, kind, view, facts, by, at)
    form = kind.sheet.form(entry.step, by, view, at=at, data=_bound(entry))
    form.files = MultiValueDict({"photos": list(photos)})
    form.full_clean()
    form.received(at=at)
    if form.errors:
        drop_photos(form.cleaned_data.get("pictures", ""))
        return _errors(form)
    try:
        kind.sheet.acts[entry.step].run(Do(entry.loop, form.cleaned_data, by, at))
    except Refused:
        drop_photos(form.cleaned_data.get("pictures", ""))
        raise
    return _done(entry.loop, own_steps(entry.loop, since=entry.version, by=by))


def _done(loop_id: UUID, version: int = 0) -> Sent:
    loop = loop_row(loop_id)
    assert loop is not None
    return Sent(loop_id, loop.number, _("It is on record."), version=version)


def _moved_on(entry: Entry, kind: Kind, view: Any, facts: Sequence[UUID], by: Actor, at: datetime) -> MovedOn:
    """Return what stands there now; reading it is put on record like opening the page."""
    kind.sheet.opened(by, view, at=at)
    since = set(facts[entry.version :]) if entry.version < len(facts) else set()
    lines = [each for each in kind.sheet.story(view) if each.get("fact") in since]
    allowed = kind.sheet.allowed(by, view, at=at)
    against = allowed.get(entry.step, Refusal("field.not_here"))
    words = WORDS.get(kind.code, "")
    return MovedOn(
        version=len(facts),
        number=view.loop.number,
        fields=tuple(_rows(entry, kind, view, lines, by, at)),
        changes=tuple(_change(each) for each in lines),
        possible=against is None,
        words=words if words and words != entry.step and allowed.get(words, against) is None else "",
        why=refusal_sentence(against) if against else "",
    )


def _rows(
    entry: Entry, kind: Kind, view: Any, lines: Sequence[Mapping[str, Any]], by: Actor, at: datetime
) -> list[dict[str, str]]:
    """Return a row for the state and one for each field: its name, its label and what stands there now."""
    loop = view.loop
    rows = [{"name": "", "label": _("State"), "stands": state_in_words(kind, loop)}]
    if loop.due_at is not None:
        rows.append({"name": "", "label": _("Due"), "stands": exact(loop.due_at)})
    said = next((str(each["body"]) for each in reversed(lines) if each.get("body")), "")
    stands = {"text": getattr(view, "draft", "") or said, "finding": getattr(view, "draft_finding", "")}
    form = kind.sheet.form(entry.step, by, view, at=at)
    for name, field in form.fields.items():
        if not field.widget.is_hidden:
            now = str(stands.get(name, "") or "")
            choices = {str(key): str(word) for key, word in getattr(field, "choices", ())}
            rows.append({"name": name, "label": str(field.label), "stands": choices.get(now, now)})
    return rows


def _change(line: Mapping[str, Any]) -> dict[str, str]:
    return {
        "at": exact(line["at"]),
        "text": str(line["text"]),
        "who": str(line.get("who") or ""),
        "body": str(line.get("body") or ""),
    }
