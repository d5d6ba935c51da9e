"""Health, limits and headers of every page."""

from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from django.urls import path

from gongzhi.web import urls
from gongzhi.web.middleware import CONTENT_SECURITY_POLICY

# Pages of errors name the human channel of the county, which stands in the database.
pytestmark = pytest.mark.django_db


def broken(_request: object) -> None:
    raise OperationalError("server closed the connection: 王秀英")


def read_form(request: object) -> None:
    request.POST  # type: ignore[attr-defined] # noqa: B018 - reading it is what is tested
    raise AssertionError("the form was read")


@pytest.fixture
def more_pages() -> object:
    with mock.patch.object(
        urls, "urlpatterns", [*urls.urlpatterns, path("broken", broken), path("form", read_form)]
    ):
        from django.urls import clear_url_caches

        clear_url_caches()
        yield
    clear_url_caches()


def test_the_process_answers_without_a_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"alive": True}


def test_it_is_ready_with_all_migrations(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()["ready"]) == (200, True)


def test_it_is_not_ready_while_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from django_migrations where id = (select max(id) from django_migrations where app = 'gongzhi')"
        )
    response = client.get("/readyz")
    assert (response.status_code, response.json()["migrations_missing"]) == (503, 1)


def test_it_is_not_ready_without_a_database(client: Client) -> None:
    with mock.patch("gongzhi.web.views.health.MigrationExecutor", side_effect=OperationalError):
        response = client.get("/readyz")
    assert (response.status_code, response.json()["database"]) == (503, False)


def test_every_page_carries_the_policies(client: Client) -> None:
    for address in ("/healthz", "/no-such-page"):
        headers = client.get(address).headers
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "内容太大，一次交不了"), ("en", "This is too much at once")]
)
@pytest.mark.usefixtures("more_pages")
def test_too_much_text_gets_a_plain_page_in_the_users_language(
    client: Client, language: str, words: str
) -> None:
    for content_type in ("application/x-www-form-urlencoded", "text/plain"):
        response = client.generic(
            "POST",
            "/form",
            b"text=" + b"x" * 1_100_000,
            content_type=content_type,
            headers={"accept-language": language},
        )
        assert response.status_code == 413
        assert words in response.content.decode()


@pytest.mark.usefixtures("more_pages")
def test_too_much_text_beside_a_photo_is_refused_as_well() -> None:
    response = Client(raise_request_exception=False).post("/form", {"text": "字" * 400_000})
    assert response.status_code == 413


@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.usefixtures("more_pages")
def test_the_form_guard_meets_too_much_text_first(checked: bool) -> None:
    client = Client(enforce_csrf_checks=checked, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    response = client.post("/form", {"text": "x" * 1_200_000})
    assert response.status_code == 413


@pytest.mark.usefixtures("more_pages")
def test_without_a_database_the_page_says_so_and_what_to_do() -> None:
    response = Client(raise_request_exception=False).get("/broken", headers={"accept-language": "en"})
    assert response.status_code == 503
    assert "try again in a minute" in response.content.decode()
    assert "王秀英" not in response.content.decode()


@pytest.mark.django_db
def test_a_database_that_goes_while_the_session_is_saved_is_told_as_such() -> None:
    """Django makes a bad request of it; the resident is to send the same again, not to mend it."""
    client = Client(raise_request_exception=False)
    assert client.post("/report", {"text": "路灯坏了。"}).status_code == 302
    with mock.patch.object(Session, "save", side_effect=OperationalError("closed")):
        response = client.post("/report", {"text": "路灯坏了三天。"})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
