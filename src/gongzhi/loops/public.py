"""The door of loops."""

from gongzhi.loops.actions.attend import attempt_call, meet, urge
from gongzhi.loops.actions.check_replay import check_replay
from gongzhi.loops.actions.co_handle import call_in, meet_part, settle_part
from gongzhi.loops.actions.decide_reveal import decide_reveal
from gongzhi.loops.actions.duties import open_duty, settle_duty
from gongzhi.loops.actions.find_by import find_by
from gongzhi.loops.actions.fire import fire_due
from gongzhi.loops.actions.hand_over import hand_over, take
from gongzhi.loops.actions.hold import (
    Receipt,
    already_done,
    classify_loop,
    hold,
    hold_many,
    keep_receipt,
    relocate_loop,
)
from gongzhi.loops.actions.link_loops import link_loops, link_many
from gongzhi.loops.actions.load_calendar import load_calendar, recompute_deadlines
from gongzhi.loops.actions.move import Words, move
from gongzhi.loops.actions.open_loop import open_loop
from gongzhi.loops.actions.open_many import Opening, open_many
from gongzhi.loops.actions.pause import end_overdue_pauses, reply_to_question
from gongzhi.loops.actions.publish import migrate_loop, publish_definition, publish_profile
from gongzhi.loops.actions.reserve_numbers import reserve_numbers
from gongzhi.loops.actions.retitle import retitle
from gongzhi.loops.actions.supervise import supervise
from gongzhi.loops.actions.sweep import sweep
from gongzhi.loops.asking import register_asking
from gongzhi.loops.atlas import Atlas, draw, steps
from gongzhi.loops.clocks import Clock, clock_until, clocks_of, remaining_of
from gongzhi.loops.erased import ERASED, ERASED_TITLE
from gongzhi.loops.facts import Entitlements
from gongzhi.loops.findings import TITLES as CHECK_TITLES
from gongzhi.loops.findings import render as render_findings
from gongzhi.loops.forms import (
    ActForm,
    ConnectForm,
    DecideForm,
    DesignateForm,
    OnceForm,
    OverruleForm,
    ReasonForm,
    RemarkForm,
    ReturnForm,
    RevealForm,
    UnitForm,
    text_field,
)
from gongzhi.loops.in_order import (
    Debt,
    Wanted,
    debts_of,
    loops_in_order,
    owed_in_order,
    place_of_debt,
    place_of_loop,
)
from gongzhi.loops.kinds import Flag, Kind, Waiting, register_kind
from gongzhi.loops.kinds import kinds as registered_kinds
from gongzhi.loops.links import LinkView, linked_ids, linking_ids, links_of
from gongzhi.loops.lists import Due, due_rows, next_due, owed_count
from gongzhi.loops.load import Load, load_of
from gongzhi.loops.measures import MEASURES, Measure, Window, measure
from gongzhi.loops.moving import duration_words, party_words
from gongzhi.loops.outside import Outside, lines_outside, panels_outside, register_outside
from gongzhi.loops.paging import Place as PlaceInOrder
from gongzhi.loops.paging import place_named
from gongzhi.loops.parts import Part, duties_of, parts_of
from gongzhi.loops.queries import (
    LoopRow,
    Owed,
    calendar_files,
    definition_of_loop,
    holders_of,
    holders_of_many,
    loop_by_number,
    loop_row,
    loops_by_id,
    offers,
    owed_by,
    profile_of,
    profile_of_loop,
    row_of,
    was_reopened,
    working_after,
)
from gongzhi.loops.revealing import call_said, desk_phone, onward, shown_reveals
from gongzhi.loops.rules.assumptions import Assumptions, BadAssumptions, read_assumptions
from gongzhi.loops.rules.definition import Definition
from gongzhi.loops.rules.definition_file import read_definition
from gongzhi.loops.rules.diagram import to_mermaid
from gongzhi.loops.rules.exporting import cell
from gongzhi.loops.rules.moves import Offer, may_reply, may_urge
from gongzhi.loops.rules.profile import BadProfile, Profile, parse_profile
from gongzhi.loops.rules.staffing import Staffing, staffing
from gongzhi.loops.rules.verifier import check_text
from gongzhi.loops.seconds import decisions_waiting
from gongzhi.loops.sentences import Pair, Tone
from gongzhi.loops.sheets import Act, Bound, Do, Onward, Panel, Sheet
from gongzhi.loops.showing import (
    clocks_context,
    common_facts,
    exact,
    matter_path,
    moves_url,
    now_with,
    place_line,
    place_lines,
    shape,
)
from gongzhi.loops.tables import Difference
from gongzhi.loops.telling import Mentioned, Sentences, StoryLine, mentioned, staff_story, tell, untold
from gongzhi.loops.used import UseInWords, uses_in_words
from gongzhi.loops.windows import extension_refusal, office_closes, window_ends, windows_end

