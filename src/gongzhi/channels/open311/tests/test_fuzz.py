"""Whatever is sent, the answer is records or errors in the format asked for: never a page, never a 500."""

import json
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import pytest
from defusedxml import ElementTree as ET  # noqa: N817 - as everybody calls it
from django.http import HttpResponse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gongzhi.channels.open311.tests.conftest import BASE, META, PLAIN, Api, case

pytestmark = pytest.mark.django_db

ODD = st.sampled_from(
    [
        *(
            "",
            " ",
            "\0",
            "\x0b",
            "\ud800",
            "\uffff",
            "%00",
            "1e999",
            "nan",
            "-1",
            "9" * 40,
            "٣",
            "'; drop table x; --",
        ),
        *(
            "2026-11-22T08:15:30+08:00",
            "0000-00-00",
            "9999-12-31",
            "<x>&amp;",
            "#NOTPINPOINTED#",
            "true",
            "a,b,,c",
        ),
        *(PLAIN, META, "open", "closed,open", "GCJ-02", "110,30,111,31", "https://example.org/x", "x" * 5000),
    ]
)
VALUES = ODD | st.text(max_size=40)
NAMES = st.sampled_from(
    [
        *("service_code", "lat", "long", "address_string", "address_id", "description", "media_url", "phone"),
        *(
            "first_name",
            "email",
            "jurisdiction_id",
            "attribute[HOW]",
            "attribute[KIND][]",
            "attribute[KIND][0]",
        ),
        *(
            "attribute[COUNT]",
            "attribute[",
            "attribute[][]",
            "datum",
            "service_request_id",
            "start_date",
            "end_date",
        ),
        *(
            "status",
            "page",
            "page_size",
            "updated_after",
            "updated_before",
            "bbox",
            "extensions",
            "update_id",
        ),
    ]
) | st.text(max_size=12)
FORMS = st.lists(st.tuples(NAMES, VALUES), max_size=12)
PATHS = st.sampled_from(
    ["requests", "services", f"services/{META}", "servicerequestupdates", "discovery", "tokens/x"]
)
KINDS = st.sampled_from(["json", "xml"])
MANY = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def is_an_answer(answer: HttpResponse, kind: str) -> None:
    assert answer.status_code in {200, 400, 403, 404, 413}, answer.status_code
    text = answer.content.decode()
    if kind == "json":
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        found = json.loads(text)
        if answer.status_code != 200:
            assert all(set(each) == {"code", "description"} for each in found)
            assert found
    else:
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        root = ET.fromstring(text)
        assert (root.tag == "errors") == (answer.status_code != 200)
    assert "went wrong on our side" not in text
    assert "系统出错" not in text


def coded(form: list[tuple[str, str]]) -> str:
    return urlencode(
        [
            (name.encode("utf-8", "surrogatepass"), value.encode("utf-8", "surrogatepass"))
            for name, value in form
        ]
    )


@given(path=PATHS, kind=KINDS, form=FORMS)
@MANY
def test_addresses_with_odd_parameters(api: Api, path: str, kind: str, form: list[tuple[str, str]]) -> None:
    is_an_answer(api.client.get(f"{BASE}{path}.{kind}?{coded(form)}"), kind)


@given(kind=KINDS, form=FORMS, path=st.sampled_from(["requests", "servicerequestupdates"]))
@MANY
def test_urlencoded_bodies_with_odd_parameters(
    api: Api, kind: str, form: list[tuple[str, str]], path: str
) -> None:
    body = coded([("api_key", api.key), *form])
    is_an_answer(
        api.client.post(f"{BASE}{path}.{kind}", body, content_type="application/x-www-form-urlencoded"), kind
    )


@given(
    kind=KINDS,
    body=st.binary(max_size=300),
    charset=st.sampled_from(["", "; charset=utf-16", "; charset=nix"]),
)
@MANY
def test_bodies_that_are_no_forms(api: Api, kind: str, body: bytes, charset: str) -> None:
    for content_type in (
        f"application/x-www-form-urlencoded{charset}",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
        "text/xml",
        "",
    ):
        address = f"{BASE}requests.{kind}?api_key={api.key}"
        is_an_answer(api.client.generic("POST", address, body, content_type=content_type), kind)


PARTS = st.lists(
    st.tuples(NAMES, st.sampled_from(["", "p.png", "../../x", "a\r\nb", "\0"]), st.binary(max_size=60)),
    max_size=6,
)


@given(kind=KINDS, parts=PARTS, end=st.sampled_from([b"--x--\r\n", b"--x", b""]))
@MANY
def test_multipart_bodies_in_pieces(
    api: Api, kind: str, parts: list[tuple[str, str, bytes]], end: bytes
) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n' + api.key.encode() + b"\r\n"
    for name, filename, content in parts:
        head = f'Content-Disposition: form-data; name="{name}"' + (
            f'; filename="{filename}"' if filename else ""
        )
        body += b"--x\r\n" + head.encode("utf-8", "replace") + b"\r\n\r\n" + content + b"\r\n"
    answer = api.client.generic(
        "POST", f"{BASE}requests.{kind}", body + end, content_type="multipart/form-data; boundary=x"
    )
    is_an_answer(answer, kind)


@given(raw=st.binary(max_size=30), kind=KINDS)
@example(raw=b"/\n", kind="json")
@MANY
def test_odd_addresses(api: Api, raw: bytes, kind: str) -> None:
    for path in ("requests", "services", "tokens"):
        answer = api.client.get(f"{BASE}{path}/{quote_from_bytes(raw, safe='')}.{kind}")
        assert answer.status_code in {200, 400, 404}
        assert answer.headers["Content-Type"].split(";")[0] in {"text/xml", "application/json"}


@given(sent=st.fixed_dictionaries({"description": VALUES, "address_string": VALUES, "first_name": VALUES}))
@MANY
def test_whatever_was_filed_can_be_read_in_both_formats(api: Api, sent: dict[str, Any]) -> None:
    body = coded(
        [("api_key", api.key), ("service_code", PLAIN), ("lat", "30"), ("long", "110"), *sent.items()]
    )
    is_an_answer(
        api.client.post(f"{BASE}requests.json", body, content_type="application/x-www-form-urlencoded"),
        "json",
    )
    for kind in ("json", "xml"):
        answer = api.client.get(f"{BASE}requests.{kind}", {"extensions": "true"})
        assert answer.status_code == 200
        is_an_answer(answer, kind)


def test_an_entity_in_an_xml_body_is_not_read(api: Api) -> None:
    case()
    attack = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    answer = api.client.generic(
        "POST", f"{BASE}requests.xml?api_key={api.key}", attack.encode(), content_type="text/xml"
    )
    assert answer.status_code == 400
    assert "root:" not in answer.content.decode()
