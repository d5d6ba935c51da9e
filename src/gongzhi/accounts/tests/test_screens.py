"""Signing in with tries, second factors and sessions, as a browser meets them."""

import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from tests.small_county import County

from gongzhi.accounts import public as accounts
from gongzhi.accounts.hashing import name_key
from gongzhi.accounts.models import OpenSession, SignInTries
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import account_by_login, deactivate, mark_demo_accounts, set_password
from gongzhi.web.tests.staff import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "seven herons over the bridge"


def with_password(*logins: str) -> None:
    for login in logins:
        account = account_by_login(login)
        assert account
        set_password(account_id=account.id, password=PASSWORD, by=SYSTEM, at=timezone.now())


@pytest.fixture
def known(county: County) -> County:
    with_password("town-handler")
    return county


def signed_in(login: str = "town-handler", password: str = PASSWORD, **more: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    response = client.post("/sign-in/", {"login": login, "password": password, **more})
    assert response.status_code == 302, response.content.decode()
    return client


def id_of(login: str) -> Any:
    account = account_by_login(login)
    assert account
    return account.id


def kinds(login: str) -> list[str]:
    return [fact.kind for fact in story_of(id_of(login))]


def wrong(times: int, login: str = "town-handler", **more: Any) -> Any:
    for _time in range(times):
        response = Client(headers={"accept-language": "en"}, **more).post(
            "/sign-in/", {"login": login, "password": "not this one"}
        )
    return response


def set_up_app(client: Client, *, password: str = PASSWORD) -> str:
    page = client.get("/account/second/app/").content.decode()
    letters = re.search(r'qr__letters">([A-Z2-7 ]+)<', page)
    assert letters
    secret = letters[1].replace(" ", "")
    response = client.post("/account/second/app/", {"code": pyotp.TOTP(secret).now(), "password": password})
    assert response.status_code == 302, response.content.decode()
    return secret


def next_code(secret: str) -> str:
    """Return the code of the step to come: the one of now was used to set the app up."""
    return pyotp.TOTP(secret).at(timezone.now() + timedelta(seconds=30))


@pytest.fixture(autouse=True)
def _quick_hashes(quick_hashes: None) -> None:
    """Tests sign in by the hundred; how much work a hash is, is not what they are about."""


def test_five_wrong_tries_lock_the_account_and_the_sixth_right_one_waits(known: County) -> None:
    assert wrong(5).status_code == 422
    right = Client(headers={"accept-language": "en"}).post(
        "/sign-in/", {"login": "town-handler", "password": PASSWORD}
    )
    assert right.status_code == 429
    assert "Too many wrong tries" in right.content.decode()
    assert "accounts.sign_in_locked" in kinds("town-handler")


def test_a_name_that_belongs_to_nobody_is_answered_alike(known: County) -> None:
    def plain(response: Any) -> str:
        text = re.sub(r'value="[^"]*"|X-CSRFToken[^>]*>', "", response.content.decode())
        return re.sub(r"\d\d:\d\d", "", text)

    there, nowhere = wrong(1), wrong(1, login="nobody")
    assert (there.status_code, plain(there)) == (nowhere.status_code, plain(nowhere))
    wrong(4)
    wrong(4, login="nobody")
    there, nowhere = wrong(1), wrong(1, login="nobody")
    assert there.status_code == nowhere.status_code == 429
    assert plain(there) == plain(nowhere)
    assert SignInTries.objects.exclude(account=None).count() == 1


def test_the_hash_is_made_whether_the_account_is_there_or_not(known: County, monkeypatch: Any) -> None:
    from gongzhi.accounts.hashing import PasswordHasher

    made: list[str] = []
    decode, encode = PasswordHasher.verify, PasswordHasher.encode
    monkeypatch.setattr(PasswordHasher, "verify", lambda self, *a: made.append("verify") or decode(self, *a))
    monkeypatch.setattr(PasswordHasher, "encode", lambda self, *a: made.append("encode") or encode(self, *a))
    for login in ("town-handler", "nobody", "dispatcher"):  # with a password, not there, without a password
        made.clear()
        wrong(1, login=login)
        assert len(made) == 1, login


def test_a_lock_opens_by_itself(known: County) -> None:
    wrong(5)
    SignInTries.objects.filter(account=id_of("town-handler")).update(until_at=timezone.now())
    signed_in()


def test_wrong_tries_are_counted_by_address_too_and_a_right_one_is_given_back(known: County) -> None:
    for number in range(39):
        wrong(1, login=f"somebody{number}", REMOTE_ADDR="203.0.113.9")
    right = Client(REMOTE_ADDR="203.0.113.9")
    for _time in range(3):
        assert right.post("/sign-in/", {"login": "town-handler", "password": PASSWORD}).status_code == 302
    wrong(1, login="another", REMOTE_ADDR="203.0.113.9")
    assert wrong(1, login="one-more", REMOTE_ADDR="203.0.113.9").status_code == 429
    signed_in()


def test_an_old_hash_is_made_anew_at_the_next_sign_in(known: County) -> None:
    from django.contrib.auth.hashers import make_password

    accounts_of = get_user_model().objects.filter(login="town-handler")
    accounts_of.update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    signed_in()
    assert accounts_of.get().password.startswith("argon2$argon2id$")
    signed_in()


def test_no_person_stands_in_the_log(known: County, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    wrong(6)
    signed_in_text = caplog.text
    assert "town-handler" not in signed_in_text
    assert "127.0.0.1" not in signed_in_text


def test_the_security_administrator_sees_a_lock_and_lifts_it(known: County) -> None:
    wrong(5)
    with_password("security")
    security = signed_in("security")
    page = security.get("/security/").content.decode()
    assert "locked until" in page
    path = f"/security/{id_of('town-handler')}/unlock/"
    refused = security.post(path, {"reason": " "})
    assert refused.status_code == 409
    assert security.post(path, {"reason": "本人到办公室核实"}).status_code == 302
    assert "accounts.sign_in_unlocked" in kinds("town-handler")
    signed_in()


def test_an_app_is_set_up_and_asked_for_from_then_on(known: County) -> None:
    client = signed_in()
    secret = set_up_app(client)
    codes = client.post("/account/second/recovery/", {"password": PASSWORD}).content.decode()
    recovery = re.findall(r"<li>([2-9A-HJ-NP-Z]{10})</li>", codes)
    assert len(recovery) == 10
    visitor = Client(headers={"accept-language": "en"})
    right = {"login": "town-handler", "password": PASSWORD, "next": "/post/"}
    assert visitor.post("/sign-in/", right).headers["Location"] == "/sign-in/second/"
    assert visitor.get("/work/").status_code == 302  # not in yet
    code = next_code(secret)
    assert visitor.post("/sign-in/second/", {"code": code}).headers["Location"] == "/post/"
    assert visitor.get("/work/").status_code == 200
    again = Client()
    again.post("/sign-in/", right)
    assert again.post("/sign-in/second/", {"code": code}).status_code == 422  # a code counts once
    low = f"{recovery[0][:5].lower()} {recovery[0][5:].lower()}"
    assert again.post("/sign-in/second/", {"code": low}).status_code == 302
    third = Client()
    third.post("/sign-in/", right)
    assert third.post("/sign-in/second/", {"code": recovery[0]}).status_code == 422
    assert {
        "accounts.second_factor_set",
        "accounts.recovery_codes_made",
        "accounts.recovery_code_used",
    } <= set(kinds("town-handler"))
    assert not list(accounts.check_accounts())


def test_wrong_codes_lock_like_wrong_passwords(known: County) -> None:
    set_up_app(signed_in())
    client = Client()
    client.post("/sign-in/", {"login": "town-handler", "password": PASSWORD})
    for _time in range(5):
        assert client.post("/sign-in/second/", {"code": "AAAAAAAAAA"}).status_code == 422
    assert client.post("/sign-in/second/", {"code": "AAAAAAAAAA"}).status_code == 429


def test_only_the_second_factor_makes_wrong_codes_forgotten(known: County) -> None:
    secret, client = set_up_app(signed_in()), Client()
    right, wrong_code = {"login": "town-handler", "password": PASSWORD}, {"code": "AAAAAAAAAA"}
    for number in range(5):  # with the right password before each
        assert client.post("/sign-in/", right).status_code == 302, number
        client.post("/sign-in/second/", {"code": next_code(secret)} if number == 2 else wrong_code)
    assert SignInTries.objects.get(key=name_key("town-handler")).wrong == 2
    for _time in range(3):
        client.post("/sign-in/second/", wrong_code)
    assert client.post("/sign-in/", right).status_code == 429


def test_the_second_factor_waits_ten_minutes(known: County) -> None:
    secret = set_up_app(signed_in())
    client = Client()
    client.post("/sign-in/", {"login": "town-handler", "password": PASSWORD})
    session = client.session
    session["accounts.waiting"] |= {"until": timezone.now().isoformat()}
    session.save()
    response = client.post("/sign-in/second/", {"code": next_code(secret)})
    assert response.headers["Location"] == "/sign-in/"


def test_the_secret_is_sealed_for_its_account(known: County) -> None:
    from gongzhi.accounts.models import SecondFactor
    from gongzhi.accounts.sealing import unseal_secret
    from gongzhi.people.public import SealBroken

    secret = set_up_app(signed_in())
    sealed = bytes(SecondFactor.objects.get().secret)
    assert secret.encode() not in sealed
    assert unseal_secret(sealed, id_of("town-handler")) == secret
    with pytest.raises(SealBroken):
        unseal_secret(sealed, id_of("dispatcher"))


def test_whoever_owes_a_second_factor_does_nothing_before_it_is_set_up(known: County, settings: Any) -> None:
    with_password("leader")
    settings.GONGZHI_SECOND_FACTOR_FROM = "2026-01-01"
    client = signed_in("leader")
    for path in ("/board/", "/list/", "/work/", "/start/", "/directives/new/"):
        assert client.get(path).headers["Location"] == "/account/second/", path
    assert client.post("/post/", {"post": "x"}).headers["Location"] == "/account/second/"
    assert "nothing else opens" in client.get("/account/second/").content.decode()
    set_up_app(client)
    assert client.get("/board/").status_code == 200
    assert signed_in().get("/work/").status_code == 200  # a handler owes none


def test_the_demo_owes_none(known: County, settings: Any) -> None:
    with_password("leader")
    settings.GONGZHI_SECOND_FACTOR_FROM, settings.GONGZHI_DEMO = "2026-01-01", True
    assert signed_in("leader").get("/board/").status_code == 200


def test_a_reset_is_told_once_at_the_next_sign_in(known: County) -> None:
    set_up_app(signed_in())
    with_password("security")
    path = f"/security/{id_of('town-handler')}/reset/"
    assert signed_in("security").post(path, {"reason": "手机丢失，已当面核实"}).status_code == 302
    client = signed_in()
    assert "took your second factors away" in client.get("/work/").content.decode()
    assert "took your second factors away" not in signed_in().get("/work/").content.decode()
    assert "accounts.second_factor_reset" in kinds("town-handler")
    assert not list(accounts.check_accounts())


def test_a_change_of_password_ends_all_other_sessions(known: County) -> None:
    here, there = signed_in(), signed_in()
    bad = {"password": "wrong one", "new": NEW, "again": NEW}
    assert here.post("/account/password/", bad).status_code == 422
    assert here.post("/account/password/", bad | {"password": PASSWORD, "again": "x"}).status_code == 422
    assert here.post("/account/password/", bad | {"password": PASSWORD}).status_code == 302
    assert here.get("/work/").status_code == 200
    assert there.get("/work/").status_code == 302
    signed_in(password=NEW)


def test_a_second_factor_ends_all_other_sessions(known: County) -> None:
    here, there = signed_in(), signed_in()
    set_up_app(here)
    assert here.get("/work/").status_code == 200
    assert there.get("/work/").status_code == 302


def test_sessions_are_listed_and_ended_one_by_one(known: County) -> None:
    here = signed_in()
    phone = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14)"})
    phone.post("/sign-in/", {"login": "town-handler", "password": PASSWORD})
    page = here.get("/account/").content.decode()
    assert "Android phone or tablet" in page
    session = OpenSession.objects.get(device="ANDROID")
    stranger = Client()
    assert stranger.post(f"/account/sessions/{session.id}/end/").status_code == 403
    with_password("dispatcher")
    signed_in("dispatcher").post(f"/account/sessions/{session.id}/end/")
    assert phone.get("/work/").status_code == 200
    assert here.post(f"/account/sessions/{session.id}/end/").status_code == 302
    assert phone.get("/work/").status_code == 302
    assert here.get("/work/").status_code == 200
    assert "Android phone or tablet" not in here.get("/account/").content.decode()
    assert "accounts.sessions_ended" in kinds("town-handler")


def test_the_security_administrator_ends_all_sessions_of_somebody(known: County) -> None:
    one, two = signed_in(), signed_in()
    with_password("security")
    path = f"/security/{id_of('town-handler')}/end/"
    assert signed_in("security").post(path, {"reason": "账号疑似被盗用"}).status_code == 302
    assert one.get("/work/").status_code == two.get("/work/").status_code == 302


def test_a_session_is_over_after_its_time(known: County) -> None:
    client = signed_in()
    session = client.session
    session["accounts.ends"] = timezone.now().isoformat()
    session.save()
    assert client.get("/work/").status_code == 302


def test_signing_in_gives_a_new_session_key(known: County) -> None:
    client = Client()
    session = client.session
    session["draft"] = "x"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    client.post("/sign-in/", {"login": "town-handler", "password": PASSWORD})
    assert client.cookies["sessionid"].value != before
    client.cookies["sessionid"] = before
    assert client.get("/work/").status_code == 302


def test_nobody_looks_after_the_own_account_or_without_the_power(known: County) -> None:
    with_password("security", "admin")
    own, other = id_of("security"), id_of("town-handler")
    assert signed_in("security").post(f"/security/{own}/end/", {"reason": "试一试"}).status_code == 409
    for login in ("admin", "town-handler"):
        client = signed_in(login)
        for path in (f"/security/{other}/", "/security/", "/audit/", f"/security/{other}/end/"):
            assert client.get(path).status_code == 403
        assert client.post(f"/security/{other}/end/", {"reason": "试一试"}).status_code == 403


def test_an_account_of_the_demo_signs_in_in_the_demo_only(known: County, settings: Any) -> None:
    settings.GONGZHI_DEMO = True
    inside = signed_in()
    assert mark_demo_accounts(by=SYSTEM, at=timezone.now()) == get_user_model().objects.count()
    assert inside.get("/work/").status_code == 200
    signed_in()
    settings.GONGZHI_DEMO = False
    assert inside.get("/work/").status_code == 302  # nor does a session of before go on
    response = Client().post("/sign-in/", {"login": "town-handler", "password": PASSWORD})
    assert response.status_code == 422
    assert Client().post("/sign-in/as/HANDLER/").status_code == 404


def test_a_closed_account_is_out_at_once_by_every_way(known: County) -> None:
    client = signed_in()
    deactivate(account_id=id_of("town-handler"), reason="调离", by=SYSTEM, at=timezone.now())
    assert client.get("/work/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_a_factor_is_taken_away_with_the_password_and_the_codes_go_with_the_last(known: County) -> None:
    client = signed_in()
    set_up_app(client)
    client.post("/account/second/recovery/", {"password": PASSWORD})
    path = re.search(
        r"/account/second/[0-9a-f-]{36}/remove/", client.get("/account/second/").content.decode()
    )
    assert path
    assert client.post(path[0], {"password": "no"}).status_code == 422
    assert client.post(path[0], {"password": PASSWORD}).status_code == 302
    assert client.post(path[0], {"password": PASSWORD}).status_code == 302  # sent again: nothing more
    signed_in()
    from gongzhi.accounts.models import RecoveryCodes

    assert not RecoveryCodes.objects.exists()
    assert not list(accounts.check_accounts())


def test_old_counters_and_sessions_are_forgotten(known: County) -> None:
    wrong(1)
    signed_in()
    assert accounts.sweep(by=SYSTEM, at=timezone.now()) == 0
    later = timezone.now() + timedelta(days=3)
    assert accounts.sweep(by=SYSTEM, at=later) >= 2
    assert not SignInTries.objects.exists()


def test_a_code_of_recovery_cannot_be_made_without_a_factor(known: County) -> None:
    assert signed_in().get("/account/second/recovery/").status_code == 302
