"""The door of loops."""

from gongzhi.loops.actions.attend import attempt_call, meet, urge
from gongzhi.loops.actions.co_handle import call_in, settle_part
from gongzhi.loops.actions.fire import fire_due
from gongzhi.loops.actions.hand_over import hand_over, take
from gongzhi.loops.actions.hold import Receipt, already_done, classify_loop, hold, keep_receipt
from gongzhi.loops.actions.load_calendar import load_calendar, recompute_deadlines
from gongzhi.loops.actions.move import Words, move
from gongzhi.loops.actions.open_loop import open_loop
from gongzhi.loops.actions.pause import end_overdue_pauses, reply_to_question
from gongzhi.loops.actions.publish import migrate_loop, publish_definition, publish_profile
from gongzhi.loops.queries import (
    LoopRow,
    Owed,
    calendar_files,
    holders_of,
    loop_by_number,
    loop_row,
    owed_by,
    profile_of_loop,
    row_of,
    was_reopened,
    working_after,
)

__all__ = [
    "LoopRow",
    "Owed",
    "Receipt",
    "Words",
    "already_done",
    "attempt_call",
    "calendar_files",
    "call_in",
    "classify_loop",
    "end_overdue_pauses",
    "fire_due",
    "hand_over",
    "hold",
    "holders_of",
    "keep_receipt",
    "load_calendar",
    "loop_by_number",
    "loop_row",
    "meet",
    "migrate_loop",
    "move",
    "open_loop",
    "owed_by",
    "publish_definition",
    "profile_of_loop",
    "publish_profile",
    "recompute_deadlines",
    "reply_to_question",
    "row_of",
    "settle_part",
    "take",
    "urge",
    "was_reopened",
    "working_after",
]
