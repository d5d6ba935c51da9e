"""Hours of work by definition: small chains solved by hand, the engine's own rules as a second opinion."""

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.kernel.refusals import Refused
from gongzhi.loops.facts import EventKind, StateKind
from gongzhi.loops.rules.assumptions import Assumptions, BadAssumptions, read_assumptions
from gongzhi.loops.rules.definition import Definition, Transition
from gongzhi.loops.rules.definition_file import read_definition
from gongzhi.loops.rules.moves import REOPEN, LoopView, target
from gongzhi.loops.rules.profile import parse_profile
from gongzhi.loops.rules.staffing import staffing, ways_out

LOOPS = Path(__file__).parents[1]
SHIPPED = sorted((LOOPS / "definitions").glob("*.yaml"))
DEFAULT = (LOOPS / "staffing" / "default.yaml").read_text(encoding="utf-8")
PROFILE = parse_profile((LOOPS / "profiles" / "default.yaml").read_text(encoding="utf-8"))

# A desk gives it to an office, which may send it back; the person says whether it is done.
SMALL = """
id: small
version: 1
calendar: cn-workdays
parties:
  asker: {kind: person}
  desk: {kind: office}
  lead: {kind: any_org}
  co: {kind: any_org, many: true}
  above: {kind: office}
states:
  new:     {kind: intake, owner: desk, due: dispatch, on_due: {escalate: above}}
  work:
    kind: work
    owner: lead
    due: 5WD
    also: [first_contact]
    on_due: {escalate: above}
    obligations: {lead: 1, co: many, join: all, co_due: 3WD}
  told:    {kind: answer, owner: asker, due: 7d, on_due: {go: unsure}, human_channel: true}
  dispute: {kind: arbitrate, owner: above, due: 2WD, on_due: {escalate: above}}
  done:    {end: fulfilled}
  unsure:  {end: unconfirmed}
  decided: {end: denied}
transitions:
  - {event: give, kind: assign, from: new, to: work, by: desk, names: lead}
  - {event: back, kind: return, from: work, to: new, by: lead, reason: required}
  - {event: ready, kind: report_done, from: work, to: told, by: lead}
  - {event: good, kind: confirm, from: told, to: done, by: asker}
  - {event: bad, kind: dispute, from: told, to: work, by: asker}
  - {event: settle, kind: decide, from: dispute, to: decided, by: above, reason: required}
"""
OPENED_AGAIN = "{by: [asker], within: reopen, to: work, keep_clock: true, max: 1, else: dispute}"
# Nothing leaves the straight way but for what a test says.
PLAIN = """
source: a test
leaves:
  intake: {decide: 0%, transfer: 0%, merge: 0%, answer_directly: 0%, solve_on_spot: 0%, confirm: 0%, withdraw: 0%}
  dispatch: {return: 0%, merge: 0%, withdraw: 0%}
  work: {return: RETURN, ask_up: 0%, park: 0%, merge: 0%, withdraw: 0%}
  answer: {silence: SILENCE, dispute: DISPUTE, withdraw: 0%}
  callback: {silence: 0%, dispute: 0%, withdraw: 0%}
  assess: {assess_bad: 0%}
  arbitrate: {transfer: 0%, merge: 0%}
  park: {withdraw: 0%}
  follow: {separate: 0%, withdraw: 0%}
reopened: {fulfilled: 0%, denied: 0%, refused: 0%, withdrawn: 0%, unconfirmed: 0%, transferred: 0%}
"""


def assume(
    back: str = "0%",
    silence: str = "0%",
    dispute: str = "0%",
    reopened: str = "fulfilled: 0%",
    more: str = "",
) -> Assumptions:
    plain = PLAIN.replace("RETURN", back).replace("SILENCE", silence).replace("DISPUTE", dispute)
    plain = plain.replace("fulfilled: 0%", reopened)
    return read_assumptions(DEFAULT, plain + more)


def small(*changes: tuple[str, str]) -> Definition:
    text = SMALL
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return read_definition(text)


def test_a_chain_without_bounds_is_what_it_is_by_hand() -> None:
    """work = new + 0.1 told, new = 1 + 0.2 work, told = 0.8 work: so work = 1 / (1 - 0.2 - 0.08)."""
    found = staffing(small(), PROFILE, assume("20%", dispute="10%"))
    work = 1 / 0.72
    assert found.stays == pytest.approx({"new": 1 + 0.2 * work, "work": work, "told": 0.8 * work})
    assert found.rests == pytest.approx({"done": 1.0})


