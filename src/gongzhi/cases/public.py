"""The door of cases."""

from gongzhi.cases.actions.above import (
    classify_above,
    end_above,
    judge_above,
    reopen_above,
    say_above,
)
from gongzhi.cases.actions.answer import answer, answer_at_once, approve, send_back
from gongzhi.cases.actions.arrive import arrive
from gongzhi.cases.actions.call_back import draw_callback, not_reached
from gongzhi.cases.actions.call_help import call_help, urge_helper
from gongzhi.cases.actions.check_fair_replay import check_fair_replay
from gongzhi.cases.actions.check_replay import check_replay
from gongzhi.cases.actions.check_whistles import check_whistles
from gongzhi.cases.actions.check_words import check_words
from gongzhi.cases.actions.classify import classify
from gongzhi.cases.actions.close_whistle import close_if_stale, conclude_whistle
from gongzhi.cases.actions.confide import say_needs, set_confidential
from gongzhi.cases.actions.contact import make_contact
from gongzhi.cases.actions.correct import correct_filing
from gongzhi.cases.actions.danger import danger_is_over, look_at_danger
from gongzhi.cases.actions.decline import decline
from gongzhi.cases.actions.dispatch import dispatch
from gongzhi.cases.actions.effect import open_effect_checks, record_effect
from gongzhi.cases.actions.erase import erase_contact, erase_words
from gongzhi.cases.actions.exclude import (
    decide_exclusion,
    decide_exclusion_objection,
    object_to_exclusion,
    propose_exclusion,
)
from gongzhi.cases.actions.file_case import Filed, Person, Place, Source, file_case, open_case
from gongzhi.cases.actions.handle import handle
from gongzhi.cases.actions.helped import object_to_help
from gongzhi.cases.actions.join import join
from gongzhi.cases.actions.judge import judge
from gongzhi.cases.actions.park import PARKED, park, review_came_round
from gongzhi.cases.actions.part import finish_part, refuse_part
from gongzhi.cases.actions.propose_whistle import decline_whistle, propose_whistle
from gongzhi.cases.actions.question import ask, reply
from gongzhi.cases.actions.rate import decide_rating, object_to_rating, rate
from gongzhi.cases.actions.recur import recur
from gongzhi.cases.actions.reopen import reopen
from gongzhi.cases.actions.reveal import call_resident, reveal
from gongzhi.cases.actions.screen_older import screen_older
from gongzhi.cases.actions.second import SecondOpinions
from gongzhi.cases.actions.separate import separate
from gongzhi.cases.actions.speak import add, note, note_held, urge
from gongzhi.cases.actions.supervise import end_supervision, reply_to_supervision, supervise
from gongzhi.cases.actions.tell_by import tell_by
from gongzhi.cases.actions.triage import accept, propose_about, propose_after_return, verify_about
from gongzhi.cases.actions.undo import undo
from gongzhi.cases.actions.whistle import Task, add_department, whistle
from gongzhi.cases.actions.withdraw import confirm_withdrawal, withdraw
from gongzhi.cases.age_field import age_of, own_age_field, their_age_field
from gongzhi.cases.by_contact import cases_left_with, questions_open_to
from gongzhi.cases.by_phone import case_with_phone
from gongzhi.cases.fairness_words import FINDINGS
from gongzhi.cases.forms import FileForm
from gongzhi.cases.judged import Verdict, verdict_of
from gongzhi.cases.lines import CaseLine, case_lines
from gongzhi.cases.nearby import Neighbour, neighbours, words_of_cases
from gongzhi.cases.objections import objection_until
from gongzhi.cases.on_a_call import ToldCase, case_line, cases_of_contacts, channel_of, reported_already
from gongzhi.cases.parity import WayIn, ways_by_age, ways_in
from gongzhi.cases.photos import photo_for, photos_of, resident_photo
from gongzhi.cases.published import (
    PublishedCase,
    PublishedStep,
    Wish,
    case_by_public_id,
    filed_by,
    is_on_record,
    public_id_of,
    published_cases,
    published_photo,
    published_steps,
    published_steps_of,
)
from gongzhi.cases.queries import (
    CaseOffer,
    CaseView,
    case_by_code,
    case_for,
    case_story,
    count_cases_of,
    offers_for,
    offers_for_resident,
    open_cases_by_grid,
    resident_case,
    resident_story,
)
from gongzhi.cases.rules import PARKED_AT_MOST, text_refusal
from gongzhi.cases.sentences_fair import destination_words
from gongzhi.cases.similar import carried_by
from gongzhi.cases.story import SENTENCES, folded, photos_by_fact
from gongzhi.cases.told import ways_left
from gongzhi.cases.verified import labelled, messages_filed
from gongzhi.cases.words import (
    AGES,
    CHANNELS,
    ENDS,
    EVENTS,
    FILERS,
    NEEDS,
    NEXT_STEPS,
    SATISFACTIONS,
    STATE_SENTENCES,
    STATES,
)
from gongzhi.ui.photo_drafts import drop_photos, kept_photos
from gongzhi.ui.photo_fields import PhotosField, WithPhotos, take_away, take_in
from gongzhi.ui.photo_fields import shown as shown_photos
from gongzhi.ui.photos import clean_photo

