"""The sheet of a case on which several offices work: steps, panels, the page of a whistle, and who sees neither."""

import re
from uuid import UUID

import pytest
from django.utils import translation
from tests.small_county import County

from gongzhi.cases.facts import Rating, WhistleGround
from gongzhi.cases.helping import whistles_of
from gongzhi.cases.public import (
    Task,
    arrive,
    call_help,
    conclude_whistle,
    finish_part,
    object_to_rating,
    rate,
    whistle,
)
from gongzhi.loops.public import loop_row
from gongzhi.web.tests.staff import REVEAL, client_of, long_ago, post, working

pytestmark = pytest.mark.django_db


def sheet(login: str, case_id: UUID, *, language: str = "en") -> str:
    response = client_of(login, language=language).get(f"/loop/{case_id}/")
    assert response.status_code == 200, login
    return str(response.content.decode())


def steps(login: str, case_id: UUID) -> set[str]:
    """The steps that stand on the sheet of somebody and are not grey."""
    return set(re.findall(r'id="act-([a-z_]+)"', sheet(login, case_id)))


def whistled(county: County) -> UUID:
    case_id = working(county)
    tasks = [Task(county.unit(unit), f"请{unit}到现场。") for unit in ("water", "housing")]
    whistle(
        case_id=case_id,
        ground=WhistleGround.EMERGENCY,
        text="井盖塌陷。",
        tasks=tasks,
        by=county.actor("town-head"),
        at=long_ago(1.5),
    )
    return case_id


def test_a_town_whistles_from_a_page_with_a_task_for_each(county: County) -> None:
    case_id, client = working(county), client_of("town-head")
    assert f"/case/{case_id}/whistle/" in sheet("town-head", case_id)
    path = f"/case/{case_id}/whistle/"
    page = client.get(path).content.decode()
    assert "30 minutes" in page
    assert "履职清单第12项" not in page  # the township cooperates by the duty table, but in its own area only
    given = {"ground": "EMERGENCY", "text": "井盖塌陷。", "rows": "4"}
    for wrong in (
        {**given, "unit_0": str(county.unit("water"))},
        {**given, "task_0": "请止水。"},
        {**given, "text": "", "unit_0": str(county.unit("water")), "task_0": "请止水。"},
    ):
        response = post(client, path, **wrong)
        assert response.status_code == 422
        assert "Please check this" in response.content.decode()
    assert "请止水。" in response.content.decode()
    response = post(client, path, **given)
    assert response.status_code == 409
    right = {**given, "unit_0": str(county.unit("water")), "task_0": "请止水。"}
    more = post(client, path, **right, more="1").content.decode()
    assert 'name="unit_7"' in more
    assert "请止水。" in more
    right |= {"rows": "8", "unit_7": str(county.unit("housing")), "task_7": "请查房屋。"}
    assert post(client, path, **right).status_code == 302
    (found,) = whistles_of(case_id)
    assert [call.task for call in found.calls] == ["请止水。", "请查房屋。"]
    assert client.get(path).content.decode().count("A whistle is open already") == 1


def test_the_sheet_shows_who_was_called_and_what_each_may_do(county: County) -> None:
    case_id = whistled(county)
    assert {"add_department", "urge_helper", "call_help"} <= steps("town-head", case_id)
    assert "conclude_whistle" not in steps("town-head", case_id)  # grey while parts are open
    assert "2 parts of other units are still open" in sheet("town-head", case_id)
    assert "2 parts of other units are still open" in sheet("town-handler", case_id)  # so is the answer
    assert {"arrive", "part_done", "part_refused"} <= steps("water-handler", case_id)
    page = sheet("water-handler", case_id, language="zh-CN")
    for word in ("吹哨", "请water到现场。", "我们已到现场", "到场时限", "尚未到场"):
        assert word in page, word
    assert "arrive" not in steps("town-handler", case_id)
    client = client_of("water-handler")
    assert post(client, f"/loop/{case_id}/arrive/").status_code == 302
    assert "arrive" not in steps("water-handler", case_id)
    assert post(client, f"/loop/{case_id}/part_done/", text="已止水。").status_code == 302
    housing = client_of("housing-handler")
    assert post(housing, f"/loop/{case_id}/part_refused/", reason="").status_code == 422
    assert (
        post(housing, f"/loop/{case_id}/part_refused/", reason="不属本局。", citation="第5条").status_code
        == 302
    )
    assert "The departments are done, and the whistle is not concluded" in sheet("town-handler", case_id)
    head = client_of("town-head")
    assert post(head, f"/loop/{case_id}/conclude_whistle/", text="已止水。").status_code == 302
    water = str(county.unit("water"))
    assert post(head, f"/loop/{case_id}/rate_department/", unit_id=water, rating="POOR").status_code == 409
    assert (
        post(head, f"/loop/{case_id}/rate_department/", unit_id=water, rating="POOR", text="慢。").status_code
        == 302
    )
    assert post(client, f"/loop/{case_id}/object_rating/", text="并不慢。").status_code == 302
    arbiter = client_of("arbiter")
    assert "decide_rating" in steps("arbiter", case_id)
    given = {"unit_id": water, "upheld": "yes", "reason": "记录显示及时。"}
    assert post(arbiter, f"/loop/{case_id}/decide_rating/", **given).status_code == 302
    assert "set aside on objection" in sheet("town-head", case_id)


