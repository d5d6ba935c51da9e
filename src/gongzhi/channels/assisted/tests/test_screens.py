"""Pages of helping: what staff see and type, what the person sees and says, on the same matter."""

import re
from dataclasses import replace

import pytest
from django.test import Client
from tests.small_county import COUNTY, WEST, County, import_county

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import Person, Place, file_case, resident_case
from gongzhi.channels.assisted.acting import act_for
from gongzhi.channels.assisted.facts import Verb
from gongzhi.channels.assisted.queries import matter_of
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import follow, sequence, story_of
from gongzhi.loops.public import loop_by_number
from gongzhi.notices.public import notices_of
from gongzhi.people.facts import RESIDENT, HelpedAct, MandateProof, MandateWish
from gongzhi.people.public import acted_for, check_mandates, mandates_about, matters_joined
from gongzhi.web.reactions import react
from gongzhi.web.residents_told import code_for
from gongzhi.web.tests.staff import client_of, long_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(db) -> County:
    return import_county(at=long_ago(24 * 30))


def filed(county: County, *, by=RESIDENT, channel=Channel.PORTAL):
    return file_case(
        text="楼道的灯坏了，晚上看不见台阶。",
        place=Place(division=COUNTY),
        channel=channel,
        person=Person(filer=Filer.NAMED, name="王小满", phone="13800000001"),
        by=by,
        at=long_ago(3),
        once=new_id(),
    )


def following(filed) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.post("/follow", {"number": filed.number, "code": filed.code})
    return client


def helping(filed, login: str = "operator") -> Client:
    client = client_of(login)
    answer = client.post("/help/", {"number": filed.number, "code": filed.code})
    assert answer.status_code == 302
    return client


def test_a_helper_types_and_the_person_reads_who(county):
    case = filed(county)
    client = helping(case)
    page = client.get("/help/matter/").content.decode()
    assert case.number in page
    assert "楼道" not in page  # the words of the person are not for whoever holds a number
    sent = {"verb": "ADD", "text": "灯在三楼。", "proof": "PHONE", "note": "", "once": str(new_id())}
    for _twice in range(2):
        assert client.post("/help/matter/", sent).status_code == 302
    assert len(acted_for(case.loop_id)) == 1
    mine = following(case).get("/helped/").content.decode()
    assert "Hotline centre" in mine
    assert "by telephone" in mine
    assert list(check_mandates()) == []


def test_what_was_typed_comes_back_with_what_is_missing(county):
    client = helping(filed(county))
    page = client.post(
        "/help/matter/", {"verb": "ADD", "text": "灯在三楼。", "proof": "WITNESS", "once": str(new_id())}
    )
    assert page.status_code == 409
    assert "灯在三楼。" in page.content.decode()
    assert "Name the witness" in page.content.decode()
    page = client.post("/help/matter/", {"text": "灯在三楼。", "once": str(new_id())})
    assert page.status_code == 422
    assert "灯在三楼。" in page.content.decode()


def test_what_was_refused_is_sent_again_as_something_else(county):
    case, by, once = filed(county), county.actor("operator"), new_id()
    matter = matter_of(case.loop_id, at=long_ago(1))
    assert matter
    said = {"text": "灯在三楼。", "satisfied": None, "by": by, "at": long_ago(1), "once": once}
    phone = MandateWish(MandateProof.PHONE)
    with pytest.raises(Refused):
        act_for(matter, Verb.SOLVED, wish=phone, **said)  # nobody was asked yet
    act_for(matter, Verb.ADD, wish=MandateWish(MandateProof.WITNESS, note="邻居李梅"), **said)
    [acted] = acted_for(case.loop_id)
    assert (acted.act, acted.proof) == (HelpedAct.ADD, MandateProof.WITNESS)


def test_the_person_objects_and_the_filing_is_taken_back(county):
    case = filed(county, by=county.actor("operator"), channel=Channel.COUNTER)
    client = following(case)
    page = client.get("/helped/").content.decode()
    assert "you were there" in page
    [act] = acted_for(case.loop_id)
    sent = {"acted": str(act.id), "once": str(new_id())}
    for _twice in range(2):
        answer = client.post("/helped/object/", sent, follow=True)
    assert "taken back" in answer.content.decode()
    view = resident_case(case.loop_id)
    assert view
    assert view.loop.state == "withdrawal_check"


