"""What staff fill in about an algorithm. Forms look at the shape only; what may be done is for the actions."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongzhi.algorithms.facts import Opinion, Seat, Tier
from gongzhi.algorithms.screen_words import OPINIONS, SEATS, TIERS
from gongzhi.kernel.ids import new_id
from gongzhi.loops.public import ActForm, text_field

Choices = Iterable[tuple[str, str]]
TIERS_TO_REGISTER = tuple(tier for tier in TIERS if tier is not Tier.DECIDES)


class UnitActForm(ActForm):
    """A step that names another unit."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))

    def __init__(self, *args: Any, units: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("choose one")), *units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Put the chosen unit into `unit_id`."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("unit"):
            data["unit_id"] = UUID(data["unit"])
        return data


class TesterForm(UnitActForm):
    """Who states the impact and tests: another unit than the one that wants it."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Who states the impact and tests it"),
        help_text=gettext_lazy("Another unit than yours, and not the board."),
    )


class SendBackForm(TesterForm):
    """The arbiter's word, with the unit that tests from now on."""

    reason = text_field(gettext_lazy("Reason"))


class ExpertsForm(UnitActForm):
    """Who looks at it from outside."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Which experts outside"),
        help_text=gettext_lazy("They have no other part in it."),
    )


class PilotForm(ActForm):
    """How many matters people decide alone in the pilot."""

    share = forms.IntegerField(
        label=gettext_lazy("Of a hundred matters people decide alone"),
        help_text=gettext_lazy("They are drawn by lot, with a seed on record. The others see what it says."),
        initial=20,
        min_value=1,
        max_value=99,
    )


class JudgeForm(ActForm):
    """What is counted stands beside the button; with few matters the board says why they are enough."""

    reason = text_field(
        gettext_lazy("Why so few are enough"),
        gettext_lazy("Fewer than fifty matters were counted in one group. Your reason is published."),
        rows=3,
    )

    def __init__(self, *args: Any, few: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not few:
            del self.fields["reason"]


class VoteForm(ActForm):
    """What one member of the board thinks."""

    opinion = forms.ChoiceField(
        label=gettext_lazy("Your opinion"),
        widget=forms.RadioSelect,
        choices=[(each.value, label) for each, label in OPINIONS.items()],
    )
    seat = forms.ChoiceField(label=gettext_lazy("You sit here as"))
    group = forms.CharField(
        label=gettext_lazy("For whom you sit"),
        help_text=gettext_lazy(
            "A group of residents, no name: old people living alone, tenants, shopkeepers."
        ),
        max_length=80,
        required=False,
    )
    text = text_field(
        gettext_lazy("Your reasons, or your conditions"),
        gettext_lazy("They are published word for word with your seat, and without your name."),
        required=False,
    )

    def __init__(self, *args: Any, affected: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = (Seat.AFFECTED,) if affected else (Seat.EXPERT, Seat.OFFICIAL)
        self.fields["seat"].choices = [(each.value, SEATS[each]) for each in seats]  # type: ignore[attr-defined]
        if not affected:
            del self.fields["group"]

    def opinion_given(self) -> Opinion:
        """Return what was chosen, of a valid form."""
        return Opinion(self.cleaned_data["opinion"])


class ApproveForm(ActForm):
    """What the board decides for it, when its members have spoken."""

    conditions = text_field(
        gettext_lazy("Conditions"),
        gettext_lazy("Needed where a member set some. They are published."),
        required=False,
        rows=3,
    )
    because = text_field(
        gettext_lazy("Why a no of residents is not followed"),
        gettext_lazy("Needed where a member for residents said no. It is published beside that no."),
        required=False,
        rows=3,
    )


class NotYetForm(ActForm):
    """What the board decides against it."""

    reason = text_field(gettext_lazy("Reason"), gettext_lazy("It is published."))


class RetireForm(ActForm):
    """What was learned of what ends."""

    post_mortem = text_field(
        gettext_lazy("What we learned from it"),
        gettext_lazy("What it was for, what it did, what went wrong, what comes instead. It is published."),
        rows=8,
    )
    post_mortem_en = text_field(gettext_lazy("The same in English"), required=False, rows=8)


def _digest() -> forms.RegexField:
    return forms.RegexField(
        regex=r"^(?:[0-9a-f]{64})?$",
        label=gettext_lazy("Digest of its file (SHA-256)"),
        help_text=gettext_lazy("64 figures and letters as the training printed them; empty for plain rules."),
        required=False,
        max_length=64,
    )


class RegisterForm(forms.Form):
    """A new entry: its code, where it reaches, and a description to begin with."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    shipped = forms.ChoiceField(
        label=gettext_lazy("Begin with the description of"),
        help_text=gettext_lazy(
            "What ships with the platform is described already; you may change all of it."
        ),
        required=False,
    )
    code = forms.CharField(
        label=pgettext_lazy("an algorithm", "Code"),
        help_text=gettext_lazy("The name under which programs ask for it: small letters, figures and dots."),
        max_length=40,
        required=False,
    )
    title = forms.CharField(
        label=gettext_lazy("Name of this version, for staff"),
        help_text=gettext_lazy("It stands in inboxes and lists."),
        max_length=120,
        required=False,
    )
    tier = forms.ChoiceField(
        label=gettext_lazy("How far it reaches"),
        help_text=gettext_lazy(
            "What decides on entitlement, a sanction or an inspection, or ranks people, is never registered."
        ),
        choices=[
            ("", gettext_lazy("as described")),
            *((each.value, TIERS[each]) for each in TIERS_TO_REGISTER),
        ],
        required=False,
    )
    digest = _digest()

    def __init__(self, *args: Any, shipped: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shipped"].choices = [("", _("nothing: describe it anew")), *shipped]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Without a description to begin with, code, name and reach are needed."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("shipped"):
            for name in ("code", "title", "tier"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in, or choose a description to begin with."))
        return data


class VersionForm(forms.Form):
    """The next version of an entry. Where it reaches further than the last one, the board judges that as well."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    title = forms.CharField(
        label=gettext_lazy("Name of this version, for staff"),
        help_text=gettext_lazy("It stands in inboxes and lists."),
        max_length=120,
    )
    digest = _digest()
    tier = forms.ChoiceField(
        label=gettext_lazy("How far it reaches"),
        choices=[
            ("", gettext_lazy("as the last version")),
            *((each.value, TIERS[each]) for each in TIERS_TO_REGISTER),
        ],
        required=False,
    )


class SwitchForm(forms.Form):
    """Why it is switched off or on."""

    reason = text_field(gettext_lazy("Reason"), gettext_lazy("It is published."), rows=3)


class AnswerObjectionForm(forms.Form):
    """A person's answer to an objection."""

    upheld = forms.ChoiceField(
        label=gettext_lazy("Is the objection right?"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("yes, it is right")),
            ("no", gettext_lazy("no, for the reasons below")),
        ],
    )
    severe = forms.BooleanField(
        label=gettext_lazy(
            "Somebody was badly harmed. The program stops at once, until the board has looked."
        ),
        required=False,
    )
    text = text_field(
        gettext_lazy("Your answer to the objection"),
        gettext_lazy("The person reads it word for word. Say what follows from it."),
    )
