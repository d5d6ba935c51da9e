"""Second factors in a browser: an app, a passkey made and shown by Chromium's virtual authenticator, by keyboard."""

import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.journeys.conftest import DESK, PHONE, PageAt
from tests.small_county import import_county

from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import account_by_login, set_password

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "seven herons over the bridge"


def authenticator(page: Page) -> Any:
    """Plug a key into the browser that asks for a finger and finds it."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    found = client.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return client, found["authenticatorId"]


def sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("登录名").fill("security")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")


def test_a_passkey_is_made_shown_and_taken_alone(
    page_at: PageAt, check_axe: Callable[[Page], None], screenshot: Callable[[Page, str], Any]
) -> None:
    import_county(at=timezone.now())
    account = account_by_login("security")
    assert account
    set_password(account_id=account.id, password=PASSWORD, by=SYSTEM, at=timezone.now())
    page = page_at(DESK)
    client, key = authenticator(page)
    sign_in(page)
    page.wait_for_url("**/security/")
    check_axe(page)

    page.goto("/account/second/passkey/")
    check_axe(page)
    screenshot(page, "sign-in-passkey")
    page.get_by_label("名称").fill("办公电脑")
    page.get_by_label("当前密码").fill(PASSWORD)
    page.get_by_role("button", name="生成通行密钥").click()
    page.wait_for_url("**/account/second/recovery/")
    page.get_by_label("当前密码").fill(PASSWORD)
    page.get_by_role("button", name="生成十个新恢复码").click()
    expect(page.locator(".codes li")).to_have_count(10)
    check_axe(page)

    page.goto("/account/")
    check_axe(page)
    screenshot(page, "sign-in-account")
    page.get_by_role("button", name=re.compile("退出|Sign out")).first.click()
    sign_in(page)
    page.wait_for_url("**/sign-in/second/")
    check_axe(page)
    screenshot(page, "sign-in-second")
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url("**/security/")

    page.get_by_role("button", name=re.compile("退出|Sign out")).first.click()
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url("**/security/")

    # A copied key counts less than the one it was copied from.
    stored = client.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"][0]
    client.send("WebAuthn.removeCredential", {"authenticatorId": key, "credentialId": stored["credentialId"]})
    client.send("WebAuthn.addCredential", {"authenticatorId": key, "credential": stored | {"signCount": 0}})
    page.get_by_role("button", name=re.compile("退出|Sign out")).first.click()
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_text("可能被复制")).to_be_visible()
    assert page.url.endswith("/sign-in/")


def test_an_app_is_set_up_on_a_phone_without_script(
    page_at: PageAt, check_axe: Callable[[Page], None], screenshot: Callable[[Page, str], Any], settings: Any
) -> None:
    settings.GONGZHI_SECOND_FACTOR_FROM = "2026-01-01"
    import_county(at=timezone.now())
    account = account_by_login("security")
    assert account
    set_password(account_id=account.id, password=PASSWORD, by=SYSTEM, at=timezone.now())
    page = page_at(PHONE)
    sign_in(page)
    page.wait_for_url("**/account/second/")  # owed: nothing else opens
    check_axe(page)
    screenshot(page, "sign-in-owed")
    page.get_by_role("link", name=re.compile("验证码应用")).click()
    check_axe(page)
    screenshot(page, "sign-in-app")
    secret = page.locator(".qr__letters").inner_text().replace(" ", "")
    page.get_by_label("验证码", exact=True).fill(pyotp.TOTP(secret).now())
    page.get_by_label("当前密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/second/recovery/")
    page.goto("/security/")
    check_axe(page)
    screenshot(page, "sign-ins")

    plain = page_at(PHONE, java_script_enabled=False)
    sign_in(plain)
    plain.get_by_label("验证码或恢复码").fill(pyotp.TOTP(secret).at(timezone.now().timestamp() + 30))
    plain.keyboard.press("Enter")
    plain.wait_for_url("**/security/")
