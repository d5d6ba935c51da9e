"""Words of insight."""

from gongzhi.insight import (
    card_words,  # noqa: F401 - registers what refusals say
    topic_refusals,  # noqa: F401 - the same
)
