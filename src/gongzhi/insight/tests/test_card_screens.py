"""Pages of hypothesis cards: who opens them, that nothing typed is lost, and what everybody reads."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from tests.small_county import POSTS, WEST, County

from gongzhi.insight.actions.propose_card import draft_card
from gongzhi.insight.card_facts import CardPlace, CardState, Evidence, Ground
from gongzhi.insight.models import HypothesisCard
from gongzhi.insight.public import tell_of_cards
from gongzhi.kernel.ids import new_id
from gongzhi.people.facts import SYSTEM
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db

READERS = {"dispatcher", "leader", "supervisor", "housing-head", "town-head", "township-head"}
WRITERS = READERS - {"supervisor"}
WORDS = {
    "expected": "西街低处雨后会积水",
    "why": "去年同一周报了九次",
    "true_if": "一周内有三次以上",
    "false_if": "一周内不到三次",
}


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def asked(county: County, **more: str) -> dict[str, str]:
    return {
        "card": str(new_id()), "matter": "water.burst", "division": WEST, "grid": f"{WEST}001",
        "unit_id": str(county.unit("water")), "check_on": in_days(7), **WORDS, **more,
    }  # fmt: skip


def drafted() -> UUID:
    made = new_id()
    figures = {"seen": "12", "usual": "4.2", "first": "2026-03-01", "last": "2026-03-07"}
    draft_card(
        card_id=made,
        place=CardPlace("water.burst", WEST),
        evidence=Evidence(Ground.BURST, f"burst/{made}", figures),
        by=SYSTEM,
        at=timezone.now(),
    )
    return made


def test_who_opens_which_page(county: County) -> None:
    made = drafted()
    for login in (*POSTS, ""):
        client = client_of(login) if login else Client()
        no = 403 if login else 302
        reads = 200 if login in READERS else no
        expected = {
            "/foreseen/": 200,
            "/cards/": reads,
            "/cards/new/": 200 if login in WRITERS else no,
            f"/cards/{made}/": 404 if login == "township-head" else reads,
        }
        assert {path: client.get(path).status_code for path in expected} == expected, login
        if login:
            no_reason = client.post(f"/cards/{made}/dismiss/", {"dismiss-reason": ""}).status_code
            assert no_reason == (404 if login == "township-head" else 422 if login in READERS else 403), login
    assert HypothesisCard.objects.get().state == CardState.DRAFT


def test_a_company_reads_no_analysis(county: County) -> None:
    """The head of a property company carries the same post as the head of a bureau."""
    from gongzhi.organization.models import Post

    Post.objects.filter(code="property-handler").update(type="UNIT_HEAD")
    client = client_of("property-handler")
    assert [client.get(path).status_code for path in ("/cards/", "/cards/new/")] == [403, 403]
    assert "/cards/" not in client.get("/work/").content.decode()


def test_a_card_about_a_person_comes_back_with_its_text(county: County) -> None:
    leader = client_of("leader")
    wrong = asked(county, why="住户王大明，电话13800000001，老打电话来")
    page = leader.post("/cards/new/", wrong)
    assert page.status_code == 409
    text = page.content.decode()
    assert "This is about a person" in text
    assert "老打电话来" in text
    assert "西街低处雨后会积水" in text
    assert not HypothesisCard.objects.exists()
    assert leader.post("/cards/new/", asked(county, check_on=in_days(-1))).status_code == 409
    assert leader.post("/cards/new/", asked(county, expected="")).status_code == 422


def test_a_card_is_written_looked_at_and_read_by_everybody(county: County) -> None:
    leader, sent = client_of("leader"), asked(county)
    assert leader.post("/cards/new/", sent).status_code == 302
    assert leader.post("/cards/new/", sent).status_code == 302, "a retry"
    made = HypothesisCard.objects.get().id
    page = leader.get(f"/cards/{made}/").content.decode()
    assert "You wrote this card or took it up" in page, "grey, with the reason"
    seen = {"check-outcome": "FALSE", "check-seen": "一周里只积过一次", "check-done": "清了雨水口"}
    supervisor = client_of("supervisor")
    early = supervisor.post(f"/cards/{made}/check/", seen)
    assert early.status_code == 409
    assert "一周里只积过一次" in early.content.decode()
    HypothesisCard.objects.update(check_on=timezone.localdate() - timedelta(days=1))
    assert supervisor.post(f"/cards/{made}/check/", seen).status_code == 302
    assert supervisor.post(f"/cards/{made}/check/", seen).status_code == 302, "a retry"
    public = Client(headers={"accept-language": "en"}).get("/foreseen/").content.decode()
    for words in ("西街低处雨后会积水", "一周里只积过一次", "清了雨水口", "too few to say", "looked at late"):
        assert words in public, words
    assert "leader" not in public
    assert "西街低处雨后会积水" in Client().get("/foreseen/?show=all").content.decode()


def test_a_draft_is_taken_up_with_what_it_rests_on(county: County) -> None:
    made, leader = drafted(), client_of("leader")
    page = leader.get(f"/cards/{made}/").content.decode()
    assert "From 1 March 2026 to 7 March 2026 12 came in, where about 4.2 are usual." in page
    assert client_of("supervisor").get(f"/cards/{made}/").content.decode().count("/take-up/") == 0
    words = {f"take_up-{name}": text for name, text in WORDS.items()}
    sent = words | {"take_up-unit_id": str(county.unit("town")), "take_up-check_on": in_days(20)}
    assert leader.post(f"/cards/{made}/take-up/", sent | {"take_up-true_if": ""}).status_code == 422
    assert leader.post(f"/cards/{made}/take-up/", sent).status_code == 302
    assert HypothesisCard.objects.get().state == CardState.OPEN
    assert leader.post(f"/cards/{made}/dismiss/", {"dismiss-reason": "不用了"}).status_code == 409
    assert leader.post(f"/cards/{made}/nothing/", {}).status_code == 404


def test_many_checked_cards_have_a_share(county: County) -> None:
    at = timezone.now()
    HypothesisCard.objects.bulk_create(
        HypothesisCard(
            matter="water", division=WEST, ground="OWN", expected=f"第{n}处", why="w", true_if="t", false_if="f",
            unit_id=county.unit("water"), check_on=at.date(), state="CHECKED", made_at=at, taken_at=at, ended_at=at,
            outcome="TRUE" if n < 15 else "FALSE", seen="s", digest="0",
        )
        for n in range(45)
    )  # fmt: skip
    page = Client(headers={"accept-language": "en"}).get("/foreseen/")
    assert "Of 45 that came out clearly, 15 came true. That is 33 %" in " ".join(
        page.content.decode().split()
    )
    assert page.content.decode().count("<h3>") == 20, "thirty misses, page by page"
    assert Client().get("/foreseen/?page=2").content.decode().count("<h3>") == 10
    assert Client().get("/foreseen/?page=99&show=all").status_code == 200


def test_the_unit_finds_the_card_among_its_notices(county: County) -> None:
    leader = client_of("leader")
    leader.post("/cards/new/", asked(county, unit_id=str(county.unit("town"))))
    made = HypothesisCard.objects.get().id
    tell_of_cards(by=SYSTEM, at=timezone.now() + timedelta(days=7))
    page = client_of("town-head").get("/notices/").content.decode()
    assert f'href="/cards/{made}/"' in page
    assert client_of("town-head").get(f"/cards/{made}/").status_code == 200


def test_empty_pages_say_what_would_be_there(county: County) -> None:
    assert "No card is open" in client_of("leader").get("/cards/").content.decode()
    assert "No miss yet" in Client(headers={"accept-language": "en"}).get("/foreseen/").content.decode()
