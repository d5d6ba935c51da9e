"""How a matter moves, made from its definition: for those it concerns, and for those who work on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from gongzhi.loops.facts import EventKind, PartyKind, StateKind
from gongzhi.loops.kinds import Kind
from gongzhi.loops.queries import profile_of
from gongzhi.loops.rules.definition import Definition, State, Transition
from gongzhi.loops.rules.diagram import in_order, layers, to_svg
from gongzhi.loops.rules.durations import Duration, Unit, parse_duration
from gongzhi.loops.rules.profile import LIFE_SAFETY, LIMIT, Profile
from gongzhi.loops.vocabulary import CLASSES, PARTIES, PAUSES, PERSON_CAN
from gongzhi.organization.facts import Level
from gongzhi.organization.public import divisions_of_level


@dataclass(frozen=True)
class Moving:
    """A definition to be told. `limit_class` and `current` are those of one loop, "" for all of its kind.

    `to_person`: it is told to the person concerned, who reads "you".
    """

    kind: Kind
    definition: Definition
    profile: Profile
    limit_class: str = ""
    current: str = ""
    to_person: bool = False

    @property
    def for_person(self) -> bool:
        """Tell whether it runs for a person."""
        return any(party.kind is PartyKind.PERSON for party in self.definition.parties.values())

    def state(self, name: str) -> str:
        return str(self.kind.states.get(name, name.replace("_", " ")))

    def sentence(self, name: str) -> str:
        return str(self.kind.told.get(name) or capfirst(self.state(name)))

    def event(self, name: str) -> str:
        return str(self.kind.events.get(name, name.replace("_", " ")))

    def party(self, name: str) -> str:
        return str(self.kind.party_names.get(name) or PARTIES[role_of(self.definition, name)])


def role_of(definition: Definition, name: str) -> str:
    """Return the key of `vocabulary.PARTIES` that fits a party: by its kind, and by what it owns."""
    party = definition.parties[name]
    owns = {state.kind for state in definition.states.values() if state.owner == name}
    if party.kind is PartyKind.INDEPENDENT:
        return "callback" if StateKind.CALLBACK in owns else "assess"
    if party.kind is PartyKind.OFFICE:
        return next(
            (kind.value for kind in (StateKind.INTAKE, StateKind.ARBITRATE) if kind in owns), "office"
        )
    return "many" if party.many else party.kind.value


def party_words(definition: Definition) -> dict[str, str]:
    """Return what each party of a definition is, in words that fit every kind."""
    return {name: str(PARTIES[role_of(definition, name)]) for name in definition.parties}


def home_profile(*, at: datetime) -> Profile:
    """Return the limits of this installation: those of its county, where there is one, else of everywhere."""
    counties = divisions_of_level(Level.COUNTY, at=at)
    return profile_of(counties[0].code if len(counties) == 1 else "", timezone.localdate(at))


def duration_words(duration: Duration) -> str:
    """Say a duration as people do."""
    numbers = {"n": duration.amount}
    match duration.unit:
        case Unit.MINUTE:
            return ngettext("%(n)d minute", "%(n)d minutes", duration.amount) % numbers
        case Unit.HOUR:
            return ngettext("%(n)d hour", "%(n)d hours", duration.amount) % numbers
        case Unit.WORKING_HOUR:
            return ngettext("%(n)d working hour", "%(n)d working hours", duration.amount) % numbers
        case Unit.WORKING_DAY:
            return ngettext("%(n)d working day", "%(n)d working days", duration.amount) % numbers
        case Unit.DAY:
            return ngettext("%(n)d day", "%(n)d days", duration.amount) % numbers


def limits(moving: Moving, key: str) -> list[str]:
    """Say how long a key of the time profile is: once, or for each class of limit where they differ."""
    profile = moving.profile
    if not profile.has(key):
        return [duration_words(parse_duration(key))]
    if moving.limit_class:
        return [duration_words(profile.duration(key, moving.limit_class))]
    if key == LIMIT and moving.kind.limit_from:
        return [str(moving.kind.limit_from)]
    by_class = {name: profile.duration(key, name) for name in profile.limit_classes}
    urgent = by_class.pop(LIFE_SAFETY)
    if len(set(by_class.values())) == 1:
        usual = next(iter(by_class.values()))
        lines = [duration_words(usual)]
        return lines if urgent == usual else [*lines, _by_class(LIFE_SAFETY, urgent)]
    return [_by_class(name, duration) for name, duration in (*by_class.items(), (LIFE_SAFETY, urgent))]


def _by_class(name: str, duration: Duration) -> str:
    return _("%(class)s: %(limit)s") % {
        "class": str(CLASSES.get(name, name)),
        "limit": duration_words(duration),
    }


def steps(moving: Moving) -> list[dict[str, Any]]:
    """Return the open states, those on the straight road first: who has it, how long, what then."""
    road = {name for row in layers(moving.definition) for name in row}
    return [
        {
            "name": state.name,
            "title": moving.sentence(state.name),
            "state": moving.state(state.name),
            "who": _who(moving, state.owner),
            "party": moving.party(state.owner),
            "limits": limits(moving, state.due),
            "further": _further(moving, state),
            "late": _late(moving, state),
            "can": _can(moving, state),
            "current": state.name == moving.current,
            "aside": state.name not in road,
        }
        for state in in_order(moving.definition)
        if not state.is_end
    ]


def _who(moving: Moving, party: str) -> str:
    if moving.to_person and moving.definition.parties[party].kind is PartyKind.PERSON:
        return pgettext("who has it", "you")
    return moving.party(party)


def duties(moving: Moving) -> list[dict[str, Any]]:
    """Return what a party may come to owe beside the states: what, who, how long, who hears that it is late."""
    return [
        {
            "label": capfirst(str(moving.kind.owed.get(duty.name, duty.name.replace("_", " ")))),
            "party": moving.party(duty.party),
            "limits": limits(moving, duty.due),
            "late": _("%(party)s is told. The duty stays where it is.")
            % {"party": capfirst(moving.party(duty.escalate))},
        }
        for duty in moving.definition.beside.values()
    ]


def _further(moving: Moving, state: State) -> list[dict[str, Any]]:
    """Return the duties inside a state with a limit of their own."""
    found = [
        {"label": str(moving.kind.owed.get(key, key.replace("_", " "))), "limits": limits(moving, key)}
        for key in state.also
    ]
    if state.joint:
        helpers = {"label": moving.party(state.joint.co), "limits": limits(moving, state.joint.co_due)}
        found.append(helpers)
    return found


def _late(moving: Moving, state: State) -> str:
    if state.on_due and state.on_due.go:
        return _("It goes on by itself: %(state)s. Silence never counts as a yes.") % {
            "state": moving.state(state.on_due.go)
        }
    told = state.on_due.escalate if state.on_due else None
    if told is None:
        return ""
    return _("%(party)s is told. The duty stays where it is.") % {"party": capfirst(moving.party(told))}


def _can(moving: Moving, state: State) -> list[str]:
    """Return what the person concerned can do in a state."""
    kinds = dict.fromkeys(
        each.kind
        for each in moving.definition.from_state(state.name)
        if each.kind is EventKind.ASK_PARTY or any(_is_person(moving, party) for party in each.by)
    )
    if not moving.for_person:
        return []
    return [str(PERSON_CAN[kind]) for kind in kinds if kind in PERSON_CAN]


def _is_person(moving: Moving, party: str) -> bool:
    return moving.definition.parties[party].kind is PartyKind.PERSON


def ends(moving: Moving) -> list[dict[str, Any]]:
    """Return how it can end, and how each end is opened again."""
    return [
        {
            "name": state.name,
            "title": moving.sentence(state.name),
            "state": moving.state(state.name),
            "again": _again(moving, state),
            "current": state.name == moving.current,
        }
        for state in in_order(moving.definition)
        if state.is_end
    ]


def _again(moving: Moving, state: State) -> str:
    again = state.reopen
    if again is None:
        return ""
    values = {
        "who": _(" or ").join(_who(moving, party) for party in again.by),
        "within": ", ".join(limits(moving, again.within)),
        "state": moving.state(again.to),
        "max": again.max,
        "otherwise": moving.state(again.otherwise) if again.otherwise else "",
    }
    if again.otherwise:
        return (
            _(
                "It can be opened again within %(within)s, by: %(who)s. It goes on as: %(state)s. "
                "When that was done as often as it may (%(max)s): %(otherwise)s."
            )
            % values
        )
    return _("It can be opened again within %(within)s, by: %(who)s. It goes on as: %(state)s.") % values


def holding(moving: Moving) -> list[str]:
    """Return what holds all the way, as the verifier has proved it of this definition."""
    found = [_("Whoever worked on it never decides that it is done.")]
    if moving.for_person:
        found.append(_("Your own clock never stops and never begins anew."))
        found.append(_("At every step that waits for you, you can speak with a person instead."))
    back = next((t for t in moving.definition.transitions if t.kind is EventKind.RETURN), None)
    if back and back.max and back.otherwise:
        owner = moving.definition.states[back.otherwise].owner
        found.append(
            _(
                "An office that is not in charge can send it back, %(max)s times at most. "
                "Then this is who decides: %(party)s."
            )
            % {"max": back.max, "party": moving.party(owner)}
        )
    sample = next((t.sample for t in moving.definition.transitions if t.sample), None)
    if sample:
        found.append(
            _("A lot chooses %(share)s of every hundred results; somebody independent looks at them.")
            % {"share": moving.profile.share(sample.share)}
        )
    return found


def ways(moving: Moving) -> list[dict[str, Any]]:
    """Return every step there is: from where to where, by whom, and under which conditions."""
    return [
        {
            "event": moving.event(each.event),
            "sources": [moving.state(source) for source in each.sources],
            "to": moving.state(each.to),
            "by": [moving.party(party) for party in each.by],
            "conditions": _conditions(moving, each),
            "here": moving.current in each.sources,
        }
        for each in moving.definition.transitions
    ]


def _conditions(moving: Moving, each: Transition) -> list[str]:
    values = {
        "party": moving.party(each.names or each.may_name or each.by[0]),
        "max": each.max,
        "otherwise": moving.state(each.otherwise) if each.otherwise else "",
        "within": ", ".join(limits(moving, each.window)) if each.window else "",
        "share": moving.profile.share(each.sample.share) if each.sample else 0,
        "drawn": moving.state(each.sample.to) if each.sample else "",
        "unassigned": moving.state(each.unassigned) if each.unassigned else "",
    }
    found = (
        (each.reason, _("with a reason")),
        (each.names, _("names: %(party)s")),
        (each.may_name, _("may name: %(party)s")),
        (each.window, _("until %(within)s after it was taken up")),
        (each.max and each.otherwise, _("as often as it may (%(max)s), then: %(otherwise)s")),
        (each.max and not each.otherwise, _("no more often than %(max)s")),
        (each.sample, _("by lot, %(share)s in a hundred: %(drawn)s")),
        (each.unassigned, _("where no office is named yet: %(unassigned)s")),
        (each.final, _("no return afterwards")),
    )
    said = [sentence % values for holds, sentence in found if holds]
    return said + ([str(PAUSES.get(each.pause, each.pause))] if each.pause else [])


def drawing(moving: Moving) -> str:
    """Return the diagram in the words of the kind, the present step marked."""
    words: Mapping[str, Any] = {**moving.kind.events, **moving.kind.states}
    return to_svg(
        moving.definition,
        moving.current or None,
        {name: str(word) for name, word in words.items()},
        title=_("How %(kind)s move") % {"kind": moving.kind.label_plural},
        silence=_("nobody answers"),
        reopen=_("opened again"),
    )
