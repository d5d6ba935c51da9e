"""Close the account of someone who left, within the tree one manages."""

from datetime import datetime
from uuid import UUID

from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.organization.queries.staff import divisions_of_account, types_ever_held
from gongzhi.organization.rules.administrators import administrator_refusal
from gongzhi.organization.rules.entitlement import management_refusal, scope_refusal
from gongzhi.people.facts import Actor
from gongzhi.people.public import deactivate


def close_account(*, account_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Close an account all of whose posts lie in the actor's tree; what it owed is handed over.

    Raises Refused: ``organization.not_entitled``, ``organization.outside_scope``,
    ``organization.reason_missing``, ``organization.administrator_by_command`` and those of closing an account.
    """
    ensure(management_refusal(by))
    places = divisions_of_account(account_id)
    # Without a post an account belongs to no tree: the system's own command closes it.
    ensure(scope_refusal(by, *(places or {""})))
    ensure(administrator_refusal(by, *types_ever_held(account_id)))
    if not reason.strip():
        raise Refused(Refusal("organization.reason_missing"))
    deactivate(account_id=account_id, reason=reason, by=by, at=at)
