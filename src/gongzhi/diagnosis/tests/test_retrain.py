"""A candidate is trained on verified cases, held beside the version in use, and replaces nothing."""

import pytest
from tests.small_county import START, County

from gongzhi.algorithms.facts import Stage, Tier
from gongzhi.algorithms.public import entry
from gongzhi.algorithms.tests.in_force import put_in_force, who
from gongzhi.cases.tests.steps import hours, refused
from gongzhi.diagnosis.facts import Labelled
from gongzhi.diagnosis.models import Comparison
from gongzhi.diagnosis.public import comparison_of, retrain
from gongzhi.diagnosis.tests.readers import PURPOSES
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db
SAID = {
    "water": ("水管爆裂水流满地", "自来水停了两天", "水压太低洗不了澡", "水表漏水没人修"),
    "city": ("垃圾桶满了没人收", "路面垃圾成堆发臭", "保洁员几天没来扫地", "街边垃圾招老鼠"),
}


def verified(number: int) -> list[Labelled]:
    """Return as many made-up cases of two matters in turn, no two alike."""
    found = []
    for index in range(number):
        matter = ("water", "city")[index % 2]
        words = SAID[matter][index // 2 % 4]
        text = f"第{index}户反映，{words}，请尽快处理。"
        found.append(Labelled(words, text, (matter,), {"channel": "PORTAL"}))
    return found


def test_too_few_cases_train_nothing(county: County) -> None:
    put_in_force("triage.model", Tier.SUGGESTS, "b" * 64, at=START, purposes=PURPOSES)
    with refused("diagnosis.too_few"):
        retrain(rows=verified(99), by=who("gate-owner", at=START), at=hours(1), title="再训练")
    assert not Comparison.objects.exists()


def test_a_candidate_is_compared_on_the_same_cases_and_begins_at_the_first_gate(
    county: County, settings, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    from gongzhi.diagnosis.classifier.artefact import keep, loaded
    from gongzhi.diagnosis.classifier.training import train

    settings.MEDIA_ROOT = tmp_path
    running = keep(train(verified(60)).data)
    put_in_force("triage.model", Tier.SUGGESTS, running, at=START, purposes=PURPOSES)
    found = retrain(rows=verified(260), by=who("gate-owner", at=START), at=hours(1), title="再训练")
    assert (found.running, found.held, found.learnt) == (running, 52, 208)
    assert found.theirs is not None
    assert found.ours > 9000
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.ours - found.theirs <= found.high
    view = comparison_of(found.digest)
    assert view
    assert (view.ours, view.running) == (found.ours / 10_000, running)
    known = entry("triage.model")
    assert known
    assert known.running
    assert known.running.digest == running  # nothing was replaced
    assert (known.newest.digest, known.newest.stage) == (found.digest, Stage.NEED)
    assert loaded(found.digest)
    # Where the board decides about it, it stands beside the version in use.
    client = client_of("gate-owner")
    page = client.get(f"/loop/{known.newest.loop_id}/").content.decode()
    assert "Beside the version in use" in page
    assert f"{found.theirs / 10_000:.3f}" in page
    # While it goes round its gates no other is trained, and it is said before the work.
    with refused("algorithms.version_under_way"):
        retrain(rows=[], by=who("gate-owner", at=START), at=hours(2), title="又一次")
