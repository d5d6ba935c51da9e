"""All tables of the one app, for Django: nothing else imports from here."""

from gongzhi.applications import models as applications
from gongzhi.cases import models as cases
from gongzhi.catalogue import models as catalogue
from gongzhi.channels.keys import models as keys
from gongzhi.directives import models as directives
from gongzhi.federation import models as federation
from gongzhi.ledger import models as ledger
from gongzhi.loops import models as loops
from gongzhi.notices import models as notices
from gongzhi.organization import models as organization
from gongzhi.patrol import models as patrol
from gongzhi.people import models as people

__all__ = [
    "applications",
    "cases",
    "catalogue",
    "directives",
    "federation",
    "keys",
    "ledger",
    "loops",
    "notices",
    "organization",
    "patrol",
    "people",
]
