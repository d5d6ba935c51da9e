"""All tables of the one app, for Django: nothing else imports from here."""

from gongzhi.accounts import models as accounts
from gongzhi.algorithms import models as algorithms
from gongzhi.applications import models as applications
from gongzhi.cases import models as cases
from gongzhi.catalogue import models as catalogue
from gongzhi.channels.bulk import models as bulk
from gongzhi.channels.events import models as events
from gongzhi.channels.hotline import models as hotline
from gongzhi.channels.keys import models as keys
from gongzhi.channels.paper import models as paper
from gongzhi.channels.rest import models as rest
from gongzhi.channels.sms import models as sms
from gongzhi.channels.upper import models as upper
from gongzhi.diagnosis import models as diagnosis
from gongzhi.directives import models as directives
from gongzhi.federation import models as federation
from gongzhi.insight import models as insight
from gongzhi.knowledge import models as knowledge
from gongzhi.ledger import models as ledger
from gongzhi.loops import models as loops
from gongzhi.notices import models as notices
from gongzhi.organization import models as organization
from gongzhi.patrol import models as patrol
from gongzhi.people import models as people

__all__ = [
    "accounts",
    "algorithms",
    "applications",
    "bulk",
    "cases",
    "catalogue",
    "diagnosis",
    "directives",
    "events",
    "federation",
    "hotline",
    "insight",
    "keys",
    "knowledge",
    "ledger",
    "loops",
    "notices",
    "organization",
    "paper",
    "patrol",
    "people",
    "rest",
    "sms",
    "upper",
]
