"""Of a confidential case two people have to agree before anybody sees who reported it."""

from datetime import timedelta

import pytest
from tests.small_county import County

from gongzhi.cases import public as cases
from gongzhi.cases.facts import Finding
from gongzhi.cases.tests.steps import WISH, refused
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import decide_reveal
from gongzhi.people.facts import RESIDENT
from gongzhi.people.models import DataUse, Reveal
from gongzhi.people.public import check_reveals, close_reveal, identity_of
from gongzhi.web.tests.reporting import EVERYBODY, reported, resident_reads, told, work_off
from gongzhi.web.tests.staff import REVEAL, client_of, post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("login", ["town-handler", "dispatcher", "operator", "caller"])
def test_of_a_confidential_case_a_second_person_has_to_agree(county: County, login: str) -> None:
    filed = reported(county, confidential=True)
    case_id, client, by = filed.loop_id, client_of(login), county.actor(login)
    assert post(client, f"/loop/{case_id}/reveal/", **REVEAL).headers["Location"] == f"/loop/{case_id}/"
    asked = Reveal.objects.get()
    page = f"/reveals/{asked.id}/"
    waits = client.get(page)
    assert waits.status_code == 410
    assert not told(waits)
    assert client.get(f"/loop/{case_id}/").content.decode().count("A second person has to agree") == 1
    assert not DataUse.objects.filter(what="IDENTITY").exists()
    decide = {"reveal_id": asked.id, "reason": "", "at": now()}
    for other in EVERYBODY:
        if other not in ("dispatcher", "leader") or other == login:
            with refused(r"people\.(not_second|second_is_another|third_party)"):
                decide_reveal(agree=True, by=county.actor(other), **decide)
            assert post(client_of(other), f"{page}decide/", agree="yes").status_code in (403, 409)
    assert Reveal.objects.get().state == "ASKED"
    second = client_of("leader")
    assert "约时间到现场查看" in second.get("/reveals/").content.decode()
    assert not told(second.get("/reveals/"))
    unsaid = post(second, f"{page}decide/", agree="no", reason="")
    assert unsaid.status_code == 422
    assert "Write in a few words why you decline." in unsaid.content.decode()
    assert 'aria-invalid="true"' in unsaid.content.decode(), "said beside the field"
    assert post(second, f"{page}decide/", agree="yes").status_code == 302
    assert told(client.get(page))
    assert not told(second.get("/reveals/"))
    assert second.get(page).status_code == 404, "whoever agrees sees nothing of it"
    line = DataUse.objects.get(subject=case_id, what="IDENTITY")
    assert (line.account, line.unit) == (by.account_id, by.unit_id)
    (fact,) = (each for each in story_of(case_id) if each.kind == "people.identity_revealed")
    assert fact.data["second"] == str(county.actor("leader").account_id)
    assert (fact.texts or {})["reason"] == "约时间到现场查看"
    assert "after a second person agreed" in resident_reads(filed)
    with refused("people.reveal_decided"):
        decide_reveal(agree=False, by=county.actor("leader"), **decide | {"reason": "不必要"})


def test_a_declined_request_opens_nothing_and_says_why(county: County) -> None:
    case_id = reported(county, confidential=True).loop_id
    client = client_of("town-handler")
    post(client, f"/loop/{case_id}/reveal/", **REVEAL)
    asked = Reveal.objects.get()
    work_off()
    assert "A second person decides" in client_of("dispatcher").get("/notices/").content.decode()
    said = post(
        client_of("dispatcher"), f"/reveals/{asked.id}/decide/", agree="no", reason="请先通过平台提问"
    )
    assert said.status_code == 302
    work_off()
    assert "A second person declined" in client.get("/notices/").content.decode()
    sheet = client.get(f"/loop/{case_id}/").content.decode()
    assert "A second person declined to show you who it is" in sheet
    assert "请先通过平台提问" in sheet
    assert client.get(f"/reveals/{asked.id}/").status_code == 410
    with refused("people.reveal_not_open"):
        identity_of(asked.id, by=county.actor("town-handler"), at=now())


def test_nobody_agrees_to_what_lapsed_or_moved_on(county: County) -> None:
    filed = reported(county, confidential=True, helpers=())
    case_id, handler = filed.loop_id, county.actor("town-handler")
    leader = county.actor("leader")
    old = cases.reveal(case_id=case_id, wish=WISH, by=handler, at=now() - timedelta(hours=25))
    with refused("people.reveal_lapsed"):
        decide_reveal(reveal_id=old.id, agree=True, reason="", by=leader, at=now())
    fresh = cases.reveal(case_id=case_id, wish=WISH, by=handler, at=now())
    cases.answer(case_id=case_id, finding=Finding.SOLVED, text="已清运。", by=handler, at=now())
    cases.judge(case_id=case_id, solved=True, satisfied=None, by=RESIDENT, at=now(), drawn=999)
    with refused("loops.reveal_moved_on"):
        decide_reveal(reveal_id=fresh.id, agree=True, reason="", by=leader, at=now())


def test_the_facts_say_what_the_table_of_reveals_says(county: County) -> None:
    by, leader = county.actor("town-handler"), county.actor("leader")
    open_, secret = reported(county).loop_id, reported(county, confidential=True).loop_id
    at_once = cases.reveal(case_id=open_, wish=WISH, by=by, at=now())
    close_reveal(reveal_id=at_once.id, by=by, at=now())
    for agree in (True, False):
        asked = cases.reveal(case_id=secret, wish=WISH, by=by, at=now())
        decide_reveal(reveal_id=asked.id, agree=agree, reason="请先通过平台提问", by=leader, at=now())
    cases.reveal(case_id=secret, wish=WISH, by=by, at=now())
    assert Reveal.objects.count() == 4
    assert list(check_reveals()) == []
    Reveal.objects.filter(id=at_once.id).update(purpose="VERIFY")
    Reveal.objects.filter(state="DECLINED").delete()
    found = list(check_reveals())
    assert sorted(each.table is None for each in found) == [False, True]
    assert {each.subject for each in found} == {open_, secret}


def test_what_one_person_opened_closes_when_the_resident_asks_for_confidence(county: County) -> None:
    case_id, by = reported(county).loop_id, county.actor("town-handler")
    asked = cases.reveal(case_id=case_id, wish=WISH, by=by, at=now())
    page = f"/reveals/{asked.id}/"
    assert told(client_of("town-handler").get(page))
    cases.set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=now())
    shut = client_of("town-handler").get(page)
    assert shut.status_code == 410
    assert not told(shut)
    again = cases.reveal(case_id=case_id, wish=WISH, by=by, at=now())
    decide_reveal(reveal_id=again.id, agree=True, reason="", by=county.actor("leader"), at=now())
    cases.set_confidential(case_id=case_id, confidential=False, by=RESIDENT, at=now())
    cases.set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=now())
    assert told(client_of("town-handler").get(f"/reveals/{again.id}/")), "two persons agreed to this one"
    assert list(check_reveals()) == []
