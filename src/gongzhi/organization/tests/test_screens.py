import html
import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.ledger.models import Fact
from gongzhi.organization import words
from gongzhi.organization.models import Division, Duty, Grid, Matter, Unit
from gongzhi.organization.public import export_table, import_files, posts_of
from gongzhi.organization.queries.sessions import SESSION_POST
from gongzhi.organization.tests.county import COMMUNITY, COUNTY, FILES, UNITS, collection, feature, square
from gongzhi.organization.views import files
from gongzhi.organization.views.files import LABELS
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import account_by_login
from gongzhi.ui.words import known_refusals

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 22, 8, tzinfo=UTC)
PAGES = ["", "grids", "units", "posts", "matters", "duties", "desks", "files", f"divisions/{COUNTY}/"]


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


def _send(client: Client, table: str, data: bytes, *, do: str = "import") -> tuple[int, str]:
    file = SimpleUploadedFile("file", data)
    response = client.post(
        "/organization/files", {"table": table, "file": file, "do": do}, headers={"Accept-Language": "en"}
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


# Looking things up


@pytest.mark.parametrize(
    ("path", "shown", "hidden"),
    [
        ("grids?q=柳桥", "339901100002001", "339901101201001"),
        ("units?q=TEA", "云溪县茶产业发展中心", "河埠镇人民政府"),
        ("units?q=河埠 人民", "河埠镇人民政府", "青岭镇人民政府"),
        ("posts?q=镇长", "周三（代理）", "陈一"),
        ("matters?q=困人", "电梯困人", "石桥"),
        ("duties?q=特种设备", "特种设备安全法第五条", "石桥"),
        ("desks", "云溪县社会治理中心", "石桥"),
        ("?q=岭上", "岭上村", "柳桥社区"),
        ("units?q=%25", "没有找到", "河埠镇人民政府"),
        ("units?q=" + "x" * 300, "没有找到", "河埠镇人民政府"),
    ],
)
def test_each_list_is_searched(admin: Client, path: str, shown: str, hidden: str) -> None:
    page = admin.get(f"/organization/{path}").content.decode()
    assert shown in page
    assert hidden not in page


def test_what_has_ended_is_shown_when_it_is_asked_for(admin: Client) -> None:
    ended = UNITS.replace(
        "339901-TEA,TEA_BUREAU,339901000000,339901-GOV,云溪县茶产业发展中心,,0,,,2026-01-01,",
        "339901-TEA,TEA_BUREAU,339901000000,339901-GOV,云溪县茶产业发展中心,,0,,,2026-01-01,2026-02-01",
    )
    assert _send(admin, "units", ended.encode())[0] == 200
    assert "茶产业" not in admin.get("/organization/units").content.decode()
    page = admin.get("/organization/units?all=1").content.decode()
    assert "自 2026-01-01 起，至 2026-02-01 前 · 已结束" in page
    one = admin.get("/organization/units/339901-TEA/").content.decode()
    assert "已结束" in one


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"divisions/{COUNTY}", ["河埠镇", "云溪县人民政府", "自 2026-01-01 起"]),
        ("divisions/339901100001", ["/organization/divisions/339901100000/", "339901100001001"]),
        ("grids/339901100001001", ["/organization/posts/P-GRID/", "林四", "339901100001001"]),
        (
            "units/339901-T1",
            ["/organization/posts/P-HEAD/", "河埠社区居委会", "/organization/divisions/339901100000/"],
        ),
        ("posts/P-HEAD", ["吴二", "周三", "zhou.handler", "至 2026-07-01 前", "case.approve"]),
    ],
)
def test_one_row_says_what_is_known_and_what_hangs_on_it(admin: Client, path: str, shown: list[str]) -> None:
    page = admin.get(f"/organization/{path}/").content.decode()
    for text in shown:
        assert text in page, text


def test_one_matter_names_whose_it_is_and_leads_to_what_is_below(admin: Client) -> None:
    pages = {}
    for row in Matter.objects.all():
        pages[row.code] = admin.get(f"/organization/matters/{row.code}/").content.decode()
        assert row.name in pages[row.code]
    duty = Duty.objects.exclude(matter__parent=None).first() or Duty.objects.first()
    assert duty
    assert duty.citation in pages[duty.matter_id]


@pytest.mark.parametrize(
    "path",
    ["units/none", "divisions/110000000000", "duties/1", "desks/1", "leaves/1", "secrets/x", "grids/1"],
)
def test_what_is_not_there_or_not_in_ones_tree_is_not_found(admin: Client, path: str) -> None:
    assert admin.get(f"/organization/{path}/").status_code == 404
    assert admin.get("/organization/leaves").status_code == 404


