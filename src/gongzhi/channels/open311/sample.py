"""What a client needs to try itself against an installation: a key, two services, and requests to read."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.cases.public import Person, Wish, published_cases
from gongzhi.channels.keys.actions.issue import issue_key, revoke_key
from gongzhi.channels.keys.door import actor_of
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.keys.queries import key_by_id, keys
from gongzhi.channels.open311.catalogue import Catalogue, catalogue
from gongzhi.channels.open311.facts import Place, Service, ServiceType
from gongzhi.channels.open311.filing import Report, file_report
from gongzhi.channels.open311.rules import LONGEST
from gongzhi.channels.portal.queries import counties
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk
from gongzhi.people.facts import Actor

NAME = "Open311 sample"
REQUESTS = 2
PER_MINUTE, PER_DAY = 6_000, 1_000_000  # clients are tried as fast as they can
TEXTS = ("路口有垃圾没有清走，请派人看一看。", "同一条路上，公交站牌旁的垃圾桶满了。")


@dataclass(frozen=True)
class Sample:
    """The text of a key that opens everything, and a service without attributes and one with."""

    key: str
    plain: str
    meta: str


def make_open311_sample(*, by: Actor, at: datetime) -> Sample:
    """Make a sample key, taking that of the last call back, and file requests until there are two to read.

    Raises Refused ``open311.no_sample`` where there is no county, desk or service for it, and what filing raises.
    """
    services = catalogue(at=at)
    plain, meta = _plain(services), _meta(services)
    homes = counties(at=at)
    home = homes[0].code if homes else ""
    unit_id = desk(Office.HOTLINE, home, at=at) if home else None
    if plain is None or meta is None or unit_id is None:
        raise Refused(Refusal("open311.no_sample"))
    for each in keys():
        if each.name == NAME and each.revoked_at is None:
            revoke_key(key_id=each.id, by=by, at=at)
    issued = issue_key(
        name=NAME, unit_id=unit_id, scopes=list(Scope), by=by, at=at, per_minute=PER_MINUTE, per_day=PER_DAY
    )
    key = key_by_id(issued.id)
    assert key is not None
    assert actor_of(key).may("case.intake")
    wish = Wish(withheld=services.withheld, opened=(at - LONGEST, None), limit=REQUESTS)
    for text in TEXTS[len(published_cases(wish)) :]:
        report = Report(plain, text, Place(), home, Person(), ())
        file_report(report, key, once=new_id(), at=at)
    return Sample(issued.text, plain.code, meta.code)


def _plain(services: Catalogue) -> Service | None:
    return next((each for each in _open(services) if not each.details.attributes), None)


def _meta(services: Catalogue) -> Service | None:
    """Return a service with attributes: the one that asks the most, so that every kind of answer is tried."""
    asked = [each for each in _open(services) if each.details.attributes]
    return max(asked, key=lambda each: len(each.details.attributes), default=None)


def _open(services: Catalogue) -> list[Service]:
    found = services.services.values()
    kind = ServiceType.REALTIME
    return [each for each in found if each.details.type is kind and each.code not in services.withheld]
