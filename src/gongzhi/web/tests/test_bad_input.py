"""What no page of ours sends: wrong bytes, huge texts, ids of nothing, other methods. Never a crash, never a loss."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import RoutePattern, URLPattern, URLResolver
from tests.small_county import County

from gongzhi.cases.public import case_for
from gongzhi.channels.portal import queries as portal
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.web.tests import staff

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
STAFF = ("dispatcher", "town-handler", "operator", "leader", "admin", "arbiter", "caller", "verifier")
BYTES = {
    "gb18030": "text=" + "".join(f"%{byte:02X}" for byte in "垃圾没人收".encode("gb18030")),
    "broken utf-8": "text=%E5%9E%83%E5%9C",
    "overlong": "text=%C0%80",
    "nul": "text=a%00b",
    "surrogate": "text=%ED%A0%80",
    "controls": "text=a%08b%1B%5B31mc%7F",
    "direction marks": "text=%E2%80%AE%E5%9E%83%EF%BB%BF",
    "not a character": "text=%EF%BF%BF%F4%8F%BF%BF",
}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    portal.forget()
    cache.clear()


def without_crash(response: HttpResponse) -> str:
    """Return the page; a failure of ours would be 500 or more."""
    assert response.status_code < 500
    return response.content.decode()


# -- bytes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", BYTES.values(), ids=BYTES.keys())
def test_wrong_bytes_in_a_residents_form(county: County, body: str) -> None:
    client = Client()
    without_crash(client.generic("POST", "/report", body, content_type=FORM))
    without_crash(client.get("/report"))
    for path, field in (("/report/place", "address"), ("/report/person", "name"), ("/follow", "number")):
        without_crash(client.generic("POST", path, body.replace("text=", f"{field}="), content_type=FORM))
    without_crash(client.generic("POST", "/report", body, content_type=f"{FORM}; charset=gb18030"))
    without_crash(client.generic("POST", "/report", body, content_type=f"{FORM}; charset=klingon"))


@pytest.mark.parametrize("body", BYTES.values(), ids=BYTES.keys())
def test_wrong_bytes_in_a_form_of_staff(county: County, body: str) -> None:
    case_id = staff.working(county)
    client = staff.client_of("town-handler")
    before = len(story_of(case_id))
    for key in ("note", "answer", "reveal", "return"):
        fields = body + "&" + body.replace("text=", "reason=") + f"&once={uuid4()}"
        without_crash(client.generic("POST", f"/loop/{case_id}/{key}/", fields, content_type=FORM))
    assert len(story_of(case_id)) >= before
    without_crash(client.get(f"/loop/{case_id}/"))
    without_crash(staff.client_of("operator").generic("POST", "/file/", body, content_type=FORM))
    without_crash(Client().generic("POST", "/sign-in/", body.replace("text=", "login="), content_type=FORM))


@pytest.mark.parametrize("query", [body.replace("text=", "") for body in BYTES.values()], ids=BYTES.keys())
def test_wrong_bytes_in_an_address(county: County, query: str) -> None:
    client = staff.client_of("dispatcher")
    for path in (
        "/list/?q=",
        "/list/?grid=",
        "/list/?state=",
        "/list/?kind=",
        "/board/?kind=",
        "/find/?q=",
        "/how/case/?version=",
        "/how/case/?step=",
        "/desk/matters/?q=",
        "/work/?view=",
        "/sign-in/?next=",
    ):
        without_crash(client.get(path + query))
    without_crash(staff.client_of("admin").get("/accounts/?q=" + query))
    for path in ("/elder", "/language/setlang/", "/sign-out/"):
        without_crash(client.generic("POST", path, f"elder=1&language=en&next={query}", content_type=FORM))
    without_crash(Client().get("/" + query))


def test_wrong_bytes_in_headers_and_cookies(county: County) -> None:
    client = Client()
    for header in ("accept-language", "referer", "origin", "user-agent", "if-modified-since", "hx-request"):
        without_crash(client.get("/report", headers={header: '\xe5\x7f;=,"' * 50}))
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    # A cookie in quotation marks may hold any byte as \ooo.
    for cookie in ('"\\000"', '"\\345\\255"', "' or 1=1 --", "x" * 4_000):
        for name in ("sessionid", "csrftoken", "django_language", "elder", "messages"):
            for path in ("/", "/report", "/case/", "/work/", "/sign-in/"):
                without_crash(client.get(path, headers={"cookie": f"{name}={cookie}"}))


# -- sizes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [20_001, 340_000])
def test_a_text_too_long_comes_back_to_staff_with_every_word(county: County, length: int) -> None:
    case_id = staff.working(county)
    client = staff.client_of("town-handler")
    text = "长" * (length - 3) + "到此止"
    for key in ("note", "answer"):
        response = staff.post(client, f"/loop/{case_id}/{key}/", text=text)
        assert response.status_code in (409, 422)
        assert text in response.content.decode()
    filing = staff.post(
        staff.client_of("operator"), "/file/", text=text, channel="HOTLINE", filer="ANONYMOUS"
    )
    assert filing.status_code == 422
    assert text in filing.content.decode()


def test_above_a_megabyte_it_is_413_in_words(county: County) -> None:
    case_id = staff.working(county)
    handler = staff.client_of("town-handler")
    for client, path in ((handler, f"/loop/{case_id}/note/"), (Client(), "/report"), (Client(), "/sign-in/")):
        response = client.generic("POST", path, "text=" + "x" * 1_100_000, content_type=FORM)
        assert response.status_code == 413, path
        assert "<h1" in response.content.decode()


def test_very_many_fields_are_refused(county: County) -> None:
    body = "&".join(f"a{number}=1" for number in range(2_000))
    assert Client().generic("POST", "/report", body, content_type=FORM).status_code == 400


@pytest.mark.parametrize(
    "number", ["9" * 400, "-1", "0", "1e9", "NaN", "٣", "2.5", "99999999999999999999", ""]
)
def test_giant_and_odd_numbers_in_addresses(county: County, number: str) -> None:
    staff.filed()
    for login, path in (
        ("dispatcher", "/list/?page="),
        ("dispatcher", "/work/?page="),
        ("dispatcher", "/work/?view="),
        ("dispatcher", "/board/?days="),
        ("dispatcher", "/find/?q="),
        ("admin", "/organization/units?page="),
        ("admin", "/accounts/?page="),
    ):
        response = staff.client_of(login).get(path + number)
        assert response.status_code in (200, 302), (path, number, response.status_code)


@pytest.mark.parametrize(
    "place",
    [
        {"lon": "1" * 400, "lat": "1"},
        {"lon": "1e400", "lat": "1e400"},
        {"lon": "nan", "lat": "nan"},
        {"lon": "-inf", "lat": "inf"},
        {"lon": "１１０", "lat": "３０"},
    ],
)
def test_numbers_that_are_no_place(county: County, place: dict[str, str]) -> None:
    client = Client()
    client.post("/report", {"text": "路灯不亮。"})
    without_crash(client.post("/report/place", place))
    without_crash(client.post("/report/person", {"filer": "ANONYMOUS"}))
    without_crash(staff.post(staff.client_of("operator"), "/file/", text="路灯不亮。", **place))


# -- what does not exist ----------------------------------------------------------------------------


def test_ids_of_nothing_are_404_for_every_post(county: County) -> None:
    nothing = new_id()
    for login in STAFF:
        client = staff.client_of(login)
        for path in (f"/loop/{nothing}/", f"/loop/{nothing}/place.geojson", f"/accounts/{nothing}/close/"):
            response = client.get(path)
            assert response.status_code in (403, 404, 405), (login, path, response.status_code)
        for path in (f"/loop/{nothing}/note/", f"/loop/{nothing}/answer/", f"/loop/{nothing}/no-such-step/"):
            assert staff.post(client, path, text="x").status_code == 404, (login, path)
        for path in (
            "/loop/1/",
            "/loop/00000000/",
            f"/desk/{nothing}x/",
            "/no-such-page",
            "/organization/nothing/",
        ):
            assert client.get(path).status_code == 404, (login, path)
    assert staff.client_of("dispatcher").get(f"/desk/{nothing}/").status_code == 404


def test_a_step_that_does_not_exist_or_names_nothing(county: County) -> None:
    case_id = staff.filed()
    client = staff.client_of("dispatcher")
    assert staff.post(client, f"/loop/{case_id}/close-it-now/").status_code == 404
    assert staff.post(client, f"/desk/{case_id}/close-it-now/").status_code == 404
    for unit in ("", "x", str(new_id()), "'; drop table gongzhi_case; --"):
        response = staff.post(client, f"/desk/{case_id}/dispatch/", unit_id=unit, reason="原因在此")
        assert response.status_code in (409, 422), (unit, response.status_code)
    matter = staff.post(client, f"/desk/{case_id}/classify/", matter="no.such.matter")
    assert matter.status_code in (409, 422)
    once = client.post(f"/loop/{case_id}/note/", {"text": "没有请求号", "once": "not-a-uuid"})
    assert once.status_code < 500
    view = case_for(county.actor("dispatcher"), case_id)
    assert view
    assert view.loop.state == "registered"


# -- methods ----------------------------------------------------------------------------------------


def plain_paths() -> list[str]:
    """Return every address without parts that vary, as the resolver knows them."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> list[str]:
        found = []
        for pattern in patterns:
            if not isinstance(pattern.pattern, RoutePattern):
                continue
            route = before + str(pattern.pattern)
            found += walk(pattern.url_patterns, route) if isinstance(pattern, URLResolver) else [route]
        return found

    return [f"/{route}" for route in walk(get_resolver().url_patterns, "") if "<" not in route]


