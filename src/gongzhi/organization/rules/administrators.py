"""The three administrators 三员: system, security and audit. None gives itself, or another of them, rights."""

from collections.abc import Iterable

from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind

ADMINISTRATORS = frozenset(("ADMIN", "SECURITY_ADMIN", "AUDIT_ADMIN"))


def appointment_refusal(by: Actor, *, own: bool, post_type: str, others: Iterable[str]) -> Refusal | None:
    """Nobody takes a post themselves, and an administrator is made at the command line, on the server.

    `others` are the types of the posts the account holds meanwhile: two of the three never meet in one person,
    not even at the command line. Refusals: ``organization.own_post``, ``organization.administrator_by_command``,
    ``organization.administrators_apart``.
    """
    if own:
        return Refusal("organization.own_post")
    if post_type in ADMINISTRATORS:
        if any(other in ADMINISTRATORS - {post_type} for other in others):
            return Refusal("organization.administrators_apart")
        return administrator_refusal(by, post_type)
    return None


def administrator_refusal(by: Actor, *post_types: str) -> Refusal | None:
    """What is about an administrator's post is changed at the command line only."""
    if by.kind is not ActorKind.SYSTEM and not ADMINISTRATORS.isdisjoint(post_types):
        return Refusal("organization.administrator_by_command")
    return None
