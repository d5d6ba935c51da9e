"""The door of patrol."""

from gongzhi.patrol.actions.check_replay import check_replay
from gongzhi.patrol.actions.dispatch import dispatch_event
from gongzhi.patrol.actions.erase import erase_words
from gongzhi.patrol.actions.handle import handle
from gongzhi.patrol.actions.register_sensors import register_sensors
from gongzhi.patrol.actions.report_event import Report, Reported, Spot, report_event
from gongzhi.patrol.actions.rounds import (
    give_round,
    handle_round,
    open_rounds,
    plan_rounds,
    report_round,
)
from gongzhi.patrol.actions.sensor_keys import make_sensor_key, revoke_sensor_key
from gongzhi.patrol.actions.take_readings import take_readings
from gongzhi.patrol.forms import EventForm
from gongzhi.patrol.queries import EventView, RoundView, category, event_for, open_events_by_grid, round_for
from gongzhi.patrol.readings import Reading, value_text
from gongzhi.patrol.rules import ON_SPOT
from gongzhi.patrol.sensors import KeyView, SensorView, key_in_force, sensor_keys, sensor_kinds, sensors

__all__ = [
    "ON_SPOT",
    "EventForm",
    "EventView",
    "KeyView",
    "Reading",
    "Report",
    "Reported",
    "RoundView",
    "SensorView",
    "Spot",
    "category",
    "check_replay",
    "dispatch_event",
    "erase_words",
    "event_for",
    "give_round",
    "handle",
    "handle_round",
    "key_in_force",
    "make_sensor_key",
    "open_events_by_grid",
    "open_rounds",
    "plan_rounds",
    "register_sensors",
    "report_event",
    "report_round",
    "revoke_sensor_key",
    "round_for",
    "sensor_keys",
    "sensor_kinds",
    "sensors",
    "take_readings",
    "value_text",
]
