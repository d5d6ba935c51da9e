"""Which units work on another node: their steps are taken there, so that both nodes tell the same.

The links between nodes stand on a higher floor; they say it here when they are loaded.
"""

from collections.abc import Callable
from uuid import UUID

from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind

_host_of: Callable[[UUID | None], str] = lambda _unit: ""  # noqa: E731 - replaced as a whole


def register_hosting(host_of: Callable[[UUID | None], str]) -> None:
    """Say how to find the node a unit works on, "" for this one."""
    global _host_of
    _host_of = host_of


def elsewhere_refusal(by: Actor) -> Refusal | None:
    """Staff of a unit that works on another node take its steps there: ``directives.elsewhere``."""
    node = _host_of(by.unit_id) if by.kind is ActorKind.STAFF else ""
    return Refusal("directives.elsewhere", {"node": node}) if node else None
