"""The door of diagnosis."""

from gongzhi.diagnosis.actions.again import propose_again
from gongzhi.diagnosis.actions.check_proposals import ProposalDifference, check_proposals
from gongzhi.diagnosis.actions.danger import say_danger
from gongzhi.diagnosis.actions.decide import decide_matter, forget_places, forget_proposal, verify_matter
from gongzhi.diagnosis.actions.fixed import FixedQuestions
from gongzhi.diagnosis.actions.propose import note_dispatched, propose_matter
from gongzhi.diagnosis.actions.report_grounded import report_grounded
from gongzhi.diagnosis.actions.retrain import Compared, retrain
from gongzhi.diagnosis.actions.second import bring_second
from gongzhi.diagnosis.actions.watch_drift import watch_drift
from gongzhi.diagnosis.endpoint.away import Away
from gongzhi.diagnosis.endpoint.running import Replied, fixed_questions
from gongzhi.diagnosis.endpoint.running import ask as ask_endpoint
from gongzhi.diagnosis.endpoint.running import endpoint as asked_endpoint
from gongzhi.diagnosis.fairness import GroupLine, fairness
from gongzhi.diagnosis.groups import groups_of
from gongzhi.diagnosis.limits import limits_on
from gongzhi.diagnosis.marks import Piece, pieces
from gongzhi.diagnosis.queries import (
    AgainView,
    ComparisonView,
    Other,
    ProposalView,
    SecondView,
    comparison_of,
    danger_confirmed,
    drift_windows,
    life_waiting,
    proposal_of,
    right_as_far,
    served_since,
    waiting_for_second,
)
from gongzhi.diagnosis.seeded import seed_model
from gongzhi.diagnosis.warming import warm
from gongzhi.diagnosis.words import GROUP_KINDS, GROUPS

__all__ = [
    "GROUPS",
    "GROUP_KINDS",
    "AgainView",
    "Away",
    "Compared",
    "ComparisonView",
    "FixedQuestions",
    "GroupLine",
    "Other",
    "Piece",
    "ProposalDifference",
    "ProposalView",
    "Replied",
    "SecondView",
    "ask_endpoint",
    "asked_endpoint",
    "bring_second",
    "check_proposals",
    "comparison_of",
    "danger_confirmed",
    "decide_matter",
    "drift_windows",
    "fairness",
    "fixed_questions",
    "forget_places",
    "forget_proposal",
    "groups_of",
    "life_waiting",
    "limits_on",
    "note_dispatched",
    "pieces",
    "proposal_of",
    "propose_again",
    "propose_matter",
    "report_grounded",
    "retrain",
    "right_as_far",
    "say_danger",
    "seed_model",
    "served_since",
    "verify_matter",
    "waiting_for_second",
    "warm",
    "watch_drift",
]
