"""What keeps a result fair, as its resident reads it: the office's own word, where to go, parking, an objection."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from tests.small_county import START, County

from gongzhi.cases.facts import DeclineReason, Destination, ExclusionGround, Finding, ParkReason
from gongzhi.cases.models import Exclusion
from gongzhi.cases.public import answer, decide_exclusion, decline, handle, judge, park, propose_exclusion
from gongzhi.channels.portal.tests.resident import filed, kinds, once_of, send, staff
from gongzhi.kernel.instants import now
from gongzhi.organization.public import import_files
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db


def shown(client: Client) -> str:
    return client.get("/case/", headers={"accept-language": "en"}).content.decode()


def left_out(client: Client, county: County) -> UUID:
    case_id = filed(client)
    at = staff(county, case_id, until="answered")
    judge(case_id=case_id, solved=True, satisfied=None, by=RESIDENT, at=at, drawn=999, drawn_later=999)
    town = county.actor("town-handler")
    ground = ExclusionGround.NOTHING_NEW
    propose_exclusion(case_id=case_id, ground=ground, evidence="甲户三次反映。", by=town, at=at)
    for login in ("arbiter", "leader"):
        decide_exclusion(case_id=case_id, agreed=True, reason="核对过。", by=county.actor(login), at=at)
    return case_id


def test_the_offices_word_stands_beside_the_own_one(client: Client, county: County) -> None:
    case_id = filed(client)
    at = staff(county, case_id, until="working")
    by = county.actor("town-handler")
    said = {"text": "这一段没有权限。", "reason": "属国道，可找公路段。"}
    answer(case_id=case_id, finding=Finding.NOT_POSSIBLE, **said, by=by, at=at)
    page = shown(client)
    assert "The office's own word: not possible" in page
    assert "属国道，可找公路段。" in page
    assert "the second time the arbiter decides" in page  # the way on
    assert once_of(page, "judge")


def test_who_is_sent_elsewhere_reads_office_phone_and_counter(client: Client, county: County) -> None:
    units = "code,kind,division,name,name_en,public_phone,counter,valid_from\n"
    units += (
        "petition,PETITION_BUREAU,999901000000,信访局,Petition office,0571-1234567,人民路1号,2020-01-01\n"
    )
    desks = "office,division,unit,valid_from\nPETITION,999901000000,petition,2020-01-01\n"
    files = {"units": units.encode(), "desks": desks.encode()}
    reports = import_files(files=files, by=SYSTEM, at=START)
    assert not [report.rejected for report in reports if report.rejected]
    case_id = filed(client)
    decline(
        case_id=case_id,
        event="transfer",
        reason_code=DeclineReason.IN_PETITION,
        destination=Destination.PETITION,
        reason="正在复查期内。",
        where_to_go="带上复函原件。",
        by=county.actor("dispatcher"),
        at=now(),
    )
    page = shown(client)
    for words in (
        "Petition office",
        "0571-1234567",
        "人民路1号",
        "带上复函原件。",
        "Object to this decision",
    ):
        assert words in page
    assert "Somebody who did not take this decision looks at it again." in page


def test_what_is_parked_says_why_until_when_and_what_would_help(client: Client, county: County) -> None:
    case_id = filed(client)
    at = staff(county, case_id, until="working")
    park(
        case_id=case_id,
        reason_code=ParkReason.CONSENT,
        words="一楼不同意。",
        solvable="三分之二业主签字。",
        review_on=timezone.localdate() + timedelta(days=30),
        by=county.actor("town-handler"),
        at=at,
    )
    page = shown(client)
    for words in ("owners or neighbours have to agree first", "一楼不同意。", "三分之二业主签字。"):
        assert words in page


def test_the_resident_objects_to_being_left_out_once(client: Client, county: County) -> None:
    case_id = left_out(client, county)
    page = shown(client)
    assert "this result does not count" in page
    assert "甲户三次反映" not in page  # the evidence may speak of others
    assert "核对过" not in page
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "Nothing is written yet" in send(client, "object", text=" ").content.decode()
    assert send(client, "object", text="这次是新的垃圾点。").status_code == 302
    assert Exclusion.objects.get(loop=case_id).objection == "这次是新的垃圾点。"
    assert "cases.exclusion_objected" in kinds(case_id)
    assert "/case/object" not in shown(client)


def test_who_is_not_left_out_has_nothing_to_object_to(client: Client, county: County) -> None:
    case_id = filed(client)
    at = staff(county, case_id, until="working")
    handle(case_id=case_id, event="ask_up", reason="权责不清。", by=county.actor("town-handler"), at=at)
    assert "/case/object" not in shown(client)
    back = client.post("/case/object", {"text": "还是不服气。"}).content.decode()
    assert "还是不服气。" in back
    assert not Exclusion.objects.exists()
