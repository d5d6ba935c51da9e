"""What is hidden in texts and photos of a case, who may see it, for how long, and what stays on record."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tests.small_county import START, County

from gongzhi.cases import kind
from gongzhi.cases.actions.look import open_photos, unmask_text
from gongzhi.cases.discretion import clear_refusal, found_by, listed_title, look_refusal
from gongzhi.cases.facts import Finding, LookGround
from gongzhi.cases.public import (
    add,
    answer,
    case_for,
    check_replay,
    note,
    resident_case,
    resident_story,
    screen_older,
    set_confidential,
)
from gongzhi.cases.queries import hidden_in, story_for
from gongzhi.cases.rules import title_of
from gongzhi.cases.tests.pictures import picture
from gongzhi.cases.tests.steps import dispatched, filed, hours, refused, working
from gongzhi.cases.tests.test_discretion import (
    ADMIN,
    ARBITER,
    CALLER,
    DISPATCHER,
    HANDLER,
    HOLDERS,
    LEADER,
    OPERATOR,
)
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import story_of
from gongzhi.loops.models import Card, Loop
from gongzhi.loops.public import loop_row
from gongzhi.loops.rules.cards import words_of
from gongzhi.loops.search import by_words
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor
from gongzhi.people.public import open_uses
from gongzhi.ui.photos import clean_photo

TEXT = "我叫王小满，邻居李建国的车浙A12345堵了门，请打13800138000。已经三天了。"
HIDDEN = ("MOBILE", "PLATE", "NAME")


def seen(county: County, login: str, case_id: UUID, hour: float) -> str:
    view = case_for(county.actor(login), case_id, at=hours(hour))
    assert view is not None
    return view.text


def unmask(
    county: County, case_id: UUID, login: str = "town-handler", hour: float = 2, **more: object
) -> None:
    values = {"ground": LookGround.WHO, "reason": "", "hidden": HIDDEN} | more
    unmask_text(case_id=case_id, by=county.actor(login), at=hours(hour), **values)  # type: ignore[arg-type]


# -- rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "plain", "confidential"),
    [
        (OPERATOR, None, None),
        (DISPATCHER, None, None),
        (CALLER, None, None),
        (HANDLER, None, "cases.look_confidential"),
        (ARBITER, None, "cases.look_confidential"),
        (LEADER, "cases.not_yours", "cases.not_yours"),
        (ADMIN, "cases.not_yours", "cases.not_yours"),
        (replace(HANDLER, third_party=True), "people.third_party", "people.third_party"),
        (replace(DISPATCHER, third_party=True), "people.third_party", "people.third_party"),
    ],
)
def test_who_may_say_why_the_hidden_must_be_seen(
    by: Actor, plain: str | None, confidential: str | None
) -> None:
    for secret, code in ((False, plain), (True, confidential)):
        refusal = look_refusal(by, holders=HOLDERS, confidential=secret)
        assert (refusal.code if refusal else None) == code


def test_a_reason_in_own_words_is_there_and_short() -> None:
    common = {"by": HANDLER, "holders": HOLDERS, "confidential": False}
    missing = look_refusal(**common, reason_missing=True)  # type: ignore[arg-type]
    long = look_refusal(**common, reason="字" * 201)  # type: ignore[arg-type]
    assert missing is not None
    assert long is not None
    assert (missing.code, long.code) == ("cases.look_reason_missing", "cases.look_reason_long")


@pytest.mark.parametrize(
    ("by", "looked", "code"),
    [
        (DISPATCHER, True, None),
        (OPERATOR, True, None),
        (DISPATCHER, False, "cases.look_first"),
        (HANDLER, True, "cases.not_yours"),
        (CALLER, True, "cases.not_yours"),
        (replace(DISPATCHER, third_party=True), True, "people.third_party"),
    ],
)
def test_the_desks_that_take_reports_in_clear_a_photo_they_looked_at(
    by: Actor, looked: bool, code: str | None
) -> None:
    refusal = clear_refusal(by, holders=HOLDERS, looked=looked)
    assert (refusal.code if refusal else None) == code


def test_a_title_and_what_is_found_hold_no_personal_data() -> None:
    title = listed_title(TEXT, confidential=False)
    assert title == "我叫〔姓名〕，邻居〔姓名〕的车〔车牌〕堵了门，请打〔手机号〕"
    assert not {"王小满", "李建国", "12345", "138"} & set(found_by(TEXT, confidential=False).split())
    assert found_by(TEXT, confidential=True) == ""


def test_a_number_cut_by_the_end_of_a_title_is_hidden_before_it_is_cut() -> None:
    text = "路" * 33 + "13800138000再说一些别的事情"
    assert "138" not in listed_title(text, confidential=False)
    assert listed_title("路" * 37 + "13800138000", confidential=False) == "路" * 37 + "…"


# -- texts -------------------------------------------------------------------------------------------


def test_staff_read_the_text_without_personal_data(county: County) -> None:
    case_id = dispatched(county, text=TEXT)
    for login in ("town-handler", "dispatcher", "operator", "caller"):
        text = seen(county, login, case_id, 2)
        assert text == "我叫〔姓名〕，邻居〔姓名〕的车〔车牌〕堵了门，请打〔手机号〕。已经三天了。", login
    view = case_for(county.actor("town-handler"), case_id)
    assert view is not None
    assert view.hidden == HIDDEN
    mine = resident_case(case_id)
    assert mine is not None
    assert mine.text == TEXT


def test_whoever_says_why_reads_it_for_half_an_hour(county: County) -> None:
    case_id = dispatched(county, text=TEXT)
    unmask(county, case_id, reason=" 联系邻居 ")
    assert seen(county, "town-handler", case_id, 2) == TEXT
    assert seen(county, "town-handler", case_id, 2.49) == TEXT
    assert seen(county, "town-handler", case_id, 2.5) != TEXT  # over by itself
    assert seen(county, "town-handler", case_id, 1.9) != TEXT
    assert seen(county, "dispatcher", case_id, 2.1) != TEXT  # one account, and no other
    other = dispatched(county, text=TEXT)
    assert seen(county, "town-handler", other, 2.1) != TEXT  # this case, and no other
    view = case_for(county.actor("town-handler"), case_id)  # who does not say when sees nothing hidden
    assert view is not None
    assert view.text != TEXT


def test_a_look_is_a_fact_and_a_use_of_the_residents_data(county: County) -> None:
    case_id = dispatched(county, text=TEXT)
    unmask(county, case_id, ground=LookGround.OTHER, reason="联系邻居挪车")
    fact = next(each for each in story_of(case_id) if each.kind == "cases.text_unmasked")
    assert fact.data["hidden"] == list(HIDDEN)
    assert fact.data["ground"] == "OTHER"
    assert fact.texts == {"reason": "联系邻居挪车"}
    assert "联系邻居挪车" not in str(fact.data)
    handler = county.actor("town-handler")
    assert fact.actor == handler.name()
    assert handler.account_id is not None
    assert open_uses(case_id, handler.account_id, at=hours(2.1)) == {"TEXT": hours(2.5)}
    assert "people.data_used" in [each.kind for each in story_of(case_id)]
    assert "cases.text_unmasked" not in [each.kind for each in resident_story(case_id)]


def test_a_look_asked_for_twice_is_one(county: County) -> None:
    case_id, once = dispatched(county, text=TEXT), new_id()
    for _time in range(2):
        unmask(county, case_id, once=once)
    assert [each.kind for each in story_of(case_id)].count("cases.text_unmasked") == 1


def test_who_may_not_look_leaves_no_trace(county: County) -> None:
    case_id = dispatched(county, text=TEXT)
    with refused("cases.not_yours"):
        unmask(county, case_id, "water-handler")
    with refused("cases.look_reason_missing"):
        unmask(county, case_id, ground=LookGround.OTHER, reason="  ")
    with refused("cases.look_reason_long"):
        unmask(county, case_id, reason="字" * 201)
    set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=hours(2))
    with refused("cases.look_confidential"):
        unmask(county, case_id)
    assert "people.data_used" not in [each.kind for each in story_of(case_id)]


def test_while_evidence_is_late_nothing_hidden_is_shown(county: County, settings: object) -> None:
    case_id = dispatched(county, text=TEXT, photos=[clean_photo(picture())])
    by, at = county.actor("town-handler"), now()
    unmask_text(case_id=case_id, ground=LookGround.WHO, reason="", hidden=HIDDEN, by=by, at=at)
    before = case_for(by, case_id, at=at)
    assert before is not None
    assert before.text == TEXT
    settings.GONGZHI_EVIDENCE_LIMIT = -1  # type: ignore[attr-defined]
    after = case_for(by, case_id, at=at + timedelta(seconds=1))
    assert after is not None
    assert after.text != TEXT, "a look that is open shows nothing either"
    with refused("ledger.evidence_late"):
        unmask_text(case_id=case_id, ground=LookGround.WHO, reason="", hidden=HIDDEN, by=by, at=at)
    with refused("ledger.evidence_late"):
        open_photos(case_id=case_id, ground=LookGround.WHO, reason="", by=by, at=at)


def test_a_third_party_never_reads_it(county: County) -> None:
    case_id = dispatched(county, text=TEXT)
    unmask(county, case_id)
    outside = replace(county.actor("town-handler"), third_party=True)
    view = case_for(outside, case_id, at=hours(2.1))
    assert view is not None
    assert view.text != TEXT
    with refused("people.third_party"):
        unmask_text(
            case_id=case_id, ground=LookGround.WHO, reason="", hidden=HIDDEN, by=outside, at=hours(2.1)
        )


def test_a_look_ends_when_the_resident_asks_for_confidence(county: County) -> None:
    case_id = dispatched(county, text=TEXT, photos=[clean_photo(picture())])
    unmask(county, case_id)
    unmask(county, case_id, "dispatcher")
    set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=hours(2.1))
    assert seen(county, "town-handler", case_id, 2.2) != TEXT
    assert seen(county, "dispatcher", case_id, 2.2) == TEXT, "the desks pass on what is to be said"


def test_a_look_goes_with_the_post_it_was_made_in(county: County) -> None:
    case_id = dispatched(county, text=TEXT)
    unmask(county, case_id)
    elsewhere = replace(county.actor("leader"), account_id=county.actor("town-handler").account_id)
    view = case_for(elsewhere, case_id, at=hours(2.1))
    assert view is not None
    assert view.text != TEXT, "who only reads the area in another post has said no reason there"


def test_the_story_is_masked_with_what_an_office_says_to_the_resident(county: County) -> None:
    case_id = working(county)
    add(case_id=case_id, text="我的微信abc12345", by=RESIDENT, at=hours(2))
    handler = county.actor("town-handler")
    note(case_id=case_id, text="居民电话13800138000", by=handler, at=hours(3))
    answer(
        case_id=case_id,
        text="已清运，可打0571-88881234。",
        finding=Finding.SOLVED,
        by=handler,
        at=hours(4),
    )

    def said(hour: float) -> str:
        view = case_for(handler, case_id, at=hours(hour))
        assert view is not None
        return " ".join(text for fact in story_for(view) for text in (fact.texts or {}).values())

    masked = said(5)
    assert "abc12345" not in masked
    assert "13800138000" not in masked
    assert "0571-88881234" not in masked
    view = case_for(handler, case_id, at=hours(5))
    assert view is not None
    assert set(hidden_in(view)) == {"ACCOUNT", "MOBILE", "LANDLINE"}
    unmask(county, case_id, hour=6)
    assert "abc12345" in said(6.1)
    assert "13800138000" in said(6.1)
    assert "0571-88881234" in said(6.1)
    assert any("abc12345" in str(each.texts) for each in resident_story(case_id))
    assert any("0571-88881234" in str(each.texts) for each in resident_story(case_id)), "as it was written"


def test_titles_notices_and_searches_hold_none_of_it(county: County) -> None:
    assert kind  # searches look for kinds whose pages are loaded
    case_id = dispatched(county, text=TEXT)
    row = loop_row(case_id)
    assert row is not None
    assert "〔手机号〕" in row.title
    assert "138" not in row.title
    assert "李建国" not in row.title
    dispatcher = county.actor("dispatcher")
    for words, number in (("堵了门", 1), ("13800138000", 0), ("李建国", 0), ("浙A12345", 0), ("手机号", 0)):
        found = by_words(dispatcher, words, at=hours(3))
        assert len(found.open) == number, words
    set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=hours(2))
    set_confidential(case_id=case_id, confidential=False, by=RESIDENT, at=hours(3))
    row = loop_row(case_id)
    assert row is not None
    assert "138" not in row.title
    assert not by_words(dispatcher, "13800138000", at=hours(4)).open


def test_cases_of_earlier_versions_lose_what_their_titles_told(county: County) -> None:
    assert kind
    plain, older, secret = (filed(text=text, by=RESIDENT).loop_id for text in ("路灯不亮了。", TEXT, TEXT))
    set_confidential(case_id=secret, confidential=True, by=RESIDENT, at=START)
    for case_id in (plain, older):  # as they were kept before
        Loop.objects.filter(id=case_id).update(title=title_of(TEXT))
        Card.objects.filter(loop=case_id).update(words=words_of(TEXT))
    dispatcher = county.actor("dispatcher")
    assert len(by_words(dispatcher, "13800138000", at=hours(1)).open) == 2
    assert list(screen_older(by=SYSTEM, at=hours(1))) == [older]
    assert list(screen_older(by=SYSTEM, at=hours(2))) == []
    row = loop_row(older)
    assert row is not None
    assert "138" not in row.title
    assert [each.id for each in by_words(dispatcher, "13800138000", at=hours(2)).open] == [plain]
    assert "cases.text_screened" in [each.kind for each in story_of(older)]
    assert list(check_replay()) == []


class _FindsCabbage:
    """A detector that finds one word."""

    def find(self, text: str) -> list[object]:
        from gongzhi.people.screening import Finding, Kind

        at = text.find("白菜")
        return [Finding(at, at + 2, Kind.NAME)] if at >= 0 else []


def test_another_detector_can_be_plugged_in(county: County, settings: object) -> None:
    settings.GONGZHI_DETECTOR = f"{__name__}:_FindsCabbage"  # type: ignore[attr-defined]
    case_id = filed(text="白菜13800138000烂在路上", by=RESIDENT).loop_id
    assert seen(county, "dispatcher", case_id, 1) == "〔姓名〕13800138000烂在路上"
