"""Figures by group, and how far what comes in has moved: rules, the page, and what is told daily."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from tests.small_county import County

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.models import AlgorithmReport
from gongzhi.algorithms.tests.in_force import put_in_force
from gongzhi.diagnosis.drift import moved, psi, unseen_step
from gongzhi.diagnosis.facts import Message
from gongzhi.diagnosis.fairness import Served, fairness
from gongzhi.diagnosis.models import MatterProposal
from gongzhi.diagnosis.public import drift_windows, served_since, watch_drift
from gongzhi.diagnosis.tests.readers import DIGEST, PURPOSES
from gongzhi.diagnosis.tests.small_messages import small_messages
from gongzhi.loops.models import Loop
from gongzhi.people.facts import SYSTEM
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of


def served(number: int, *, channel: str, wrong: int = 0, hours: float = 10) -> list[Served]:
    groups = {"channel": channel, "division": "town", "language": "zh", "length": "short"}
    return [Served(groups, index < wrong, hours + index % 5) for index in range(number)]


def line(rows: list[Served], group: str):  # type: ignore[no-untyped-def]
    return next(each for each in fairness(rows, least=50, resamples=200) if each.group == group)


def test_a_group_with_twice_the_errors_stands_out() -> None:
    rows = served(400, channel="PORTAL", wrong=20) + served(400, channel="HOTLINE", wrong=80)
    found = line(rows, "HOTLINE").errors
    assert found.value == 0.2
    assert found.ratio == pytest.approx(80.5 / 20.5, rel=1e-6)
    assert found.low > 2
    assert found.low < found.ratio < found.high


def test_alike_is_one_and_its_interval_holds_it() -> None:
    rows = served(300, channel="PORTAL", wrong=30) + served(300, channel="HOTLINE", wrong=30)
    found = line(rows, "PORTAL")
    assert found.errors.low < 1 < found.errors.high
    assert found.hours.ratio == 1


def test_who_waits_longer_stands_out() -> None:
    rows = served(200, channel="PORTAL", hours=10) + served(200, channel="PAPER", hours=30)
    found = line(rows, "PAPER").hours
    assert (found.value, found.ratio) == (32, pytest.approx(32 / 12))
    assert found.low > 2


@pytest.mark.parametrize(("number", "enough"), [(49, False), (50, True)])
def test_below_fifty_nothing_is_said(number: int, enough: bool) -> None:
    rows = served(number, channel="SMS") + served(200, channel="PORTAL")
    found = line(rows, "SMS")
    assert (found.errors.enough, found.hours.enough) == (enough, enough)
    assert line(rows, "PORTAL").errors.enough is enough  # there is nobody else to hold it beside
    if not enough:
        assert found.errors.told() == {"n": 49, "insufficient_evidence": True}


def test_the_same_cases_give_the_same_figures() -> None:
    rows = served(120, channel="PORTAL", wrong=9) + served(90, channel="SMS", wrong=11)
    assert fairness(rows, least=50, resamples=100) == fairness(rows, least=50, resamples=100)


def test_the_index_is_nothing_for_the_same_and_much_for_another() -> None:
    same = {"a": 50, "b": 50}
    assert psi(same, {"a": 500, "b": 500}) == 0
    assert psi(same, {"a": 90, "b": 10}) == pytest.approx(0.8789, abs=1e-3)
    assert 0.25 < psi({"a": 100}, {"b": 100}) < 20  # endless without half a case in the empty step
    assert psi({}, same) == 0


def test_only_what_both_periods_have_is_compared() -> None:
    assert moved({"length": Counter(short=5)}, {"length": Counter(short=9), "unseen": Counter()}) == {
        "length": 0
    }


@pytest.mark.parametrize(("share", "step"), [(0.0, "<5%"), (0.05, "<10%"), (0.39, "<40%"), (0.9, ">=40%")])
def test_unseen_pieces_fall_into_steps(share: float, step: str) -> None:
    assert unseen_step(share) == step


# -- with cases ----------------------------------------------------------------------------------------


def lay_down(case_id: UUID, number: int, *, days: float, language: str = "zh", wrong: int = 0) -> None:
    """Lay down proposals about copies of a case, made some days ago, of which some turned out wrong."""
    first = Loop.objects.get(id=case_id)
    made = timezone.now() - timedelta(days=days)
    start = Loop.objects.count()
    for index in range(number):
        loop = Loop.objects.create(
            number=f"F{start + index:06d}",
            subject_kind="case",
            definition=first.definition,
            title="旧案",
            state="closed",
            division=first.division,
            matter="water",
            limit_class="general",
            opened_at=made,
            entered_at=made,
            ended_at=made + timedelta(hours=20),
            end_kind="fulfilled",
        )
        MatterProposal.objects.create(
            loop=loop,
            made_at=made,
            entry="triage.model",
            version=DIGEST,
            matter="water",
            confidence=9000,
            levels=[{"code": "water", "confidence": 9000}],
            groups={"channel": "PORTAL", "division": "town", "language": language, "length": "short"},
            verified="city" if index < wrong else "water",
            verified_at=made + timedelta(hours=20),
        )


@pytest.mark.django_db
def test_the_page_tells_figures_of_groups_and_of_nobody(county: County) -> None:
    lay_down(staff.filed(), 60, days=3, wrong=6)
    lay_down(staff.filed(), 55, days=3, language="en", wrong=20)
    html = client_of("supervisor").get("/triage/fairness/").content.decode()
    assert "36.4 %" in html
    assert "insufficient evidence" in html  # every other kind of group has one group alone
    assert "look at this" in html
    lay_down(staff.filed(), 7, days=3, language="mixed", wrong=1)
    said = client_of("leader").get("/triage/fairness/").content.decode()
    assert "36.4 %" in said
    assert ">7<" not in said, "of few cases not even their number is told"
    for login in ("town-handler", "dispatcher", "admin"):
        assert client_of(login).get("/triage/fairness/").status_code == 403
    at = timezone.now()
    assert len(served_since(at - timedelta(days=30), until=at)) == 122
    assert served_since(at - timedelta(days=30), until=at, scope="888801000000") == []


@pytest.mark.django_db
def test_an_empty_page_says_so(county: County) -> None:
    html = client_of("supervisor").get("/triage/fairness/").content.decode()
    assert "Nothing was proposed in this time." in html


@pytest.mark.django_db
def test_drift_is_told_to_the_register(county: County) -> None:
    at = timezone.now()
    put_in_force("triage.model", Tier.SUGGESTS, DIGEST, at=at - timedelta(days=120), purposes=PURPOSES)
    case_id = staff.filed()
    since, middle = drift_windows(at=at)
    assert since < middle < at
    texts = [Message("", "水管坏了。")]
    assert watch_drift(earlier=texts, recent=texts, by=SYSTEM, at=at) == {}  # too few to speak of
    lay_down(case_id, 60, days=60)
    lay_down(case_id, 60, days=5, language="en", wrong=30)
    found = watch_drift(earlier=texts, recent=texts, by=SYSTEM, at=at)
    assert found["triage.model"] > 0.25
    row = AlgorithmReport.objects.get()
    assert (row.n, row.passed, row.value) == (60, False, round(found["triage.model"] * 1000))


@pytest.mark.django_db
def test_what_comes_in_is_held_against_the_rows_a_version_learnt_from(
    county: County, settings, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    """The window before may have drifted already: then nothing has moved since, and everything from what was learnt."""
    from gongzhi.diagnosis.classifier.artefact import keep
    from gongzhi.diagnosis.classifier.training import train

    settings.MEDIA_ROOT = tmp_path
    candidate = train(small_messages())
    learnt = candidate.model.cards["model"]["reference"]
    assert learnt["language"] == {"mixed": 57, "zh": 75}
    assert set(learnt["category"]) == {"环境", "道路"}
    assert sum(learnt["length"].values()) == 132
    digest, at = keep(candidate.data), timezone.now()
    put_in_force("triage.model", Tier.SUGGESTS, digest, at=at - timedelta(days=120), purposes=PURPOSES)
    case_id = staff.filed()
    lay_down(case_id, 60, days=60)
    lay_down(case_id, 60, days=5)
    MatterProposal.objects.exclude(entry="").update(version=digest)
    found = watch_drift(earlier=[], recent=[], by=SYSTEM, at=at)
    assert found["triage.model"] > 1, "all is called water now, and nothing was then"


@pytest.mark.django_db
def test_without_an_entry_no_drift_is_told(county: County) -> None:
    assert watch_drift(earlier=[], recent=[], by=SYSTEM, at=timezone.now()) == {}
