"""A session goes on under a new key, and its row is written once for it."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongzhi.web.sessions import SessionStore

pytestmark = pytest.mark.django_db


def kept() -> SessionStore:
    session = SessionStore()
    session["draft"] = "水管爆了"
    session.save()
    return SessionStore(session.session_key)


def test_a_new_key_keeps_what_is_known_and_the_old_one_opens_nothing() -> None:
    session = kept()
    old = session.session_key
    session.cycle_key()
    session["case"] = "x"
    assert Session.objects.get().session_key == old  # until it is saved
    session.save()
    assert session.session_key != old
    assert Session.objects.get().session_key == session.session_key
    again = SessionStore(session.session_key)
    assert (again["draft"], again["case"]) == ("水管爆了", "x")
    assert SessionStore(old).load() == {}


def test_a_new_key_writes_one_row() -> None:
    session = kept()
    session.load()
    with CaptureQueriesContext(connection) as seen:
        session.cycle_key()
        session["case"] = "x"
        session.save()
    writes = [
        query["sql"].split()[0] for query in seen if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert writes == ["INSERT", "DELETE"]


def test_a_second_new_key_and_a_flush_leave_nothing_behind() -> None:
    session = kept()
    session.cycle_key()
    session.cycle_key()
    session.save()
    assert Session.objects.count() == 1
    session.cycle_key()
    session.flush()
    assert Session.objects.count() == 0


def test_a_key_from_before_this_way_of_keeping_them_still_opens(settings: object) -> None:
    from django.contrib.sessions.backends.db import SessionStore as DatabaseSession

    before = DatabaseSession()
    before["case"] = "x"
    before.save()
    assert SessionStore(before.session_key)["case"] == "x"


def test_a_visitor_whose_key_changes_gets_the_new_one(client: Client) -> None:
    from django.contrib.auth import get_user_model
    from django.utils import timezone
    from tests.small_county import import_county

    import_county(at=timezone.now())
    client.force_login(get_user_model().objects.get(login="leader"))
    old = client.cookies["sessionid"].value
    session = client.session
    session.cycle_key()
    session.save()
    client.cookies["sessionid"] = session.session_key
    assert client.get("/list/").status_code == 200
    client.cookies["sessionid"] = old
    assert client.get("/list/").status_code == 302
