"""What may be done with an application, by rules alone. No database."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from gongzhi.applications.facts import Filer, Grade, How, MaterialState
from gongzhi.applications.replay import replay
from gongzhi.applications.rules import (
    FIELD_LIMIT,
    answers_refusal,
    ask_refusal,
    contact_refusal,
    filing_refusal,
    fits,
    grant_refusal,
    materials_refusal,
    missing_needs,
    opens_files,
    rate_refusal,
    sees_rating,
    state_of,
    supply_refusal,
    text_refusal,
    words_refusal,
)
from gongzhi.catalogue.facts import Asked, FieldKind, Obligation, Said, Situation
from gongzhi.catalogue.public import read
from gongzhi.catalogue.tests.items import ITEM
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor, ActorKind

UNIT = uuid4()


def new_well() -> Situation:
    situation = read(ITEM)[0].situation("new")
    assert situation
    return situation


def staff(*powers: str, unit: UUID = UNIT) -> Actor:
    return Actor(
        kind=ActorKind.STAFF, account_id=uuid4(), post_id=uuid4(), unit_id=unit, powers=frozenset(powers)
    )


def code(refusal: Refusal | None) -> str:
    return refusal.code.removeprefix("applications.") if refusal else ""


@pytest.mark.parametrize(
    ("kind", "value", "right"),
    [
        (FieldKind.TEXT, "随便写", True),
        (FieldKind.TEXT, "长" * (FIELD_LIMIT + 1), False),
        (FieldKind.DATE, "1944-05-02", True),
        (FieldKind.DATE, "19440502", False),
        (FieldKind.DATE, "1944-02-30", False),
        (FieldKind.NUMBER, "30", True),
        (FieldKind.NUMBER, "-3", False),
        (FieldKind.NUMBER, "３０", False),
        (FieldKind.NUMBER, "1234567890", False),
        (FieldKind.CHOICE, "home", True),
        (FieldKind.CHOICE, "家用", False),
        (FieldKind.YES_NO, "yes", True),
        (FieldKind.YES_NO, "maybe", False),
    ],
)
def test_a_value_has_the_form_of_its_field(kind: FieldKind, value: str, right: bool) -> None:
    choices = (("home", Said("家用")),) if kind is FieldKind.CHOICE else ()
    asked = Asked("it", kind, Said("它"), Said("要问"), required=True, choices=choices)
    assert fits(asked, value) is right


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"depth": "30", "use": "farm"}, ""),
        ({"depth": "30", "use": "farm", "remark": ""}, ""),
        ({"depth": "30"}, "field_missing"),
        ({"depth": " ", "use": "farm"}, "field_missing"),
        ({"depth": "deep", "use": "farm"}, "field_malformed"),
        ({"depth": "30", "use": "farm", "income": "1"}, "field_unknown"),
    ],
)
def test_answers_are_those_of_the_item(answers: dict[str, str], refused: str) -> None:
    assert code(answers_refusal(new_well(), answers)) == refused


def test_nobody_hands_in_what_is_not_asked_for() -> None:
    assert materials_refusal(new_well(), ["land", "neighbour"]) is None
    assert code(materials_refusal(new_well(), ["land", "diploma"])) == "material_unknown"


@pytest.mark.parametrize(
    ("by", "filer", "phone", "helper", "refused"),
    [
        (RESIDENT, Filer.SELF, "138", False, ""),
        (RESIDENT, Filer.SELF, "", False, "phone_missing"),
        (RESIDENT, Filer.HELPER, "138", False, "helper_missing"),
        (RESIDENT, Filer.HELPER, "", True, ""),
        (staff("application.intake"), Filer.SELF, "138", False, ""),
        (staff("application.handle"), Filer.SELF, "138", False, "loops.not_entitled"),
    ],
)
def test_who_files(by: Actor, filer: Filer, phone: str, helper: bool, refused: str) -> None:
    assert code(filing_refusal(by, filer=filer, phone=phone, helper=helper)) == refused


@pytest.mark.parametrize(
    ("missing", "extra", "before", "refused"),
    [
        ({"land": "看不清。"}, "", False, ""),
        ({}, "再带户口本。", False, ""),
        ({}, " ", False, "nothing_asked"),
        ({"land": " "}, "", False, "reason_missing"),
        ({"diploma": "要。"}, "", False, "material_unknown"),
        ({"land": "看不清。"}, "", True, "asked_already"),
        ({}, "再带户口本。", True, "asked_already"),
    ],
)
def test_what_is_missing_is_asked_for_once(
    missing: dict[str, str], extra: str, before: bool, refused: str
) -> None:
    assert code(ask_refusal(new_well(), missing=missing, extra=extra, asked_before=before)) == refused


@pytest.mark.parametrize(
    ("how", "by", "state"),
    [
        (How.UPLOADED, RESIDENT, MaterialState.GIVEN),
        (How.HELD, RESIDENT, MaterialState.GIVEN),
        (How.COUNTER, RESIDENT, MaterialState.PROMISED),
        (How.COUNTER, staff("application.intake"), MaterialState.GIVEN),
        (How.NOTHING, RESIDENT, MaterialState.MISSING),
        (How.NOTHING, staff("application.intake"), MaterialState.MISSING),
    ],
)
def test_a_promise_is_no_paper(how: How, by: Actor, state: MaterialState) -> None:
    assert state_of(how, by) is state


@pytest.mark.parametrize("state", [None, MaterialState.MISSING, MaterialState.PROMISED])
def test_nothing_is_granted_while_a_needed_paper_is_missing(state: MaterialState | None) -> None:
    states = {} if state is None else {"land": state}
    assert code(grant_refusal(new_well(), states)) == "material_open"
    assert [need.key for need in missing_needs(new_well().needs, states)] == ["land", "neighbour"]
    # A paper that is needed in some cases only is for the office to judge.
    assert grant_refusal(new_well(), {"land": MaterialState.GIVEN}) is None
    optional = [replace(need, obligation=Obligation.OPTIONAL) for need in new_well().needs]
    assert missing_needs(optional, states) == ()


@pytest.mark.parametrize(
    ("by", "ended", "decided", "refused"),
    [
        (RESIDENT, False, False, ""),
        (RESIDENT, True, False, "decided_already"),
        (RESIDENT, False, True, "decided_already"),
        (staff("application.intake"), False, False, ""),
        (staff("application.intake", unit=uuid4()), False, False, "not_yours"),
        (staff("application.handle"), False, False, "not_yours"),
    ],
)
def test_who_supplies_until_when(by: Actor, ended: bool, decided: bool, refused: str) -> None:
    assert code(supply_refusal(by, counter=[UNIT], ended=ended, decided=decided)) == refused


@pytest.mark.parametrize(
    ("by", "decided", "ended", "rated", "refused"),
    [
        (RESIDENT, True, False, False, ""),
        (RESIDENT, False, True, False, ""),
        (RESIDENT, False, False, False, "nothing_to_rate"),
        (RESIDENT, True, True, True, "rated_already"),
        (staff("application.ratings"), True, True, False, "only_applicant_rates"),
        (SYSTEM, True, True, False, "only_applicant_rates"),
    ],
)
def test_the_applicant_rates_once(by: Actor, decided: bool, ended: bool, rated: bool, refused: str) -> None:
    assert code(rate_refusal(by, decided=decided, ended=ended, rated=rated)) == refused


def test_two_of_five_grades_are_bad() -> None:
    assert [grade.is_bad for grade in sorted(Grade)] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("by", "in_scope", "own_unit", "handled", "sees"),
    [
        (staff("application.ratings"), True, False, False, True),
        (staff("application.ratings"), False, True, False, True),
        (staff("application.ratings"), False, False, False, False),
        (staff("application.ratings"), True, True, True, False),  # whoever handled it
        (staff("application.handle", "application.read"), True, True, False, False),
        (RESIDENT, True, True, False, False),
    ],
)
def test_a_rating_is_hidden_from_whoever_handled(
    by: Actor, in_scope: bool, own_unit: bool, handled: bool, sees: bool
) -> None:
    assert sees_rating(by, in_scope=in_scope, own_unit=own_unit, handled=handled) is sees


def test_files_are_for_the_units_that_work_on_it() -> None:
    for power in ("application.intake", "application.handle", "application.decide"):
        assert opens_files(staff(power), holders={UNIT})
        assert not opens_files(staff(power), holders={uuid4()})
        assert not opens_files(replace(staff(power), third_party=True), holders={UNIT})
    for power in ("application.callback", "application.read", "application.ratings"):
        assert not opens_files(staff(power), holders={UNIT})
    assert not opens_files(RESIDENT, holders={UNIT})


def test_who_applied_is_asked_while_it_is_open_and_never_by_a_third_party() -> None:
    entitled = staff("contact.show")
    assert contact_refusal(entitled, holders={UNIT}, open_=True) is None
    assert code(contact_refusal(entitled, holders={UNIT}, open_=False)) == "ended"
    assert code(contact_refusal(entitled, holders={uuid4()}, open_=True)) == "not_yours"
    assert code(contact_refusal(staff(), holders={UNIT}, open_=True)) == "people.contact_not_entitled"
    company = replace(entitled, third_party=True)
    assert code(contact_refusal(company, holders={UNIT}, open_=True)) == "people.third_party"


@pytest.mark.parametrize(
    ("text", "refused"), [("好。", ""), (" \n", "text_missing"), ("长" * 20_001, "text_too_long")]
)
def test_texts(text: str, refused: str) -> None:
    assert code(text_refusal(text)) == refused
    assert code(words_refusal(reasons=text)) == refused.replace("text_missing", "reason_missing")


def test_facts_of_nothing_fold_to_nothing() -> None:
    facts: list[Any] = []
    assert replay(facts) == {}
