"""Forms are printed, filled in, typed once and twice; the case has the number that stands on the paper."""

import re
from functools import partial
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from tests.small_county import COUNTY, WEST, County, import_county

from gongzhi.cases.facts import Channel
from gongzhi.cases.models import Case
from gongzhi.cases.public import case_by_code, check_replay, check_words, dispatch, photos_of, resident_case
from gongzhi.channels.paper.actions.check_papers import check_papers
from gongzhi.channels.paper.actions.print_forms import print_forms
from gongzhi.channels.paper.models import PaperForm
from gongzhi.insight.public import check_counts, count_days
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import follow, sequence, story_of
from gongzhi.loops.public import check_replay as check_loops
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import SYSTEM, MandateProof
from gongzhi.people.public import mandates_about
from gongzhi.web.tests.staff import client_of, long_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(db) -> County:
    return import_county(at=long_ago(24 * 30))


def entry(number: str = "", **more) -> dict[str, str]:
    values = {
        "number": number, "received_on": timezone.localdate().isoformat(), "text": "楼道的灯坏了三天。",
        "address": "西街3号",
        "division": WEST, "matter": "city.waste.street", "name": "王小满", "phone": "13800000001",
        "helper_name": "", "helper_phone": "", "once": str(new_id()),
    }  # fmt: skip
    return {**values, **more}


def picture() -> BytesIO:
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    out.seek(0)
    out.name = "scan.jpg"
    return out


@pytest.mark.parametrize("address", ["/forms/any.pdf", "/forms/large/any.pdf", "/forms/city.pdf"])
def test_anybody_prints_a_form(county, address) -> None:
    client = Client()
    assert "/forms/city.pdf" in client.get("/forms/").content.decode()
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer["Content-Type"] == "application/pdf"
    assert content.startswith(b"%PDF")
    assert b"NotoSansSC" in content
    assert client.get("/forms/nothing.pdf").status_code == 404


def test_the_case_has_the_number_on_the_paper(county) -> None:
    [printed] = print_forms(matter="city", count=1, twice=False, by=county.actor("operator"), at=long_ago(1))
    client = client_of("operator")
    for _twice in range(2):
        page = client.post("/paper/enter/", {**entry(printed.number), "photos": picture()})
        assert printed.number in page.content.decode()
        assert printed.code in page.content.decode()  # the code that stands on the slip
    case = case_by_code(printed.number, printed.code)
    assert case
    assert (case.channel, case.text) == (Channel.PAPER, "楼道的灯坏了三天。")
    assert len(photos_of(case.loop.id)) == 1
    assert [each.proof for each in mandates_about(case.loop.id)] == [MandateProof.PAPER]
    assert list(check_papers()) == []


def test_another_paper_under_a_number_that_is_taken_is_not_lost(county) -> None:
    [printed] = print_forms(matter="city", count=1, twice=False, by=county.actor("operator"), at=long_ago(1))
    client = client_of("operator")
    assert client.post("/paper/enter/", entry(printed.number)).status_code == 200
    page = client.post("/paper/enter/", entry(printed.number, text="东街的路灯整夜不亮。"))
    assert page.status_code == 409
    assert "东街的路灯整夜不亮。" in page.content.decode()
    assert "typed under this number" in page.content.decode()
    assert printed.code not in page.content.decode()


def test_a_letter_without_a_number_gets_one(county) -> None:
    page = client_of("operator").post("/paper/enter/", entry())
    assert re.search(r"\d{6}-\d{7}", page.content.decode())
    assert PaperForm.objects.count() == 0


def test_what_does_not_fit_comes_back_with_what_was_typed(county) -> None:
    client = client_of("operator")
    page = client.post("/paper/enter/", entry("260302-9999999"))
    assert page.status_code == 409
    assert "楼道的灯坏了三天。" in page.content.decode()
    page = client.post("/paper/enter/", entry(received_on="2099-01-01"))
    assert page.status_code == 409
    assert "lies ahead" in page.content.decode()
    assert client.post("/paper/enter/", entry(text="")).status_code == 422
    assert client_of("town-handler").get("/paper/").status_code == 403


def test_staff_print_numbered_forms(county) -> None:
    answer = client_of("operator").post("/paper/", {"matter": "city", "count": "3"})
    assert answer["Content-Type"] == "application/pdf"
    assert PaperForm.objects.count() == 3
    assert client_of("operator").post("/paper/", {"matter": "city", "count": "99"}).status_code == 200
    assert PaperForm.objects.count() == 3
    assert list(check_papers()) == []


