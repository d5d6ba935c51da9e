"""Hypothesis cards from the draft to what came, in the tables; and that the facts rebuild them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from tests.small_county import COUNTY, START, TOWN, VILLAGE, WEST, County

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.tests.in_force import put_in_force
from gongzhi.insight.actions.decide_card import check_card, dismiss_card, take_up_card
from gongzhi.insight.actions.draft_cards import draft_cards
from gongzhi.insight.actions.propose_card import draft_card, propose_card
from gongzhi.insight.actions.tell_of_cards import tell_of_cards
from gongzhi.insight.card_facts import CardPlace, CardState, CardText, Evidence, Ground, Outcome
from gongzhi.insight.card_queries import card_for, card_settings, cards_of, public_tally, tallies_by_ground
from gongzhi.insight.evidence import evidence_named
from gongzhi.insight.models import CountAlarm, Forecast, ForecastRun, HypothesisCard
from gongzhi.insight.public import check_card_replay
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import facts_about
from gongzhi.notices.public import notices_of
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db

TODAY = START.date()
IN_A_WEEK = TODAY + timedelta(days=7)
PLACE = CardPlace("water.burst", WEST, f"{WEST}001")
TEXT = CardText(
    "西街低处雨后会积水", "去年同一周报了九次，今年管道没有换", "一周内有三次以上", "一周内不到三次"
)
BURST = Evidence(Ground.BURST, "burst/water.burst/9999/2026-03-01", {"seen": "12", "usual": "4.2"})


def code(act: Callable[..., object], **values: object) -> str:
    with pytest.raises(Refused) as refused:
        act(**values)
    return refused.value.refusal.code


def written(county: County, *, by: str = "leader", unit: str = "water", check_on: date = IN_A_WEEK) -> UUID:
    made = new_id()
    propose_card(
        card_id=made,
        place=PLACE,
        text=TEXT,
        unit_id=county.unit(unit),
        check_on=check_on,
        by=county.actor(by),
        at=START,
    )
    return made


def drafted(evidence: Evidence = BURST, at: datetime = START) -> UUID:
    made = new_id()
    assert draft_card(card_id=made, place=PLACE, evidence=evidence, by=SYSTEM, at=at)
    return made


def kinds(card_id: UUID) -> list[str]:
    return [fact.kind.removeprefix("insight.card_") for fact in facts_about([card_id])]


def test_a_card_is_written_once_and_checked_by_somebody_else(county: County) -> None:
    made = written(county)
    again = {
        "card_id": made, "place": PLACE, "text": TEXT, "unit_id": county.unit("water"), "check_on": IN_A_WEEK,
        "by": county.actor("leader"), "at": START,
    }  # fmt: skip
    propose_card(**again)  # type: ignore[arg-type]
    assert HypothesisCard.objects.count() == 1
    on_the_day = START + timedelta(days=7)
    looked = {"card_id": made, "outcome": Outcome.FALSE, "seen": "只积过一次水", "done": "清了两处雨水口"}
    assert code(check_card, **looked, by=county.actor("leader"), at=on_the_day) == "insight.card_own"
    supervisor = county.actor("supervisor")
    early = START + timedelta(days=3)
    assert code(check_card, **looked, by=supervisor, at=early) == "insight.card_too_early"
    check_card(**looked, by=supervisor, at=on_the_day)  # type: ignore[arg-type]
    check_card(**looked, by=supervisor, at=on_the_day)  # type: ignore[arg-type]
    other = looked | {"outcome": Outcome.TRUE}
    assert code(check_card, **other, by=supervisor, at=on_the_day) == "insight.card_over"
    row = HypothesisCard.objects.get()
    assert (row.state, row.outcome, row.late, row.done) == ("CHECKED", "FALSE", False, "清了两处雨水口")
    assert kinds(made) == ["proposed", "checked"]
    assert not list(check_card_replay())


def test_a_late_check_counts_as_late(county: County) -> None:
    made = written(county)
    late = START + timedelta(days=8)
    check_card(
        card_id=made, outcome=Outcome.TRUE, seen="积水四次", done="", by=county.actor("supervisor"), at=late
    )
    assert HypothesisCard.objects.get().late
    tally = public_tally(on=late.date())
    assert (tally.true, tally.late, tally.overdue) == (1, 1, 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"text": replace(TEXT, why="住户王大明，电话13800000001，家里总漏水")},
            "insight.card_about_a_person",
        ),
        ({"text": replace(TEXT, true_if="")}, "insight.card_text_missing"),
        ({"check_on": TODAY}, "insight.card_day"),
        ({"check_on": TODAY + timedelta(days=400)}, "insight.card_day"),
        ({"place": replace(PLACE, matter="nothing")}, "insight.card_matter_unknown"),
        ({"place": CardPlace("water", VILLAGE, f"{WEST}001")}, "insight.card_place_unknown"),
        ({"place": CardPlace("water", WEST, "999")}, "insight.card_place_unknown"),
        ({"unit_id": new_id()}, "insight.card_unit_unknown"),
    ],
)
def test_what_a_card_may_not_say(county: County, change: dict[str, object], said: str) -> None:
    asked: dict[str, object] = {
        "card_id": new_id(), "place": PLACE, "text": TEXT, "unit_id": county.unit("water"), "check_on": IN_A_WEEK,
        "by": county.actor("leader"), "at": START,
    }  # fmt: skip
    assert code(propose_card, **asked | change) == said
    assert not HypothesisCard.objects.exists()


def test_each_post_writes_and_looks_in_its_own_tree(county: County) -> None:
    asked = {"place": CardPlace("water", VILLAGE), "text": TEXT, "check_on": IN_A_WEEK, "at": START}
    unit = county.unit("water")
    who = {
        "town-head": "insight.card_not_your_tree",
        "operator": "insight.card_not_entitled",
        "supervisor": "insight.card_not_entitled",
        "town-handler": "insight.card_not_entitled",
    }
    for login, said in who.items():
        by = county.actor(login)
        assert code(propose_card, card_id=new_id(), unit_id=unit, by=by, **asked) == said, login
    made = written(county, unit="town")
    assert card_for(county.actor("town-head"), made), "its own unit, its own tree"
    for login in ("township-head", "operator", "property-handler", "admin", "water-handler"):
        assert card_for(county.actor(login), made) is None, login
    looked = {"card_id": made, "outcome": Outcome.TRUE, "seen": "积了水", "done": "", "at": START}
    assert code(check_card, by=county.actor("township-head"), **looked) == "insight.card_not_your_tree"
    assert code(check_card, by=county.actor("dispatcher"), **looked) == "insight.card_not_entitled"
    check_card(by=county.actor("town-head"), **looked)  # type: ignore[arg-type]


def test_a_draft_of_the_machine_is_taken_up_by_a_person(county: County) -> None:
    made = drafted()
    assert not draft_card(card_id=new_id(), place=PLACE, evidence=BURST, by=SYSTEM, at=START)
    looked = {"card_id": made, "outcome": Outcome.TRUE, "seen": "积了水", "done": ""}
    supervisor = county.actor("supervisor")
    assert code(check_card, **looked, by=supervisor, at=START) == "insight.card_not_open"
    taken = {
        "card_id": made,
        "text": TEXT,
        "unit_id": county.unit("water"),
        "check_on": IN_A_WEEK,
        "at": START,
    }
    assert code(take_up_card, **taken, by=county.actor("township-head")) == "insight.card_not_your_tree"
    dispatcher = county.actor("dispatcher")
    take_up_card(**taken, by=dispatcher)  # type: ignore[arg-type]
    take_up_card(**taken, by=dispatcher)  # type: ignore[arg-type]
    assert code(take_up_card, **taken, by=county.actor("leader")) == "insight.card_no_draft"
    assert code(dismiss_card, card_id=made, reason="x", by=dispatcher, at=START) == "insight.card_no_draft"
    assert kinds(made) == ["proposed", "taken_up"]
    check_card(**looked, by=supervisor, at=START)  # type: ignore[arg-type]
    assert tallies_by_ground(on=TODAY)[Ground.BURST].true == 1
    assert not list(check_card_replay())


def test_a_dismissed_draft_is_counted_and_not_drafted_again(county: County) -> None:
    made = drafted()
    by = county.actor("leader")
    assert code(dismiss_card, card_id=made, reason=" ", by=by, at=START) == "insight.card_reason_missing"
    dismiss_card(card_id=made, reason="那一周有庙会", by=by, at=START)
    dismiss_card(card_id=made, reason="那一周有庙会", by=by, at=START)
    assert public_tally(on=TODAY).dismissed == 1
    assert kinds(made) == ["proposed", "dismissed"]
    assert not draft_card(card_id=new_id(), place=PLACE, evidence=BURST, by=SYSTEM, at=START)
    assert not list(check_card_replay())


def test_evidence_has_one_card(county: County) -> None:
    drafted()
    asked = {
        "card_id": new_id(), "place": PLACE, "text": TEXT, "unit_id": county.unit("water"), "check_on": IN_A_WEEK,
        "by": county.actor("leader"), "at": START, "evidence": BURST,
    }  # fmt: skip
    assert code(propose_card, **asked) == "insight.card_known"


def test_units_are_told_on_the_day_and_once_more_after_it(county: County) -> None:
    made = written(county)
    water = county.unit("water")
    days = {3: 0, 7: 1, 8: 1, 9: 0}
    for day, told in days.items():
        assert tell_of_cards(by=SYSTEM, at=START + timedelta(days=day)) == told, day
    assert [notice.code for notice in notices_of([water])] == ["card_overdue", "card_due"]
    assert all(notice.subject == made for notice in notices_of([water]))
    assert public_tally(on=TODAY + timedelta(days=9)).overdue == 1
    assert not list(check_card_replay())


def test_lists_are_of_the_own_tree_and_in_the_order_of_the_days(county: County) -> None:
    later, sooner = (written(county, unit="town", check_on=TODAY + timedelta(days=days)) for days in (20, 5))
    drafted()
    leader = county.actor("leader")
    assert [card.id for card in cards_of(leader, CardState.OPEN, limit=9)] == [sooner, later]
    assert len(cards_of(leader, CardState.DRAFT, limit=9)) == 1
    assert not cards_of(county.actor("township-head"), CardState.OPEN, CardState.DRAFT, limit=9)


def test_a_text_changed_behind_the_facts_shows(county: County) -> None:
    made = written(county)
    HypothesisCard.objects.filter(id=made).update(true_if="一周内有一次以上")
    assert [each.what for each in check_card_replay()] == [f"cards/{made}/digest"]


def alarm(matter: str = "water.burst", *, on: date = TODAY - timedelta(days=1), grid: str = "") -> CountAlarm:
    return CountAlarm.objects.create(
        kind="REPEAT" if grid else "BURST", matter=matter, division=WEST, grid=grid, on=on, days=7, count=12,
        expected_e2=420,
    )  # fmt: skip


def test_nothing_is_drafted_while_the_register_does_not_let_it(county: County) -> None:
    alarm()
    assert draft_cards(by=SYSTEM, at=START) == 0
    assert not HypothesisCard.objects.exists()


def test_alarms_become_drafts_once_and_beside_no_card_that_waits(county: County) -> None:
    put_in_force("bursts.counts", Tier.SEARCH, at=START)
    found = [alarm(), alarm("water.burst", on=TODAY - timedelta(days=2)), alarm(grid=f"{WEST}001")]
    alarm("water", on=TODAY - timedelta(days=30))
    alarm("", on=TODAY - timedelta(days=1))
    assert draft_cards(by=SYSTEM, at=START) == 2, "two of one place in a week are one card"
    assert draft_cards(by=SYSTEM, at=START) == 0
    rows = HypothesisCard.objects.order_by("grid")
    assert [row.ground for row in rows] == ["BURST", "REPEAT"]
    assert rows[0].key == f"alarm/{found[0].id}"
    assert rows[0].figures == {"seen": "12", "usual": "4.2", "first": "2026-02-23", "last": "2026-03-01"}
    assert rows[0].proposer is None
    assert not list(check_card_replay())


def test_a_card_of_an_alarm_keeps_its_figures(county: County) -> None:
    one = alarm()
    leader = county.actor("leader")
    assert evidence_named(f"alarm/{one.id}", county.actor("township-head"), at=START) is None
    assert evidence_named(f"alarm/{new_id()}", leader, at=START) is None
    assert evidence_named("alarm/nothing", leader, at=START) is None
    assert evidence_named("nothing/1", leader, at=START) is None
    assert evidence_named("topic/x", leader, at=START) is None
    assert evidence_named(f"forecast/water/{WEST}/2026-03-02", leader, at=START) is None
    found = evidence_named(f"alarm/{one.id}", leader, at=START)
    assert found
    assert (found[0].matter, found[1].ground, found[1].figures["seen"]) == ("water.burst", Ground.BURST, "12")


def foretold(*weeks: tuple[str, str, int], on: date = TODAY) -> None:
    run = ForecastRun.objects.create(made_at=START, begins_on=on, levels=[])
    for matter, division, mean in weeks:
        Forecast.objects.create(
            run=run, level="all", matter=matter, division=division, mean_e2=[100 * mean] * 28, likely=[mean] * 28,
            ends=[[0] * 28, [4] * 28, [0] * 28, [6] * 28], carried=[{}] * 28,
        )  # fmt: skip


def test_a_burst_seen_from_the_town_is_no_second_card(county: County) -> None:
    put_in_force("bursts.counts", Tier.SEARCH, at=START)
    far = alarm("water")
    CountAlarm.objects.filter(id=far.id).update(division=TOWN)
    near = alarm("water")
    assert draft_cards(by=SYSTEM, at=START) == 1
    assert HypothesisCard.objects.get().key == f"alarm/{near.id}"


def test_a_forecast_week_that_stands_out_becomes_a_draft(county: County) -> None:
    put_in_force("forecast.counts", Tier.SEARCH, at=START)
    foretold(("water", COUNTY, 5), ("water", TOWN, 3), ("water", WEST, 2), ("city", WEST, 1), ("", COUNTY, 9))
    assert draft_cards(by=SYSTEM, at=START) == 1, "of a kind, of the smallest place, and enough of it"
    assert draft_cards(by=SYSTEM, at=START) == 0
    row = HypothesisCard.objects.get()
    assert (row.ground, row.key) == ("FORECAST", f"forecast/water/{WEST}/2026-03-02")
    assert row.figures == {"seen": "14", "usual": "0", "first": "2026-03-02", "last": "2026-03-08"}


def test_what_people_dismissed_is_not_drafted_again_the_next_night(county: County) -> None:
    put_in_force("forecast.counts", Tier.SEARCH, at=START)
    foretold(("water", WEST, 2))
    assert draft_cards(by=SYSTEM, at=START) == 1
    by = county.actor("leader")
    dismiss_card(card_id=HypothesisCard.objects.get().id, reason="那一周有庙会", by=by, at=START)
    for days, drafted in ((1, 0), (15, 1)):
        foretold(("water", WEST, 2), on=TODAY + timedelta(days=days))
        assert draft_cards(by=SYSTEM, at=START + timedelta(days=days)) == drafted


def test_of_what_is_withheld_from_the_public_nothing_is_drafted(county: County) -> None:
    put_in_force("bursts.counts", Tier.SEARCH, at=START)
    alarm()
    assert draft_cards(by=SYSTEM, at=START, withheld=frozenset({"water.burst"})) == 0
    assert draft_cards(by=SYSTEM, at=START) == 1


def test_no_more_is_drafted_in_a_day_than_people_can_read(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_force("bursts.counts", Tier.SEARCH, at=START)
    alarm()
    alarm(grid=f"{WEST}001")
    alarm(grid=f"{WEST}002")
    monkeypatch.setattr(
        "gongzhi.insight.actions.draft_cards.card_settings", lambda: {**card_settings(), "drafts_a_day": 1}
    )
    assert [draft_cards(by=SYSTEM, at=START + timedelta(days=days)) for days in (0, 0, 1, 2)] == [1, 0, 1, 0]
