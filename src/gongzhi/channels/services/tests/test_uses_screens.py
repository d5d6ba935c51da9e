"""Who used the data of an application: each paper by its name."""

import json

import pytest
from django.test import Client
from tests.small_county import County

from gongzhi.applications.public import resident_application
from gongzhi.channels.services.tests.applicant import applied, staff, upload
from gongzhi.ledger.public import sequence
from gongzhi.people.models import DataUse
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db


def test_the_applicant_reads_which_paper_was_opened(client: Client, served: County) -> None:
    papers = {"how-id-card": "UPLOADED", "photo-id-card": upload(), "how-bank-card": "NOTHING"}
    application_id = applied(client, papers=papers)
    assert client.get("/application/uses").status_code == 200
    staff(served, application_id, until="working")
    view = resident_application(application_id)
    assert view
    paper = view.materials["id-card"]
    handler = client_of("housing-handler")
    handler.get(f"/loop/{application_id}/")
    assert handler.get(f"/applications/{application_id}/material/{paper.id}").status_code == 200
    page = client.get("/application/uses").content.decode()
    name = next(need.said.name for need in view.situation.needs if need.key == "id-card")
    assert "打开了您提交的材料" in page
    assert name in page
    assert "住建局" in page
    assert "housing-handler" not in page
    assert 'href="/application/uses"' in client.get("/application/").content.decode()
    sequence()
    line = DataUse.objects.get(what="MATERIAL")
    proof = json.loads(client.get(f"/application/uses/{line.fact}").content)
    assert json.loads(proof["facts"][0]["entry"])["data"]["what"] == "MATERIAL"
    assert Client().get(f"/application/uses/{line.fact}").status_code == 404
    assert Client().get("/application/uses").headers["Location"] == "/follow"
    assert client.post("/uses/complain").headers["Location"] == "/report"
    assert view.loop.number in client.get("/report").content.decode()
