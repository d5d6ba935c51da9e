"""What the document of a decision says. An official document is written in Chinese, whoever reads the page."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongzhi.applications.document import Paper, Section
from gongzhi.applications.facts import Outcome
from gongzhi.applications.queries import ApplicationView
from gongzhi.catalogue.facts import Asked, FieldKind
from gongzhi.organization.public import unit
from gongzhi.ui.names import name_of

LANGUAGE = "zh-hans"


def paper_of(
    view: ApplicationView,
    outcome: Outcome,
    reasons: str,
    *,
    unit_id: UUID,
    verification: str,
    at: datetime,
) -> Paper:
    """Return the document of a decision: what was applied for, decided, why, by which law, and how to challenge it."""
    office = unit(unit_id)
    assert office is not None, "whoever decides acts for a unit"
    with override(LANGUAGE):
        item = name_of(view.item.said)
        decided = _("Granted.") if outcome is Outcome.GRANTED else _("Not granted.")
        return Paper(
            title=_("Decision on: %(item)s") % {"item": item},
            number=_("No. %(number)s") % {"number": view.loop.number},
            sections=(
                Section(_("Item"), (item, name_of(view.situation.said))),
                Section(_("What was applied with"), _answers(view)),
                Section(_("Decision"), (decided,)),
                Section(_("Reasons"), tuple(reasons.splitlines())),
                Section(_("Legal basis"), tuple(name_of(each) for each in view.item.legal_basis)),
                Section(_("If you disagree"), tuple(name_of(each.said) for each in view.item.remedies)),
            ),
            signer=name_of(office),
            # Translators: a date format of Django, as official documents write it.
            date=date_format(timezone.localtime(at), _("j F Y")),
            foot=_("Verification number: %(code)s") % {"code": verification},
        )


def _answers(view: ApplicationView) -> tuple[str, ...]:
    pairs = (
        (name_of(asked.said), shown_answer(asked, view.answers[asked.key]))
        for asked in view.situation.fields
        if asked.key in view.answers
    )
    return tuple(_("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in pairs)


def shown_answer(asked: Asked, value: str) -> str:
    """Return an answer as people read it: the words of a choice instead of its key."""
    if asked.kind is FieldKind.CHOICE:
        return next((name_of(said) for key, said in asked.choices if key == value), value)
    if asked.kind is FieldKind.YES_NO:
        return _("yes") if value == "yes" else _("no")
    return value
