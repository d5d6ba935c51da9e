"""The page of keys: who sees it, a key shown once, and one taken back."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.small_county import County

from gongzhi.channels.keys import door, queries
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.keys.models import ApiKey
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.people.models import Account

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    queries.forget_known()
    monkeypatch.setattr(door, "_minutes", {})
    monkeypatch.setattr(door, "_days", door._Days())


def signed_in(login: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Account.objects.get(login=login))
    return client


def said(county: County, **other: object) -> dict[str, object]:
    return {
        "once": str(uuid4()),
        "name": "县医院 HIS",
        "unit": str(county.unit("hotline")),
        "scopes": [Scope.CASES_READ, Scope.CASES_FILE],
        "per_minute": 60,
        "per_day": 5000,
        **other,
    }


def test_only_who_manages_security_sees_it(county: County) -> None:
    for login in ("admin", "leader", "operator", "steward"):
        assert signed_in(login).get(reverse("keys")).status_code == 403
        assert signed_in(login).post(reverse("keys-new"), said(county)).status_code == 403
    assert Client().get(reverse("keys")).status_code == 302
    assert signed_in("security").get(reverse("keys")).status_code == 200
    assert not ApiKey.objects.exists()


def test_a_key_is_shown_once(county: County) -> None:
    client, data = signed_in("security"), said(county)
    assert "once, on the next page" in client.get(reverse("keys-new")).content.decode()
    shown = client.post(reverse("keys-new"), data).content.decode()
    (text,) = re.findall(r">(gz_[A-Z0-9]+_[A-Z0-9]+)<", shown)
    assert door.let_in(text, Scope.CASES_FILE, at=now()).name == "县医院 HIS"
    again = client.post(reverse("keys-new"), data).content.decode()
    assert "was given before" in again
    assert text not in again
    assert ApiKey.objects.count() == 1
    listed = client.get(reverse("keys")).content.decode()
    assert text not in listed
    assert text[:11] in listed
    assert "60 a minute, 5000 a day" in listed


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(county: County) -> None:
    answer = signed_in("security").post(reverse("keys-new"), said(county, scopes=[], unit="", per_day=0))
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Choose at least one thing", "Choose the unit", 'value="县医院 HIS"'):
        assert words in page
    too_many = signed_in("security").post(reverse("keys-new"), said(county, per_day=10_000_001))
    assert too_many.status_code == 409
    assert not ApiKey.objects.exists()


def test_a_key_is_taken_back_after_a_question(county: County) -> None:
    client = signed_in("security")
    shown = client.post(reverse("keys-new"), said(county)).content.decode()
    (text,) = re.findall(r">(gz_[A-Z0-9]+_[A-Z0-9]+)<", shown)
    for _ in range(20):
        door.let_in(text, Scope.CASES_READ, at=now())
    key = ApiKey.objects.get()
    question = client.get(reverse("keys-revoke", args=[key.id])).content.decode()
    assert '<dd class="num">20</dd>' in question
    assert "taken back" in client.post(reverse("keys-revoke", args=[key.id]), follow=True).content.decode()
    with pytest.raises(Refused):
        door.let_in(text, Scope.CASES_READ, at=now())
    assert client.get(reverse("keys-revoke", args=[uuid4()])).status_code == 404


def test_a_day_has_its_own_uses(county: County) -> None:
    client = signed_in("security")
    client.post(reverse("keys-new"), said(county))
    today = timezone.localtime(now()).date()
    assert queries.used_today([ApiKey.objects.get().id], today) == {}
