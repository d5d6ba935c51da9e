"""When, how often, in how many parts."""

from datetime import date, datetime, time, timedelta

import pytest
from tests.small_county import BEIJING_TIME

from gongzhi.notices.facts import ChoiceState, MessageState, Way
from gongzhi.notices.rules import (
    MOVES,
    email_refusal,
    first_try,
    hook_refusal,
    is_stop,
    next_try,
    quiet_end,
    sms_parts,
    used_ways,
)
from gongzhi.notices.terms import TermsError, legal_codes, read_terms, terms_on


def day(*parts: int) -> datetime:
    year, month, date_, *clock = parts
    return datetime(year, month, date_, *clock, tzinfo=BEIJING_TIME)


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING_TIME)


NIGHT = (time(21), time(8))
TERMS = terms_on("999901000000", date(2026, 3, 2))


@pytest.mark.parametrize(
    ("clock", "end"),
    [
        ("2026-03-02 20:59", None),
        ("2026-03-02 21:00", "2026-03-03 08:00"),
        ("2026-03-02 23:59", "2026-03-03 08:00"),
        ("2026-03-03 00:00", "2026-03-03 08:00"),
        ("2026-03-03 07:59", "2026-03-03 08:00"),
        ("2026-03-03 08:00", None),
    ],
)
def test_nobody_is_woken_up(clock: str, end: str | None) -> None:
    assert quiet_end(_local(clock), NIGHT) == (_local(end) if end else None)


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    noon = day(2026, 3, 2, 12, 30)
    assert quiet_end(noon, (time(12), time(14))) == day(2026, 3, 2, 14)
    assert quiet_end(noon, (time(13), time(14))) is None
    assert quiet_end(noon, (time(0), time(0))) is None


def test_danger_to_life_waits_for_no_hour_and_a_digest_for_the_morning() -> None:
    night, noon = day(2026, 3, 2, 23), day(2026, 3, 2, 12)
    assert first_try(night, TERMS, urgent=True, at_once=False, wakes=True) == night
    assert first_try(night, TERMS, urgent=False, at_once=True, wakes=True) == day(2026, 3, 3, 8)
    assert first_try(night, TERMS, urgent=False, at_once=True, wakes=False) == night
    assert first_try(noon, TERMS, urgent=False, at_once=True, wakes=True) == noon
    assert first_try(noon, TERMS, urgent=False, at_once=False, wakes=True) == day(2026, 3, 3, 8, 30)
    early = day(2026, 3, 2, 3)
    assert first_try(early, TERMS, urgent=False, at_once=False, wakes=True) == day(2026, 3, 2, 8, 30)


def test_tries_are_farther_apart_each_time_and_end() -> None:
    at, pauses = day(2026, 3, 2, 12), []
    for attempts in range(1, len(TERMS.tries) + 1):
        again = next_try(at, attempts, TERMS.tries)
        assert again
        pauses.append(again - at)
    assert pauses == sorted(pauses)
    assert next_try(at, len(TERMS.tries) + 1, TERMS.tries) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [("", 1), ("好" * 70, 1), ("好" * 71, 2), ("好" * 134, 2), ("好" * 135, 3), ("🙂" * 36, 2)],
)
def test_a_long_message_is_charged_in_parts(text: str, parts: int) -> None:
    assert sms_parts(text, 67) == parts


def test_stop_in_two_languages() -> None:
    assert all(map(is_stop, ("退订", " TD ", "stop", "T", "退订。", "Stop!")))
    assert not any(map(is_stop, ("1", "请停止施工", "stopp", "", "退订了吗")))


def test_an_email_address_looks_like_one() -> None:
    assert email_refusal("lin.xiaohe@example.org") is None
    for wrong in (
        "",
        "lin",
        "lin@",
        "@example.org",
        "a b@example.org",
        "a@b",
        "a@example.org\nBcc: b@c.de",
        "a@example.org,b@c.de",
    ):
        assert email_refusal(wrong), wrong


def test_what_the_law_wants_told_passes_a_stop_but_no_dead_address() -> None:
    ways = {Way.SMS: ChoiceState.STOPPED, Way.EMAIL: ChoiceState.STOPPED, Way.LETTER: ChoiceState.OFF}
    assert used_ways(ways, legal=False) == []
    assert used_ways(ways, legal=True) == [Way.EMAIL]
    assert used_ways({Way.SMS: ChoiceState.ON, Way.EMAIL: ChoiceState.BOUNCED}, legal=True) == [Way.SMS]


def test_words_go_to_named_hosts_over_tls_only() -> None:
    allowed = ("oapi.dingtalk.com", "localhost")
    assert hook_refusal("https://oapi.dingtalk.com/robot/send?access_token=x", allowed) is None
    assert hook_refusal("http://localhost:8000/", allowed) is None
    assert hook_refusal("http://oapi.dingtalk.com/", allowed)
    assert hook_refusal("https://10.0.0.1/", allowed)
    for other in (
        "https://evil.example\\@oapi.dingtalk.com/",
        "https://a@oapi.dingtalk.com/",
        "https://[x]/",
    ):
        assert hook_refusal(other, allowed), "whoever posts reads another host in it, or none"
    assert hook_refusal("ftp://localhost/", allowed)


def test_every_state_is_reached_and_left_as_the_table_says() -> None:
    ends = {MessageState.SENT, MessageState.STOPPED, MessageState.SETTLED}
    reached = {to for _from, to in MOVES} | {MessageState.HELD}
    assert reached == set(MessageState)
    left = {from_ for from_, _to in MOVES}
    assert set(MessageState) - left == ends - {MessageState.SENT}
    assert not any(to is MessageState.SENDING and from_ is MessageState.SENDING for from_, to in MOVES)


def test_terms_are_dated_and_by_place(tmp_path: object, settings: object) -> None:
    shipped = terms_on("999901000000", date(2026, 3, 2))
    assert shipped.quiet == NIGHT
    assert shipped.cost[Way.SMS] > 0
    own = read_terms(
        'versions:\n  - {jurisdiction: "9999", valid_from: 2026-01-01, quiet: ["22:00", "07:00"]}'
    )
    assert own[0]["quiet"] == ["22:00", "07:00"]
    for wrong in (
        "versions: 3",
        "nothing: []",
        'versions: [{jurisdiction: "", valid_from: 2026-01-01, quite: 1}]',
        'versions: [{jurisdiction: "", valid_from: 2026-01-01, quiet: ["25:00", "08:00"]}]',
        "versions: [{jurisdiction: 9, valid_from: 2026-01-01}]",
    ):
        with pytest.raises(TermsError):
            read_terms(wrong)


def test_an_installation_has_its_own_hours(tmp_path: object, settings: object) -> None:
    settings.GONGZHI_KEYS = tmp_path / "keys"  # type: ignore[attr-defined, operator]
    (tmp_path / "telling.yaml").write_text(  # type: ignore[operator]
        'versions:\n  - {jurisdiction: "9999", valid_from: 2026-06-01, quiet: ["22:00", "07:00"]}\n'
    )
    assert terms_on("999901000000", date(2026, 5, 31)).quiet == NIGHT
    assert terms_on("999901000000", date(2026, 6, 1)).quiet == (time(22), time(7))
    assert terms_on("888801000000", date(2026, 6, 1)).quiet == NIGHT
    assert terms_on("999901000000", date(2026, 6, 1)).tries == (*TERMS.tries,)


def test_the_list_of_legal_notices_names_what_there_is() -> None:
    assert {"case.refused", "application.granted"} <= legal_codes()
    assert timedelta(0) < min(TERMS.tries)
