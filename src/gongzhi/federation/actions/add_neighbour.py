"""Make another node known, and say which units work there."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from gongzhi.federation.facts import NeighbourAdded, UnitHosted
from gongzhi.federation.models import HostedUnit, Neighbour
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.organization.public import unit_by_code
from gongzhi.people.facts import Actor

LONGEST_ADDRESS = 300


def add_neighbour(*, node: str, address: str, by: Actor, at: datetime) -> None:
    """Add a node, or give a known one another address. It stands in a fact for ever: no password, nothing behind it.

    Raises Refused ``federation.own_node``, ``federation.bad_address``.
    """
    if node == settings.GONGZHI_NODE:
        raise Refused(Refusal("federation.own_node", {"node": node}))
    parts = urlsplit(address)
    plain = not ("@" in parts.netloc or parts.query or parts.fragment) and len(address) <= LONGEST_ADDRESS
    if parts.scheme not in ("http", "https") or not parts.netloc or not plain:
        raise Refused(Refusal("federation.bad_address", {"address": address}))
    with transaction.atomic(durable=True):
        Neighbour.objects.update_or_create(node=node, defaults={"address": address.rstrip("/")})
        record(NeighbourAdded(node=node, address=address), subject=None, by=by.name(), at=at)


def host_unit(*, code: str, node: str, by: Actor, at: datetime) -> UUID:
    """Say that the unit with a code works on another node, "" for here again; return its id.

    Raises Refused ``federation.unknown_node``, ``federation.unit_unknown``.
    """
    unit = unit_by_code(code)
    if unit is None:
        raise Refused(Refusal("federation.unit_unknown", {"code": code}))
    with transaction.atomic(durable=True):
        if node and not Neighbour.objects.filter(node=node).exists():
            raise Refused(Refusal("federation.unknown_node", {"node": node}))
        if node:
            HostedUnit.objects.update_or_create(unit_id=unit.id, defaults={"neighbour_id": node})
        else:
            HostedUnit.objects.filter(unit=unit.id).delete()
        record(UnitHosted(unit_id=unit.id, node=node), subject=unit.id, by=by.name(), at=at)
    return unit.id