def test_what_a_town_writes_of_the_resident_is_masked_for_the_departments(county: County) -> None:
    case_id = working(county)
    whistle(
        case_id=case_id,
        ground=WhistleGround.EMERGENCY,
        text="井盖塌陷，居民电话13800138000。",
        tasks=[Task(county.unit("water"), "请联系13800138001。")],
        by=county.actor("town-head"),
        at=long_ago(1.5),
    )
    call_help(
        case_id=case_id,
        unit_id=county.unit("housing"),
        text="请先打13800138002。",
        by=county.actor("town-head"),
        at=long_ago(1.4),
    )
    for login in ("town-head", "water-handler", "housing-handler"):
        page = sheet(login, case_id, language="zh-CN")
        assert "1380013800" not in page, login
        assert "请联系〔手机号〕。" in page, login


def test_a_helper_reads_in_its_inbox_what_it_owes(county: County) -> None:
    case_id = whistled(county)
    inbox = client_of("water-handler").get("/work/").content.decode()
    assert "come to the place" in inbox
    arrive(case_id=case_id, by=county.actor("water-handler"), at=long_ago(1))
    inbox = client_of("water-handler").get("/work/").content.decode()
    assert "do your part" in inbox
    assert "answer the resident" not in inbox


def test_the_resident_reads_that_others_help_and_no_word_between_offices(county: County) -> None:
    from gongzhi.cases.public import SENTENCES, resident_story
    from gongzhi.loops.public import tell

    case_id = whistled(county)
    arrive(case_id=case_id, text="带了两台泵。", by=county.actor("water-handler"), at=long_ago(1))
    finish_part(case_id=case_id, text="阀门在账册第3页。", by=county.actor("water-handler"), at=long_ago(0.8))
    names = {county.unit(code): code for code in ("town", "water", "housing")}
    with translation.override("en"):
        lines = tell(resident_story(case_id), "resident", SENTENCES, names, {})
    said = [line.sentence for line in lines]
    assert "town has called 2 offices to the place." in said
    assert "water came to the place." in said
    assert "water has done its part." in said
    everything = " ".join(f"{line.sentence} {line.text}" for line in lines)
    for office_word in ("到现场", "账册", "泵", "井盖塌陷", "co-handler", "whistle"):
        assert office_word not in everything, office_word


OUTSIDE = ("township-handler", "township-head")
EVERY_STEP = {
    "call_help": {"unit_id": "unit", "text": "请帮忙。"},
    "urge_helper": {"unit_id": "unit"},
    "add_department": {"unit_id": "unit", "text": "请来。"},
    "conclude_whistle": {"text": "已处理。"},
    "rate_department": {"unit_id": "unit", "rating": "GOOD"},
    "object_rating": {"text": "不服。"},
    "decide_rating": {"unit_id": "unit", "upheld": "yes", "reason": "理由。"},
    "arrive": {},
    "part_done": {"text": "已处理。"},
    "part_refused": {"reason": "不属本局。"},
    "propose_whistle": {"text": "一家办不了。"},
    "decline_whistle": {"reason": "自己能办。"},
    "supervise": {"text": "请说明。"},
    "reply_supervision": {"text": "正在办。"},
    "end_supervision": {},
}
# What each may do with a case on which two departments were called to the place an hour and a half ago.
MAY = {
    "town-handler": {"call_help", "urge_helper"},
    "grid-worker": {"call_help", "urge_helper"},
    "town-head": {"call_help", "urge_helper", "add_department"},
    "water-handler": {"arrive", "part_done", "part_refused"},
    "housing-handler": {"arrive", "part_done", "part_refused"},
    "housing-head": {"arrive", "part_done", "part_refused"},
    "leader": {"supervise"},
    "supervisor": {"supervise"},
    "dispatcher": set(),
    "arbiter": set(),
    "operator": set(),
}


@pytest.mark.parametrize("login", sorted(MAY))
def test_each_sees_the_steps_of_the_post_and_can_post_no_other(county: County, login: str) -> None:
    case_id = whistled(county)
    assert steps(login, case_id) & EVERY_STEP.keys() == MAY[login]
    client = client_of(login)
    for key, data in EVERY_STEP.items():
        if key in MAY[login]:
            continue
        sent = {name: str(county.unit("water")) if value == "unit" else value for name, value in data.items()}
        before = len(_story(case_id))
        assert post(client, f"/loop/{case_id}/{key}/", **sent).status_code in (409, 422), key
        assert len(_story(case_id)) == before, key
    expected = 200 if login == "town-head" else 404
    assert client.get(f"/case/{case_id}/whistle/").status_code == expected


