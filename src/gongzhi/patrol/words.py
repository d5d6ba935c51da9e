"""Words for the codes of events and rounds, and what a refusal says."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.ui.words import register_refusals

EVENT_STATES: Mapping[str, Any] = {
    "reported": _("waiting to be filed"),
    "dispatched": _("waiting for signature"),
    "working": _("being put right"),
    "return_review": _("return under review"),
    "verifying": _("waiting to be verified"),
    "arbitration": _("before the arbiter"),
    "parked": _("parked"),
    "closed": _("verified and closed"),
    "on_spot": _("put right on the spot"),
    "not_filed": _("not filed"),
    "concluded": _("ended by decision"),
}
EVENT_ENDS: Mapping[str, Any] = {
    "fulfilled": _("verified and closed"),
    "unconfirmed": _("put right on the spot"),
    "refused": _("not filed"),
    "denied": _("ended by decision"),
}
EVENT_OWED: Mapping[str, Any] = {
    "reported": _("file it, or say why not"),
    "dispatched": _("sign for it"),
    "working": _("put it right"),
    "return_review": _("decide about the return"),
    "verifying": _("go and look whether it is right"),
    "arbitration": _("decide the dispute"),
    "parked": _("look at it again"),
}
ROUND_STATES: Mapping[str, Any] = {
    "planned": _("nobody is named yet"),
    "dispatched": _("waiting for the round"),
    "working": _("on the round"),
    "return_review": _("return under review"),
    "reported": _("made, waiting to be accepted"),
    "verifying": _("waiting to be verified"),
    "arbitration": _("before the arbiter"),
    "parked": _("parked"),
    "done": _("made and accepted"),
    "called_off": _("called off"),
    "concluded": _("ended by decision"),
}
ROUND_ENDS: Mapping[str, Any] = {
    "fulfilled": _("made and accepted"),
    "refused": _("called off"),
    "denied": _("ended by decision"),
}
ROUND_OWED: Mapping[str, Any] = {
    "planned": _("name who goes"),
    "dispatched": _("go and look"),
    "working": _("go and look"),
    "return_review": _("decide about the return"),
    "reported": _("accept what was reported"),
    "verifying": _("look at the place as well"),
    "arbitration": _("decide the dispute"),
    "parked": _("look at it again"),
}
ROUND_ROLES: Mapping[str, Any] = {"found": _("found on this round")}

# Who takes part.
EVENT_PARTIES: Mapping[str, Any] = {
    "reporter": _("who reported it"),
    "intake": _("the desk that files"),
    "lead": _("the office in charge"),
    "co": _("offices that help"),
    "arbiter": _("the arbiter"),
    "verifier": _("somebody else, who verifies"),
}
ROUND_PARTIES: Mapping[str, Any] = {
    **EVENT_PARTIES,
    "planner": _("who planned it"),
    "lead": _("who goes and looks"),
}

# Verbs on buttons.
EVENTS: Mapping[str, Any] = {
    "file": _("File and dispatch"),
    "not_file": _("Do not file"),
    "redispatch": _("Dispatch again"),
    "deny_return": _("Do not accept the return"),
    "designate": _("Designate a unit"),
    "sign": _("Sign for it"),
    "return": _("Return it"),
    "extend": _("Extend the limit"),
    "park": _("Park with a review date"),
    "take_up_again": _("Take up again"),
    "ask_up": _("Ask the arbiter"),
    "report": _("Report it put right"),
    "verify_ok": _("It is right now"),
    "verify_bad": _("It is not right yet"),
    "decide": _("Decide who handles it"),
    "conclude": _("End by decision"),
    "reopen": _("Open again"),
    "assign": _("Name who goes"),
    "reassign": _("Name somebody else"),
    "call_off": _("Call the round off"),
    "take_on": _("Take the round on"),
    "nothing": _("Report: nothing found"),
    "found": _("Report what was found"),
    "confirm": _("Accept the round"),
    "not_enough": _("Not enough yet"),
}
# What is said of a step where it is no button.
STEPS: Mapping[str, Any] = {**EVENTS, "solve_on_spot": _("Put right on the spot")}
SOURCES: Mapping[str, Any] = {
    "WORKER": pgettext_lazy("source", "a grid worker"),
    "SENSOR": pgettext_lazy("source", "a sensor"),
}
GRADES: Mapping[int, Any] = {
    1: _("1 · put right on the spot"),
    2: _("2 · the community"),
    3: _("3 · the town"),
    4: _("4 · the county, at once"),
}

register_refusals(
    {
        "patrol.text_missing": _("Nothing is written yet. Write a few words, then send it again."),
        "patrol.text_too_long": _(
            "The text has %(length)s characters; %(limit)s are possible. Nothing was lost: shorten it."
        ),
        "patrol.grade_unknown": _("There is no such grade. Choose one from the list."),
        "patrol.levels_skipped": _(
            "This can cost lives, so it goes to the county at once. Choose grade 4, or 1 where it is put right already."
        ),
        "patrol.no_photo_needed": _("No photo is needed for this matter. Send the report without one."),
        "patrol.matter_unknown": _("This matter is not in force. Choose one from the list."),
        "patrol.no_grid": _("This place lies in no grid we know. Choose the grid from the list."),
        "patrol.no_desk": _("No desk %(office)s serves this place. Ask an administrator to name one."),
        "patrol.no_verifier": _(
            "Nobody else could verify the work of this unit. Choose another unit, or have a second desk named."
        ),
        "patrol.overrule_not_entitled": _(
            "Only a superior office may give this to a unit without the power. Ask it, or choose another unit."
        ),
        "patrol.not_your_tree": _("A grid or the unit lies outside your post. Choose from your own tree."),
        "patrol.days_impossible": _("A round is made within 1 to %(most)s days. Choose a number of days."),
        "patrol.title_missing": _("Say in a few words what to look for."),
    }
)

# What an administrator reads who connects sensors, and a programmer whose program sends their readings.
register_refusals(
    {
        "patrol.no_such_key": _("This key is unknown or was revoked. Ask the administrator for a new one."),
        "patrol.not_json": _(
            "Readings are sent as application/json, in UTF-8 and not compressed. Correct the headers."
        ),
        "patrol.readings_malformed": _(
            "The body is not JSON of the documented form: an object with a list named readings. Correct it."
        ),
        "patrol.too_many_readings": _(
            "More than %(most)s readings came at once. Send them in several parts."
        ),
        "patrol.key_name_malformed": _(
            "The name of a key has up to 64 letters, digits and the signs . _ : - in it. Choose another one."
        ),
        "patrol.key_name_taken": _(
            "There is or was a key named %(name)s. Choose another name: what came in with each stays told apart."
        ),
        "patrol.key_unknown": _("There is no key named %(name)s. List the keys and look at the name."),
        "patrol.sensor_kind_unknown": _("There is no such kind of sensor. Write one of: %(known)s."),
        "patrol.sensor_nowhere": _(
            "The sensor needs a point that lies in a grid (longitude and latitude, WGS84), or a grid."
        ),
        "patrol.sensor_site_elsewhere": _(
            "Other sensors of the site %(site)s stand in another community. Give this place a code of its own."
        ),
        "patrol.sensor_limits_half": _("Own limits come in pairs. Give both raise_at and clear_at, or none."),
        "patrol.sensor_limits_crossed": _(
            "It must be over before the limit is reached again: clear_at lies on the other side of raise_at."
        ),
        "patrol.sensor_count": _("Write a whole number from 1 to %(limit)s."),
    }
)
