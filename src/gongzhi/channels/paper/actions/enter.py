"""Type what stands on a form: it is a case under the number printed on it; where counts matter, two people type."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.cases.facts import Channel
from gongzhi.cases.public import (
    Filed,
    Person,
    Place,
    Source,
    correct_filing,
    file_case,
    note_held,
    resident_case,
)
from gongzhi.channels.paper.facts import PaperEntered, PaperTypedAgain, Typed
from gongzhi.channels.paper.models import PaperForm
from gongzhi.channels.paper.queries import first_entry, paper_of, paper_view
from gongzhi.channels.paper.rules import again_refusal, differing, received_refusal
from gongzhi.channels.portal.rules import case_number
from gongzhi.kernel.canonical import encode
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.public import division as division_by_code
from gongzhi.organization.public import matter as find_matter
from gongzhi.people.facts import Actor
from gongzhi.ui.names import name_of


def enter_form(
    *,
    number: str,
    received_on: date,
    text: str,
    place: Place,
    matter: str,
    person: Person,
    by: Actor,
    at: datetime,
    photos: Sequence[bytes] = (),
    once: UUID,
) -> Filed:
    """File what stands on a paper: under the number printed on it, or under a new one where it has none.

    The office's time counts from now, as for every way in; the day the paper came in stands beside it. The same form
    again is the case it became; other words under its number are another paper. Raises Refused: ``paper.unknown``,
    ``paper.number_taken``, ``paper.received_ahead``, ``paper.received_long_ago``, and those of filing.
    """
    ensure(received_refusal(received_on, today=timezone.localdate(at)))
    row = PaperForm.objects.filter(number=case_number(number)).first() if number.strip() else None
    if number.strip() and row is None:
        raise Refused(Refusal("paper.unknown"))
    noon = timezone.make_aware(datetime.combine(received_on, time(12)))
    filed = file_case(
        text=text,
        place=place,
        channel=Channel.PAPER,
        matter=matter,
        person=person,
        source=Source(at=min(noon, at), number=row.number if row else ""),
        photos=photos,
        by=by,
        at=at,
        once=row.id if row else once,
    )
    if row is not None:
        if differing({Typed.TEXT: _filed_text(filed.loop_id)}, {Typed.TEXT: text}):
            raise Refused(Refusal("paper.number_taken"))
        _entered(row.id, filed.loop_id, received_on, by=by, at=at)
    return filed


def _filed_text(loop_id: UUID) -> str:
    case = resident_case(loop_id)
    return case.text if case else ""


def _entered(paper_id: UUID, loop_id: UUID, received_on: date, *, by: Actor, at: datetime) -> None:
    with transaction.atomic(durable=True):
        row = PaperForm.objects.select_for_update().get(id=paper_id)
        if row.loop_id is not None:
            return
        row.loop_id, row.received_on, row.entered_at, row.entered_by = loop_id, received_on, at, by.account_id
        row.save(update_fields=["loop", "received_on", "entered_at", "entered_by"])
        fact = PaperEntered(paper_id=row.id, received_on=received_on.isoformat())
        record(fact, subject=loop_id, by=by.name(), at=at)


def type_again(
    *, paper_id: UUID, entry: Mapping[Typed, str], chosen: Mapping[Typed, int], by: Actor, at: datetime
) -> tuple[Typed, ...]:
    """Take what a second person typed, not seeing the first entry; return what is still to be settled, if anything.

    Where both differ, `chosen` says of each field whose entry is right, 1 or 2; until each is settled nothing is
    kept. Then both stand on record, and the case says what was found right. Division and matter of a case that is with
    an office already are not moved from here: a note tells the dispatch desk. Raises Refused: ``loops.not_entitled``,
    ``paper.typed_already``, ``paper.typed_by_you``.
    """
    if paper_of(paper_id, by) is None:
        raise Refused(Refusal("loops.not_entitled"))
    with transaction.atomic(durable=True):
        row = PaperForm.objects.select_for_update().get(id=paper_id)
        paper = paper_view(row)
        ensure(again_refusal(by, paper, first_by=row.entered_by))
        differs = differing(first_entry(paper), entry)
        if open_ := tuple(each for each in differs if chosen.get(each) not in (1, 2)):
            return open_
        row.again_at, row.again_by = at, by.account_id
        row.save(update_fields=["again_at", "again_by"])
        values = {each.value: entry.get(each, "") for each in differs}
        fact = PaperTypedAgain(
            paper_id=row.id,
            chosen={each.value: chosen[each] for each in differs},
            values=Private(encode(values).decode()) if values else None,
        )
        assert row.loop_id
        record(fact, subject=row.loop_id, by=by.name(), at=at)
        right = {each.lower(): entry.get(each, "") for each in differs if chosen[each] == 2}
        if not right.get(Typed.MATTER.lower(), "-"):
            del right[Typed.MATTER.lower()]  # the second person left it open: nothing is known better
        left = correct_filing(case_id=row.loop_id, by=by, at=at, **right) if right else ()
        if left:
            note_held(case_id=row.loop_id, text=_to_set_right(left, right, at), by=by, at=at)
        return ()


def _to_set_right(left: Collection[str], right: Mapping[str, str], at: datetime) -> str:
    """Say to the dispatch desk what two people found on the paper and the case does not say."""
    said = []
    if "division" in left:
        place = division_by_code(right["division"])
        where = {"place": name_of(place) if place else right["division"]}
        said.append(_("By the second entry of the paper it lies in %(place)s.") % where)
    if "matter" in left:
        matter = find_matter(right["matter"], at=at)
        what = {"matter": name_of(matter) if matter else right["matter"]}
        said.append(_("By the second entry of the paper it is about: %(matter)s.") % what)
    return "\n".join(said)
