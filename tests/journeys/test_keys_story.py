"""A key for another system: given, used, looked at, taken back; by keyboard, on a telephone and at a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from tests.journeys.conftest import DESK, PHONE, PageAt
from tests.journeys.test_case_story import county, enter  # noqa: F401 - a fixture

from gongzhi.channels.keys import queries

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "language"), [(PHONE, "zh-CN"), (DESK, "en")])
def test_a_key_is_given_used_and_taken_back(
    county: Any,  # noqa: F811
    page_at: PageAt,
    check_axe: Callable[[Page], None],
    screenshot: Callable[[Page, str], Any],
    width: int,
    language: str,
) -> None:
    queries.forget_known()
    chinese = language == "zh-CN"
    page = page_at(width, language=language)
    enter(page, "security")
    page.goto("/keys/")
    check_axe(page)
    page.get_by_role("link", name="新建密钥" if chinese else "New key").click()
    check_axe(page)
    screenshot(page, f"keys-new-{width}")
    page.get_by_role("button", name="发放密钥" if chinese else "Give the key").press("Enter")
    check_axe(page)  # what is missing is said
    page.get_by_label("密钥名称" if chinese else "Name of the key").fill("县医院 HIS")
    page.get_by_label("负责单位" if chinese else "Unit that answers for it").select_option(index=1)
    page.locator("input[value='cases.read']").check()
    page.get_by_role("button", name="发放密钥" if chinese else "Give the key").press("Enter")
    check_axe(page)
    screenshot(page, f"keys-shown-{width}")
    text = page.locator("#id_key").input_value()
    sent = {"Authorization": f"Bearer {text}"}
    assert Client().get("/api/v1/cases", headers=sent).status_code == 200
    page.goto("/keys/")
    expect(page.get_by_role("heading", name="县医院 HIS")).to_be_visible()
    expect(page.get_by_text(text)).to_have_count(0)
    check_axe(page)
    screenshot(page, f"keys-{width}")
    page.get_by_role("link", name="停用" if chinese else "Take back").click()
    check_axe(page)
    screenshot(page, f"keys-revoke-{width}")
    page.get_by_role("button", name="停用密钥" if chinese else "Take the key back").press("Enter")
    page.wait_for_url("**/keys/")
    queries.forget_known()
    assert Client().get("/api/v1/cases", headers=sent).status_code == 401
    page.goto("/api/v1/docs")
    page.locator("summary").first.click()
    check_axe(page)
    screenshot(page, f"api-docs-{width}")
