"""The door of algorithms."""

from gongzhi.algorithms.actions.appeal import answer_appeal, appeal, erase_appeals
from gongzhi.algorithms.actions.board import decide_review, vote
from gongzhi.algorithms.actions.check_replay import AlgorithmDifference, check_replay
from gongzhi.algorithms.actions.invoke import invoke
from gongzhi.algorithms.actions.judge import judge, turned_out
from gongzhi.algorithms.actions.pass_gate import name_tester, pass_gate, retire, send_to_experts, start_pilot
from gongzhi.algorithms.actions.register import begin_version, register
from gongzhi.algorithms.actions.report import report_drift, report_grounding
from gongzhi.algorithms.actions.switch import switch_off, switch_on
from gongzhi.algorithms.actions.watch import lift_suspension, watch_due
from gongzhi.algorithms.actions.write import write_section
from gongzhi.algorithms.appeals import appeal_by_code, appeal_by_id, appeals_about, appeals_of, was_made
from gongzhi.algorithms.offering import offer, offered
from gongzhi.algorithms.queries import (
    begin_refusal,
    entries,
    entry,
    grounded_at,
    in_force,
    in_production,
    reviews_of,
    uses_about,
    version_by_id,
    version_of_loop,
    versions_of,
    votes_of,
    would_run,
)
from gongzhi.algorithms.record import names_of_entries
from gongzhi.algorithms.shipped import shipped
from gongzhi.algorithms.watching import figures_of, monitors_of

__all__ = [
    "AlgorithmDifference",
    "answer_appeal",
    "appeal",
    "appeal_by_code",
    "appeal_by_id",
    "appeals_about",
    "appeals_of",
    "begin_refusal",
    "begin_version",
    "check_replay",
    "decide_review",
    "entries",
    "entry",
    "erase_appeals",
    "figures_of",
    "grounded_at",
    "in_force",
    "in_production",
    "invoke",
    "judge",
    "lift_suspension",
    "monitors_of",
    "name_tester",
    "names_of_entries",
    "offer",
    "offered",
    "pass_gate",
    "register",
    "report_drift",
    "report_grounding",
    "retire",
    "reviews_of",
    "send_to_experts",
    "shipped",
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
    "was_made",
    "watch_due",
    "would_run",
    "write_section",
]
