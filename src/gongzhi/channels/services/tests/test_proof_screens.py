"""The proof of one's own application: what was decided is in it, what offices say to each other is closed."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.small_county import County

from gongzhi.channels.services.tests.applicant import applied, staff
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import key_digits, sequence
from gongzhi.ledger.standalone import verify

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _keys(settings: Any, tmp_path: Path) -> None:
    settings.GONGZHI_KEYS = tmp_path / "keys"
    settings.GONGZHI_KEYS.mkdir(mode=0o700)


def test_an_applicant_takes_the_proof_home(client: Client, served: County) -> None:
    application_id = applied(client)
    sequence()
    receipt = client.get("/application/receipt").content.decode()
    assert key_digits() in receipt
    staff(served, application_id, until="working")
    sequence()
    assert 'href="/application/proof" download' in client.get("/application/").content.decode()
    response = client.get("/application/proof")
    assert response.headers["Content-Type"] == "application/vnd.gongzhi.proof+json"
    report = verify.Check([key_digits()], None, int(now().timestamp())).run(response.content)
    assert {"loops.opened", "applications.filed", "loops.moved"} <= {
        fact.entry["kind"] for fact in report.facts
    }
    assert {fact.entry["subject"] for fact in report.facts} == {str(application_id)}
    for fact in report.facts:
        if fact.entry["data"].get("event") in ("assign", "return", "dispatch"):
            assert not fact.opened


def test_a_case_open_in_the_session_gives_no_application(client: Client, served: County) -> None:
    applied(client)
    assert client.get("/case/proof").headers["Location"] == "/follow"
