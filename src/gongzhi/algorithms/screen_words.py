"""What pages of the register call things: how far an algorithm reaches, where it stands, what is asked of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.algorithms.facts import Light, Opinion, Outcome, Seat, Stage, Tier

TIERS: Mapping[Tier, Any] = {
    Tier.RULES: _("plain rules"),
    Tier.SEARCH: _("finds and shows"),
    Tier.SUGGESTS: _("suggests, a person decides"),
    Tier.ACTS: _("acts where it is sure, a person can undo it"),
    Tier.ORDERS: _("puts matters into an order"),
}
TIER_SENTENCES: Mapping[Tier, Any] = {
    Tier.RULES: _("It follows plain rules that anybody can read. It does not learn."),
    Tier.SEARCH: _("It finds things and shows them. It changes nothing."),
    Tier.SUGGESTS: _("It makes a suggestion to a member of staff. A person decides each time."),
    Tier.ACTS: _("Where it is sure it acts by itself. A person can undo each of its acts."),
    Tier.ORDERS: _(
        "It puts matters into an order: which is looked at first. People check the order, and nobody is ranked."
    ),
}
STAGES: Mapping[Stage, Any] = {
    Stage.NEED: _("need being stated"),
    Stage.IMPACT: _("impact being stated"),
    Stage.TESTING: _("being tested"),
    Stage.TESTED: _("test reported"),
    Stage.REVIEW: _("before the ethics board"),
    Stage.REVIEWED: _("approved, experts still to look"),
    Stage.RE_REVIEW: _("before outside experts"),
    Stage.SHADOW: _("shadow run"),
    Stage.PILOT: _("pilot"),
    Stage.COMPARISON: _("compared with the one in use"),
    Stage.PRODUCTION: pgettext_lazy("an algorithm", "in use"),
    Stage.ARBITRATION: _("before the arbiter"),
    Stage.RETIRED: pgettext_lazy("an algorithm", "retired"),
    Stage.DROPPED: pgettext_lazy("an algorithm", "given up"),
    Stage.REJECTED: pgettext_lazy("an algorithm", "refused"),
}
STAGE_SENTENCES: Mapping[Stage, Any] = {
    Stage.SHADOW: _("It runs, and nobody is shown what it says. People decide as before."),
    Stage.PILOT: _("It is tried. For some matters, drawn by lot, people decide alone, to compare."),
    Stage.COMPARISON: _("A new version is compared with the one in use. Nobody is shown what it says."),
}
ENDS: Mapping[str, Any] = {
    "fulfilled": pgettext_lazy("an algorithm", "retired"),
    "refused": pgettext_lazy("an algorithm", "given up"),
    "denied": pgettext_lazy("an algorithm", "refused"),
}
OWED: Mapping[str, Any] = {
    "need": _("say what it is for, and name who tests it"),
    "impact": _("state what it can do to people"),
    "testing": _("test it, by group as well"),
    "tested": _("take the test to the board"),
    "review": _("speak, and decide"),
    "reviewed": _("send it to outside experts"),
    "re_review": _("look at it from outside"),
    "shadow": _("watch the shadow run, then begin the pilot"),
    "pilot": _("judge the pilot"),
    "comparison": _("judge the comparison"),
    "production": _("have it tested again before its test runs out"),
    "arbitration": _("decide the dispute"),
    "appeal": _("answer an objection"),
    "suspension": _("look why it was stopped"),
}
PARTIES: Mapping[str, Any] = {
    "owner": _("who wants it and answers for it"),
    "tester": _("who tests it"),
    "co": _("who helps to test"),
    "board": _("the ethics board"),
    "expert": _("outside experts"),
    "arbiter": _("the arbiter"),
}
DIMENSIONS: Mapping[str, Any] = {
    "rights": _("Rights"),
    "dignity": _("Dignity"),
    "health": _("Life and health"),
    "economy": _("Money and living"),
    "reversibility": _("Hard to undo"),
    "duration": _("How long it lasts"),
    "scale": _("How many people"),
    "vulnerable_groups": _("Old people, children, people who need help"),
}
IMPACT_NAME = _("Impact in eight lines, of which the highest counts")
LEVELS: Mapping[int, Any] = {
    1: _("1 of 4: hardly"),
    2: _("2 of 4: a little"),
    3: _("3 of 4: much"),
    4: _("4 of 4: very much"),
}
SEATS: Mapping[Seat, Any] = {
    Seat.EXPERT: pgettext_lazy("a seat on the board", "expert"),
    Seat.OFFICIAL: pgettext_lazy("a seat on the board", "official"),
    Seat.AFFECTED: _("for the residents concerned"),
}
OPINIONS: Mapping[Opinion, Any] = {
    Opinion.YES: pgettext_lazy("a vote", "yes"),
    Opinion.CONDITIONS: pgettext_lazy("a vote", "yes, on conditions"),
    Opinion.NO: pgettext_lazy("a vote", "no"),
}
OUTCOMES: Mapping[Outcome, Any] = {
    Outcome.SHOWN: _("shown to somebody"),
    Outcome.SHADOW: _("not shown: shadow run"),
    Outcome.HUMAN_ARM: _("not shown: people decided alone"),
    Outcome.ABSTAINED: _("it did not know"),
    Outcome.FAILED: _("it failed"),
}
# Light, and what `ui/_status.html` shows for it.
LIGHTS: Mapping[Light, tuple[Any, str]] = {
    Light.GREEN: (_("within the limits"), "ontime"),
    Light.AMBER: (_("to be watched"), "amber"),
    Light.RED: (_("beyond the limits"), "overdue"),
    Light.INSUFFICIENT: (_("insufficient evidence"), "quiet"),
}
SECTIONS: Mapping[str, Any] = {
    "identity": _("What it is, and who answers for it"),
    "purpose": _("What it is for, and what not"),
    "use": _("Who decides"),
    "data": _("What it reads"),
    "impact": _("What it can do to people"),
    "evaluation": _("How well it did when it was tested"),
}
FIELDS: Mapping[str, Any] = {
    "name": pgettext_lazy("an algorithm", "Name"),
    "description": _("In plain words, at most 350 characters"),
    "accountable": _("Who answers for it (post, no name)"),
    "supplier": _("Who made it"),
    "contact": _("Where to write to"),
    "phone": _("Telephone"),
    "purposes": _("Purposes it may be asked for"),
    "need": _("What it is needed for"),
    "decisions": _("Decisions it touches"),
    "not_for": _("What it may not be used for"),
    "alternatives": _("Ways without it"),
    "baseline_metric": _("Measure of the way without it"),
    "baseline_value": _("Figure of the way without it"),
    "listed": _("Kinds that experts outside look at"),
    "seen_by": _("Who sees what it says"),
    "human_decision": _("What a person decides"),
    "override": _("How a person overrules it"),
    "appeal": _("How to object"),
    "explanation": _("How it explains itself"),
    "training": _("What staff are taught"),
    "sources": _("Where its data come from"),
    "personal": _("Personal data it touches"),
    "legal_basis": pgettext_lazy("an algorithm", "Legal basis"),
    "retention": _("How long data are kept"),
    "representativeness": _("Whom the data show, and whom not"),
    "grounds": _("Why so"),
    "mitigation": _("What is done against it"),
    "dataset": _("Tested on"),
    "held_on": _("Day of the test"),
    "groups": _("How many in each group"),
    "metrics": _("Figures"),
    "expires_on": _("The test is good until"),
}
SHORT_FIELDS: Mapping[str, Any] = {
    **FIELDS,
    "description": _("What it does, in plain words"),
    "accountable": _("Who answers for it"),
}
# How a figure of a test is called; others stand as their owner wrote them.
METRICS: Mapping[str, Any] = {
    "accuracy": _("right"),
    "macro_f1": _("right, every kind of matter counted alike (macro-F1)"),
    "precision": _("right where it spoke"),
    "recall": _("found of what there was"),
    "coverage": _("share in which it spoke"),
    "coverage_at_97": _("share in which it is sure enough to act"),
    "precision_there": _("right where it acts"),
    "ece": _("error of its confidence"),
    "wape": _("error of the forecast (WAPE)"),
    "false_alarms": _("false alarms"),
}
# What the daily look watches, by the codes of `rules.monitors`.
MONITORS: Mapping[str, Any] = {
    "group_ratio": _("helped as often as others (1 is the same)"),
    "missed_gap": _("missed more often than others"),
    "human_arm": _("better than people alone"),
    "override": _("overruled by people"),
    "appeals": _("objections that were right"),
    "drift": _("moved away from what it was trained on (PSI)"),
    "grounded": _("answers that cite what they rest on"),
    "evidence": _("too little known about groups"),
}
# Declared groups, as callers of the gate name them: coarse, and never a person.
GROUPS: Mapping[str, Mapping[str, Any]] = {
    "channel": {
        "PORTAL": _("online"),
        "HOTLINE": _("by telephone"),
        "COUNTER": _("at the counter"),
        "GRID": _("by a grid worker"),
        "PAPER": _("on paper"),
        "SMS": _("by text message"),
        "IMPORT": _("taken over from files"),
        "OPEN311": _("by another app"),
        "ABOVE": _("from the platform above"),
        "SYSTEM": _("by another system"),
    },
    "division": {
        "county": _("for the whole county"),
        "street": _("in a street office's area"),
        "town": _("in town"),
        "township": _("in a township"),
        "community": _("in residents' communities"),
        "village": _("in villages"),
    },
    "language": {"zh": _("in Chinese"), "en": _("in English"), "mixed": _("in both languages")},
    "length": {
        "short": _("short reports"),
        "middle": _("reports of middle length"),
        "long": _("long reports"),
    },
}


def group_words(group: str) -> str:
    """Return a declared group in words, ``language=en``; what somebody wrote in words stays."""
    dimension, _equals, name = group.partition("=")
    return str(GROUPS.get(dimension, {}).get(name, name or group))
