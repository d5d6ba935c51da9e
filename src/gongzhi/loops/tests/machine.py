"""People around one loop who do whatever comes to their mind: a state machine for `test_machine`."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import cycle, pairwise
from random import Random
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from tests.small_county import START, WEST, County

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger import public as ledger
from gongzhi.loops import public as loops
from gongzhi.loops.facts import EndKind, EventKind, PartyKind, StateKind
from gongzhi.loops.models import Deadline, Loop, Obligation
from gongzhi.loops.queries import holders_of
from gongzhi.loops.rules.definition import Definition, State
from gongzhi.loops.rules.definition_file import read_definition
from gongzhi.loops.rules.moves import Offer, find
from gongzhi.loops.rules.replay import replay
from gongzhi.loops.tables import differences, state_of_tables
from gongzhi.loops.tests.bounds import bounded
from gongzhi.loops.tests.strategies import definitions, features_of
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor, ActorKind

DESKS = {
    "operator": "hotline",
    "intake": "centre",
    "arbiter": "government",
    "caller": "callback",
    "verifier": "recheck",
}
WORKERS = ("town", "township", "water", "housing")
_STANDING = (PartyKind.OFFICE, PartyKind.INDEPENDENT, PartyKind.CLAIMANT)
SPANS = [timedelta(hours=3), timedelta(days=1), timedelta(days=4), timedelta(days=12)]
# The straight way is more likely than what ends it early.
ONWARD = {
    EventKind.SOLVE_ON_SPOT,
    EventKind.ASSIGN,
    EventKind.ACCEPT,
    EventKind.REPORT_DONE,
    EventKind.CONFIRM,
    EventKind.DISPUTE,
    EventKind.WITHDRAW,
    EventKind.ASSESS_OK,
}
# What only the engine's arithmetic knows, so that a button may be there and the action still refuse.
LATE = {"loops.pause_after_due", "loops.pause_cap", "loops.extension_too_late", "loops.extension_used"}

done: Counter[str] = Counter()
taken: Counter[str] = Counter()


class Machine(RuleBasedStateMachine):
    """A resident or an organisation that asks, desks and four working units around one loop."""

    texts: ClassVar[st.SearchStrategy[str]] = definitions()

    def __init__(self, county: County) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block._from_testcase = True  # the engine opens durable transactions inside
        self.block.__enter__()
        self.at = START
        self.units = {code: county.unit(code) for code in (*DESKS.values(), *WORKERS)}
        self.actors = {
            code: Actor(
                kind=ActorKind.STAFF, account_id=new_id(), post_id=new_id(), unit_id=unit, division=WEST
            )
            for code, unit in self.units.items()
        }
        self.loop_id: UUID
        self.first_due: Any = None
        self.text = ""
        self.renewed = False
        self.definition: Definition

    def teardown(self) -> None:
        while ledger.sequence():
            pass
        assert [fact.position for fact in ledger.all_entries()] == list(range(ledger.size()))
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(
        data=st.data(),
        limit=st.sampled_from(["consult", "general", "complex", "life_safety", "10WD", "45d"]),
        chance=st.randoms(use_true_random=True),
    )
    def open(self, data: st.DataObject, limit: str, chance: Random) -> None:
        self.chance = chance
        text = data.draw(self.texts)
        loops.publish_definition(text=text, by=SYSTEM, at=self.at)
        self.text, self.definition = text, read_definition(text)
        done.update(f"with {feature}" for feature in features_of(self.definition))
        desks = cycle(DESKS.values())
        standing = [p.name for p in self.definition.parties.values() if p.kind in _STANDING]
        persons = [p.name for p in self.definition.parties.values() if p.kind is PartyKind.PERSON]
        holders: dict[str, UUID | None] = {
            **dict.fromkeys(persons),
            **{party: self.units[DESKS.get(party) or next(desks)] for party in standing},
        }
        row = loops.open_loop(
            definition=self.definition.id,
            subject_kind="anything",
            title="",
            division=WEST,
            matter="",
            limit_class=limit,
            holders=holders,
            by=RESIDENT if persons else self.actors["hotline"],
            at=self.at,
        )
        self.loop_id, self.first_due = row.id, row.first_due_at

    # What people do.

    @rule()
    def somebody_does_what_is_possible(self) -> None:
        """Choose first what to do, then who: left to plain chance, most matters would end before any work."""
        possible: dict[str, list[Callable[[], None]]] = {}
        present = {unit for units in holders_of(self.loop_id).values() for unit in units}
        for code, actor in self._everybody().items():
            if actor.unit_id not in present:
                continue
            for offer in loops.offers(
                self.loop_id, unit_id=actor.unit_id, resident=actor is RESIDENT, at=self.at
            ):
                if offer.refusal is None:
                    for turn in range(3 if offer.kind in ONWARD else 1):
                        possible.setdefault(f"{offer.event} {turn}", []).append(
                            partial(self._take_up, offer, code)
                        )
        for name, act in self._small_acts():
            possible.setdefault(name, []).append(act)
        if not possible:
            return
        name = self.chance.choice(sorted(possible))
        if (
            self.chance.random() < 0.5
        ):  # what has happened least so far gets its turn, so that all of it happens
            name = min(sorted(possible), key=lambda each: taken[each.split()[0]])
        taken[name.split()[0]] += 1
        self.chance.choice(possible[name])()

    @rule()
    def and_somebody_else(self) -> None:
        self.somebody_does_what_is_possible()

    @rule()
    def and_one_more(self) -> None:
        self.somebody_does_what_is_possible()

    @rule()
    def somebody_tries_what_is_not(self) -> None:
        events = [*sorted({each.event for each in self.definition.transitions}), "reopen", "nonsense"]
        by = self.chance.choice(list(self._everybody().values()))
        self._move(self.chance.choice(events), by, reason=self.chance.choice(["", "有理由"]))
        self._part(self.actors["town"], done=self.chance.choice([True, False]), text="")
        self._call_in(self.actors["town"])

    @rule()
    def it_passes_from_hand_to_hand(self) -> None:
        actor = self.actors[self.chance.choice(WORKERS)]
        assert actor.account_id
        for row in Obligation.objects.filter(unit=actor.unit_id, settled_at=None):
            loops.take(obligation_id=row.id, account_id=actor.account_id, by=actor, at=self.at)
            done["handed over"] += 1
        if self.chance.choice([True, False]):
            with transaction.atomic():
                loops.hand_over(account_id=actor.account_id, to=None, by=SYSTEM, at=self.at)

    def _small_acts(self) -> Iterator[tuple[str, Callable[[], None]]]:
        loop = Loop.objects.get(id=self.loop_id)
        state, what = self.definition.states[loop.state], {"loop_id": self.loop_id, "at": self.at}
        held = holders_of(loop.id).get(state.owner, ())
        owners = [actor for actor in self.actors.values() if actor.unit_id in held]
        for owner in owners if state.joint else ():
            yield "call-in", partial(self._call_in, owner)
        helpers = Obligation.objects.filter(loop=loop, party="co", settled_at=None).values_list(
            "unit", flat=True
        )
        for actor in self.actors.values():
            if actor.unit_id in helpers:
                yield "part-done", partial(self._part, actor, done=True, text="")
                yield "part-refused", partial(self._part, actor, done=False, text="不属于我们")
        for owner in owners if state.also else ():
            yield (
                "contact",
                partial(self._try, "contacted", loops.meet, **what, what=state.also[0], text="", by=owner),
            )
        if state.kind is StateKind.CALLBACK:
            for turn in range(3):
                call = partial(self._try, "called", loops.attempt_call, **what, by=owners[0])
                yield f"call {turn}", call
        if loop.paused_until:
            for turn in range(3):
                reply = partial(self._try, "replied", loops.reply_to_question, **what, text="是", by=RESIDENT)
                yield f"reply {turn}", reply
        if state.kind is StateKind.FOLLOW:
            yield "together", partial(self._answer_together, state)
        for name in self.definition.beside:
            yield "ask-beside", partial(self._ask_beside, name)
        for row in Obligation.objects.filter(loop=loop, beside=True, settled_at=None):
            owing = next(actor for actor in self.actors.values() if actor.unit_id == row.unit_id)
            settle = partial(loops.settle_duty, **what, by=owing)
            yield "settle-beside", partial(self._try, "settled beside", settle, what=row.what)
        if loop.ended_at is None and loop.urged < 3:
            yield "urge", partial(self._try, "urged", loops.urge, **what, by=RESIDENT)

    def _answer_together(self, state: State) -> None:
        """Whoever worked on the other loop answers for this one too, and holds it from then on."""
        actor = self.actors[self.chance.choice(WORKERS)]
        event = next(
            each.event
            for each in self.definition.from_state(state.name)
            if each.kind is EventKind.REPORT_DONE
        )
        refused = self._try(
            "answered together",
            loops.move,
            loop_id=self.loop_id,
            event=event,
            by=actor,
            become={"lead": actor.unit_id},
            at=self.at,
        )
        assert refused is None
        assert str(actor.unit_id) in Loop.objects.get(id=self.loop_id).worked_by

    def _ask_beside(self, name: str) -> None:
        party = self.definition.beside[name].party
        unit = self.units[DESKS[party]] if party in DESKS else None
        self._try(
            "asked beside",
            loops.open_duty,
            loop_id=self.loop_id,
            what=name,
            by=SYSTEM,
            at=self.at,
            unit_id=unit,
        )

    def _call_in(self, by: Actor) -> None:
        unit = self.units[self.chance.choice(WORKERS)]
        self._try("called in", loops.call_in, loop_id=self.loop_id, unit_id=unit, text="", by=by, at=self.at)

    def _part(self, by: Actor, *, done: bool, text: str) -> None:
        self._try("part", loops.settle_part, loop_id=self.loop_id, done=done, text=text, by=by, at=self.at)

    # What time does.

    @rule(
        span=st.sampled_from(SPANS), awake=st.booleans(), notice=st.sampled_from([False, False, False, True])
    )
    def time_passes(self, span: timedelta, awake: bool, notice: bool) -> None:
        self.at += span
        if awake:
            loops.end_overdue_pauses(at=self.at)
            before = Loop.objects.get(id=self.loop_id)
            done["timers"] += loops.fire_due(at=self.at)
            after = Loop.objects.get(id=self.loop_id)
            if before.state != after.state:
                done["silence"] += 1
                done[f"end {after.end_kind}"] += 1
                assert after.end_kind in ("", EndKind.UNCONFIRMED)
        if notice:  # a calendar that says the same again moves nothing
            assert loops.recompute_deadlines(since=START.date(), because="again", at=self.at) == 0

    @rule()
    def nobody_does_anything_for_long(self) -> None:
        self.time_passes(span=timedelta(days=12), awake=True, notice=False)

    @precondition(lambda self: self.text and not self.renewed)
    @rule()
    def a_new_version_is_published(self) -> None:
        self.renewed = True
        newest = self.definition.version + 1
        self.text = re.sub(r"^version: \d+$", f"version: {newest}", self.text, flags=re.MULTILINE)
        self.definition = replace(self.definition, version=newest)
        pinned = dict(Loop.objects.values_list("id", "definition__version"))
        loops.publish_definition(text=self.text, by=SYSTEM, at=self.at)
        assert dict(Loop.objects.values_list("id", "definition__version")) == pinned
        loops.migrate_loop(loop_id=self.loop_id, version=newest, reason="改版", by=SYSTEM, at=self.at)

    # What must hold after each of it.

    @invariant()
    def no_loop_gets_lost(self) -> None:
        loop = Loop.objects.get(id=self.loop_id)
        assert loop.first_due_at == self.first_due
        state = self.definition.states[loop.state]
        owed = list(Obligation.objects.filter(loop=loop, settled_at=None))
        if state.is_end:
            assert all(row.beside for row in owed)
            assert loop.end_kind == state.end
            return
        holders = holders_of(loop.id)
        mine = [row for row in owed if row.party == state.owner and row.what == loop.state]
        assert {row.unit_id for row in mine} == set(holders[state.owner])
        assert loop.due_at == mine[0].due_at
        for row in owed:
            assert row.unit_id in holders[row.party]
            own = Deadline.objects.get(obligation=row, what=row.what, cancelled_at=None)
            stands_still = loop.paused_until is not None and row.party == state.owner and not row.beside
            assert (own.next_at is None) == (stands_still or own.fired == "SUPERVISE")
        assert loop.paused_until is None or state.kind is StateKind.WORK

    @invariant()
    def the_facts_tell_the_tables_and_a_story_in_order(self) -> None:
        facts = ledger.facts_about([self.loop_id])
        assert differences(replay(facts), state_of_tables([self.loop_id])) == []
        moved = [fact.data for fact in facts if fact.kind == "loops.moved"]
        for before, after in pairwise(moved):
            assert before["to_state"] == after["from_state"]
        for each in moved:
            if each["ended"] == EndKind.FULFILLED:
                assert each["event_kind"] in {EventKind.CONFIRM, EventKind.ASSESS_OK}
        bounded(self.definition, moved)
        done["steps"] += 1

    # Helpers.

    def _everybody(self) -> dict[str, Actor]:
        return {**self.actors, "resident": RESIDENT}

    def _take_up(self, offer: Offer, code: str) -> None:
        """The rule that showed the button is the rule that lets the action through."""
        refused = self._move(offer.event, self._everybody()[code], reason="有理由")
        assert refused is None or refused in LATE, f"offered {offer.event}, then refused: {refused}"

    def _move(self, event: str, by: Actor, *, reason: str) -> str | None:
        loop = Loop.objects.get(id=self.loop_id)
        transition = find(self.definition, loop.state, event)
        named = self.units[self.chance.choice(WORKERS)]
        names = named if transition and (transition.names or transition.may_name) else None
        refused = self._try(
            "",
            loops.move,
            loop_id=self.loop_id,
            event=event,
            by=by,
            at=self.at,
            words=loops.Words(reason=reason),
            names=names,
            review_at=self.at + timedelta(days=5)
            if transition and transition.kind is EventKind.PARK
            else None,
            drawn=self.chance.choice([0, 0, 999]),
        )
        if refused is None:
            after = Loop.objects.get(id=self.loop_id)
            done[transition.kind.value if transition else "reopen"] += 1
            done[f"end {after.end_kind}"] += bool(after.end_kind)
            if after.end_kind == EndKind.FULFILLED and by is not RESIDENT:
                assert str(by.unit_id) not in loop.worked_by
                done["closed by a desk"] += 1
        return refused

    def _try(self, name: str, action: Any, **arguments: Any) -> str | None:
        """Carry out an action, or return the code it is refused with; a refusal must leave no trace."""
        try:
            with transaction.atomic():
                action(**arguments)
        except Refused as error:
            done["refused"] += 1
            return error.refusal.code
        done[name] += 1
        return None
