"""All tables of the one app, for Django: nothing else imports from here."""

from gongzhi.cases import models as cases
from gongzhi.ledger import models as ledger
from gongzhi.loops import models as loops
from gongzhi.notices import models as notices
from gongzhi.organization import models as organization
from gongzhi.people import models as people

__all__ = ["cases", "ledger", "loops", "notices", "organization", "people"]
