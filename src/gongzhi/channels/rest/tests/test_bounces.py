"""A gateway reports what came back, by key."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from tests.small_county import COUNTY

from gongzhi.cases.facts import Filer
from gongzhi.cases.public import Person
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.tests.conftest import Program, filed
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import story_of
from gongzhi.notices.actions.tell import tell_persons
from gongzhi.notices.facts import ChoiceState, MessageState, NewMessage, Way, Wish
from gongzhi.notices.models import Message, ToldBy
from gongzhi.notices.public import send_due

pytestmark = pytest.mark.django_db(transaction=True)
Made = Callable[..., Program]
PATH = "/notices/bounces"


@pytest.fixture(autouse=True)
def _folders(settings: Any, tmp_path: Path) -> None:
    settings.GONGZHI_SMS_FOLDER = tmp_path / "sms"
    settings.GONGZHI_NOTICES_FOLDER = tmp_path / "notices"


def sent() -> tuple[UUID, UUID]:
    """Somebody is told by SMS, and by letter if that fails: return the matter and the key that went out."""
    wish = Wish(ways=(Way.SMS, Way.LETTER))
    left = Person(filer=Filer.NAMED, name="林小河", phone="13800000001", address="西街12号", told=wish)
    subject = filed(person=left).loop_id
    told = NewMessage(
        fact_id=new_id(),
        code="case.signed",
        subject=subject,
        number="A-1",
        division=COUNTY,
        at=now(),
        urgent=True,
    )
    with transaction.atomic(durable=True):
        tell_persons([told])
    Message.objects.filter(way=Way.LETTER).delete()
    assert send_due(at=now() + timedelta(minutes=1), clock=now) == 1
    key = Message.objects.get(way=Way.SMS, state=MessageState.SENT).sent_as
    assert key
    return subject, key


def undelivered(subject: UUID) -> int:
    return [fact.kind for fact in story_of(subject)].count("notices.not_delivered")


def test_what_came_back_ends_that_way_once(program: Made, county: Any) -> None:
    subject, key = sent()
    gateway = program(Scope.NOTICES_REPORT)
    said = {"id": str(key), "for_good": False}
    assert gateway.post(PATH, said).json() == {"id": str(key)}
    assert ToldBy.objects.get(subject=subject, way=Way.SMS).state == ChoiceState.ON
    said = {"id": str(key), "for_good": True}
    answers = [gateway.post(PATH, said, once=once) for once in ("a", "a", "b")]
    assert [each.status_code for each in answers] == [200, 200, 200]
    assert ToldBy.objects.get(subject=subject, way=Way.SMS).state == ChoiceState.BOUNCED
    assert Message.objects.filter(subject=subject, way=Way.LETTER).count() == 1
    assert undelivered(subject) == 1


def test_a_message_nobody_knows_is_answered_alike(program: Made, county: Any) -> None:
    gateway, unknown = program(Scope.NOTICES_REPORT), str(uuid4())
    answer = gateway.post(PATH, {"id": unknown, "for_good": True})
    assert (answer.status_code, answer.json()) == (200, {"id": unknown})
    _subject, key = sent()
    known = gateway.post(PATH, {"id": str(key), "for_good": True})
    assert (known.status_code, known.json()) == (200, {"id": str(key)})
    assert dict(known.headers) | {"Content-Length": ""} == dict(answer.headers) | {"Content-Length": ""}


def test_only_its_own_scope_opens_it(program: Made, county: Any) -> None:
    said = {"id": str(uuid4()), "for_good": True}
    others = program(*(scope for scope in Scope if scope is not Scope.NOTICES_REPORT))
    refused = others.post(PATH, said)
    assert (refused.status_code, refused.json()["code"]) == (403, "channels.key_scope")
    assert Program("gz_nothing").post(PATH, said).status_code == 401
    assert others.client.post(f"/api/v1{PATH}", said, content_type="application/json").status_code == 401
    assert program(Scope.NOTICES_REPORT).get("/notices").status_code == 403


@pytest.mark.parametrize(
    "said",
    [
        {},
        [],
        {"id": "x", "for_good": True},
        {"id": "01977a4e-0000-7000-8000-000000000001"},
        {"id": "01977a4e-0000-7000-8000-000000000001", "for_good": "yes"},
        {"id": "01977a4e-0000-7000-8000-000000000001", "for_good": 1},
        {"id": "01977a4e-0000-7000-8000-000000000001", "for_good": True, "to": "lin@example.org"},
    ],
)
def test_what_is_no_report_is_a_problem(program: Made, county: Any, said: Any) -> None:
    answer = program(Scope.NOTICES_REPORT).post(PATH, said)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "lin@example.org" not in answer.content.decode()


def test_what_cannot_be_read_is_a_problem(program: Made, county: Any) -> None:
    gateway = program(Scope.NOTICES_REPORT)
    assert gateway.post(PATH, b"{", once="a").status_code == 400
    assert gateway.post(PATH, {"id": str(uuid4()), "for_good": True}, once=None).status_code == 422
