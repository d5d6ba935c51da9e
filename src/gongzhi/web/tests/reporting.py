"""Somebody with a name and a telephone reports something; the whole county works on it. For tests of who sees them."""

from django.http import HttpResponse
from django.test import Client
from tests.small_county import COUNTY, IN_WEST, County

from gongzhi.cases import public as cases
from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.tests.pictures import picture
from gongzhi.channels.portal.tests.resident import follow
from gongzhi.ledger.public import follow as read_facts
from gongzhi.ledger.public import sequence
from gongzhi.people.facts import RESIDENT
from gongzhi.web.reactions import react
from gongzhi.web.tests.staff import long_ago

NAME, PHONE = "欧阳小满", "13912345678"
# Who can open the sheet at all, with what they are to the case.
HANDLERS = ("town-handler", "town-head", "grid-worker")
CO_HANDLER, THIRD_PARTY = "water-handler", "property-handler"
READERS = ("dispatcher", "operator", "arbiter", "caller", "leader", "supervisor")
STRANGERS = ("township-handler", "township-head", "housing-handler", "verifier", "steward", "admin")
EVERYBODY = (*HANDLERS, CO_HANDLER, THIRD_PARTY, *READERS, *STRANGERS)
# Whoever can ask: it is open to them at once, as long as the case is not confidential.
ENTITLED = (*HANDLERS, CO_HANDLER, "caller")


def told(response: HttpResponse) -> bool:
    """Tell whether an answer holds name or telephone, in its body or its headers."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    text = body.decode(errors="replace") + str(dict(response.headers))
    return PHONE in text or NAME in text


def reported(
    county: County, *, confidential: bool = False, helpers: tuple[str, ...] = ("water", "property")
) -> cases.Filed:
    """A case at work in the town, with the water bureau and a property company helping, and all that is said."""
    filed = cases.file_case(
        text="西街口的垃圾桶满了三天没人收。晚上有老鼠。",
        place=cases.Place(
            division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1], address="西街口菜场门前"
        ),
        channel=Channel.PORTAL,
        matter="city.waste.street",
        person=cases.Person(filer=Filer.NAMED, name=NAME, phone=PHONE),
        photos=[picture()],
        confidential=confidential,
        by=RESIDENT,
        at=long_ago(3),
    )
    case_id, handler = filed.loop_id, county.actor("town-handler")
    town, desk = county.unit("town"), county.actor("dispatcher")
    cases.dispatch(case_id=case_id, event="dispatch", unit_id=town, by=desk, at=long_ago(2.5))
    cases.handle(case_id=case_id, event="sign", by=handler, at=long_ago(2))
    for unit in helpers:
        helper = county.unit(unit)
        cases.call_help(case_id=case_id, unit_id=helper, text="请到现场看看。", by=handler, at=long_ago(1.9))
    cases.note(case_id=case_id, text="环卫公司人手不够。", by=handler, at=long_ago(1.8))
    cases.urge(case_id=case_id, by=RESIDENT, at=long_ago(1.7))
    return filed


def work_off() -> None:
    """Do what the worker does: put facts in order, and tell whoever is to be told."""
    sequence(limit=10_000)
    read_facts("test", react, limit=10_000)


def resident_reads(filed: cases.Filed) -> str:
    """Return the page of the case as whoever reported it reads it."""
    client = Client(headers={"accept-language": "en"})
    follow(client, filed.number, filed.code or "")
    return client.get("/case/").content.decode()
