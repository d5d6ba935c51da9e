"""A key to try the interface with; the one of the last call is taken back."""

from datetime import datetime

from gongzhi.channels.keys.actions.issue import issue_key, revoke_key
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.keys.queries import keys
from gongzhi.channels.portal.queries import counties
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk
from gongzhi.people.facts import Actor

NAME = "Telephony simulator"


def make_telephony_key(*, by: Actor, at: datetime) -> str:
    """Return the text of a new key of the scope telephony, for the hotline's desk of the first county.

    Raises Refused ``hotline.no_desk`` where there is none, and what giving a key raises.
    """
    homes = counties(at=at)
    unit_id = desk(Office.HOTLINE, homes[0].code, at=at) if homes else None
    if unit_id is None:
        raise Refused(Refusal("hotline.no_desk"))
    for each in keys():
        if each.name == NAME and each.revoked_at is None:
            revoke_key(key_id=each.id, by=by, at=at)
    issued = issue_key(
        name=NAME, unit_id=unit_id, scopes=[Scope.TELEPHONY], by=by, at=at, per_minute=6000, per_day=200_000
    )
    return issued.text
