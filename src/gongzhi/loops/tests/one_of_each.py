"""One loop of each kind in the small county, for tests of the pages that show them all."""

from datetime import timedelta
from uuid import UUID

from tests.small_county import COUNTY, TOWN, County

from gongzhi.applications.tests import steps as applications
from gongzhi.catalogue.queries import forget
from gongzhi.directives.facts import PartSpec, Terms
from gongzhi.directives.public import issue
from gongzhi.patrol.tests import steps as patrol
from gongzhi.web.tests import staff


def one_of_each(county: County) -> dict[str, UUID]:
    """Return an open loop of each kind, by the code of the kind; all were opened in the last hours."""
    forget()
    applications.open_catalogue(at=staff.long_ago(24 * 20))
    start = staff.long_ago(4)
    terms = Terms(
        title="入冬前检修老旧水管",
        text="各责任单位在入冬前检修辖区老旧水管。",
        legal_basis="城镇排水与污水处理条例第5条",
        matter="water",
        scope=COUNTY,
        due_on=(start + timedelta(days=60)).date(),
    )
    issued = issue(
        terms=terms,
        lead=county.unit("water"),
        parts=[PartSpec(county.unit("town"), TOWN)],
        by=county.actor("leader"),
        at=start,
    )
    return {
        "case": staff.working(county),
        "directive": issued.loop_id,
        "application": applications.assigned(county, start=start),
        "patrol": patrol.filed(county, unit="town", start=start),
        "round": patrol.planned(county, at=start)[0],
    }
