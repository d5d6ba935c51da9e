"""What differs between two entries, and who may type the second: no database."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.channels.paper.facts import PaperView, Typed
from gongzhi.channels.paper.rules import again_refusal, differing, print_refusal, received_refusal
from gongzhi.people.facts import RESIDENT, Actor, ActorKind

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST, SECOND = UUID(int=1), UUID(int=2)
CLERK = Actor(kind=ActorKind.STAFF, account_id=SECOND, powers=frozenset({"case.intake"}))


def paper(**more) -> PaperView:
    values = {
        "id": UUID(int=9), "number": "260302-0000001", "matter": "", "printed_at": AT, "loop_id": UUID(int=8),
        "entered_at": AT, "received_on": AT.date(), "twice": True, "again_at": None,
    }  # fmt: skip
    return PaperView(**{**values, **more})


@pytest.mark.parametrize(
    ("first", "second", "differs"),
    [
        ({Typed.TEXT: "灯坏了。"}, {Typed.TEXT: "灯 坏了"}, ()),
        ({Typed.TEXT: "灯坏了３天"}, {Typed.TEXT: "灯坏了3天"}, ()),
        ({Typed.TEXT: "灯坏了3天"}, {Typed.TEXT: "灯坏了8天"}, (Typed.TEXT,)),
        (
            {Typed.ADDRESS: "", Typed.MATTER: "a"},
            {Typed.ADDRESS: "西街", Typed.MATTER: "b"},
            (Typed.MATTER, Typed.ADDRESS),
        ),
    ],
)
def test_what_differs(first, second, differs) -> None:
    assert differing(first, second) == differs


@given(st.dictionaries(st.sampled_from(Typed), st.text(max_size=30)))
def test_the_same_entry_never_differs(entry) -> None:
    assert differing(entry, entry) == ()


@pytest.mark.parametrize(
    ("by", "view", "code"),
    [
        (CLERK, paper(), ""),
        (RESIDENT, paper(), "loops.not_entitled"),
        (CLERK, paper(twice=False), "paper.typed_already"),
        (CLERK, paper(again_at=AT), "paper.typed_already"),
        (CLERK, paper(loop_id=None), "paper.typed_already"),
    ],
)
def test_who_types_again(by, view, code) -> None:
    found = again_refusal(by, view, first_by=FIRST)
    assert (found.code if found else "") == code


def test_nobody_checks_the_own_entry() -> None:
    found = again_refusal(CLERK, paper(), first_by=SECOND)
    assert found
    assert found.code == "paper.typed_by_you"


@pytest.mark.parametrize(("days", "fine"), [(0, True), (30, True), (-1, False), (2000, False)])
def test_when_a_paper_came_in(days, fine) -> None:
    today = date(2026, 3, 2)
    assert (received_refusal(today - timedelta(days=days), today=today) is None) is fine


@pytest.mark.parametrize(("count", "fine"), [(0, False), (1, True), (50, True), (51, False)])
def test_how_many_are_printed(count, fine) -> None:
    assert (print_refusal(CLERK, count=count) is None) is fine
