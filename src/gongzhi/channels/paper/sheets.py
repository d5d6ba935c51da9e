"""What a form asks, for a matter of the tree or for any: in Chinese, with English below."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from gongzhi.cases.public import AGES
from gongzhi.channels.open311.catalogue import edition_on
from gongzhi.channels.open311.facts import Attribute
from gongzhi.channels.paper.actions.print_forms import Numbered
from gongzhi.channels.paper.draw import Box, Sheet
from gongzhi.channels.portal.queries import human_channel
from gongzhi.channels.portal.rules import code_in_groups
from gongzhi.organization.facts import MatterView
from gongzhi.organization.public import matter_tree

_LANGUAGES = ("zh-hans", "en")
_WAYS = (
    pgettext_lazy("to be answered by", "telephone"),
    pgettext_lazy("to be answered by", "text message"),
    pgettext_lazy("to be answered by", "letter"),
)


def both(words: Any) -> str:
    """Return words in Chinese and English, as they stand on paper."""
    said = []
    for language in _LANGUAGES:
        with override(language):
            said.append(str(words))
    return "  ".join(dict.fromkeys(said))


def form_matters(*, at: datetime) -> list[MatterView]:
    """Return the matters there is a form for: those at the top of the tree."""
    return [each for each in matter_tree(at=at) if each.parent is None]


def sheet_for(matter: MatterView | None, numbered: Numbered | None, *, at: datetime) -> Sheet:
    """Return one form, with number and code where it was numbered."""
    phone = human_channel(at=at).get("phone", "")
    return Sheet(
        title=both(_("Tell the government")),
        matter=f"{matter.name}  {matter.name_en}" if matter else both(_("Any matter")),
        code_of_matter=matter.code if matter else "-",
        intro=both(
            _("Write in your own words. What you do not know may stay empty. Hand it in at any counter.")
        ),
        boxes=_boxes(matter, at=at),
        slip=_slip(phone, numbered=numbered is not None),
        number=numbered.number if numbered else "",
        code=code_in_groups(numbered.code) if numbered else "",
        number_label=both(_("Number")),
        code_label=both(_("Code")),
    )


def _slip(phone: str, *, numbered: bool) -> tuple[str, ...]:
    said = [
        both(
            _(
                "Tear this off and keep it. With number and code you see how it stands, online or by telephone."
            )
        )
        if numbered
        else both(_("The counter gives you a number and a code. With both you see how it stands."))
    ]
    return (*said, phone) if phone else tuple(said)


def _boxes(matter: MatterView | None, *, at: datetime) -> tuple[Box, ...]:
    asked: Sequence[Attribute] = ()
    if matter:
        services = edition_on(timezone.localtime(at).date()).services
        asked = services[matter.code].attributes if matter.code in services else ()
    return (
        Box(both(_("What happened, since when, and what do you wish for?")), lines=6),
        Box(both(_("Where: address, or something near by")), lines=2),
        *(_box(each) for each in asked),
        Box(both(_("Your name"))),
        Box(both(_("Your telephone, so that we can ask and answer"))),
        Box(both(_("How shall we answer?")), ticks=tuple(map(both, _WAYS))),
        Box(both(_("Keep my report confidential")), ticks=(both(_("yes")),)),
        Box(
            both(_("Your age group, only counted: you need not say it")),
            ticks=tuple(map(both, AGES.values())),
        ),
        Box(both(_("Somebody may act for me in this: name and telephone"))),
        Box(both(_("Date and signature"))),
    )


def _box(asked: Attribute) -> Box:
    ticks = tuple(f"{each.name} {each.name_en}".strip() for each in asked.choices)
    return Box(f"{asked.name}  {asked.name_en}".strip(), ticks=ticks)
