"""A county with something behind every door, and the pages behind them: residents' ones, and staff's by post."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page
from tests.journeys.test_case_story import county, enter  # noqa: F401 - a fixture
from tests.journeys.test_hotline_story import known_things
from tests.small_county import COUNTY, IN_WEST

from gongzhi.applications.tests.steps import open_catalogue
from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import Person, Place, file_case
from gongzhi.catalogue.queries import forget
from gongzhi.channels.events.actions.hooks import make_hook
from gongzhi.channels.keys.actions.issue import issue_key
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.paper.actions.print_forms import print_forms
from gongzhi.channels.portal import queries
from gongzhi.channels.portal.tests.resident import staff as work
from gongzhi.kernel.instants import now
from gongzhi.knowledge.public import version_by_id
from gongzhi.notices.facts import Way
from gongzhi.notices.stopping import stop_token
from gongzhi.organization.public import import_file
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.web.tests import staff

PHONE_NUMBER, COUNTER = "0999-12345", "桥县政务服务中心一楼 3 号窗口"


@dataclass(frozen=True)
class Doors:
    """The county, a case that can be followed, and the addresses that hold an id."""

    county: Any
    number: str
    code: str
    case_id: Any
    new_case: Any
    article: Any
    hook: Any
    stop: str

    def resident(self) -> tuple[str, ...]:
        """Pages of somebody who follows a case and has begun to report another matter."""
        return (
            "/",
            "/report",
            "/report/place",
            "/report/person",
            "/follow",
            "/follow/phone",
            "/case/",
            "/case/uses",
            "/case/better",
            "/matters/",
            "/helped/",
            "/how/",
            "/how/case/?step=working",
            "/answers/?q=停水",
            f"/answers/{self.article}/",
            "/services/",
            "/services/old-age-allowance/",
            "/services/old-age-allowance/first/",
            "/forms/",
            "/evidence/",
            "/evidence/check",
            "/accessibility",
            f"/notices/stop/{self.stop}",
            "/nowhere/",
        )

    def staff(self) -> dict[str, tuple[str, ...]]:
        """Pages of each post."""
        return {
            "operator": (
                "/hotline/",
                "/hotline/service/",
                "/file/",
                "/help/",
                "/help/mandates/",
                "/paper/",
                "/paper/enter/",
                "/sms/",
            ),
            "dispatcher": (
                "/desk/",
                f"/desk/{self.new_case}/",
                "/notices/undelivered/",
                "/notices/letters/",
                "/bulk/",
                "/knowledge/",
                f"/knowledge/{self.article}/edit/",
                "/outages/",
                "/upper/",
            ),
            "town-handler": (
                "/work/",
                f"/loop/{self.case_id}/",
                f"/loop/{self.case_id}/how/",
                "/notices/",
                "/account/",
                "/account/second/",
            ),
            "grid-worker": ("/patrol/report/", "/field/"),
            "leader": ("/board/", "/list/", "/ways-in/", "/notices/costs/"),
            "town-head": ("/notices/unit/", "/rounds/new/"),
            "security": ("/security/", "/keys/", "/keys/new/", "/hooks/", f"/hooks/{self.hook}/"),
            "auditor": ("/audit/",),
            "steward": ("/notices/texts/",),
        }


@pytest.fixture
def doors(county: Any, settings: Any, tmp_path: Any) -> Iterator[Doors]:  # noqa: F811
    """Fill the small county: a telephone and a counter, services, an article, a form, a key with a webhook."""
    settings.GONGZHI_SMS_FOLDER, settings.GONGZHI_NOTICES_FOLDER = tmp_path / "sms", tmp_path / "notices"
    for each in (cache.clear, queries.forget, forget):
        each()
    rows = (
        "code,kind,division,name,name_en,approves_answers,public_phone,counter,valid_from\n"
        f"hotline,HOTLINE_CENTRE,999901000000,热线中心,Hotline centre,0,{PHONE_NUMBER},{COUNTER},2020-01-01\n"
    )
    import_file(table="units", data=rows.encode(), by=SYSTEM, at=now())
    open_catalogue(at=staff.long_ago(24 * 29))
    version = version_by_id(known_things(county))
    assert version
    filed = file_case(
        text="西街口的垃圾桶满了三天没人收，晚上有老鼠，孩子放学都要绕着走。希望每天收两次。" * 3,
        place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1], address="西街十二号菜场门前"),
        channel=Channel.PORTAL,
        matter="city.waste.street",
        person=Person(filer=Filer.NAMED, name="王小满", phone="13800000001"),
        by=RESIDENT,
        at=staff.long_ago(3),
    )
    work(county, filed.loop_id, until="asked", at=staff.long_ago(2))
    print_forms(matter="city", count=1, twice=True, by=county.actor("operator"), at=staff.long_ago(1))
    key = issue_key(
        name="县医院 HIS",
        unit_id=county.unit("government"),
        scopes=[Scope.FEED_READ],
        by=SYSTEM,
        at=timezone.now() - timedelta(hours=1),
    )
    settings.GONGZHI_HOOK_NETWORKS = ["127.0.0.0/8"]
    hook = make_hook(
        key_id=key.id, url="http://127.0.0.1:9/events", kinds=["cases.filed"], by=SYSTEM, at=now()
    )
    assert filed.code
    yield Doors(
        county,
        filed.number,
        filed.code,
        filed.loop_id,
        staff.filed(),
        version.article_id,
        hook,
        stop_token(filed.loop_id, Way.EMAIL),
    )
    for each in (queries.forget, forget):
        each()


def as_resident(page: Page, doors: Doors) -> None:
    """Follow the case, and begin to report another matter."""
    page.goto("/follow")
    page.locator("[name=number]").fill(doors.number)
    page.locator("[name=code]").fill(doors.code)
    page.locator("main form button").first.click()
    page.wait_for_url("**/case/")
    page.goto("/report")
    page.locator("#id_text").fill("楼道的灯坏了三天。")
    page.locator("main form.form .button--primary").click()
    page.locator("#id_address").fill("西街12号")
    page.locator("main form.form .button--primary").click()
    page.wait_for_url("**/report/person")
