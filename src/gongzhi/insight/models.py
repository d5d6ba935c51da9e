"""The tables of insight."""

from gongzhi.insight.card_models import HypothesisCard as HypothesisCard
from gongzhi.insight.forecast_models import CountAlarm as CountAlarm
from gongzhi.insight.forecast_models import CountHead as CountHead
from gongzhi.insight.forecast_models import DayCount as DayCount
from gongzhi.insight.forecast_models import Forecast as Forecast
from gongzhi.insight.forecast_models import ForecastRun as ForecastRun
from gongzhi.insight.topic_models import FeatureCounts as FeatureCounts
from gongzhi.insight.topic_models import PlacedMessage as PlacedMessage
from gongzhi.insight.topic_models import Topic as Topic
from gongzhi.insight.topic_models import TopicLink as TopicLink
