"""Who may know what of a case, as tables without a database."""

from dataclasses import replace
from uuid import UUID

import pytest

from gongzhi.cases.discretion import (
    CONFIDENTIAL_TITLE,
    confidentiality_refusal,
    contact_refusal,
    is_masked,
    listed_title,
    needs_refusal,
    needs_shown,
)
from gongzhi.kernel.ids import new_id
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor, ActorKind

DESK, HOTLINE, CALLERS, LEAD, HELPING, ARBITERS, TOWN = (new_id() for _each in range(7))
HOLDERS = {
    "resident": (None,),
    "operator": (HOTLINE,),
    "intake": (DESK,),
    "caller": (CALLERS,),
    "arbiter": (ARBITERS,),
    "lead": (LEAD,),
    "co": (HELPING,),
}


def staff(unit: UUID, *powers: str) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        account_id=new_id(),
        post_id=new_id(),
        unit_id=unit,
        division="999901000000",
        powers=frozenset(powers),
    )


OPERATOR = staff(HOTLINE, "case.intake", "contact.relay", "case.read")
DISPATCHER = staff(DESK, "case.intake", "case.dispatch", "contact.relay", "case.read")
CALLER = staff(CALLERS, "case.callback", "contact.show")
HANDLER = staff(LEAD, "case.handle", "contact.show")
HEAD = staff(LEAD, "case.handle", "case.approve", "case.read", "contact.show")
HELPER = staff(HELPING, "case.handle", "contact.show")
COMPANY = replace(HELPER, third_party=True)
ARBITER = staff(ARBITERS, "case.arbitrate", "case.read")
LEADER = staff(TOWN, "case.overrule", "case.read")
ADMIN = staff(DESK, "organization.manage")


@pytest.mark.parametrize(
    ("by", "plain", "confidential"),
    [
        (OPERATOR, "people.contact_not_entitled", None),
        (DISPATCHER, "people.contact_not_entitled", None),
        (CALLER, None, None),
        (HANDLER, None, None),  # a second person has to agree: see the action
        (HEAD, None, None),
        (HELPER, None, None),
        (COMPANY, "people.third_party", "people.third_party"),
        (ARBITER, "people.contact_not_entitled", "cases.contact_confidential"),
        (LEADER, "cases.not_yours", "cases.not_yours"),
    ],
)
def test_who_may_ask_who_reported_it(by: Actor, plain: str | None, confidential: str | None) -> None:
    for secret, code in ((False, plain), (True, confidential)):
        refusal = contact_refusal(by, holders=HOLDERS, open_=True, confidential=secret)
        assert (refusal and refusal.code) == code
    ended = contact_refusal(by, holders=HOLDERS, open_=False, confidential=True)
    assert ended is not None
    assert ended.code == {LEADER: "cases.not_yours", COMPANY: "people.third_party"}.get(by, "cases.ended")


def test_a_desk_that_handles_the_case_itself_passes_nothing_on() -> None:
    both = HOLDERS | {"lead": (DESK,)}
    refusal = contact_refusal(DISPATCHER, holders=both, open_=True, confidential=True)
    assert refusal is not None
    assert refusal.code == "people.contact_not_entitled"


@pytest.mark.parametrize(
    ("by", "masked"),
    [
        (OPERATOR, False),
        (DISPATCHER, False),
        (CALLER, False),
        (HANDLER, False),
        (HELPER, False),
        (ARBITER, False),
        (LEADER, True),
        (ADMIN, True),  # sits in the unit that dispatches, but acts for no party
        (SYSTEM, False),
    ],
)
def test_whoever_plays_no_part_reads_no_words(by: Actor, masked: bool) -> None:
    assert is_masked(by, confidential=True, holders=HOLDERS) is masked
    assert is_masked(by, confidential=False, holders=HOLDERS) is False


@pytest.mark.parametrize(
    ("by", "plain", "confidential"),
    [
        (OPERATOR, True, True),
        (DISPATCHER, True, True),
        (CALLER, True, True),
        (HANDLER, True, False),
        (HELPER, True, False),
        (ARBITER, False, False),
        (LEADER, False, False),
        (ADMIN, False, False),
    ],
)
def test_needs_are_shown_to_those_who_get_in_touch(by: Actor, plain: bool, confidential: bool) -> None:
    assert needs_shown(by, holders=HOLDERS, open_=True, confidential=False) is plain
    assert needs_shown(by, holders=HOLDERS, open_=True, confidential=True) is confidential
    assert needs_shown(by, holders=HOLDERS, open_=False, confidential=False) is False


@pytest.mark.parametrize(
    ("by", "sets", "lifts"),
    [
        (RESIDENT, None, None),
        (OPERATOR, None, "cases.resident_lifts_it"),
        (DISPATCHER, None, "cases.resident_lifts_it"),
        (CALLER, "loops.not_entitled", "loops.not_entitled"),
        (HANDLER, "loops.not_entitled", "loops.not_entitled"),
        (staff(TOWN, "case.intake"), "cases.not_yours", "cases.resident_lifts_it"),
        (SYSTEM, "loops.not_entitled", "loops.not_entitled"),
    ],
)
def test_the_resident_alone_lifts_it(by: Actor, sets: str | None, lifts: str | None) -> None:
    for wanted, code in ((True, sets), (False, lifts)):
        refusal = confidentiality_refusal(by, confidential=wanted, holders=HOLDERS)
        assert (refusal and refusal.code) == code


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (RESIDENT, None),
        (OPERATOR, None),
        (DISPATCHER, None),
        (CALLER, None),
        (HANDLER, "cases.not_yours"),
        (ADMIN, "loops.not_entitled"),
        (SYSTEM, "loops.not_entitled"),
    ],
)
def test_who_says_what_somebody_needs(by: Actor, code: str | None) -> None:
    refusal = needs_refusal(by, note="粤语", holders=HOLDERS)
    assert (refusal and refusal.code) == code
    too_long = needs_refusal(by, note="长" * 201, holders=HOLDERS)
    assert too_long is not None
    assert too_long.code == "cases.needs_too_long"


def test_no_word_of_the_text_is_in_the_title_of_a_confidential_case() -> None:
    assert listed_title("邻居深夜打骂孩子。", confidential=False) == "邻居深夜打骂孩子"
    assert listed_title("邻居深夜打骂孩子。", confidential=True) == CONFIDENTIAL_TITLE
