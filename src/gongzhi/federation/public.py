"""The door of federation."""

from gongzhi.federation.actions.add_neighbour import add_neighbour, host_unit
from gongzhi.federation.actions.put_up import put_up
from gongzhi.federation.actions.resume import resume
from gongzhi.federation.keys import key_file, make_key
from gongzhi.federation.pulling import Unreachable, pull, pull_all
from gongzhi.federation.queries import NeighbourView, host_of, neighbour, neighbours, shared_with
from gongzhi.federation.receiving import receive
from gongzhi.federation.words import why

__all__ = [
    "NeighbourView",
    "Unreachable",
    "add_neighbour",
    "host_of",
    "host_unit",
    "key_file",
    "make_key",
    "neighbour",
    "neighbours",
    "pull",
    "pull_all",
    "put_up",
    "receive",
    "resume",
    "shared_with",
    "why",
]
