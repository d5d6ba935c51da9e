"""The address sensors send to: what a program that reads the documentation may rely on."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests.small_county import County

from gongzhi.kernel.instants import now
from gongzhi.ledger.models import Fact
from gongzhi.loops.models import Loop
from gongzhi.patrol.models import SensorState
from gongzhi.patrol.public import make_sensor_key, revoke_sensor_key
from gongzhi.patrol.tests.sensing import registered, row
from gongzhi.people.facts import SYSTEM
from gongzhi.ui.words import known_refusals

ADDRESS = "/patrol/readings"
PROBLEM = {"type", "title", "status", "code", "detail"}


def key_for(unit: str = "water", name: str = "gateway") -> str:
    return make_sensor_key(name=name, unit_code=unit, by=SYSTEM, at=now())


def send(body: Any, key: str, **more: Any) -> Any:
    """Send as a gateway does: no session, no cookie, and a client that checks forms like a browser's."""
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    more.setdefault("content_type", "application/json")
    headers = {"Authorization": f"Bearer {key}", **more.pop("headers", {})}
    return Client(enforce_csrf_checks=True).post(ADDRESS, data, headers=headers, **more)


def reading(sensor: str = "a", value: Any = "3", at: datetime | None = None) -> dict[str, Any]:
    return {"sensor": sensor, "at": (at or now()).isoformat(), "value": value}


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    said = json.loads(answer.content)
    assert said.keys() == PROBLEM
    assert (said["status"], said["code"]) == (status, code)
    assert code in known_refusals()
    assert said["detail"]
    assert SensorState.objects.filter(newest_at=None).count() == SensorState.objects.count()


