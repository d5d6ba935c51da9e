"""One address out of the vault, for one message, once that stands on record."""

from uuid import UUID

import pytest
from django.db import transaction
from tests.small_county import County, import_county

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import facts_about
from gongzhi.people.actions.contact import leave_contact
from gongzhi.people.actions.forget_identity import forget_identity
from gongzhi.people.facts import SYSTEM
from gongzhi.people.queries import contacts_by_phone
from gongzhi.people.reaching import reach
from gongzhi.people.uses import use_faults, uses_of
from gongzhi.people.vault.identity import read

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county() -> County:
    return import_county()


def left(subject: UUID, **more: str) -> UUID:
    said = {"name": "林小河", "phone": "13800000001", "helper_name": "", "helper_phone": ""} | more
    with transaction.atomic(durable=True):
        contact = leave_contact(**said, subject=subject, by=SYSTEM, at=now())  # type: ignore[arg-type]
    assert contact
    return contact


def test_each_way_gets_its_own_address_and_nothing_else() -> None:
    subject = new_id()
    contact = left(subject, email="lin@example.org", address="西街12号")
    found = {
        way: reach(contact, way, subject=subject, message=new_id(), by=SYSTEM, at=now())
        for way in ("SMS", "EMAIL")
    }
    assert found["SMS"].to == "13800000001"
    assert (found["EMAIL"].to, found["EMAIL"].name) == ("lin@example.org", "")
    assert "lin@" not in repr(found)
    total, lines = uses_of(subject, at=now())
    assert total == 2
    assert {line.what for line in lines} == {"TOLD_SMS", "TOLD_EMAIL"}
    assert use_faults(subject) == ()
    facts = [fact for fact in facts_about([subject]) if fact.kind == "people.address_used"]
    assert [fact.data["way"] for fact in facts] == ["SMS", "EMAIL"]
    assert "13800000001" not in str(facts)


def test_a_second_try_is_the_same_use() -> None:
    subject = new_id()
    contact, message = left(subject), new_id()
    first = reach(contact, "SMS", subject=subject, message=message, by=SYSTEM, at=now())
    again = reach(contact, "SMS", subject=subject, message=message, by=SYSTEM, at=now(), fact=first.fact)
    assert again == first
    assert uses_of(subject, at=now())[0] == 1


def test_nothing_opens_without_its_fact_committed() -> None:
    subject = new_id()
    contact = left(subject)
    with pytest.raises(Refused, match=r"people\.vault_closed"):
        read(contact, fact=new_id())
    with transaction.atomic(), pytest.raises(RuntimeError):
        reach(contact, "SMS", subject=subject, message=new_id(), by=SYSTEM, at=now())


def test_what_was_not_left_or_is_forgotten_is_refused() -> None:
    subject = new_id()
    contact = left(subject)
    with pytest.raises(Refused, match=r"people\.no_address"):
        reach(contact, "EMAIL", subject=subject, message=new_id(), by=SYSTEM, at=now())
    assert contacts_by_phone("138 0000 0001") == [contact]
    with transaction.atomic(durable=True):
        forget_identity(contact_id=contact, subject=subject, because="ASKED", by=SYSTEM, at=now())
    with pytest.raises(Refused, match=r"people\.no_address"):
        reach(contact, "SMS", subject=subject, message=new_id(), by=SYSTEM, at=now())
    assert contacts_by_phone("13800000001") == []


def test_a_letter_is_printed_by_a_desk_that_relays_and_by_nobody_else(county: County) -> None:
    subject = new_id()
    contact = left(subject, address="西街12号")
    printed = reach(
        contact, "LETTER", subject=subject, message=new_id(), by=county.actor("dispatcher"), at=now()
    )
    assert (printed.to, printed.name) == ("西街12号", "林小河")
    for login in ("admin", "property-handler"):
        with pytest.raises(Refused, match=r"people\.(contact_not_entitled|third_party)"):
            reach(contact, "LETTER", subject=subject, message=new_id(), by=county.actor(login), at=now())