__all__ = [
    "AGES",
    "CHANNELS",
    "ENDS",
    "EVENTS",
    "FILERS",
    "FINDINGS",
    "NEEDS",
    "NEXT_STEPS",
    "PARKED",
    "PARKED_AT_MOST",
    "SATISFACTIONS",
    "SENTENCES",
    "STATES",
    "STATE_SENTENCES",
    "CaseLine",
    "CaseOffer",
    "CaseView",
    "FileForm",
    "Filed",
    "Neighbour",
    "Person",
    "PhotosField",
    "Place",
    "PublishedCase",
    "PublishedStep",
    "SecondOpinions",
    "Source",
    "Task",
    "ToldCase",
    "Verdict",
    "WayIn",
    "Wish",
    "WithPhotos",
    "accept",
    "add",
    "add_department",
    "age_of",
    "answer",
    "answer_at_once",
    "approve",
    "arrive",
    "ask",
    "call_help",
    "call_resident",
    "carried_by",
    "case_by_code",
    "case_by_public_id",
    "case_for",
    "case_line",
    "case_lines",
    "case_story",
    "case_with_phone",
    "cases_left_with",
    "cases_of_contacts",
    "channel_of",
    "check_fair_replay",
    "check_replay",
    "check_whistles",
    "check_words",
    "classify",
    "classify_above",
    "clean_photo",
    "close_if_stale",
    "conclude_whistle",
    "confirm_withdrawal",
    "correct_filing",
    "count_cases_of",
    "danger_is_over",
    "decide_exclusion",
    "decide_exclusion_objection",
    "decide_rating",
    "decline",
    "decline_whistle",
    "destination_words",
    "dispatch",
    "draw_callback",
    "drop_photos",
    "end_above",
    "end_supervision",
    "erase_contact",
    "erase_words",
    "file_case",
    "filed_by",
    "finish_part",
    "folded",
    "handle",
    "is_on_record",
    "join",
    "judge",
    "judge_above",
    "kept_photos",
    "labelled",
    "look_at_danger",
    "make_contact",
    "messages_filed",
    "neighbours",
    "not_reached",
    "note",
    "note_held",
    "object_to_exclusion",
    "object_to_help",
    "object_to_rating",
    "objection_until",
    "offers_for",
    "offers_for_resident",
    "open_case",
    "open_cases_by_grid",
    "open_effect_checks",
    "own_age_field",
    "park",
    "photo_for",
    "photos_by_fact",
    "photos_of",
    "propose_about",
    "propose_after_return",
    "propose_exclusion",
    "propose_whistle",
    "public_id_of",
    "published_cases",
    "published_photo",
    "published_steps",
    "published_steps_of",
    "questions_open_to",
    "rate",
    "record_effect",
    "recur",
    "refuse_part",
    "reopen",
    "reopen_above",
    "reply",
    "reply_to_supervision",
    "reported_already",
    "resident_case",
    "resident_photo",
    "resident_story",
    "reveal",
    "review_came_round",
    "say_above",
    "say_needs",
    "screen_older",
    "send_back",
    "separate",
    "set_confidential",
    "shown_photos",
    "supervise",
    "take_away",
    "take_in",
    "tell_by",
    "text_refusal",
    "their_age_field",
    "undo",
    "urge",
    "urge_helper",
    "verdict_of",
    "verify_about",
    "ways_by_age",
    "ways_in",
    "ways_left",
    "whistle",
    "withdraw",
    "words_of_cases",
]
