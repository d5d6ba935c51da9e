"""The guide's pages in every state, the switches, and the pages for what went wrong."""

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from gongzhi.kernel.refusals import Refusal
from gongzhi.ui import guide, views
from gongzhi.ui.context import human_channel

STATES = ["", "empty", "loading", "error"]


@pytest.fixture
def client(settings):
    settings.GONGZHI_DEMO = True
    return Client()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("page", guide.PAGES)
def test_every_page_of_the_guide_in_every_state(client, page, language):
    for state in STATES:
        for base in ("resident", "staff"):
            answer = client.get(
                f"/ui/guide/{page}", {"state": state, "base": base}, headers={"accept-language": language}
            )
            html = answer.content.decode()
            assert answer.status_code == 200
            assert " style=" not in html
            assert "<style" not in html
            assert "onclick" not in html
            assert "<script>" not in html
            assert 'href="tel:12345"' in html
            assert html.count("<h1") == 1


@pytest.mark.django_db
def test_the_guide_is_shut_where_it_is_neither_demo_nor_development(client, settings):
    settings.GONGZHI_DEMO = False
    assert client.get("/ui/guide").status_code == 404
    assert client.get("/ui/guide/grids.geojson").status_code == 404


@pytest.mark.django_db
def test_an_unknown_page_of_the_guide_is_not_found(client):
    assert client.get("/ui/guide/no-such").status_code == 404


@pytest.mark.django_db
def test_errors_are_beside_the_field_and_on_top(client):
    html = client.get("/ui/guide/report?state=error").content.decode()
    assert '<a href="#id_phone">' in html
    assert '<a href="#id_urgent_0">' in html
    assert 'id="id_phone_error"' in html
    assert 'aria-describedby="id_phone_error"' in html
    assert 'value="138"' in html


@pytest.mark.django_db
def test_a_personal_field_says_why_it_is_asked(client):
    html = client.get("/ui/guide/report").content.decode()
    assert html.count('class="why"') == 1
    assert "《个人信息保护法》第十三条" in html


@pytest.mark.django_db
def test_what_may_not_be_done_is_grey_with_its_reason(client):
    html = client.get("/ui/guide/sheet").content.decode()
    assert 'disabled aria-describedby="why-return"' in html
    assert "请改为提请仲裁" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("back", "lands"),
    [
        ("/ui/guide/report?a=1", "/ui/guide/report?a=1"),
        ("https://elsewhere.example/", "/"),
        ("//x.example", "/"),
    ],
)
def test_elder_switch_goes_back_within_this_site_only(client, back, lands):
    answer = client.post("/elder", {"elder": "1", "next": back})
    assert answer.headers["Location"] == lands
    assert "data-elder" in client.get("/ui/guide").content.decode()
    client.post("/elder", {"elder": "0", "next": back})
    assert "data-elder" not in client.get("/ui/guide").content.decode()


@pytest.mark.django_db
def test_elder_switch_needs_a_post(client):
    assert client.get("/elder").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("origin", ["http://testserver", "https://elsewhere.example", ""])
def test_an_expired_page_gives_typed_text_back_to_this_site_only(settings, origin):
    settings.CSRF_FAILURE_VIEW = "gongzhi.ui.views.csrf_failure"
    client = Client(enforce_csrf_checks=True)
    typed = "楼道灯坏了 <b>\n第二行"
    sent = {"text": typed, "password": "geheim", "once": "01a2210f-37ed-7e23-aadc-0265813c336f"}
    answer = client.post("/elder", sent, headers={"origin": origin})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert ("楼道灯坏了 &lt;b&gt;\n第二行" in html) == (origin == "http://testserver")
    assert "geheim" not in html
    assert f'<div class="quote">{sent["once"]}' not in html
    assert (f">{sent['once']}</textarea>" in html) == (origin == "http://testserver")


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (views.bad_request, 400, "没有读懂"),
        (lambda request: views.permission_denied(request, PermissionDenied()), 403, "不能查看"),
        (views.not_found, 404, "没有这个页面"),
        (views.too_large, 413, "内容太大"),
        (views.server_error, 500, "系统出了问题"),
    ],
)
def test_pages_for_what_went_wrong_say_what_to_do_and_whom_to_call(settings, view, status, words):
    settings.GONGZHI_HUMAN_CHANNEL = {"phone": "12345", "counter": "1 号窗口"}
    with override("zh-hans"):
        answer = view(RequestFactory().get("/"))
    html = answer.content.decode()
    assert answer.status_code == status
    assert words in html
    assert "1 号窗口" in html


def test_the_human_channel_speaks_the_readers_language(settings):
    settings.GONGZHI_HUMAN_CHANNEL = {"phone": "12345", "counter": "窗口", "counter_en": "Counter"}
    assert human_channel("en")["counter"] == "Counter"
    assert human_channel("zh-hans")["counter"] == "窗口"
    assert human_channel("en")["phone"] == "12345"


def test_a_refusal_stands_in_the_summary_of_errors():
    with override("zh-hans"):
        html = render_to_string(
            "ui/_error_summary.html", {"refusal": Refusal("ui.guide_example", {"days": 1})}
        )
    assert "退单期限" in html
    assert 'role="alert"' in html
