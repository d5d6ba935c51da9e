"""Put the messages of a file together: read them, compare all, group them. No database, no clock, no chance."""

from collections.abc import Sequence

from gongzhi.diagnosis.similarity.alike import similarities
from gongzhi.diagnosis.similarity.features import bags_of, known
from gongzhi.diagnosis.similarity.grouping import Labels, by_author, groups_of
from gongzhi.diagnosis.similarity.reading import Text, names_of, number

AT_ONCE = 12_000  # messages all of which can be compared with all


def put_together(messages: Sequence[Text]) -> Labels:
    """Return the number of its group for each message; who stands alone has a group of one."""
    if len(messages) > AT_ONCE:
        raise ValueError(len(messages))
    names = known([name for name, count in names_of(messages).items() if count > 1])
    alike = similarities(bags_of(messages, names), len(messages))
    return groups_of(by_author(alike, [each.author for each in messages]), floor=number("floor"))
