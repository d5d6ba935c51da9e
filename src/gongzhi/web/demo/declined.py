"""Which codes the demo's words for a refusal stand for: why it was not taken up, and where one goes."""

from gongzhi.cases.facts import DeclineReason, Destination

DECLINED: dict[str, tuple[DeclineReason, Destination]] = {
    "court": (DeclineReason.OTHER_PROCEDURE, Destination.COURT),
    "arbitration": (DeclineReason.OTHER_PROCEDURE, Destination.COURT),
    "review": (DeclineReason.OTHER_PROCEDURE, Destination.REVIEW),
    "discipline": (DeclineReason.OTHER_PROCEDURE, Destination.DISCIPLINE),
    "disclosure": (DeclineReason.OTHER_PROCEDURE, Destination.DISCLOSURE),
    "elsewhere": (DeclineReason.OUTSIDE, Destination.ELSEWHERE),
    "emergency": (DeclineReason.EMERGENCY, Destination.EMERGENCY),
    "mediation": (DeclineReason.OTHER_PROCEDURE, Destination.COURT),
    "petition": (DeclineReason.IN_PETITION, Destination.PETITION),
    "no_new_facts": (DeclineReason.NOTHING_NEW, Destination.PETITION),
    "secret": (DeclineReason.SECRET, Destination.DISCLOSURE),
}
