"""What the engine's own facts say in a story, whatever the loop is about: (for the person concerned, for staff).

A kind whose person concerned reads of them too says it in its own words (`telling.Sentences.others`).
"""

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

Pair = tuple[Any, Any]
Tone = Literal["", "good", "warn", "bad"]

OTHERS: Mapping[str, Pair] = {
    "loops.obligation_taken:taken": (None, _("%(person)s took this on.")),
    "loops.obligation_taken:freed": (None, _("This lies with the unit again.")),
    "loops.obligation_settled:DONE": (None, _("%(unit)s finished its part.")),
    "loops.obligation_settled:REFUSED": (None, _("%(unit)s refused its part.")),
    "loops.co_handler_called": (None, _("%(unit)s was called in to help.")),
    "loops.urged": (None, _("Urged, %(times)s times by now.")),
    "loops.deadline_met": (None, _("%(unit)s got in touch.")),
    "loops.deadline_fired:AMBER": (None, _("A time limit runs out soon.")),
    "loops.deadline_fired:RED": (None, _("A time limit is over.")),
    "loops.deadline_fired:SUPERVISE": (None, _("A time limit is long over. Supervision was told.")),
    "loops.deadlines_recomputed": (
        None,
        _("The calendar changed. Time limits were counted anew; old and new are on record."),
    ),
    "loops.clock_paused:waiting_resident": (
        None,
        _("The clock waits for the resident, at the latest until %(until)s."),
    ),
    "loops.clock_paused:external_ruling": (
        None,
        _("The clock waits for a ruling of others, at the latest until %(until)s."),
    ),
    "loops.clock_paused:force_majeure": (
        None,
        _("The clock pauses for reasons beyond our power, at the latest until %(until)s."),
    ),
    "loops.clock_resumed:reply": (None, _("The resident answered the question. The clock runs again.")),
    "loops.clock_resumed:time": (None, _("The clock runs again.")),
    "loops.call_attempted": (
        None,
        _("The callback desk called and reached nobody, attempt %(times)s."),
    ),
    "loops.migrated": (None, _("This now follows a newer version of its procedure.")),
    "people.contact_left": (None, _("A way to get in touch was left.")),
    "people.contact_shown": (None, _("The contact data were looked at.")),
    "people.identity_revealed": (
        _(
            "%(unit)s saw your name and how to reach you: %(purpose)s. Legal basis: %(basis)s. "
            "Until %(clock)s. This is on record."
        ),
        _("Who it is was opened: %(purpose)s. Legal basis: %(basis)s. Until %(clock)s."),
    ),
    "people.identity_revealed:second": (
        _(
            "%(unit)s saw your name and how to reach you, after a second person agreed: %(purpose)s. "
            "Legal basis: %(basis)s. Until %(clock)s. This is on record."
        ),
        _(
            "A second person agreed. Who it is was opened to %(unit)s: %(purpose)s. Legal basis: %(basis)s. "
            "Until %(clock)s."
        ),
    ),
    "people.reveal_asked": (None, _("A second person was asked, to see who it is: %(purpose)s.")),
    "people.reveal_declined": (None, _("A second person declined to open who it is.")),
    "people.reveal_closed": (None, _("Who it is was closed before the time was over.")),
    "people.call_relayed": (
        _("%(unit)s asked the exchange to call you, without seeing your number: %(purpose)s."),
        _("A call through the exchange was asked for: %(purpose)s. Nobody saw the number."),
    ),
    "people.identity_erased": (
        _("Your name and how to reach you were erased."),
        _("Name and telephone were erased, together with their key."),
    ),
    "people.texts_erased": (
        _("What was written here was erased. That it happened stays on record."),
        _("What was written here was erased. That it happened stays on record."),
    ),
}

# Facts that only repeat, for the engine, what another one says; links and uses of data stand in lists of their own.
NO_LINE = frozenset(
    {
        "loops.opened",
        "loops.classified",
        "loops.linked",
        "loops.definition_published",
        "loops.profile_published",
        "loops.calendar_loaded",
        "loops.list_exported",
        "people.data_used",
    }
)

TONES: Mapping[str, Tone] = {
    "loops.deadline_fired:AMBER": "warn",
    "loops.deadline_fired:RED": "bad",
    "loops.deadline_fired:SUPERVISE": "bad",
}