def test_the_person_takes_a_mandate_back(county):
    case = filed(county, by=county.actor("operator"), channel=Channel.COUNTER)
    client = following(case)
    [held] = mandates_about(case.loop_id)
    client.post("/helped/take-back/", {"mandate": str(held.id)})
    assert mandates_about(case.loop_id)[0].revoked_at


def test_staff_note_an_objection_heard_on_the_telephone(county):
    case = filed(county, by=county.actor("operator"), channel=Channel.COUNTER)
    client = helping(case, "dispatcher")
    [act] = acted_for(case.loop_id)
    client.post("/help/matter/objected/", {"acted": str(act.id), "once": str(new_id())})
    assert acted_for(case.loop_id)[0].undone


def test_two_matters_of_one_person_stand_in_one_list(county):
    one, other = filed(county), filed(county, by=county.actor("operator"), channel=Channel.COUNTER)
    client = following(one)
    wrong = client.post("/matters/", {"number": other.number, "code": "AAAAAAAAAA"})
    assert "find nothing" in wrong.content.decode()
    assert matters_joined(one.loop_id) == []
    for _twice in range(2):
        client.post("/matters/", {"number": other.number, "code": other.code})
    assert matters_joined(other.loop_id) == [one.loop_id]
    page = client.get("/matters/").content.decode()
    assert one.number in page
    assert other.number in page
    answer = client.post("/matters/open/", {"matter": str(other.loop_id)})
    assert answer.url == "/case/"
    assert other.number in client.get("/case/").content.decode()
    assert list(check_mandates()) == []


def test_a_desk_joins_two_matters_whose_codes_it_was_told_and_the_person_takes_it_back(county):
    own, typed = filed(county), filed(county, by=county.actor("operator"), channel=Channel.COUNTER)
    desk = client_of("dispatcher")
    # In sight of the post, but nobody showed its code.
    desk.post("/help/", {"number": own.number, "code": ""})
    assert "open this one with its code" in desk.get("/help/matter/").content.decode()
    other = {"number": typed.number, "code": typed.code}
    assert desk.post("/help/matter/join/", other).status_code == 302
    assert matters_joined(own.loop_id) == []
    desk = helping(own, "dispatcher")
    wrong = desk.post("/help/matter/join/", {**other, "code": "AAAAAAAAAA"})
    assert (wrong.status_code, typed.number in wrong.content.decode()) == (422, True)
    for _twice in range(2):
        assert desk.post("/help/matter/join/", other).status_code == 302
    assert matters_joined(own.loop_id) == [typed.loop_id]
    assert typed.number in desk.get("/help/matter/").content.decode()
    elsewhere = helping(own).get("/help/matter/").content.decode()
    assert typed.number not in elsewhere, "one code tells nobody of the staff what else is the person's"
    [said] = [fact for fact in story_of(own.loop_id) if fact.kind == "people.matters_joined"]
    assert "noted for you that another matter" in following(own).get("/case/").content.decode()
    assert code_for("case", said) == "listed", "what staff put together the person is told of"
    assert code_for("case", replace(said, data={**said.data, "unit_id": None})) is None
    person = following(own)
    assert typed.number in person.get("/matters/").content.decode()
    for _twice in range(2):
        assert person.post("/matters/part/", {"matter": str(typed.loop_id)}).url == "/matters/"
    assert matters_joined(own.loop_id) == []
    assert list(check_mandates()) == []


def test_who_takes_one_off_the_list_undoes_nothing_others_joined(county):
    own, wrong, of_others = filed(county), filed(county), filed(county)
    for one, other in ((own, wrong), (wrong, of_others)):
        following(one).post("/matters/", {"number": other.number, "code": other.code})
    person = following(own)
    assert of_others.number in person.get("/matters/").content.decode()
    person.post("/matters/part/", {"matter": str(wrong.loop_id)})
    assert matters_joined(own.loop_id) == []
    assert matters_joined(wrong.loop_id) == [of_others.loop_id]
    assert list(check_mandates()) == []


