"""What people said of messages, rebuilt from facts alone. Pure."""

from collections.abc import Iterable

from gongzhi.insight.topic_facts import TopicsMerged, TopicSplit
from gongzhi.ledger.facts import Recorded

KINDS = (TopicsMerged.kind, TopicSplit.kind)


def replay_links(facts: Iterable[Recorded]) -> dict[tuple[str, str], bool]:
    """Fold facts in their order; return for each two messages whether they belong together: the last word counts."""
    said: dict[tuple[str, str], bool] = {}
    for fact in facts:
        if fact.kind in KINDS:
            for one, other in zip(fact.data["ones"], fact.data["others"], strict=True):
                said[one, other] = fact.kind == TopicsMerged.kind
    return said
