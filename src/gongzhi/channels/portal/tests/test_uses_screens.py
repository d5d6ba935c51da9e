"""Who used my data: what the resident reads of it, and that it cannot be made to say less unseen."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from tests.small_county import County

from gongzhi.channels.portal.tests.resident import filed, report, staff
from gongzhi.kernel.instants import now
from gongzhi.ledger.models import Edge
from gongzhi.ledger.public import sequence
from gongzhi.people.facts import Actor
from gongzhi.people.models import DataUse
from gongzhi.people.public import note_opening, seal_look
from gongzhi.web.tests.staff import client_of


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def lines(client: Client, page: int = 1) -> str:
    response = client.get(f"/case/uses?page={page}")
    assert response.status_code == 200
    return response.content.decode()


def open_daily(case_id: UUID, by: Actor, times: int) -> None:
    for day in range(times, 0, -1):
        note_opening(subject=case_id, what="SHEET", purpose="HANDLE", by=by, at=now() - timedelta(days=day))


def test_a_resident_reads_who_opened_the_sheet_in_which_office_and_why(
    county: County, english: Client
) -> None:
    case_id = filed(english)
    assert "Nobody has opened it yet" in lines(english)
    staff(county, case_id, until="working")
    assert client_of("town-handler").get(f"/loop/{case_id}/").status_code == 200
    assert client_of("town-handler").get(f"/loop/{case_id}/").status_code == 200
    assert client_of("supervisor").get(f"/loop/{case_id}/").status_code == 200
    assert client_of("water-handler").get(f"/loop/{case_id}/").status_code == 404
    page = lines(english)
    assert page.count("uses__line") == 2
    for words in ("Bridgehead town government", "to work on the case", "to supervise", "No. 2"):
        assert words in page, words
    assert "arts. 13(1)(3) and 34" in page
    assert "town-handler" not in page  # a sign, no name
    assert 'href="/case/uses"' in english.get("/case/").content.decode()


def test_each_line_has_its_proof_and_no_other_matter_s(county: County, english: Client) -> None:
    case_id = filed(english)
    staff(county, case_id, until="working")
    client_of("town-handler").get(f"/loop/{case_id}/")
    sequence()
    (use,) = DataUse.objects.all()
    response = english.get(f"/case/uses/{use.fact}")
    proof = json.loads(response.content)
    (fact,) = proof["facts"]
    entry = json.loads(fact["entry"])
    assert (entry["kind"], entry["subject"], entry["data"]["seq"]) == ("people.data_used", str(case_id), 1)
    assert "no-store" in response.headers["Cache-Control"]
    other = Client()
    filed(other)
    assert other.get(f"/case/uses/{use.fact}").status_code == 404
    assert Client().get(f"/case/uses/{use.fact}").status_code == 404
    assert Client().get("/case/uses").status_code == 302


def test_a_line_that_cannot_be_proven_says_why(county: County, english: Client) -> None:
    case_id = filed(english)
    staff(county, case_id, until="working")
    client_of("town-handler").get(f"/loop/{case_id}/")
    sequence()
    Edge.objects.all().delete()
    response = english.get(f"/case/uses/{DataUse.objects.get().fact}", follow=True)
    assert response.redirect_chain == [("/case/uses", 302)]
    assert "nothing can be proven now" in response.content.decode()


def test_a_sealed_line_leaves_no_trace_until_its_end(county: County, english: Client) -> None:
    case_id = filed(english)
    staff(county, case_id, until="working")
    client_of("town-handler").get(f"/loop/{case_id}/")
    before = lines(english)
    basis = "《监察法》第二十一条"
    seal_look(
        subject=case_id,
        basis=basis,
        until=now().date() + timedelta(days=10),
        by=county.actor("supervisor"),
        at=now(),
    )
    assert client_of("supervisor").get(f"/loop/{case_id}/").status_code == 200
    client_of("dispatcher").get(f"/loop/{case_id}/")
    sealed = DataUse.objects.get(sealed_until__isnull=False)
    page = lines(english)
    assert before.count("uses__line") == 1
    assert page.count("uses__line") == 2
    assert "No. 2" in page  # the dispatcher's: no hole among the numbers
    assert basis not in page
    assert "1 use is kept back now, of 1 ever" in page
    assert english.get(f"/case/uses/{sealed.fact}").status_code == 404
    assert str(sealed.fact) not in english.get("/case/proof").content.decode()
    DataUse.objects.filter(id=sealed.id).update(sealed_until=now() - timedelta(minutes=1))
    page = lines(english)
    assert page.count("uses__line") == 3
    assert "Kept back, No. 1" in page
    assert basis in page
    assert english.get(f"/case/uses/{sealed.fact}").status_code == 200


def test_a_line_taken_away_or_changed_is_said(county: County, english: Client) -> None:
    case_id = filed(english)
    open_daily(case_id, county.actor("town-handler"), 4)
    assert "Something is wrong" not in lines(english)
    DataUse.objects.filter(seq=2).delete()
    DataUse.objects.filter(seq=3).update(purpose="SUPERVISE")
    page = lines(english)
    assert "Line 2 is missing" in page
    assert "Line 3 says something else than the record" in page
    assert "Line 1" not in page
    assert "Line 4" not in page


def test_many_lines_stand_on_pages(county: County, english: Client) -> None:
    case_id = filed(english)
    open_daily(case_id, county.actor("town-handler"), 30)
    first, second = lines(english), lines(english, 2)
    assert first.count("uses__line") == 25
    assert second.count("uses__line") == 5
    assert "1–25 of 30" in first


def test_a_complaint_begins_a_report_and_keeps_what_was_typed(county: County, english: Client) -> None:
    english.post("/report", {"text": "另一件事：路灯不亮。"})
    kept = dict(english.session)
    filed_here = Client()
    filed_here.cookies["django_language"] = "en"
    case_id = filed(filed_here)
    number = filed_here.get("/case/uses").context["uses"].number
    assert filed_here.post("/uses/complain").headers["Location"] == "/report"
    assert number in filed_here.get("/report").content.decode()
    filed_here.post("/uses/complain")
    assert filed_here.session["portal.draft"]["text"].count(number) == 1
    assert kept["portal.draft"]["text"] == "另一件事：路灯不亮。"
    assert english.post("/uses/complain").headers["Location"] == "/follow"
    assert report(filed_here).headers["Location"] == "/report/receipt"
    assert UUID(filed_here.session["portal.case"]) != case_id
