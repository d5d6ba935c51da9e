"""A town, the departments it calls, an arbiter and offices above: a state machine of whatever comes to their mind."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.small_county import START, County

from gongzhi.cases import public as cases
from gongzhi.cases.actions.check_replay import _compare
from gongzhi.cases.actions.check_whistles import _compare as _compare_whistles
from gongzhi.cases.facts import Finding, Rating, WhistleGround
from gongzhi.cases.helping import helping_of
from gongzhi.cases.models import Supervision, Whistle, WhistleCall
from gongzhi.cases.queries import case_for
from gongzhi.cases.tests.steps import filed
from gongzhi.cases.views.panel import allowed
from gongzhi.cases.views.whistle_acts import HELPING_ACTS
from gongzhi.cases.views.whistle_panel import unrated, whistle_links
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger import public as ledger
from gongzhi.loops import public as loops
from gongzhi.loops.models import Loop, Obligation
from gongzhi.loops.rules.replay import replay
from gongzhi.loops.tables import differences, state_of_tables
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor

DEPARTMENTS = ("water", "housing", "hotline")
TOWNS = ("town", "township")
LOGINS = (
    *("town-head", "town-handler", "grid-worker", "township-head", "township-handler", "water-handler"),
    *(
        "housing-handler",
        "housing-head",
        "operator",
        "dispatcher",
        "arbiter",
        "caller",
        "supervisor",
        "leader",
    ),
)
OURS = frozenset({"whistle", *HELPING_ACTS})
OTHERS = frozenset(
    {"sign", "answer", "ask_up", "return", "redispatch", "deny_return", "decide", "conclude", "dispatch"}
    | {"withdrawal_confirmed", "withdrawal_not_meant"}
)
RESIDENTS = ("judge", "reopen", "withdraw")
# The duty table says no, or all whom this machine may call are at work already.
MAY_FAIL = frozenset({"dispatch", "redispatch", "decide", "whistle", "add_department", "call_help"})
done: Counter[str] = Counter()
taken: Counter[str] = Counter()


class Whistling(RuleBasedStateMachine):
    """What happened is counted in `done`; what must hold after each step stands in the invariants."""

    def __init__(self, county: County) -> None:
        super().__init__()
        self.county, self.at = county, START
        self.chance = Random(0)
        self.case_id: UUID
        self.why = ""

    @initialize(seed=st.integers(min_value=0, max_value=2**16))
    def a_case_is_at_work(self, seed: int) -> None:
        self.chance = Random(seed)
        self.case_id = filed(at=self.at).loop_id
        for key, login in (("dispatch", "dispatcher"), ("sign", "town-handler")):
            by = self.county.actor(login)
            action, given = self._act(key, by)
            given = given | ({"unit_id": self.county.unit("town")} if key == "dispatch" else {})
            assert self._try(key, action, by=by, **given)

    # What people do.

    @rule()
    def somebody_does_what_is_possible(self) -> None:
        """Choose first what to do, then who: left to plain chance, most cases would end before a whistle does."""
        possible: dict[str, list[str]] = {}
        for login in LOGINS:
            for key in self._steps(self.county.actor(login)):
                possible.setdefault(key, []).append(login)
        for key in RESIDENTS:
            if self.chance.random() < 0.25:
                possible.setdefault(key, []).append("")
        if not possible:
            return
        names = sorted(possible)
        key = self.chance.choice(names)
        if (
            self.chance.random() < 0.6
        ):  # what has happened least so far gets its turn, so that all of it happens
            key = min(names, key=lambda each: taken[each])
        taken[key] += 1
        login = self.chance.choice(possible[key])
        by = self.county.actor(login) if login else RESIDENT
        action, given = self._act(key, by)
        went = self._try(key, action, by=by, **given)
        assert went or not login or key in MAY_FAIL, f"{login} was offered {key}, then refused: {self.why}"

    @rule()
    def and_somebody_else(self) -> None:
        self.somebody_does_what_is_possible()

    @rule()
    def and_one_more(self) -> None:
        self.somebody_does_what_is_possible()

    @rule(span=st.sampled_from([timedelta(minutes=20), timedelta(hours=5), timedelta(days=2)]))
    def time_passes(self, span: timedelta) -> None:
        self.at += span
        loops.fire_due(at=self.at)

    @rule()
    def somebody_does_what_is_not_theirs(self) -> None:
        login = self.chance.choice(LOGINS)
        by = self.county.actor(login)
        offered = self._steps(by)
        for key in OURS:
            if key not in offered:
                action, given = self._act(key, by)
                assert not self._try("", action, by=by, **given), (
                    f"{login} was not offered {key}, and it went"
                )

    def _steps(self, by: Actor) -> set[str]:
        """The steps the sheet of this post offers, without the grey ones."""
        case = case_for(by, self.case_id)
        if case is None:
            return set()
        case = replace(case, helping=helping_of(self.case_id))
        found = {key for key, refusal in allowed(by, case, at=self.at).items() if refusal is None}
        found |= {link["key"] for link in whistle_links(by, case) if link["refusal"] is None}
        return found & (OURS | OTHERS)

    def _act(self, key: str, by: Actor) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The action behind a step, with something to say."""
        choose, unit = self.chance.choice, self.county.unit
        latest = [call for each in helping_of(self.case_id).whistles[:1] for call in each.calls]
        called = {call.unit_id for call in latest}
        waiting = WhistleCall.objects.filter(
            whistle__loop=self.case_id, objected_at__isnull=False, upheld=None
        )
        open_ = [part.unit_id for part in helping_of(self.case_id).parts.values() if part.open]
        free = [unit(name) for name in DEPARTMENTS if unit(name) not in {*open_, by.unit_id}]
        new = [each for each in free if each not in called]
        rateable = [call.unit_id for call in unrated(by, helping_of(self.case_id))]
        tasks = [cases.Task(each, "请到现场。") for each in free[:2] or [unit("water")]]
        acts: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
            "whistle": (
                cases.whistle,
                {"ground": choose(list(WhistleGround)), "text": "联合处理。", "tasks": tasks},
            ),
            "add_department": (
                cases.add_department,
                {"task": cases.Task((new or free or [unit("water")])[0], "也请来。")},
            ),
            "call_help": (cases.call_help, {"unit_id": (free or [unit("water")])[0], "text": "请帮忙。"}),
            "urge_helper": (cases.urge_helper, {"unit_id": (open_ or [unit("water")])[0]}),
            "conclude_whistle": (cases.conclude_whistle, {"text": "处理完毕。"}),
            "rate_department": (
                cases.rate,
                {
                    "unit_id": (rateable or [unit("water")])[0],
                    "rating": choose(list(Rating)),
                    "words": "看到了。",
                },
            ),
            "decide_rating": (
                cases.decide_rating,
                {
                    "unit_id": waiting.values_list("unit", flat=True).first() or unit("water"),
                    "upheld": choose([True, False]),
                    "reason": "查实。",
                },
            ),
        }
        return acts.get(key) or self._plain(key)

    def _plain(self, key: str) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The action behind a step that names no unit, and of those of the case itself."""
        choose = self.chance.choice
        acts: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
            "propose_whistle": (cases.propose_whistle, {"text": "一家办不了。"}),
            "decline_whistle": (cases.decline_whistle, {"reason": "自己能办。"}),
            "arrive": (cases.arrive, {}),
            "part_done": (cases.finish_part, {"text": "已处理。"}),
            "part_refused": (cases.refuse_part, {"reason": "不属本局。"}),
            "object_rating": (cases.object_to_rating, {"text": "不服。"}),
            "supervise": (cases.supervise, {"text": "请说明。"}),
            "reply_supervision": (cases.reply_to_supervision, {"text": "正在办。"}),
            "end_supervision": (cases.end_supervision, {}),
            "answer": (cases.answer, {"text": "已处理。", "finding": Finding.SOLVED}),
            "judge": (cases.judge, {"solved": choose([True, False]), "satisfied": None, "drawn": 999}),
            "reopen": (cases.reopen, {"why": "又来了。"}),
            "withdraw": (cases.withdraw, {"why": ""}),
            "withdrawal_confirmed": (cases.confirm_withdrawal, {"meant": True, "note": ""}),
            "withdrawal_not_meant": (cases.confirm_withdrawal, {"meant": False, "note": ""}),
        }
        town = self.county.unit(choose(TOWNS))
        for event in ("dispatch", "redispatch", "decide"):
            acts[event] = (cases.dispatch, {"event": event, "unit_id": town, "reason": "由其主办。"})
        for event in ("sign", "ask_up", "return", "conclude", "deny_return"):
            acts[event] = (cases.handle, {"event": event, "reason": "有理由。"})
        return acts[key]

    # What must hold after each of it.

    @invariant()
    def a_whistle_belongs_to_the_town_that_leads(self) -> None:
        with transaction.atomic():
            cases.close_if_stale(
                case_id=self.case_id, by=SYSTEM, at=self.at
            )  # as the worker does soon after each move
        row = Loop.objects.get(id=self.case_id)
        open_ = Whistle.objects.filter(loop=self.case_id, concluded_at=None).first()
        if open_:
            assert row.ended_at is None
            assert loops.holders_of(self.case_id)["lead"] == (open_.town_id,)
            assert row.state != "answered"
        done["steps"] += 1

    @invariant()
    def every_part_is_open_or_over_for_a_reason(self) -> None:
        row = Loop.objects.get(id=self.case_id)
        owed = Obligation.objects.filter(loop=self.case_id, party="co", settled_at=None)
        assert row.state == "working" or not owed
        now = {each.unit_id for each in owed}
        assert len(now) == len(owed)
        for each in helping_of(self.case_id).whistles:
            for call in each.calls:
                assert (
                    call.status in ("DONE", "REFUSED", "WAIVED") or call.unit_id in now or each.concluded_at
                )
                if each.concluded_at is None and row.state == "working":
                    assert call.status != "WAIVED"  # none was lost on the way
                if each.ending == "CONCLUDED":
                    assert call.status in ("DONE", "REFUSED")

    @invariant()
    def nobody_rates_or_judges_itself(self) -> None:
        for call in WhistleCall.objects.filter(whistle__loop=self.case_id).select_related("whistle"):
            assert call.unit_id != call.whistle.town_id
            assert not call.rated_at or call.whistle.concluded_at
            assert call.upheld is None or call.objected_at
        waits = WhistleCall.objects.filter(whistle__loop=self.case_id, objected_at__isnull=False, upheld=None)
        duties = loops.duties_of(self.case_id, "rating_objection")
        assert {call.objection_duty for call in waits} == duties.keys()

    @invariant()
    def supervision_is_answered_or_owed(self) -> None:
        running = Supervision.objects.filter(loop=self.case_id, ended_at=None).first()
        owed = loops.duties_of(self.case_id, "supervised")
        assert bool(owed) == (running is not None and running.replied_at is None)
        assert running is None or Loop.objects.get(id=self.case_id).supervised

    @invariant()
    def facts_tell_the_tables(self) -> None:
        facts = ledger.facts_about([self.case_id])
        assert differences(replay(facts), state_of_tables([self.case_id])) == []
        assert _compare([self.case_id]) == []
        assert _compare_whistles([self.case_id]) == []

    # Helpers.

    def _try(self, name: str, action: Callable[..., Any], **given: Any) -> bool:
        """Carry out an action; a refusal must leave no trace."""
        before = len(ledger.facts_about([self.case_id]))
        try:
            action(case_id=self.case_id, at=self.at, **given)
        except Refused as error:
            self.why = error.refusal.code
            done[self.why] += 1
            assert len(ledger.facts_about([self.case_id])) == before
            return False
        done[name] += 1
        self.at += timedelta(minutes=1)
        return True
