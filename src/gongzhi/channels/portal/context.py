"""What the resident's side gives every page: the way to a human. Named by the setting GONGZHI_HUMAN_CHANNEL."""

from gongzhi.channels.portal import queries
from gongzhi.kernel.instants import now


def human_channel() -> dict[str, str]:
    """Return phone and counter of the desk that people call, and the numbers for when somebody is in danger."""
    return queries.human_channel(at=now())
