"""Turn codes into sentences: each package registers what its refusals say."""

import logging
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from gongzhi.kernel.refusals import Refusal
from gongzhi.ui.facts import Remaining

logger = logging.getLogger(__name__)

_sentences: dict[str, Any] = {}


def register_refusals(sentences: Mapping[str, Any]) -> None:
    """Add sentences for refusal codes, once each; a second sentence for a code raises ValueError.

    A sentence is a `gettext_lazy` with named placeholders for the refusal's details
    (``"%(unit)s lacks the power (%(citation)s). Choose another unit."``); it says what to do next.
    """
    for code, sentence in sentences.items():
        if _sentences.get(code, sentence) is not sentence:
            raise ValueError(f"{code} has a sentence already")
        _sentences[code] = sentence


def known_refusals() -> frozenset[str]:
    """Return every code that has a sentence; a house test holds this against the codes in use."""
    return frozenset(_sentences)


def refusal_sentence(refusal: Refusal) -> str:
    """Return what the refusal says to a person.

    A code without a sentence, or a detail the sentence misses, is a bug: it is logged, and the person
    still gets words and a way on.
    """
    sentence = _sentences.get(refusal.code)
    if sentence is not None:
        try:
            return str(sentence) % dict(refusal.details)
        except (KeyError, ValueError, TypeError):
            logger.error("refusal.details_missing", extra={"code": refusal.code})
    else:
        logger.error("refusal.without_sentence", extra={"code": refusal.code})
    return _("This cannot be done now. Reload the page and try again, or call us.")


# Whole sentences for each unit: no language can be trusted to be put together from parts.
_LEFT = {
    "min": ngettext_lazy("%(n)d minute left", "%(n)d minutes left", "n"),
    "h": ngettext_lazy("%(n)d hour left", "%(n)d hours left", "n"),
    "wh": ngettext_lazy("%(n)d working hour left", "%(n)d working hours left", "n"),
    "WD": ngettext_lazy("%(n)d working day left", "%(n)d working days left", "n"),
    "d": ngettext_lazy("%(n)d day left", "%(n)d days left", "n"),
}
_OVERDUE = {
    "min": ngettext_lazy("%(n)d minute overdue", "%(n)d minutes overdue", "n"),
    "h": ngettext_lazy("%(n)d hour overdue", "%(n)d hours overdue", "n"),
    "wh": ngettext_lazy("%(n)d working hour overdue", "%(n)d working hours overdue", "n"),
    "WD": ngettext_lazy("%(n)d working day overdue", "%(n)d working days overdue", "n"),
    "d": ngettext_lazy("%(n)d day overdue", "%(n)d days overdue", "n"),
}
_OFFICE = {
    "min": ngettext_lazy("The office has %(n)d minute left.", "The office has %(n)d minutes left.", "n"),
    "h": ngettext_lazy("The office has %(n)d hour left.", "The office has %(n)d hours left.", "n"),
    "wh": ngettext_lazy(
        "The office has %(n)d working hour left.", "The office has %(n)d working hours left.", "n"
    ),
    "WD": ngettext_lazy(
        "The office has %(n)d working day left.", "The office has %(n)d working days left.", "n"
    ),
    "d": ngettext_lazy("The office has %(n)d day left.", "The office has %(n)d days left.", "n"),
}
_OFFICE_LATE = {
    "min": ngettext_lazy("The office is %(n)d minute late.", "The office is %(n)d minutes late.", "n"),
    "h": ngettext_lazy("The office is %(n)d hour late.", "The office is %(n)d hours late.", "n"),
    "wh": ngettext_lazy(
        "The office is %(n)d working hour late.", "The office is %(n)d working hours late.", "n"
    ),
    "WD": ngettext_lazy(
        "The office is %(n)d working day late.", "The office is %(n)d working days late.", "n"
    ),
    "d": ngettext_lazy("The office is %(n)d day late.", "The office is %(n)d days late.", "n"),
}


def remaining_sentence(remaining: Remaining) -> str:
    """Say a clock in few words: ``3 working days left``, ``2 hours overdue``, ``clock paused``."""
    n, unit = remaining.amount, remaining.unit
    if remaining.paused:
        return _("clock paused")
    if remaining.overdue:
        return str(_OVERDUE[unit] % {"n": n}) if n else _("just overdue")
    if n == 0:
        return _("due today") if unit in {"WD", "d"} else _("due now")
    return str(_LEFT[unit] % {"n": n})


def office_sentence(remaining: Remaining) -> str:
    """Say the office's clock in a full sentence."""
    n, unit = remaining.amount, remaining.unit
    if remaining.paused:
        return _("The office's clock is paused.")
    if remaining.overdue:
        return str(_OFFICE_LATE[unit] % {"n": n}) if n else _("The office is late since today.")
    if n == 0:
        return _("The office must answer today.") if unit in {"WD", "d"} else _("The office must answer now.")
    return str(_OFFICE[unit] % {"n": n})


def waited_sentence(days: int) -> str:
    """Say the resident's own clock: it never pauses and never restarts."""
    if days == 0:
        return _("You filed this today.")
    return ngettext("You have waited %(n)d day.", "You have waited %(n)d days.", days) % {"n": days}


def resident_waited_sentence(days: int) -> str:
    """Say the resident's clock to staff."""
    if days == 0:
        return _("The resident filed this today.")
    return ngettext("The resident has waited %(n)d day.", "The resident has waited %(n)d days.", days) % {
        "n": days
    }


def under_way_sentence(days: int) -> str:
    """Say to staff how long something nobody of the public waits for has been under way."""
    if days == 0:
        return _("It began today.")
    return ngettext("It has been under way for %(n)d day.", "It has been under way for %(n)d days.", days) % {
        "n": days
    }


register_refusals(
    {
        "ui.body_too_large": gettext_lazy("More than %(limit)s MB came at once. Send it in several parts."),
        "ui.photo_too_large": gettext_lazy(
            "This photo is larger than %(limit)s MB. Choose a smaller one, or send the report without it."
        ),
        "ui.photo_too_many_pixels": gettext_lazy(
            "This photo has more than %(limit)s million pixels. Choose a smaller one, or send the report without it."
        ),
        "ui.photo_unknown": gettext_lazy(
            "This file is no photo we can read. Choose one in JPEG, PNG or WebP, or send the report without it."
        ),
        "ui.storage_silent": gettext_lazy(
            "Photos cannot be kept just now; everything else is here still. Try again in a few minutes, "
            "or send it without photos and add them later."
        ),
        "ui.photo_broken": gettext_lazy(
            "This photo is damaged or not complete. Choose it again or take another one, "
            "or send the report without it."
        ),
    }
)
