"""The door of insight."""

from gongzhi.insight.actions.ask_alike import ask_alike
from gongzhi.insight.actions.check_card_replay import check_card_replay
from gongzhi.insight.actions.check_links import check_links
from gongzhi.insight.actions.count_days import check_counts, count_days
from gongzhi.insight.actions.decide_card import check_card, dismiss_card, take_up_card
from gongzhi.insight.actions.draft_cards import draft_cards
from gongzhi.insight.actions.foretell import make_forecasts, raise_alarms
from gongzhi.insight.actions.keep_topics import merge_topics, name_topic, split_topic
from gongzhi.insight.actions.place_message import forget_message, place_message
from gongzhi.insight.actions.propose_card import draft_card, propose_card
from gongzhi.insight.actions.rebuild_topics import rebuild_topics
from gongzhi.insight.actions.regroup import regroup
from gongzhi.insight.actions.tell_of_cards import tell_of_cards
from gongzhi.insight.actions.tidy_topics import leave_window
from gongzhi.insight.card_queries import cards_of, keys_known, public_tally
from gongzhi.insight.forecast_queries import (
    backtest_of,
    bursts_now,
    calendar_of,
    forecast_for,
    forecasts_under,
    repeats_now,
)
from gongzhi.insight.nightly import Nightly, work_at_night
from gongzhi.insight.topic_queries import places, series, topic, topic_of, topics_now

__all__ = [
    "Nightly",
    "ask_alike",
    "backtest_of",
    "bursts_now",
    "calendar_of",
    "cards_of",
    "check_card",
    "check_card_replay",
    "check_counts",
    "check_links",
    "count_days",
    "dismiss_card",
    "draft_card",
    "draft_cards",
    "forecast_for",
    "forecasts_under",
    "forget_message",
    "keys_known",
    "leave_window",
    "make_forecasts",
    "merge_topics",
    "name_topic",
    "place_message",
    "places",
    "propose_card",
    "public_tally",
    "raise_alarms",
    "rebuild_topics",
    "regroup",
    "repeats_now",
    "series",
    "split_topic",
    "take_up_card",
    "tell_of_cards",
    "topic",
    "topic_of",
    "topics_now",
    "work_at_night",
]
