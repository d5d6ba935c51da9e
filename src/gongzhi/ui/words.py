"""Turn codes into sentences: each package registers what its refusals say."""

import logging
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongzhi.kernel.refusals import Refusal

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


def remaining_sentence(remaining: Any) -> str:
    """Say a clock in few words: ``3 working days left``, ``2 hours overdue``, ``clock paused``."""
    if getattr(remaining, "paused", False):
        return _("clock paused")
    n, unit = remaining.amount, remaining.unit
    if remaining.overdue:
        return _overdue(n, unit)
    if n == 0:
        return _("due today") if unit in ("WD", "d") else _("due now")
    match unit:
        case "min":
            text = ngettext("%(n)d minute left", "%(n)d minutes left", n)
        case "h":
            text = ngettext("%(n)d hour left", "%(n)d hours left", n)
        case "wh":
            text = ngettext("%(n)d working hour left", "%(n)d working hours left", n)
        case "WD":
            text = ngettext("%(n)d working day left", "%(n)d working days left", n)
        case _other:
            text = ngettext("%(n)d day left", "%(n)d days left", n)
    return text % {"n": n}


def _overdue(n: int, unit: str) -> str:
    if n == 0:
        return _("just overdue")
    match unit:
        case "min":
            text = ngettext("%(n)d minute overdue", "%(n)d minutes overdue", n)
        case "h":
            text = ngettext("%(n)d hour overdue", "%(n)d hours overdue", n)
        case "wh":
            text = ngettext("%(n)d working hour overdue", "%(n)d working hours overdue", n)
        case "WD":
            text = ngettext("%(n)d working day overdue", "%(n)d working days overdue", n)
        case _other:
            text = ngettext("%(n)d day overdue", "%(n)d days overdue", n)
    return text % {"n": n}


def office_sentence(remaining: Any) -> str:
    """Say the office's clock to a resident in a full sentence."""
    if getattr(remaining, "paused", False):
        return _("The office's clock is paused.")
    n, unit = remaining.amount, remaining.unit
    if remaining.overdue:
        return _("The office is late: %(overdue)s.") % {"overdue": _overdue(n, unit)}
    if n == 0:
        return _("The office must answer today.") if unit in ("WD", "d") else _("The office must answer now.")
    match unit:
        case "min":
            text = ngettext("The office has %(n)d minute left.", "The office has %(n)d minutes left.", n)
        case "h":
            text = ngettext("The office has %(n)d hour left.", "The office has %(n)d hours left.", n)
        case "wh":
            text = ngettext(
                "The office has %(n)d working hour left.", "The office has %(n)d working hours left.", n
            )
        case "WD":
            text = ngettext(
                "The office has %(n)d working day left.", "The office has %(n)d working days left.", n
            )
        case _other:
            text = ngettext("The office has %(n)d day left.", "The office has %(n)d days left.", n)
    return text % {"n": n}


def waited_sentence(days: int) -> str:
    """Say the resident's own clock: it never pauses and never restarts."""
    if days == 0:
        return _("You filed this today.")
    return ngettext("You have waited %(n)d day.", "You have waited %(n)d days.", days) % {"n": days}


def resident_waited_sentence(days: int) -> str:
    """Say the resident's clock to staff."""
    if days == 0:
        return _("The resident filed this today.")
    return ngettext("The resident has waited %(n)d day.", "The resident has waited %(n)d days.", days) % {"n": days}
