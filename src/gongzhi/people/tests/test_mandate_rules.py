"""Who may act for somebody, in what, until when: a table of cases, no database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from gongzhi.people.facts import (
    RESIDENT,
    SYSTEM,
    Actor,
    ActorKind,
    HelpedAct,
    MandateProof,
    MandateView,
    MandateWish,
)
from gongzhi.people.mandate_rules import (
    dispute_refusal,
    join_refusal,
    mandate_refusal,
    mandate_wish_refusal,
    revoke_refusal,
)

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ME, COLLEAGUE, UNIT, OTHER_UNIT, MATTER, OTHER = (UUID(int=number) for number in range(1, 7))
STAFF = Actor(kind=ActorKind.STAFF, account_id=ME, unit_id=UNIT)
HERE = MandateWish(MandateProof.PRESENT)
VIEW = MandateView(
    id=UUID(int=9),
    subject=MATTER,
    kinds=("case",),
    acts=(HelpedAct.FILE, HelpedAct.JUDGE),
    proof=MandateProof.PRESENT,
    has_photo=False,
    through_resident=False,
    account=ME,
    unit=UNIT,
    made_at=AT,
    until=AT + timedelta(days=90),
    revoked_at=None,
)


@pytest.mark.parametrize(
    ("by", "wish", "acts", "days", "code"),
    [
        (STAFF, HERE, (HelpedAct.FILE,), 90, ""),
        (RESIDENT, HERE, (HelpedAct.FILE,), 90, "people.may_not_help"),
        (SYSTEM, HERE, (HelpedAct.FILE,), 90, "people.may_not_help"),
        (replace(STAFF, third_party=True), HERE, (HelpedAct.FILE,), 90, "people.may_not_help"),
        (STAFF, HERE, (), 90, "people.mandate_allows_nothing"),
        (STAFF, MandateWish(MandateProof.WITNESS), (HelpedAct.ADD,), 90, "people.witness_missing"),
        (STAFF, MandateWish(MandateProof.WITNESS, note="邻居李梅"), (HelpedAct.ADD,), 90, ""),
        (STAFF, replace(HERE, note="长" * 201), (HelpedAct.ADD,), 90, "people.mandate_note_too_long"),
        (STAFF, HERE, (HelpedAct.FILE,), 0, "people.mandate_days"),
        (STAFF, HERE, (HelpedAct.FILE,), 366, "people.mandate_days"),
        (STAFF, HERE, (HelpedAct.FILE,), 365, ""),
    ],
)
def test_who_may_be_given_a_mandate(by, wish, acts, days, code) -> None:
    found = mandate_wish_refusal(by, wish, acts=acts, helps=True, days=days, longest=365)
    assert (found.code if found else "") == code


def test_a_post_that_takes_nothing_in_helps_nobody() -> None:
    found = mandate_wish_refusal(STAFF, HERE, acts=(HelpedAct.FILE,), helps=False, days=1, longest=365)
    assert found
    assert found.code == "people.may_not_help"


@pytest.mark.parametrize(
    ("view", "act", "subject", "account", "after", "handled_by", "code"),
    [
        (VIEW, HelpedAct.FILE, MATTER, ME, 0, (), ""),
        (VIEW, HelpedAct.FILE, MATTER, COLLEAGUE, 0, (), "people.mandate_of_another"),
        (VIEW, HelpedAct.FILE, MATTER, ME, 90, (), "people.mandate_over"),
        (VIEW, HelpedAct.FILE, MATTER, ME, 89, (), ""),
        (replace(VIEW, revoked_at=AT), HelpedAct.FILE, MATTER, ME, 1, (), "people.mandate_over"),
        (VIEW, HelpedAct.WITHDRAW, MATTER, ME, 0, (), "people.mandate_not_for_this"),
        (VIEW, HelpedAct.FILE, OTHER, ME, 0, (), "people.mandate_not_for_this"),
        (replace(VIEW, subject=None), HelpedAct.FILE, OTHER, ME, 0, (), ""),
        (
            replace(VIEW, subject=None, kinds=("x",)),
            HelpedAct.FILE,
            OTHER,
            ME,
            0,
            (),
            "people.mandate_not_for_this",
        ),
        (VIEW, HelpedAct.JUDGE, MATTER, ME, 0, (OTHER_UNIT,), ""),
        (VIEW, HelpedAct.JUDGE, MATTER, ME, 0, (OTHER_UNIT, UNIT), "people.handles_it_itself"),
        (VIEW, HelpedAct.FILE, MATTER, ME, 0, (UNIT,), ""),
    ],
)
def test_what_a_mandate_allows(view, act, subject, account, after, handled_by, code) -> None:
    found = mandate_refusal(
        view,
        subject=subject,
        kind="case",
        act=act,
        account=account,
        handled_by=handled_by,
        at=AT + timedelta(days=after),
    )
    assert (found.code if found else "") == code


def test_a_mandate_for_several_matters_is_for_one_persons() -> None:
    said = {
        "subject": OTHER,
        "kind": "case",
        "act": HelpedAct.FILE,
        "account": ME,
        "handled_by": (),
        "at": AT,
    }
    found = mandate_refusal(replace(VIEW, subject=None), **said, same_person=False)
    assert found
    assert found.code == "people.mandate_of_somebody_else"


@pytest.mark.parametrize("same_person", [True, False])
def test_whoever_handles_a_matter_does_not_learn_whether_a_telephone_is_its_persons(
    same_person: bool,
) -> None:
    found = mandate_refusal(
        replace(VIEW, subject=None, acts=(HelpedAct.ADD,)),
        subject=OTHER,
        kind="case",
        act=HelpedAct.ADD,
        account=ME,
        handled_by=(UNIT,),
        at=AT,
        same_person=same_person,
    )
    assert found
    assert found.code == "people.handles_it_itself"


def test_which_matters_are_theirs_the_person_says_or_who_helps() -> None:
    assert join_refusal(RESIDENT, helps=False) is None
    assert join_refusal(STAFF, helps=True) is None
    assert join_refusal(STAFF, helps=False)


def test_a_mandate_ends_once_and_by_the_person_or_who_helps() -> None:
    assert revoke_refusal(RESIDENT, VIEW, helps=False) is None
    assert revoke_refusal(STAFF, VIEW, helps=True) is None
    assert revoke_refusal(STAFF, VIEW, helps=False)
    assert revoke_refusal(RESIDENT, replace(VIEW, revoked_at=AT), helps=False)


@pytest.mark.parametrize(
    ("disputed", "days", "code"),
    [
        (False, 0, ""),
        (False, 30, ""),
        (False, 31, "people.dispute_over"),
        (True, 1, "people.disputed_already"),
    ],
)
def test_until_when_an_act_is_disputed(disputed, days, code) -> None:
    found = dispute_refusal(disputed=disputed, acted_at=AT, at=AT + timedelta(days=days), days=30)
    assert (found.code if found else "") == code


def test_who_is_helped_is_the_resident_and_named_by_the_mandate() -> None:
    helped = Actor(kind=ActorKind.RESIDENT, account_id=ME, mandate=VIEW.id)
    assert helped.name() == f"mandate:{VIEW.id}"
    assert not helped.may("case.handle")
