"""The door of notices."""

from gongzhi.notices.actions.enqueue import enqueue
from gongzhi.notices.actions.mark_read import mark_read
from gongzhi.notices.actions.retitle import retitle
from gongzhi.notices.queries import notices_of, unread

__all__ = ["enqueue", "mark_read", "notices_of", "retitle", "unread"]
