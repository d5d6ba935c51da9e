"""The tables of insight."""

from gongzhi.insight.card_models import HypothesisCard as HypothesisCard
from gongzhi.insight.topic_models import FeatureCounts as FeatureCounts
from gongzhi.insight.topic_models import PlacedMessage as PlacedMessage
from gongzhi.insight.topic_models import Topic as Topic
from gongzhi.insight.topic_models import TopicLink as TopicLink
