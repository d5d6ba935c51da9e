"""Real cases to copy from: each goes its way through the product's own actions, by a simulated clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from gongzhi.cases.facts import Channel, DeclineReason, Destination, Filer, Finding, Satisfaction
from gongzhi.cases.public import (
    Person,
    Place,
    add,
    answer,
    approve,
    ask,
    confirm_withdrawal,
    decline,
    dispatch,
    file_case,
    handle,
    judge,
    make_contact,
    note,
    reopen,
    withdraw,
)
from gongzhi.ledger.public import follow, sequence
from gongzhi.loops.public import fire_due
from gongzhi.people.facts import RESIDENT
from gongzhi.web.reactions import react

if TYPE_CHECKING:
    from tests.small_county import County

TEXTS = {
    "city.waste.street": "西街口的垃圾桶满了三天没人收。晚上有老鼠，气味很大，路过的人都绕着走，请尽快清运。",
    "water.burst": "小区东门外的水管爆了。水一直往路上流，家里已经停水两个小时，老人做饭都成问题。",
    "housing.leak": "顶楼漏雨已经两年。物业每次都说报修了，下大雨就要用盆接水，墙皮整片往下掉。",
    "consult": "想问居住证到期以后怎么续签。需要带哪些材料，能不能在社区办理，周末开不开门？",
}
LEADS = {"city.waste.street": "town", "water.burst": "water", "housing.leak": "housing", "consult": "town"}
WEST_OF_TOWN, SOUTH_OF_TOWN, STEP = 110.005, 30.005, 0.01


@dataclass
class Hand:
    """Drives one case: who does what, so many hours after filing."""

    county: "County"
    matter: str
    filed_at: datetime
    column: int
    case_id: UUID | None = None

    def at(self, hours: float) -> datetime:
        return self.filed_at + timedelta(hours=hours)

    @property
    def id(self) -> UUID:
        assert self.case_id is not None
        return self.case_id

    def file(self, *, located: bool = True, named: bool = True) -> "Hand":
        from tests.small_county import COUNTY

        point = (WEST_OF_TOWN + self.column * STEP, SOUTH_OF_TOWN) if located else (None, None)
        self.case_id = file_case(
            text=TEXTS[self.matter],
            place=Place(division=COUNTY, longitude=point[0], latitude=point[1]),
            channel=Channel.PORTAL,
            matter=self.matter,
            person=Person(filer=Filer.NAMED, name="周某", phone="13900000000") if named else Person(),
            by=RESIDENT,
            at=self.filed_at,
        ).loop_id
        return self

    def dispatch(self, event: str = "dispatch", hours: float = 0.05) -> "Hand":
        unit, by = self.county.unit(LEADS[self.matter]), self.county.actor("dispatcher")
        dispatch(case_id=self.id, event=event, unit_id=unit, by=by, at=self.at(hours))
        return self

    def handler(self, event: str, hours: float = 0.1, reason: str = "") -> "Hand":
        by = self.county.actor(f"{LEADS[self.matter]}-handler")
        handle(case_id=self.id, event=event, by=by, at=self.at(hours), reason=reason)
        return self

    def contact(self, hours: float = 0.15) -> "Hand":
        by = self.county.actor(f"{LEADS[self.matter]}-handler")
        make_contact(case_id=self.id, note="电话联系，约下午到现场。", by=by, at=self.at(hours))
        note(case_id=self.id, text="已通知维修人员。", by=by, at=self.at(hours))
        return self

    def answer(self, hours: float = 0.2) -> "Hand":
        lead = LEADS[self.matter]
        by = self.county.actor(f"{lead}-handler")
        answer(
            case_id=self.id,
            finding=Finding.SOLVED,
            text="已到现场处理完毕，请查看。",
            by=by,
            at=self.at(hours),
        )
        if lead == "housing":
            approve(case_id=self.id, by=self.county.actor("housing-head"), at=self.at(hours))
        return self

    def judge(self, *, solved: bool, hours: float = 0.25, drawn: int = 999) -> "Hand":
        judge(
            case_id=self.id,
            solved=solved,
            satisfied=Satisfaction.SATISFIED if solved else Satisfaction.DISSATISFIED,
            by=RESIDENT,
            at=self.at(hours),
            drawn=drawn,
        )
        return self

    def worked(self) -> "Hand":
        return self.dispatch().handler("sign").contact()


def _asked(hand: Hand) -> None:
    hand.file().worked()
    by = hand.county.actor(f"{LEADS[hand.matter]}-handler")
    ask(case_id=hand.id, question="请问是几号楼？", by=by, at=hand.at(0.16))


def _added(hand: Hand) -> None:
    hand.file().worked()
    add(case_id=hand.id, text="今天又漏了一次。", by=RESIDENT, at=hand.at(0.17))


def _refused(hand: Hand) -> None:
    hand.file()
    by = hand.county.actor("dispatcher")
    decline(
        case_id=hand.id,
        event="refuse",
        reason_code=DeclineReason.OTHER_PROCEDURE,
        destination=Destination.COURT,
        reason="属于法院受理范围。",
        where_to_go="县人民法院立案庭。",
        by=by,
        at=hand.at(0.1),
    )


def _withdrawn(hand: Hand) -> None:
    hand.file()
    withdraw(case_id=hand.id, why="已经自己解决了。", by=RESIDENT, at=hand.at(0.1))
    confirm_withdrawal(
        case_id=hand.id, meant=True, note="本人确认。", by=hand.county.actor("caller"), at=hand.at(0.2)
    )


def _returned(hand: Hand) -> None:
    hand.file().dispatch().handler("return", reason="不在本单位范围内。").dispatch("redispatch", 0.12)
    hand.handler("sign", 0.13).contact().answer().judge(solved=True)


def _reopened(hand: Hand) -> None:
    hand.file().worked().answer().judge(solved=True)
    reopen(case_id=hand.id, why="第二天又满了。", by=RESIDENT, at=hand.at(0.3))
    hand.contact(0.32).answer(0.35).judge(solved=True, hours=0.4)


def _silent(hand: Hand) -> None:
    """The resident never answers: callback desk, then the end that is counted neither way."""
    hand.file().worked().answer()
    for day in (8, 16, 24, 32):
        fire_due(at=hand.at(day * 24), limit=1000)


def _overdue(hand: Hand) -> None:
    hand.file().worked()
    fire_due(at=hand.at(40 * 24), limit=1000)


@dataclass(frozen=True)
class Story:
    """One way a case can go. `weight`: its share; `spread`: how far back in time its copies lie."""

    name: str
    weight: int
    age: timedelta
    spread: timedelta
    run: Callable[[Hand], object]


_LATE, _SOON = timedelta(days=90), timedelta(minutes=20)
_HOUR = timedelta(hours=1)
_OLD = timedelta(days=50)

# Oldest first: `fire_due` lets everything go off that is due at the simulated instant.
STORIES = (
    Story("silent", 10, _OLD, _LATE, _silent),
    Story("overdue", 3, _OLD, timedelta(days=10), _overdue),
    Story("closed", 38, _HOUR, _LATE, lambda hand: hand.file().worked().answer().judge(solved=True)),
    Story("returned", 4, _HOUR, _LATE, _returned),
    Story("reopened", 4, _HOUR, _LATE, _reopened),
    Story("refused", 6, _HOUR, _LATE, _refused),
    Story("withdrawn", 5, _HOUR, _LATE, _withdrawn),
    Story("registered", 6, _HOUR, _SOON, lambda hand: hand.file()),
    Story("no place", 4, _HOUR, _SOON, lambda hand: hand.file(located=False, named=False)),
    Story("dispatched", 5, _HOUR, _SOON, lambda hand: hand.file().dispatch()),
    Story("working", 5, _HOUR, _SOON, lambda hand: hand.file().worked()),
    Story("asked", 2, _HOUR, _SOON, _asked),
    Story("added", 2, _HOUR, _SOON, _added),
    Story("answered", 4, _HOUR, _SOON, lambda hand: hand.file().worked().answer()),
    Story(
        "rechecking", 1, _HOUR, _SOON,
        lambda hand: hand.file().worked().answer().judge(solved=True, drawn=1),
    ),
    Story("not solved", 1, _HOUR, _SOON, lambda hand: hand.file().worked().answer().judge(solved=False)),
)  # fmt: skip


def tell(county: "County", *, at: datetime) -> list[tuple[Story, UUID]]:
    """Run every story once for each matter, so that it stands at `at` as it would; return the cases.

    Their facts are in order and what follows from them has been done.
    """
    told: list[tuple[Story, UUID]] = []
    for story in STORIES:
        for column, matter in enumerate(TEXTS):
            hand = Hand(county, matter, at - story.age, column % 2)
            story.run(hand)
            told.append((story, hand.id))
            settle()
    return told


def settle() -> None:
    """Give all facts their place and let what follows from them happen, as the worker would."""
    while sequence(limit=2000):
        pass
    while follow("reactions", react, limit=500):
        pass
