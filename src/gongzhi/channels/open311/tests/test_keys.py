"""Who may do what with which key, and how often: every address × every kind of key."""

from typing import Any

import pytest
from django.urls import reverse

from gongzhi.cases.models import Case
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.open311.tests.conftest import BASE, META, PLAIN, Api, case, read

pytestmark = pytest.mark.django_db

NONE, WRONG, CREATE, UPDATES, OTHER = "no key", "a wrong key", "create", "updates", "another scope"
KEYS = (NONE, WRONG, CREATE, UPDATES, OTHER)
# Address, method, and which keys it is open to. What everybody may read asks for no key and minds none.
ADDRESSES = (
    ("discovery", "GET", KEYS),
    ("services", "GET", KEYS),
    (f"services/{META}", "GET", KEYS),
    ("requests", "GET", KEYS),
    ("requests/{number}", "GET", KEYS),
    ("requests", "POST", (CREATE,)),
    ("servicerequestupdates", "GET", (NONE, UPDATES)),
    ("servicerequestupdates", "POST", (UPDATES,)),
)


@pytest.mark.parametrize("kind", ["json", "xml"])
@pytest.mark.parametrize(("path", "method", "open_to"), ADDRESSES)
def test_every_address_and_every_key(
    api: Api, make_key: Any, path: str, method: str, open_to: tuple[str, ...], kind: str
) -> None:
    number = case()[0]
    keys = {
        NONE: "",
        WRONG: "wrong",
        CREATE: make_key(Scope.OPEN311_CREATE),
        UPDATES: make_key(Scope.OPEN311_UPDATES),
        OTHER: make_key(*(set(Scope) - {Scope.OPEN311_CREATE, Scope.OPEN311_UPDATES})),
    }
    for name in KEYS:
        sent = {"api_key": keys[name], "service_code": PLAIN, "address_string": "西街", "description": name}
        if method == "POST" and "updates" in path:
            sent["service_request_id"] = number
        address = f"{BASE}{path.format(number=number)}.{kind}"
        answer = (
            api.client.post(address, sent) if method == "POST" else api.client.get(address, _only_key(sent))
        )
        if name not in open_to:
            read(answer, 403)
        else:
            # A key may add to what it filed itself only: of the portal's case nothing is there for it.
            read(answer, 404 if method == "POST" and "updates" in path else 200)
    filed = Case.objects.filter(channel="OPEN311").count()
    assert filed == (1 if (path, method) == ("requests", "POST") else 0)


def _only_key(sent: dict[str, str]) -> dict[str, str]:
    return {"api_key": sent["api_key"]}


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_too_often_says_when_to_come_again(api: Api, make_key: Any, kind: str) -> None:
    key = make_key(Scope.OPEN311_CREATE, per_minute=2)  # two processes: one each
    sent = {"service_code": PLAIN, "address_string": "西街", "api_key": key}
    read(api.client.post(f"{BASE}requests.{kind}", sent))
    answer = api.client.post(f"{BASE}requests.{kind}", sent)
    read(answer, 429)
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "429" in answer.content.decode()


def test_a_key_whose_day_is_used_up_waits_for_the_next(api: Api, make_key: Any) -> None:
    key = make_key(Scope.OPEN311_CREATE, per_day=1)
    sent = {"service_code": PLAIN, "address_string": "西街", "api_key": key}
    read(api.client.post(f"{BASE}requests.json", sent))
    answer = api.client.post(f"{BASE}requests.json", sent)
    read(answer, 429)
    assert 0 < int(answer.headers["Retry-After"]) <= 86_400


def test_signing_in_gives_nothing_more(api: Api) -> None:
    """A member of staff reads here what everybody reads: a session is no key."""
    number = case(confidential=True)[0]
    api.client.get(reverse("sign-in"))
    api.get(f"requests/{number}.json", 404)
    read(api.client.post(f"{BASE}requests.json", {"service_code": PLAIN, "address_string": "x"}), 403)
