"""The door of cases."""

from gongzhi.cases.actions.answer import answer, answer_at_once, approve, send_back
from gongzhi.cases.actions.call_back import draw_callback, not_reached
from gongzhi.cases.actions.check_replay import check_replay
from gongzhi.cases.actions.classify import classify
from gongzhi.cases.actions.contact import make_contact, show_contact
from gongzhi.cases.actions.decline import decline
from gongzhi.cases.actions.dispatch import dispatch
from gongzhi.cases.actions.file_case import Filed, Person, Place, Source, file_case
from gongzhi.cases.actions.handle import handle
from gongzhi.cases.actions.judge import judge
from gongzhi.cases.actions.question import ask, reply
from gongzhi.cases.actions.reopen import reopen
from gongzhi.cases.actions.speak import add, note, urge
from gongzhi.cases.actions.withdraw import confirm_withdrawal, withdraw
from gongzhi.cases.queries import (
    CaseOffer,
    CaseView,
    case_by_code,
    case_for,
    case_story,
    cases_of,
    offers_for,
    offers_for_resident,
    resident_case,
    resident_story,
)
from gongzhi.cases.rules import text_refusal
from gongzhi.cases.story import Mentioned, StoryLine, mentioned, tell
from gongzhi.cases.words import (
    CHANNELS,
    ENDS,
    EVENTS,
    FILERS,
    NEXT_STEPS,
    SATISFACTIONS,
    STATE_SENTENCES,
    STATES,
)

__all__ = [
    "CHANNELS",
    "ENDS",
    "EVENTS",
    "FILERS",
    "NEXT_STEPS",
    "SATISFACTIONS",
    "STATES",
    "STATE_SENTENCES",
    "CaseOffer",
    "CaseView",
    "Filed",
    "Mentioned",
    "Person",
    "Place",
    "Source",
    "StoryLine",
    "add",
    "answer",
    "answer_at_once",
    "approve",
    "ask",
    "case_by_code",
    "case_for",
    "case_story",
    "cases_of",
    "check_replay",
    "classify",
    "confirm_withdrawal",
    "decline",
    "dispatch",
    "draw_callback",
    "file_case",
    "handle",
    "judge",
    "make_contact",
    "mentioned",
    "not_reached",
    "note",
    "offers_for",
    "offers_for_resident",
    "reopen",
    "reply",
    "resident_case",
    "resident_story",
    "send_back",
    "show_contact",
    "tell",
    "text_refusal",
    "urge",
    "withdraw",
]
