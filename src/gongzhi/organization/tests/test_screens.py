from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.organization import words
from gongzhi.organization.models import Division, Duty
from gongzhi.organization.public import export_table, import_files, posts_of
from gongzhi.organization.queries.sessions import SESSION_POST
from gongzhi.organization.tests.county import COUNTY, FILES, UNITS
from gongzhi.organization.views.files import LABELS
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import account_by_login
from gongzhi.ui.words import known_refusals

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 22, 8, tzinfo=UTC)
PAGES = ["", "units", "matters", "duties", "files"]


@pytest.fixture(autouse=True)
def _loaded() -> None:
    import_files(files=FILES, by=SYSTEM, at=AT)


def _sign_in(client: Client, login: str) -> UUID:
    account = account_by_login(login)
    assert account is not None
    client.force_login(get_user_model().objects.get(pk=account.id))
    return account.id


@pytest.fixture
def admin(client: Client) -> Client:
    _sign_in(client, "admin")
    return client


def _send(client: Client, table: str, data: bytes) -> tuple[int, str]:
    file = SimpleUploadedFile("file", data)
    response = client.post(
        "/organization/files", {"table": table, "file": file}, headers={"Accept-Language": "en"}
    )
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_for_those_who_manage(client: Client, path: str) -> None:
    response = client.get(f"/organization/{path}")
    assert response.status_code == 302
    _sign_in(client, "zhou.handler")
    assert client.get(f"/organization/{path}").status_code == 403


def test_strangers_get_no_files(client: Client) -> None:
    _sign_in(client, "zhou.handler")
    assert client.get("/organization/files/staff").status_code == 403


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("", "云溪县"),
        ("units", "河埠镇人民政府"),
        ("matters", "住房 › 电梯 › 电梯困人"),
        ("duties", "特种设备安全法第五条"),
        ("files", "units.csv"),
    ],
)
def test_pages_show_what_is_there(admin: Client, path: str, shown: str) -> None:
    response = admin.get(f"/organization/{path}")
    assert response.status_code == 200
    assert shown in response.content.decode()


def test_an_import_reports_each_rejected_row(admin: Client) -> None:
    status, page = _send(
        admin, "units", UNITS.replace("339901-T2,TOWN_GOVERNMENT", "339901-T2,STRANGE", 1).encode()
    )
    assert status == 200
    assert "Added: 0 · changed: 0 · unchanged: 6 · rejected: 1" in page
    assert "There is no kind of unit STRANGE." in page


@pytest.mark.parametrize(
    ("table", "data", "said"),
    [
        ("units", UNITS.encode("utf-16"), "neither UTF-8 nor GB18030"),
        ("units", b"", "The file is empty."),
        ("grids", b"{", "no GeoJSON FeatureCollection"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    admin: Client, table: str, data: bytes, said: str
) -> None:
    status, page = _send(admin, table, data)
    assert status == 422
    assert said in page


def test_files_come_out_as_the_import_reads_them(admin: Client) -> None:
    for table in LABELS:
        response = admin.get(f"/organization/files/{table}")
        assert response.content == export_table(table, COUNTY)
        assert _send(admin, table, response.content)[0] == 200
    assert admin.get("/organization/files/secrets").status_code == 404


def test_an_empty_list_says_how_it_fills(admin: Client) -> None:
    Duty.objects.all().delete()
    assert "导入文件后就会显示" in admin.get("/organization/duties").content.decode()
    assert Division.objects.exists()


def test_the_post_chosen_in_the_session_counts(client: Client) -> None:
    account = _sign_in(client, "zhou.handler")
    session = client.session
    session[SESSION_POST] = str(posts_of(account, at=AT)[0].id)
    session.save()
    assert client.get("/organization/units").status_code == 403


def test_the_sentences_are_registered() -> None:
    assert set(words.REFUSALS) <= known_refusals()
