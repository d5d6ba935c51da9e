"""What the refusals of people say, and what kinds of personal data are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.people.screening import Kind
from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "people.may_not_seal": _(
            "Your post may not read under seal. Open the sheet as usual; it goes on record."
        ),
        "people.seal_basis_missing": _(
            "Say which law wants that the person is not told yet, with its article. Then try again."
        ),
        "people.seal_basis_too_long": _("Name the law and its article in at most %(limit)s signs."),
        "people.seal_end_past": _(
            "Choose the day from which the person may read of it: tomorrow at the earliest."
        ),
        "people.seal_end_too_far": _("A seal lasts %(days)s days at the longest. Choose an earlier day."),
        "people.not_entitled": _("Your post does not manage accounts. Ask an administrator."),
        "people.login_malformed": _(
            "A sign-in name has 2 to 64 small letters, digits, dots or hyphens. Choose another one."
        ),
        "people.login_taken": _("Somebody has this sign-in name already. Choose another one."),
        "people.own_account": _("Nobody closes the own account. Ask another administrator."),
        "people.already_deactivated": _("This account is closed already. Reload the page."),
        "people.third_party": _(
            "Your unit is no authority: it works with the case sheet only. Ask the resident through the platform, "
            "or the unit in charge."
        ),
        "people.contact_not_entitled": _(
            "Your post may not see who reported it. Ask a colleague who handles the matter."
        ),
        "people.purpose_missing": _("Choose what you need it for."),
        "people.basis_does_not_carry": _(
            "This legal basis does not carry this purpose. Choose another basis or another purpose."
        ),
        "people.minutes_unknown": _("Choose for how long you need it."),
        "people.reason_missing": _(
            "Say in a few words why you need it; the reason goes on record. Then try again."
        ),
        "people.reason_too_long": _("The reason is longer than %(limit)s characters. Shorten it."),
        "people.not_second": _(
            "You cannot be the second person here. The dispatch desk or the leader in charge can, "
            "outside the unit that handles it."
        ),
        "people.second_is_another": _("Nobody agrees to the own request. Ask a colleague."),
        "people.reveal_decided": _("Somebody has decided about this request already. Reload the page."),
        "people.reveal_lapsed": _("This request is older than a day and has lapsed. It can be made again."),
        "people.decline_reason_missing": _(
            "Say in a few words why you do not agree; the colleague reads it."
        ),
        "people.not_yours": _("Only whoever asked can see this, in the post they asked in."),
        "people.reveal_not_open": _("This is not open. A second person has to agree first, or has declined."),
        "people.reveal_over": _("The time is over, or it was closed. If you still need it, ask again."),
        "people.vault_closed": _("No record opens this identity now. Ask again on the sheet of the matter."),
        "people.key_missing": _(
            "The key of this identity does not stand on the server. Tell whoever runs the platform: "
            "gongzhi vault status names the month."
        ),
        "people.no_review_owed": _("No review is owed for this look. Reload the page."),
        "people.reviewer_is_another": _(
            "Whoever asked or agreed does not review it. Somebody else who may agree to such requests does."
        ),
        "people.reviewed_already": _("Somebody has reviewed this look already. Reload the page."),
        "people.review_reason_missing": _("Say in a few words why you think so; the colleague reads it."),
        "people.no_address": _("No address was left for this way, or it was erased. Choose another way."),
        "people.no_phone": _("No telephone number was left. Ask through the platform."),
        "people.may_not_help": _(
            "Your post does not act for residents. Ask a colleague at the counter, on the hotline or in the grid."
        ),
        "people.mandate_allows_nothing": _("Choose what the person allows: at least one thing."),
        "people.witness_missing": _("Name the witness: who was there and heard it."),
        "people.mandate_note_too_long": _("The note has at most %(limit)s characters. Shorten it."),
        "people.mandate_days": _("A mandate lasts at most %(days)s days. Choose a shorter time."),
        "people.mandate_person_missing": _(
            "For several matters the name and the telephone of the person are needed. Add both."
        ),
        "people.mandate_of_another": _(
            "This mandate was given to a colleague. Ask the person to give you one too."
        ),
        "people.mandate_over": _(
            "This mandate is over or was taken back. Ask the person whether it is still wanted."
        ),
        "people.mandate_not_for_this": _("The mandate does not allow this. Ask the person for another one."),
        "people.handles_it_itself": _(
            "Your own unit works on this. What the person says about it is typed by somebody else: the hotline can."
        ),
        "people.disputed_already": _("This was disputed before. It stands on the page."),
        "people.dispute_over": _("The %(days)s days are over. Call us: we look at it with you."),
        "people.mandate_of_somebody_else": _(
            "This mandate was given with another telephone number, so it is somebody else's. Choose another one, or "
            "say how this person asked you."
        ),
        "people.no_such_act": _("We do not find this act in your matter. Reload the page."),
        "people.same_matter": _(
            "This is the number of the matter you are looking at. Enter that of the other."
        ),
        "people.desk_phone_malformed": _(
            "Write the telephone you sit at with digits only, as it is dialled."
        ),
    }
)

# What stands in the place of personal data in a text.
MARKED: Mapping[Kind, Any] = {
    Kind.ID_NUMBER: _("〔id number〕"),
    Kind.PASSPORT: _("〔passport〕"),
    Kind.BANK_CARD: _("〔bank card〕"),
    Kind.MOBILE: _("〔mobile number〕"),
    Kind.LANDLINE: _("〔telephone〕"),
    Kind.EMAIL: _("〔e-mail〕"),
    Kind.ACCOUNT: _("〔account〕"),
    Kind.PLATE: _("〔plate〕"),
    Kind.ADDRESS: _("〔address〕"),
    Kind.ROOM: _("〔room〕"),
    Kind.NAME: _("〔name〕"),
}
# The same, listed.
HIDDEN: Mapping[Kind, Any] = {
    Kind.ID_NUMBER: pgettext_lazy("hidden in a text", "id number"),
    Kind.PASSPORT: pgettext_lazy("hidden in a text", "passport"),
    Kind.BANK_CARD: pgettext_lazy("hidden in a text", "bank card"),
    Kind.MOBILE: pgettext_lazy("hidden in a text", "mobile number"),
    Kind.LANDLINE: pgettext_lazy("hidden in a text", "telephone"),
    Kind.EMAIL: pgettext_lazy("hidden in a text", "e-mail address"),
    Kind.ACCOUNT: pgettext_lazy("hidden in a text", "account"),
    Kind.PLATE: pgettext_lazy("hidden in a text", "plate of a vehicle"),
    Kind.ADDRESS: pgettext_lazy("hidden in a text", "address"),
    Kind.ROOM: pgettext_lazy("hidden in a text", "room"),
    Kind.NAME: pgettext_lazy("hidden in a text", "name"),
}

# How it is known that somebody wants to be helped, as whoever takes it down chooses it.
PROOFS: Mapping[str, Any] = {
    "PRESENT": _("The person is here"),
    "PHONE": _("The person is on the telephone"),
    "PAPER": _("The person gave me a paper"),
    "SMS": _("The person sent a message"),
    "WITNESS": _("A witness heard it from the person"),
}
# What a mandate allows.
HELPED_ACTS: Mapping[str, Any] = {
    "FILE": _("file for the person"),
    "ADD": _("add something or answer a question"),
    "JUDGE": _("say whether it is solved"),
    "WITHDRAW": _("withdraw it"),
}
