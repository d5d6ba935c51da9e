"""The door of diagnosis."""

from gongzhi.diagnosis.actions.check_proposals import ProposalDifference, check_proposals
from gongzhi.diagnosis.actions.decide import decide_matter, forget_proposal, verify_matter
from gongzhi.diagnosis.actions.propose import note_dispatched, propose_matter
from gongzhi.diagnosis.groups import groups_of
from gongzhi.diagnosis.marks import Piece, pieces
from gongzhi.diagnosis.queries import Other, ProposalView, by_itself, life_waiting, proposal_of

__all__ = [
    "Other",
    "Piece",
    "ProposalDifference",
    "ProposalView",
    "by_itself",
    "check_proposals",
    "decide_matter",
    "forget_proposal",
    "groups_of",
    "life_waiting",
    "note_dispatched",
    "pieces",
    "proposal_of",
    "propose_matter",
    "verify_matter",
]
