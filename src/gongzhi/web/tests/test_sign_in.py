"""Signing in and out, posts, and the demo's one click."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.small_county import County

from gongzhi.organization.public import hold_post, posts_of, take_leave
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import account_by_login, set_password
from gongzhi.web.tests.staff import PASSWORD, client_of
from gongzhi.web.views import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(county: County) -> County:
    account = account_by_login("town-handler")
    assert account
    set_password(account_id=account.id, password=PASSWORD, by=SYSTEM, at=timezone.now())
    return county


def test_login_and_password_lead_to_the_page_one_works_on(known: County) -> None:
    client = Client()
    response = client.post("/sign-in/", {"login": " Town-Handler ", "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0] == "/work/"
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/work/").headers["Location"] == "/sign-in/?next=/work/"


def test_it_goes_on_where_one_was_sent_from_and_nowhere_else(known: County) -> None:
    right = {"login": "town-handler", "password": PASSWORD}
    assert Client().post("/sign-in/", right | {"next": "/post/"}).headers["Location"] == "/post/"
    assert (
        Client().post("/sign-in/", right | {"next": "https://evil.example/"}).headers["Location"] == "/start/"
    )


@pytest.mark.parametrize(
    ("login", "password"), [("town-handler", "wrong"), ("nobody", PASSWORD), ("town-handler", "")]
)
def test_what_is_wrong_is_said_without_saying_which(known: County, login: str, password: str) -> None:
    response = Client(headers={"accept-language": "en"}).post(
        "/sign-in/", {"login": login, "password": password}
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert ("do not match" in page) is bool(password)
    assert f'value="{login}"' in page
    assert password not in page or not password


def test_a_closed_account_does_not_get_in(known: County) -> None:
    from gongzhi.people.public import deactivate

    account = account_by_login("town-handler")
    assert account
    inside = client_of("town-handler")
    deactivate(account_id=account.id, reason="调离", by=SYSTEM, at=timezone.now())
    assert Client().post("/sign-in/", {"login": "town-handler", "password": PASSWORD}).status_code == 422
    assert inside.get("/work/").status_code == 302


def test_somebody_with_several_posts_changes_over(county: County) -> None:
    at = timezone.now()
    account, other = account_by_login("town-handler"), account_by_login("dispatcher")
    assert account
    assert other
    post = posts_of(other.id, at=at)[0]
    start = at.date() - timedelta(days=1)
    hold_post(post_id=post.id, account_id=account.id, start=start, to=None, acting=True, by=SYSTEM, at=at)
    client = client_of("town-handler")
    assert client.get("/desk/").status_code == 403
    assert "Governance centre".lower() in client.get("/post/").content.decode().lower()
    assert client.post("/post/", {"post": str(post.id)}).headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert client.post("/post/", {"post": "not a post"}, follow=True).status_code == 200


def test_a_stand_in_acts_in_the_post_of_the_absent(county: County) -> None:
    at = timezone.now()
    absent, here = account_by_login("dispatcher"), account_by_login("town-handler")
    assert absent
    assert here
    take_leave(
        account_id=absent.id,
        stand_in_id=here.id,
        start=at.date() - timedelta(days=1),
        to=at.date() + timedelta(days=2),
        by=SYSTEM,
        at=at,
    )
    assert "standing in" in client_of("town-handler").get("/post/").content.decode()


def test_the_one_click_does_not_exist_outside_the_demo(county: County, settings, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    role = {
        "role": "HANDLER",
        "login": "town-handler",
        "title": "经办人",
        "title_en": "Handler",
        "sentence": "签收一件。",
        "sentence_en": "Sign one.",
    }
    monkeypatch.setattr(sign_in, "_roles", lambda: [role])
    settings.GONGZHI_DEMO = False
    assert Client().post("/sign-in/as/HANDLER/").status_code == 404
    assert b"/sign-in/as/" not in Client().get("/sign-in/").content
    settings.GONGZHI_DEMO = True
    assert b"/sign-in/as/HANDLER/" in Client().get("/sign-in/").content
    assert Client().post("/sign-in/as/NOBODY/").status_code == 404
    assert Client().get("/sign-in/as/HANDLER/").status_code == 405
    client = Client()
    assert client.post("/sign-in/as/HANDLER/", follow=True).redirect_chain[-1][0] == "/work/"
    assert len({sign_in.key_of(role) for role in sign_in.demo_roles()}) == len(sign_in.demo_roles())


def test_every_role_of_the_demo_has_all_its_words(settings) -> None:  # type: ignore[no-untyped-def]
    settings.GONGZHI_DEMO = True
    roles = sign_in.demo_roles()
    assert len(roles) >= 8
    for role in roles:
        assert all(role[key] for key in ("role", "login", "title", "title_en", "sentence", "sentence_en"))
