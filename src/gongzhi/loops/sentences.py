"""What the engine's own facts say in a story, whatever the loop is about: (for the person concerned, for staff).

A kind whose person concerned reads of them too says it in its own words (`telling.Sentences.others`).
"""

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

Pair = tuple[Any, Any]
Tone = Literal["", "good", "warn", "bad"]

OTHERS: Mapping[str, Pair] = {
    "people.mandate_made:PRESENT": (
        _("You were there and asked %(unit)s to do this for you."),
        _("The person was there and asked for help."),
    ),
    "people.mandate_made:PHONE": (
        _("You asked %(unit)s by telephone to do this for you."),
        _("The person asked for help by telephone."),
    ),
    "people.mandate_made:PAPER": (
        _("You asked %(unit)s by letter or paper to do this for you."),
        _("The person asked for help by letter or paper."),
    ),
    "people.mandate_made:SMS": (
        _("You asked %(unit)s by message to do this for you."),
        _("The person asked for help by message."),
    ),
    "people.mandate_made:WITNESS": (
        _("A witness told %(unit)s that you want this done for you."),
        _("A witness says that the person wants help."),
    ),
    "people.mandate_revoked": (
        _("You took the permission to act for you back."),
        _("The person took the permission back."),
    ),
    "people.acted_for:FILE": (
        _("Staff of %(unit)s typed this report for you."),
        _("Typed by staff, for the person concerned."),
    ),
    "people.acted_for:ADD": (
        _("Staff of %(unit)s added this for you."),
        _("Added by staff, for the person concerned."),
    ),
    "people.acted_for:JUDGE": (
        _("Staff of %(unit)s typed for you what you say about the result."),
        _("What the person says about the result was typed by staff."),
    ),
    "people.acted_for:WITHDRAW": (
        _("Staff of %(unit)s typed your wish to withdraw for you."),
        _("The wish to withdraw was typed by staff, for the person concerned."),
    ),
    "people.act_disputed:undone": (
        _("You said that this was not done in your name. It was taken back."),
        _("The person did not want what was done for them. It was taken back."),
    ),
    "people.act_disputed:desk": (
        _("You said that this was not done in your name. The dispatch desk looks at it."),
        _("The person did not want what was done for them. The dispatch desk looks at it."),
    ),
    "people.matters_joined": (
        _("You said that another matter is yours as well."),
        _("The person said that another matter is theirs as well, with the codes of both."),
    ),
    "people.matters_joined:desk": (
        _("Staff of %(unit)s noted for you that another matter is yours as well."),
        _("The person said that another matter is theirs as well, with the codes of both."),
    ),
    "people.matters_parted": (
        _("Another matter was taken off your list again."),
        _("It was taken back that another matter is of the same person."),
    ),
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
    "people.reveal_reviewed:needed": (
        _("Somebody else looked whether your name had to be seen in the emergency: it had to."),
        _("The look in an emergency was reviewed: it was needed."),
    ),
    "people.reveal_reviewed:not_needed": (
        _(
            "Somebody else looked whether your name had to be seen in the emergency: it was not needed. "
            "Supervision reads this as well."
        ),
        _("The look in an emergency was reviewed: it was not needed."),
    ),
    "people.reveal_closed": (None, _("Who it is was closed before the time was over.")),
    "people.call_relayed": (
        _("%(unit)s asked the exchange to call you, without seeing your number: %(purpose)s."),
        _("A call through the exchange was asked for: %(purpose)s. Nobody saw the number."),
    ),
    "notices.ways_chosen": (
        _("You chose how you are told."),
        _("The person chose how to be told."),
    ),
    "notices.way_ended:STOPPED": (
        _("You want no more messages by one way. We keep to it."),
        _("The person wants no more messages by one way."),
    ),
    "notices.way_ended:BOUNCED": (
        _("A message to you came back. Please check how we can reach you."),
        _("A message to the person came back; that way is used no more."),
    ),
    "notices.not_delivered": (
        None,
        _("A notice to the person could not be delivered. It stands among the undelivered ones."),
    ),
    "notices.resolved": (None, _("The desk dealt with a notice that was not delivered.")),
    "notices.letter:posted": (_("A letter was posted to you."), _("A letter to the person was posted.")),
    "notices.letter:returned": (_("A letter to you came back."), _("A letter to the person came back.")),
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
        "loops.relocated",
        "loops.linked",
        "loops.definition_published",
        "loops.profile_published",
        "loops.calendar_loaded",
        "loops.list_exported",
        "people.data_used",
    }
)

TONES: Mapping[str, Tone] = {
    "people.act_disputed:undone": "warn",
    "people.act_disputed:desk": "warn",
    "loops.deadline_fired:AMBER": "warn",
    "loops.deadline_fired:RED": "bad",
    "loops.deadline_fired:SUPERVISE": "bad",
}
