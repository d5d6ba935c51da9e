"""The demo's register: seven at work, one in the shadow, one sent back, one retired with what was learned."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gongzhi.algorithms.facts import Light, Tier
from gongzhi.algorithms.gates import limits
from gongzhi.algorithms.public import entries, reviews_of, votes_of
from gongzhi.algorithms.rules.monitors import Arm, Group, Watched, findings
from gongzhi.cases.rules import title_of
from gongzhi.diagnosis.classifier.running import read_with_model
from gongzhi.diagnosis.facts import Message
from gongzhi.diagnosis.groups import groups_of
from gongzhi.diagnosis.tests.trees import shipped_model
from gongzhi.organization.public import import_folder
from gongzhi.people.facts import SYSTEM
from gongzhi.web.defaults import install_defaults
from gongzhi.web.demo.algorithm_lives import AlgorithmLife, algorithm_starts
from gongzhi.web.demo.county import write_county
from gongzhi.web.demo.loading import SEED
from gongzhi.web.demo.staffing import COUNTY
from gongzhi.web.demo.stage import Stage
from gongzhi.web.demo.texts import make_texts

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


def test_its_messages_do_not_stop_the_words_of_the_tree() -> None:
    """What the daily look would say of half a thousand of its reports, by kind of place, channel and length.

    A person names the matter the report was composed of. Silence counts as missed help, wherever it falls.
    """
    model, judged = shipped_model(), list[tuple[Mapping[str, str], str | None, str]]()
    for case in make_texts(SEED, 560):
        if not case.unit:
            continue  # refused: nobody names its matter
        reading = model.read(Message(title_of(case.text), case.text))
        groups = groups_of(case.text, channel=case.channel, division=case.grid[:12] or COUNTY)
        judged.append((groups, reading.levels[-1].code if reading else None, case.matter))
    found = findings(_watched(judged), limits(), seed="x")
    assert [each for each in found if each.light is Light.RED] == []
    compared = {each.group for each in found if each.light is not Light.INSUFFICIENT}
    assert {"division=village", "division=community", "division=county", "channel=WEB"} <= compared
    silent = [said is None for groups, said, _ in judged if groups["division"] == "village"]
    assert sum(silent) < 0.2 * len(silent)


def _watched(judged: Sequence[tuple[Mapping[str, str], str | None, str]]) -> Watched:
    shown = [(said, matter) for _, said, matter in judged if said is not None]
    return Watched(
        tier=Tier.RULES,
        in_force_days=60,
        judged=len(shown),
        overridden=sum(not matter.startswith(said) for said, matter in shown),
        look_ms=None,
        overridden_since_days=0,
        groups=[
            _group(judged, *each) for each in sorted({pair for row in judged for pair in row[0].items()})
        ],
        shown_arm=Arm(0, 0),
        human_arm=Arm(0, 0),
        appeals_answered=0,
        appeals_upheld=0,
        severe=0,
    )


def _group(judged: Sequence[tuple[Mapping[str, str], str | None, str]], kind: str, name: str) -> Group:
    inside = [(said, matter) for groups, said, matter in judged if groups[kind] == name]
    helped = sum(said is not None and matter.startswith(said) for said, matter in inside)
    return Group(kind, name, len(inside), helped, sum(said is None for said, _ in inside))
