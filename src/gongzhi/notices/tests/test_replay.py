"""The ways people chose stand in the facts, and a row somebody changed is found."""

import pytest
from django.db import transaction

from gongzhi.kernel.instants import now
from gongzhi.notices.actions.check_told import check_told
from gongzhi.notices.actions.end_way import stop_sms
from gongzhi.notices.facts import ChoiceState, Way
from gongzhi.notices.models import ToldBy
from gongzhi.notices.tests.test_sending import change, person
from gongzhi.people.facts import RESIDENT

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_table_says_what_the_facts_say() -> None:
    subject = person(Way.SMS, Way.EMAIL, email="lin@example.org")
    contact = ToldBy.objects.filter(subject=subject).values_list("contact_id", flat=True)[0]
    more = {"subject": subject, "contact_id": contact, "language": "en", "by": RESIDENT, "at": now()}
    change(ways=[Way.SMS], email="", at_once=False, **more)
    change(ways=[Way.SMS, Way.EMAIL], email="neu@example.org", at_once=True, **more)
    stop_sms(phone="13800000001", at=now())
    other = person(Way.SMS)
    assert list(check_told()) == []
    with transaction.atomic():
        ToldBy.objects.filter(subject=other).update(state=ChoiceState.OFF)
    (found,) = check_told()
    assert found.subject == other
    assert found.facts["SMS"][0] == "ON"
