"""The page of the evidence log, on a phone and at a desk, as it stands and when something is wrong."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from playwright.sync_api import expect
from tests.small_county import START, County

from gongzhi.channels.portal import queries
from gongzhi.kernel.instants import now
from gongzhi.ledger import public as ledger
from gongzhi.ledger.models import PendingFact
from gongzhi.ledger.tests.test_sequence import facts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture(autouse=True)
def _fresh(transactional_db: None, county: County, settings: Any, tmp_path: Path) -> None:
    cache.clear()
    queries.forget()
    settings.GONGZHI_KEYS = tmp_path / "keys"
    while ledger.sequence():
        pass


@pytest.mark.parametrize(("width", "language"), [(360, "zh-CN"), (1280, "en")])
def test_from_the_start_to_what_the_log_says_of_itself(page_at, check_axe, screenshot, width, language):
    page = page_at(width, language=language, java_script_enabled=width > 500)
    page.goto("/")
    page.get_by_role(
        "link", name="人人可核对的存证" if language == "zh-CN" else "Evidence anyone can check"
    ).click()
    expect(page.locator("h1")).to_be_visible()
    (vkey,) = ledger.keys_in_force()
    expect(page.locator(".evidence__digits").first).to_have_text(ledger.fingerprint(vkey))
    checkpoint = page.locator("a[href='/evidence/checkpoint']")
    expect(checkpoint).to_be_visible()
    if width > 500:
        check_axe(page)
    screenshot(page, f"evidence-{width}")


def test_what_is_late_or_broken_stands_on_top(page_at, check_axe, screenshot):
    facts(2)
    PendingFact.objects.update(recorded_at=now() - timedelta(hours=1))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(
            "update gongzhi_fact set actor = 'nobody' where id = (select fact_id from gongzhi_entry limit 1)"
        )
    ledger.keep_findings(found=list(ledger.faults()), by="system", at=START)
    PendingFact.objects.update(recorded_at=now() - timedelta(hours=1))
    page = page_at(360)
    page.goto("/evidence/")
    expect(page.locator(".note--overdue")).to_have_count(2)
    check_axe(page)
    screenshot(page, "evidence-wrong-360")
