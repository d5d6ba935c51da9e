"""The codes of cases: closed lists, shown to nobody. `facts` passes them on; words stand in `words`."""

from enum import StrEnum


class Channel(StrEnum):
    PORTAL = "PORTAL"
    HOTLINE = "HOTLINE"
    COUNTER = "COUNTER"
    PAPER = "PAPER"
    GRID = "GRID"
    IMPORT = "IMPORT"
    SMS = "SMS"
    OPEN311 = "OPEN311"
    SYSTEM = "SYSTEM"  # another system, by the interface with keys
    ABOVE = "ABOVE"  # an order of the platform above, such as a city's hotline


class Filer(StrEnum):
    ANONYMOUS = "ANONYMOUS"
    NAMED = "NAMED"
    HELPER = "HELPER"


class AgeBand(StrEnum):
    """How old the person concerned is, as coarse as it is counted 年龄段."""

    FROM_60 = "FROM_60"
    FROM_18 = "FROM_18"
    UNDER_18 = "UNDER_18"


class PlaceKind(StrEnum):
    POINT = "POINT"
    ADDRESS = "ADDRESS"
    NONE = "NONE"


class Satisfaction(StrEnum):
    SATISFIED = "SATISFIED"
    BASICALLY = "BASICALLY"
    DISSATISFIED = "DISSATISFIED"


class Finding(StrEnum):
    """What the office says became of the matter; the resident's own judgement stands beside it."""

    SOLVED = "SOLVED"
    PARTLY = "PARTLY"
    EXPLAINED = "EXPLAINED"
    NOT_POSSIBLE = "NOT_POSSIBLE"


class Need(StrEnum):
    """What somebody needs so that an office can talk with them 沟通需要."""

    LANGUAGE = "LANGUAGE"
    HEARING = "HEARING"
    SIGHT = "SIGHT"
    HELPER = "HELPER"
    OTHER = "OTHER"


class CameWith(StrEnum):
    """What a photo came with. With a draft it waits for the head's approval, as the draft does."""

    FILING = "FILING"
    ADDED = "ADDED"
    CONTACT = "CONTACT"
    ANSWER = "ANSWER"
    DRAFT = "DRAFT"


class LookGround(StrEnum):
    """Why somebody must see what is hidden in a text or a photo; OTHER says it in own words."""

    SORT = "SORT"  # what it is about, and who is in charge
    PLACE = "PLACE"  # where it is
    WHO = "WHO"  # who or what is meant
    OTHER = "OTHER"


class WhistleGround(StrEnum):
    """The three cases in which a town may whistle (practice of 吹哨报到)."""

    UNSOLVABLE = "UNSOLVABLE"  # a public problem the town cannot solve
    ENFORCEMENT = "ENFORCEMENT"  # joint enforcement where it lacks the power
    EMERGENCY = "EMERGENCY"


class Rating(StrEnum):
    """The town's rating of a department that was whistled for."""

    GOOD = "GOOD"
    ENOUGH = "ENOUGH"
    POOR = "POOR"


class ExclusionGround(StrEnum):
    """Why a result may be left out of scores, and no other reason (closed list of the default profile)."""

    UNLAWFUL = "UNLAWFUL"
    OUTSIDE_POWER = "OUTSIDE_POWER"
    PROVEN_FALSE = "PROVEN_FALSE"
    NOTHING_NEW = "NOTHING_NEW"
    ABUSIVE = "ABUSIVE"


class ExclusionState(StrEnum):
    PROPOSED = "PROPOSED"
    IN_FORCE = "IN_FORCE"
    DENIED = "DENIED"
    LAPSED = "LAPSED"  # the case was opened again: what was to be left out does not stand any more


class EffectState(StrEnum):
    WAITING = "WAITING"
    OPEN = "OPEN"
    LASTS = "LASTS"
    BROKEN = "BROKEN"
    DROPPED = "DROPPED"  # opened again before anybody looked


class ParkReason(StrEnum):
    """Why something real cannot be solved now 挂账, and no other reason (default of this project)."""

    MONEY = "MONEY"  # not in this year's budget
    PLAN = "PLAN"  # waits for a project that is planned already
    CONSENT = "CONSENT"  # neighbours or owners have to agree first
    TITLE = "TITLE"  # whose it is must be settled first
    RULE = "RULE"  # no rule covers it yet
    SEASON = "SEASON"  # the work needs another season, or drawn-down water


class DeclineReason(StrEnum):
    """Why a case is not taken up, or goes to another procedure (practice of 12345 lines)."""

    OUTSIDE = "OUTSIDE"  # another jurisdiction
    EMERGENCY = "EMERGENCY"
    OTHER_PROCEDURE = "OTHER_PROCEDURE"  # court, arbitration, reconsideration, discipline, disclosure
    IN_PETITION = "IN_PETITION"
    SECRET = "SECRET"  # noqa: S105 - a code: state or business secrets, privacy
    NOTHING_NEW = "NOTHING_NEW"
    UNLAWFUL = "UNLAWFUL"


class Destination(StrEnum):
    """Where somebody goes instead. A county names the unit and its phone with a desk of the same code."""

    PETITION = "PETITION"
    COURT = "COURT"
    REVIEW = "REVIEW"  # administrative reconsideration
    DISCIPLINE = "DISCIPLINE"
    DISCLOSURE = "DISCLOSURE"
    EMERGENCY = "EMERGENCY"
    ELSEWHERE = "ELSEWHERE"


class AboveWord(StrEnum):
    """What the platform above says of its order, or did with it while ours goes its own way."""

    ORDER = "ORDER"  # its own number
    MORE = "MORE"  # what did not fit into the text of a case
    REMARK = "REMARK"
    DEADLINE = "DEADLINE"  # its limit, which stands beside ours
    EXTENDED = "EXTENDED"
    NOT_EXTENDED = "NOT_EXTENDED"
    TAKEN_BACK = "TAKEN_BACK"  # it took the order back that we returned
    NOT_TAKEN_BACK = "NOT_TAKEN_BACK"
    SOLVED = "SOLVED"  # what the resident told it, where another judgement stands here
    NOT_SOLVED = "NOT_SOLVED"
    ENDED = "ENDED"
    OPENED = "OPENED"


class JudgedVia(StrEnum):
    RESIDENT = "RESIDENT"
    CALLBACK = "CALLBACK"
    HELPER = "HELPER"  # staff typed it for the resident, under a mandate
    SMS = "SMS"
    ABOVE = "ABOVE"  # the platform above asked, and passed on what it heard
