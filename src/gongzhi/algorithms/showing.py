"""What pages show of an entry and its versions: texts by section, figures with their ranges, what the board said."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gongzhi.algorithms.facts import EntryView, Light, Opinion, ReviewView, Seat, Stage, VersionView, VoteView
from gongzhi.algorithms.gates import limits
from gongzhi.algorithms.record import OVER, text_of
from gongzhi.algorithms.rules.entry import DIMENSIONS, SECTIONS, Field, Form, languages_missing
from gongzhi.algorithms.rules.evidence import Evidence, difference_of, share_of
from gongzhi.algorithms.rules.monitors import Arm
from gongzhi.algorithms.screen_words import (
    DIMENSIONS as DIMENSION_WORDS,
)
from gongzhi.algorithms.screen_words import (
    FIELDS,
    LEVELS,
    LIGHTS,
    METRICS,
    MONITORS,
    OPINIONS,
    SEATS,
    SHORT_FIELDS,
    STAGE_SENTENCES,
    STAGES,
    group_words,
)
from gongzhi.ui.names import in_english

_SHOWN_APART = {"evaluation": ("groups", "metrics"), "impact": DIMENSIONS, "purpose": ("purposes", "listed")}
_NOT_AS_POINTS = ("name", "description")
_LANGUAGES = {"zh": gettext_lazy("Chinese is missing"), "en": gettext_lazy("English is missing")}
Row = dict[str, Any]


def lacking(section: str, version: VersionView) -> list[Row]:
    """Say in which language a section is not whole yet, and which of its texts."""
    found = languages_missing(section, version.document.get(section) or {})
    comma = ", " if in_english() else "、"
    return [
        {"language": _LANGUAGES[language], "fields": comma.join(str(FIELDS[name]) for name in names)}
        for language, names in found.items()
    ]


def points_of(version: VersionView, section: str) -> list[Row]:
    """Return label and value of what a section says; what is empty is left out."""
    found = []
    for field in SECTIONS[section]:
        if field.name in (*_SHOWN_APART.get(section, ()), *_NOT_AS_POINTS):
            continue
        value = text_of(version, section, field, english=in_english())
        if value not in (None, "", [], {}):
            found.append({"label": SHORT_FIELDS[field.name], **_value(field, value)})
    return found


def _value(field: Field, value: Any) -> Row:
    if field.form in (Form.LINES, Form.CODES):
        return {"many": list(value)}
    if field.form is Form.DAY:
        return {"value": day(date.fromisoformat(value))}
    return {"value": value}


def day(on: date | None) -> str:
    """Say a day as people do."""
    # Translators: a date format of Django, with the year.
    return date_format(on, _("j F Y")) if on else ""


def status_of(view: EntryView, version: VersionView) -> Row:
    """Say in a word how an entry stands; what stopped it comes first."""
    if view.switched_off:
        return {"label": _("switched off by a person"), "meaning": "overdue"}
    if view.suspended:
        return {"label": _("stopped until the board has looked"), "meaning": "overdue"}
    if version.stage in OVER:
        return {"label": STAGES[version.stage], "meaning": "done"}
    if version.stage is Stage.PRODUCTION:
        return {"label": STAGES[version.stage], "meaning": "ontime"}
    tried = version.stage in (Stage.PILOT, Stage.SHADOW, Stage.COMPARISON)
    return {"label": STAGES[version.stage], "meaning": "amber" if tried else "paused"}


def notes_of(view: EntryView, version: VersionView, *, today: date) -> list[Row]:
    """Return what a reader has to know before all else."""
    found = []
    if view.switched_off:
        why = _("A person switched it off. Nothing it says is used. Reason: %(reason)s")
        found.append({"text": why % {"reason": view.switched_because}, "meaning": "overdue"})
    if view.suspended:
        why = ("; " if in_english() else "；").join(
            str(MONITORS.get(code, code)) for code in view.suspended_for
        )
        stopped = _("Nothing it says is used until the board has looked. What was beyond its limits: %(why)s")
        found.append({"text": stopped % {"why": why}, "meaning": "overdue"})
    if sentence := STAGE_SENTENCES.get(version.stage):
        found.append({"text": sentence, "meaning": ""})
    if version.expires_on and version.expires_on <= today and version.stage not in OVER:
        found.append(
            {"text": _("Its test has run out. It is not used until it is tested again."), "meaning": "amber"}
        )
    if view.running and view.trying and view.trying.id != version.id:
        after = _("A newer version is being tried beside it: %(stage)s.") % {
            "stage": STAGES[view.trying.stage]
        }
        found.append({"text": after, "meaning": ""})
    return found


def impact_of(version: VersionView) -> Row | None:
    """Return the impact line by line; None while it was not stated."""
    written = version.document.get("impact")
    if not written:
        return None
    rows = [{"label": DIMENSION_WORDS[name], "words": LEVELS[written[name]]} for name in DIMENSIONS]
    sentence = _("All in all: %(level)s.") % {"level": LEVELS[version.impact_level]}
    return {"sentence": sentence, "rows": rows, "points": points_of(version, "impact")}


def evaluation_of(version: VersionView) -> Row | None:
    """Return what the test found, over all and by group; None while there is none."""
    written = version.document.get("evaluation")
    if not written:
        return None
    metrics = written["metrics"]
    whole = [_figure(each) for each in metrics if not each.get("group")]
    groups = [_figure(each) | _evidence(each["n"]) for each in metrics if each.get("group")]
    told = {each["group"] for each in metrics if each.get("group")}
    groups += [
        {"label": group_words(name), "n": n} | _evidence(n)
        for name, n in written["groups"].items()
        if name not in told
    ]
    return {"points": points_of(version, "evaluation"), "rows": whole, "groups": groups}


def _figure(metric: Mapping[str, Any]) -> Row:
    name = str(METRICS.get(metric["name"], metric["name"]))
    label = (
        _("%(group)s: %(figure)s") % {"group": group_words(metric["group"]), "figure": name}
        if metric.get("group")
        else name
    )
    between = f"{number(metric['low'])} – {number(metric['high'])}"
    return {"label": label, "value": number(metric["value"]), "range": between, "n": metric["n"]}


def number(value: Any) -> str:
    """Say a figure: a share as a percentage, anything else as it is."""
    found = Decimal(str(value))
    if 0 <= found <= 1:
        return f"{(found * 100).quantize(Decimal('0.1')):f} %"
    return f"{found.normalize():f}"


def _evidence(n: int) -> Row:
    """Say that too few were counted; what was counted well enough is not called fair for that."""
    return {
        "status": light(Light.INSUFFICIENT)
        if n < limits().least
        else {"label": _("counted"), "meaning": "quiet"}
    }


def light(found: Light) -> Row:
    """Return a light as `ui/_status.html` shows it."""
    label, meaning = LIGHTS[found]
    return {"label": label, "meaning": meaning}


def reviews_shown(reviews: Sequence[ReviewView], votes: Sequence[VoteView]) -> list[Row]:
    """Return each meeting of the board, the last one first, with every word of those who did not agree."""
    return [_review(each, [vote for vote in votes if vote.round == each.round]) for each in reversed(reviews)]


def _review(review: ReviewView, votes: Sequence[VoteView]) -> Row:
    points = [
        {"label": _("Conditions"), "value": review.conditions},
        {"label": _("Why a no of residents was not followed"), "value": review.because},
        {"label": _("How they voted"), "value": counted(votes) if review.members > 1 else ""},
    ]
    return {
        "title": _("Meeting of %(day)s") % {"day": day(timezone.localdate(review.at))},
        "sentence": _decided(review),
        "points": [point for point in points if point["value"]],
        "dissent": [said_by(vote) for vote in votes if vote.opinion is not Opinion.YES],
    }


def _decided(review: ReviewView) -> str:
    if review.simple and review.affected:
        said = _(
            "%(members)s members spoke, %(affected)s of them for residents. They approved it the short way: "
            "it follows plain rules."
        )
        return said % {"members": review.members, "affected": review.affected}
    if review.simple:
        return _("One reviewer looked at it and approved it: it follows plain rules, or touches nobody much.")
    sentence = {
        "approve": _("%(members)s members spoke, %(affected)s of them for residents. They approved it."),
        "approve_for_experts": _(
            "%(members)s members spoke, %(affected)s of them for residents. They approved it and asked for experts."
        ),
        "not_yet": _("%(members)s members spoke, %(affected)s of them for residents. They sent it back."),
        "reject": _("%(members)s members spoke, %(affected)s of them for residents. They said no."),
    }[review.event]
    return sentence % {"members": review.members, "affected": review.affected}


def counted(votes: Sequence[VoteView]) -> str:
    """Say how a round came out."""
    said = [vote.opinion for vote in votes]
    return _("%(yes)s said yes, %(conditions)s said yes with terms, %(no)s said no") % {
        "yes": said.count(Opinion.YES),
        "conditions": said.count(Opinion.CONDITIONS),
        "no": said.count(Opinion.NO),
    }


def said_by(vote: VoteView) -> str:
    """Return the words of a member, with the seat and what was voted, and no name."""
    seat = SEATS[vote.seat]
    who = (
        _("%(seat)s (%(group)s)") % {"seat": seat, "group": vote.group}
        if vote.seat is Seat.AFFECTED
        else seat
    )
    return _("%(who)s, %(opinion)s: %(words)s") % {
        "who": who,
        "opinion": OPINIONS[vote.opinion],
        "words": vote.text,
    }


def evidence_shown(evidence: Evidence, *, pilot: bool) -> Row:
    """Return the two arms a board judges by, with their ranges and the difference."""
    ours, theirs = (
        (_("With its word, ended well"), _("People alone, ended well"))
        if pilot
        else (_("This version: as people decided"), _("The version in use: as people decided"))
    )
    least = limits().least
    found = difference_of(evidence)
    rows = [_arm(ours, evidence.ours, least), _arm(theirs, evidence.theirs, least)]
    if found is not None and evidence.n >= least:
        point, low, high = (f"{100 * each:+.1f}" for each in found)
        rows.append(
            {
                "label": _("Difference in points"),
                "n": evidence.n,
                "value": point,
                "range": f"{low} – {high}",
                "status": _told_apart(found[1], found[2]),
            }
        )
    return {"rows": rows, "few": evidence.n < least, "least": least, "n": evidence.n, "pilot": pilot}


def _told_apart(low: float, high: float) -> Row:
    if low > 0:
        return {"label": _("better"), "meaning": "ontime"}
    if high < 0:
        return {"label": _("worse"), "meaning": "overdue"}
    return {"label": _("cannot be told apart"), "meaning": "quiet"}


def _arm(label: str, arm: Arm, least: int) -> Row:
    found = share_of(arm)
    if found is None or arm.n < least:
        return {"label": label, "n": arm.n, "status": light(Light.INSUFFICIENT)}
    share, low, high = (f"{100 * each:.1f} %" for each in found)
    return {"label": label, "n": arm.n, "value": share, "range": f"{low} – {high}"}


def times(n: int) -> str:
    """Say how often something was used, over the window of the monitors."""
    days = limits().window_days
    said = ngettext("used %(n)s time in %(days)s days", "used %(n)s times in %(days)s days", n)
    return said % {"n": n, "days": days}
