"""Check that what people said of messages is what the facts say. Topics themselves are derived, and made anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gongzhi.insight.topic_models import TopicLink
from gongzhi.insight.topic_replay import KINDS, replay_links
from gongzhi.ledger.public import facts_about, subjects_of


@dataclass(frozen=True)
class LinkDifference:
    """Two messages of which the table says another thing than the facts."""

    what: str
    facts: Any
    table: Any


def check_links() -> Iterator[LinkDifference]:
    """Yield each two messages in which the table differs from the facts."""
    subjects = {subject for kind in KINDS for subject in subjects_of(kind)}
    said = replay_links(facts_about(subjects, only=KINDS))
    rows = {(str(row.one), str(row.other)): row.together for row in TopicLink.objects.all()}
    for pair in sorted({*said, *rows}):
        if said.get(pair) != rows.get(pair):
            yield LinkDifference(f"topics/{pair[0]}/{pair[1]}", said.get(pair), rows.get(pair))
