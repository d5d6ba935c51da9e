"""The tables of insight."""

from gongzhi.insight.card_models import HypothesisCard as HypothesisCard
