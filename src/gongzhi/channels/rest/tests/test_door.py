"""Who comes in: every operation with every scope, without a key, and with one that opens nothing."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.small_county import START, County

from gongzhi.channels.keys.actions.issue import revoke_key
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.keys.models import ApiKey
from gongzhi.channels.rest.tests.conftest import Program, filed
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
Made = Callable[..., Program]
TYPE = "application/problem+json"


def operations() -> Iterator[tuple[str, str, str]]:
    """Yield method, path and scope of every operation, as the schema has them."""
    schema = json.loads(Client().get("/api/v1/openapi.json").content)
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            ((scope,),) = (each["Key"] for each in operation["security"])
            yield method, path, scope


def asked(key: str, method: str, path: str, loop: str) -> Any:
    """Send an operation with what its address needs, and a body that fits none."""
    named = re.sub(r"\{\w+\}", loop, path.replace("{code}", "999901000000"))
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return Client().generic(method.upper(), named, b"{}", "application/json", headers=headers)


def test_every_operation_asks_for_its_scope_and_no_other(program: Made) -> None:
    loop = str(filed().loop_id)
    keys = {scope: program(scope).key for scope in Scope}
    known = list(operations())
    assert len(known) > 20
    for method, path, scope in known:
        for each, key in keys.items():
            response = asked(key, method, path, loop)
            opened = response.status_code not in (401, 403)
            assert opened == (each == scope), (method, path, each, response.status_code)
            if not opened:
                assert response.json()["code"] == "channels.key_scope"


def test_without_a_key_or_with_one_taken_back_nothing_opens(program: Made) -> None:
    loop = str(filed().loop_id)
    old = program(*Scope)
    revoke_key(key_id=ApiKey.objects.get().id, by=SYSTEM, at=START)
    for method, path, _scope in operations():
        for key, code in (
            ("", "channels.key_missing"),
            (old.key, "channels.key_unknown"),
            ("gz_no", "channels.key_unknown"),
        ):
            response = asked(key, method, path, loop)
            assert (response.status_code, response.json()["code"]) == (401, code)
            assert response.headers["WWW-Authenticate"].startswith("Bearer")
            assert response.headers["Content-Type"] == TYPE


def test_a_session_opens_nothing(program: Made, county: County) -> None:
    from gongzhi.people.models import Account

    client = Client()
    client.force_login(Account.objects.get(login="leader"))
    assert client.get("/api/v1/cases").status_code == 401


def test_who_comes_too_often_reads_when_to_come_again(program: Made) -> None:
    quick = program(Scope.CASES_READ, per_minute=2)
    assert quick.get("/cases").status_code == 200
    answer = quick.get("/cases")
    assert (answer.status_code, answer.json()["code"]) == (429, "channels.too_often")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


WRONG: list[tuple[str, str, dict[str, str], bytes, int, str]] = [
    ("GET", "/api/", {}, b"", 404, "channels.no_such_thing"),
    ("GET", "/api/v2/cases", {}, b"", 404, "channels.no_such_thing"),
    ("GET", "/api/v1/nothing", {}, b"", 404, "channels.no_such_thing"),
    ("GET", "/api/v1/cases/1", {}, b"", 404, "channels.no_such_thing"),
    ("GET", f"/api/v1/cases/{uuid4()}", {}, b"", 404, "channels.no_such_thing"),
    ("DELETE", "/api/v1/cases", {}, b"", 405, "channels.method_unknown"),
    ("PATCH", "/api/v1/openapi.json", {}, b"", 405, "channels.method_unknown"),
    ("GET", "/api/v1/cases", {"Accept": "text/html"}, b"", 406, "channels.form_not_offered"),
    ("GET", "/api/v1/cases", {"Accept": "application/json;q=0"}, b"", 406, "channels.form_not_offered"),
    ("POST", "/api/v1/cases", {"Content-Type": "text/xml"}, b"<a/>", 415, "channels.form_unknown"),
    ("POST", "/api/v1/cases", {"Idempotency-Key": "1"}, b"{", 400, "channels.unreadable"),
    ("POST", "/api/v1/cases", {"Idempotency-Key": "1"}, b"\xff\xfe", 400, "channels.unreadable"),
    ("POST", "/api/v1/cases", {"Idempotency-Key": "1"}, b'{"text":"\\u0000"}', 422, "channels.not_valid"),
    (
        "POST",
        "/api/v1/cases",
        {"Idempotency-Key": "1"},
        b'{"text":"x","who":1}',
        422,
        "channels.not_valid",
    ),
    ("POST", "/api/v1/cases", {}, b'{"text":"x"}', 422, "channels.not_valid"),
    ("POST", "/api/v1/cases", {"Idempotency-Key": "1"}, b" " * 1_100_000, 413, "ui.body_too_large"),
    ("GET", "/api/v1/cases?limit=201", {}, b"", 422, "channels.not_valid"),
    ("GET", "/api/v1/cases?limit=99999999999999999999", {}, b"", 422, "channels.not_valid"),
    ("GET", "/api/v1/cases?cursor=%00", {}, b"", 400, "channels.unreadable"),
    ("GET", "/api/v1/cases?opened_from=2026-03-02", {}, b"", 422, "channels.not_valid"),
    ("GET", "/api/v1/cases%00", {}, b"", 400, "channels.unreadable"),
    ("GET", "/api/v1/cases", {"Host": "elsewhere.example"}, b"", 400, "channels.unreadable"),
]


def test_nothing_that_goes_wrong_is_a_page(program: Made) -> None:
    key = program(Scope.CASES_READ, Scope.CASES_FILE).key
    for method, path, headers, body, status, code in WRONG:
        sent = {"Authorization": f"Bearer {key}", "Accept-Language": "en", **headers}
        kind = sent.pop("Content-Type", "application/json")
        answer = Client().generic(method, path, body, kind, headers=sent)
        assert answer.status_code == status, (method, path, answer.content[:300])
        assert answer.headers["Content-Type"] == TYPE, path
        told = answer.json()
        assert (told["status"], told["code"]) == (status, code), path
        assert told["detail"] == told["detail_en"] != told["detail_zh"], path
        assert (status == 405) == ("Allow" in answer.headers)
        if code == "channels.not_valid":
            assert all(each["where"] and each["why"] for each in told["errors"])


def test_a_problem_speaks_the_language_that_was_asked_for(program: Made) -> None:
    chinese = Client().get("/api/v1/cases", headers={"Accept-Language": "zh-CN"})
    assert chinese.json()["detail"] == chinese.json()["detail_zh"]
    assert "密钥" in chinese.json()["detail"]
    assert chinese.headers["Content-Language"] == "zh-Hans"


def test_the_head_of_an_answer_comes_alone(program: Made) -> None:
    key = program(Scope.CASES_READ).key
    answer = Client().head("/api/v1/cases", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.content) == (200, b"")