def test_a_used_up_count_leads_elsewhere() -> None:
    bounded = small(
        (
            "to: new, by: lead, reason: required}",
            "to: new, by: lead, reason: required, max: 1, else: dispute}",
        )
    )
    found = staffing(bounded, PROFILE, assume("20%"))
    assert found.stays == pytest.approx({"new": 1.2, "work": 1.2, "told": 0.96, "dispute": 0.04})
    assert found.rests == pytest.approx({"done": 0.96, "decided": 0.04})


def test_silence_a_lot_and_a_second_opening() -> None:
    """Half is silent. Of what is done one in two is opened again, once; the second time somebody above decides."""
    again = small(
        ("done:    {end: fulfilled}", f"done: {{end: fulfilled, reopen: {OPENED_AGAIN}}}"),
        ("to: done, by: asker}", "to: done, by: asker, sample: {share: recheck, to: dispute}}"),
    )
    once = assume(silence="50%", reopened="fulfilled: 50%")
    found = staffing(again, PROFILE, once)
    # Of one matter: 0.5 silent, 0.025 drawn by lot, 0.475 done; half of that goes round a second time.
    first, second = 0.475, 0.475 * 0.5 * 0.475
    assert found.stays["work"] == pytest.approx(1 + first * 0.5)
    assert found.rests["unsure"] == pytest.approx(0.5 * (1 + first * 0.5))
    assert found.rests["done"] == pytest.approx(first * 0.5 + second * 0.5)
    assert found.rests["decided"] == pytest.approx(0.025 * (1 + first * 0.5) + second * 0.5)


def test_minutes_fall_to_whoever_owes_and_a_person_is_not_counted() -> None:
    found = staffing(small(), PROFILE, assume("20%"))
    new, work = 1.25, 1.25
    # work: 120, first contact 10, no extension and no question here; helpers 20 % of 60; late 10 % of 5.
    assert found.minutes["desk"] == pytest.approx(new * 8)
    assert found.minutes["lead"] == pytest.approx(work * (120 + 10))
    assert found.minutes["co"] == pytest.approx(work * 0.2 * 60)
    assert found.minutes["above"] == pytest.approx((new + work) * 0.1 * 5)
    assert found.minutes["asker"] == 0
    assert found.hours("desk", 1000) == pytest.approx(1000 * 10 / 60)


def test_who_is_not_the_owner_and_takes_the_step_has_had_the_work() -> None:
    spot = small(
        ("kind: assign, from: new, to: work, by: desk", "kind: assign, from: new, to: work, by: above")
    )
    found = staffing(spot, PROFILE, assume())
    assert found.minutes["desk"] == 0
    assert found.minutes["above"] == pytest.approx(8 + 2 * 0.1 * 5)


def test_steps_by_name_go_before_shares_by_kind_and_add_up_to_a_hundred() -> None:
    own = assume("20%", more="steps: {work: {ready: 60%, back: 40%}}\n")
    assert staffing(small(), PROFILE, own).stays["work"] == pytest.approx(1 / 0.6)
    with pytest.raises(BadAssumptions, match=r"shares_not_whole steps\.work 90"):
        assume(more="steps: {work: {ready: 60%, back: 30%}}\n")
    with pytest.raises(Refused, match="shares_unknown"):
        staffing(small(), PROFILE, assume(more="steps: {work: {ready: 60%, nothing: 40%}}\n"))


def test_a_final_decision_takes_the_return_away() -> None:
    state = small().states["work"]
    ways = ways_out(small(), assume("20%"), state, final=True)
    assert [(way.event, share) for way, share in ways if isinstance(way, Transition)] == [("ready", 1.0)]
    named = assume(more="steps: {work: {ready: 60%, back: 40%}}\n")
    assert [share for _, share in ways_out(small(), named, state, final=True)] == [1.0]


def test_what_goes_round_for_ever_is_refused() -> None:
    with pytest.raises(Refused, match="never_ends"):
        staffing(small(), PROFILE, assume("100%"))


