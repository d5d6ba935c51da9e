"""Staff at work in the tests: sign in through Django's client, and cases in every state."""

from datetime import datetime, timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone
from tests.small_county import COUNTY, IN_WEST, County

from gongzhi.cases.facts import Channel, Filer, Finding
from gongzhi.cases.public import Person, Place, answer, dispatch, file_case, handle, join, judge
from gongzhi.kernel.ids import new_id
from gongzhi.people.facts import RESIDENT

PASSWORD = "correct horse battery"
# What somebody fills in who wants to see who reported something.
REVEAL = {"purpose": "VISIT", "basis": "DUTY", "minutes": "30", "reason": "约时间到现场查看"}


def client_of(login: str, *, language: str = "en") -> Client:
    """Return a client signed in as somebody of the small county."""
    from django.contrib.auth import get_user_model

    client = Client(headers={"accept-language": language})
    client.force_login(get_user_model().objects.get(login=login))
    return client


def long_ago(hours: float) -> datetime:
    """Return an instant some hours before now: pages read the real clock."""
    return timezone.now() - timedelta(hours=hours)


def filed(
    matter: str = "city.waste.street", *, hours: float = 3, text: str = "", phone: str = "13800000001"
) -> UUID:
    """File a case some hours ago and return its id."""
    person = Person(filer=Filer.NAMED, name="王小满", phone=phone) if phone else Person()
    return file_case(
        text=text or "西街口的垃圾桶满了三天没人收。晚上有老鼠。",
        place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1], address="西街口菜场门前"),
        channel=Channel.PORTAL,
        matter=matter,
        person=person,
        by=RESIDENT,
        at=long_ago(hours),
    ).loop_id


def dispatched(county: County, unit: str = "town", matter: str = "city.waste.street") -> UUID:
    case_id = filed(matter)
    dispatch(
        case_id=case_id,
        event="dispatch",
        unit_id=county.unit(unit),
        by=county.actor("dispatcher"),
        at=long_ago(2.5),
    )
    return case_id


def working(county: County, unit: str = "town", matter: str = "city.waste.street") -> UUID:
    case_id = dispatched(county, unit, matter)
    handle(case_id=case_id, event="sign", by=county.actor(f"{unit}-handler"), at=long_ago(2))
    return case_id


def answered(county: County) -> UUID:
    case_id = working(county)
    answer(
        case_id=case_id,
        finding=Finding.SOLVED,
        text="已清运。",
        by=county.actor("town-handler"),
        at=long_ago(1.5),
    )
    return case_id


def rechecking(county: County) -> UUID:
    case_id = answered(county)
    judge(case_id=case_id, solved=True, satisfied=None, by=RESIDENT, at=long_ago(1), drawn=0)
    return case_id


def joined(county: County) -> UUID:
    """A case that goes along with another one the town works on."""
    case_id = filed()
    join(case_ids=[case_id], parent_id=working(county), by=county.actor("dispatcher"), at=long_ago(1))
    return case_id


def arbitration(county: County) -> UUID:
    case_id = working(county)
    handle(
        case_id=case_id, event="ask_up", reason="权责不清。", by=county.actor("town-handler"), at=long_ago(1)
    )
    return case_id


def calling(county: County, *, wanted: bool = True) -> UUID:
    from gongzhi.cases.models import Case
    from gongzhi.loops.models import Loop
    from gongzhi.loops.public import fire_due

    case_id = answered(county)
    # Silence takes a week; the test does not.
    due = Loop.objects.get(id=case_id).due_at
    assert due is not None
    fire_due(at=due + timedelta(minutes=1))
    Case.objects.filter(loop=case_id).update(call_wanted=wanted)
    return case_id


def post(client: Client, path: str, **data: object):  # type: ignore[no-untyped-def]
    """Post a form as the page would: with a once-key."""
    return client.post(path, {"once": str(new_id()), **data})
