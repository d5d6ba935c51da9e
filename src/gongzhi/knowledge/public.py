"""The door of knowledge."""

from gongzhi.knowledge.actions.check_replay import KnowledgeDifference, check_replay
from gongzhi.knowledge.actions.count import count_help
from gongzhi.knowledge.actions.outage import change_outage, end_outage, note_outage
from gongzhi.knowledge.actions.write import publish_article, withdraw_article, write_article
from gongzhi.knowledge.queries import find_articles, outages_at, published, version_by_id, versions_of
from gongzhi.knowledge.rules import writer_refusal

__all__ = [
    "KnowledgeDifference",
    "change_outage",
    "check_replay",
    "count_help",
    "end_outage",
    "find_articles",
    "note_outage",
    "outages_at",
    "publish_article",
    "published",
    "version_by_id",
    "versions_of",
    "withdraw_article",
    "write_article",
    "writer_refusal",
]