def results(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/json"
    found: list[str] = json.loads(answer.content)["results"]
    return found


@pytest.fixture
def key(county: County) -> str:
    registered(row("a"), row("b"), row("h", "yard", unit="housing"))
    return key_for()


def test_readings_come_in_and_an_event_is_there(key: str) -> None:
    at = now()
    body = {
        "readings": [
            reading("a", "42.5", at - timedelta(minutes=1)),
            reading("a", 43, at),
            reading("b", 3.25),
        ]
    }
    answer = send(body, key)
    assert json.loads(answer.content) == {"taken": 3, "ignored": 0, "results": ["taken"] * 3}
    assert "no-store" in answer["Cache-Control"]
    assert Loop.objects.filter(subject_kind="patrol").count() == 1
    assert SensorState.objects.get(sensor__code="b").value == 3_250


def test_what_is_ignored_says_why_and_the_rest_is_taken(key: str) -> None:
    at = now()
    answer = send(
        {
            "readings": [
                reading("a", "3", at),
                reading("a", "4", at),
                reading("a", "5", at - timedelta(minutes=3)),
                reading("b", "3", at + timedelta(minutes=4)),
                reading("b", "3", at + timedelta(minutes=6)),
                reading("b", "3", at - timedelta(days=2)),
                reading("h", "3", at),
                reading("nothing", "3", at),
                reading("a\0", "3", at),
                reading("a", "three", at),
                reading("a", None, at),
                {"sensor": "a", "at": "2026-03-02 09:00", "value": 1},
                "a",
            ]
        },
        key,
    )
    # A batch is taken in the order of its instants, whatever order it is sent in.
    assert results(answer) == [
        "taken",
        "not_newer",
        "taken",
        "taken",
        "from_future",
        "too_old",
        "unknown_sensor",
        "unknown_sensor",
        "unknown_sensor",
        "no_number",
        "no_number",
        "no_instant",
        "malformed",
    ]
    assert json.loads(answer.content)["taken"] == results(answer).count("taken")


def test_sending_again_changes_nothing(key: str) -> None:
    at = now()
    body = {"readings": [reading("a", "20", at - timedelta(minutes=1)), reading("a", "20", at)]}
    assert results(send(body, key)) == ["taken", "taken"]
    facts = Fact.objects.count()
    for _ in range(3):
        assert results(send(body, key)) == ["not_newer", "not_newer"]
    assert results(send({"readings": [reading("a", "99", at - timedelta(hours=1))]}, key)) == ["not_newer"]
    assert Fact.objects.count() == facts
    assert Loop.objects.filter(subject_kind="patrol").count() == 1


def test_nobody_gets_in_without_a_key_in_force(key: str) -> None:
    body = {"readings": [reading()]}
    for headers in (
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {key[:-1]}"},
        {"Authorization": f"Basic {key}"},
        {"Authorization": key},
    ):
        answer = send(body, key, headers=headers)
        refused(answer, 401, "patrol.no_such_key")
        assert answer["WWW-Authenticate"] == "Bearer"
    revoke_sensor_key(name="gateway", by=SYSTEM, at=now())
    refused(send(body, key), 401, "patrol.no_such_key")
    assert results(send(body, key_for(name="gateway-2"))) == ["taken"]


def test_a_key_of_another_unit_does_not_learn_that_a_sensor_exists(key: str) -> None:
    other = key_for("housing", "other")
    body = {"readings": [reading("a"), reading("no-such-sensor"), reading("h")]}
    assert results(send(body, other)) == ["unknown_sensor", "unknown_sensor", "taken"]


@pytest.mark.parametrize(
    "body",
    [
        " ",
        b"\xff\xfe",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        '{"readings": null}',
        '{"readings": {"sensor": "a"}}',
        "[" * 100_000,
        '{"readings": ' + "[" * 5_000 + "]" * 5_000 + ', "readings": 1}',
    ],
)
def test_a_body_of_another_form_is_422(key: str, body: Any) -> None:
    refused(send(body, key), 422, "patrol.readings_malformed")


def test_numbers_json_allows_and_nobody_measures(key: str) -> None:
    at = now().isoformat()
    numbers = ["1e400", "1e-99999999999999999999", "9" * 5_000, "NaN", "Infinity", "1e-400", "-0.0"]
    items = ",".join(f'{{"sensor": "a", "at": "{at}", "value": {number}}}' for number in numbers)
    found = results(send(f'{{"readings": [{items}]}}', key))
    assert found[:5] == ["no_number"] * 5
    assert found[5:] == ["taken", "not_newer"]


def test_other_kinds_of_content_are_415(key: str) -> None:
    body = json.dumps({"readings": [reading()]})
    refused(send(body, key, content_type="text/plain"), 415, "patrol.not_json")
    refused(send({"a": "1"}, key, content_type="application/x-www-form-urlencoded"), 415, "patrol.not_json")
    refused(send(body, key, headers={"Content-Encoding": "gzip"}), 415, "patrol.not_json")
    assert results(send(body, key, content_type="application/json; charset=utf-8")) == ["taken"]


def test_too_much_is_413_in_a_form_programs_read(key: str) -> None:
    many = {"readings": [reading()] * 1_001}
    refused(send(many, key), 413, "patrol.too_many_readings")
    blank = json.dumps({"readings": []})
    refused(send(blank + " " * 1_048_576, key), 413, "ui.body_too_large")
    refused(send(blank + " " * settings.DATA_UPLOAD_MAX_MEMORY_SIZE, key), 413, "ui.body_too_large")
    assert results(send(blank + " " * (1_048_576 - len(blank)), key)) == []


def test_a_full_batch_is_taken(key: str) -> None:
    at = now() - timedelta(hours=1)
    items = [reading("a", str(index % 10), at + timedelta(seconds=index)) for index in range(1_000)]
    assert results(send({"readings": items}, key)) == ["taken"] * 1_000


def test_only_post_is_answered(key: str) -> None:
    for method in ("get", "put", "delete", "patch"):
        answer = getattr(Client(), method)(ADDRESS, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 405


def test_a_refusal_speaks_the_language_asked_for(key: str) -> None:
    for language, word in (("zh-CN", "密钥"), ("en", "key")):
        answer = send({}, "wrong", headers={"Accept-Language": language})
        refused(answer, 401, "patrol.no_such_key")
        assert word in json.loads(answer.content)["detail"]
