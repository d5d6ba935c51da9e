"""Cases by the interface: lists, one, filing, adding; what a key may know, and what happens once."""

from collections.abc import Callable

import pytest

from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.tests.conftest import Program, filed

pytestmark = pytest.mark.django_db(transaction=True)
Made = Callable[..., Program]


def test_a_list_goes_on_from_the_last_row(program: Made) -> None:
    numbers = [filed(day=day).number for day in range(5)]
    reader, seen, cursor = program(Scope.CASES_READ), [], ""
    while True:
        body = reader.get(f"/cases?limit=2{cursor}").json()
        seen += [item["number"] for item in body["items"]]
        if body["next"] is None:
            break
        cursor = f"&cursor={body['next']}"
    assert seen == numbers[::-1]


def test_a_case_is_filed_once(program: Made) -> None:
    writer = program(Scope.CASES_FILE, unit="hotline")
    said = {"text": "井盖没了，很危险。", "place": {"address": "西街1号"}}
    first = writer.post("/cases", said, once="a-1")
    assert first.status_code == 201, first.content
    assert writer.post("/cases", said, once="a-1").json() == first.json()
    other = writer.post("/cases", {**said, "text": "另一件事。"}, once="a-1")
    assert (other.status_code, other.json()["code"]) == (409, "channels.write_other")
    assert writer.post("/cases", said, once=None).status_code == 422
