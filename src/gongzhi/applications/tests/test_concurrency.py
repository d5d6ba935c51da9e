"""Many at once: one files, asks, decides and rates; the others hear why, and the tables are what the facts say."""

from collections import Counter
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from tests.small_county import County

from gongzhi.applications.facts import Grade
from gongzhi.applications.models import Application, ApplicationMaterial, Decision
from gongzhi.applications.public import (
    Filed,
    ask,
    check_replay,
    deny,
    grant,
    rate,
    supply,
    withdraw,
)
from gongzhi.applications.tests.steps import (
    asked,
    days,
    filed,
    granted,
    hours,
    photo,
    proposed_denial,
    state,
    working,
)
from gongzhi.catalogue.models import ServiceVersion
from gongzhi.catalogue.public import check_replay as check_catalogue
from gongzhi.catalogue.public import publish_item
from gongzhi.catalogue.tests.items import ITEM, changed
from gongzhi.ledger.public import story_of
from gongzhi.loops.tests.test_concurrency import at_once, county  # noqa: F401 - a fixture
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 8


def pictures() -> set[str]:
    """Return the names of the pictures of materials that lie in the storage."""
    if not default_storage.exists("materials"):
        return set()
    return {
        f"materials/{folder}/{name}"
        for folder in default_storage.listdir("materials")[0]
        for name in default_storage.listdir(f"materials/{folder}")[1]
    }


def test_sent_many_times_at_once_it_is_filed_once_with_one_code(served: County) -> None:
    once, found, before = uuid4(), list[Filed](), pictures()
    ends = at_once(*[lambda: found.append(filed(once=once))] * MANY)
    assert ends == Counter(done=MANY)
    assert len(set(found)) == 1
    assert found[0].code
    assert Application.objects.count() == 1
    # What the losers wrote beside the database is gone as well.
    stored = set(ApplicationMaterial.objects.values_list("stored", flat=True))
    assert len(stored) == 2
    assert pictures() - before == stored
    assert list(check_replay()) == []


def test_two_who_ask_at_once_ask_once(served: County) -> None:
    application_id = working(served)
    examiners = [served.actor(login) for login in ("housing-handler", "housing-head")] * 3

    def work(number: int) -> None:
        missing = {"id-card": f"看不清，第{number}次。"}
        ask(application_id=application_id, missing=missing, by=examiners[number], at=hours(2), once=uuid4())

    ends = at_once(*[lambda n=n: work(n) for n in range(len(examiners))])
    assert ends == Counter({"done": 1, "applications.asked_already": len(examiners) - 1})
    kinds = Counter(fact.kind for fact in story_of(application_id))
    assert kinds["applications.resident_asked"] == 1
    assert list(check_replay()) == []


def test_decided_and_withdrawn_at_once_one_of_them_holds(served: County) -> None:
    application_id = working(served)
    handler = served.actor("housing-handler")
    ends = at_once(
        lambda: grant(application_id=application_id, reasons="符合。", by=handler, at=hours(2)),
        lambda: withdraw(application_id=application_id, why="算了。", by=RESIDENT, at=hours(2)),
    )
    assert ends["done"] == 1
    assert state(application_id) in ("granted_out", "withdrawal_check")
    assert Decision.objects.count() == (state(application_id) == "granted_out")
    assert list(check_replay()) == []


def test_denied_many_times_at_once_there_is_one_document(served: County) -> None:
    application_id = proposed_denial(served)
    arbiter = served.actor("arbiter")
    ends = at_once(
        *[
            lambda: deny(
                application_id=application_id, reasons="不符合。", by=arbiter, at=days(1), once=uuid4()
            )
        ]
        * MANY
    )
    assert ends["done"] == 1
    assert sum(ends.values()) == MANY
    assert Decision.objects.count() == 1
    assert list(check_replay()) == []


def test_a_double_click_supplies_and_rates_once(served: County) -> None:
    application_id, key = asked(served), uuid4()
    bank = {"bank-card": photo()}
    ends = at_once(
        *[lambda: supply(application_id=application_id, materials=bank, by=RESIDENT, at=days(1), once=key)]
        * MANY
    )
    assert ends == Counter(done=MANY)
    assert ApplicationMaterial.objects.filter(application=application_id, key="bank-card").count() == 2
    other = granted(served)
    ends = at_once(
        *[
            lambda grade=grade: rate(application_id=other, grade=grade, by=RESIDENT, at=days(1), once=uuid4())
            for grade in Grade
        ]
    )
    assert ends == Counter({"done": 1, "applications.rated_already": 4})
    assert list(check_replay()) == []


def test_two_texts_of_one_version_and_one_is_published(served: County) -> None:
    texts = [ITEM, changed("promised: 20WD", "promised: 19WD")]
    ends = at_once(*[lambda text=text: publish_item(text=text, by=SYSTEM, at=hours(1)) for text in texts * 3])
    assert ends == Counter({"done": 3, "catalogue.version_not_new": 3})
    assert ServiceVersion.objects.filter(item__code="well-permit").count() == 1
    assert list(check_catalogue()) == []
