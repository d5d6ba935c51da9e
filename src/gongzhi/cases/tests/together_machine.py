"""Several residents with one problem, and offices that do whatever comes to their mind: a state machine."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.small_county import START, County

from gongzhi.cases.actions.check_replay import _compare
from gongzhi.cases.facts import DeclineReason, Destination, Filer, Finding
from gongzhi.cases.models import Case
from gongzhi.cases.public import (
    Person,
    answer,
    answer_at_once,
    confirm_withdrawal,
    decline,
    dispatch,
    handle,
    join,
    judge,
    recur,
    reopen,
    separate,
    withdraw,
)
from gongzhi.cases.tests.steps import filed
from gongzhi.cases.together import CARRIES, JOINED
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger import public as ledger
from gongzhi.loops import public as loops
from gongzhi.loops.models import Loop, Obligation
from gongzhi.loops.rules.replay import replay
from gongzhi.loops.tables import differences, state_of_tables
from gongzhi.people.facts import RESIDENT

CASES = 8  # more residents at once meet nothing new
# A case that goes along with another one, or was answered with it, is in one of these, or at an end.
FOLLOWS = frozenset({JOINED, "answered", "calling", "rechecking", "withdrawal_check"})
done: Counter[str] = Counter()

picks = st.integers(min_value=0, max_value=CASES - 1)


class Together(RuleBasedStateMachine):
    """What happened is counted in `done`; what must hold after each step stands in the invariants."""

    def __init__(self, county: County) -> None:
        super().__init__()
        self.county, self.at = county, START
        self.ids: list[UUID] = []
        self.chance = Random(0)

    @initialize(seed=st.integers(min_value=0, max_value=2**16))
    def three_people_call(self, seed: int) -> None:
        self.chance = Random(seed)
        for _ in range(3):
            self.somebody_calls()

    @rule()
    def somebody_calls(self) -> None:
        if len(self.ids) >= CASES:
            return
        number = len(self.ids)
        person = Person(filer=Filer.NAMED, phone=f"1390000{number:04d}")
        matter = "city.waste.street" if self.chance.random() < 0.8 else ""
        self.ids.append(filed(matter, text=f"第{number}户的话。", at=self.at, person=person).loop_id)

    # What the offices do.

    @rule(child=picks, parent=picks, more=picks)
    def the_desk_joins(self, child: int, parent: int, more: int) -> None:
        carrying = self._case(parent, *CARRIES) if self.chance.random() < 0.8 else self._case(parent, JOINED)
        chosen = {self._case(each, "registered", "dispatched", "working") for each in (child, more)} - {
            carrying
        }
        if chosen:
            self._try("joined", join, case_ids=chosen, parent_id=carrying, by=self._by("dispatcher"))

    @rule(pick=picks)
    def the_desk_separates(self, pick: int) -> None:
        self._try(
            "separated",
            separate,
            case_id=self._case(pick, JOINED),
            reason="另有原因。",
            by=self._by("dispatcher"),
        )

    @rule(pick=picks, times=st.integers(min_value=1, max_value=3))
    def it_goes_its_way(self, pick: int, times: int) -> None:
        """The next step of the straight way, up to three of them."""
        for _ in range(times):
            self._next(self._case(pick, "registered", "dispatched"))

    @rule(pick=picks)
    def the_lead_answers(self, pick: int) -> None:
        case_id = self._case(pick, "working")
        waiting = set(Case.objects.filter(parent=case_id, loop__state=JOINED).values_list("loop", flat=True))
        by = self._by("town-handler")
        text = f"答复 {self.chance.random()}"
        if self._try("answered", answer, case_id=case_id, text=text, finding=Finding.SOLVED, by=by):
            self._all_answered(waiting, text)

    @rule(pick=picks)
    def the_operator_answers(self, pick: int) -> None:
        if self.chance.random() < 0.7:
            return
        case_id = self._case(pick, "registered")
        waiting = set(Case.objects.filter(parent=case_id, loop__state=JOINED).values_list("loop", flat=True))
        by, text = self._by("operator"), f"当场 {self.chance.random()}"
        found = self._try(
            "answered at once", answer_at_once, case_id=case_id, text=text, finding=Finding.EXPLAINED, by=by
        )
        if found:
            self._all_answered(waiting, text)

    @rule(pick=picks, event=st.sampled_from(["refuse", "transfer"]))
    def the_desk_declines(self, pick: int, event: str) -> None:
        if self.chance.random() < 0.7:
            return
        self._try(
            event,
            decline,
            case_id=self._case(pick, "registered"),
            event=event,
            reason_code=DeclineReason.OUTSIDE,
            destination=Destination.ELSEWHERE,
            reason="不归这里。",
            where_to_go="邻县",
            by=self._by("dispatcher"),
        )

    @rule(pick=picks)
    def the_lead_asks_up(self, pick: int) -> None:
        case_id = self._case(pick, "working")
        self._try(
            "asked up", handle, case_id=case_id, event="ask_up", reason="权责。", by=self._by("town-handler")
        )

    @rule(pick=picks)
    def the_arbiter_decides(self, pick: int) -> None:
        case_id, by, town = self._case(pick, "arbitration"), self._by("arbiter"), self.county.unit("town")
        if self.chance.random() < 0.5:
            self._try("concluded", handle, case_id=case_id, event="conclude", reason="依法。", by=by)
        else:
            self._try(
                "decided", dispatch, case_id=case_id, event="decide", unit_id=town, reason="属地。", by=by
            )

    @rule(pick=picks)
    def the_verifier_looks(self, pick: int) -> None:
        case_id, event = self._case(pick, "rechecking"), self.chance.choice(["recheck_ok", "recheck_bad"])
        self._try(event, handle, case_id=case_id, event=event, reason="看过。", by=self._by("verifier"))

    @rule(new=picks, first=picks)
    def it_has_come_back(self, new: int, first: int) -> None:
        by = self._by("dispatcher")
        self._try(
            "came back",
            recur,
            case_id=self._case(new, "registered"),
            first_id=self._case(first, "closed", "unconfirmed"),
            by=by,
        )

    # What the residents do.

    @rule(pick=picks, solved=st.booleans(), drawn=st.sampled_from([0, 999, 999]))
    def a_resident_judges(self, pick: int, solved: bool, drawn: int) -> None:
        case_id = self._case(pick, "answered", "calling")
        before = self._others(case_id)
        name = "solved" if solved else "disputed"
        if self._try(name, judge, case_id=case_id, solved=solved, satisfied=None, by=RESIDENT, drawn=drawn):
            assert self._others(case_id) == before

    @rule(pick=picks, meant=st.booleans())
    def a_resident_withdraws(self, pick: int, meant: bool) -> None:
        if self.chance.random() < 0.6:
            return
        case_id = self._case(pick, *CARRIES, JOINED)
        self._try("withdrew", withdraw, case_id=case_id, why="", by=RESIDENT)
        if self.chance.random() < 0.5:
            by = self._by("caller")
            self._try("asked", confirm_withdrawal, case_id=case_id, meant=meant, note="", by=by)

    @rule(pick=picks)
    def a_resident_opens_it_again(self, pick: int) -> None:
        case_id = self._case(pick, "closed", "unconfirmed", "withdrawn", "refused")
        before = self._others(case_id)
        if self._try("reopened", reopen, case_id=case_id, why="又来了。", by=RESIDENT):
            assert self._others(case_id) == before

    @rule(span=st.sampled_from([1, 4, 30, 30, 200]))
    def time_passes(self, span: int) -> None:
        self.at += timedelta(hours=span)
        loops.fire_due(at=self.at)

    @rule(seed=st.integers(min_value=0, max_value=2**32), turns=st.integers(min_value=15, max_value=30))
    def life_goes_on(self, seed: int, turns: int) -> None:
        """Several of these in a row, as they come: rules alone are drawn too unevenly to get far."""
        self.chance = Random(seed)
        pick = self.chance.randrange
        acts: list[Callable[[], None]] = [
            self.somebody_calls,
            *[lambda: self.it_goes_its_way(pick(CASES), 2)] * 4,
            *[lambda: self.the_desk_joins(pick(CASES), pick(CASES), pick(CASES))] * 2,
            *[lambda: self.the_lead_answers(pick(CASES))] * 3,
            *[lambda: self.a_resident_judges(pick(CASES), pick(3) > 0, pick(2) * 999)] * 3,
            lambda: self.the_desk_separates(pick(CASES)),
            *[lambda: self.it_has_come_back(pick(CASES), pick(CASES))] * 3,
            lambda: self.the_desk_declines(pick(CASES), self.chance.choice(["refuse", "transfer"])),
            *[lambda: self.the_verifier_looks(pick(CASES))] * 2,
            *[lambda: self.the_lead_asks_up(pick(CASES))] * 2,
            *[lambda: self.the_arbiter_decides(pick(CASES))] * 2,
            lambda: self.a_resident_opens_it_again(pick(CASES)),
            lambda: self.time_passes(self.chance.choice([1, 1, 30, 200])),
        ]
        for _ in range(turns):
            self.chance.choice(acts)()
            self.nobody_is_lost()

    # What must hold after each of it.

    @invariant()
    def nobody_is_lost(self) -> None:
        rows = Case.objects.select_related("loop", "parent__loop").filter(loop__in=self.ids)
        assert rows.count() == len(self.ids)
        for case in rows:
            if case.loop.ended_at is None:
                owed = Obligation.objects.filter(loop=case.loop_id, settled_at=None, what=case.loop.state)
                assert owed.exists()
            if case.loop.state == JOINED:
                assert case.parent
                assert case.parent.loop.state in CARRIES
            if case.parent:
                assert case.parent.parent_id is None, "no chains"
                assert case.loop.ended_at or case.loop.state in FOLLOWS

    @invariant()
    def each_ended_by_its_own_resident_or_its_own_silence(self) -> None:
        for loop in Loop.objects.filter(id__in=self.ids).exclude(ended_at=None):
            moved = [fact for fact in ledger.story_of(loop.id) if fact.kind == "loops.moved"]
            last = moved[-1].data
            if loop.end_kind == "fulfilled":
                assert last["event"] in ("solved", "recheck_ok")
                judged = [fact for fact in ledger.story_of(loop.id) if fact.kind == "cases.judged"]
                assert judged[-1].data["solved"] is True
            elif loop.end_kind == "unconfirmed":
                assert (last["event"], last["from_state"]) in {
                    ("silence", "calling"),
                    ("silence", "withdrawal_check"),
                }
            elif loop.end_kind == "withdrawn":
                assert last["event"] == "withdrawal_confirmed"
            else:
                assert last["event"] in ("refuse", "transfer", "conclude")

    @invariant()
    def the_facts_tell_the_tables(self) -> None:
        facts = ledger.facts_about(self.ids)
        assert differences(replay(facts), state_of_tables(self.ids)) == []
        assert _compare(self.ids) == []
        done["steps"] += 1

    # Helpers.

    def _case(self, pick: int, *states: str) -> UUID:
        """Return a case, mostly one in these states: what fits happens often, what does not now and then."""
        fitting = Loop.objects.filter(id__in=self.ids, state__in=states).order_by("id")
        among = list(fitting.values_list("id", flat=True)) if self.chance.random() < 0.9 else []
        among = among or self.ids
        return among[pick % len(among)]

    def _by(self, login: str) -> Any:
        return self.county.actor(login)

    def _others(self, case_id: UUID) -> dict[UUID, tuple[str, Any]]:
        rows = Case.objects.filter(loop__in=self.ids).exclude(loop=case_id)
        return {
            case: (state, parent) for case, state, parent in rows.values_list("loop", "loop__state", "parent")
        }

    def _all_answered(self, waiting: set[UUID], text: str) -> None:
        done["together"] += len(waiting)
        for each in waiting:
            assert Loop.objects.get(id=each).state == "answered"
            said = [fact.texts or {} for fact in ledger.story_of(each) if fact.kind == "loops.moved"]
            assert said[-1]["text"] == text

    def _next(self, case_id: UUID) -> None:
        state = Loop.objects.get(id=case_id).state
        town, common = self.county.unit("town"), {"case_id": case_id}
        if state in ("registered", "return_review"):
            event = "dispatch" if state == "registered" else "redispatch"
            self._try(event, dispatch, event=event, unit_id=town, by=self._by("dispatcher"), **common)
        elif state == "dispatched":
            self._try("signed", handle, event="sign", by=self._by("town-handler"), **common)
        elif state == "working":
            self._try(
                "returned", handle, event="return", reason="不归我。", by=self._by("town-handler"), **common
            )

    def _try(self, name: str, action: Any, **arguments: Any) -> bool:
        """Carry out an action; tell whether it was not refused."""
        before = len(ledger.facts_about(self.ids))
        try:
            action(at=self.at, **arguments)
        except Refused as error:
            done["refused"] += 1
            done[error.refusal.code] += 1
            assert len(ledger.facts_about(self.ids)) == before, "a refusal leaves no trace"
            return False
        done[name] += 1
        return True
