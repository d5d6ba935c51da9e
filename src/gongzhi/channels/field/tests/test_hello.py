"""Who is answered, and what goes along on a telephone: little, and no word about a person."""

import json

import pytest
from django.test import Client
from tests.small_county import POSTS, County

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.models import Case
from gongzhi.cases.public import Person, Place, dispatch, file_case
from gongzhi.channels.field.tests.sending import a_case, entry, me, send
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, long_ago

pytestmark = pytest.mark.django_db

INTAKE = {"operator", "dispatcher", "grid-worker"}
WORKS = {
    *("town-handler", "water-handler", "housing-handler", "township-handler", "property-handler"),
    *("town-head", "housing-head", "township-head"),
}


def test_a_visitor_is_asked_to_sign_in_and_nothing_is_lost(county: County) -> None:
    visitor = Client()
    assert visitor.get("/field/hello").status_code == 401
    answer = visitor.post("/field/send", {"entry": "{}"})
    assert answer.status_code == 401
    assert answer.json() == {"signed_in": False}
    assert "no-store" in answer.headers["Cache-Control"]


def test_every_post_has_its_answer(county: County) -> None:
    for login in sorted(POSTS):
        client, before = client_of(login), Case.objects.count()
        found = client.get("/field/hello", {"work": "1"})
        if login not in INTAKE | WORKS:
            assert found.status_code == 403, login
            assert client.post("/field/send", {"entry": "{}"}).json() == {"signed_in": True, "may": False}
            continue
        lists = found.json()["lists"]
        assert ("case" in lists) == (login in INTAKE), login
        assert ("event" in lists) == (login in WORKS | {"grid-worker"}), login
        channel = "HOTLINE" if login in INTAKE - {"grid-worker"} else "GRID"
        sent = send(client, a_case(client, channel=channel))
        assert (sent.status_code == 200) == (login in INTAKE), login
        assert Case.objects.count() - before == (login in INTAKE), login


def test_a_forged_request_is_refused(county: County) -> None:
    from django.contrib.auth import get_user_model

    client = Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get(login="grid-worker"))
    what = a_case(client)
    assert send(client, what).status_code == 403
    token = me(client)["csrf"]
    assert send(client, what, headers={"x-csrftoken": token}).status_code == 200


def test_nobody_sends_for_somebody_else(county: County) -> None:
    theirs = a_case(client_of("operator"))
    refused = send(client_of("grid-worker"), theirs)
    assert (refused.status_code, refused.json()["code"]) == (409, "field.other_account")
    own = {**theirs, "account": me(client_of("grid-worker"))["account"]}
    refused = send(client_of("grid-worker"), own)
    assert (refused.status_code, refused.json()["code"]) == (409, "field.other_post")
    assert Case.objects.count() == 0


def test_what_cannot_be_read_is_refused(county: County) -> None:
    client = client_of("grid-worker")
    for text in ("", "{", '{"key": 1}'):
        answer = client.post("/field/send", {"entry": text})
        assert (answer.status_code, answer.json()["code"]) == (400, "field.unreadable")
    assert client.get("/field/send").status_code == 405


def test_the_work_list_names_no_person(county: County) -> None:
    hidden = file_case(
        text="王小满反映楼上漏水，电话13800000001。",
        place=Place(division="999901100001", address="西街1号2单元301室"),
        channel=Channel.COUNTER,
        matter="city.waste.street",
        person=Person(filer=Filer.NAMED, name="王小满", phone="13800000001"),
        confidential=True,
        by=RESIDENT,
        at=long_ago(3),
    )
    dispatch(
        case_id=hidden.loop_id,
        event="dispatch",
        unit_id=county.unit("town"),
        by=county.actor("dispatcher"),
        at=long_ago(2),
    )
    shown = staff.dispatched(county)
    found = me(client_of("town-handler"), work="1")
    assert {line["id"] for line in found["work"]} == {str(hidden.loop_id), str(shown)}
    text = json.dumps(found["work"], ensure_ascii=False)
    for secret in ("王小满", "13800000001", "301", "漏水"):
        assert secret not in text
    line = next(each for each in found["work"] if each["id"] == str(shown))
    assert line["steps"][0] == {"step": "sign", "form": "case.sign"}
    assert line["place"].endswith("西街口菜场门前")
    assert set(line) == {
        *(
            "id",
            "number",
            "kind",
            "title",
            "place",
            "owe",
            "state",
            "due",
            "due_at",
            "limit",
            "version",
            "steps",
        )
    }


def test_forms_come_along_only_when_they_have_changed(county: County) -> None:
    client = client_of("grid-worker")
    first = me(client, work="1")
    assert {"case", "event", "photo_why"} == set(first["lists"])
    assert "lists" not in me(client, work="1", lists=first["lists_mark"])
    assert "lists" in me(client, work="1", lists="other")
    assert "work" not in me(client)


def test_every_field_told_is_one_the_script_draws(county: County) -> None:
    staff.working(county)
    found = me(client_of("grid-worker"), work="1")
    forms = [found["lists"]["case"], found["lists"]["event"], *found["steps"].values()]
    kinds = {field["kind"] for form in forms for field in form["fields"]}
    assert kinds <= {"text", "line", "select", "radio", "boxes", "box", "photos", "point"}
    assert {"case.contact", "case.answer", "case.note"} <= set(found["steps"])
    point = next(field for field in found["lists"]["case"]["fields"] if field["kind"] == "point")
    assert point["required"] is False


def test_an_entry_of_another_key_with_the_same_words_is_another_case(county: County) -> None:
    client = client_of("grid-worker")
    send(client, a_case(client))
    send(client, a_case(client))
    assert Case.objects.count() == 2
    assert entry(client, "case", {})["key"] != entry(client, "case", {})["key"]
