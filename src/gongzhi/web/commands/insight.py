"""`gongzhi insight`: what many messages say together. Each part of it registers its own commands."""

import argparse

from gongzhi.web.commands import insight_counts, insight_topics
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `insight`."""
    group = commands.add_parser(
        "insight", help=_("topics, forecasts and bursts: judge the methods on a file")
    )
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    insight_topics.register(actions)
    insight_counts.register(actions)
