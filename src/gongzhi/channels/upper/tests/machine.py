"""A county and the platform above it, over a link that has every fault: a state machine."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import count
from random import Random

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from gongzhi.cases import public as cases
from gongzhi.cases.facts import DeclineReason, Destination, Finding
from gongzhi.cases.models import Case
from gongzhi.channels.upper import turns
from gongzhi.channels.upper.actions.check_replay import check_orders
from gongzhi.channels.upper.facts import State
from gongzhi.channels.upper.models import UpperMessage, UpperOrder
from gongzhi.channels.upper.queries import open_differences, platform
from gongzhi.channels.upper.tests.at_work import Work
from gongzhi.channels.upper.tests.simulator import FAULTS, Above
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import RESIDENT

done: Counter[str] = Counter()
_numbers = count(1)
MOVES = (
    "CLOSED",
    "RECALLED",
    "REOPENED",
    "JUDGED",
    "DEADLINE",
    "EXTENDED",
    "NOT_EXTENDED",
    "NOT_TAKEN_BACK",
    "REMARK",
)


class Linked(RuleBasedStateMachine):
    """What happened is counted in `done`; what must hold at the end stands in `teardown`."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        assert work.above is not None
        self.work, self.above, self.mine, self.chance = work, work.above, list[str](), Random(0)
        self._calm(self.above)

    @initialize(seed=st.integers(min_value=0, max_value=2**16))
    def begin(self, seed: int) -> None:
        self.chance = Random(seed)
        self.they_give_an_order()
        self.the_worker_has_its_turn()

    @rule()
    def they_give_an_order(self) -> None:
        number = f"gz-{next(_numbers)}"
        self.mine.append(number)
        self.above.give(number, category=self.chance.choice(["0101", "0202", "changed"]))
        done["given"] += 1

    @rule()
    def they_take_a_step(self) -> None:
        number, move = self.chance.choice(self.mine), self.chance.choice(MOVES)
        more: dict[str, object] = {"words": "说明"}
        if move == "JUDGED":
            more |= {"solved": self.chance.random() < 0.6, "satisfied": "满意"}
        if move in ("DEADLINE", "EXTENDED"):
            more["due_at"] = (self.work.clock() + timedelta(days=self.chance.randint(1, 9))).isoformat()
        self.above.move(number, move, **more)
        done[move] += 1

    @rule()
    def the_link_has_a_fault(self) -> None:
        self.above.fault = self.chance.choice([*FAULTS, "", ""])
        self.above.repeat = self.chance.choice([0, 3])
        self.above.shuffled, self.above.only_last = self.chance.random() < 0.4, self.chance.random() < 0.4
        done[self.above.fault] += 1

    @rule()
    def time_passes(self) -> None:
        self.work.clock.on(minutes=self.chance.choice([5, 40, 300]))

    @rule()
    def the_worker_has_its_turn(self) -> None:
        self.work.turn()

    @rule()
    def the_county_works(self) -> None:
        known = list(UpperOrder.objects.filter(number__in=self.mine).order_by("number"))
        if known:
            order = self.chance.choice(known)
            for _ in range(2):
                with suppress(Refused):
                    self._step(self.work.loop(order.number).state, order)

    def _step(self, state: str, order: UpperOrder) -> None:
        county, at, id_ = self.work.county, self.work.clock(), order.loop_id
        lead = {"by": county.actor("town-handler"), "at": at, "case_id": id_}
        desk = {"by": county.actor("dispatcher"), "at": at, "case_id": id_}
        plays: dict[str, list[Callable[[], object]]] = {
            "registered": [
                lambda: self._dispatch(desk),
                lambda: self._dispatch(desk),
                lambda: cases.decline(
                    event="refuse",
                    reason_code=DeclineReason.OUTSIDE,
                    destination=Destination.ELSEWHERE,
                    reason="不在本县。",
                    where_to_go="邻县热线。",
                    **desk,  # type: ignore[arg-type]
                ),
            ],
            "dispatched": [lambda: cases.handle(event="sign", **lead)],  # type: ignore[arg-type]
            "working": [lambda: cases.answer(text="已清运。", finding=Finding.SOLVED, **lead)],  # type: ignore[arg-type]
            "answered": [lambda: self._judge(id_, solved=True), lambda: self._judge(id_, solved=False)],
            "closed": [lambda: cases.reopen(case_id=id_, why="又坏了。", by=RESIDENT, at=at)],
        }
        plays["ended_above"] = plays["closed"]
        if state in plays:
            self.chance.choice(plays[state])()
            done[state] += 1

    def _dispatch(self, desk: dict[str, object]) -> None:
        if not self.work.loop(UpperOrder.objects.get(loop=desk["case_id"]).number).matter:
            cases.classify(matter="city.waste.street", **desk)  # type: ignore[arg-type]
        cases.dispatch(event="dispatch", unit_id=self.work.county.unit("town"), **desk)  # type: ignore[arg-type]

    def _judge(self, case_id: object, *, solved: bool) -> None:
        cases.judge(
            case_id=case_id,  # type: ignore[arg-type]
            solved=solved,
            satisfied=None,
            by=RESIDENT,
            at=self.work.clock(),
            drawn=999,
            drawn_later=999,
        )

    @staticmethod
    def _calm(above: Above) -> None:
        above.fault, above.repeat, above.shuffled, above.only_last = "", 0, False, False

    def teardown(self) -> None:
        """When the link is well again: each order one case, each word there once and in order, no silent difference."""
        self._calm(self.above)
        self.work.rest()
        orders = {each.number: each for each in UpperOrder.objects.filter(number__in=self.mine)}
        assert sorted(orders) == sorted(self.mine)
        assert Case.objects.filter(source__in=[f"city:{number}" for number in self.mine]).count() == len(
            self.mine
        )
        for number, order in orders.items():
            assert order.seen == len(self.above.orders[number]["events"]), number
            rows = UpperMessage.objects.filter(order=order).order_by("id")
            assert {row.state for row in rows} <= {State.SENT}, number
            there = [key for key, each in self.above.told.items() if each["number"] == number]
            assert there == [str(row.id) for row in rows], number
            assert self.above.kinds(number).count("SIGN") <= 1, number
        day = timezone.localtime(self.work.clock()).date()
        view = platform("city", day)
        assert view is not None
        turns.compare_day(view, day, self.work.clock)
        listed = {each.number for each in open_differences(limit=10_000)}
        for number in orders:
            open_there = self.above.orders[number]["status"] == "办理中"
            if open_there != (self.work.loop(number).ended_at is None):
                assert number in listed, number
                done["differs"] += 1
        assert not list(check_orders())
        assert not list(cases.check_replay())
