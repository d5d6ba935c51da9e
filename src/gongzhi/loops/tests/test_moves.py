"""What may happen to a loop, and where it leads: the shipped case definition as a table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.loops.facts import EventKind
from gongzhi.loops.rules.definition import Definition
from gongzhi.loops.rules.definition_file import definition_of, read_definition
from gongzhi.loops.rules.graph import edges, surely_held
from gongzhi.loops.rules.moves import DRAW_OF, LoopView, available, find, may, parties_of, target, used
from gongzhi.loops.tests.mutants import put
from gongzhi.loops.tests.mutants_by_hand import CASE, DATA
from gongzhi.loops.tests.strategies import definitions

DEFINITION = read_definition(CASE)
AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)
HOLDERS = {
    "resident": ("",),
    "operator": ("hotline",),
    "intake": ("desk",),
    "arbiter": ("government",),
    "caller": ("callers",),
    "verifier": ("inspectors",),
}


def view(state: str, **changes: Any) -> LoopView:
    plain = LoopView(
        state=state,
        counts={},
        holders={**HOLDERS, "lead": ("water",)},
        barred_returns=False,
        entered_at=AT,
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
    return replace(plain, **changes)


def code(
    state: str,
    event: str,
    party: str,
    *,
    definition: Definition = DEFINITION,
    reason: bool = True,
    **more: Any,
) -> str | None:
    named, unit = more.pop("named", True), more.pop("unit", None)
    found = may(
        definition, view(state, **more), event, party, AT, reason_given=reason, named=named, unit=unit
    )
    return found.code if found else None


UNHELD: dict[str, Any] = {"holders": HOLDERS}
TABLE: list[tuple[str, str, str, dict[str, Any], str | None]] = [
    ("registered", "dispatch", "intake", {}, None),
    ("registered", "dispatch", "intake", {"named": False}, "loops.name_missing"),
    ("registered", "dispatch", "lead", {}, "loops.not_theirs"),
    ("registered", "sign", "lead", {}, "loops.not_now"),
    ("registered", "refuse", "intake", {"reason": False}, "loops.reason_missing"),
    ("registered", "refuse", "intake", {"worked_by": frozenset({"desk"})}, "loops.own_work"),
    ("dispatched", "sign", "lead", {}, None),
    ("dispatched", "return", "lead", {}, None),
    ("dispatched", "return", "lead", {"barred_returns": True}, "loops.return_barred"),
    ("working", "return", "lead", {"taken_up_at": AT, "window_ends": AT}, None),
    (
        "working",
        "return",
        "lead",
        {"taken_up_at": AT, "window_ends": AT - timedelta(seconds=1)},
        "loops.window_over",
    ),
    ("working", "answer", "lead", {"done_co": 1, "refused_co": 1}, None),
    ("working", "answer", "lead", {"open_co": 1, "done_co": 1}, "loops.parts_open"),
    ("working", "answer", "co", {}, "loops.not_theirs"),
    ("working", "ask", "lead", {}, None),
    ("working", "ask", "lead", {"paused": True}, "loops.already_paused"),
    ("working", "extend", "lead", {}, None),
    ("working", "extend", "lead", {"counts": {"extend": 1}}, "loops.used_up"),
    ("working", "solved", "resident", {}, "loops.not_now"),
    ("arbitration", "decide", "arbiter", {"named": False}, "loops.name_missing"),
    ("arbitration", "conclude", "arbiter", {"worked_by": frozenset({"government"})}, "loops.own_work"),
    ("answered", "solved", "resident", {"worked_by": frozenset({"water"})}, None),
    ("answered", "solved", "lead", {}, "loops.not_theirs"),
    ("calling", "solved", "caller", {}, None),
    ("calling", "solved", "caller", {"worked_by": frozenset({"callers"})}, "loops.own_work"),
    ("calling", "solved", "caller", {"worked_by": frozenset({"x"}), "unit": "x"}, "loops.own_work"),
    ("calling", "not_solved", "caller", {"worked_by": frozenset({"callers"})}, None),
    ("rechecking", "recheck_ok", "verifier", {"worked_by": frozenset({"inspectors"})}, "loops.own_work"),
    ("withdrawal_check", "withdrawal_confirmed", "resident", {}, "loops.not_theirs"),
    ("closed", "reopen", "resident", {"reopen_ends": AT}, None),
    ("closed", "reopen", "verifier", {"reopen_ends": LATER}, None),
    ("closed", "reopen", "lead", {"reopen_ends": LATER}, "loops.not_theirs"),
    ("closed", "reopen", "resident", {"reopen_ends": AT - timedelta(seconds=1)}, "loops.reopen_over"),
    ("closed", "reopen", "resident", {}, "loops.reopen_over"),
    ("closed", "solved", "resident", {"reopen_ends": LATER}, "loops.not_now"),
    ("working", "reopen", "resident", {}, "loops.not_now"),
]


@pytest.mark.parametrize(("state", "event", "party", "more", "expected"), TABLE)
def test_who_may_do_what(
    state: str, event: str, party: str, more: dict[str, Any], expected: str | None
) -> None:
    assert code(state, event, party, **more) == expected


@pytest.mark.parametrize(
    ("join", "quorum", "parts", "expected"),
    [
        ("quorum", 2, {"open_co": 1, "done_co": 1}, "loops.parts_open"),
        ("quorum", 2, {"open_co": 1, "done_co": 2}, None),
        ("quorum", 2, {"done_co": 1}, None),  # nobody is left to wait for
        ("quorum", 1, {"open_co": 1, "refused_co": 1}, "loops.parts_open"),
        ("lead_decides", None, {"open_co": 5}, None),
    ],
)
def test_join_rules(join: str, quorum: int | None, parts: dict[str, Any], expected: str | None) -> None:
    joint = {"lead": 1, "co": "many", "join": join, "co_due": "3WD"} | ({"quorum": quorum} if quorum else {})
    definition = definition_of(put(DATA, joint, "states", "working", "obligations"))
    assert code("working", "answer", "lead", definition=definition, **parts) == expected


@pytest.mark.parametrize(
    ("state", "event", "more", "drawn", "expected"),
    [
        ("dispatched", "return", {}, None, "return_review"),
        ("dispatched", "return", {"counts": {"return": 1}}, None, "return_review"),
        ("dispatched", "return", {"counts": {"return": 2}}, None, "arbitration"),
        ("return_review", "deny_return", {}, None, "dispatched"),
        ("return_review", "deny_return", {"counts": {"deny_return": 1}}, None, "arbitration"),
        ("answered", "solved", {}, None, "closed"),
        ("answered", "solved", {}, 49, "rechecking"),
        ("answered", "solved", {}, 50, "closed"),
        ("answered", "not_solved", {}, None, "working"),
        ("answered", "not_solved", UNHELD, None, "registered"),
        ("answered", "not_solved", {"counts": {"not_solved": 1}}, None, "arbitration"),
        ("answered", "not_solved", {"counts": {"reopen": 1}}, None, "arbitration"),
        ("calling", "not_solved", {"counts": {"not_solved": 1}, **UNHELD}, None, "arbitration"),
        ("answered", "not_solved", {"counts": {"withdrawal_not_meant": 1}}, None, "working"),
        ("withdrawal_check", "withdrawal_not_meant", {"counts": {"not_solved": 3}}, None, "working"),
        ("rechecking", "recheck_bad", UNHELD, None, "registered"),
        ("closed", "reopen", {}, None, "working"),
        ("closed", "reopen", UNHELD, None, "registered"),
        ("closed", "reopen", {"counts": {"not_solved": 1}}, None, "arbitration"),
        ("concluded", "reopen", {"counts": {"reopen": 2}}, None, "arbitration"),
        ("withdrawn", "reopen", {"counts": {"reopen": 2}}, None, "registered"),
    ],
)
def test_where_an_event_leads(
    state: str, event: str, more: dict[str, Any], drawn: int | None, expected: str
) -> None:
    assert target(DEFINITION, view(state, **more), event, drawn=drawn, share=5) == expected


def test_a_share_is_drawn_in_proportion() -> None:
    drawn = [target(DEFINITION, view("answered"), "solved", drawn=n, share=5) for n in range(DRAW_OF)]
    assert drawn.count("rechecking") == DRAW_OF * 5 // 100


def test_an_event_that_is_not_possible_leads_nowhere() -> None:
    with pytest.raises(KeyError):
        target(DEFINITION, view("closed"), "solved", drawn=None, share=5)


def test_a_decision_that_may_name_someone_must_do_so_when_nobody_holds_the_party() -> None:
    index = next(i for i, t in enumerate(DATA["transitions"]) if t["event"] == "decide")
    data = put(DATA, "lead", "transitions", index, "may_name")
    del data["transitions"][index]["names"]
    definition = definition_of(data)
    assert code("arbitration", "decide", "arbiter", definition=definition, named=False) is None
    unheld = code("arbitration", "decide", "arbiter", definition=definition, named=False, **UNHELD)
    assert unheld == "loops.name_missing"


@pytest.mark.parametrize(
    ("unit", "resident", "offices", "expected"),
    [
        ("water", False, frozenset(), {"lead"}),
        ("desk", False, frozenset(), {"intake"}),
        ("desk", False, frozenset({"arbiter", "lead", "resident"}), {"intake", "arbiter"}),
        (None, True, frozenset({"arbiter"}), {"resident"}),
        (None, False, frozenset(), set()),
        ("", False, frozenset(), set()),
        ("park", False, frozenset(), set()),
    ],
)
def test_parties_of_an_actor(
    unit: str | None, resident: bool, offices: frozenset[str], expected: set[str]
) -> None:
    found = parties_of(DEFINITION, view("working"), actor_unit=unit, resident=resident, offices=offices)
    assert found == expected


def test_offers_are_those_of_the_actor_with_the_reason_against_each() -> None:
    offers = {o.event: o for o in available(DEFINITION, view("working", open_co=2), frozenset({"lead"}), AT)}
    assert set(offers) == {"return", "ask", "extend", "park", "ask_up", "answer"}
    assert offers["return"].needs_reason
    refusal = offers["answer"].refusal
    assert refusal is not None
    assert (refusal.code, refusal.details) == ("loops.parts_open", {"open": 2})
    (dispatch,) = [
        o
        for o in available(DEFINITION, view("registered"), frozenset({"intake"}), AT)
        if o.event == "dispatch"
    ]
    assert (dispatch.names, dispatch.refusal) == ("lead", None)


def test_who_plays_two_parties_acts_as_the_one_that_may() -> None:
    loop = view("calling", worked_by=frozenset({"callers"}))
    (solved,) = [
        o for o in available(DEFINITION, loop, frozenset({"caller", "resident"}), AT) if o.event == "solved"
    ]
    assert (solved.party, solved.refusal) == ("resident", None)


def test_an_end_offers_reopening_and_nothing_else() -> None:
    (offer,) = available(DEFINITION, view("closed", reopen_ends=LATER), frozenset({"resident", "lead"}), AT)
    assert (offer.event, offer.kind, offer.refusal) == ("reopen", EventKind.REOPEN, None)
    assert available(DEFINITION, view("closed", reopen_ends=LATER), frozenset({"lead"}), AT) == ()


@settings(max_examples=40, deadline=None)
@given(definitions(), st.data())
def test_offer_and_permission_agree_and_lead_to_a_state_with_a_holder(text: str, data: st.DataObject) -> None:
    definition = read_definition(text)
    state = data.draw(st.sampled_from(sorted(definition.states)))
    counts = {t.event: data.draw(st.integers(0, 3)) for t in definition.transitions}
    # A loop is never without a lead in a state that is entered only after one was named.
    held = "lead" in surely_held(definition, edges(definition))[state] or data.draw(st.booleans())
    loop = view(
        state,
        counts=counts,
        holders={**HOLDERS, "lead": ("water",)} if held else HOLDERS,
        reopen_ends=LATER,
        paused=data.draw(st.booleans()),
        worked_by=frozenset(data.draw(st.sets(st.sampled_from(["water", "callers", "inspectors"])))),
    )
    for offer in available(definition, loop, frozenset(definition.parties), AT):
        refusal = may(definition, loop, offer.event, offer.party, AT, reason_given=True, named=True)
        assert refusal == offer.refusal
        goal = definition.states[
            target(definition, loop, offer.event, drawn=data.draw(st.integers(0, 999)), share=5)
        ]
        named = offer.names or offer.may_name
        assert goal.is_end or loop.holders.get(goal.owner) or named == goal.owner
        transition = find(definition, state, offer.event)
        if (
            transition
            and transition.otherwise
            and used(definition, loop, transition) >= (transition.max or 0)
        ):
            assert goal.name == transition.otherwise
