"""Definitions are published sound or not at all, and running loops stay with theirs."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from tests.small_county import START, County

import gongzhi.loops
from gongzhi.cases.public import handle
from gongzhi.cases.tests.steps import dispatched, filed, working
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import facts_about, story_of
from gongzhi.loops.models import Loop, LoopDefinition, TimeProfile
from gongzhi.loops.public import check_replay, migrate_loop, publish_definition, publish_profile
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db

CASE = (Path(gongzhi.loops.__file__).parent / "definitions/case.yaml").read_text(encoding="utf-8")
SHIPPED = int(re.findall(r"\nversion: (\d+)\n", CASE)[0])
NEXT = SHIPPED + 1
PROFILE = (Path(gongzhi.loops.__file__).parent / "profiles/default.yaml").read_text(encoding="utf-8")


def version(number: int, text: str = CASE) -> str:
    found = re.search(r"\nversion: (\d+)\n", text)
    assert found
    return text.replace(found[0], f"\nversion: {number}\n", 1)


def publish(text: str) -> int:
    return publish_definition(text=text, by=SYSTEM, at=START)


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, match=f"^{code}$")


def pinned(loop_id: UUID) -> int:
    return Loop.objects.values_list("definition__version", flat=True).get(id=loop_id)


# A test's own damages, few and plain; the many stand with the verifier.
@pytest.mark.parametrize(
    ("sound", "damaged"),
    [
        ("due: resident_answer, on_due: {go: calling}", "due: resident_answer, on_due: {go: closed}"),
        ("by: verifier}", "by: lead}"),
        ("due: sign, ", ""),
        ("max: 2, else: arbitration", "max: 2"),
        ("id: case", "id: [case"),
    ],
)
def test_an_unsound_definition_is_not_saved(county: County, sound: str, damaged: str) -> None:
    assert sound in CASE
    before = LoopDefinition.objects.count()
    with refused("loops.unsound_definition") as error:
        publish(version(NEXT).replace(sound, damaged))
    assert int(error.value.refusal.details["findings"]) >= 1
    assert LoopDefinition.objects.count() == before


def test_the_same_text_publishes_nothing_and_an_old_number_is_refused(county: County) -> None:
    assert publish(CASE) == SHIPPED
    assert LoopDefinition.objects.filter(name="case").count() == 1
    assert publish(version(NEXT + 1)) == NEXT + 1
    with refused("loops.version_not_new"):
        publish(version(NEXT))
    with refused("loops.version_not_new"):
        publish(version(NEXT + 1) + "# another text under the same number\n")


def test_a_running_loop_stays_with_its_version_and_a_new_one_takes_the_newest(county: County) -> None:
    old = dispatched(county)
    publish(version(NEXT).replace("due: sign,", "due: 1h,"))
    new = dispatched(county)
    assert (pinned(old), pinned(new)) == (SHIPPED, NEXT)
    limits = [Loop.objects.get(id=each).due_at for each in (old, new)]
    assert limits == [START + timedelta(hours=6), START + timedelta(hours=1.5)]
    handle(case_id=old, event="sign", by=county.actor("town-handler"), at=START + timedelta(hours=1))
    assert pinned(old) == SHIPPED


def test_migration_is_explicit_has_a_reason_and_is_on_record(county: County) -> None:
    case_id = working(county)
    publish(version(NEXT))
    for code, change in {
        "loops.reason_missing": {"version": NEXT, "reason": " "},
        "loops.no_definition": {"version": 99, "reason": "新版"},
    }.items():
        with refused(code):
            migrate_loop(loop_id=case_id, by=SYSTEM, at=START, **change)  # type: ignore[arg-type]
    with refused("loops.not_entitled"):
        migrate_loop(loop_id=case_id, version=NEXT, reason="新版", by=county.actor("town-head"), at=START)
    before = Loop.objects.get(id=case_id)
    migrate_loop(loop_id=case_id, version=NEXT, reason="新版", by=SYSTEM, at=START)
    after = Loop.objects.get(id=case_id)
    assert (pinned(case_id), after.state, after.due_at) == (NEXT, before.state, before.due_at)
    fact = story_of(case_id)[-1]
    assert (fact.kind, fact.data["from_version"], fact.data["to_version"]) == (
        "loops.migrated",
        SHIPPED,
        NEXT,
    )
    assert fact.texts == {"reason": "新版"}
    assert list(check_replay()) == []


def test_a_loop_does_not_migrate_to_where_its_state_is_unknown(county: County) -> None:
    case_id = working(county)
    publish(version(NEXT).replace("working", "in_hand"))
    with refused("loops.state_not_in_version"):
        migrate_loop(loop_id=case_id, version=NEXT, reason="新版", by=SYSTEM, at=START)
    assert pinned(case_id) == SHIPPED
    assert "loops.migrated" not in {fact.kind for fact in facts_about([case_id])}


def test_a_profile_counts_from_its_day_and_never_for_loops_opened_before(county: County) -> None:
    old = filed().loop_id
    faster = PROFILE.replace("  dispatch: 2wh", "  dispatch: 1wh")
    assert faster != PROFILE
    day = START.date() + timedelta(days=1)
    publish_profile(division="999901000000", text=faster, valid_from=day, valid_to=None, by=SYSTEM, at=START)
    with refused("loops.profile_exists"):
        publish_profile(
            division="999901000000", text=PROFILE, valid_from=day, valid_to=None, by=SYSTEM, at=START
        )
    with refused("loops.profile_malformed"):
        publish_profile(division="", text="{", valid_from=day, valid_to=None, by=SYSTEM, at=START)
    new = filed(at=START + timedelta(days=1)).loop_id
    assert Loop.objects.get(id=old).due_at == START + timedelta(hours=2)
    assert Loop.objects.get(id=new).due_at == START + timedelta(days=1, hours=1)
    assert TimeProfile.objects.count() == 2
