"""Opening an application and its files is a line for the applicant, or is not done at all."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from tests.small_county import County

from gongzhi.applications.public import resident_application
from gongzhi.applications.tests import steps
from gongzhi.kernel.instants import now
from gongzhi.ledger.models import PendingFact
from gongzhi.ledger.public import sequence
from gongzhi.people.models import DataUse
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(served: County) -> UUID:
    return steps.granted(served)


def files(application_id: UUID) -> tuple[str, str]:
    view = resident_application(application_id)
    assert view
    assert view.decision
    return (
        f"/applications/{application_id}/material/{view.materials['id-card'].id}",
        f"/applications/{application_id}/decision/{view.decision.id}.pdf",
    )


def noted(application_id: UUID) -> list[tuple[int, str, str]]:
    rows = DataUse.objects.filter(subject=application_id).order_by("seq")
    return list(rows.values_list("seq", "what", "purpose"))


def test_page_papers_and_decisions_are_a_line_each(application: UUID) -> None:
    material, decision = files(application)
    handler = client_of("housing-handler")
    for path in (f"/loop/{application}/", material, material, decision, decision, material):
        assert handler.get(path).status_code == 200
    assert client_of("supervisor").get(f"/loop/{application}/").status_code == 200
    assert noted(application) == [
        (1, "SHEET", "HANDLE"),
        (2, "MATERIAL", "HANDLE"),
        (3, "DECISION", "HANDLE"),
        (4, "SHEET", "SUPERVISE"),
    ]
    item = DataUse.objects.get(what="MATERIAL").item
    assert material.endswith(str(item))


def test_what_is_refused_is_no_line(application: UUID) -> None:
    material, decision = files(application)
    for login in ("town-handler", "water-handler", "supervisor"):
        for path in (material, decision):
            assert client_of(login).get(path).status_code == 404, (login, path)
    assert client_of("town-handler").get(f"/loop/{application}/").status_code == 404
    assert noted(application) == []


def test_no_file_is_given_out_while_the_evidence_is_late(application: UUID) -> None:
    late = timedelta(seconds=settings.GONGZHI_EVIDENCE_LIMIT + 60)
    PendingFact.objects.update(recorded_at=now() - late)
    handler = client_of("housing-handler")
    for path in files(application):
        response = handler.get(path)
        assert response.status_code == 503
        assert "text/html" in response.headers["Content-Type"]
    assert noted(application) == []
    view = resident_application(application)
    assert view
    answer = next(text for text in view.answers.values() if len(text) > 2 and not text.isascii())
    sheet = handler.get(f"/loop/{application}/").content.decode()
    assert answer not in sheet, "nor are the answers shown"
    assert "has not been put under seal" in sheet
    sequence()
    assert answer in handler.get(f"/loop/{application}/").content.decode()
    for path in files(application):
        assert handler.get(path).status_code == 200
    assert len(noted(application)) == 3