__all__ = [
    "CHECK_TITLES",
    "ERASED",
    "ERASED_TITLE",
    "MEASURES",
    "Act",
    "ActForm",
    "Assumptions",
    "Atlas",
    "BadAssumptions",
    "BadProfile",
    "Bound",
    "Clock",
    "ConnectForm",
    "Debt",
    "DecideForm",
    "Definition",
    "DesignateForm",
    "Difference",
    "Do",
    "Due",
    "Entitlements",
    "Flag",
    "Kind",
    "LinkView",
    "Load",
    "LoopRow",
    "Measure",
    "Mentioned",
    "Offer",
    "OnceForm",
    "Onward",
    "Opening",
    "Outside",
    "OverruleForm",
    "Owed",
    "Pair",
    "Panel",
    "Part",
    "PlaceInOrder",
    "Profile",
    "ReasonForm",
    "Receipt",
    "RemarkForm",
    "ReturnForm",
    "RevealForm",
    "Sentences",
    "Sheet",
    "Staffing",
    "StoryLine",
    "Tone",
    "UnitForm",
    "UseInWords",
    "Waiting",
    "Wanted",
    "Window",
    "Words",
    "already_done",
    "attempt_call",
    "calendar_files",
    "call_in",
    "call_said",
    "cell",
    "check_replay",
    "check_text",
    "classify_loop",
    "clock_until",
    "clocks_context",
    "clocks_of",
    "common_facts",
    "debts_of",
    "decide_reveal",
    "decisions_waiting",
    "definition_of_loop",
    "desk_phone",
    "draw",
    "due_rows",
    "duration_words",
    "duties_of",
    "end_overdue_pauses",
    "exact",
    "extension_refusal",
    "find_by",
    "fire_due",
    "hand_over",
    "hold",
    "hold_many",
    "holders_of",
    "holders_of_many",
    "keep_receipt",
    "lines_outside",
    "link_loops",
    "link_many",
    "linked_ids",
    "linking_ids",
    "links_of",
    "load_calendar",
    "load_of",
    "loop_by_number",
    "loop_row",
    "loops_by_id",
    "loops_in_order",
    "matter_path",
    "may_reply",
    "may_urge",
    "measure",
    "meet",
    "meet_part",
    "mentioned",
    "migrate_loop",
    "move",
    "moves_url",
    "next_due",
    "now_with",
    "offers",
    "office_closes",
    "onward",
    "open_duty",
    "open_loop",
    "open_many",
    "owed_by",
    "owed_count",
    "owed_in_order",
    "panels_outside",
    "parse_profile",
    "parts_of",
    "party_words",
    "place_line",
    "place_lines",
    "place_named",
    "place_of_debt",
    "place_of_loop",
    "profile_of",
    "profile_of_loop",
    "publish_definition",
    "publish_profile",
    "read_assumptions",
    "read_definition",
    "recompute_deadlines",
    "register_asking",
    "register_kind",
    "register_outside",
    "registered_kinds",
    "relocate_loop",
    "remaining_of",
    "render_findings",
    "reply_to_question",
    "reserve_numbers",
    "retitle",
    "row_of",
    "settle_duty",
    "settle_part",
    "shape",
    "shown_reveals",
    "staff_story",
    "staffing",
    "steps",
    "supervise",
    "sweep",
    "take",
    "tell",
    "text_field",
    "to_mermaid",
    "untold",
    "urge",
    "uses_in_words",
    "was_reopened",
    "window_ends",
    "windows_end",
    "working_after",
]
