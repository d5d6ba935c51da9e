"""What can happen in insight."""

from gongzhi.insight.card_facts import CardPlace as CardPlace
from gongzhi.insight.card_facts import CardState as CardState
from gongzhi.insight.card_facts import CardText as CardText
from gongzhi.insight.card_facts import CardView as CardView
from gongzhi.insight.card_facts import Evidence as Evidence
from gongzhi.insight.card_facts import Ground as Ground
from gongzhi.insight.card_facts import Outcome as Outcome
from gongzhi.insight.card_facts import Tally as Tally
from gongzhi.insight.topic_facts import SIMILAR as SIMILAR
from gongzhi.insight.topic_facts import Alike as Alike
from gongzhi.insight.topic_facts import TopicKind as TopicKind
from gongzhi.insight.topic_facts import TopicLine as TopicLine
from gongzhi.insight.topic_facts import TopicView as TopicView