def test_every_page_answers_every_method(county: County) -> None:
    staff.filed()
    paths = plain_paths()
    assert len(paths) > 20
    for client in (Client(), staff.client_of("dispatcher"), staff.client_of("admin")):
        for path in paths:
            got = client.get(path).status_code
            assert got < 500, path
            head = client.head(path)
            assert head.status_code == got, (path, got, head.status_code)
            assert head.content == b"", path
            for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
                status = client.generic(method, path, b"x=1", content_type=FORM).status_code
                # 401 is what a program hears that is not signed in.
                assert status in (302, 400, 401, 403, 404, 405), (method, path, status)


# -- sessions that are over -------------------------------------------------------------------------


def test_a_form_whose_page_is_too_old_keeps_what_staff_typed(county: County) -> None:
    case_id = staff.working(county)
    client = staff.client_of("town-handler")
    client.handler.enforce_csrf_checks = True
    response = client.post(
        f"/loop/{case_id}/note/", {"text": "环卫公司人手不够。"}, headers={"origin": "http://testserver"}
    )
    assert response.status_code == 403
    assert "环卫公司人手不够。" in response.content.decode()
    foreign = client.post(
        f"/loop/{case_id}/note/", {"text": "别人的话。"}, headers={"origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert "别人的话。" not in foreign.content.decode()


def test_a_session_that_ended_loses_no_word_of_staff(county: County) -> None:
    case_id = staff.working(county)
    client = staff.client_of("town-handler")
    client.session.flush()
    client.cookies.clear()
    before = len(story_of(case_id))
    response = staff.post(client, f"/loop/{case_id}/note/", text="环卫公司人手不够。")
    page = response.content.decode()
    assert response.status_code == 403
    assert "环卫公司人手不够。" in page
    assert "/sign-in/" in page
    assert len(story_of(case_id)) == before
    # Signed in again, the same form is sent from the page that kept it.
    hidden = dict(re.findall(r'<textarea name="(\w+)" hidden aria-hidden="true">([^<]*)</textarea>', page))
    again = staff.client_of("town-handler").post(f"/loop/{case_id}/note/", hidden)
    assert again.status_code == 302
    assert len(story_of(case_id)) == before + 1
