"""Who may change the organization, and of which tree."""

from collections.abc import Iterable

from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.rules.codes import county_of, within
from gongzhi.people.facts import Actor, ActorKind

MANAGE = "organization.manage"


def management_refusal(by: Actor) -> Refusal | None:
    """Only a post with the power to manage, or the system, changes the organization."""
    return None if by.may(MANAGE) else Refusal("organization.not_entitled")


def scope_refusal(by: Actor, *divisions: str) -> Refusal | None:
    """Whoever manages a tree changes nothing outside it."""
    if by.kind is ActorKind.SYSTEM or all(within(by.division, code) for code in divisions):
        return None
    return Refusal("organization.outside_scope")


def shared_refusal(by: Actor, counties: Iterable[str]) -> Refusal | None:
    """What all counties share (matters, duties that hold everywhere) belongs to whoever manages them all.

    `counties` are division codes, one of each county of the installation.
    """
    if by.kind is ActorKind.SYSTEM or all(within(by.division, code) for code in counties):
        return None
    return Refusal("organization.shared")


def move_refusal(old: str, new: str) -> Refusal | None:
    """A code in use in one county is not taken over by another: two folders may have chosen the same."""
    return None if county_of(old) == county_of(new) else Refusal("organization.code_taken")