def test_whoever_typed_for_a_person_reaches_no_other_matter_of_theirs(county):
    own, typed = filed(county), filed(county, by=county.actor("operator"), channel=Channel.COUNTER)
    following(own).post("/matters/", {"number": typed.number, "code": typed.code})
    helper = following(typed)  # the clerk saw this code
    assert own.number not in helper.get("/matters/").content.decode()
    assert helper.post("/matters/open/", {"matter": str(own.loop_id)}).url == "/matters/"
    of_helper = filed(county)
    helper = following(of_helper)
    helper.post("/matters/", {"number": typed.number, "code": typed.code})
    assert own.number not in helper.get("/matters/").content.decode()
    assert helper.post("/matters/open/", {"matter": str(own.loop_id)}).url == "/matters/"
    person = following(own)
    person.post("/matters/open/", {"matter": str(typed.loop_id)})
    assert person.post("/matters/open/", {"matter": str(own.loop_id)}).url == "/case/"  # and back again


def test_a_number_of_somebody_else_opens_nothing(county):
    case, other = filed(county), filed(county)
    client = following(case)
    assert client.post("/matters/open/", {"matter": str(other.loop_id)}).url == "/matters/"
    assert case.number in client.get("/case/").content.decode()
    assert client_of("town-handler").get("/help/").status_code == 403
    worker = client_of("grid-worker")
    answer = worker.post("/help/", {"number": case.number, "code": ""})
    assert "find no matter" in answer.content.decode()
    assert Client().get("/helped/").url == "/follow"


def test_a_mandate_for_several_matters_is_taken_down_and_used(county):
    client = client_of("grid-worker")
    sent = {
        "name": "王桂芳", "phone": "13900000002", "kinds": ["case"], "acts": ["FILE", "ADD"], "days": "30",
        "proof": "PRESENT", "note": "", "helper_name": "", "helper_phone": "", "once": str(new_id()),
    }  # fmt: skip
    assert client.post("/help/mandates/", {**sent, "name": ""}).status_code == 409
    for _twice in range(2):
        assert client.post("/help/mandates/", sent).status_code == 302
    page = client.get("/help/mandates/").content.decode()
    assert page.count("file for the person; add something") == 2  # once as text, once in its button
    assert "王桂芳" not in page
    assert list(check_mandates()) == []


def test_filing_for_somebody_says_how_they_asked(county):
    client = client_of("grid-worker")
    sent = {
        "once": str(new_id()), "channel": "GRID", "text": "楼道的灯坏了。", "address": "西街3号", "division": WEST,
        "matter": "", "filer": "HELPER", "name": "王桂芳", "phone": "13900000002", "helper_name": "李梅",
        "helper_phone": "13900000003", "proof": "WITNESS", "proof_note": "", "pictures": "", "needs_note": "",
    }  # fmt: skip
    page = client.post("/file/", sent)
    assert page.status_code == 409
    assert "楼道的灯坏了。" in page.content.decode()
    assert "Name the witness" in page.content.decode()
    sent["proof_note"] = "邻居李梅在场"
    page = client.post("/file/", sent).content.decode()
    assert "you typed this for the person" in page
    number = re.search(r"\d{6}-\d{7}", page)
    assert number
    row = loop_by_number(number[0])
    assert row
    [made] = mandates_about(row.id)
    assert (made.proof, made.through_resident) == (MandateProof.WITNESS, True)


def test_the_desk_hears_of_what_cannot_be_taken_back(county):
    case = filed(county)
    client = helping(case)
    client.post("/help/matter/", {"verb": "URGE", "text": "", "proof": "PHONE", "once": str(new_id())})
    [act] = acted_for(case.loop_id)
    following(case).post("/helped/object/", {"acted": str(act.id), "once": str(new_id())})
    sequence()
    follow("reactions", react)
    told = [each.code for each in notices_of([county.unit("centre")]) if each.subject == case.loop_id]
    assert "act_disputed" in told
