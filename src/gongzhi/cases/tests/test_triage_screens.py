"""A proposal on the pages: what each reader sees of it, what the desk does with it, and what comes back refused."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.small_county import County

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.models import AlgorithmUse
from gongzhi.cases.actions.look import unmask_text
from gongzhi.cases.codes import LookGround
from gongzhi.cases.public import (
    classify,
    handle,
    propose_about,
    propose_after_return,
    set_confidential,
)
from gongzhi.cases.tests.test_triage import verified_before
from gongzhi.diagnosis.models import MatterProposal
from gongzhi.diagnosis.tests.readers import in_force, offered, reads, warns
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, long_ago

pytestmark = pytest.mark.django_db
TEXT = "西街口的垃圾桶满了三天没人收，请打13800138000。晚上有老鼠。"


@pytest.fixture(autouse=True)
def _offered() -> Iterator[None]:
    with offered({"triage.model": reads, "safety.words": warns}):
        yield


def read(text: str = TEXT, *, model: Tier = Tier.SUGGESTS, matter: str = "") -> UUID:
    """File a report and have it read by what is in force."""
    in_force(at=long_ago(20), model=model)
    case_id = staff.filed(matter, text=text)
    with transaction.atomic(durable=True):
        propose_about(case_id=case_id, at=long_ago(2.9))
    return case_id


def page(login: str, path: str, status: int = 200, *, language: str = "en") -> str:
    response = client_of(login, language=language).get(path)
    assert response.status_code == status, (login, path)
    return response.content.decode()


def button(html: str, key: str) -> dict[str, str]:
    """Return the hidden fields of the form whose button has a key."""
    forms = [form for form in re.findall(r"<form.*?</form>", html, re.DOTALL) if f'data-key="{key}"' in form]
    assert forms
    return dict(re.findall(r'name="([\w]+)" value="([^"]*)"', forms[0]))


def press(client: Client, case_id: UUID, act: str, fields: dict[str, str]):  # type: ignore[no-untyped-def]
    fields = {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}
    return client.post(f"/desk/{case_id}/{act}/", fields)


def state(case_id: UUID) -> tuple[str, str]:
    row = loop_row(case_id)
    assert row
    return row.state, row.matter


def test_the_desk_reads_what_is_proposed_and_why(county: County) -> None:
    html = page("dispatcher", f"/desk/{read()}/")
    for said in (
        "An algorithm proposes",
        "Waste in the street",
        "almost certain: of a hundred proposals as sure as this one about 96 are right.",
        "Accept: send to Bridgehead town government",
        "The register does not let this version act, only suggest.",
        "/algorithms/triage.model/",
    ):
        assert said in html, said
    assert '<mark class="reason reason--for">垃圾</mark>' in html
    assert '<mark class="reason reason--against">没人</mark>' in html


def test_accepting_dispatches_and_the_look_is_counted_of_nobody(county: County) -> None:
    case_id = read()
    client = client_of("dispatcher")
    fields = button(client.get(f"/desk/{case_id}/").content.decode(), "p")
    assert press(client, case_id, "accept", fields).status_code == 302
    assert state(case_id) == ("dispatched", "city.waste.street")
    assert press(client, case_id, "accept", fields).status_code == 302  # the same request again
    use = AlgorithmUse.objects.get(version__algorithm__code="triage.model")
    assert use.agreed is True
    assert use.looked_ms is not None
    assert use.looked_ms < 60_000


@pytest.mark.parametrize("shown", ["", "forged", "1:2:3"])
def test_a_forged_time_counts_nothing(county: County, shown: str) -> None:
    case_id = read()
    client = client_of("dispatcher")
    fields = button(client.get(f"/desk/{case_id}/").content.decode(), "p") | {"shown": shown}
    assert press(client, case_id, "accept", fields).status_code == 302
    assert AlgorithmUse.objects.get(version__algorithm__code="triage.model").looked_ms is None


def test_two_at_once_and_the_second_hears_why_not(county: County) -> None:
    case_id = read()
    one, other = client_of("dispatcher"), client_of("dispatcher")
    first = button(one.get(f"/desk/{case_id}/").content.decode(), "p")
    second = button(other.get(f"/desk/{case_id}/").content.decode(), "p")
    assert press(one, case_id, "accept", first).status_code == 302
    late = press(other, case_id, "accept", second)
    assert late.status_code == 409
    assert state(case_id) == ("dispatched", "city.waste.street")


def test_an_alternative_is_one_button_away(county: County) -> None:
    case_id = read()
    client = client_of("dispatcher")
    html = client.get(f"/desk/{case_id}/").content.decode()
    forms = [form for form in re.findall(r"<form.*?</form>", html, re.DOTALL) if "/accept/" in form]
    form = next(form for form in forms if 'value="water.burst"' in form)
    fields = dict(re.findall(r'name="([\w]+)" value="([^"]*)"', form))
    assert press(client, case_id, "accept", fields).status_code == 302
    assert state(case_id) == ("dispatched", "water.burst")
    assert AlgorithmUse.objects.get(version__algorithm__code="triage.model").agreed is False


def test_what_does_not_fit_comes_back(county: County) -> None:
    case_id = read()
    client = client_of("dispatcher")
    fields = button(client.get(f"/desk/{case_id}/").content.decode(), "p")
    assert press(client, case_id, "accept", fields | {"unit_id": "x"}).status_code == 422
    assert press(client, case_id, "accept", fields | {"matter": "none.such"}).status_code == 409
    wrong = str(county.unit("housing"))
    refused = press(client, case_id, "accept", fields | {"unit_id": wrong, "once": str(new_id())})
    assert refused.status_code == 409
    assert state(case_id) == ("registered", "")


@pytest.mark.parametrize("login", ["town-handler", "water-handler", "leader", "admin", "supervisor"])
def test_nobody_else_takes_the_step_or_reads_the_reasons(county: County, login: str) -> None:
    case_id = read()
    fields = button(client_of("dispatcher").get(f"/desk/{case_id}/").content.decode(), "p")
    assert press(client_of(login), case_id, "accept", fields).status_code in (403, 404)
    html = client_of(login).get(f"/loop/{case_id}/").content.decode()
    assert "reason--for" not in html
    assert "An algorithm proposed</h2>" not in html
    assert state(case_id)[0] == "registered"


def test_the_reasons_stand_behind_the_same_masks(county: County) -> None:
    """Even words that are personal data themselves are not shown for having spoken for something."""

    def reads_numbers(message, *, version: str):  # type: ignore[no-untyped-def]
        from gongzhi.diagnosis.facts import Proposed, Reading, Reason
        from gongzhi.diagnosis.rules import result_of

        best = Proposed("city.waste.street", 0.9, (Reason("13800138000", 2.0), Reason("垃圾", 1.0)), 3)
        return result_of(Reading((best,)))

    with offered({"triage.model": reads_numbers}):
        case_id = read()
    by = county.actor("dispatcher")
    assert "13800138000" not in page("dispatcher", f"/desk/{case_id}/")
    unmask_text(
        case_id=case_id, ground=LookGround.WHO, reason="", hidden=("MOBILE",), by=by, at=long_ago(0.1)
    )
    assert '<mark class="reason reason--for">13800138000</mark>' in page("dispatcher", f"/desk/{case_id}/")
    dispatch_to_town(county, case_id)
    assert "13800138000" not in page("town-handler", f"/loop/{case_id}/")


def dispatch_to_town(county: County, case_id: UUID) -> None:
    client = client_of("dispatcher")
    fields = button(client.get(f"/desk/{case_id}/").content.decode(), "p")
    assert press(client, case_id, "accept", fields).status_code == 302


def test_who_reads_the_area_learns_nothing_of_a_confidential_case(county: County) -> None:
    case_id = read()
    set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=long_ago(1))
    html = client_of("leader").get(f"/loop/{case_id}/").content.decode()
    assert "垃圾" not in html.replace("街面垃圾", "")


def test_needs_are_told_to_those_who_may_get_in_touch(county: County) -> None:
    case_id = read("垃圾没人收，我听不见，请用手语。")
    assert "this may help: hard of hearing" in page("dispatcher", f"/desk/{case_id}/")
    dispatch_to_town(county, case_id)
    set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=long_ago(1))
    assert "this may help" not in page("town-handler", f"/loop/{case_id}/")


def test_danger_stands_on_top_at_once(county: County) -> None:
    staff.filed(hours=40)
    late = read("学校门口的井盖没了，孩子差点掉下去。")
    html = page("dispatcher", "/desk/")
    assert html.index("井盖") < html.index("垃圾桶")
    assert "life in danger?" in html
    assert "Life may be in danger. Look at this one first." in html
    assert "Life may be in danger" in page("dispatcher", "/work/")
    assert "Life may be in danger" not in page("town-handler", "/work/")
    MatterProposal.objects.filter(loop=late).update(urgency="PLAIN")
    assert "life in danger?" not in page("dispatcher", "/desk/")


def test_what_a_program_dispatched_is_sent_elsewhere_in_one_step(county: County) -> None:
    in_force(at=long_ago(20), model=Tier.ACTS)
    case_id = staff.filed("", text=TEXT)
    verified_before(120)
    MatterProposal.objects.filter(verified_at__isnull=False).update(verified_at=now() - timedelta(days=5))
    with transaction.atomic(durable=True):
        propose_about(case_id=case_id, at=long_ago(2.9))
    assert state(case_id)[0] == "dispatched"
    client = client_of("dispatcher")
    html = client.get(f"/desk/{case_id}/").content.decode()
    assert "A program dispatched it by itself." in html
    assert "Take it back and send it there" in html
    data = {"once": str(new_id()), "matter": "water.burst", "other": "", "note": "是水管。"}
    assert client.post(f"/desk/{case_id}/undo/", data).status_code == 302
    assert state(case_id) == ("dispatched", "water.burst")
    assert client.post(f"/desk/{case_id}/undo/", data).status_code == 302  # the same request again
    handle(case_id=case_id, event="sign", by=county.actor("water-handler"), at=now())
    again = client.post(f"/desk/{case_id}/undo/", data | {"once": str(new_id())})
    assert again.status_code == 409


def test_what_the_desk_accepted_is_taken_back_until_somebody_signs(county: County) -> None:
    case_id = read()
    client = client_of("dispatcher")
    fields = button(client.get(f"/desk/{case_id}/").content.decode(), "p")
    after = press(client, case_id, "accept", fields)
    assert after.status_code == 302
    html = client.get(after["Location"]).content.decode()
    assert f'href="/desk/{case_id}/" data-key="z"' in html
    assert "is with Bridgehead town government now." in html
    assert "Take it back and send it there" in client.get(f"/desk/{case_id}/").content.decode()
    data = {"once": str(new_id()), "matter": "water.burst", "other": "", "note": ""}
    assert client_of("town-handler").post(f"/desk/{case_id}/undo/", data).status_code in (403, 404)
    assert client.post(f"/desk/{case_id}/undo/", data).status_code == 302
    assert state(case_id) == ("dispatched", "water.burst")
    assert AlgorithmUse.objects.get(version__algorithm__code="triage.model").agreed is False
    handle(case_id=case_id, event="sign", by=county.actor("water-handler"), at=now())
    assert "Take it back and send it there" not in page("dispatcher", f"/desk/{case_id}/")


def test_a_person_confirms_danger_or_takes_it_back_by_one_key(county: County) -> None:
    case_id = read("学校门口的井盖没了，孩子差点掉下去。")
    client = client_of("dispatcher", language="en")
    html = client.get(f"/desk/{case_id}/").content.decode()
    yes, no = button(html, "y"), button(html, "h")
    assert press(client_of("town-handler"), case_id, "danger", yes).status_code in (403, 404)
    assert press(client, case_id, "danger", yes)["Location"] == f"/desk/{case_id}/"
    html = client.get(f"/desk/{case_id}/").content.decode()
    assert "Life is in danger: a person at the desk has confirmed it." in html
    assert 'data-key="y"' not in html
    assert press(client, case_id, "no-danger", no).status_code == 302
    html = client.get("/desk/").content.decode()
    assert "life in danger?" not in html
    assert "Life may be in danger" not in page("dispatcher", "/work/")
    html = client.get(f"/desk/{case_id}/").content.decode()
    assert "The desk found nobody in danger." in html
    press(client, case_id, "danger", button(html, "y"))  # a key pressed too soon is taken back by another one
    assert "a person at the desk has confirmed it" in client.get(f"/desk/{case_id}/").content.decode()


def test_a_returned_case_is_proposed_to_another_unit(county: County) -> None:
    case_id = read()
    dispatch_to_town(county, case_id)
    by = county.actor("town-handler")
    handle(case_id=case_id, event="return", reason="是水管破了，不归我们。", by=by, at=now())
    with transaction.atomic(durable=True):
        propose_after_return(case_id=case_id, at=now())
    client = client_of("dispatcher", language="en")
    html = client.get(f"/desk/{case_id}/").content.decode()
    assert "Proposed anew after the return, without Bridgehead town government." in html
    fields = button(html, "p")
    assert press(client, case_id, "accept", fields).status_code == 302
    assert state(case_id) == ("dispatched", "water.burst")


def test_with_every_algorithm_off_the_desk_is_as_before(county: County) -> None:
    case_id = staff.filed("")
    with transaction.atomic(durable=True):
        propose_about(case_id=case_id, at=long_ago(2.9))
    client = client_of("dispatcher")
    html = client.get(f"/desk/{case_id}/").content.decode()
    assert "algorithm" not in re.sub(r"<(header|nav|footer|dialog).*?</\1>", "", html, flags=re.DOTALL)
    with CaptureQueriesContext(connection) as captured:
        client.get(f"/desk/{case_id}/")
    assert not any("urgent_reasons" in query["sql"] for query in captured.captured_queries)
    data = {"once": str(new_id()), "matter": "city.waste.street"}
    assert client.post(f"/desk/{case_id}/classify/", data).status_code == 302
    data = {"once": str(new_id()), "unit": str(county.unit("town"))}
    assert client.post(f"/desk/{case_id}/dispatch/", data).status_code == 302
    assert state(case_id) == ("dispatched", "city.waste.street")


def test_a_proposal_costs_the_sheet_one_query(county: County) -> None:
    case_id = read()
    client = client_of("dispatcher")
    client.get(f"/loop/{case_id}/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/loop/{case_id}/").status_code == 200
    asked = [query for query in captured.captured_queries if "gongzhi_matterproposal" in query["sql"]]
    assert len(asked) == 1


def test_what_a_person_set_is_not_undone_by_one_key(county: County) -> None:
    case_id = read(matter="safety.cover")
    html = page("dispatcher", f"/desk/{case_id}/")
    assert "A person has set another matter" in html
    assert 'data-key="p"' not in html


def test_a_stale_proposal_does_not_push_aside_what_was_set_meanwhile(county: County) -> None:
    case_id = read()
    client = client_of("dispatcher", language="en")
    fields = button(client.get(f"/desk/{case_id}/").content.decode(), "p")
    classify(case_id=case_id, matter="safety.cover", by=county.actor("dispatcher"), at=long_ago(2.8))
    answer = press(client, case_id, "accept", fields)
    assert answer.status_code == 409
    assert "A person has set another matter meanwhile." in answer.content.decode()
    assert state(case_id) == ("registered", "safety.cover")
