"""What the page says by itself: sentences for the script, in the reader's language."""

from django.utils.translation import gettext as _


def page_words() -> dict[str, str]:
    """Return every sentence by its key; `{n}` and the like are filled in by the script."""
    return {**_of_pins(), **_of_people(), **_of_entries(), **_of_both(), **_of_forms(), **_of_work()}


def _of_pins() -> dict[str, str]:
    return {
        "whose": _("Whose work is it?"),
        "pin_new": _("Choose a PIN of six figures"),
        "pin_new_why": _(
            "What you write and your work list are sealed with it on this telephone. Nobody can read the PIN "
            "anywhere, neither here nor in the office: if you forget it, only what was not sent is lost."
        ),
        "pin_again": _("The same PIN again"),
        "pin_set": _("Seal with this PIN"),
        "pin_six": _("Six figures, please."),
        "pin_easy": _("This PIN is guessed at once. Choose another one."),
        "pin_differs": _("The two are not the same. Type them again."),
        "pin": _("PIN of {name}"),
        "pin_open": _("Unseal"),
        "pin_wrong": _("This is not the PIN."),
        "pin_wait": _("Too many wrong tries. Try again at {time}."),
        "pin_forget": _("I forgot the PIN"),
        "pin_forget_why": _(
            "Then what {name} has not sent from this telephone is lost: {n} entries. "
            "What was sent is safe in the office."
        ),
        "pin_forget_do": _("Remove what is sealed here"),
    }


def _of_people() -> dict[str, str]:
    return {
        "back": _("Back"),
        "lock": _("Lock"),
        "lock_why": _("Lock before you hand the telephone over."),
        "sign_in": _("Sign in"),
        "sign_in_first": _(
            "Sign in once while you have a network. After that this page opens without one as well."
        ),
        "sign_in_to_send": _("You are signed out. What you wrote is kept; sign in to send it."),
        "sign_out": _("Sign out"),
        "sign_out_unsent": _(
            "{n} entries are not sent yet. They stay on this telephone, sealed with your PIN; only you can send them, "
            "after you sign in again."
        ),
        "sign_out_all_same": _("Sign out all the same"),
        "may_not": _(
            "Your post has no work out of doors. Change to another post, or use the ordinary pages."
        ),
        "other_signed_in": _(
            "{other} is signed in on this telephone. What {name} wrote is sent only when {name} signs in."
        ),
        "others": _("Sealed on this telephone for others: {n} entries. Nobody else can read or send them."),
        "no_crypto": _(
            "This address is not secure (no https), so nothing can be sealed: what you write is kept only while this "
            "page stays open. The ordinary pages work as ever."
        ),
        "no_storage": _(
            "This browser keeps nothing here: what you write is kept only while this page stays open. "
            "The ordinary pages work as ever."
        ),
        "broken": _("This page met an error it does not know. What was kept is kept; open the page again."),
    }


def _of_entries() -> dict[str, str]:
    return {
        "outbox": _("Outbox"),
        "outbox_empty": _("Nothing waits to be sent."),
        "send_now": _("Send now"),
        "state_draft": _("Begun, not put in the outbox"),
        "state_waiting": _("Waiting for a network"),
        "state_sending": _("On its way"),
        "state_unknown": _(
            "It was under way; whether it has arrived is not known yet. It is not filed twice."
        ),
        "state_sent": _("Sent, number {number}"),
        "state_unfit": _("Needs you: something in it has to be put right"),
        "state_refused": _("Needs you: it was not taken in"),
        "state_moved_on": _("Needs you: the matter has moved on"),
        "code": _("Code for the resident: {code}"),
        "look": _("Open its page"),
        "edit": _("Go on writing"),
        "compare": _("Look at both"),
        "discard": _("Discard"),
        "discard_sure": _("Discard for good"),
        "clear_sent": _("Take off the list"),
        "no_network": _("No network. Everything is kept here."),
        "next_try": _("Next try at {time}."),
        "too_large": _("It is too large to be sent at once. Take a photo away."),
        "kept": _("Kept on this telephone"),
        "not_kept": _(
            "This telephone has no room left: what you type now is NOT kept. Send what waits or make room, then go on."
        ),
        "little_room": _("This telephone has little room left: photos may not be kept."),
    }


def _of_both() -> dict[str, str]:
    return {
        "both_typed": _("What you typed"),
        "both_stands": _("What stands there now"),
        "both_before": _("What stood there when you wrote"),
        "both_nothing": _("nothing"),
        "both_what": _("Since you wrote this, {number} has moved on. Nothing was sent or replaced."),
        "both_changes": _("What happened meanwhile"),
        "both_words": _("Send as added words"),
        "both_edit": _("Edit and send as it stands now"),
        "both_not_possible": _("This step is not open any more."),
    }


def _of_forms() -> dict[str, str]:
    return {
        "optional": _("(optional)"),
        "more": _("More"),
        "put_in": _("Put in the outbox"),
        "missing": _("Fill this in first."),
        "photos_help": _(
            "At most {n}. They are made smaller here; place and time stored inside are removed."
        ),
        "photos_many": _("At most {n} photos fit."),
        "photo_bad": _("This file is no photo that can be read."),
        "photo_away": _("Take photo {n} away"),
        "photo_alt": _("Photo {n}"),
        "photo_none": _("No photo is needed for this matter."),
        "photos_label": _("Photos"),
        "point_here": _("Use where I stand now"),
        "point_set": _("The point where you stood is noted, once."),
        "point_away": _("Take the point away"),
        "point_failed": _("The telephone does not know where it is. Write the place instead."),
        "why_ask": _("Why we ask"),
        "why_0": _("Purpose"),
        "why_1": _("Legal basis"),
        "why_2": _("Kept for"),
        "written_as": _("As {post}"),
    }


def _of_work() -> dict[str, str]:
    return {
        "work": _("My work"),
        "work_of": _("As it was at {time}. It is removed from this telephone after 24 hours."),
        "work_none": _("Nothing is owed now."),
        "work_gone": _("The work list is older than 24 hours and was removed. It comes back with a network."),
        "work_more": _("There is more in the inbox; the soonest due are here."),
        "due": _("Due {time}"),
        "state": _("State"),
        "owed": _("What your unit owes"),
        "steps_none": _("Nothing can be done from here without a network."),
        "page_of": _("Its page (needs a network)"),
        "new": _("New"),
    }
