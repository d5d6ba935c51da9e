"""Tries and waits, who needs a second factor, who looks after others' ways in."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gongzhi.accounts.chosen import limits
from gongzhi.accounts.facts import Device
from gongzhi.accounts.rules import (
    Limits,
    Tries,
    after_wrong,
    counter_refusal,
    current,
    device_of,
    is_own_path,
    reason_refusal,
    second_factor_owed,
    security_refusal,
    step_refusal,
    wait_until,
)
from gongzhi.accounts.totp import STEP, new_secret, step_of
from gongzhi.kernel.ids import new_id
from gongzhi.organization.rules.administrators import ADMINISTRATORS, appointment_refusal
from gongzhi.organization.rules.catalogues import post_types
from gongzhi.people.facts import SYSTEM, Actor, ActorKind

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIMITS = Limits(tries=3, within=15 * MINUTE, waits=(5 * MINUTE, 60 * MINUTE), forget=1440 * MINUTE)


def test_waits_grow_and_the_last_one_stays() -> None:
    tries, waits = Tries(0, AT), []
    for _round in range(3):
        tries = after_wrong(Tries(3, AT, tries.times), LIMITS, at=AT)
        assert tries.until is not None
        waits.append(tries.until - AT)
    assert waits == [5 * MINUTE, 60 * MINUTE, 60 * MINUTE]


def test_below_the_limit_nobody_waits_and_tries_in_flight_count() -> None:
    assert after_wrong(Tries(2, AT), LIMITS, at=AT).until is None
    assert wait_until(Tries(2, AT), LIMITS) is None
    assert wait_until(Tries(3, AT), LIMITS) == AT + 15 * MINUTE


def test_a_lock_opens_by_itself_and_old_tries_are_forgotten() -> None:
    locked = Tries(0, AT, 1, AT + 5 * MINUTE)
    assert current(locked, LIMITS, at=AT + 4 * MINUTE) == locked
    assert wait_until(current(locked, LIMITS, at=AT + 5 * MINUTE), LIMITS) is None
    assert current(Tries(2, AT), LIMITS, at=AT + 16 * MINUTE).wrong == 0
    assert current(Tries(2, AT, 2), LIMITS, at=AT + 16 * MINUTE).times == 2
    assert current(Tries(2, AT, 2), LIMITS, at=AT + 1441 * MINUTE).times == 0


@pytest.mark.parametrize("of", ["account", "address"])
def test_the_shipped_limits_can_be_read_and_grow(of: str) -> None:
    found = limits(of)
    assert found.tries >= 5
    assert list(found.waits) == sorted(found.waits)


@pytest.mark.parametrize(
    ("types", "since", "owed"),
    [
        (["ADMIN"], None, False),
        (["ADMIN"], date(2026, 3, 3), False),
        (["ADMIN"], date(2026, 3, 2), True),
        (["HANDLER", "LEADER"], date(2026, 1, 1), True),
        (["HANDLER"], date(2026, 1, 1), False),
        ([], date(2026, 1, 1), False),
    ],
)
def test_a_second_factor_is_owed_from_its_day_on(types: list[str], since: date | None, owed: bool) -> None:
    needing = {"ADMIN", "LEADER"}
    assert second_factor_owed(types, needing=needing, since=since, today=date(2026, 3, 2)) is owed


def _staff(post_type: str) -> Actor:
    return Actor(kind=ActorKind.STAFF, account_id=new_id(), powers=post_types()[post_type].powers)


@pytest.mark.parametrize("post_type", sorted(post_types()))
def test_only_the_security_administrator_looks_after_others(post_type: str) -> None:
    by = _staff(post_type)
    refusal = security_refusal(by, account=new_id(), covers=True)
    assert (refusal is None) is (post_type == "SECURITY_ADMIN")


def test_nobody_looks_after_the_own_ways_in_nor_those_of_another_area() -> None:
    by = _staff("SECURITY_ADMIN")
    assert by.account_id is not None
    own, far = (
        security_refusal(by, account=by.account_id, covers=True),
        security_refusal(by, account=new_id(), covers=False),
    )
    assert own is not None
    assert far is not None
    assert (own.code, far.code) == ("accounts.own_account", "accounts.outside_area")


def test_the_three_administrators_share_no_power() -> None:
    powers = [post_types()[each].powers for each in sorted(ADMINISTRATORS)]
    assert all(powers)
    assert not powers[0] & powers[1]
    assert not powers[0] & powers[2]
    assert not powers[1] & powers[2]
    others = [each.powers for code, each in post_types().items() if code not in ADMINISTRATORS]
    assert not any(power & frozenset.union(*powers) for power in others)


@pytest.mark.parametrize("first", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("second", sorted(ADMINISTRATORS))
def test_two_of_the_three_never_meet_in_one_person(first: str, second: str) -> None:
    for by in (SYSTEM, _staff("ADMIN")):
        refusal = appointment_refusal(by, own=False, post_type=second, others=[first, "HANDLER"])
        if first != second:
            assert refusal is not None
            assert refusal.code == "organization.administrators_apart"
        else:
            assert (refusal is None) is (by is SYSTEM)


def test_nobody_takes_a_post_themselves_and_administrators_are_made_at_the_server() -> None:
    by = _staff("ADMIN")
    own = appointment_refusal(by, own=True, post_type="HANDLER", others=[])
    assert own is not None
    assert own.code == "organization.own_post"
    assert appointment_refusal(by, own=False, post_type="HANDLER", others=["ADMIN"]) is None
    made = appointment_refusal(by, own=False, post_type="AUDIT_ADMIN", others=[])
    assert made is not None
    assert made.code == "organization.administrator_by_command"


def test_a_code_is_right_a_step_early_or_late_and_counts_once() -> None:
    import pyotp

    secret = new_secret()
    step = int(AT.timestamp()) // STEP
    for away in (-1, 0, 1):
        assert step_of(secret, pyotp.TOTP(secret).generate_otp(step + away), at=AT) == step + away
    assert step_of(secret, pyotp.TOTP(secret).generate_otp(step + 2), at=AT) is None
    assert step_of(secret, "", at=AT) is None
    assert step_of(secret, "一二三四五六", at=AT) is None
    assert step_refusal(step, last=step - 1) is None
    assert step_refusal(step, last=step) is not None
    assert step_refusal(None, last=0) is not None


@pytest.mark.parametrize(
    ("told", "last", "right"), [(0, 0, True), (5, 4, True), (4, 4, False), (0, 4, False), (1, 0, True)]
)
def test_a_passkey_whose_counter_goes_back_was_copied(told: int, last: int, right: bool) -> None:
    assert (counter_refusal(told, last=last) is None) is right


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/work/", True),
        ("/list/?q=a", True),
        ("//evil.example/", False),
        ("/\\evil.example/", False),
        ("https://evil.example/", False),
        ("work", False),
        ("", False),
        ("/a\nb", False),
        ("javascript:alert(1)", False),
    ],
)
def test_only_pages_of_this_site_are_gone_on_to(path: str, own: bool) -> None:
    assert is_own_path(path) is own


def test_devices_are_families_and_a_reason_says_something() -> None:
    assert device_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64)") is Device.WINDOWS
    assert device_of("Mozilla/5.0 (Linux; Android 14; Pixel 8)") is Device.ANDROID
    assert device_of("") is Device.OTHER
    assert reason_refusal("  ab ") is not None
    assert reason_refusal("x" * 501) is not None
    assert reason_refusal("本人到窗口核实") is None
