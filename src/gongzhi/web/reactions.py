"""When this fact, run that step: the one table of effects that are not where their cause is.

Reactions run in the transaction that moves their reader's cursor, so they happen exactly once in
effect. They must not open a durable transaction of their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from gongzhi.cases.public import (
    PARKED,
    PARKED_AT_MOST,
    carried_by,
    close_if_stale,
    danger_is_over,
    draw_callback,
    propose_about,
    propose_after_return,
    review_came_round,
    verify_about,
)
from gongzhi.channels.public import count_filed
from gongzhi.insight.public import forget_message, place_message
from gongzhi.ledger.facts import Recorded
from gongzhi.loops.facts import EventKind
from gongzhi.loops.public import hand_over, hold_many, holders_of_many, loops_by_id
from gongzhi.notices.facts import NewNotice
from gongzhi.notices.public import enqueue
from gongzhi.patrol.public import ON_SPOT
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import WORDS
from gongzhi.web.residents_told import URGENT, tell_residents


@dataclass(frozen=True)
class Telling:
    """Somebody is to be told: whoever plays `party` in the loop, or `unit_id` where it is known.

    `about` is the loop they are to look at where it is another one than the fact's.
    """

    fact: Recorded
    code: str
    party: str = ""
    unit_id: UUID | None = None
    about: UUID | None = None

    @property
    def loop_id(self) -> UUID | None:
        return self.about or self.fact.subject


Reaction = Callable[[Recorded], Telling | None]


def _draw_callback(fact: Recorded) -> None:
    if fact.data["to_state"] == "calling" and fact.subject:
        draw_callback(case_id=fact.subject, at=fact.at)


def _propose(fact: Recorded) -> None:
    """Where the register holds an algorithm for it, it proposes what a new case is about."""
    if fact.subject:
        propose_about(case_id=fact.subject, at=fact.at)


def _propose_again(fact: Recorded) -> None:
    """What a unit says is not its own is proposed anew, to others."""
    if fact.data["event"] == "return" and fact.data["to_state"] == "return_review" and fact.subject:
        propose_after_return(case_id=fact.subject, at=fact.at)


def _danger_is_over(fact: Recorded) -> None:
    """A case that has left the desk owes it no look at danger any more."""
    if fact.data["from_state"] in ("registered", "return_review") and fact.subject:
        danger_is_over(case_id=fact.subject, sent=fact.data["to_state"] == "dispatched", at=fact.at)


def _verify(fact: Recorded) -> None:
    """How a case ended says whether what was proposed was right."""
    if fact.data["ended"] and fact.subject:
        verify_about(case_id=fact.subject, at=fact.at)


def _tell_of_danger(fact: Recorded) -> Telling | None:
    """What may cost a life is told to the desk at once, not found in its turn."""
    return Telling(fact, "danger", party="intake") if fact.data["urgency"] == "LIFE" else None


def _review_came_round(fact: Recorded) -> None:
    """Whoever waits for a parked case hears that its day has come."""
    if fact.data["what"] == PARKED and fact.data["threshold"] == "RED" and fact.subject:
        review_came_round(case_id=fact.subject, by=SYSTEM, at=fact.at)


def _tell_the_arbiter_of_parking(fact: Recorded) -> Telling | None:
    """Parked for the last time it may be: the arbiter hears of it, and decides when the day comes round."""
    return Telling(fact, "parked_again", party="arbiter") if fact.data["times"] >= PARKED_AT_MOST else None


def _close_whistle(fact: Recorded) -> None:
    """A whistle ends with its case, and where its town does not lead the case any more."""
    moved_on = fact.data["ended"] or fact.data["to_state"] in ("dispatched", "joined", "answered")
    if moved_on and fact.subject:
        close_if_stale(case_id=fact.subject, by=SYSTEM, at=fact.at)


def _place(fact: Recorded) -> None:
    """A message comes into a topic, if the register holds an entry in force for it."""
    if fact.subject:
        place_message(case_id=fact.subject, by=SYSTEM, at=fact.at)


def _place_or_forget(fact: Recorded) -> None:
    """Of a confidential case nothing is in any topic; when the resident lifts that, it is as if it were filed."""
    if fact.subject:
        forget_message(case_id=fact.subject, by=SYSTEM, at=fact.at)
    if not fact.data["confidential"]:
        _place(fact)


def _forget(fact: Recorded) -> None:
    if fact.subject and fact.data["what"] == WORDS:
        forget_message(case_id=fact.subject, by=SYSTEM, at=fact.at)


def _hand_over(fact: Recorded) -> None:
    hand_over(account_id=UUID(fact.data["account_id"]), to=None, by=SYSTEM, at=fact.at)


def _count_filed(fact: Recorded) -> None:
    """What came in by telephone is counted for the figures of the hotline."""
    if fact.data["channel"] == "HOTLINE" and fact.subject:
        count_filed(case_id=fact.subject, on_the_spot=False, at=fact.at)


def _count_on_the_spot(fact: Recorded) -> None:
    if fact.data["event"] == "answer_at_once" and fact.subject:
        count_filed(case_id=fact.subject, on_the_spot=True, at=fact.at)


def _tell_new_owner(fact: Recorded) -> Telling | None:
    opened = fact.data["changes"]["opened"]
    # What goes along with another matter asks nothing of anybody.
    if not opened or not opened[0]["unit_id"] or fact.data["event_kind"] == EventKind.MERGE:
        return None
    return Telling(fact, f"owed.{fact.data['to_state']}", unit_id=UUID(opened[0]["unit_id"]))


def _tell_who_owes(fact: Recorded) -> Telling | None:
    if fact.data["what"] in ("danger_look", "danger_dispatch"):
        return None  # the desk is told of the danger itself
    new = next(each for each in fact.data["changes"]["opened"] if each["what"] == fact.data["what"])
    return Telling(fact, f"owed.{fact.data['what']}", unit_id=UUID(new["unit_id"]))


def _tell_the_desk(fact: Recorded) -> Telling | None:
    """An event that waits for somebody is told at once: where life is in danger, minutes count."""
    return None if fact.data["grade"] == ON_SPOT else Telling(fact, "owed.reported", party="intake")


def _tell_who_reported(fact: Recorded) -> Telling | None:
    """Whoever reported something hears what became of it, unless it was they who put it right."""
    told = fact.data["ended"] and fact.data["holders"].get("reporter") and fact.data["party"] != "reporter"
    return Telling(fact, "ended", party="reporter") if told else None


def _tell_who_is_informed(fact: Recorded) -> Telling | None:
    told = fact.data["told"]
    return Telling(fact, "deadline", party=told) if told else None


def _tell_arbiter(fact: Recorded) -> Telling:
    return Telling(fact, "exclusion_objected", party="arbiter")


def _tell_unit(code: str) -> Reaction:
    """Tell the unit the fact names."""
    return lambda fact: Telling(fact, code, unit_id=UUID(fact.data["unit_id"]))


def _tell_who_owes_a_reply(fact: Recorded) -> Telling | None:
    return Telling(fact, "supervised", unit_id=UUID(fact.data["owing"]))


def _tell_who_supervises(fact: Recorded) -> Telling | None:
    return Telling(fact, "supervision_replied", unit_id=UUID(fact.data["asking"]))


def _tell_who_asked(fact: Recorded) -> Telling | None:
    """Whoever had to wait for a second person hears that the time runs."""
    return Telling(fact, "revealed", unit_id=UUID(fact.data["unit_id"])) if fact.data["second"] else None


def _tell_who_reviews(fact: Recorded) -> Telling | None:
    """A look in an emergency owes a review: the desk hears of it."""
    return Telling(fact, "to_review", party="intake") if fact.data.get("review_until") else None


def _tell_of_limit_above(fact: Recorded) -> Telling | None:
    """The limit of the platform above is near or over: the lead hears of it, the desk while nobody leads."""
    loop_id = UUID(fact.data["loop_id"])
    party = "lead" if holders_of_many({loop_id}).get(loop_id, {}).get("lead") else "intake"
    return Telling(fact, f"above.{fact.data['threshold']}", party=party, about=loop_id)


def _tell_who_looks_at_it(party: str) -> Reaction:
    """What was typed for somebody, was not wanted, and could not be taken back: the desk of the matter hears of it."""
    return lambda fact: None if fact.data["undone"] else Telling(fact, "act_disputed", party=party)


def _tell_party(code: str, party: str) -> Reaction:
    return lambda fact: Telling(fact, code, party=party)


def _tell_lead(code: str) -> Reaction:
    return lambda fact: Telling(fact, code, party="lead")


def _tell_whoever_works(code: str) -> Reaction:
    """What somebody says whose case goes along with another one reaches the unit that works on it for both."""
    return lambda fact: Telling(
        fact, code, party="lead", about=carried_by(fact.subject) if fact.subject else None
    )


# Read from top to bottom: (kind of fact, what follows).
REACTIONS: tuple[tuple[str, Reaction], ...] = (
    ("cases.filed", _count_filed),
    ("cases.filed", _propose),
    ("cases.filed", _place),
    ("cases.confidentiality_set", _place_or_forget),
    ("people.texts_erased", _forget),
    ("diagnosis.proposed", _tell_of_danger),
    ("loops.moved", _count_on_the_spot),
    ("loops.moved", _draw_callback),
    ("loops.moved", _tell_new_owner),
    ("loops.moved", _tell_who_reported),
    ("loops.duty_opened", _tell_who_owes),
    ("loops.moved", _close_whistle),
    ("loops.moved", _verify),
    ("loops.moved", _propose_again),
    ("loops.moved", _danger_is_over),
    ("loops.co_handler_called", _tell_unit("called_in")),
    ("loops.obligation_settled", _tell_lead("part")),
    ("loops.deadline_fired", _tell_who_is_informed),
    ("loops.deadline_fired", _review_came_round),
    ("cases.parked", _tell_the_arbiter_of_parking),
    ("cases.exclusion_objected", _tell_arbiter),
    ("loops.urged", _tell_whoever_works("urged")),
    ("loops.clock_resumed", _tell_lead("clock_resumed")),
    ("cases.added", _tell_whoever_works("added")),
    ("cases.answer_drafted", _tell_lead("drafted")),
    ("cases.answer_sent_back", _tell_lead("sent_back")),
    ("cases.helper_urged", _tell_unit("helper_urged")),
    ("cases.whistle_proposed", _tell_lead("whistle_proposed")),
    ("cases.department_rated", _tell_unit("rated")),
    ("cases.rating_objected", _tell_party("rating_objected", "arbiter")),
    ("cases.rating_decided", _tell_unit("rating_decided")),
    ("cases.supervision_asked", _tell_who_owes_a_reply),
    ("cases.supervision_replied", _tell_who_supervises),
    ("upper.limit_near", _tell_of_limit_above),
    ("patrol.event_reported", _tell_the_desk),
    ("people.act_disputed", _tell_who_looks_at_it("intake")),
    ("people.act_disputed", _tell_who_looks_at_it("counter")),
    ("people.reveal_asked", _tell_party("reveal_asked", "intake")),
    ("people.reveal_declined", _tell_unit("reveal_declined")),
    ("people.identity_revealed", _tell_who_asked),
    ("people.identity_revealed", _tell_who_reviews),
    ("people.account_deactivated", _hand_over),
)

_BY_KIND: dict[str, list[Reaction]] = {}
for _kind, _reaction in REACTIONS:
    _BY_KIND.setdefault(_kind, []).append(_reaction)


def react(facts: Sequence[Recorded]) -> None:
    """Run what follows from the next facts; who is to be told is looked up for all of them at once."""
    # In one order, as whoever acts on several at once holds them; and a title read below is still right when told.
    hold_many({fact.subject for fact in facts if fact.subject and fact.kind in _BY_KIND})
    tellings = []
    for fact in facts:
        for reaction in _BY_KIND.get(fact.kind, ()):
            if telling := reaction(fact):
                tellings.append(telling)
    if tellings:
        _tell(tellings)
    tell_residents(facts)


def _tell(tellings: Sequence[Telling]) -> None:
    loops = loops_by_id({each.loop_id for each in tellings if each.loop_id})
    holders = holders_of_many({each.loop_id for each in tellings if each.party and each.loop_id})
    notices = []
    for each in tellings:
        loop = loops.get(each.loop_id) if each.loop_id else None
        if loop is None:
            continue
        units = [each.unit_id] if each.unit_id else holders.get(loop.id, {}).get(each.party, ())
        notices += [
            NewNotice(
                unit_id=unit,
                fact_id=each.fact.id,
                code=each.code,
                subject=loop.id,
                number=loop.number,
                title=loop.title,
                at=each.fact.at,
                urgent=loop.limit_class == URGENT or each.code == "danger",
            )
            for unit in units
            if unit
        ]
    enqueue(notices)
