"""Uses of persons' data as supervision reads them, and looks under seal."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from tests.small_county import County

from gongzhi.cases.public import set_confidential
from gongzhi.cases.tests.steps import dispatched
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.models import Edge
from gongzhi.ledger.public import sequence
from gongzhi.loops.queries import loop_row
from gongzhi.people.facts import RESIDENT
from gongzhi.people.models import DataUse
from gongzhi.web.tests.staff import client_of

BASIS = "《监察法》第二十一条"


@pytest.fixture
def case(county: County) -> str:
    return str(dispatched(county))


def number_of(case: str) -> str:
    loop = loop_row(UUID(case))
    assert loop
    return loop.number


def seal(login: str, case: str, **more: str) -> HttpResponse:
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    data = {"once": str(new_id()), "number": number_of(case), "basis": BASIS, "until": until, **more}
    return client_of(login).post("/uses/seal/", data)


def test_supervision_reads_names_and_handlers_do_not(case: str) -> None:
    assert client_of("town-handler").get(f"/loop/{case}/").status_code == 200
    page = client_of("supervisor").get(f"/loop/{case}/uses/").content.decode()
    assert "town-handler" in page
    assert "supervisor" not in page.split("<table")[1]
    sheet = client_of("supervisor").get(f"/loop/{case}/").content.decode()
    assert f'href="/loop/{case}/uses/"' in sheet
    assert (
        "supervisor" in client_of("supervisor").get(f"/loop/{case}/uses/").content.decode().split("<table")[1]
    )
    for login in ("town-handler", "dispatcher", "town-head"):
        assert client_of(login).get(f"/loop/{case}/uses/").status_code == 403, login
        assert client_of(login).get("/uses/").status_code == 403, login
        assert f"/loop/{case}/uses/" not in client_of(login).get(f"/loop/{case}/").content.decode()


def test_what_is_amiss_is_named(case: str) -> None:
    client_of("town-handler").get(f"/loop/{case}/")
    client_of("dispatcher").get(f"/loop/{case}/")
    page = client_of("supervisor").get("/uses/").content.decode()
    assert "the matters of the latest 2000 uses" in page.replace(",", "")
    assert number_of(case) not in page
    DataUse.objects.filter(seq=1).delete()
    page = client_of("supervisor").get("/uses/").content.decode()
    assert number_of(case) in page
    client = client_of("supervisor")
    client.cookies["django_language"] = "en"
    assert "Line 1 is missing." in client.get(f"/loop/{case}/uses/").content.decode()


def test_a_look_under_seal_is_begun_by_a_form_and_opens_the_sheet(case: str) -> None:
    response = seal("supervisor", case)
    assert response.headers["Location"] == f"/loop/{case}/"
    assert seal("supervisor", case).status_code == 302
    assert client_of("supervisor").get(f"/loop/{case}/").status_code == 200
    (line,) = DataUse.objects.all()
    assert (line.sealed_basis, line.purpose, line.basis) == (BASIS, "SUPERVISE", "LAW")
    page = client_of("supervisor").get("/uses/").content.decode()
    assert number_of(case) in page
    assert BASIS in page
    assert BASIS in client_of("supervisor").get(f"/loop/{case}/uses/").content.decode()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"basis": ""}, 422),
        ({"until": "gestern"}, 422),
        ({"number": "2026-0000001"}, 422),
        ({"basis": "某法"}, 409),
        ({"until": "2020-01-01"}, 409),
        ({"until": "2040-01-01"}, 409),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(case: str, more: dict[str, str], status: int) -> None:
    response = seal("supervisor", case, **more)
    assert response.status_code == status
    page = response.content.decode()
    assert more.get("basis", BASIS) in page
    assert 'role="alert"' in page
    assert not DataUse.objects.exists()


def test_nobody_else_seals(case: str) -> None:
    for login in ("leader", "dispatcher", "town-handler", "steward", "admin"):
        assert seal(login, case).status_code == 403, login
    assert not DataUse.objects.exists()


def test_an_opening_that_cannot_go_on_record_shows_nothing(case: str) -> None:
    client = client_of("town-handler")
    client.raise_request_exception = False
    assert client.get(f"/loop/{case}/").status_code == 200
    DataUse.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("alter table gongzhi_datause add constraint full_up check (false) not valid")
    for path in (f"/loop/{case}/", f"/loop/{case}/place.geojson"):
        assert client.get(path).status_code == 500, path


def test_records_of_a_confidential_case_stay_with_those_who_work_on_it(case: str) -> None:
    at = timezone.now()
    watching = client_of("supervisor")
    assert watching.get(f"/loop/{case}/records/").status_code == 200
    assert "SUPERVISE" in DataUse.objects.filter(subject=case).values_list("purpose", flat=True)
    set_confidential(case_id=UUID(case), confidential=True, by=RESIDENT, at=at)
    assert watching.get(f"/loop/{case}/records/").status_code == 404, "entries name the grid"
    page = watching.get(f"/loop/{case}/uses/").content.decode()
    assert f"/loop/{case}/records/" not in page


def test_records_wait_while_evidence_is_late_and_say_why_nothing_is_proven(case: str, settings: Any) -> None:
    watching = client_of("supervisor")
    settings.GONGZHI_EVIDENCE_LIMIT = -1
    late = watching.get(f"/loop/{case}/records/", follow=True)
    assert (late.redirect_chain, late.headers["Content-Type"]) == (
        [(f"/loop/{case}/uses/", 302)],
        "text/html; charset=utf-8",
    )
    settings.GONGZHI_EVIDENCE_LIMIT = 900
    sequence()
    Edge.objects.all().delete()
    damaged = watching.get(f"/loop/{case}/records/", follow=True).content.decode()
    assert "gongzhi ledger verify" in damaged
