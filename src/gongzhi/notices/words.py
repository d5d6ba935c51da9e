"""What notices and their refusals say."""

from django.utils.translation import gettext_lazy as _

from gongzhi.notices.facts import Way
from gongzhi.ui.words import register_refusals

# By code; what a unit owes now is told in one sentence whatever the state is called.
SENTENCES = {
    "owed": _("The next step is yours."),
    "deadline": _("A deadline has passed. You are told; the duty stays with whoever has it."),
    "above": _("The limit of the platform above is near, or over. Ours stands beside it; see both."),
    "urged": _("The resident asks how long it still takes."),
    "clock_resumed": _("The clock runs again: the resident has answered, or the time to answer is over."),
    "added": _("The resident has added something."),
    "drafted": _("A draft answer waits for approval."),
    "called_in": _("Your unit was called in. See its task, and by when."),
    "part": _("A unit that was called in has done its part, or says that it is not its own."),
    "helper_urged": _("The unit in charge asks how long your part still takes."),
    "whistle_proposed": _("Somebody proposes to call departments to the place."),
    "rated": _("Your unit was rated for its work on the place. It may object."),
    "rating_objected": _("A unit objects to its rating. The decision is yours."),
    "rating_decided": _("The objection to your rating is decided."),
    "danger": _("Life may be in danger. Look at this one first."),
    "supervised": _("An office above supervises this and waits for your reply."),
    "supervision_replied": _("The reply you asked for has come."),
    "ended": _("It has ended. See how, and why."),
    "parked_again": _(
        "It was parked for the last time it may be. When its day comes, somebody above decides."
    ),
    "exclusion_objected": _("The resident objects to being left out of scores. Somebody new has to decide."),
    "reveal_asked": _(
        "A colleague wants to see who reported something confidential. A second person decides."
    ),
    "reveal_declined": _("A second person declined to show you who it is. See the reason."),
    "to_review": _("Who it is was seen in an emergency. Somebody else reviews whether it was needed."),
    "revealed": _("A second person agreed: who it is can be seen, for a short time."),
    "act_disputed": _(
        "Somebody did not want what was typed for them, and it cannot be taken back. Look at it."
    ),
    "sent_back": _("The draft answer was sent back, with a reason."),
    "card_due": _("A card of your unit is to be checked today: did what was expected come?"),
    "card_overdue": _("The day of a card has passed and nobody has looked. A late check counts as late."),
}
# What a notice is about where that is no loop, by its code: the name of the page that shows it.
PAGES = {"card_due": "cards-one", "card_overdue": "cards-one"}

register_refusals(
    {
        "notices.no_unit": _("You hold no post. Choose a post first, then open the notices."),
        "notices.email_malformed": _("This is no e-mail address. Write it like name@example.org."),
        "notices.way_needs_address": _("No address was left for this way. Leave one, or choose another way."),
        "notices.not_yours": _(
            "Only the person concerned chooses how to be told. They can do so on their page."
        ),
        "notices.not_entitled": _("Your post does not pass notices on to residents. Ask the dispatch desk."),
        "notices.not_head": _("How the unit is told is for its head to choose. Ask the head of your unit."),
        "notices.hook_host": _(
            "This address does not lie on a server your platform sends to, or is not encrypted. Ask whoever runs it."
        ),
        "notices.resolved_already": _("Somebody has dealt with this already. Reload the page."),
        "notices.way_dead": _("What was sent this way came back. Send a letter or call instead."),
        "notices.letter_not_printed": _("Print the letter first; then mark it as posted."),
    }
)


WAYS = {
    Way.SMS: _("by SMS"),
    Way.EMAIL: _("by e-mail"),
    Way.LETTER: _("by letter"),
    Way.HOOK: _("in a group"),
}
# Why something did not arrive; what is not listed is said in general.
FAILURES = {
    "nobody_knows": _(
        "The sender was stopped while the message changed hands. Nobody can tell whether it went out, so it was not "
        "sent again by itself."
    ),
    "came_back": _("It came back: there is no such address any more. Other ways are used from now on."),
    "mailbox_refused": _("The mail server of the receiver does not take it: there is no such mailbox."),
    "server_refused": _("The server did not take the message."),
    "no_server": _("The server could not be reached, as often as it was tried."),
    "gateway_failed": _("The SMS gateway did not take it, as often as it was tried."),
    "connection_lost": _("The connection broke off, as often as it was tried."),
    "no_address": _("No address was left for this way, or it was erased."),
    "other": _("It could not be delivered."),
}
DONE = {
    "again": _("It is tried again now."),
    "letter": _("A letter stands in the queue."),
    "called": _("It is on record that you called."),
}


def sentence(code: str) -> str:
    """Return what a notice says."""
    return str(SENTENCES[code.partition(".")[0]])


def page_of(code: str) -> str:
    """Return the name of the page that shows what a notice is about."""
    return PAGES.get(code.partition(".")[0], "loop")
