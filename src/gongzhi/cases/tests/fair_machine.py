"""One case and everybody around it, who park, extend, leave out, object and look again: a state machine."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.small_county import START, County

from gongzhi.cases import public as cases
from gongzhi.cases.actions.check_fair_replay import _compare as fair_differences
from gongzhi.cases.actions.check_replay import _compare as case_differences
from gongzhi.cases.facts import (
    DeclineReason,
    Destination,
    ExclusionGround,
    ExclusionState,
    Finding,
    ParkReason,
    Satisfaction,
)
from gongzhi.cases.models import Case, EffectCheck, Exclusion
from gongzhi.cases.rules import PARKED_AT_MOST
from gongzhi.cases.tests.steps import filed
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger import public as ledger
from gongzhi.loops import public as loops
from gongzhi.loops.models import Loop, Obligation
from gongzhi.loops.rules.replay import replay
from gongzhi.loops.tables import differences, state_of_tables
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor

done: Counter[str] = Counter()
# Where an answer is still to come nothing says that there is one.
UNANSWERED = frozenset({"registered", "dispatched", "return_review", "working", "parked"})
DECIDERS = ("arbiter", "other-arbiter", "leader")


class Fair(RuleBasedStateMachine):
    """What happened is counted in `done`; what must hold after each step stands in the invariants."""

    SPANS: ClassVar = [timedelta(hours=3), timedelta(days=1), timedelta(days=6), timedelta(days=32)]

    def __init__(self, county: County) -> None:
        super().__init__()
        self.county, self.at, self.chance = county, START, Random(0)

    @initialize(seed=st.integers(min_value=0, max_value=2**16))
    def a_case_is_filed(self, seed: int) -> None:
        self.chance = Random(seed)
        self._begin()

    @rule()
    def somebody_does_what_comes_next(self) -> None:
        """Do what fits the state; of that, rather what has happened least so far."""
        plays = self._plays()
        if not plays:
            return
        names = sorted(plays)
        name = self.chance.choice(names)
        if self.chance.random() < 0.6:
            name = min(names, key=lambda each: done[each])
        self._try(name, plays[name])

    @rule()
    def and_somebody_else(self) -> None:
        self.somebody_does_what_comes_next()

    @rule()
    def and_one_more(self) -> None:
        self.somebody_does_what_comes_next()

    @rule()
    def somebody_does_what_is_not_theirs(self) -> None:
        """Whoever it is: what the rules forbid leaves no trace."""
        login = self.chance.choice(["water-handler", "dispatcher", "town-head", "verifier", *DECIDERS])
        by = self.county.actor(login)
        acts = [
            self._propose(by),
            partial(cases.decide_exclusion, agreed=True, reason="同意。", by=by),
            partial(cases.decide_exclusion_objection, upheld=True, reason="有理。", by=by),
            partial(cases.object_to_exclusion, text="不服。", by=self.chance.choice([by, RESIDENT])),
            partial(cases.record_effect, lasts=False, note="又坏了。", by=by),
            self._park(by),
            partial(cases.handle, event="extend", reason="要久一点。", by=by),
        ]
        self._try("tried", self.chance.choice(acts))

    @rule(span=st.sampled_from(SPANS))
    def time_passes(self, span: timedelta) -> None:
        self.at += span
        before = Loop.objects.get(id=self.id)
        loops.end_overdue_pauses(at=self.at)
        loops.fire_due(at=self.at)
        done["looks opened"] += cases.open_effect_checks(by=SYSTEM, at=self.at)
        after = Loop.objects.get(id=self.id)
        if before.state != after.state:
            done["silence"] += 1
            assert after.end_kind in ("", "unconfirmed")
            assert after.state in ("calling", "unconfirmed")

    # What fits now.

    def _plays(self) -> dict[str, Callable[..., Any]]:
        loop = Loop.objects.get(id=self.id)
        found = self._of_state(loop.state)
        if loop.ended_at:
            if EffectCheck.objects.filter(loop=self.id, state="WAITING").exists():
                found["waited for a look"] = partial(self._wait, timedelta(days=32))
            else:
                found["began anew"] = self._begin
            if self.chance.random() < 0.4:
                found["reopened"] = partial(cases.reopen, why="又来了。", by=RESIDENT)
        elif loop.state in ("answered", "calling", "parked"):
            found["waited"] = partial(self._wait, timedelta(days=9))
        # What is at hand is decided before the case goes on its way.
        return self._scores() or self._looks() or found

    def _wait(self, span: timedelta, **_given: Any) -> None:
        self.time_passes(span=span)

    def _begin(self, **_given: Any) -> None:
        """Go on with another case where one is over."""
        self.id = filed(at=self.at).loop_id

    def _seldom(self, name: str, act: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
        return {name: act} if self.chance.random() < 0.3 else {}

    def _of_state(self, state: str) -> dict[str, Callable[..., Any]]:
        desk, town = self.county.actor("dispatcher"), self.county.actor("town-handler")
        unit = self.county.unit("town")
        arbiter = self.county.actor(self.chance.choice(["arbiter", "other-arbiter"]))
        match state:
            case "registered":
                dispatch = partial(cases.dispatch, event="dispatch", unit_id=unit, by=desk)
                return {"dispatched": dispatch} | self._seldom("declined", self._decline(desk))
            case "dispatched":
                return {"signed": partial(cases.handle, event="sign", by=town)}
            case "working":
                return self._at_work(town)
            case "parked":
                take_up = partial(cases.handle, event="take_up_again", by=town)
                return {"parked again": self._park(town), "taken up": take_up}
            case "answered":
                return self._judged(RESIDENT)
            case "calling":
                caller = self.county.actor("caller")
                return self._judged(caller) | {"not reached": partial(cases.not_reached, by=caller)}
            case "withdrawal_check":
                return self._asked()
            case "rechecking":
                verifier = self.county.actor("verifier")
                return {
                    "recheck ok": partial(cases.handle, event="recheck_ok", by=verifier),
                    "recheck bad": partial(cases.handle, event="recheck_bad", reason="没好。", by=verifier),
                }
            case "arbitration":
                decide = partial(cases.dispatch, event="decide", unit_id=unit, reason="归镇里。", by=arbiter)
                end = partial(cases.handle, event="conclude", reason="已到位。", by=arbiter)
                return {"decided": decide} | ({"concluded": end} if self.chance.random() < 0.4 else {})
        return {}

    def _at_work(self, town: Actor) -> dict[str, Callable[..., Any]]:
        finding = self.chance.choice(list(Finding))
        graded = partial(cases.answer, text="办了。", finding=finding, reason="权属不清。", by=town)
        if self.chance.random() < 0.5:  # the straight way is more likely than the bends
            return {"answered": graded}
        return {
            "answered": graded,
            "parked": self._park(town),
            "extended": partial(cases.handle, event="extend", reason="等配件。", by=town),
            **self._seldom("asked up", partial(cases.handle, event="ask_up", reason="不清。", by=town)),
            **self._seldom("withdrew", partial(cases.withdraw, why="算了。", by=RESIDENT)),
        }

    def _judged(self, by: Actor) -> dict[str, Callable[..., Any]]:
        drawn = {"drawn": self.chance.choice([0, 999]), "drawn_later": self.chance.choice([0, 0, 0, 999])}
        satisfied = self.chance.choice([None, *Satisfaction])
        said = {"satisfied": satisfied, "by": by, **drawn}
        solved = partial(cases.judge, solved=True, **said)
        return {"solved": solved} | self._seldom("not solved", partial(cases.judge, solved=False, **said))

    def _asked(self) -> dict[str, Callable[..., Any]]:
        caller = self.county.actor("caller")
        asked = partial(cases.confirm_withdrawal, note="", by=caller)
        return {"withdrawn": partial(asked, meant=True), "pressed": partial(asked, meant=False, pressed=True)}

    def _scores(self) -> dict[str, Callable[..., Any]]:
        row = Exclusion.objects.filter(loop=self.id).first()
        town, by = self.county.actor("town-handler"), self.county.actor(self.chance.choice(DECIDERS))
        if row is None:
            judged = Case.objects.get(loop=self.id).solved is not None
            return self._seldom("proposed", self._propose(town)) if judged else {}
        if row.state == ExclusionState.PROPOSED:
            said = partial(cases.decide_exclusion, reason="核对过。", by=by)
            denied = self._seldom("denied", partial(said, agreed=False))
            return {"agreed": partial(said, agreed=True)} | denied
        if row.state == ExclusionState.DENIED:
            return self._seldom("proposed again", self._propose(town))
        if row.objected_at and row.objection_upheld is None:
            said = partial(cases.decide_exclusion_objection, reason="核对过。", by=by)
            return {"upheld": partial(said, upheld=True), "not upheld": partial(said, upheld=False)}
        if row.state == ExclusionState.IN_FORCE and row.objected_at is None:
            return {"objected": partial(cases.object_to_exclusion, text="不是一回事。", by=RESIDENT)}
        return {}

    def _looks(self) -> dict[str, Callable[..., Any]]:
        if not EffectCheck.objects.filter(loop=self.id, state="OPEN").exists():
            return {}
        look = partial(cases.record_effect, note="看过了。", by=self.county.actor("verifier"))
        return {"lasts": partial(look, lasts=True), "broken": partial(look, lasts=False)}

    def _propose(self, by: Actor) -> Callable[..., Any]:
        ground = self.chance.choice(list(ExclusionGround))
        return partial(cases.propose_exclusion, ground=ground, evidence="三次反映。", by=by)

    def _park(self, by: Actor) -> Callable[..., Any]:
        day = (self.at + timedelta(days=self.chance.choice([30, 89, 200]))).date()
        said = {"words": "没有预算。", "solvable": "列入明年。", "review_on": day}
        return partial(cases.park, reason_code=self.chance.choice(list(ParkReason)), **said, by=by)

    def _decline(self, by: Actor) -> Callable[..., Any]:
        codes = {"reason_code": DeclineReason.OTHER_PROCEDURE, "destination": Destination.COURT}
        event = self.chance.choice(["refuse", "transfer"])
        return partial(cases.decline, event=event, **codes, reason="在诉讼中。", where_to_go="法院", by=by)

    def _try(self, name: str, act: Callable[..., Any]) -> None:
        before = len(ledger.facts_about([self.id]))
        try:
            act(case_id=self.id, at=self.at)
        except Refused as refused:
            done[refused.refusal.code] += 1
            assert len(ledger.facts_about([self.id])) == before, "a refusal left a trace"
        else:
            done[name] += 1

    # What must hold after each of it.

    @invariant()
    def nothing_is_lost(self) -> None:
        loop = Loop.objects.get(id=self.id)
        owed = Obligation.objects.filter(loop=loop, settled_at=None)
        assert bool(loop.ended_at) or owed.filter(beside=False, what=loop.state).exists()
        assert loop.counts.get("park", 0) <= PARKED_AT_MOST
        case = Case.objects.get(loop=loop)
        assert loop.end_kind != "fulfilled" or case.solved is True
        assert loop.state not in UNANSWERED or case.finding == ""
        done["steps"] += 1

    @invariant()
    def two_different_people_decide_about_scores(self) -> None:
        row = Exclusion.objects.filter(loop=self.id).first()
        if row is None:
            return
        facts = [each for each in ledger.facts_about([self.id]) if each.kind.startswith("cases.exclusion_")]
        deciders = [each.actor for each in facts if "decided" in each.kind]
        assert len(deciders) == len(set(deciders)), "somebody decided twice"
        if row.state == ExclusionState.IN_FORCE:
            assert row.first_by
            assert row.second_by
            assert row.first_by != row.second_by
        open_ = row.state == ExclusionState.PROPOSED or (row.objected_at and row.objection_upheld is None)
        assert bool(open_) == self._owed("exclusion")

    @invariant()
    def a_look_is_owed_while_it_is_open_and_not_longer(self) -> None:
        open_ = list(EffectCheck.objects.filter(loop=self.id, state__in=["OPEN", "WAITING"]))
        assert len(open_) <= 1
        assert not open_ or Loop.objects.get(id=self.id).state == "closed"
        assert self._owed("effect_check") == any(each.state == "OPEN" for each in open_)

    @invariant()
    def the_facts_tell_the_tables(self) -> None:
        facts = ledger.facts_about([self.id])
        assert differences(replay(facts), state_of_tables([self.id])) == []
        assert [*case_differences([self.id]), *fair_differences([self.id])] == []

    def _owed(self, what: str) -> bool:
        return Obligation.objects.filter(loop=self.id, what=what, beside=True, settled_at=None).exists()
