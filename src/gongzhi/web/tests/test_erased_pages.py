"""Pages of what was erased still open, for residents and staff, and say that it was."""

import pytest
from django.test import Client
from tests.small_county import County

from gongzhi.applications import public as applications
from gongzhi.applications.tests import steps as apply_steps
from gongzhi.cases import public as cases
from gongzhi.cases.facts import Finding, Satisfaction
from gongzhi.cases.tests import steps
from gongzhi.cases.tests.pictures import picture
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.people.public import TIME_OVER
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db


def resident(number: str, code: str | None) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    assert client.post("/follow", {"number": number, "code": str(code)}).status_code == 302
    return client


def test_a_case_whose_words_are_gone_is_still_a_page(county: County) -> None:
    filed = steps.filed(photos=[cases.clean_photo(picture())])
    case_id, by, handler = filed.loop_id, county.actor("dispatcher"), county.actor("town-handler")
    cases.dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=by, at=steps.hours(0.5))
    cases.handle(case_id=case_id, event="sign", by=handler, at=steps.hours(1))
    cases.answer(case_id=case_id, finding=Finding.SOLVED, text="已清运。", by=handler, at=steps.hours(2))
    cases.judge(
        case_id=case_id,
        solved=True,
        satisfied=Satisfaction.SATISFIED,
        by=RESIDENT,
        at=steps.hours(3),
        drawn=999,
    )
    assert cases.erase_words(case_id=case_id, because=TIME_OVER, by=SYSTEM, at=steps.days(1200))
    page = resident(filed.number, filed.code).get("/case/").content.decode()
    assert "保存期满，已删除。" in page
    assert "这里写下的内容已删除，办理过程仍有记录。" in page
    assert "<img" not in page.partition("<main")[2], "no picture that is not there"
    for login in ("town-handler", "dispatcher"):
        sheet = client_of(login).get(f"/loop/{case_id}/")
        assert sheet.status_code == 200
        assert "What was written here was erased." in sheet.content.decode()
    assert client_of("town-handler").get("/work/").status_code == 200
    assert "people.texts_erased" in {fact.kind for fact in story_of(case_id)}


def test_an_application_whose_decisions_are_gone_is_still_a_page(county: County) -> None:
    apply_steps.open_catalogue()
    filed = apply_steps.filed()
    housing, by = county.unit("housing"), county.actor("dispatcher")
    common = {"application_id": filed.loop_id}
    applications.assign(event="assign", unit_id=housing, by=by, at=steps.hours(0.5), **common)
    examiner = county.actor("housing-handler")
    applications.handle(event="sign", by=examiner, at=steps.hours(1), **common)
    applications.grant(reasons="年满80周岁。", by=examiner, at=steps.hours(3), **common)
    applications.confirm(received=True, by=RESIDENT, at=steps.hours(4), **common)
    late = steps.days(4000)
    for erase in (applications.erase_words, applications.erase_decisions):
        assert erase(because=TIME_OVER, by=SYSTEM, at=late, **common)
        client = resident(filed.number, filed.code)
        assert client.get("/application/").status_code == 200
        sheet = client_of("housing-handler").get(f"/loop/{filed.loop_id}/")
        assert sheet.status_code == 200
    assert "年满80周岁" not in client.get("/application/").content.decode()
    assert "王桂芳" not in sheet.content.decode()
