"""What the kinds mean: from where to where an event of a kind may lead, and who may cause it.

All checks speak of kinds, never of names, so that a definition cannot escape a rule by renaming.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from gongzhi.loops.facts import EndKind, EventKind, PartyKind, StateKind
from gongzhi.loops.rules.durations import Unit, parse_duration
from gongzhi.loops.rules.profile import LIMIT, NEWER, REQUIRED

_S = StateKind
_E = EventKind


class Actors(Enum):
    """Who may cause an event, seen from the state it leaves."""

    OWNER = "owner"
    OWNER_OR_PERSON = "owner_or_person"
    OFFICE = "office"
    CLAIMANT = "claimant"
    KEEPER = "keeper"  # the desk that owns the state it leads to
    WITHDRAWER = "withdrawer"  # the person asks to withdraw; the owner of the check confirms it
    ABOVE = "above"  # the platform that sent the matter
    NOBODY = "nobody"


@dataclass(frozen=True)
class Fit:
    """The states an event may leave and enter, the ends it may enter, who acts, and with a reason or not."""

    sources: frozenset[StateKind]
    targets: frozenset[StateKind] = frozenset()
    ends: frozenset[EndKind] = frozenset()
    actors: Actors = Actors.OWNER
    reason: bool = False


def _of(*kinds: StateKind) -> frozenset[StateKind]:
    return frozenset(kinds)


ASSESSMENT = _of(_S.ANSWER, _S.CALLBACK, _S.ASSESS)
SILENT = _of(_S.ANSWER, _S.CALLBACK)  # states whose deadline may move the loop: a resident is silent
BACK = _of(_S.INTAKE, _S.DISPATCH, _S.WORK, _S.ARBITRATE)  # where a loop goes that is not solved
_ANY = frozenset(StateKind)

FITS: Mapping[EventKind, Fit] = {
    _E.TAKE_UP: Fit(_of(_S.INTAKE, _S.PARK), _of(_S.WORK)),
    _E.ASSIGN: Fit(_of(_S.INTAKE), _of(_S.DISPATCH)),
    _E.ACCEPT: Fit(_of(_S.DISPATCH), _of(_S.WORK)),
    _E.RETURN: Fit(_of(_S.DISPATCH, _S.WORK), _of(_S.INTAKE, _S.ARBITRATE), reason=True),
    _E.ASK_UP: Fit(_of(_S.WORK), _of(_S.ARBITRATE), reason=True),
    _E.ASK_PARTY: Fit(_of(_S.WORK), _of(_S.WORK)),
    _E.REPORT_DONE: Fit(_of(_S.WORK, _S.FOLLOW), ASSESSMENT),
    _E.ANSWER_DIRECTLY: Fit(_of(_S.INTAKE), ASSESSMENT, actors=Actors.OFFICE),
    # One party did it and nobody saw it: that is no solution confirmed, and the lot can send someone to look.
    _E.SOLVE_ON_SPOT: Fit(_of(_S.INTAKE), ends=frozenset({EndKind.UNCONFIRMED}), actors=Actors.CLAIMANT),
    # From a desk of the claimant it only sends someone independent to look (END_DECIDED_IN, `confirmed_at_desk`).
    _E.CONFIRM: Fit(
        SILENT | _of(_S.INTAKE), _of(_S.ASSESS), frozenset({EndKind.FULFILLED}), Actors.OWNER_OR_PERSON
    ),
    _E.DISPUTE: Fit(SILENT, BACK, actors=Actors.OWNER_OR_PERSON),
    _E.ASSESS_OK: Fit(_of(_S.ASSESS), _of(_S.ANSWER, _S.CALLBACK), frozenset({EndKind.FULFILLED})),
    _E.ASSESS_BAD: Fit(_of(_S.ASSESS), BACK, reason=True),
    _E.DECIDE: Fit(
        _of(_S.INTAKE, _S.ARBITRATE),
        _of(_S.DISPATCH),
        frozenset({EndKind.DENIED, EndKind.REFUSED}),
        reason=True,
    ),
    _E.EXTEND: Fit(_of(_S.WORK), _of(_S.WORK), reason=True),
    _E.PARK: Fit(_of(_S.WORK), _of(_S.PARK), reason=True),
    _E.WITHDRAW: Fit(
        _ANY - _of(_S.ASSESS), _of(_S.CALLBACK), frozenset({EndKind.WITHDRAWN}), Actors.WITHDRAWER
    ),
    _E.TRANSFER: Fit(_of(_S.INTAKE, _S.ARBITRATE), ends=frozenset({EndKind.TRANSFERRED}), reason=True),
    # Nothing ends by being joined: it waits for the same result, and its own person judges that.
    _E.MERGE: Fit(_of(_S.INTAKE, _S.DISPATCH, _S.WORK, _S.ARBITRATE), _of(_S.FOLLOW), actors=Actors.KEEPER),
    _E.SEPARATE: Fit(_of(_S.FOLLOW), _of(_S.INTAKE), reason=True),
    # What a program sent off in the place of a desk, and nobody has taken on yet, the desk takes back.
    _E.UNDO: Fit(_of(_S.DISPATCH), _of(_S.INTAKE), actors=Actors.KEEPER),
    # Whoever sent a matter may end it above: nobody here judged it by that, so it is no fulfilled end.
    _E.RECALL: Fit(_ANY, ends=frozenset({EndKind.TRANSFERRED}), actors=Actors.ABOVE, reason=True),
    # A reopening stands with the end it reopens, never among the transitions.
    _E.REOPEN: Fit(frozenset(), actors=Actors.NOBODY),
}

# An end also says where the decision may be taken: refusing is not taking up, denying is deciding against.
END_DECIDED_IN: Mapping[EndKind, frozenset[StateKind]] = {
    EndKind.FULFILLED: ASSESSMENT,
    EndKind.DENIED: _of(_S.ARBITRATE),
    EndKind.REFUSED: _of(_S.INTAKE),
    EndKind.WITHDRAWN: _of(_S.CALLBACK),
}

OWNERS: Mapping[StateKind, frozenset[PartyKind]] = {
    _S.INTAKE: frozenset({PartyKind.OFFICE, PartyKind.CLAIMANT}),
    _S.DISPATCH: frozenset({PartyKind.ANY_ORG}),
    _S.WORK: frozenset({PartyKind.ANY_ORG, PartyKind.OFFICE}),
    _S.ANSWER: frozenset({PartyKind.PERSON, PartyKind.CLAIMANT}),
    _S.CALLBACK: frozenset({PartyKind.INDEPENDENT}),
    _S.ASSESS: frozenset({PartyKind.INDEPENDENT}),
    _S.ARBITRATE: frozenset({PartyKind.OFFICE}),
    _S.PARK: frozenset({PartyKind.ANY_ORG, PartyKind.OFFICE}),
    _S.FOLLOW: frozenset({PartyKind.OFFICE}),
}

# What the owner of a state must be able to do there (check 13); judging is check 14.
FORWARD: Mapping[StateKind, frozenset[EventKind]] = {
    _S.INTAKE: frozenset({_E.ASSIGN, _E.TAKE_UP}),
    _S.DISPATCH: frozenset({_E.ACCEPT}),
    _S.WORK: frozenset({_E.REPORT_DONE}),
    _S.ARBITRATE: frozenset({_E.DECIDE}),
    _S.PARK: frozenset({_E.TAKE_UP}),
    _S.FOLLOW: frozenset({_E.SEPARATE}),
}
SELF = frozenset({_E.ASK_PARTY, _E.EXTEND})
YES = frozenset({_E.CONFIRM, _E.ASSESS_OK})
NO = frozenset({_E.DISPUTE, _E.ASSESS_BAD})
WORK_REPORTS = frozenset({_E.REPORT_DONE, _E.ANSWER_DIRECTLY})
# Who causes one of these has worked on the matter, and does not judge it.
WORKED = WORK_REPORTS | {_E.SOLVE_ON_SPOT}
NAMING = frozenset({_E.ASSIGN, _E.DECIDE})
COUNTED = frozenset({_E.RETURN, _E.DISPUTE, _E.DECIDE, _E.EXTEND, _E.ASK_PARTY})

MAX_TIMES = 3  # nothing may go back and forth more often (default of this project)
# After two returns a human arbiter decides, and there is one extension (default profile).
MOST_TIMES: Mapping[EventKind, int] = {_E.RETURN: 2, _E.EXTEND: 1}
# A deadline further away than a year is none (default of this project).
_YEAR: Mapping[Unit, int] = {Unit.HOUR: 8760, Unit.WORKING_HOUR: 2000, Unit.WORKING_DAY: 250, Unit.DAY: 365}

MIN_REOPEN_DAYS = 30  # default profile: 60; below a month reopening would be a right on paper
MAX_REOPEN_DAYS = 365

CALENDARS = frozenset({"cn-workdays"})
# Waiting for colleagues is no reason to stop the clock (domain rule of the default profile).
PAUSE_REASONS = frozenset({"waiting_resident", "external_ruling", "force_majeure"})

# Keys of the time profile, by what they may be used for.
WINDOW_KEYS = frozenset({"return_window"})
REOPEN_KEYS = frozenset({"reopen"})
DUE_KEYS = frozenset({LIMIT, *REQUIRED, *NEWER}) - WINDOW_KEYS - REOPEN_KEYS
SHARE_KEYS = frozenset({"recheck"})


def is_within_a_year(text: str) -> bool:
    """Say whether `text` is a duration in the field's notation, and no longer than a year."""
    try:
        duration = parse_duration(text)
    except ValueError:
        return False
    return duration.unit is Unit.MINUTE or duration.amount <= _YEAR[duration.unit]