@pytest.mark.parametrize("login", OUTSIDE)
def test_who_has_no_part_finds_no_such_case(county: County, login: str) -> None:
    case_id = whistled(county)
    client = client_of(login)
    for path in (f"/loop/{case_id}/", f"/case/{case_id}/whistle/"):
        assert client.get(path).status_code == 404
    for key in EVERY_STEP:
        assert post(client, f"/loop/{case_id}/{key}/", text="看看。").status_code == 404


def test_a_helper_of_another_case_sees_nothing_of_this_one(county: County) -> None:
    other = working(county)
    by = county.actor("town-handler")
    call_help(case_id=other, unit_id=county.unit("water"), text="请看。", by=by, at=long_ago(1))
    case_id = working(county)
    assert client_of("water-handler").get(f"/loop/{other}/").status_code == 200
    assert client_of("water-handler").get(f"/loop/{case_id}/").status_code == 404


def test_of_a_confidential_case_no_department_sees_who_it_is_alone(county: County) -> None:
    from gongzhi.cases.public import set_confidential
    from gongzhi.people.facts import RESIDENT

    case_id = whistled(county)
    assert "reveal" in steps("water-handler", case_id)
    set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=long_ago(1))
    for login in ("water-handler", "housing-head", "town-handler"):
        response = post(client_of(login), f"/loop/{case_id}/reveal/", **REVEAL)
        assert response.headers["Location"] == f"/loop/{case_id}/"  # a second person has to agree first
        assert "13800000001" not in sheet(login, case_id)


def test_supervision_goes_to_the_lead_and_back(county: County) -> None:
    case_id = working(county)
    above, lead = client_of("supervisor"), client_of("town-handler")
    assert post(above, f"/loop/{case_id}/supervise/", text="请说明进展。").status_code == 302
    assert "under supervision" in sheet("town-handler", case_id)
    assert "report to whoever supervises" in lead.get("/work/").content.decode()
    assert "A reply is still owed" in sheet("leader", case_id)
    assert post(lead, f"/loop/{case_id}/reply_supervision/", text="周三前清完。").status_code == 302
    page = sheet("supervisor", case_id)
    assert "周三前清完。" in page
    assert "The reply has come" in page
    assert str(case_id) in above.get("/work/").content.decode()  # it waits to be read
    assert post(above, f"/loop/{case_id}/supervise/", text="周三后再报一次。").status_code == 302
    assert post(above, f"/loop/{case_id}/end_supervision/", text="").status_code == 302
    row = loop_row(case_id)
    assert row
    assert not row.supervised
    assert str(case_id) not in above.get("/work/").content.decode()


def test_while_nobody_leads_the_desk_owes_the_reply(county: County) -> None:
    from gongzhi.web.tests.staff import filed

    case_id = filed()
    assert post(client_of("leader"), f"/loop/{case_id}/supervise/", text="为何还没派？").status_code == 302
    page = sheet("leader", case_id)
    assert "County governance centre owes the reply" in page
    assert (
        post(client_of("dispatcher"), f"/loop/{case_id}/reply_supervision/", text="马上派。").status_code
        == 302
    )


def test_lists_flag_whistled_late_and_supervised_cases(county: County) -> None:
    case_id = whistled(county)
    leader = client_of("leader")
    assert str(case_id) in leader.get("/list/?kind=case&state=recent&flag=whistled").content.decode()
    assert (
        str(case_id) in leader.get("/list/?kind=case&state=recent&flag=whistle_late").content.decode()
    )  # nobody came in half an hour
    assert str(case_id) not in leader.get("/list/?kind=case&state=recent&flag=supervised").content.decode()
    post(client_of("supervisor"), f"/loop/{case_id}/supervise/", text="请说明。")
    assert str(case_id) in leader.get("/list/?kind=case&state=recent&flag=supervised").content.decode()
    other = working(county)
    assert str(other) not in leader.get("/list/?kind=case&state=recent&flag=whistled").content.decode()


def _story(case_id: UUID) -> list[object]:
    from gongzhi.ledger.public import story_of

    return list(story_of(case_id))


def test_ratings_show_with_their_objection(county: County) -> None:
    case_id = whistled(county)
    for login in ("water-handler", "housing-handler"):
        finish_part(case_id=case_id, text="已处理。", by=county.actor(login), at=long_ago(1))
    conclude_whistle(case_id=case_id, text="完毕。", by=county.actor("town-head"), at=long_ago(0.9))
    rate(
        case_id=case_id,
        unit_id=county.unit("water"),
        rating=Rating.ENOUGH,
        words="人到得少。",
        by=county.actor("town-head"),
        at=long_ago(0.8),
    )
    object_to_rating(case_id=case_id, text="来了五个人。", by=county.actor("water-handler"), at=long_ago(0.7))
    page = sheet("housing-handler", case_id)
    assert "enough · 人到得少。" in page
    assert "来了五个人。" in page
    assert "decide on the objection to a rating" in client_of("arbiter").get("/work/").content.decode()
