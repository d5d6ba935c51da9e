"""Take in a feed: item by item, until one cannot be right."""

import logging
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError

from gongzhi.federation.actions.receive import note_head, receive_item, stop_link
from gongzhi.federation.items import Feed
from gongzhi.kernel.refusals import Refusal, Refused

logger = logging.getLogger(__name__)
_NOT_UNDERSTOOD = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    DataError,
    IntegrityError,
    ObjectDoesNotExist,
)


def receive(*, node: str, feed: Feed, at: datetime, after: int | None = None) -> int:
    """Take in the items of a feed that are new; return how many. `after` is the number it was asked to begin after.

    An item that cannot be right stops the link: nothing after it is taken in, and the reason is on record
    until the next right item comes. So does one that cannot be understood here, such as the same fact under
    a second number, or one a newer version writes in another shape. Raises Refused with the reason.
    """
    try:
        note_head(node=node, head=feed.head, after=after, at=at)
        return sum([receive_item(node=node, item=item, at=at) for item in feed.items])
    except Refused as refused:
        stop_link(node=node, code=refused.refusal.code, at=at)
        raise
    except _NOT_UNDERSTOOD as error:
        logger.exception("federation.not_understood", extra={"node": node})
        stop_link(node=node, code="federation.malformed", at=at)
        raise Refused(Refusal("federation.malformed")) from error
