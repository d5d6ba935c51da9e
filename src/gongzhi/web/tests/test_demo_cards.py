"""The demo's hypothesis cards: every outcome, by the real actions, and nothing about a person."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from gongzhi.insight.models import HypothesisCard
from gongzhi.insight.public import check_card_replay, public_tally
from gongzhi.organization.public import import_folder
from gongzhi.people.facts import SYSTEM
from gongzhi.web.demo.cards import seed_cards
from gongzhi.web.demo.county import write_county


@pytest.mark.django_db
def test_the_demo_has_cards_with_every_outcome(tmp_path: Path) -> None:
    end = timezone.now()
    write_county(tmp_path, today=end.date())
    for report in import_folder(path=tmp_path, by=SYSTEM, at=end - timedelta(days=90)):
        assert not report.rejected
    seed_cards(end=end)
    tally = public_tally(on=timezone.localdate(end))
    assert min(tally.true, tally.false, tally.unclear, tally.late, tally.open, tally.overdue) >= 1
    assert (tally.drafts, tally.dismissed) == (2, 1)
    page = Client(headers={"accept-language": "zh-hans"}).get("/foreseen/").content.decode()
    missed = HypothesisCard.objects.filter(outcome="FALSE")
    assert all(row.expected in page for row in missed)
    assert list(check_card_replay()) == []
