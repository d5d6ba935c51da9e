"""Who publishes, and what may follow what."""

from datetime import date

from gongzhi.catalogue.facts import Item
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor

MANAGE = "catalogue.manage"


def manager_refusal(by: Actor) -> Refusal | None:
    """The catalogue is kept by whoever carries the power for it."""
    return None if by.may(MANAGE) else Refusal("catalogue.not_entitled")


def next_version_refusal(item: Item, *, newest: int, newest_from: date | None) -> Refusal | None:
    """A next version has a higher number and begins later than the one it follows.

    `newest`: the number of the newest version, 0 for none; `newest_from`: the day that one begins.
    """
    if item.version <= newest:
        return Refusal("catalogue.version_not_new", {"newest": newest})
    if newest_from is not None and item.effective_from <= newest_from:
        return Refusal("catalogue.begins_too_early", {"newest_from": newest_from.isoformat()})
    return None
