"""A county publishes an item of its own: residents find, read and apply for it, and no code knows of it."""

from uuid import UUID

import pytest
from django.test import Client
from tests.small_county import WEST, County

from gongzhi.applications.models import Decision
from gongzhi.applications.public import assign, check_replay, confirm, grant, handle, resident_application
from gongzhi.catalogue.public import item_in_force, publish_item
from gongzhi.catalogue.tests.items import ITEM, changed
from gongzhi.channels.services.tests.applicant import days_ago, upload
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import RESIDENT

pytestmark = pytest.mark.django_db

HERE = "/services/well-permit/new"
ANSWERS = {"field-depth": "30", "field-use": "farm", "division": WEST}
PAPERS = {"how-neighbour": "NOTHING"}
WHO = {"filer": "SELF", "name": "李大山", "phone": "13800000003"}


@pytest.fixture
def published(served: County) -> County:
    publish_item(text=ITEM, by=served.actor("steward"), at=days_ago(1))
    return served


def apply(client: Client) -> UUID:
    client.post(f"{HERE}/", ANSWERS)
    client.post(f"{HERE}/papers", {**PAPERS, "photo-land": upload()})
    assert client.post(f"{HERE}/person", WHO).headers["Location"] == "/application/receipt"
    return UUID(client.session["portal.application"])


def test_a_fourth_item_needs_no_code(client: Client, published: County) -> None:
    assert 'href="/services/well-permit/"' in client.get("/services/").content.decode()
    page = client.get("/services/well-permit/").content.decode()
    for said in (
        "新打井",
        "变更",
        "相邻权利人同意书",
        "井距邻地不足 10 米",
        "12.00 元",
        "跑 1 趟",
        "周三下午",
    ):
        assert said in page, said
    assert "您属于哪一种情形" in page  # two situations: a question first
    assert f'href="{HERE}/"' in page
    application_id = apply(client)
    view = resident_application(application_id)
    assert view
    assert view.answers == {"depth": "30", "use": "farm"}
    assert view.proposed_unit == published.unit("water")  # by the duty table
    assert view.loop.limit_class == "20WD"
    handler = published.actor("water-handler")
    common = {"application_id": application_id, "at": now()}
    assign(event="assign", unit_id=published.unit("water"), by=published.actor("dispatcher"), **common)
    handle(event="sign", by=handler, **common)
    grant(reasons="符合取水条件，准予打井一口。", by=handler, **common)
    page = client.get("/application/").content.decode()
    assert "浇地" in page
    assert "符合取水条件，准予打井一口。" in page
    paper = client.get(f"/application/decision/{Decision.objects.get().id}.pdf")
    assert paper.content.startswith(b"%PDF")
    confirm(received=True, by=RESIDENT, **common)
    row = loop_row(application_id)
    assert row
    assert row.end_kind == "fulfilled"
    assert list(check_replay()) == []


def test_a_situation_without_papers_has_two_questions(client: Client, published: County) -> None:
    page = client.get("/services/well-permit/change/").content.decode()
    assert "第 1 题，共 2 题" in page
    done = client.post("/services/well-permit/change/", {"division": WEST})
    assert done.headers["Location"] == "/services/well-permit/change/person"
    assert client.post("/services/well-permit/change/person", WHO).status_code == 302


def test_an_application_stays_with_its_version(client: Client, published: County) -> None:
    application_id = apply(client)
    today = now().date().isoformat()
    second = changed("version: 1", "version: 2", changed("2026-01-01", today))
    second = changed("promised: 20WD", "promised: 10WD", changed("name: 打多深", "name: 井深", second))
    publish_item(text=second, by=published.actor("steward"), at=now())
    view = resident_application(application_id)
    newest = item_in_force("well-permit", at=now())
    assert view
    assert newest
    assert (view.item.version, newest.item.version) == (1, 2)
    page = client.get("/application/").content.decode()
    assert "打多深" in page
    assert "井深" not in page
    assert list(check_replay()) == []


def test_an_item_that_is_only_explained_online_is_not_applied_for_here(
    client: Client, served: County
) -> None:
    text = changed("  - {kind: web}\n", "", changed("online_depth: 3", "online_depth: 1"))
    publish_item(text=text, by=served.actor("steward"), at=days_ago(1))
    page = client.get("/services/well-permit/").content.decode()
    assert f'href="{HERE}/"' not in page
    assert "到窗口" in page
    assert client.get(f"{HERE}/").status_code == 404


def test_an_item_nobody_can_be_asked_about_is_not_published(served: County) -> None:
    silent = changed("  - {kind: window, note: 周三下午}\n  - {kind: phone}\n", "")
    with pytest.raises(Refused, match=r"^catalogue.unsound$"):
        publish_item(text=silent, by=served.actor("steward"), at=now())
