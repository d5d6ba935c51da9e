"""A look in an emergency owes a review: somebody else says whether it was needed, and the person reads it."""

from datetime import timedelta

import pytest
from tests.small_county import County

from gongzhi.cases import public as cases
from gongzhi.cases.tests.steps import WISH, refused
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import RevealWish
from gongzhi.people.models import Reveal
from gongzhi.people.public import check_reveals, reviews
from gongzhi.web.tests.reporting import reported, resident_reads, told, work_off
from gongzhi.web.tests.staff import client_of, post

pytestmark = pytest.mark.django_db(transaction=True)

DANGER = RevealWish("DANGER", "EMERGENCY", 30, "有人被困，需要马上联系")


def test_somebody_else_says_whether_it_was_needed_and_everybody_reads_how_often(county: County) -> None:
    filed = reported(county)
    case_id, by = filed.loop_id, county.actor("town-handler")
    asked = cases.reveal(case_id=case_id, wish=DANGER, by=by, at=now())
    cases.reveal(case_id=case_id, wish=WISH, by=by, at=now())
    assert [row.id for row in Reveal.objects.exclude(review_until=None)] == [asked.id], "the other owes none"
    work_off()
    desk = client_of("dispatcher")
    assert "was seen in an emergency" in desk.get("/notices/").content.decode()
    shown = desk.get("/reveals/")
    assert DANGER.reason in shown.content.decode()
    assert not told(shown)
    for other in ("town-handler", "town-head", "water-handler", "property-handler", "supervisor"):
        answer = post(client_of(other), f"/reveals/{asked.id}/review/", needed="yes", reason="现场确有危险")
        assert answer.status_code in (403, 409), other
    empty = post(desk, f"/reveals/{asked.id}/review/", needed="no", reason="")
    assert empty.status_code == 422
    assert 'aria-invalid="true"' in empty.content.decode()
    once = {
        "once": "0190a1b2-0000-7000-8000-000000000003",
        "needed": "no",
        "reason": "消防已经到场，不必查看",
    }
    for _again in range(2):
        assert desk.post(f"/reveals/{asked.id}/review/", once).status_code == 302
    again = post(client_of("leader"), f"/reveals/{asked.id}/review/", needed="yes", reason="另有看法在此")
    assert again.status_code == 409
    assert "另有看法在此" in again.content.decode(), "nothing typed is lost"
    assert [fact.kind for fact in story_of(case_id)].count("people.reveal_reviewed") == 1
    assert "it was not needed" in resident_reads(filed)
    assert "消防已经到场" not in resident_reads(filed), "what colleagues write to each other stays with them"
    assert "1 were not needed" in client_of("admin").get("/evidence/").content.decode()
    assert list(check_reveals()) == []
    Reveal.objects.filter(id=asked.id).update(needed=True)
    assert [each.subject for each in check_reveals()] == [case_id]
    Reveal.objects.filter(id=asked.id).update(needed=False, reviewed_by=county.actor("leader").account_id)
    assert [each.subject for each in check_reveals()] == [case_id], (
        "who said so is held against the record as well"
    )


def test_whoever_agreed_does_not_review_and_late_is_told_as_late(county: County) -> None:
    case_id = reported(county, confidential=True).loop_id
    by, leader = county.actor("town-handler"), county.actor("leader")
    asked = cases.reveal(case_id=case_id, wish=DANGER, by=by, at=now())
    assert Reveal.objects.get().review_until is None, "nothing was opened yet"
    from gongzhi.loops.actions.review_reveal import review_reveal
    from gongzhi.loops.public import decide_reveal

    with refused("people.no_review_owed"):
        review_reveal(reveal_id=asked.id, needed=True, reason="现场确有危险", by=leader, at=now())
    decide_reveal(reveal_id=asked.id, agree=True, reason="", by=leader, at=now())
    with refused("people.reviewer_is_another"):
        review_reveal(reveal_id=asked.id, needed=True, reason="现场确有危险", by=leader, at=now())
    late = now() + timedelta(days=8)
    assert (reviews(at=late).waiting, reviews(at=late).late) == (1, 1)
    watching = client_of("supervisor").get("/uses/").content.decode()
    assert "Looks in an emergency, to be reviewed" in watching
    desk = county.actor("dispatcher")
    with refused("people.review_reason_missing"):
        review_reveal(reveal_id=asked.id, needed=True, reason="是", by=desk, at=late)
    review_reveal(reveal_id=asked.id, needed=True, reason="现场确有危险", by=desk, at=late)
    assert (reviews(at=late).waiting, reviews(at=late).not_needed) == (0, 0)