def test_a_form_of_another_place_is_not_typed_again(county) -> None:
    [printed] = print_forms(matter="city", count=1, twice=True, by=county.actor("operator"), at=long_ago(1))
    client_of("operator").post("/paper/enter/", entry(printed.number, division=COUNTY))
    row = PaperForm.objects.get()
    worker = client_of("grid-worker")
    assert printed.number not in worker.get("/paper/").content.decode()
    assert worker.get(f"/paper/again/{row.id}/").status_code == 302
    assert printed.number in client_of("dispatcher").get("/paper/").content.decode()


def test_two_people_type_and_settle_what_differs(county) -> None:
    [printed] = print_forms(matter="city", count=1, twice=True, by=county.actor("operator"), at=long_ago(1))
    first, second = client_of("operator"), client_of("dispatcher")
    first.post("/paper/enter/", entry(printed.number))
    row = PaperForm.objects.get()
    address = f"/paper/again/{row.id}/"
    assert printed.number in second.get("/paper/").content.decode()
    assert printed.number not in first.get("/paper/").content.decode()
    assert "三天" not in second.get(address).content.decode()  # blind
    said = {
        "text": "楼道的灯坏了八天。",
        "address": "西街3号",
        "division": WEST,
        "matter": "city.waste.street",
    }
    assert first.post(address, said).status_code == 409
    page = second.post(address, said).content.decode()
    assert "三天" in page
    assert "八天" in page
    assert "西街3号</b>" not in page  # only what differs
    assert second.post(address, {**said, "right_text": "2"}).status_code == 302
    row.refresh_from_db()
    assert row.again_at
    assert row.loop_id
    [told] = [fact for fact in story_of(row.loop_id) if fact.kind == "channels.paper_typed_again"]
    assert told.data["chosen"] == {"TEXT": 2}
    assert "八天" in str(told.texts)
    case = resident_case(row.loop_id)
    assert case
    assert (case.text, case.address) == ("楼道的灯坏了八天。", "西街3号")
    assert "八天" in case.loop.title
    assert list(check_papers()) == []
    assert list(check_replay()) == []
    assert list(check_words()) == []
    Case.objects.filter(loop=row.loop_id).update(text="楼道的灯坏了九天。")
    assert [fault.where for fault in check_words()] == ["text"], (
        "what was put right is held against its own fact"
    )


def test_place_and_matter_are_put_right_at_the_desk_and_said_to_it_later(county) -> None:
    by, clerks = county.actor("operator"), (client_of("operator"), client_of("dispatcher"))
    said = {"text": "楼道的灯坏了三天。", "address": "西街3号", "division": COUNTY, "matter": "water.burst"}
    right = {"right_division": "2", "right_matter": "2"}
    count = partial(count_days, by=SYSTEM, at=timezone.now())
    for with_office in (False, True):
        [printed] = print_forms(matter="city", count=1, twice=True, by=by, at=long_ago(1))
        clerks[0].post("/paper/enter/", entry(printed.number))
        row = PaperForm.objects.get(number=printed.number)
        sequence()
        follow("insight.counts", lambda facts: count(facts=facts))
        if with_office:
            unit = county.unit("town")
            do = {
                "case_id": row.loop_id,
                "event": "dispatch",
                "unit_id": unit,
                "by": county.actor("dispatcher"),
            }
            dispatch(**do, at=timezone.now())
        assert clerks[1].post(f"/paper/again/{row.id}/", {**said, **right}).status_code == 302
        loop = loop_row(row.loop_id)
        assert loop
        found = (loop.division, loop.matter)
        assert found == ((WEST, "city.waste.street") if with_office else (COUNTY, "water.burst"))
        notes = [fact for fact in story_of(row.loop_id) if fact.kind == "cases.noted"]
        assert len(notes) == with_office
        right_ = [fact for fact in story_of(row.loop_id) if fact.kind == "cases.filing_corrected"]
        assert len(right_) == (not with_office), "nobody is told that something was put right that was not"
    assert list(check_replay()) == []
    assert list(check_loops()) == []
    sequence()
    follow("insight.counts", lambda facts: count(facts=facts))
    assert list(check_counts()) == []
