"""The door of applications."""

from gongzhi.applications.actions.ask import ask, supply
from gongzhi.applications.actions.assign import assign
from gongzhi.applications.actions.check_replay import check_replay
from gongzhi.applications.actions.check_words import check_words
from gongzhi.applications.actions.contact import make_contact, not_reached
from gongzhi.applications.actions.decide import deny, grant
from gongzhi.applications.actions.deliver import (
    confirm,
    confirm_withdrawal,
    rate,
    reopen,
    urge,
    withdraw,
)
from gongzhi.applications.actions.erase import erase_contact, erase_decisions, erase_words
from gongzhi.applications.actions.file_application import Filed, Form, Person, file_application
from gongzhi.applications.actions.give_materials import Given
from gongzhi.applications.actions.handle import handle, refuse
from gongzhi.applications.actions.helped import object_to_help
from gongzhi.applications.actions.reveal import call_applicant, reveal
from gongzhi.applications.actions.tell_by import tell_by
from gongzhi.applications.by_phone import application_with_phone
from gongzhi.applications.document import document_font
from gongzhi.applications.forms import answer_field, answers_of
from gongzhi.applications.paper import shown_answer
from gongzhi.applications.queries import (
    ApplicationOffer,
    ApplicationView,
    MaterialView,
    application_by_code,
    application_for,
    application_story,
    offers_for_resident,
    rating_for,
    resident_application,
    resident_document,
    resident_material_file,
    resident_rating,
    resident_story,
)
from gongzhi.applications.rules import fits, missing_needs, text_refusal
from gongzhi.applications.sentences import SENTENCES
from gongzhi.applications.told import ways_left
from gongzhi.applications.words import (
    GRADES,
    HOWS,
    MATERIAL_STATES,
    NEXT_STEPS,
    OUTCOMES,
    STATE_SENTENCES,
    STATES,
)

__all__ = [
    "GRADES",
    "HOWS",
    "MATERIAL_STATES",
    "NEXT_STEPS",
    "OUTCOMES",
    "SENTENCES",
    "STATES",
    "STATE_SENTENCES",
    "ApplicationOffer",
    "ApplicationView",
    "Filed",
    "Form",
    "Given",
    "MaterialView",
    "Person",
    "answer_field",
    "answers_of",
    "application_by_code",
    "application_for",
    "application_story",
    "application_with_phone",
    "ask",
    "assign",
    "call_applicant",
    "check_replay",
    "check_words",
    "confirm",
    "confirm_withdrawal",
    "deny",
    "document_font",
    "erase_contact",
    "erase_decisions",
    "erase_words",
    "file_application",
    "fits",
    "grant",
    "handle",
    "make_contact",
    "missing_needs",
    "not_reached",
    "object_to_help",
    "offers_for_resident",
    "rate",
    "rating_for",
    "refuse",
    "reopen",
    "resident_application",
    "resident_document",
    "resident_material_file",
    "resident_rating",
    "resident_story",
    "reveal",
    "shown_answer",
    "supply",
    "tell_by",
    "text_refusal",
    "urge",
    "ways_left",
    "withdraw",
]
