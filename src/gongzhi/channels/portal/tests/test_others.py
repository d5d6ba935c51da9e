"""“Others already reported this”, before it is sent: told from three on, and of nothing that is not public."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from tests.small_county import WEST, County

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.models import AlgorithmUse
from gongzhi.algorithms.tests.in_force import put_in_force
from gongzhi.cases.facts import Channel
from gongzhi.cases.likely import said_of
from gongzhi.cases.models import Case
from gongzhi.cases.public import Person, Place, case_for, check_replay, file_case
from gongzhi.cases.similar import Alike, alike
from gongzhi.channels.open311 import catalogue
from gongzhi.insight.public import place_message
from gongzhi.insight.topic_facts import CLUSTER, CLUSTER_PURPOSE, SIMILAR, SIMILAR_PURPOSE
from gongzhi.kernel.instants import now
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db
SAID = "Others already reported this"
LAMPS = (
    "柳林路路灯不亮。从学校门口到加油站一段全黑，晚上走路看不见。",
    "柳林路一段没有路灯。孩子放学走柳林路，加油站那一段漆黑一片，路灯坏了很久。",
    "柳林路的路灯坏了。加油站到学校门口的路灯不亮，请来修。",
)
MINE = "柳林路加油站到学校的路灯不亮，走路看不见"


@pytest.fixture
def finding(county: County) -> County:
    at = now()
    for code, purpose in ((CLUSTER, CLUSTER_PURPOSE), (SIMILAR, SIMILAR_PURPOSE)):
        put_in_force(code, Tier.SEARCH, at=at, purposes=(purpose,), level=1, limit_ms=60000)
    return county


def reported(*texts: str, matter: str = "city", confidential: bool = False) -> None:
    at = now() - timedelta(days=2)
    for text in texts:
        case = file_case(
            text=text, place=Place(division=WEST), channel=Channel.PORTAL, person=Person(), matter=matter,
            by=RESIDENT, at=at, confidential=confidential, once=uuid4(),
        ).loop_id  # fmt: skip
        with transaction.atomic(durable=True):
            place_message(case_id=case, by=SYSTEM, at=at)


def last_page(client: Client, text: str = MINE) -> str:
    client.post("/report", {"text": text})
    client.post("/report/place", {"division": WEST})
    return client.get("/report/person", headers={"accept-language": "en"}).content.decode()


def seen_by_desk(county: County, case_id: UUID) -> Alike:
    dispatcher = county.actor("dispatcher")
    view = case_for(dispatcher, case_id)
    assert view
    return alike(view, unit_id=dispatcher.unit_id, at=now())


def test_from_three_on_it_is_told_how_many_and_nothing_else(client: Client, finding: County) -> None:
    reported(*LAMPS)
    page = last_page(client)
    assert SAID in page
    assert "3 reports" in page
    assert not any(sentence in page for text in LAMPS for sentence in text.split("。")[:1])
    assert client.post("/report/person", {"filer": "ANONYMOUS"}).headers["Location"] == "/report/receipt"


def test_fewer_than_three_are_not_told(client: Client, finding: County) -> None:
    reported(*LAMPS[:2])
    assert SAID not in last_page(client)


def test_a_confidential_report_makes_no_third(client: Client, finding: County) -> None:
    reported(*LAMPS[:2])
    reported(LAMPS[2], confidential=True)
    assert SAID not in last_page(client)


def test_what_is_of_no_known_matter_or_withheld_is_not_counted(
    client: Client, finding: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(*LAMPS[:2])
    reported(LAMPS[2], matter="")
    assert SAID not in last_page(client)
    reported(f"{LAMPS[2]}还没修。")
    edition = catalogue.Edition(valid_from=now().date(), withheld=frozenset({"city"}))
    with monkeypatch.context() as patched:
        patched.setattr(catalogue, "edition_on", lambda day: edition)
        assert SAID not in last_page(client, f"{MINE}。")
    assert "3 reports" in last_page(client, f"{MINE}！")


def test_another_matter_elsewhere_is_not_the_same(client: Client, finding: County) -> None:
    reported(*LAMPS)
    assert SAID not in last_page(client, "社保卡丢了，在哪里补办")


def test_without_an_entry_the_page_is_as_it_always_was(client: Client, county: County) -> None:
    assert SAID not in last_page(client)
    assert not AlgorithmUse.objects.exists()


def test_looking_twice_asks_once(client: Client, finding: County) -> None:
    reported(*LAMPS)
    for _ in range(3):
        assert SAID in last_page(client)
    assert AlgorithmUse.objects.filter(version__algorithm__code=SIMILAR).count() == 1
    kept = str(dict(client.session)["portal.others"])
    assert "柳林" not in kept


def test_one_press_before_the_place_is_asked_files_an_own_report_and_the_desk_is_told(
    client: Client, finding: County
) -> None:
    reported(*LAMPS)
    first = Case.objects.earliest("loop__opened_at").loop
    assert seen_by_desk(finding, first.id).callers.number == 1  # places are named in words only
    client.post("/report", {"text": MINE})
    page = client.get("/report/place", headers={"accept-language": "en"}).content.decode()
    assert "I have this as well" in page
    assert not any(str(each) in page for each in Case.objects.values_list("loop", flat=True))
    kept = dict(re.findall(r'type="hidden" name="(once|text)" value="([^"]*)"', page))
    wrong = client.post("/report/place", kept | {"division": "somewhere"})
    assert 'name="me_too"' in wrong.content.decode(), "the button is still there"
    assert client.get("/report/place").status_code == 200
    for _ in range(2):  # pressed twice, filed once
        sent = client.post("/report/place", {**kept, "me_too": "1"})
        assert sent.headers["Location"] == "/report/receipt"
    mine = Case.objects.latest("loop__opened_at")
    assert Case.objects.count() == 4
    assert (mine.filer, mine.text, mine.loop.division, mine.parent_id) == ("ANONYMOUS", MINE, WEST, None)
    receipt = client.get("/report/receipt").content.decode()
    assert mine.loop.number in receipt
    assert not any(each.loop.number in receipt for each in Case.objects.exclude(pk=mine.pk))
    story = client.get("/case/", headers={"accept-language": "en"}).content.decode()
    assert "You said that you have what others reported as well" in story
    found = seen_by_desk(finding, mine.loop_id)
    assert len(found.cases) == 3
    assert all("said" in each.same for each in found.cases)
    assert found.callers.number == 4
    assert seen_by_desk(finding, first.id).callers.number == 2
    assert not list(check_replay())


def test_on_the_last_page_it_takes_what_was_filled_in_and_says_what_is_missing(
    client: Client, finding: County
) -> None:
    reported(*LAMPS)
    assert "I have this as well" in last_page(client)
    wrong = client.post("/report/person", {"filer": "NAMED", "phone": "", "me_too": "1"})
    assert wrong.status_code == 200
    assert 'name="me_too"' in wrong.content.decode(), (
        "what is missing is put right, and the button is still there"
    )
    assert Case.objects.count() == 3
    right = client.post(
        "/report/person", {"filer": "NAMED", "phone": "13900000009", "confidential": "on", "me_too": "1"}
    )
    assert right.headers["Location"] == "/report/receipt"
    mine = Case.objects.latest("loop__opened_at")
    assert (mine.filer, mine.confidential) == ("NAMED", True)
    assert set(said_of(mine.loop_id).values()) == {True}
    # Whoever presses where nothing was shown reports as always, and points at nobody.
    other = Client()
    last_page(other, "社保卡丢了，在哪里补办")
    other.post("/report/person", {"filer": "ANONYMOUS", "me_too": "1"})
    assert said_of(Case.objects.latest("loop__opened_at").loop_id) == {}
