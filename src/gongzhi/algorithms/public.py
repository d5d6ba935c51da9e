"""The door of algorithms."""

from gongzhi.algorithms.actions.board import decide_review, vote
from gongzhi.algorithms.actions.invoke import invoke
from gongzhi.algorithms.actions.judge import judge, turned_out
from gongzhi.algorithms.actions.pass_gate import name_tester, pass_gate, retire, send_to_experts, start_pilot
from gongzhi.algorithms.actions.register import begin_version, register
from gongzhi.algorithms.actions.switch import switch_off, switch_on
from gongzhi.algorithms.actions.write import write_section
from gongzhi.algorithms.offering import offer, offered
from gongzhi.algorithms.queries import (
    entries,
    entry,
    in_force,
    reviews_of,
    uses_about,
    version_by_id,
    version_of_loop,
    versions_of,
    votes_of,
)

__all__ = [
    "begin_version",
    "decide_review",
    "entries",
    "entry",
    "in_force",
    "invoke",
    "judge",
    "name_tester",
    "offer",
    "offered",
    "pass_gate",
    "register",
    "retire",
    "reviews_of",
    "send_to_experts",
    "start_pilot",
    "switch_off",
    "switch_on",
    "turned_out",
    "uses_about",
    "version_by_id",
    "version_of_loop",
    "versions_of",
    "vote",
    "votes_of",
    "write_section",
]
