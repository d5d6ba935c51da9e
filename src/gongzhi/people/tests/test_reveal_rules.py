"""Who may see who is behind a matter, and who agrees: decisions alone, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import (
    RESIDENT,
    SYSTEM,
    Actor,
    ActorKind,
    RevealLimits,
    RevealState,
    RevealWish,
)
from gongzhi.people.rules import (
    REASON_LIMIT,
    call_refusal,
    decision_refusal,
    opened_refusal,
    reveal_refusal,
    second_refusal,
)

AT = datetime(2026, 11, 28, 10, tzinfo=UTC)
LIMITS = RevealLimits(bases={"VISIT": ("DUTY",), "DANGER": ("EMERGENCY", "DUTY")}, minutes=(10, 30))
WISH = RevealWish("VISIT", "DUTY", 30, "约时间到现场查看")


def staff(*powers: str, third_party: bool = False) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        account_id=uuid4(),
        post_id=uuid4(),
        unit_id=uuid4(),
        powers=frozenset(powers),
        third_party=third_party,
    )


def code(refusal: Refusal | None) -> str:
    return refusal.code.partition(".")[2] if refusal else ""


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (WISH, ""),
        (replace(WISH, purpose="CURIOUS"), "purpose_missing"),
        (replace(WISH, basis="EMERGENCY"), "basis_does_not_carry"),
        (replace(WISH, purpose="DANGER", basis="EMERGENCY"), ""),
        (replace(WISH, minutes=600), "minutes_unknown"),
        (replace(WISH, reason=" 看\n"), "reason_missing"),
        (replace(WISH, reason="长" * (REASON_LIMIT + 1)), "reason_too_long"),
    ],
)
def test_purpose_basis_time_and_reason_are_all_asked_for(wish: RevealWish, expected: str) -> None:
    assert code(reveal_refusal(staff("contact.show"), wish, limits=LIMITS)) == expected


def test_a_third_party_is_refused_before_anything_else() -> None:
    everything = staff("contact.show", "contact.relay", "contact.approve", third_party=True)
    assert code(reveal_refusal(everything, WISH, limits=LIMITS)) == "third_party"
    nonsense = replace(WISH, purpose="", reason="")
    assert code(reveal_refusal(everything, nonsense, limits=LIMITS, relaying=True)) == "third_party"
    assert code(call_refusal(everything, purpose="", phone="", limits=LIMITS, relaying=True)) == "third_party"
    assert code(second_refusal(everything, asker=uuid4(), handles=False, covers=True)) == "third_party"


@pytest.mark.parametrize(
    ("by", "relaying", "expected"),
    [
        (staff("contact.show"), False, ""),
        (staff("contact.relay"), False, "contact_not_entitled"),
        (staff("contact.relay"), True, ""),
        (staff("case.handle"), True, "contact_not_entitled"),
        (RESIDENT, True, "contact_not_entitled"),
        (SYSTEM, True, "contact_not_entitled"),  # no job looks at anybody
    ],
)
def test_the_power_for_it(by: Actor, relaying: bool, expected: str) -> None:
    assert code(reveal_refusal(by, WISH, limits=LIMITS, relaying=relaying)) == expected
    called = call_refusal(by, purpose="VISIT", phone="0571 8800 1234", limits=LIMITS, relaying=relaying)
    assert code(called) == expected


@pytest.mark.parametrize("phone", ["", "call me", "12", "1" * 30, "139; drop", "+", "-1234"])
def test_a_call_needs_a_telephone_to_ring_at(phone: str) -> None:
    by = staff("contact.show")
    refusal = call_refusal(by, purpose="VISIT", phone=phone, limits=LIMITS, relaying=False)
    assert code(refusal) == "desk_phone_malformed"


@pytest.mark.parametrize("phone", ["8001", "12345", "0571-88001234", "+86 571 8800 1234"])
def test_an_extension_is_a_telephone_too(phone: str) -> None:
    by = staff("contact.show")
    assert call_refusal(by, purpose="VISIT", phone=phone, limits=LIMITS, relaying=False) is None


@pytest.mark.parametrize(
    ("power", "own", "handles", "covers", "expected"),
    [
        ("contact.approve", False, False, True, ""),
        ("contact.show", False, False, True, "not_second"),
        ("contact.approve", True, False, True, "second_is_another"),
        ("contact.approve", False, True, True, "not_second"),
        ("contact.approve", False, False, False, "not_second"),
    ],
)
def test_the_second_person(power: str, own: bool, handles: bool, covers: bool, expected: str) -> None:
    by = staff(power)
    asker: UUID = by.account_id if own and by.account_id else uuid4()
    assert code(second_refusal(by, asker=asker, handles=handles, covers=covers)) == expected


@pytest.mark.parametrize(
    ("state", "waited", "agree", "reason", "expected"),
    [
        (RevealState.ASKED, timedelta(hours=1), True, "", ""),
        (RevealState.ASKED, timedelta(days=1), True, "", ""),
        (RevealState.ASKED, timedelta(days=1, seconds=1), True, "", "reveal_lapsed"),
        (RevealState.ASKED, timedelta(hours=1), False, " ", "decline_reason_missing"),
        (RevealState.ASKED, timedelta(hours=1), False, "请先通过平台提问", ""),
        (RevealState.OPEN, timedelta(hours=1), True, "", "reveal_decided"),
        (RevealState.DECLINED, timedelta(hours=1), True, "", "reveal_decided"),
    ],
)
def test_a_request_is_decided_once_and_within_a_day(
    state: RevealState, waited: timedelta, agree: bool, reason: str, expected: str
) -> None:
    refusal = decision_refusal(state, asked_at=AT - waited, agree=agree, reason=reason, at=AT)
    assert code(refusal) == expected


def test_what_is_open_is_read_by_whoever_asked_until_its_time_is_over() -> None:
    by, until = staff(), AT + timedelta(minutes=30)
    assert by.account_id
    assert by.post_id
    own = {"account": by.account_id, "post": by.post_id}
    assert opened_refusal(by, **own, until=until, closed=False, at=AT) is None
    assert code(opened_refusal(by, **own, until=until, closed=False, at=until)) == "reveal_over"
    assert code(opened_refusal(by, **own, until=until, closed=True, at=AT)) == "reveal_over"
    assert code(opened_refusal(by, **own, until=None, closed=False, at=AT)) == "reveal_not_open"
    for other in ({"account": uuid4()}, {"post": uuid4()}):
        assert code(opened_refusal(by, **(own | other), until=until, closed=False, at=AT)) == "not_yours"
    assert code(opened_refusal(RESIDENT, **own, until=until, closed=False, at=AT)) == "not_yours"
