"""What the demo's hotline knows, and the simulator of a telephony system against a running server."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.small_county import County, install_rules

from gongzhi.channels.hotline.models import HotlineCall, HotlineHour
from gongzhi.channels.public import make_telephony_key, simulate_calls
from gongzhi.diagnosis.facts import Message
from gongzhi.diagnosis.readings.runners import read_answers
from gongzhi.knowledge.models import ArticleVersion, Outage
from gongzhi.knowledge.public import check_replay, find_articles
from gongzhi.organization.public import import_folder
from gongzhi.people.facts import SYSTEM
from gongzhi.web.demo.county import write_county
from gongzhi.web.demo.hotline import CALLS, seed_articles, seed_hotline
from gongzhi.web.demo.staffing import COUNTY


@pytest.mark.django_db
def test_the_demo_knows_answers_outages_and_calls(tmp_path: Path) -> None:
    end = timezone.now()
    write_county(tmp_path, today=end.date())
    for report in import_folder(path=tmp_path, by=SYSTEM, at=end - timedelta(days=90)):
        assert not report.rejected
    install_rules(at=end - timedelta(days=90))
    seed_articles(end=end)
    seed_hotline(end=end)
    rows = list(ArticleVersion.objects.defer("words"))
    assert 10 <= len(rows) <= 15
    assert all(row.title_en and row.body_en and row.state == "PUBLISHED" for row in rows)
    assert Outage.objects.count() == 2
    assert HotlineCall.objects.count() == CALLS
    assert not HotlineCall.objects.exclude(sealed=b"").exists(), "calls that are over have no number"
    answered = sum(HotlineHour.objects.values_list("answered", flat=True))
    assert 0.8 * CALLS < answered < CALLS
    for words, title in (
        ("家里停水了", "家里停水了怎么办"),
        ("工资没发", "工资被拖欠怎么办"),
        ("wages", "工资被拖欠怎么办"),
    ):
        assert find_articles(words, scope=COUNTY, at=end)[0].version.title == title
    for question in ("请问怎样申请低保", "结婚登记要带什么材料", "请问家里停水了怎么办"):
        assert read_answers(Message("", question, division=COUNTY, at=end), version=""), question
    assert "家里停水了怎么办" in Client().get("/answers/").content.decode()
    assert list(check_replay()) == []


@pytest.mark.django_db(transaction=True)
def test_the_simulator_plays_calls_against_a_running_server(county: County, live_server: Any) -> None:
    key = make_telephony_key(by=SYSTEM, at=timezone.now())
    told: list[str] = []
    played = simulate_calls(
        base=live_server.url, key=key, calls=8, agents=["operator"], clock=timezone.now, tell=told.append
    )
    assert (played.calls, played.refused, len(told)) == (8, 0, played.sent)
    assert played.sent >= 8 * 2
    assert HotlineCall.objects.count() == 8, "an event that came twice is one"
    assert sum(HotlineHour.objects.values_list("offered", flat=True)) == 8
    wrong = simulate_calls(base=live_server.url, key="gz_wrong", calls=1, agents=[], clock=timezone.now)
    assert wrong.refused == wrong.sent
