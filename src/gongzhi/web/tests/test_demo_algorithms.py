"""The demo's register: seven at work, one in the shadow, one sent back, one retired with what was learned."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gongzhi.algorithms.public import entries, reviews_of, votes_of
from gongzhi.diagnosis.classifier.running import read_with_model
from gongzhi.diagnosis.facts import Message
from gongzhi.organization.public import import_folder
from gongzhi.people.facts import SYSTEM
from gongzhi.web.defaults import install_defaults
from gongzhi.web.demo.algorithm_lives import AlgorithmLife, algorithm_starts
from gongzhi.web.demo.county import write_county
from gongzhi.web.demo.stage import Stage

END = datetime(2026, 11, 25, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
AT_WORK = {
    "triage.words",
    "safety.words",
    "answers.words",
    "similar.text",
    "topics.cluster",
    "forecast.counts",
    "bursts.counts",
}


@pytest.mark.django_db(transaction=True)
def test_each_stands_where_it_should(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    begin = END - timedelta(days=90)
    install_defaults(at=begin)
    (tmp_path / "county").mkdir()
    write_county(tmp_path / "county", today=END.date())
    for report in import_folder(path=tmp_path / "county", by=SYSTEM, at=begin):
        assert not report.rejected, report
    stage = Stage(end=END, draw=random.Random("x"))
    for told, start in algorithm_starts(END):
        stage.enter(start, AlgorithmLife(stage, told, start))
    stage.play_until(END)
    found = {each.code: each for each in entries()}
    assert {code for code, each in found.items() if each.running} == AT_WORK
    others = {code: each.newest.stage.value for code, each in found.items() if code not in AT_WORK}
    assert others == {"triage.model": "shadow", "triage.endpoint": "need", "limit.guess": "retired"}
    assert found["limit.guess"].newest.post_mortem
    model = found["triage.model"].newest
    (review,) = reviews_of(model.id)
    message = Message("", "路灯坏了一个星期，晚上什么也看不见", at=END)
    assert read_with_model(message, version=model.digest), "its file is there, and runs"
    assert (review.members, review.affected, review.against) == (5, 2, 1)
    assert review.because, "a no of residents is answered"
    assert len(votes_of(found["triage.endpoint"].newest.id)) == 5
