"""What a browser sends as the answer of a passkey is anything at all until it was looked at."""

import json

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        "{}",
        "[" * 19_000,
        '{"a":' * 3_900,
        json.dumps({"id": "\0"}),
        json.dumps({"id": "\ud800"}),
        json.dumps({"id": "x" * 19_000}),
        json.dumps({"id": {"a": 1}, "response": 7}),
    ],
)
def test_rubbish_is_a_wrong_passkey(answer: str) -> None:
    visitor = Client(headers={"accept-language": "en"})
    assert visitor.post("/sign-in/passkey/options/").status_code == 200
    refused = visitor.post("/sign-in/passkey/", {"answer": answer})
    assert (refused.status_code, refused.headers["Location"]) == (302, "/sign-in/")
