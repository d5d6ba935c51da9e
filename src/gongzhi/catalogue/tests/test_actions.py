"""Versions are published, pinned and never changed; a file with a finding publishes nothing."""

import hashlib
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.small_county import BEIJING_TIME, START, County

from gongzhi.catalogue.facts import VersionState
from gongzhi.catalogue.models import (
    MaterialNeed,
    ServiceChannel,
    ServiceItem,
    ServiceSituation,
    ServiceVersion,
)
from gongzhi.catalogue.public import (
    check_replay,
    item_in_force,
    items_in_force,
    newest_version,
    publish_item,
    shipped_items,
    version,
)
from gongzhi.catalogue.queries import forget
from gongzhi.catalogue.tests.items import ITEM, changed
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db

SECOND = changed(
    "promised: 20WD",
    "promised: 10WD",
    changed("effective_from: 2026-01-01", "effective_from: 2026-07-01", changed("version: 1", "version: 2")),
)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    forget()


def publish(text: str = ITEM, *, at: datetime = START) -> int:
    return publish_item(text=text, by=SYSTEM, at=at)


def on(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), BEIJING_TIME) + timedelta(hours=9)


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, match=f"^{code}$")


def test_a_version_is_published_with_what_can_be_counted() -> None:
    assert publish() == 1
    row = ServiceVersion.objects.get()
    assert (row.state, row.matter, row.human_channels) == ("PUBLISHED", "water", 2)
    assert row.digest == hashlib.sha256(ITEM.encode()).hexdigest()
    first = ServiceSituation.objects.get(key="new")
    assert (first.legal_days, first.promised_days, first.resident_steps, first.trips) == (45, 20, 2, 1)
    assert (first.fields_asked, first.fee) == (3, 1200)
    assert set(MaterialNeed.objects.values_list("key", "material_type", "obligation")) == {
        ("land", "land-title", "required"),
        ("neighbour", "consent", "conditional"),
    }
    assert set(ServiceChannel.objects.values_list("kind", flat=True)) == {"web", "window", "phone"}
    (fact,) = story_of(ServiceItem.objects.get().id)
    assert (fact.kind, fact.data["version"], fact.data["supersedes"]) == ("catalogue.item_published", 1, None)
    assert list(check_replay()) == []


def test_the_same_text_again_publishes_nothing() -> None:
    assert [publish(), publish()] == [1, 1]
    assert ServiceVersion.objects.count() == 1
    assert len(story_of(ServiceItem.objects.get().id)) == 1


def test_a_next_version_ends_the_one_before_and_changes_nothing_in_it() -> None:
    publish()
    held = item_in_force("well-permit", at=on("2026-03-02"))
    assert held
    assert publish(SECOND) == 2
    assert newest_version("well-permit") == 2
    first = version(held.id)
    assert first.state is VersionState.SUPERSEDED
    assert first.item == held.item  # whoever applied under it stays with it
    before, after = (
        item_in_force("well-permit", at=on("2026-06-30")),
        item_in_force("well-permit", at=on("2026-07-01")),
    )
    assert before
    assert after
    assert [view.item.situations[0].limit.promised for view in (before, after)] == [20, 10]
    assert [each.item.version for each in items_in_force(at=on("2026-07-01"))] == [2]
    assert list(check_replay()) == []


def test_an_item_that_does_not_hold_yet_or_any_more_is_not_offered() -> None:
    publish(changed("effective_from: 2026-01-01", "effective_from: 2026-01-01\neffective_to: 2026-04-01"))
    assert item_in_force("well-permit", at=on("2025-12-31")) is None
    assert item_in_force("well-permit", at=on("2026-03-31"))
    assert item_in_force("well-permit", at=on("2026-04-01")) is None
    assert item_in_force("nothing", at=START) is None
    assert items_in_force(at=on("2026-04-01")) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (changed("promised: 20WD", "promised: 46WD"), "catalogue.unsound"),
        ("", "catalogue.unsound"),
        (changed("promised: 20WD", "promised: 19WD"), "catalogue.version_not_new"),
        (changed("version: 1", "version: 2"), "catalogue.begins_too_early"),
    ],
)
def test_refused_with_nothing_changed(text: str, code: str) -> None:
    publish()
    with refused(code):
        publish(text)
    assert ServiceVersion.objects.count() == 1
    assert ServiceVersion.objects.get().state == "PUBLISHED"


def test_the_first_file_with_a_finding_leaves_no_item() -> None:
    with refused("catalogue.unsound"):
        publish(changed("online_depth: 3", "online_depth: 9"))
    assert not ServiceItem.objects.exists()


def test_only_who_keeps_the_catalogue_publishes(county: County) -> None:
    assert publish_item(text=ITEM, by=county.actor("steward"), at=START) == 1
    for login in ("admin", "dispatcher", "housing-head", "leader", "arbiter", "operator"):
        with refused("catalogue.not_entitled"):
            publish_item(text=SECOND, by=county.actor(login), at=START)
    with refused("catalogue.not_entitled"):
        publish_item(text=SECOND, by=RESIDENT, at=START)


def test_a_changed_text_shows() -> None:
    publish()
    row = ServiceVersion.objects.get()
    text = row.text.replace("promised: 20WD", "promised: 45WD")
    digest = hashlib.sha256(text.encode()).hexdigest()
    ServiceVersion.objects.filter(id=row.id).update(text=text, digest=digest, matter="housing")
    assert [found.what for found in check_replay()] == [
        "catalogue/well-permit/1/digest",
        "catalogue/well-permit/1/matter",
    ]


@pytest.mark.parametrize(
    ("model", "damage"),
    [
        (ServiceVersion, {"human_channels": 0}),
        (ServiceVersion, {"effective_to": date(2026, 1, 1)}),
        (ServiceVersion, {"state": "SUPERSEDED"}),
        (ServiceSituation, {"promised_days": 46}),
    ],
)
def test_the_tables_hold_what_the_rules_say(model: type, damage: dict[str, object]) -> None:
    publish()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**damage)  # type: ignore[attr-defined]


def test_the_shipped_items_are_published_as_data_only() -> None:
    for file in shipped_items():
        publish(file.read_text(encoding="utf-8"))
    found = {each.item.code: each.item for each in items_in_force(at=START)}
    assert len(found) >= 3
    allowance = found["old-age-allowance"].situation("first")
    assert allowance
    assert [need.key for need in allowance.needs] == ["id-card", "bank-card"]
    assert (allowance.limit.legal, allowance.limit.promised) == (20, 10)
    assert list(check_replay()) == []