def test_a_limit_that_one_stay_fills_is_tight_and_one_at_night_is_named() -> None:
    found = staffing(small(("due: 5WD", "due: 4wh")), PROFILE, assume())
    assert {(each.state, each.key, str(each.limit), each.around_the_clock) for each in found.tight} == {
        ("new", "dispatch", "10min", True),
        ("work", "4wh", "4wh", False),
        ("work", "first_contact", "30min", True),
    }
    by_day = assume(more="classes: {general: 100%, life_safety: 0%, consult: 0%, complex: 0%}\n")
    assert not staffing(small(("due: 5WD", "due: 5wh")), PROFILE, by_day).tight


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("classes: {consult: 30%}\n", None),
        ("source: ours\nclasses: {consult: 10%}\n", "shares_not_whole classes 80"),
        ("source: ours\nleaves: {work: {return: 95%}}\n", "shares_above leaves.work 103"),
        ("source: ours\nleaves: {work: {vanish: 5%}}\n", "profile_unknown_key leaves.work.vanish"),
        ("source: ours\nleaves: {work: {extend: 5%}}\n", "profile_unknown_key leaves.work.extend"),
        ("source: ours\nleaves: {work: {return: often}}\n", "profile_portion leaves.work.return often"),
        ("source: ours\nminutes: {work: -5}\n", "profile_count minutes.work -5"),
        ("source: ours\npost: {share: 0%}\n", "post_without_time post.share"),
        ("source: ours\nnobody: knows\n", "profile_unknown_key nobody"),
        ("source: [ours", "profile_not_yaml"),
    ],
)
def test_assumptions_that_cannot_hold_are_refused_with_their_place(changes: str, said: str | None) -> None:
    with pytest.raises(BadAssumptions, match=said or "profile_missing source"):
        read_assumptions(DEFAULT, changes)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_definition_can_be_counted(path: Path) -> None:
    definition = read_definition(path.read_text(encoding="utf-8"))
    found = staffing(definition, PROFILE, read_assumptions(DEFAULT))
    assert sum(found.rests.values()) == pytest.approx(1, abs=1e-5)
    assert set(found.stays) == {state.name for state in definition.states.values() if not state.is_end}
    works = "tester" if path.stem == "algorithm" else "lead"
    assert max(found.minutes, key=lambda party: found.minutes[party]) == works


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_thousands_of_matters_moved_by_the_rules_of_the_engine_come_to_the_same(path: Path) -> None:
    definition = read_definition(path.read_text(encoding="utf-8"))
    assumed = read_assumptions(DEFAULT)
    counted = staffing(definition, PROFILE, assumed)
    chance, times = random.Random(7), 6_000
    stays: Counter[str] = Counter()
    for _ in range(times):
        stays.update(_walk(definition, assumed, chance))
    for name, number in counted.stays.items():
        assert stays[name] / times == pytest.approx(number, abs=0.05 * number + 0.012), name
    work = [name for name, state in definition.states.items() if state.kind is StateKind.WORK]
    assert all(stays[name] > times / 2 for name in work)


def _walk(definition: Definition, assumed: Assumptions, chance: random.Random) -> Counter[str]:
    """Move one matter by `moves.target` until it rests, choosing the steps by their shares."""
    stays: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    holders: dict[str, tuple[str, ...]] = {}
    here, final = definition.start.name, False
    while True:
        state = definition.states[here]
        if state.is_end:
            if not state.end or not state.reopen or chance.random() * 100 >= assumed.reopened[state.end]:
                return stays
            event = REOPEN
        else:
            stays[here] += 1
            ways = ways_out(definition, assumed, state, final=final)
            way = chance.choices([way for way, _ in ways], [share for _, share in ways])[0]
            if not isinstance(way, Transition):
                here = way
                continue
            event = way.event
            holders |= {name: ("unit",) for name in (way.names, way.may_name) if name}
            final = final or way.final
        share = next((t.sample for t in definition.from_state(here) if t.event == event and t.sample), None)
        percent = PROFILE.share(share.share) if share else 0
        there = target(
            definition,
            _view(here, counts, holders, final=final),
            event,
            drawn=chance.randrange(1000) if share else None,
            share=percent,
        )
        counts[event] += 1
        here = there


def _view(here: str, counts: Counter[str], holders: dict[str, tuple[str, ...]], *, final: bool) -> LoopView:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return LoopView(
        state=here,
        counts=counts,
        holders=holders,
        barred_returns=final,
        entered_at=at,
        taken_up_at=None,
        ended_at=None,
        open_co=0,
        done_co=0,
        refused_co=0,
        paused=False,
        worked_by=frozenset(),
        window_ends=None,
        reopen_ends=None,
    )


def test_self_steps_do_not_move_a_matter() -> None:
    state = small().states["work"]
    kinds = {way.kind for way, _ in ways_out(small(), assume("20%"), state) if isinstance(way, Transition)}
    assert kinds == {EventKind.RETURN, EventKind.REPORT_DONE}
