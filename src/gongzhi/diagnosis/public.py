"""The door of diagnosis."""

from gongzhi.diagnosis.actions.check_proposals import ProposalDifference, check_proposals
from gongzhi.diagnosis.actions.decide import decide_matter, forget_proposal, verify_matter
from gongzhi.diagnosis.actions.propose import note_dispatched, propose_matter
from gongzhi.diagnosis.actions.retrain import Compared, retrain
from gongzhi.diagnosis.actions.watch_drift import drift_windows, watch_drift
from gongzhi.diagnosis.fairness import GroupLine, fairness
from gongzhi.diagnosis.groups import groups_of
from gongzhi.diagnosis.limits import limits_on
from gongzhi.diagnosis.marks import Piece, pieces
from gongzhi.diagnosis.queries import (
    ComparisonView,
    Other,
    ProposalView,
    by_itself,
    comparison_of,
    life_waiting,
    proposal_of,
    served_since,
)

__all__ = [
    "Compared",
    "ComparisonView",
    "GroupLine",
    "Other",
    "Piece",
    "ProposalDifference",
    "ProposalView",
    "by_itself",
    "check_proposals",
    "comparison_of",
    "decide_matter",
    "drift_windows",
    "fairness",
    "forget_proposal",
    "groups_of",
    "life_waiting",
    "limits_on",
    "note_dispatched",
    "pieces",
    "proposal_of",
    "propose_matter",
    "retrain",
    "served_since",
    "verify_matter",
    "watch_drift",
]
