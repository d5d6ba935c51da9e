"""Words for the codes of the catalogue, and what is said about a file that will not do."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.ui.words import register_refusals

AUDIENCES: Mapping[str, Any] = {
    "person": _("for persons"),
    "organisation": _("for organisations"),
}
DOERS: Mapping[str, Any] = {
    "resident": pgettext_lazy("who does a step", "you"),
    "window": pgettext_lazy("who does a step", "the window"),
    "office": pgettext_lazy("who does a step", "the office"),
    "third_party": pgettext_lazy("who does a step", "somebody else"),
    "system": pgettext_lazy("who does a step", "by itself"),
}
MODES: Mapping[str, Any] = {
    "online": _("online"),
    "onsite": _("at the window"),
    "either": _("online or at the window"),
    "home_visit": _("at your home"),
}
OBLIGATIONS: Mapping[str, Any] = {
    "required": _("needed"),
    "conditional": _("needed in some cases"),
    "optional": _("if you like"),
}
SOURCES: Mapping[str, Any] = {
    "own": _("you have it"),
    "form": _("you fill it in"),
    "authority": _("a department issues it"),
    "institution": _("a hospital, school or bank issues it"),
    "community": _("your community issues it"),
}
MATERIAL_FORMS: Mapping[str, Any] = {
    "original": _("the original, to be shown"),
    "copy": _("a copy"),
    "photo": _("a photo is enough"),
}
CHANNELS: Mapping[str, Any] = {
    "web": _("Here, online"),
    "phone": _("By phone"),
    "window": _("At the window"),
    "home_visit": _("We come to your home"),
    "post": _("By post"),
}
# I to IV of the guidelines on online services: how far one gets without coming.
DEPTHS: Mapping[int, Any] = {
    1: _("Online you find out what is needed; you apply at the window."),
    2: _("Online your papers are looked at first; you come twice at most."),
    3: _("You apply online and come once at most."),
    4: _("Everything can be done online; you need not come."),
}
ROUTES: Mapping[str, Any] = {
    "reconsideration": _("Administrative reconsideration"),
    "lawsuit": _("Lawsuit"),
    "complaint": _("Complaint"),
}

register_refusals(
    {
        "catalogue.not_entitled": _("Your post does not keep the catalogue. Ask a process steward."),
        "catalogue.unsound": _(
            "The file has %(findings)s findings, so nothing was published. Check it and mend them."
        ),
        "catalogue.version_not_new": _(
            "Version %(newest)s is published already and cannot be changed. Give the new text a higher version."
        ),
        "catalogue.begins_too_early": _(
            "The version before it begins on %(newest_from)s. Let the new one begin on a later day."
        ),
        "catalogue.not_yaml": _("Line %(line)s: this is no YAML. Check blanks and quotes around it."),
        "catalogue.not_a_mapping": _("Line %(line)s: %(where)s has to be a list of keys with values."),
        "catalogue.not_a_list": _(
            "Line %(line)s: %(where)s has to be a list with 1 to %(limit)s entries, each with keys."
        ),
        "catalogue.key_twice": _("Line %(line)s: %(where)s is written twice. Keep one."),
        "catalogue.unknown_key": _("Line %(line)s: nobody knows %(where)s. Check how it is spelt."),
        "catalogue.missing_key": _("Line %(line)s: %(where)s is missing. Add it."),
        "catalogue.wrong_kind": _(
            "Line %(line)s: %(where)s has to be of the kind %(kind)s. Put quotes around a text of digits."
        ),
        "catalogue.text_length": _("Line %(line)s: %(where)s has to be a text of 1 to %(limit)s characters."),
        "catalogue.text_form": _("Line %(line)s: %(where)s cannot be written as %(value)s."),
        "catalogue.number": _("Line %(line)s: %(where)s has to be a whole number from %(low)s to %(high)s."),
        "catalogue.days": _(
            "Line %(line)s: %(where)s is %(value)s. Write working days with WD, such as 20WD."
        ),
        "catalogue.date": _("Line %(line)s: %(where)s has to be a day, such as 2026-01-31."),
        "catalogue.choice": _("Line %(line)s: %(where)s is %(value)s. It can be %(among)s."),
        "catalogue.twice_in_list": _("Line %(line)s: %(value)s stands twice in %(where)s. Each key once."),
        "catalogue.period": _("Line %(line)s: the version would end before it begins."),
        "catalogue.promise_too_long": _(
            "Line %(line)s: the promise is longer than the legal limit of %(legal)s working days."
        ),
        "catalogue.no_human_channel": _(
            "Line %(line)s: nobody can be spoken to. Add phone, window or home_visit to the channels."
        ),
        "catalogue.depth_without_web": _(
            "Line %(line)s: this depth means applying online, but the channels lack web."
        ),
        "catalogue.remedy_missing": _(
            "Line %(line)s: the remedies lack %(route)s. Say where and until when it can be asked for."
        ),
        "catalogue.too_many_fields": _("Line %(line)s: a form asks for %(most)s fields at most. Drop some."),
        "catalogue.condition": _(
            "Line %(line)s: a material that is needed in some cases has a condition, and no other has one."
        ),
        "catalogue.issuer_missing": _("Line %(line)s: say who issues it, under issuer."),
        "catalogue.catch_all": _(
            "Line %(line)s: “%(name)s” names nothing. Name each material; catch-alls are not allowed."
        ),
        "catalogue.community_certificate": _(
            "Line %(line)s: nobody may ask for “%(name)s” of a community (list of 2020, item %(number)s). "
            "Get it from the authority that has the facts."
        ),
    }
)