def test_nothing_outside_the_own_tree_is_listed_or_opened(admin: Client) -> None:
    rows = (
        "code,code_set,name,level,parent,valid_from\n"
        "880000000000,TEST,雨省,province,,2020-01-01\n"
        "888800000000,TEST,湖市,city,880000000000,2020-01-01\n"
        "888801000000,TEST,岸县,county,888800000000,2020-01-01\n"
    )
    unit = "code,kind,division,name,valid_from\n888801-X,WATER_BUREAU,888801000000,岸县水务局,2020-01-01\n"
    import_files(files={"divisions": rows.encode(), "units": unit.encode()}, by=SYSTEM, at=AT)
    assert "岸县" not in admin.get("/organization/?all=1").content.decode()
    assert "岸县" not in admin.get("/organization/units?all=1").content.decode()
    for path in ("divisions/888801000000", "units/888801-X"):
        assert admin.get(f"/organization/{path}/").status_code == 404


# A trial


def test_a_trial_tells_each_change_and_writes_nothing(admin: Client) -> None:
    facts = Fact.objects.count()
    sent = UNITS.replace("县政府一楼", "县政府二楼") + (
        "339901-NEW,WATER_BUREAU,339901000000,,云溪县水务局,,0,,,2026-01-01,\n"
        "339901-BAD,STRANGE,339901000000,,怪,,0,,,2026-01-01,\n"
    )
    status, page = _send(admin, "units", sent.encode(), do="try")
    assert status == 200
    assert "Units: what would happen" in page
    assert "Added: 1 · changed: 1 · unchanged: 6 · rejected: 1" in page
    assert "counter: 县政府一楼 → 县政府二楼" in page
    assert "339901-NEW" in page
    assert "There is no kind of unit STRANGE." in page
    assert re.search(r'table__num">10</t|row">10<', page)  # the line of the file
    assert "Import the good rows" in page
    assert not Unit.objects.filter(code="339901-NEW").exists()
    assert Unit.objects.get(code="339901-CENTRE").counter == "县政府一楼"
    assert Fact.objects.count() == facts


def test_what_was_tried_is_imported_from_the_page_itself_and_twice_changes_nothing(admin: Client) -> None:
    sent = UNITS.replace("县政府一楼", "县政府二楼").encode("gb18030")
    _status, page = _send(admin, "units", sent, do="try")
    kept = html.unescape(page.split('<textarea name="text"')[1].split(">\n", 1)[1].split("</textarea>")[0])
    for said in ("changed: 1", "changed: 0"):
        # A browser sends the lines of a field with ends of its own.
        given = {"table": "units", "text": kept.replace("\n", "\r\n"), "do": "import"}
        answer = admin.post("/organization/files", given, headers={"Accept-Language": "en"})
        assert answer.status_code == 200
        assert said in answer.content.decode()
    assert Unit.objects.get(code="339901-CENTRE").counter == "县政府二楼"


def test_a_trial_of_people_opens_no_account(admin: Client) -> None:
    _status, page = _send(
        admin,
        "staff",
        "login,name,post,valid_from\nnew.person,新人,P-DISPATCH,2030-01-01\n".encode(),
        do="try",
    )
    assert "rejected: 1" in page or "Added: 1" in page
    _status, page = _send(
        admin,
        "staff",
        "login,name,post,acting,valid_from\nnew.person,新人,P-DISPATCH,1,2030-01-01\n".encode(),
        do="try",
    )
    assert "Added: 1" in page
    assert account_by_login("new.person") is None


def test_another_boundary_is_told_and_a_large_file_is_chosen_again(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = collection(feature(COMMUNITY + "001", square(119.0, 26.99)))
    _status, page = _send(admin, "grids", moved, do="try")
    assert "another boundary" in page
    monkeypatch.setattr(files, "KEPT_SIGNS", 10)
    _status, page = _send(admin, "grids", moved, do="try")
    assert "Choose it again below to import it" in page
    assert "<textarea" not in page
    assert _send(admin, "grids", moved)[0] == 200
    assert Grid.objects.get(code=COMMUNITY + "001").boundary["coordinates"][0][0] == [119.0, 26.99]


def test_without_file_and_text_the_page_says_so(admin: Client) -> None:
    answer = admin.post("/organization/files", {"table": "units"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.content.decode()
