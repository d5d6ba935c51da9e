"""Every address in both formats, and what clients rely on, whichever of them it is."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from defusedxml import ElementTree as ET  # noqa: N817 - as everybody calls it
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.small_county import County

from gongzhi.channels.open311.tests.conftest import BASE, BATCH, META, PLAIN, TEXT, Api, case, read
from gongzhi.channels.portal.tests.resident import staff
from gongzhi.kernel.instants import now

pytestmark = pytest.mark.django_db

RECORD = (
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
    *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime"),
    *("address", "address_id", "zipcode", "lat", "long", "media_url"),
)


def tree(text: str) -> Any:
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n')
    return ET.fromstring(text)


def test_discovery_stands_at_its_own_address_and_under_the_base(api: Api) -> None:
    found = api.get("discovery.json")
    for path in ("/open311/discovery.json", "/open311/test/v2/discovery.json"):
        assert read(api.client.get(path)) == found
    assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
    assert all(found.values())
    assert [each["type"] for each in found["endpoints"]] == ["production", "test"]
    for each in found["endpoints"]:
        assert each["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert each["formats"] == ["text/xml", "application/json"]
        assert not each["url"].endswith("/")
        changed = datetime.fromisoformat(each["changeset"])
        assert changed.tzinfo
        assert changed < now()
        assert read(api.client.get(f"{each['url'].removeprefix('http://testserver')}/services.json"))
    for path in ("/open311/discovery.xml", "/open311/discovery", f"{BASE}discovery.xml"):
        root = tree(read(api.client.get(path)))
        assert [each.tag for each in root] == ["changeset", "contact", "key_service", "endpoints"]
        assert [each.tag for each in root[3]] == ["endpoint", "endpoint"]
        assert [each.text for each in root[3][0].find("formats") or ()] == ["text/xml", "application/json"]


def test_services_are_the_leaves_of_the_tree(api: Api) -> None:
    found = {each["service_code"]: each for each in api.get("services.json")}
    assert set(found) == {PLAIN, META, BATCH, "housing.leak", "safety.cover"}
    assert found[META] | {"description": ""} == {
        "service_code": META,
        "service_name": "水管爆裂",
        "description": "",
        "metadata": True,
        "type": "realtime",
        "keywords": "pipe,水管",
        "group": "供水排水",
    }
    assert (found[PLAIN]["metadata"], found[PLAIN]["keywords"], found[BATCH]["type"]) == (False, "", "batch")
    root = tree(api.get("services.xml"))
    assert root.tag == "services"
    assert {each.findtext("metadata") for each in root.findall("service")} == {"true", "false"}
    assert all(each.find("keywords") is not None for each in root)
    english = api.client.get(f"{BASE}services.json", headers={"accept-language": "en"})
    assert {"Burst pipe"} < {each["service_name"] for each in read(english)}


def test_a_definition_has_its_questions(api: Api) -> None:
    found = api.get(f"services/{META}.json")
    assert found["service_code"] == META
    orders = [each["order"] for each in found["attributes"]]
    assert orders == list(range(1, 8))
    info, how = found["attributes"][:2]
    assert (info["variable"], how["variable"], how["required"], how["datatype"]) == (
        False,
        True,
        True,
        "singlevaluelist",
    )
    assert how["values"] == [{"key": "A", "name": "大"}, {"key": "B", "name": "小"}]
    root = tree(api.get(f"services/{META}.xml"))
    assert root.tag == "service_definition"
    assert [each.tag for each in root.find("attributes") or ()] == ["attribute"] * 7
    assert [each.findtext("key") for each in root.iter("value")] == ["A", "B", "1", "2"]
    assert api.get(f"services/{PLAIN}.json") == {"service_code": PLAIN, "attributes": []}
    for kind in ("json", "xml"):
        api.get(f"services/nix.{kind}", 404)


def test_a_request_has_every_element_also_empty(api: Api) -> None:
    number = api.file(address_string="西街12号")
    (found,) = api.get(f"requests/{number}.json")
    assert tuple(found) == RECORD
    assert (found["lat"], found["long"], found["zipcode"], found["status"]) == (30.005, 110.005, None, "open")
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert found[name].endswith("+08:00")
    assert found["expected_datetime"] > found["requested_datetime"]
    root = tree(api.get(f"requests/{number}.xml"))
    assert root.tag == "service_requests"
    assert [each.tag for each in root] == ["request"]
    assert tuple(each.tag for each in root[0]) == RECORD
    assert root[0].findtext("service_code") == PLAIN
    for kind in ("json", "xml"):
        api.get(f"requests/no-such-id.{kind}", 404)


def test_it_is_filed_in_both_formats(api: Api) -> None:
    sent = {"service_code": PLAIN, "address_string": "西街12号", "description": TEXT}
    (found,) = api.post(**sent)
    assert set(found) == {"service_request_id", "service_notice", "account_id"}
    root = tree(api.post("requests.xml", **sent | {"description": "另一件"}))
    assert root.tag == "service_requests"
    assert root[0].tag == "request"
    assert root[0].findtext("service_request_id")
    assert root[0].find("token") is None


def test_lists_of_answers_come_in_three_ways(api: Api) -> None:
    """Behaviour 1."""
    sent = {
        "service_code": META,
        "lat": "30.005",
        "long": "110.005",
        "attribute[HOW]": "A",
        "extensions": "true",
    }
    for number, way in enumerate(
        (
            {"attribute[KIND]": ["1", "2"]},
            {"attribute[KIND][]": ["1", "2"]},
            {"attribute[KIND][0]": "1", "attribute[KIND][1]": "2"},
        )
    ):
        made = api.file(**sent, **way, description=f"{number}")
        (found,) = api.get(f"requests/{made}.json", extensions="true")
        assert [(each["code"], each["value"]) for each in found["attributes"]] == [
            ("HOW", "大"),
            ("KIND", "主管、支管"),
        ]


def test_key_and_jurisdiction_stand_in_body_or_address(api: Api) -> None:
    """Behaviour 2."""
    sent = {"service_code": PLAIN, "address_string": "西街12号"}
    query = urlencode({"api_key": api.key, "jurisdiction_id": "example.gov.cn"})
    for number, (address, form) in enumerate(
        (
            (f"{BASE}requests.json?{query}", sent),
            (f"{BASE}requests.json", {**sent, "api_key": api.key, "jurisdiction_id": "example.gov.cn"}),
            (f"{BASE}requests.json?jurisdiction_id=999901000000", {**sent, "api_key": api.key}),
            (f"{BASE}requests.json?api_key={api.key}", {**sent, "api_key": ""}),
        )
    ):
        assert read(api.client.post(address, form | {"description": f"{number}"}))
    assert read(
        api.client.post(f"{BASE}requests.json?jurisdiction_id=123456000000", sent | {"api_key": api.key}), 404
    )
    api.get("services.json", 404, jurisdiction_id="123456000000")


def test_urlencoded_and_multipart(api: Api) -> None:
    """Behaviour 3."""
    sent = {
        "service_code": PLAIN,
        "address_string": "西街12号",
        "api_key": api.key,
        "description": "灯不亮\r\n第三盏",
    }
    plain = api.client.post(
        f"{BASE}requests.json", urlencode(sent), content_type="application/x-www-form-urlencoded"
    )
    parts = api.client.post(f"{BASE}requests.json", sent | {"email": "a@b.cn"})
    for answer in (plain, parts):
        (found,) = api.get(f"requests/{read(answer)[0]['service_request_id']}.json")
        assert found["description"] == "灯不亮\n第三盏"


def test_unknown_and_empty_parameters_are_ignored(api: Api) -> None:
    """Behaviour 4."""
    number = api.file(service_name="x", device_id="", media_url="", lat_long="9", **{"attribute[NIX]": "1"})
    assert api.get(
        "requests.json", status="", service_code="", start_date="", page="", q="x", lat="30"
    ) == api.get("requests.json")
    (found,) = api.get(f"requests/{number}.json", extensions="true")
    assert found["attributes"] == []


def test_dates_with_zone_and_without(api: Api) -> None:
    """Behaviour 5; and a start without an end, an end without a start."""
    number, _ = case(days=1)
    day = timedelta(days=1)
    for text in (f"{now() - 2 * day:%Y-%m-%dT%H:%M:%SZ}", f"{now() - 2 * day:%Y-%m-%dT%H:%M:%S.%f}"):
        assert [each["service_request_id"] for each in api.get("requests.json", start_date=text)] == [number]
        assert api.get("requests.json", end_date=text) == []
    assert api.get("requests.json", start_date=f"{now() + day:%Y-%m-%d}") == []
    (found,) = api.get("requests.json", 400, start_date="2026-01-01", end_date="2026-06-01")
    assert found["code"] == "400"


@pytest.mark.parametrize(
    "path",
    [
        "requests.html",
        "services.txt",
        "requests",
        "discovery.php",
        "nix.json",
        "v9/x",
        "",
        "requests/a.jsonp",
    ],
)
def test_the_suffix_decides_the_format(api: Api, path: str) -> None:
    """Behaviour 6: Accept says nothing, and an unknown suffix is 404 as XML. Behaviour 8: nothing redirects."""
    for accept in ("text/html", "application/json", "*/*"):
        answer = api.client.get(BASE + path, headers={"accept": accept})
        root = tree(read(answer, 404))
        assert root.tag == "errors"
        assert [each.tag for each in root[0]] == ["code", "description"]
    assert read(api.client.get(f"{BASE}services.json", headers={"accept": "text/xml"}))[0]["service_code"]


def test_comma_lists_leave_unknown_ones_out(api: Api) -> None:
    """Behaviour 7: ids override all other filters."""
    one, two = case()[0], case(matter=META)[0]
    found = api.get(
        "requests.json", service_request_id=f"{one},nix,{two}", status="closed", start_date="1999-01-01"
    )
    assert {each["service_request_id"] for each in found} == {one, two}
    assert api.get("requests.json", service_request_id="nix") == []
    by_code = api.get("requests.json", service_code=f"{META},nix")
    assert [each["service_request_id"] for each in by_code] == [two]
    assert len(api.get("requests.json", status="open,closed")) == 2
    api.get("requests.json", 400, status="half-open")


@pytest.mark.parametrize(
    "path",
    ["/open311", "/open311/", "/open311/v2", "/open311/v2/", f"{BASE}requests.json/", f"{BASE}services/"],
)
def test_nothing_redirects_and_no_slash_is_put_right(api: Api, path: str) -> None:
    """Behaviour 8."""
    strict = Client(enforce_csrf_checks=True)
    for answer in (strict.get(path), strict.post(path, {"api_key": api.key})):
        assert answer.status_code == 404
        assert not answer.has_header("Location")
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"


def test_no_form_token_is_asked_for(api: Api) -> None:
    """Behaviour 8."""
    strict = Client(enforce_csrf_checks=True)
    sent = {"service_code": PLAIN, "address_string": "西街12号", "api_key": api.key}
    assert read(strict.post(f"{BASE}requests.json", sent))[0]["service_request_id"]
    assert not strict.cookies


def test_errors_are_lists_and_several_at_once(api: Api) -> None:
    """Behaviour 9."""
    wrong = {
        "service_code": META,
        "lat": "x",
        "media_url": "ftp://x",
        "phone": "abc",
        "attribute[COUNT]": "viele",
    }
    found = api.post("requests.json", 400, **wrong)
    assert {each["code"] for each in found} == {"400"}
    assert len(found) == 5  # HOW is missing, COUNT is no number, the point, the address of media, the phone
    assert "attribute[HOW]" in found[0]["description"]
    root = tree(api.post("requests.xml", 400, **wrong))
    assert root.tag == "errors"
    assert len(root.findall("error")) == 5
    assert tree(api.get("requests/nix.xml", 404))[0].findtext("code") == "404"


def test_pages(api: Api) -> None:
    """Behaviour 11: the newest first, pages counted from 1, at most 1,000 of them."""
    made = [case(days=days)[0] for days in range(5)]
    pages = [api.get("requests.json", page_size=2, page=page) for page in (1, 2, 3, 4)]
    assert [each["service_request_id"] for page in pages for each in page] == made
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len(api.get("requests.json", page_size=100_000)) == 5
    assert len(api.get("requests.json", per_page=2)) == 2
    for name, value in (("page", "0"), ("page", "x"), ("page_size", "-1"), ("page", "102")):
        api.get("requests.json", 400, **{name: value})


def test_a_bad_key_is_said_before_anything_else(api: Api) -> None:
    """Behaviour 12."""
    for key in ("wrong", "", "x" * 5000):
        for path in ("requests.json", "servicerequestupdates.json"):
            (found,) = api.post(path, 403, api_key=key, lat="nothing else is right either")
            assert found["code"] == "403"
    assert tree(api.post("requests.xml", 403, api_key="wrong")).tag == "errors"


def test_the_last_ninety_days_and_not_more(api: Api) -> None:
    new, old = case(days=89)[0], case(days=91)[0]
    assert [each["service_request_id"] for each in api.get("requests.json")] == [new]
    assert api.get(f"requests/{old}.json")
    before = f"{now() - timedelta(days=90):%Y-%m-%dT%H:%M:%SZ}"
    assert [each["service_request_id"] for each in api.get("requests.json", end_date=before)] == [old]


def test_what_changed_and_what_lies_in_a_box(api: Api) -> None:
    one, case_id = case(days=2)
    case(days=2)
    staff(api.county, case_id, until="dispatched")
    since = f"{now() - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    assert [each["service_request_id"] for each in api.get("requests.json", updated_after=since)] == [one]
    assert len(api.get("requests.json", updated_before=since)) == 1
    api.get("requests.json", 400, updated_after="bald")
    assert len(api.get("requests.json", bbox="110,30,110.01,30.01")) == 2
    assert api.get("requests.json", bbox="111,30,112,30.01") == []
    api.get("requests.json", 400, bbox="1,2,3")


def test_methods_and_heads(api: Api) -> None:
    case()
    assert api.client.head(f"{BASE}requests.json").status_code == 200
    for method in ("put", "delete", "patch"):
        assert read(getattr(api.client, method)(f"{BASE}requests.json"), 400)[0]["code"] == "400"
    assert tree(read(api.client.post(f"{BASE}services.xml"), 400)).tag == "errors"


def test_a_page_of_somebody_else_may_ask_and_send(api: Api) -> None:
    """A browser asks beforehand; afterwards the page reads answers and errors alike."""
    asked = api.client.options(f"{BASE}requests.json", headers={"access-control-request-method": "POST"})
    assert asked.status_code == 204
    assert asked.headers["Allow"] == "GET, POST, HEAD, OPTIONS"
    assert "Idempotency-Key" in asked.headers["Access-Control-Allow-Headers"]
    assert api.client.options(f"{BASE}requests.txt").status_code == 404
    for answer in (
        asked,
        api.client.get(f"{BASE}requests.JSON"),
        api.client.get(f"{BASE}requests/nix.xml"),
        api.client.post(f"{BASE}requests.json", {"api_key": "wrong"}),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_what_django_cannot_read_is_an_error_of_ours(api: Api) -> None:
    assert read(api.client.get(f"{BASE}requests.json?page=%00"), 400)[0]["code"] == "400"
    too_large = api.client.post(
        f"{BASE}requests.json",
        "a=" + "x" * 2_000_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert read(too_large, 413)[0]["code"] == "413"
    many = urlencode([("a", "1")] * 2000)
    answer = api.client.post(f"{BASE}requests.xml", many, content_type="application/x-www-form-urlencoded")
    assert tree(read(answer, 400)).tag == "errors"
    broken = api.client.post(
        f"{BASE}requests.json", b"--x\r\n", content_type="multipart/form-data; boundary="
    )
    assert read(broken, 400)


def test_no_request_keeps_a_session_or_asks_much(api: Api, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        case()
    api.get("requests.json")
    with django_assert_max_num_queries(3):
        assert len(api.get("requests.json")) == 12
    assert not api.client.cookies


def test_photos_and_other_files(api: Api, county: County) -> None:
    text = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n", "image/png")
    found = api.post("requests.json", 400, service_code=PLAIN, address_string="西街", media=text)
    assert found[0]["code"] == "400"
    assert api.get("requests.json") == []
