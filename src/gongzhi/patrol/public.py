"""The door of patrol."""

from gongzhi.patrol.actions.check_replay import check_replay
from gongzhi.patrol.actions.dispatch import dispatch_event
from gongzhi.patrol.actions.handle import handle
from gongzhi.patrol.actions.report_event import Report, Reported, Spot, report_event
from gongzhi.patrol.actions.rounds import (
    give_round,
    handle_round,
    open_rounds,
    plan_rounds,
    report_round,
)
from gongzhi.patrol.queries import EventView, RoundView, event_for, open_events_by_grid, round_for

__all__ = [
    "EventView",
    "Report",
    "Reported",
    "RoundView",
    "Spot",
    "check_replay",
    "dispatch_event",
    "event_for",
    "give_round",
    "handle",
    "handle_round",
    "open_events_by_grid",
    "open_rounds",
    "plan_rounds",
    "report_event",
    "report_round",
    "round_for",
]
