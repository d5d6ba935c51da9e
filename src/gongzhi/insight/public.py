"""The door of insight."""

from gongzhi.insight.actions.check_card_replay import check_card_replay
from gongzhi.insight.actions.decide_card import check_card, dismiss_card, take_up_card
from gongzhi.insight.actions.propose_card import draft_card, propose_card
from gongzhi.insight.actions.tell_of_cards import tell_of_cards
from gongzhi.insight.card_queries import cards_of, keys_known, public_tally
from gongzhi.insight.topic_queries import places, series, topic, topic_of, topics_now

__all__ = [
    "cards_of",
    "check_card",
    "check_card_replay",
    "dismiss_card",
    "draft_card",
    "keys_known",
    "places",
    "propose_card",
    "public_tally",
    "series",
    "take_up_card",
    "tell_of_cards",
    "topic",
    "topic_of",
    "topics_now",
]
