"""What further clients send and demand, who cannot run here: each demand of theirs is one of ours."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from defusedxml import ElementTree as ET  # noqa: N817 - as everybody calls it

from gongzhi.cases.models import Case
from gongzhi.cases.public import case_story
from gongzhi.channels.open311.tests.conftest import BASE, BATCH, META, PLAIN, Api, case, read
from gongzhi.channels.portal.tests.resident import staff
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import sequence

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def xml(text: str) -> Any:
    return ET.fromstring(text)


def fixmystreet(api: Api, code: str = PLAIN, **more: str) -> Any:
    """File as FixMyStreet does: XML, urlencoded, the title before the words, addresses of photos repeated."""
    pairs = [
        *(
            ("service_code", code),
            ("description", "路灯\r\n\r\n第三盏不亮\r\n\r\nhttps://example.org/report/1"),
        ),
        *(
            ("first_name", "San"),
            ("last_name", "Zhang"),
            ("email", "a@example.org"),
            ("phone", "13800000001"),
        ),
        *(("lat", "30.005"), ("long", "110.005"), ("media_url", "https://example.org/1.jpg")),
        *(("media_url", "https://example.org/2.jpg"), ("account_id", "7"), ("deviceid", "d")),
        *(("api_key", api.key), ("jurisdiction_id", "example")),
        *more.items(),
    ]
    answer = api.client.post(f"{BASE}requests.xml", urlencode(pairs), content_type=FORM)
    return xml(read(answer)).find("request")


@pytest.mark.django_db(transaction=True)
def test_fixmystreet_files_and_hears_of_each_step(api: Api) -> None:
    number = fixmystreet(api).findtext("service_request_id")
    row = Case.objects.get(public_id=number)
    assert row.text.startswith("路灯\n\n第三盏不亮\n\nhttps://example.org/report/1")
    assert row.text.count("example.org") == 3
    assert row.filer == "NAMED"
    before = now() - timedelta(seconds=1)
    staff(api.county, row.loop_id, until="working")
    window = [
        f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for instant in (before, now() + timedelta(seconds=1))
    ]
    query = {"start_date": window[0], "end_date": window[1], "api_key": api.key, "jurisdiction_id": "x"}
    found = xml(api.get("servicerequestupdates.xml", **query)).findall("request_update")
    assert len(found) == 2
    for each in found:
        assert each.findtext("update_id")
        assert each.findtext("service_request_id") == number
        # It compares the instants as texts in UTC, and leaves out what lies outside of what it asked for.
        instant = datetime.fromisoformat(each.findtext("updated_datetime")).astimezone(UTC)
        assert window[0] <= f"{instant:%Y-%m-%dT%H:%M:%SZ}" <= window[1]


def test_fixmystreet_waits_for_the_number_of_a_token(api: Api) -> None:
    token = fixmystreet(api, BATCH, phone="").findtext("token")
    for _poll in range(2):
        found = xml(api.get(f"tokens/{token}.xml")).find("request")
        if found.findtext("service_request_id"):
            break
        while sequence():
            pass
    assert found.findtext("service_request_id")


def test_fixmystreet_where_nobody_said_where(api: Api) -> None:
    pairs = {"service_code": PLAIN, "description": "x", "address_id": "#NOTPINPOINTED#", "api_key": api.key}
    answer = api.client.post(f"{BASE}requests.xml", urlencode(pairs), content_type=FORM)
    assert xml(read(answer))[0].findtext("service_request_id")


def test_fixmystreet_says_a_status_alone(api: Api) -> None:
    """Of an update without words the status is read by the office; nothing moves, and nothing is sent for ever."""
    number = fixmystreet(api).findtext("service_request_id")
    pairs = {"service_request_id": number, "update_id": "9", "status": "FIXED", "description": ""}
    answer = api.client.post(f"{BASE}servicerequestupdates.xml", {"api_key": api.key, **pairs})
    assert xml(read(answer))[0].findtext("update_id")
    case_id = Case.objects.get(public_id=number).loop_id
    assert any("FIXED" in str(fact.texts) for fact in case_story(case_id))


def test_what_careless_clients_send(api: Api) -> None:
    """A slash too many, no type of the body, one that is no form, and a point in another part of the world."""
    assert api.client.get(f"{BASE}/services.json").status_code == 200
    sent = urlencode({"service_code": PLAIN, "address_string": "西街", "api_key": api.key})
    for kind in ("text/plain", ""):
        answer = api.client.generic("POST", f"{BASE}requests.json", sent, content_type=kind)
        assert read(answer)[0]["service_request_id"]
    answer = api.client.post(f"{BASE}requests.json", {"api_key": api.key}, content_type="application/json")
    assert "urlencoded" in read(answer, 400)[0]["description"]
    for lat, long in (("0", "0"), ("-30.005", "110.005")):
        (found,) = api.post("requests.json", 400, service_code=PLAIN, lat=lat, long=long)
        assert "lat" in found["description"]
    assert api.file(lat="30.9", long="110.9"), "beside the grids is not far away"


def test_lists_and_media_come_as_each_language_sends_them(api: Api) -> None:
    """PHP and Ruby write brackets, others the same name again and again, some a comma between keys."""
    one, two = case()[0], case(matter=META)[0]
    for query in (
        {"service_request_id": [one, two]},
        {"service_request_id[]": [one, two]},
        {"service_request_id[0]": one, "service_request_id[1]": two},
    ):
        found = api.get("requests.json", **query)
        assert {each["service_request_id"] for each in found} == {one, two}
    assert len(api.get("requests.json", status=["open", "closed"])) == 2
    number = api.file(
        service_code=META,
        **{
            "attribute[HOW]": "A",
            "attribute[KIND]": "1,2",
            "media_url[0]": "https://example.org/1.jpg",
            "media_url[1]": "https://example.org/2.jpg",
        },
    )
    row = Case.objects.get(public_id=number)
    assert "主管、支管" in row.text
    assert row.text.count("example.org") == 2


def test_fixmystreet_reads_services_and_requests(api: Api) -> None:
    services = xml(api.get("services.xml")).findall("service")
    assert {each.findtext("metadata") for each in services} == {"true", "false"}
    assert not {"private", "inactive", "staff", "waste_only"} & {
        word for each in services for word in (each.findtext("keywords") or "").split(",")
    }
    for each in services:
        if each.findtext("metadata") == "true":
            definition = xml(api.get(f"services/{each.findtext('service_code')}.xml"))
            assert definition.findall("attributes/attribute")
    case()
    (found,) = xml(api.get("requests.xml")).findall("request")
    assert found.findtext("lat")
    assert found.findtext("long")
    assert "T" in found.findtext("requested_datetime")


def test_the_rules_of_the_validator(api: Api) -> None:
    """Discovery first; then services and definitions of every endpoint in each of its formats."""
    for suffix in (".json", ".xml"):
        assert api.client.get(f"/open311/discovery{suffix}").status_code == 200
    found = read(api.client.get("/open311/discovery.json"))
    assert len(found["endpoints"]) >= 2
    assert {each["type"] for each in found["endpoints"]} == {"production", "test"}
    for each in found["endpoints"]:
        assert len(each["formats"]) >= 2
        base = each["url"].removeprefix("http://testserver")
        for kind in ("json", "xml"):
            assert api.client.get(f"{base}/services.{kind}").status_code == 200
            assert api.client.get(f"{base}/services/{META}.{kind}").status_code == 200


def test_dates_without_a_zone_and_with_microseconds(api: Api) -> None:
    """As validopen311 sends them; it wants this type to the letter, and these elements."""
    case()
    since = (now() - timedelta(days=2)).astimezone().replace(tzinfo=None).isoformat()
    answer = api.client.get(f"{BASE}requests.xml", {"start_date": since})
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    (found,) = xml(read(answer)).findall("request")
    assert all(found.find(name) is not None for name in ("zipcode", "lat", "long"))
    assert all(each.find("keywords") is not None for each in xml(api.get("services.xml")))


def test_the_types_of_json(api: Api) -> None:
    """As the schemas of open311 have them: texts for ids and codes, numbers for places, real booleans."""
    case()
    (found,) = api.get("requests.json")
    assert isinstance(found["service_request_id"], str)
    assert isinstance(found["service_code"], str)
    assert isinstance(found["lat"], float)
    assert isinstance(found["long"], float)
    for each in api.get("services.json"):
        assert isinstance(each["metadata"], bool)
        assert isinstance(each["service_code"], str)
        assert each["type"] in {"realtime", "batch", "blackbox"}
    for each in api.get(f"services/{META}.json")["attributes"]:
        assert isinstance(each["variable"], bool)
        assert isinstance(each["required"], bool)
        assert isinstance(each["order"], int)


def test_an_app_that_sends_more_and_no_jurisdiction(api: Api) -> None:
    """As open311-client of OneBusAway does: lists with brackets, a name of the service, services by place."""
    assert api.get("services.json", lat="30.005", long="110.005")
    number = api.file(
        service_code=META, service_name="水管爆裂", **{"attribute[HOW][]": "A", "attribute[KIND][]": ["1"]}
    )
    assert api.get(f"requests/{number}.json")


def test_a_status_page_that_goes_back_in_time(api: Api) -> None:
    """As open311status does: a start, no end, page after page."""
    made = {case(days=days)[0] for days in (1, 40, 80)}
    seen: set[str] = set()
    for weeks in range(1, 13):
        start = f"{now() - timedelta(weeks=weeks):%Y-%m-%dT%H:%M:%SZ}"
        seen |= {each["service_request_id"] for each in api.get("requests.json", start_date=start)}
    assert seen == made
